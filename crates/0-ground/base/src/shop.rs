//! What the house knows about the shop it works for.

use crate::{Currency, Zone};
use serde::{Deserialize, Serialize};

/// The shop: one installation serves one, with one home currency, zone and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    /// The name that customers read.
    pub name: String,
    /// Amounts without a currency are in this one.
    pub currency: Currency,
    /// Dates without a time begin in this zone.
    pub zone: Zone,
    /// BCP 47 tag of the language of mails and pages.
    pub language: String,
    /// ISO 3166 alpha-2: phone numbers without a country code are dialled here.
    pub country: Option<String>,
    /// Address of the shop's own site.
    pub website: Option<String>,
    /// Address of the logo that mails and pages show.
    pub logo_url: Option<String>,
    /// Accent colour of mails and pages, `#rrggbb`.
    pub color: Option<String>,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            name: "My shop".into(),
            currency: Currency::EUR,
            zone: Zone::utc(),
            language: "en".into(),
            country: None,
            website: None,
            logo_url: None,
            color: None,
        }
    }
}
