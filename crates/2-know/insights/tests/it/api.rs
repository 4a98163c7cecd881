//! Segments over HTTP, in the shapes that the web app uses.

use crate::room::{append, open, shop};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use book::Lens;
use serde_json::{Value, json};
use testkit::House;
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct Desk {
    router: axum::Router,
    runtime: Runtime,
    key: String,
    insights: insights::Insights,
}

impl Desk {
    fn new(kit: &House) -> Self {
        append(kit, shop(kit));
        let draft = access::KeyDraft::Api { name: "ui".into(), scope: access::KeyScope::Write };
        let key = kit.store.write_blocking(&kit.scope, |tx| access::create_key(tx, draft));
        let house = web::House::new(kit.store.clone(), "http://localhost:8080");
        let insights = open(kit);
        let routes = insights::routes(house.clone(), insights.clone());
        let (router, _) = web::assemble(&house, [routes]);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Self { router, runtime, key: key.unwrap().1, insights }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = request.body(body).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call("POST", path, Some(&body))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, None)
    }
}

testkit::on_both! {
    fn sentences_are_counted_and_shown_while_somebody_types(kit) {
        let desk = Desk::new(kit);
        let (status, count) = desk.post("/segments/count", json!({"text": "COUNTRY = 'DE'"}));
        assert_eq!(status, 200, "{count}");
        assert_eq!((&count["count"], &count["of"]), (&json!(2), &json!(3)));
        assert_eq!(count["text"], "country = \"DE\"");
        assert_eq!(count["as_of"], "2026-11-22T09:00:00Z");
        let (_, same) = desk.post("/segments/count", json!({"tree": count["tree"]}));
        assert_eq!(same["count"], 2);
        let past = json!({"text": "country = 'DE'", "as_of": "2026-10-01"});
        assert_eq!(desk.post("/segments/count", past).1["count"], 1);
        let (status, seen) =
            desk.post("/segments/preview", json!({"text": "orders >= 2", "limit": 5}));
        assert_eq!((status, seen["members"].as_array().unwrap().len()), (200, 1));
        let member = &seen["members"][0];
        assert_eq!(member["why"], "2 orders, latest on 2 Nov 2026");
        assert_eq!(member["customer"]["orders"], 2);
        assert!(member["customer"]["rfm_group"].is_string());
        let (_, words) = desk.get("/segments/vocabulary");
        let words = words["conditions"].as_array().unwrap();
        let country = words.iter().find(|word| word["name"] == "country").unwrap();
        assert_eq!((&country["type"], &country["values"]), (&json!("text"), &json!(["DE", "FR"])));
        assert!(words.iter().any(|word| word["name"] == "attribute.shoe_size"));
    }

    fn a_mistake_is_a_problem_that_points_at_its_byte(kit) {
        let desk = Desk::new(kit);
        let (status, problem) = desk.post("/segments/count", json!({"text": "contry = \"DE\""}));
        assert_eq!((status, &problem["code"]), (422, &json!("segment_text")));
        assert_eq!(problem["errors"][0]["pointer"], "/text/0");
        assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("`country`"));
        let (_, problem) = desk.post("/segments/count", json!({"text": "orders >= 2 and"}));
        assert_eq!(problem["errors"][0]["pointer"], "/text/15");
        let deep = "(".repeat(10_000);
        let (status, problem) = desk.post("/segments/preview", json!({ "text": deep }));
        assert_eq!((status, &problem["code"]), (422, &json!("segment_text")));
        let tree = json!({"op": "and", "of": [
            {"op": "field", "field": "country", "cmp": "=", "value": "DE"},
            {"op": "field", "field": "agee", "cmp": ">", "value": 3}]});
        let (_, problem) = desk.post("/segments/count", json!({ "tree": tree }));
        assert_eq!(problem["errors"][0]["pointer"], "/tree/of/1");
        for body in [json!({}), json!({"tree": {"op": "xor"}}), json!({"text": "a", "tree": {}})] {
            assert_eq!(desk.post("/segments/count", body).0, 422);
        }
        let asked = json!({"text": "orders = 1", "as_of": "soon"});
        assert_eq!(desk.post("/segments/count", asked).0, 422);
    }

    fn segments_are_kept_over_http(kit) {
        let desk = Desk::new(kit);
        let (_, page) = desk.get("/segments");
        assert_eq!(page["items"].as_array().unwrap().len(), 7);
        assert!(page["items"].as_array().unwrap().iter().all(|one| one["ready_made"] == true));
        let body = json!({"name": "Buyers", "description": "who bought", "text": "orders >= 1"});
        let (status, made) = desk.post("/segments", body.clone());
        assert_eq!((status, &made["count"]), (201, &json!(2)), "{made}");
        assert_eq!(made["history"].as_array().unwrap().len(), 12);
        assert_eq!((&made["entered_7d"], &made["tree"]["op"]), (&json!(0), &json!("measure")));
        assert_eq!(desk.post("/segments", body).0, 409);
        let path = format!("/segments/{}", made["id"].as_str().unwrap());
        let (_, first) = desk.get(&format!("{path}/members?limit=1"));
        assert_eq!((&first["total"], first["items"].as_array().unwrap().len()), (&json!(2), 1));
        assert_eq!(first["items"][0]["since"], "2026-11-22T09:00:00Z");
        let next = first["next"].as_str().unwrap();
        let (_, second) = desk.get(&format!("{path}/members?limit=1&cursor={next}"));
        assert_ne!(first["items"][0]["customer"]["id"], second["items"][0]["customer"]["id"]);
        assert_eq!(second["next"], Value::Null);
        let changed = json!({"name": "Buyers", "text": "orders >= 2"});
        assert_eq!(desk.call("PUT", &path, Some(&changed)).1["count"], 1);
        assert_eq!(desk.get(&path).1["text"], "orders >= 2");
        assert_eq!(desk.get(&format!("{path}/history")).1["points"].as_array().unwrap().len(), 12);
        assert_eq!(desk.call("DELETE", &path, None).0, 204);
        assert_eq!(desk.get(&path).0, 404);
        assert_eq!(desk.get("/segments/seg_nonsense").0, 404);
    }

    fn the_book_looks_through_the_lens(kit) {
        let desk = Desk::new(kit);
        let lens: &dyn Lens = &desk.insights;
        let found = desk.runtime.block_on(lens.matching("orders >= 2".into())).unwrap();
        let anna = *found.iter().next().unwrap();
        assert_eq!(found.len(), 1);
        let segments = desk.runtime.block_on(lens.segments_of(anna)).unwrap();
        let named: Vec<_> = segments.iter().map(|one| &*one.name).collect();
        assert_eq!(named, ["Active"], "five make the first fifth");
        assert_eq!(segments[0].why, "1 order in the last 90 days, latest on 2 Nov 2026");
        let groups = desk.runtime.block_on(lens.rfm_groups(vec![anna])).unwrap();
        assert!(groups.contains_key(&anna));
        assert!(desk.runtime.block_on(lens.matching("nonsense =".into())).is_err());
    }
}
