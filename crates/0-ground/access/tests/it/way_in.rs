//! Sign-in: who is told what, how often one may try, and what lies in the database.

use crate::visitor::{Door, EMAIL, PASSWORD, run};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::time::{Duration, Instant};

testkit::on_both! {
    fn wrong_and_unknown_cannot_be_told_apart(kit) {
        let door = Door::new(kit);
        run(async {
            let long = "x".repeat(10_000);
            let mut seen = Vec::new();
            for (email, password) in [
                (EMAIL, "not the right password"),
                ("nobody@shop.example", PASSWORD),
                ("no address", PASSWORD),
                ("", ""),
                (EMAIL, &long),
            ] {
                let got = door.visitor().sign_in(email, password).await;
                assert_eq!(got.status, 401);
                assert!(got.set_cookies().is_empty());
                let mut names: Vec<String> =
                    got.headers.keys().map(ToString::to_string).collect();
                names.sort();
                seen.push((got.problem(), names));
                kit.clock.advance(Duration::from_mins(3));
            }
            assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:?}");
        });
    }

    fn addresses_are_read_as_people_type_them(kit) {
        let door = Door::new(kit);
        run(async {
            let got = door.visitor().sign_in("  Owner@SHOP.example ", PASSWORD).await;
            assert_eq!(got.status, 200, "{}", got.text);
        });
    }

    fn a_storm_from_many_addresses_is_held_and_the_owner_is_not(kit) {
        let door = Door::new(kit);
        run(async {
            let mut owner = door.signed_in().await;
            assert_eq!(owner.delete("/api/v1/session").await.status, 204);
            let (mut evaluated, mut last) = (0, None);
            for n in 0..300 {
                let address = format!("198.51.{}.{}:9", n / 250, n % 250);
                let mut stranger = door.visitor().at_address(&address);
                let got = stranger.sign_in(EMAIL, &format!("guess number {n} of many")).await;
                evaluated += u32::from(got.status == 401);
                last = Some(got);
            }
            assert_eq!(evaluated, 10);
            let last = last.unwrap();
            assert_eq!((last.status, last.code().as_str()), (429, "too_many_requests"));
            let wait: u64 = last.headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=180).contains(&wait), "{wait}");
            let from_elsewhere = door.visitor().sign_in(EMAIL, PASSWORD).await;
            assert_eq!(from_elsewhere.status, 429);
            assert_eq!(owner.sign_in(EMAIL, PASSWORD).await.status, 200, "a known browser");
        });
    }

    fn an_account_opens_again_with_time(kit) {
        let door = Door::new(kit);
        run(async {
            let mut visitor = door.visitor();
            for _ in 0..10 {
                assert_eq!(visitor.sign_in(EMAIL, "a wrong password").await.status, 401);
            }
            assert_eq!(visitor.sign_in(EMAIL, PASSWORD).await.status, 429);
            kit.clock.advance(Duration::from_secs(179));
            assert_eq!(visitor.sign_in(EMAIL, PASSWORD).await.status, 429);
            kit.clock.advance(Duration::from_secs(1));
            assert_eq!(visitor.sign_in(EMAIL, PASSWORD).await.status, 200);
            assert_eq!(visitor.sign_in(EMAIL, "a wrong password").await.status, 401);
        });
    }

    fn one_address_tries_many_accounts_in_vain(kit) {
        let door = Door::new(kit);
        run(async {
            let mut evaluated = 0;
            for n in 0..40 {
                let got = door.visitor().sign_in(&format!("a{n}@shop.example"), PASSWORD).await;
                evaluated += u32::from(got.status == 401);
            }
            assert_eq!(evaluated, 20);
            let mut neighbor = door.visitor().at_address("192.0.2.2:1");
            assert_eq!(neighbor.sign_in(EMAIL, PASSWORD).await.status, 200);
        });
    }

    fn a_forged_device_cookie_opens_no_count_of_its_own(kit) {
        let door = Door::new(kit);
        run(async {
            let owner = door.signed_in().await;
            let real = owner.cookies["regulars-device"].clone();
            let mut forged = real.clone().into_bytes();
            forged[3] = if forged[3] == b'x' { b'y' } else { b'x' };
            let forged = String::from_utf8(forged).unwrap();
            let mut evaluated = 0;
            for n in 0..40 {
                let mut visitor = door.visitor();
                let cookie = if n % 2 == 0 { forged.clone() } else { format!("ü{n}") };
                let cookie = if cookie.is_ascii() { cookie } else { "x".repeat(84) };
                visitor.cookies.insert("regulars-device".to_owned(), cookie);
                let got = visitor.sign_in(EMAIL, "a wrong password").await;
                evaluated += u32::from(got.status == 401);
            }
            assert_eq!(evaluated, 10);
            let mut other = door.visitor();
            other.cookies.insert("regulars-device".to_owned(), real);
            assert_eq!(other.sign_in("nobody@shop.example", PASSWORD).await.status, 401);
        });
    }

    fn no_secret_lies_in_the_database(kit) {
        let door = Door::new(kit);
        run(async {
            let owner = door.signed_in().await;
            let wanted = [owner.token(), PASSWORD.to_owned()];
            let rows = kit.store.read(&kit.scope, |tx| {
                let mut text = String::new();
                let sql = "SELECT s.token, p.password, p.email_token FROM sessions s, staff p";
                tx.each(sql, &[], |row| {
                    text.push_str(&String::from_utf8_lossy(&row.bytes("token")?));
                    text.push_str(&row.text("password")?);
                    text.push_str(&String::from_utf8_lossy(&row.bytes("email_token")?));
                    Ok::<_, store::Error>(())
                })?;
                Ok::<_, store::Error>(text)
            }).await.unwrap();
            assert!(rows.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
            for secret in wanted {
                assert!(!rows.contains(&secret));
            }
        });
    }

    fn weak_costs_are_raised_at_the_next_sign_in(kit) {
        let door = Door::new(kit);
        let weak = kit.store.read_blocking(&kit.scope, |tx| {
            let params = Params::new(8, 1, 1, Some(32)).unwrap();
            let key = tx.key("password");
            let argon =
                Argon2::new_with_secret(&key, Algorithm::Argon2id, Version::V0x13, params).unwrap();
            let mut out = [0; 32];
            argon.hash_password_into(PASSWORD.as_bytes(), &[1; 16], &mut out).unwrap();
            let (salt, out) = (STANDARD_NO_PAD.encode([1; 16]), STANDARD_NO_PAD.encode(out));
            Ok::<_, store::Error>(format!("$argon2id$v=19$m=8,t=1,p=1${salt}${out}"))
        }).unwrap();
        kit.store.write_blocking(&kit.scope, move |tx| {
            tx.exec("UPDATE staff SET password = $1", &[weak.into()])
        }).unwrap();
        let kept = || kit.store.read_blocking(&kit.scope, |tx| {
            tx.one("SELECT password FROM staff", &[], |row| row.text("password"))
        }).unwrap();
        assert!(kept().contains("m=8,"));
        run(async { door.signed_in().await });
        let raised = kept();
        assert!(raised.contains("m=19456,t=2,p=1"), "{raised}");
        run(async { door.signed_in().await });
        assert_eq!(kept(), raised, "nothing more to raise");
    }
}

/// Median time of some sign-ins that fail.
async fn median(kit: &testkit::House, door: &Door, email: &str) -> Duration {
    let mut times = Vec::new();
    for n in 0..15 {
        kit.clock.advance(Duration::from_mins(4));
        let mut visitor = door.visitor();
        #[expect(clippy::disallowed_methods, reason = "measures real work, not the house's time")]
        let start = Instant::now();
        let got = visitor.sign_in(email, &format!("guess number {n} of many")).await;
        times.push(start.elapsed());
        assert_eq!(got.status, 401);
    }
    times.sort();
    times[times.len() / 2]
}

#[test]
fn an_unknown_account_costs_the_same_work() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let known = median(&kit, &door, EMAIL).await;
        let unknown = median(&kit, &door, "nobody@shop.example").await;
        let ratio = known.as_secs_f64() / unknown.as_secs_f64();
        // Without the hash the unknown one would be ten times faster; a busy machine may halve.
        assert!((0.4..2.5).contains(&ratio), "{known:?} against {unknown:?}");
    });
}

#[test]
fn many_at_once_are_all_answered() {
    let kit = testkit::House::sqlite();
    let door = Door::new(&kit);
    run(async {
        let mut all = tokio::task::JoinSet::new();
        for n in 0..20 {
            let mut visitor = door.visitor().at_address(&format!("192.0.2.{n}:1"));
            all.spawn(async move { visitor.sign_in(EMAIL, PASSWORD).await.status });
        }
        let statuses = all.join_all().await;
        assert_eq!(statuses.len(), 20);
        assert!(statuses.iter().filter(|status| **status == 200).count() >= 10, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
    });
}
