//! How the API describes the values of a segment: their kinds are told apart by shape alone.

use super::tree::{Operand, Unit, Value};
use std::borrow::Cow;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
        let date = of(Type::String).description(Some(
            "A day (`2026-01-01`), a moment (RFC 3339), `today` or `yesterday`.",
        ));
        let ago = of(Type::Integer).minimum(Some(0)).description(Some("How many of `unit`."));
        let unit = Ref::from_schema_name(Unit::name());
        OneOfBuilder::new()
            .description(Some("A value to compare with."))
            .item(Ref::from_schema_name(web::Money::name()))
            .item(of(Type::Object).property("date", date).required("date"))
            .item(
                of(Type::Object)
                    .description(Some("So long before the moment of evaluation."))
                    .property("ago", ago)
                    .required("ago")
                    .property("unit", unit)
                    .required("unit"),
            )
            .item(of(Type::Number))
            .item(of(Type::String))
            .into()
    }
}

impl ToSchema for Value {
    fn name() -> Cow<'static, str> {
        "SegmentValue".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Unit::name().into_owned(), Unit::schema()));
        schemas.push((web::Money::name().into_owned(), web::Money::schema()));
    }
}

impl PartialSchema for Operand {
    fn schema() -> RefOr<Schema> {
        let value = || Ref::from_schema_name(Value::name());
        OneOfBuilder::new()
            .description(Some("One value, or several for `between` (two) and `in` (one or more)."))
            .item(value())
            .item(ArrayBuilder::new().items(value()))
            .into()
    }
}

impl ToSchema for Operand {
    fn name() -> Cow<'static, str> {
        "SegmentOperand".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Value::name().into_owned(), Value::schema()));
        Value::schemas(schemas);
    }
}
