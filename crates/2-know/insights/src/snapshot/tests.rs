use super::*;
use crate::columns::{
    ActivityRecord, AttributeRecord, ChunkBuilder, CustomerRecord, LineRecord, OrderRecord,
    PropertyValue,
};
use base::{Currency, CustomerId, Instant, OrderStatus, RefundFact};
use proptest::prelude::*;

fn customer(n: u8) -> CustomerRecord {
    let at = |day: i64| Instant::from_micros(day * Instant::DAY_MICROS + i64::from(n));
    let mut record = CustomerRecord::new(CustomerId::from_bytes([n; 16]));
    record.created_at = (!n.is_multiple_of(3)).then(|| at(1));
    for (name, since, values) in [
        ("country", None, vec!["DE"]),
        ("tag", Some(5), vec!["a", "b/c"]),
        ("tag", Some(9), vec!["b/c", "d", "e"]),
        ("attribute.a/b", Some(40), vec!["x"]),
        ("email", None, vec!["secret@example.com"]),
    ] {
        let values = values.into_iter().map(str::to_owned).collect();
        record.attributes.push(AttributeRecord { name: name.into(), since: since.map(at), values });
    }
    let text = |text: &str| PropertyValue::Text(text.into());
    for number in 0..n % 4 {
        let status = OrderStatus::ALL[usize::from(number * 2)].0;
        record.orders.push(OrderRecord {
            placed_at: at(10 + i64::from(number)),
            currency: if n.is_multiple_of(2) { Currency::EUR } else { Currency::USD },
            total_minor: i64::from(n) * 100,
            states: vec![(at(10), OrderStatus::Placed), (at(20), status)],
            refunds: vec![RefundFact { at: at(30), amount_minor: 7 }],
            properties: vec![("channel".into(), text("web"))],
            lines: vec![LineRecord {
                quantity: 1.5,
                properties: vec![("category".into(), text("Shoes > Boots"))],
            }],
        });
    }
    let properties = vec![("value".into(), PropertyValue::Number(f64::from(n)))];
    record.activities.push(ActivityRecord { kind: "a/b".into(), at: at(3), properties });
    record
}

fn chunk() -> Chunk {
    let mut builder = ChunkBuilder::new();
    (0..40).map(customer).for_each(|customer| builder.push(customer));
    builder.finish()
}

fn head() -> Head {
    Head::new(7, "mark".into(), vec![1, 2])
}

fn kept() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("columns");
    write(&path, head(), [&chunk(), &chunk()].into_iter()).unwrap();
    (folder, path)
}

#[test]
fn columns_come_back_as_they_went_without_personal_texts() {
    let (_folder, path) = kept();
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"secret"));
    let (read_head, mut chunks) = read(&path).unwrap();
    assert_eq!((read_head.position, &*read_head.mark), (7, "mark"));
    let mut first = chunks.remove(0);
    let original = chunk();
    first.add_attributes(|row| {
        let mut records = original.record(row).attributes;
        records.retain(|record| &*record.name == "email");
        records
    });
    for row in 0..original.rows() {
        let shown = |chunk: &Chunk| format!("{:?}", chunk.record(row));
        assert_eq!(shown(&first), shown(&original));
    }
    assert_eq!(first, original);
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let (_folder, path) = kept();
    let whole = std::fs::read(&path).unwrap();
    for bytes in [&b""[..], b"RGCOLS03", b"RGCOLS02........", b"garbage that is long enough"] {
        std::fs::write(&path, bytes).unwrap();
        assert!(read(&path).is_err());
    }
    for length in (0..whole.len()).step_by(997) {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(read(&path).is_err(), "cut at {length}");
    }
    assert!(matches!(read(&path.with_extension("none")), Err(Broken::File(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_anywhere_is_noticed(place in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (_folder, path) = kept();
        let mut bytes = std::fs::read(&path).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        std::fs::write(&path, &bytes).unwrap();
        prop_assert!(read(&path).is_err());
    }
}
