//! What files bring that should not be: each gets its reason and its row in the report, costs no
//! row that is good, and leaves nothing by halves.

use crate::http::ledger;
use crate::imports::{begin, file, on};
use base::{Namespace, Personal, Space};
use ingest::import::{self, Form, Kind, State};
use ingest::{Error, Reason};
use testkit::House;

/// Takes a file in; the reasons that its report gives, by row, and how many things came in.
fn take(house: &House, kind: Kind, name: &str, content: &[u8]) -> (Vec<(String, Reason)>, i64) {
    let before = house.store.read_blocking(&house.scope, ledger::last_seq).unwrap();
    let id = begin(house, kind, name, content).id;
    let done = import::run(&house.store, &ledger(), id, &mut on).unwrap();
    assert_eq!(done.state, State::Done, "{name}");
    let mut report = Vec::new();
    import::write_report(&house.store, id, Form::JsonLines, &mut report).unwrap();
    let lines = String::from_utf8(report).unwrap();
    let told = lines.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let said = |name: &str| line[format!("report:{name}")].as_str().unwrap().to_owned();
        assert!(said("advice").ends_with('.'), "{line}");
        (said("row"), Reason::parse(&said("reason")).unwrap())
    });
    let told = told.collect();
    let seq = house.store.read_blocking(&house.scope, ledger::last_seq).unwrap();
    assert_eq!(seq - before, done.counts.new, "{name}: one activity for each thing");
    assert_eq!(book::rebuild_check(&house.store, &house.scope).unwrap(), [""; 0]);
    (told, done.counts.new)
}

fn name_of(house: &House, email: &'static str) -> String {
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            let subject = ledger::subjects_of_token(tx, &Space::Email, &Personal::new(email))?;
            let id = book::customer_of(tx, subject.unwrap().id)?.unwrap();
            Ok::<_, book::Error>(book::get(tx, id)?.name().reveal().to_owned())
        })
        .unwrap()
}

fn wide() -> String {
    format!("email,first_name\na@example.com,Anna\n{}\nb@example.com,Bob\n", "x,".repeat(10_000))
}

testkit::on_both! {
    fn rows_that_cannot_be_are_named_and_cost_no_others(house) {
        let orders = |row: &str| format!(
            "order_id,customer_id,placed_at,product_id,quantity,unit_price\n\
             {row}\nlast,7,2026-01-02,p1,1,10\n"
        );
        let at = |row: u64, reason| vec![(row.to_string(), reason)];
        let cases = [
            (Kind::Customers, "cut.csv", "email,first_name\na@example.com,Anna\n\
                b@example.com,\"Bob\nc@example.com,Cleo\n".to_owned(), at(3, Reason::CutQuote), 2),
            (Kind::Customers, "end.csv", "email,first_name\nd@example.com,Dan\n\
                e@example.com,\"Ev".to_owned(), at(3, Reason::CutQuote), 1),
            (Kind::Customers, "wide.csv", wide(), at(3, Reason::WrongColumns), 1),
            (Kind::Customers, "newline.csv", "email,first_name\n\"f@exam\nple.com\",Finn\n\
                g@example.com,Gina\n".to_owned(), at(2, Reason::BadEmail), 1),
            (Kind::Orders, "price.csv", orders("1,7,2026-01-01,p1,1,-5"),
                at(2, Reason::NegativePrice), 1),
            (Kind::Orders, "1970.csv", orders("1,7,1970-01-01,p1,1,5"),
                at(2, Reason::TimeTooEarly), 0),
            (Kind::Orders, "2099.csv", orders("1,7,2099-12-31,p1,1,5"),
                at(2, Reason::TimeInFuture), 0),
            (Kind::Products, "products.csv", "product_id,price\np1,-1\np2,3\n".into(),
                at(2, Reason::NegativePrice), 1),
        ];
        for (kind, name, content, want, n_new) in cases {
            assert_eq!(take(house, kind, name, content.as_bytes()), (want, n_new), "{name}");
        }
    }

    fn names_in_windows_1252_arrive_as_they_are_spelled(house) {
        let file = b"email,first_name,last_name\nj@example.com,J\xf6rg,Wei\xdf\n\
            z@example.com,Zo\xeb,\x8eek\n";
        assert_eq!(take(house, Kind::Customers, "old.csv", file), (vec![], 2));
        assert_eq!(name_of(house, "j@example.com"), "Jörg Weiß");
        assert_eq!(name_of(house, "z@example.com"), "Zoë Žek");
    }

    fn files_without_what_they_need_write_nothing(house) {
        let header = vec!["x"; 10_000].join(",");
        let columns = import::Table::open(&file(house, "w.csv", header.as_bytes()), "w.csv").map(|_| ()).unwrap_err();
        assert!(columns.to_string().contains("10000 columns"), "{columns}");
        let draft = begin(house, Kind::Orders, "c.csv", b"email,first_name\na@b.de,A\n");
        let told = import::run(&house.store, &ledger(), draft.id, &mut on).unwrap_err();
        assert!(matches!(told, Error::Mapping(_)), "{told}");
        assert!(told.to_string().contains("order id"), "{told}");
        let id = ledger::order_id(&Namespace::shop(), "1");
        let order = house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id));
        assert!(order.unwrap().is_none());
        assert_eq!(house.store.read_blocking(&house.scope, ledger::last_seq).unwrap(), 0);
    }
}
