//! A house with the routes of access and of one room, and browsers that visit it.

use access::{
    Caller, CustomersRead, CustomersWrite, Owner, Password, SettingsWrite, WriteKey, WriteKeys,
    put_owner,
};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRef, State};
use axum::response::Response;
use axum::routing::post;
use base::{EmailAddress, Personal};
use http::{HeaderMap, Method, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use store::Error;
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Answer, House, Json};

pub(crate) const EMAIL: &str = "owner@shop.example";
pub(crate) const PASSWORD: &str = "quiet otter paints ladders";

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A room as others write it: its own state beside the house.
#[derive(Clone, FromRef)]
struct Room {
    house: House,
    keys: WriteKeys,
}

#[utoipa::path(get, path = "/customers", responses((status = 200, body = String)))]
async fn list(State(house): State<House>, caller: Caller<CustomersRead>) -> Answer<Json<String>> {
    let who = house
        .store
        .read(caller.scope(), |tx| Ok::<_, Error>(format!("{:?}", tx.scope().who())))
        .await?;
    Ok(Json(who))
}

#[utoipa::path(post, path = "/customers", responses((status = 200, body = String)))]
async fn create(caller: Caller<CustomersWrite>) -> Json<String> {
    Json(format!("{:?}", caller.staff()))
}

#[utoipa::path(put, path = "/sender", responses((status = 200, body = String)))]
async fn settings(_caller: Caller<SettingsWrite>) -> Json<String> {
    Json(String::new())
}

async fn take(key: WriteKey) -> String {
    format!("{} {} {:?}", key.source, key.namespace, key.scope().who())
}

pub(crate) struct Door {
    pub(crate) router: Router,
    pub(crate) house: House,
}

impl Door {
    /// The house without an owner.
    pub(crate) fn empty(kit: &testkit::House, public_url: &str) -> Self {
        let house = House::new(kit.store.clone(), public_url);
        let room = Room { house: house.clone(), keys: WriteKeys::new(&kit.store) };
        let routes = OpenApiRouter::new()
            .routes(routes!(list, create))
            .routes(routes!(settings))
            .with_state(room.clone());
        let (router, _) = web::assemble(&house, [access::routes(house.clone()), routes]);
        let intake = Router::new().route("/v1/track", post(take)).with_state(room);
        Self { router: web::dress(router.merge(intake), &house), house }
    }

    /// The house with its owner.
    pub(crate) fn new(kit: &testkit::House) -> Self {
        let door = Self::empty(kit, "http://localhost:8080");
        put_owner(&kit.store, owner()).unwrap();
        door
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            headers: HeaderMap::new(),
            address: "192.0.2.1:1".parse().unwrap(),
        }
    }

    /// Somebody who has signed in.
    pub(crate) async fn signed_in(&self) -> Visitor {
        let mut visitor = self.visitor();
        let got = visitor.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(got.status, 200, "{}", got.text);
        visitor
    }
}

pub(crate) fn owner() -> Owner {
    Owner {
        name: Personal::new("Käthe Berg"),
        email: EmailAddress::parse(EMAIL).unwrap(),
        password: Password::new(PASSWORD),
    }
}

/// A browser with its cookies, or a program with its headers.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) address: SocketAddr,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The pointers of the fields that were refused.
    pub(crate) fn pointers(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }

    /// The problem without what differs from request to request.
    pub(crate) fn problem(&self) -> Value {
        let mut problem = self.json();
        problem.as_object_mut().unwrap().remove("instance");
        problem
    }

    pub(crate) fn set_cookies(&self) -> Vec<String> {
        let values = self.headers.get_all(header::SET_COOKIE).iter();
        values.map(|value| value.to_str().unwrap().to_owned()).collect()
    }
}

impl Visitor {
    pub(crate) fn with_bearer(mut self, key: &str) -> Self {
        let value = format!("Bearer {key}").parse().unwrap();
        self.headers.insert(header::AUTHORIZATION, value);
        self
    }

    pub(crate) fn at_address(mut self, address: &str) -> Self {
        self.address = address.parse().unwrap();
        self
    }

    fn request(&self, method: Method, path: &str, body: Body) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.address));
        request
    }

    pub(crate) async fn open(&self, method: Method, path: &str) -> Response {
        self.router.clone().oneshot(self.request(method, path, Body::empty())).await.unwrap()
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Got {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let got = Got { status: parts.status.as_u16(), headers: parts.headers, text };
        for cookie in got.set_cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        got
    }

    pub(crate) async fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Got {
        let text = body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut request = self.request(method, path, Body::from(text));
        if body.is_some() {
            let kind = "application/json".parse().unwrap();
            request.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
        self.send(request).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Got {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: Value) -> Got {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Got {
        self.call(Method::DELETE, path, None).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Got {
        self.post("/api/v1/session", json!({"email": email, "password": password})).await
    }

    /// Whether the session or key is believed.
    pub(crate) async fn is_in(&mut self) -> bool {
        let got = self.get("/api/v1/customers").await;
        assert!([200, 401].contains(&got.status), "{}", got.text);
        got.status == 200
    }

    pub(crate) fn token(&self) -> String {
        self.cookies["regulars"].clone()
    }
}
