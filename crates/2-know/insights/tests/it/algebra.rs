use crate::reference::Plain;
use crate::strategies::{customers, id, now, sentence};
use base::{Currency, CustomerId, Instant, Zone};
use insights::columns::{ChunkBuilder, CustomerRecord};
use insights::engine::{Columns, ColumnsBuilder, Terms};
use insights::language::{Tree, parse, print};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn segments() -> BTreeMap<String, Tree> {
    let loyal = parse("orders(last 60 days) >= 2 or spent >= 500 EUR").unwrap().tree;
    BTreeMap::from([("loyal".to_owned(), loyal)])
}

fn terms(at: i64) -> Terms {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let mut terms = Terms::new(Instant::from_micros(at), zone, Currency::EUR);
    terms.segments = Arc::new(segments());
    terms
}

fn build(customers: &[CustomerRecord]) -> Columns {
    let mut builder = ColumnsBuilder::new();
    customers.iter().cloned().for_each(|customer| builder.push(customer));
    builder.finish(1)
}

/// Who is found by the plain reading, and how many exist.
fn by_reading(tree: &Tree, customers: &[CustomerRecord], at: i64) -> (Vec<CustomerId>, u64) {
    let segments = segments();
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let plain = Plain { customers, at, zone, home: Currency::EUR, segments: &segments };
    let existing: Vec<_> = customers.iter().filter(|customer| plain.exists(customer)).collect();
    let found = existing.iter().filter(|customer| plain.holds(tree, customer));
    (found.map(|customer| customer.id).collect(), existing.len() as u64)
}

fn check(columns: &Columns, tree: &Tree, customers: &[CustomerRecord], at: i64) {
    let text = print(tree);
    let plan = columns.plan(tree, &terms(at)).unwrap_or_else(|m| panic!("{text}: {m}"));
    let (want, of) = by_reading(tree, customers, at);
    let found = columns.find(&plan).ids();
    assert_eq!(found, want, "{text} at {}", Instant::from_micros(at));
    let size = columns.count(&plan);
    assert_eq!((size.count, size.of), (want.len() as u64, of), "{text}");
    for customer in customers {
        let (holds, why) = columns.explain(&plan, customer.id).unwrap();
        assert_eq!(holds, want.binary_search(&customer.id).is_ok(), "{text} alone: {why}");
        assert!(!why.is_empty());
    }
}

fn moment() -> impl Strategy<Value = i64> {
    let day = 24 * 3_600 * 1_000_000_i64;
    prop_oneof![Just(now()), Just(now() + 10 * day), Just(now() - 30 * day), Just(now() - 7 * day)]
}

/// A few cases in every run; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if config.cases == 256 { 64 } else { config.cases };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn all_at_once_and_one_by_one_agree_with_the_plain_reading(
        customers in customers(), tree in sentence(), at in moment()
    ) {
        check(&build(&customers), &tree, &customers, at);
    }

    #[test]
    fn newer_versions_on_top_are_as_if_built_anew(
        old in customers(), new in customers(), tree in sentence(), at in moment(),
        picks in prop::collection::vec((0_usize..80, 0_usize..80), 0..12), split in 1_usize..5
    ) {
        let mut columns = build(&old);
        let mut truth: BTreeMap<_, _> = old.iter().map(|c| (c.id, c.clone())).collect();
        for picks in picks.chunks(split) {
            let mut changed = Vec::new();
            let mut gone = Vec::new();
            for (from, to) in picks {
                let mut record = new[from % new.len()].clone();
                record.id = id(*to);
                if from % 4 == 3 {
                    gone.push(record.id);
                } else {
                    changed.push(record);
                }
            }
            gone.retain(|id| !changed.iter().any(|record| record.id == *id));
            // A chunk that was made anew before this change is taken over after it.
            let compacted = columns.compact();
            columns = columns.with(changed.clone(), &gone, 2);
            if let (true, Some(compacted)) = (split % 2 == 0, compacted) {
                columns = columns.adopt(compacted);
            }
            for id in gone {
                truth.remove(&id);
            }
            for record in changed {
                truth.insert(record.id, record);
            }
        }
        let truth: Vec<_> = truth.into_values().collect();
        check(&columns, &tree, &truth, at);
        let merged = columns.merged();
        prop_assert_eq!(merged.customers(), truth.len() as u64);
        check(&merged, &tree, &truth, at);
    }

    #[test]
    fn pieces_that_are_joined_beside_what_comes_are_as_if_built_anew(
        old in customers(), new in customers(), tree in sentence(), at in moment(),
        later in prop::collection::vec((0_usize..700, 0_usize..80), 1..40),
    ) {
        let mut columns = build(&old);
        let mut truth: BTreeMap<_, _> = old.iter().map(|c| (c.id, c.clone())).collect();
        let of = |n: usize, kind: usize| {
            CustomerRecord { id: id(n), ..new[kind % new.len()].clone() }
        };
        // Two pieces that are too large to be joined at once.
        for part in [0..300, 300..600] {
            let part: Vec<_> = part.map(|n| of(n, n)).collect();
            columns = columns.with(part.clone(), &[], 2);
            truth.extend(part.into_iter().map(|record| (record.id, record)));
        }
        prop_assert!(columns.wants_join());
        let joined = columns.join().unwrap();
        for (n, kind) in later {
            let (changed, gone) = if kind % 4 == 3 {
                truth.remove(&id(n));
                (Vec::new(), vec![id(n)])
            } else {
                truth.insert(id(n), of(n, kind));
                (vec![of(n, kind)], Vec::new())
            };
            columns = columns.with(changed, &gone, 3);
        }
        columns = columns.adopt(joined);
        let truth: Vec<_> = truth.into_values().collect();
        check(&columns, &tree, &truth, at);
        prop_assert_eq!(columns.customers(), truth.len() as u64);
        check(&columns.merged(), &tree, &truth, at);
    }

    #[test]
    fn a_customer_comes_out_of_a_chunk_as_she_went_in(customers in customers()) {
        let chunk = |customers: &mut dyn Iterator<Item = CustomerRecord>| {
            let mut builder = ChunkBuilder::new();
            customers.for_each(|customer| builder.push(customer));
            builder.finish()
        };
        let first = chunk(&mut customers.iter().cloned());
        let again = chunk(&mut (0..first.rows()).map(|row| first.record(row)));
        for row in 0..first.rows() {
            prop_assert_eq!(format!("{:?}", first.record(row)), format!("{:?}", again.record(row)));
        }
    }

    #[test]
    fn laws_of_the_algebra(customers in customers(), a in sentence(), b in sentence()) {
        let columns = build(&customers);
        let find = |tree: &Tree| {
            let plan = columns.plan(tree, &terms(now())).unwrap();
            columns.find(&plan).ids()
        };
        let not = |tree: &Tree| Tree::Not { of: Box::new(tree.clone()) };
        let both = Tree::And { of: vec![a.clone(), b.clone()] };
        let neither = Tree::Or { of: vec![not(&a), not(&b)] };
        prop_assert_eq!(find(&not(&both)), find(&neither));
        prop_assert_eq!(find(&not(&not(&a))), find(&a));
        let all = columns.count(&columns.plan(&a, &terms(now())).unwrap()).of;
        prop_assert_eq!(find(&a).len() as u64 + find(&not(&a)).len() as u64, all);
    }
}
