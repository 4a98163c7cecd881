//! The shop's own settings: shown, and changed when every value holds.

use super::entry::Setup;
use crate::{Caller, SettingsRead, SettingsWrite};
use axum::extract::State;
use base::{Currency, Shop, Zone};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use web::{Answer, Code, House, Json, Problem};

/// What the house knows about its shop.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Shop)]
pub(super) struct ShopBody {
    /// The name that customers read.
    name: String,
    /// ISO 4217.
    currency: String,
    /// IANA name.
    timezone: String,
    /// BCP 47.
    language: String,
    /// ISO 3166 alpha-2.
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    website: Option<String>,
    #[serde(default)]
    logo_url: Option<String>,
    /// Accent color of mails and pages, `#rrggbb`.
    #[serde(default)]
    color: Option<String>,
}

impl From<&Shop> for ShopBody {
    fn from(shop: &Shop) -> Self {
        let shop = shop.clone();
        Self {
            name: shop.name,
            currency: shop.currency.to_string(),
            timezone: shop.zone.name().to_owned(),
            language: shop.language,
            country: shop.country,
            website: shop.website,
            logo_url: shop.logo_url,
            color: shop.color,
        }
    }
}

const NAME_CHARS_MAX: usize = 120;
const URL_BYTES_MAX: usize = 2_048;

/// Whether a text can be a name of a shop or a person.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= NAME_CHARS_MAX && !text.contains(char::is_control)
}

/// `de`, `pt-BR`, `zh-Hant-TW`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_first = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    let is_next = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    is_first && text.len() <= 35 && parts.all(is_next)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_web_address(text: &str) -> bool {
    let url = Url::parse(text).ok().filter(|_| text.len() <= URL_BYTES_MAX);
    url.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn is_color(text: &str) -> bool {
    text.len() == 7
        && text.starts_with('#')
        && text.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
}

/// Values that are being looked at, and what is wrong with them.
struct Look(Problem);

impl Look {
    fn new() -> Self {
        Self(Problem::new(Code::Invalid))
    }

    fn name(&mut self, pointer: &str, text: &str) -> String {
        self.expect(is_name(text), pointer, "1 to 120 characters");
        text.trim().to_owned()
    }

    fn currency(&mut self, text: &str, before: Currency) -> Currency {
        let currency = Currency::parse(text);
        self.expect(currency.is_ok(), "/currency", "a currency of ISO 4217, such as EUR");
        currency.unwrap_or(before)
    }

    fn zone(&mut self, text: &str) -> Zone {
        let zone = Zone::parse(text);
        self.expect(zone.is_ok(), "/timezone", "a zone of the IANA list, such as Europe/Berlin");
        zone.unwrap_or_else(|_| Zone::utc())
    }

    /// An optional text; an empty one is none.
    fn maybe(
        &mut self,
        text: Option<&String>,
        pointer: &str,
        holds: impl Fn(&str) -> bool,
        advice: &str,
    ) -> Option<String> {
        let text = text.map(|text| text.trim()).filter(|text| !text.is_empty())?;
        self.expect(holds(text), pointer, advice);
        Some(text.to_owned())
    }

    fn expect(&mut self, holds: bool, pointer: &str, advice: &str) {
        if !holds {
            self.0 = self.0.clone().field(pointer, advice);
        }
    }
}

fn checked(body: &ShopBody, before: &Shop) -> Result<Shop, Problem> {
    let mut look = Look::new();
    let address = "an address that begins with https:// or http://";
    look.expect(is_language(&body.language), "/language", "a language of BCP 47, such as de");
    let shop = Shop {
        name: look.name("/name", &body.name),
        currency: look.currency(&body.currency, before.currency),
        zone: look.zone(&body.timezone),
        language: body.language.clone(),
        country: look.maybe(
            body.country.as_ref(),
            "/country",
            is_country,
            "two capitals of ISO 3166, such as DE",
        ),
        website: look.maybe(body.website.as_ref(), "/website", is_web_address, address),
        logo_url: look.maybe(body.logo_url.as_ref(), "/logo_url", is_web_address, address),
        color: look.maybe(body.color.as_ref(), "/color", is_color, "a color such as #2f6f5e"),
    };
    if look.0.has_fields() { Err(look.0) } else { Ok(shop) }
}

/// The shop of the first setup, and what is wrong with it.
pub(super) fn first(before: &Shop, body: &Setup) -> (Shop, Problem) {
    let mut look = Look::new();
    let [name, currency, zone] = body.shop_fields();
    let shop = Shop {
        name: look.name("/shop_name", name),
        currency: look.currency(currency, before.currency),
        zone: look.zone(zone),
        ..before.clone()
    };
    (shop, look.0)
}

/// Shows the shop's settings.
#[utoipa::path(get, path = "/shop", tag = "access", responses((status = 200, body = ShopBody)))]
pub(super) async fn show(
    State(house): State<House>,
    _caller: Caller<SettingsRead>,
) -> Json<ShopBody> {
    Json(ShopBody::from(house.store.shop().as_ref()))
}

/// Changes the shop's settings. What is left out is emptied.
#[utoipa::path(put, path = "/shop", tag = "access", request_body = ShopBody,
    responses((status = 200, body = ShopBody)))]
pub(super) async fn put(
    State(house): State<House>,
    caller: Caller<SettingsWrite>,
    Json(body): Json<ShopBody>,
) -> Answer<Json<ShopBody>> {
    let shop = checked(&body, &house.store.shop())?;
    let kept = ShopBody::from(&shop);
    house.store.put_shop(caller.scope(), shop).await?;
    Ok(Json(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_countries_colors_and_addresses() {
        for good in ["de", "pt-BR", "zh-Hant-TW", "gsw"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "d", "DE", "de_DE", "de-", "german", "de-<b>", "de-a"] {
            assert!(!is_language(bad), "{bad}");
        }
        assert!(is_country("DE") && !is_country("de") && !is_country("DEU") && !is_country("ÜÜ"));
        assert!(is_color("#2f6F5e"));
        for bad in ["#fff", "red", "#2f6f5", "#2f6f5g", "#ü12345", "2f6f5e0"] {
            assert!(!is_color(bad), "{bad}");
        }
        assert!(is_web_address("https://shop.example/logo.png?x=1"));
        for bad in ["javascript:alert(1)", "data:x", "//x", "https://", "https://u:p@x.example"] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
