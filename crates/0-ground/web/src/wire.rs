//! Values of the border that several rooms show.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// Minor units (cents).
    #[schema(example = 1990)]
    pub amount: i64,
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    pub currency: String,
}

impl From<base::Money> for Money {
    fn from(money: base::Money) -> Self {
        Self { amount: money.minor, currency: money.currency.as_str().to_owned() }
    }
}
