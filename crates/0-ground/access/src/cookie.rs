//! Cookies: how they are set, and how one is found among what a browser sends.

use http::{HeaderMap, HeaderValue, header};
use std::time::Duration;
use web::House;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The token of a session.
    Session,
    /// Says that somebody has signed in from this browser before.
    Device,
}

impl Cookie {
    /// With TLS the name forces the browser to keep the cookie to this host and to secure
    /// connections (draft-ietf-httpbis-rfc6265bis-22, section 4.1.3.2).
    fn name(self, house: &House) -> &'static str {
        match (self, house.is_https()) {
            (Self::Session, true) => "__Host-regulars",
            (Self::Session, false) => "regulars",
            (Self::Device, true) => "__Host-regulars-device",
            (Self::Device, false) => "regulars-device",
        }
    }

    /// The value that came with a request. Two of one name are none: one of them was planted.
    pub(crate) fn find<'a>(self, house: &House, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.name(house);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut values = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(other, _)| *other == name)
            .map(|(_, value)| value);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The header that sets it.
    pub(crate) fn set(self, house: &House, value: &str, age: Duration) -> Option<HeaderValue> {
        let secure = if house.is_https() { "; Secure" } else { "" };
        let (name, age) = (self.name(house), age.as_secs());
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// The header that takes it away.
    pub(crate) fn clear(self, house: &House) -> Option<HeaderValue> {
        self.set(house, "", Duration::ZERO)
    }
}
