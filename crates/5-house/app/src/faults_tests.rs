//! Every write of the API with each of its statements failing once, the commit included: the
//! answer is a clean failure, no table has changed, and the same call goes well afterwards. What
//! follows from a saved segment is written after it; failing in that is no failure of the call.

#[path = "fault_cases_tests.rs"]
mod cases;
#[path = "plans_tests.rs"]
mod plans;

use crate::cli::{Door, Place};
use crate::house::{Rooms, Whole};
use crate::settings::Settings;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use cases::{APART, Allowance, CASES, Case};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::House;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use utoipa::openapi::OpenApi;

pub(super) const EMAIL: &str = "owner@example.com";
pub(super) const PASSWORD: &str = "a long enough sentence 7";
/// More statements than any call runs.
const STATEMENTS_MAX: u32 = 400;
const BODY_BYTES_MAX: usize = 1 << 20;

/// A call that is ready to be made.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) path: String,
    /// Content type and content.
    pub(super) body: (&'static str, String),
}

impl Call {
    pub(super) fn json(method: &'static str, path: impl Into<String>, body: &Value) -> Self {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        Self { method, path: path.into(), body: ("application/json", text) }
    }
}

/// The whole house in this process, with an owner who is signed in.
pub(super) struct Shop<'a> {
    pub(super) house: &'a House,
    runtime: Runtime,
    router: Router,
    document: OpenApi,
    cookie: String,
}

impl<'a> Shop<'a> {
    fn open(house: &'a House) -> Self {
        let place = Place { data: Some(house.store.data().into()), ..Place::default() };
        let mut settings = Settings::find(&place, &Door::default(), "").unwrap();
        // Nothing leaves this machine.
        settings.demo = true;
        let runtime = Runtime::new().unwrap();
        let guard = runtime.enter();
        let rooms = Rooms::of(house.store.clone(), &settings).unwrap();
        let whole = Whole::assemble(rooms.clone()).unwrap();
        drop(guard);
        let (api, document) = whole.api();
        let router = web::dress(api, &rooms.house);
        Self { house, runtime, router, document, cookie: String::new() }
    }

    /// Makes the owner's account, with every statement failing once.
    fn set_up(&mut self) {
        let token = self.house.store.write_blocking(&self.house.scope, access::setup_token);
        let body = json!({
            "token": token.unwrap(), "name": "Owner", "email": EMAIL, "password": PASSWORD,
            "shop_name": "Test shop", "currency": "EUR", "timezone": "Europe/Berlin",
        });
        let call = Call::json("POST", "/api/v1/setup", &body);
        self.cookie = self.every_statement(&call, Allowance::Counts("attempts"));
    }

    /// Signs in once more, in another browser.
    pub(super) fn sign_in(&mut self, password: &str) {
        self.cookie.clear();
        let body = json!({ "email": EMAIL, "password": password });
        self.cookie = self.send(&Call::json("POST", "/api/v1/session", &body)).2;
    }

    /// What a call is answered: status, body, and the session that began with it.
    fn send(&self, call: &Call) -> (StatusCode, String, String) {
        let request = Request::builder()
            .method(call.method.parse::<Method>().unwrap())
            .uri(&call.path)
            .header(header::CONTENT_TYPE, call.body.0)
            .header(header::COOKIE, &self.cookie)
            .body(Body::from(call.body.1.clone()))
            .unwrap();
        self.runtime.block_on(async {
            let Ok(answer) = self.router.clone().oneshot(request).await;
            let cookie = answer.headers().get(header::SET_COOKIE);
            let cookie = cookie.and_then(|value| value.to_str().ok()?.split(';').next());
            let (status, cookie) = (answer.status(), cookie.unwrap_or_default().to_owned());
            let body = to_bytes(answer.into_body(), BODY_BYTES_MAX).await.unwrap();
            (status, String::from_utf8_lossy(&body).into_owned(), cookie)
        })
    }

    /// What a call answers that must go well.
    pub(super) fn ask(&self, method: &'static str, path: &str, body: &Value) -> Value {
        self.must(&Call::json(method, path, body))
    }

    /// The same for a call with another body.
    pub(super) fn must(&self, call: &Call) -> Value {
        let (status, text, _) = self.send(call);
        assert!(status.is_success(), "{call:?}: {status} {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }

    /// Lets each statement of the call fail once; gives the session that began when it went well.
    fn every_statement(&self, call: &Call, allowance: Allowance) -> String {
        let apart: &[&str] = match allowance {
            Allowance::Counts(table) => &[table],
            _ => &[],
        };
        let digest = || {
            let mut digest = self.house.digest();
            digest.retain(|table, _| !apart.contains(&table.as_str()));
            digest
        };
        self.forget_attempts();
        let before = digest();
        for nth in 1..STATEMENTS_MAX {
            self.forget_attempts();
            self.house.fault.arm(nth);
            let (status, text, cookie) = self.send(call);
            let Some(failed) = self.house.fault.disarm() else {
                assert!(status.is_success(), "{call:?}: {status} {text}");
                return cookie;
            };
            let place = format!("{} {}, statement {nth}, {failed:?}", call.method, call.path);
            if allowance == Allowance::Follows && failed.commits > 0 {
                assert!(status.is_success(), "{place}: {status} {text}");
                return cookie;
            }
            assert!(status.is_server_error(), "{place}: {status} {text}");
            let problem: Value = serde_json::from_str(&text).unwrap_or_default();
            assert!(problem["code"].is_string(), "{place}: {text}");
            let after = digest();
            let changed: Vec<_> =
                before.iter().filter(|(table, sum)| after.get(*table) != Some(*sum)).collect();
            assert!(changed.is_empty(), "{place} has changed {changed:?}");
        }
        panic!("{call:?} never ends");
    }

    /// Lets the next try be the first one.
    fn forget_attempts(&self) {
        let forget = |tx: &mut store::Tx<'_>| tx.exec("DELETE FROM attempts", &[]);
        self.house.store.write_blocking::<_, store::Error, _>(&self.house.scope, forget).unwrap();
    }
}

/// Which part of the API a path belongs to.
fn part(path: &str) -> &str {
    let rest = path.strip_prefix("/api/v1/").unwrap_or(&path[1..]);
    rest.split('/').next().unwrap_or_default()
}

/// Runs the cases of these parts of the API.
fn parts(house: &House, names: &[&str]) {
    let mut shop = Shop::open(house);
    shop.set_up();
    for case in CASES.iter().filter(|case| names.contains(&part(case.path))) {
        let call = (case.make)(&mut shop);
        let cookie = shop.every_statement(&call, case.allowance);
        if !cookie.is_empty() {
            shop.cookie = cookie;
        }
    }
}

/// Each test's share of the API.
const SHARES: [&[&str]; 5] = [
    &["campaigns"],
    &["customers"],
    &["imports", "intake", "v1"],
    &["keys", "shop", "sessions", "session"],
    &["segments", "sender", "suppressions"],
];

testkit::on_both! {
    fn campaigns_stay_whole(house) {
        parts(house, SHARES[0]);
    }

    fn customers_stay_whole(house) {
        parts(house, SHARES[1]);
    }

    fn what_comes_in_stays_whole(house) {
        parts(house, SHARES[2]);
    }

    fn access_stays_whole(house) {
        parts(house, SHARES[3]);
    }

    fn segments_and_sending_stay_whole(house) {
        parts(house, SHARES[4]);
    }
}

#[test]
fn every_write_of_the_api_has_its_case() {
    let house = House::sqlite();
    let shop = Shop::open(&house);
    let document = serde_json::to_value(&shop.document).unwrap();
    let mut missing = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let is = |case: &&(&str, &str)| case.0 == method && case.1 == path;
            let tried = CASES.iter().map(|case| (case.method, case.path)).collect::<Vec<_>>();
            let known = tried.iter().find(is).is_some() || APART.iter().any(|c| is(&&(c.0, c.1)));
            if method != "GET" && !known {
                missing.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    let shared = |case: &Case| SHARES.iter().any(|share| share.contains(&part(case.path)));
    assert!(CASES.iter().all(shared), "a case that no test runs");
}
