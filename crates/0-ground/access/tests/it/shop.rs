//! The shop's settings through the door.

use crate::visitor::{Door, run};
use serde_json::{Value, json};

fn shop() -> Value {
    json!({
        "name": "Käthes Kaffee", "currency": "EUR", "timezone": "Europe/Berlin",
        "language": "de", "country": "DE", "website": "https://kaffee.example",
        "logo_url": null, "color": "#2f6f5e",
    })
}

testkit::on_both! {
    fn settings_are_kept_and_shown(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            assert_eq!(owner.get("/api/v1/shop").await.json()["name"], "My shop");
            let got = owner.put("/api/v1/shop", shop()).await;
            assert_eq!((got.status, got.json()), (200, shop()));
            assert_eq!(owner.get("/api/v1/session").await.json()["shop"], shop());
            assert_eq!(door.house.store.shop().zone.name(), "Europe/Berlin");
        });
    }
}

#[test]
fn values_that_do_not_hold_are_named_and_nothing_is_kept() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut owner = door.signed_in().await;
        for (field, value, status) in [
            ("name", json!(""), 422),
            ("name", json!("a".repeat(121)), 422),
            ("currency", json!("euro"), 422),
            ("timezone", json!("../../etc/passwd"), 422),
            ("language", json!("German"), 422),
            ("country", json!("Germany"), 422),
            ("website", json!("javascript:alert(1)"), 422),
            ("logo_url", json!("file:///etc/passwd"), 422),
            ("color", json!("red; background: url(x)"), 422),
            ("color", json!(7), 400),
            ("name", json!(null), 400),
            ("plan", json!("free"), 400),
        ] {
            let mut body = shop();
            body[field] = value.clone();
            let got = owner.put("/api/v1/shop", body).await;
            let expected = (status, vec![format!("/{field}")]);
            assert_eq!((got.status, got.pointers()), expected, "{field} {value}");
        }
        let mut body = shop();
        (body["currency"], body["color"]) = (json!("x"), json!("y"));
        let both = owner.put("/api/v1/shop", body).await.pointers();
        assert_eq!(both, ["/currency", "/color"]);
        assert_eq!(door.house.store.shop().name, "My shop");
    });
}
