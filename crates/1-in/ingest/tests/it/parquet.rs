//! Parquet files with every type that is read, with a wrong schema, cut and damaged.

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
    TimestampNanosecondArray,
};
use base::{Body, ImportId, Instant, Namespace, Shop, SourceName};
use ingest::import::{BadMapping, FileError, Kind, Next, Plan, Table, Translator, sniff};
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use std::io::Write;
use std::sync::Arc;
use tempfile::NamedTempFile;

fn bytes(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn orders() -> Vec<u8> {
    let placed = TimestampMillisecondArray::from(vec![1_700_000_000_000, 1_700_000_060_000]);
    bytes(vec![
        ("order_id", Arc::new(Int64Array::from(vec![1, 2]))),
        ("customer_id", Arc::new(Float64Array::from(vec![Some(7.0), None]))),
        ("placed_at", Arc::new(placed.with_timezone("UTC"))),
        ("currency", Arc::new(DictionaryArray::<Int32Type>::from_iter(["EUR", "USD"]))),
        ("product_id", Arc::new(Int32Array::from(vec![11, 12]))),
        ("quantity", Arc::new(Int32Array::from(vec![2, 0]))),
        ("unit_price", Arc::new(Float64Array::from(vec![9.99, 0.1]))),
        (
            "total",
            Arc::new(
                Decimal128Array::from(vec![1_998, 10]).with_precision_and_scale(10, 2).unwrap(),
            ),
        ),
        ("blob", Arc::new(BinaryArray::from(vec![&b"x"[..], &b"y"[..]]))),
    ])
}

fn translate(kind: Kind, content: &[u8], name: &str) -> Vec<ingest::import::Translated> {
    let file = file(content);
    let sniffed = sniff(&mut Table::open(file.path(), name).unwrap(), Some(kind), name).unwrap();
    let plan = Plan {
        kind,
        mapping: sniffed.mapping,
        source: SourceName::parse("import").unwrap(),
        namespace: Namespace::shop(),
        shop: Shop::default(),
        import: ImportId::derived(Instant::from_micros(0), [0; 10]),
        file_name: name.into(),
        now: Instant::parse("2026-11-22T10:00:00Z").unwrap(),
    };
    let mut table = Table::open(file.path(), name).unwrap();
    let mut rows = Vec::new();
    while let Next::Row(row) = table.next_row().unwrap() {
        rows.push(row);
    }
    Translator::new(plan, table.columns()).translate(&rows, table.columns())
}

#[test]
fn typed_columns_of_orders_are_read() {
    let packed = zstd::encode_all(&orders()[..], 1).unwrap();
    for (content, name) in [(orders(), "o.parquet"), (packed, "o.parquet.zst")] {
        let found = translate(Kind::Orders, &content, name);
        let Body::Order(first) = &found[0].activities[0].body else { panic!("order") };
        assert_eq!((first.order.as_str(), first.total_minor), ("1", Some(1_998)));
        assert_eq!(first.placed_at.unwrap().to_string(), "2023-11-14T22:13:20Z");
        let line = &first.lines.as_ref().unwrap()[0];
        assert_eq!((line.product.as_deref(), line.unit_minor), (Some("11"), 999));
        assert_eq!(found[0].activities[0].who.ids[0].1, "7");
        assert!(found[1].activities[0].who.is_empty());
    }
}

#[test]
fn lists_flags_and_dates_of_customers_are_read() {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.values().append_value("vip");
    tags.values().append_value("early");
    tags.append(true);
    let content = bytes(vec![
        ("customer_id", Arc::new(StringArray::from(vec!["7"]))),
        ("tags", Arc::new(tags.finish())),
        ("birth_date", Arc::new(Date32Array::from(vec![7_000]))),
        ("created_at", Arc::new(TimestampNanosecondArray::from(vec![1_700_000_000_000_000_000]))),
        ("gold", Arc::new(BooleanArray::from(vec![true]))),
    ]);
    let found = translate(Kind::Customers, &content, "c.parquet");
    let Body::Customer(facts) = &found[0].activities[0].body else { panic!("facts") };
    assert_eq!(facts.tags.as_ref().unwrap(), &["vip", "early"]);
    assert_eq!(facts.birth_date.as_ref().unwrap().reveal(), "1989-03-02");
    assert_eq!(facts.created_at.unwrap().to_string(), "2023-11-14T22:13:20Z");
    assert_eq!(facts.attributes["gold"], true);
}

#[test]
fn a_wrong_schema_says_what_is_missing() {
    let content = bytes(vec![("temperature", Arc::new(Float64Array::from(vec![1.5])) as ArrayRef)]);
    let file = file(&content);
    let mut table = Table::open(file.path(), "t.parquet").unwrap();
    let sniffed = sniff(&mut table, Some(Kind::Orders), "t.parquet").unwrap();
    let told = sniffed.mapping.check(Kind::Orders).unwrap_err();
    assert!(matches!(told, BadMapping::Missing { .. }));
    assert!(told.to_string().contains("the order id"), "{told}");
}

#[test]
fn a_cut_file_is_no_parquet() {
    let content = orders();
    for keep in [0, 4, content.len() / 2, content.len() - 1] {
        let told = Table::open(file(&content[..keep]).path(), "o.parquet").map(|_| ());
        assert!(matches!(told, Err(FileError::BrokenParquet { .. })), "{keep}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_files_are_told_and_stop_nothing(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut content = orders();
        for (at, byte) in edits {
            let place = at.index(content.len());
            content[place] = byte;
        }
        let file = file(&content);
        if let Ok(mut table) = Table::open(file.path(), "o.parquet") {
            let mut n_rows = 0;
            while let Ok(Next::Row(_)) = table.next_row() {
                n_rows += 1;
                prop_assert!(n_rows < 100_000, "reading must end");
            }
        }
    }
}
