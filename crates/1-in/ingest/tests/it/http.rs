//! A server without a socket: the front door and the API of this room over a test's store.

use access::{KeyDraft, KeyScope, create_key};
use axum::Router;
use axum::body::{Body, to_bytes};
use base::{Namespace, SourceName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use book::Book;
use http::{HeaderMap, Request, StatusCode};
use ingest::Importer;
use ledger::Ledger;
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;
use testkit::House;
use tower::ServiceExt;

pub(crate) fn ledger() -> Ledger {
    Ledger::new(vec![Arc::new(Book)])
}

/// A server with one write key and one API key.
pub(crate) struct Server {
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub(crate) write_key: String,
    api_key: String,
}

/// An answer: status, headers, body.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Server {
    pub(crate) fn over(house: &House) -> Self {
        let name = "test".to_owned();
        let (source, namespace) = (SourceName::parse("web").unwrap(), Namespace::shop());
        let write = KeyDraft::Write { name: name.clone(), source, namespace };
        let api = KeyDraft::Api { name, scope: KeyScope::Write };
        let make = |draft| {
            house.store.write_blocking(&house.scope, move |tx| create_key(tx, draft)).unwrap().1
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let web = web::House::new(house.store.clone(), "https://crm.example.com");
        let importer = Importer::new(web.clone(), ledger());
        let (api_routes, _) = web::assemble(&web, [ingest::routes(importer)]);
        let router =
            api_routes.merge(ingest::front_door(web.clone(), ledger(), ingest::Tally::default()));
        let router = web::dress(router, &web);
        Self { router, runtime, write_key: make(write), api_key: make(api) }
    }

    pub(crate) fn send(&self, request: Request<Body>) -> Answered {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answered { status: parts.status, headers: parts.headers, body }
        })
    }

    /// A call at the front door with the write key.
    pub(crate) fn call(&self, path: &str, body: impl Into<Body>) -> Answered {
        self.send(self.request(path, body.into()))
    }

    fn request(&self, path: &str, body: Body) -> Request<Body> {
        let basic = STANDARD.encode(format!("{}:", self.write_key));
        let request = Request::post(path)
            .header("authorization", format!("Basic {basic}"))
            .header("content-type", "application/json");
        request.body(body).unwrap()
    }

    /// Calls that are all under way before `then` runs.
    pub(crate) fn call_together(
        &self,
        calls: Vec<(&'static str, String)>,
        then: impl FnOnce(),
    ) -> Vec<Answered> {
        self.runtime.block_on(async {
            let mut under_way = Vec::new();
            for (path, body) in calls {
                let request = self.request(path, body.into());
                let router = self.router.clone();
                let mut call = Box::pin(async move {
                    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
                    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
                    Answered { status: parts.status, headers: parts.headers, body }
                });
                // Polled until it waits for the database or is answered.
                let answered = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(match call.as_mut().poll(context) {
                        std::task::Poll::Ready(answered) => Some(answered),
                        std::task::Poll::Pending => None,
                    })
                });
                let answered = answered.await;
                under_way.push((answered, call));
            }
            then();
            let mut answers = Vec::new();
            for (answered, call) in under_way {
                answers.push(match answered {
                    Some(answered) => answered,
                    None => call.await,
                });
            }
            answers
        })
    }

    /// A request to the API with the API key.
    pub(crate) fn api(&self, method: &str, path: &str, body: Option<&Value>) -> Answered {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {}", self.api_key))
            .header("content-type", "application/json");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap())
    }

    /// Uploads a file as the wizard does.
    pub(crate) fn upload(&self, name: &str, content: &str) -> Answered {
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nshopify\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n{content}\r\n--x--\r\n"
        );
        let request = Request::post("/api/v1/imports")
            .header("authorization", format!("Bearer {}", self.api_key))
            .header("content-type", "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(form)).unwrap())
    }
}
