//! Carries out what a person does: a call of the house's own HTTP routes, inside this process.
//! Calls of links are marked, so that what they leave behind says that it is simulated; what
//! people tell the front door says so itself.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use demo::live::Act;
use dispatch::public::Simulated;
use std::fmt;
use std::sync::Arc;
use tower::ServiceExt;

/// Where every link in a mail begins.
const LINKS: &str = "/t/";
/// What a mail program sends to unsubscribe (RFC 8058, section 3.2).
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Calls the house.
#[derive(Clone)]
pub(super) struct Carrier {
    router: Router,
    public_url: Arc<str>,
    write_key: String,
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carrier(…)")
    }
}

impl Carrier {
    /// Calls `router`, whose links begin with `public_url`, and tells the front door things with
    /// that write key.
    pub(super) fn new(router: Router, public_url: Arc<str>, write_key: String) -> Self {
        Self { router, public_url, write_key }
    }

    /// Carries an act out and gives the status of the answer. A redirect is not followed. None
    /// for an address that is no link of this house: it is not called.
    pub(super) async fn carry(&self, act: Act) -> Option<StatusCode> {
        let request = self.request(act)?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        Some(response.status())
    }

    fn request(&self, act: Act) -> Option<Request<Body>> {
        let (request, body) = match act {
            Act::Open { url, agent } | Act::Click { url, agent } => {
                let request = Request::get(self.path(&url)?).header(header::USER_AGENT, agent);
                (request.extension(Simulated), Body::empty())
            }
            Act::Unsubscribe { url } => {
                let request = Request::builder().method(Method::POST).uri(self.path(&url)?);
                let kind = "application/x-www-form-urlencoded";
                let request = request.header(header::CONTENT_TYPE, kind).extension(Simulated);
                (request, Body::from(ONE_CLICK))
            }
            Act::Tell { mut body } => {
                body["writeKey"] = self.write_key.as_str().into();
                let request = Request::post("/v1/batch");
                let request = request.header(header::CONTENT_TYPE, "application/json");
                (request, Body::from(body.to_string()))
            }
        };
        request.body(body).ok()
    }

    fn path<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(self.public_url.as_ref()).filter(|path| path.starts_with(LINKS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Extension;
    use axum::extract::Request as Asked;
    use axum::http::HeaderMap;
    use axum::response::Redirect;
    use axum::routing::{get, post};
    use serde_json::json;

    const HOME: &str = "http://localhost:8080";

    fn carrier() -> Carrier {
        let agent = |_: Extension<Simulated>, headers: HeaderMap| async move {
            if headers[header::USER_AGENT] == "Browser" {
                StatusCode::OK
            } else {
                StatusCode::IM_A_TEAPOT
            }
        };
        let told = |body: String| async move {
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            let whole = json!({ "batch": [1], "writeKey": "wk_1" });
            if body == whole { StatusCode::OK } else { StatusCode::UNAUTHORIZED }
        };
        let left = |_: Extension<Simulated>, request: Asked| async move {
            let body = axum::body::to_bytes(request.into_body(), 99).await.unwrap();
            if body == ONE_CLICK { StatusCode::OK } else { StatusCode::BAD_REQUEST }
        };
        let router = Router::new()
            .route("/t/o/{token}", get(agent))
            .route(
                "/t/c/{token}",
                get(|_: Extension<Simulated>| async { Redirect::to("https://away.example") }),
            )
            .route("/t/u/{token}", get(|| async { "asks" }).post(left))
            .route("/v1/batch", post(told));
        Carrier::new(router, HOME.into(), "wk_1".into())
    }

    #[tokio::test]
    async fn each_act_is_a_call_of_its_route() {
        let carrier = carrier();
        let url = |path: &str| format!("{HOME}{path}");
        for (act, want) in [
            (Act::Open { url: url("/t/o/1"), agent: "Browser" }, 200),
            (Act::Open { url: url("/t/o/1"), agent: "Other" }, 418),
            (Act::Click { url: url("/t/c/1"), agent: "Browser" }, 303),
            (Act::Unsubscribe { url: url("/t/u/1") }, 200),
            (Act::Tell { body: json!({ "batch": [1] }) }, 200),
            (Act::Click { url: url("/t/x/1"), agent: "Browser" }, 404),
        ] {
            let status = carrier.carry(act.clone()).await.map(|status| status.as_u16());
            assert_eq!(status, Some(want), "{act:?}");
        }
    }

    #[tokio::test]
    async fn no_other_address_is_called() {
        let carrier = carrier();
        for url in [
            "",
            "/t/o/1",
            "https://elsewhere.example/t/o/1",
            "http://localhost:80801/t/o/1",
            "http://localhost:8080@evil.example/t/o/1",
            "http://localhost:8080/api/v1/customers",
            "http://localhost:8080/t/o/1 2",
        ] {
            let act = Act::Open { url: url.into(), agent: "Browser" };
            assert_eq!(carrier.carry(act).await, None, "{url}");
            assert_eq!(carrier.carry(Act::Unsubscribe { url: url.into() }).await, None, "{url}");
        }
    }
}
