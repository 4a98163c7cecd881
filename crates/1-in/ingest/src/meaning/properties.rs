//! Properties of an activity: names in snake case, numbers as numbers.

use super::amount::{self, Decimals};
use super::{names, words};
use serde_json::{Map, Number, Value};

/// Properties whose texts are read as numbers, so that sums and comparisons work.
const NUMERIC: &[&str] = &[
    "discount", "position", "price", "quantity", "revenue", "shipping", "subtotal", "tax", "total",
    "value",
];

/// Gives properties their canonical names and types. With `product`, names such as `ProductID`
/// become those of the Segment product object. An exact name wins over an alias of it.
pub(crate) fn canonical(properties: Map<String, Value>, product: bool) -> Map<String, Value> {
    let mut canonical = Map::new();
    let mut aliased = Vec::new();
    for (key, value) in properties {
        let snake = words::snake_case(&key);
        let alias = if product { names::product_property(&snake) } else { None };
        match alias {
            _ if snake.is_empty() || value.is_null() => {}
            Some(name) => aliased.push((name.to_owned(), value)),
            None if snake != key => aliased.push((snake, value)),
            None => {
                let value = typed(&key, value);
                canonical.insert(key, value);
            }
        }
    }
    for (name, value) in aliased {
        let value = typed(&name, value);
        canonical.entry(name).or_insert(value);
    }
    canonical
}

/// Whether an activity of this canonical name is about one product.
pub(crate) fn is_about_a_product(name: &str) -> bool {
    name.starts_with("product_") && !name.starts_with("product_list")
}

fn typed(name: &str, value: Value) -> Value {
    match value {
        Value::String(text) if NUMERIC.contains(&name) => {
            let number = amount::number(&text, Decimals::Point).and_then(whole_or_float);
            number.map_or(Value::String(text), Value::Number)
        }
        Value::String(text) if text.contains('\0') => Value::String(words::clean(&text)),
        Value::Array(items) if name == "category" => joined(items),
        value => value,
    }
}

/// A number as JSON, whole when it is whole.
pub(crate) fn whole_or_float(number: f64) -> Option<Number> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Some(Number::from(number as i64));
    }
    Number::from_f64(number)
}

/// Levels of a category given as a list.
fn joined(items: Vec<Value>) -> Value {
    let levels: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if levels.len() == items.len() {
        Value::String(levels.join(" > "))
    } else {
        Value::Array(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(properties: Value, product: bool, want: Value) {
        let Value::Object(map) = properties else { panic!("an object") };
        assert_eq!(Value::Object(canonical(map, product)), want);
    }

    #[test]
    fn klaviyo_properties_become_segments() {
        check(
            json!({"ProductID": "p1", "ProductName": "Cup", "$value": "12.50", "Brand": "Ada",
                "Categories": ["Kitchen", "Cups"]}),
            true,
            json!({"product_id": "p1", "name": "Cup", "value": 12.5, "brand": "Ada",
                "category": "Kitchen > Cups"}),
        );
    }

    #[test]
    fn exact_names_win_and_own_names_stay() {
        check(json!({"productId": 1, "product_id": 2}), true, json!({"product_id": 2}));
        check(
            json!({"id": 1, "Color Choice": "red"}),
            false,
            json!({"id": 1, "color_choice": "red"}),
        );
        check(json!({"price": "a lot", "x": null}), true, json!({"price": "a lot"}));
    }
}
