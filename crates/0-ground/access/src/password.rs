//! Passwords: what is good enough, and how they are kept.
//!
//! Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet, read 2026-11-22), a
//! random salt, and a pepper from the key file. While it is the only factor a password has at
//! least 15 characters and no other rule of composition (NIST SP 800-63B-4, section 3.1.1.2).

use crate::Error;
use argon2::{Algorithm, Argon2, Params, Version};
use base::Random;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// A password as it was typed. It prints redacted.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    fn is_sane(&self) -> bool {
        self.0.len() <= BYTES_MAX
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a password is too easy to guess. The person can choose another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Fewer than 15 characters.
    #[error("needs at least 15 characters; a few words in a row are fine")]
    Short,
    /// More than 4,096 bytes.
    #[error("is longer than 1,024 characters")]
    Long,
    /// Consists of what is tried first: common words, rows of keys, repetitions.
    #[error("is made of what people try first; add words that only you think of")]
    Common,
    /// Is little more than the name or address of the shop or the person.
    #[error("is little more than a name or an address that others know")]
    Known,
}

const CHARS_MIN: usize = 15;
const BYTES_MAX: usize = 4_096;
/// Letters and digits that must remain when everything that can be guessed is taken out.
const REST_MIN: usize = 6;
/// Different characters that a password must have.
const DIFFERENT_MIN: usize = 5;

/// What long passwords are commonly made of, longest first where one holds another.
const COMMON: &[&str] = &[
    "correcthorsebatterystaple",
    "correcthorse",
    "batterystaple",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1q2w3e",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefgh",
    "abcdef",
    "abc123",
    "01234567890",
    "0123456789",
    "1234567890",
    "9876543210",
    "987654321",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "1234",
    "password",
    "passwort",
    "motdepasse",
    "contrasena",
    "passw0rd",
    "p4ssw0rd",
    "pa55w0rd",
    "qwerty",
    "qwertz",
    "azerty",
    "letmein",
    "welcome",
    "willkommen",
    "bienvenue",
    "administrator",
    "admin",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "dragon",
    "monkey",
    "shadow",
    "master",
    "hallo",
    "hello",
    "secret",
    "geheim",
    "changeme",
    "default",
    "login",
    "trustno1",
    "starwars",
    "pokemon",
    "michael",
    "jennifer",
    "summer",
    "winter",
    "sommer",
    "spring",
    "autumn",
    "regulars",
    "please",
    "access",
    "whatever",
    "freedom",
    "schatz",
    "passphrase",
    "google",
    "computer",
    "internet",
    "test",
    "demo",
    "shop",
    "store",
];

/// Refuses a password that is too easy to guess. `known` are names and addresses that others
/// know: of the shop and of the person.
pub(crate) fn check(password: &Password, known: &[&str]) -> Result<(), Weakness> {
    if !password.is_sane() {
        return Err(Weakness::Long);
    }
    if password.0.chars().count() < CHARS_MIN {
        return Err(Weakness::Short);
    }
    let plain = plain(&password.0);
    let different: BTreeSet<char> = password.0.chars().collect();
    if different.len() < DIFFERENT_MIN || is_repetition(&plain) {
        return Err(Weakness::Common);
    }
    let mut rest = plain.clone();
    for text in COMMON {
        rest = rest.replace(text, " ");
    }
    if n_left(&rest) < REST_MIN {
        return Err(Weakness::Common);
    }
    for text in known.iter().flat_map(|text| text.split(['@', '.', ' '])) {
        let text = self::plain(text);
        if text.chars().count() >= 3 {
            rest = rest.replace(&text, " ");
        }
    }
    if n_left(&rest) < REST_MIN { Err(Weakness::Known) } else { Ok(()) }
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Different letters and digits, each once: `aaaaaaa` leaves one.
fn n_left(rest: &str) -> usize {
    let mut before = ' ';
    let mut count = 0;
    for c in rest.chars() {
        count += usize::from(c != ' ' && c != before);
        before = c;
    }
    count
}

/// One short piece over and over.
fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 3).any(|size| chars.iter().zip(&chars[size..]).all(|(a, b)| a == b))
}

const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// The pepper: a key of the installation, outside the database.
pub(crate) type Pepper = [u8; 32];

/// What is kept of a password, in the PHC string format.
pub(crate) fn hash(
    password: &Password,
    pepper: &Pepper,
    random: &dyn Random,
) -> Result<String, Error> {
    let mut salt = [0; SALT_BYTES];
    random.fill(&mut salt);
    let out = derive(password, pepper, &salt, (MEMORY_KIB, PASSES, LANES))?;
    let (salt, out) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(out));
    Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${out}"))
}

fn derive(
    password: &Password,
    pepper: &Pepper,
    salt: &[u8],
    cost: (u32, u32, u32),
) -> Result<[u8; HASH_BYTES], Error> {
    let params = Params::new(cost.0, cost.1, cost.2, Some(HASH_BYTES)).map_err(Error::Hash)?;
    let argon = Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(Error::Hash)?;
    let mut out = [0; HASH_BYTES];
    argon.hash_password_into(password.0.as_bytes(), salt, &mut out).map_err(Error::Hash)?;
    Ok(out)
}

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same; `rehash` when it is kept with weaker costs than today's.
    Right { rehash: bool },
    /// Another one, or nobody to compare with.
    Wrong,
}

/// Compares. Without a kept hash the same work is done for nothing, so that a stranger cannot
/// tell accounts by time.
pub(crate) fn verify(
    password: &Password,
    pepper: &Pepper,
    kept: Option<&str>,
) -> Result<Verdict, Error> {
    // What is longer than allowed was never kept; it costs the same all the same.
    let absent = (vec![0; SALT_BYTES], vec![0; HASH_BYTES], (MEMORY_KIB, PASSES, LANES));
    let found = kept.and_then(read).filter(|_| password.is_sane());
    let is_known = found.is_some();
    let (salt, hash, cost) = found.unwrap_or(absent);
    let out = derive(password, pepper, &salt, cost)?;
    if is_known && bool::from(out.ct_eq(&hash)) {
        Ok(Verdict::Right { rehash: cost != (MEMORY_KIB, PASSES, LANES) })
    } else {
        Ok(Verdict::Wrong)
    }
}

type Kept = (Vec<u8>, Vec<u8>, (u32, u32, u32));

fn read(kept: &str) -> Option<Kept> {
    let rest = kept.strip_prefix("$argon2id$v=19$")?;
    let mut parts = rest.split('$');
    let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let mut numbers = ["m=", "t=", "p="].iter().zip(costs.split(','));
    let mut number =
        || numbers.next().and_then(|(name, part)| part.strip_prefix(name)?.parse().ok());
    let cost = (number()?, number()?, number()?);
    Some((STANDARD_NO_PAD.decode(salt).ok()?, STANDARD_NO_PAD.decode(hash).ok()?, cost))
}

/// Lets few hashes run at once: each takes 19 MiB and a core for tens of milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Semaphore>);

/// Hashes that run at once.
const AT_ONCE: usize = 4;

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Gate {
    /// Runs the work on a thread of its own, when there is room.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Error::Stopped)?;
        let run = move || {
            let outcome = work();
            drop(permit);
            outcome
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| Error::Stopped)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::TestRandom;

    const PEPPER: Pepper = [7; 32];

    #[test]
    fn the_kept_form_names_its_costs() {
        let kept = hash(&Password::new("x"), &PEPPER, &TestRandom::seeded(1)).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    }

    #[test]
    fn every_character_and_the_pepper_matter() {
        let long = format!("{}ü", "x".repeat(255));
        let password = Password::new(&long);
        let kept = hash(&password, &PEPPER, &TestRandom::seeded(1)).unwrap();
        let look = |password: &Password, pepper| verify(password, pepper, Some(&kept)).unwrap();
        assert_eq!(look(&password, &PEPPER), Verdict::Right { rehash: false });
        assert_eq!(look(&Password::new("x".repeat(256)), &PEPPER), Verdict::Wrong);
        assert_eq!(look(&Password::new("x".repeat(255)), &PEPPER), Verdict::Wrong);
        assert_eq!(look(&password, &[8; 32]), Verdict::Wrong);
        assert_eq!(verify(&password, &PEPPER, None).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn weaker_costs_are_seen_and_nonsense_is_wrong() {
        let password = Password::new("a long enough password");
        let out = derive(&password, &PEPPER, &[1; 16], (8, 1, 1)).unwrap();
        let (salt, out) = (STANDARD_NO_PAD.encode([1; 16]), STANDARD_NO_PAD.encode(out));
        let kept = format!("$argon2id$v=19$m=8,t=1,p=1${salt}${out}");
        let verdict = verify(&password, &PEPPER, Some(&kept)).unwrap();
        assert_eq!(verdict, Verdict::Right { rehash: true });
        for kept in ["", "$argon2id$v=19$", "$argon2id$v=19$m=8,t=1$a$b", "plain"] {
            assert_eq!(verify(&password, &PEPPER, Some(kept)).unwrap(), Verdict::Wrong, "{kept}");
        }
    }

    #[test]
    fn the_policy() {
        let known = ["Käthes Kaffee", "kathe.berg@kaffeeladen.example"];
        let check = |text: &str| check(&Password::new(text), &known);
        for good in [
            "quiet otter paints ladders",
            "Zwölf Boxkämpfer jagen Viktor",
            "私はコーヒーが大好きです毎日飲みます",
            "9f2c-77ab-e01d-4c3a",
            "kaffeeladen und sieben blaue Fahrraeder",
            "                 otter lamp",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("", Weakness::Short),
            ("otter ladders", Weakness::Short),
            ("passwordpassword", Weakness::Common),
            ("Password1234567890!", Weakness::Common),
            ("PASSWORD-PASSWORT-1", Weakness::Common),
            ("aaaaaaaaaaaaaaaaaaaa", Weakness::Common),
            ("abcabcabcabcabcabc", Weakness::Common),
            ("qwertyuiopasdfghjkl", Weakness::Common),
            ("correct horse battery staple", Weakness::Common),
            ("123456789012345", Weakness::Common),
            ("letmein letmein 2026", Weakness::Common),
            ("käthes kaffee 2026!", Weakness::Known),
            ("kathe.berg@kaffeeladen.example", Weakness::Known),
            ("               ", Weakness::Common),
        ] {
            assert_eq!(check(bad), Err(why), "{bad}");
        }
        let long = ["word salad ", &"ab cd ".repeat(700)].concat();
        assert_eq!(check(&long), Err(Weakness::Long));
    }
}
