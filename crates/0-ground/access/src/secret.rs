//! Secrets that the house makes itself: 256 random bits, kept as a hash.
//!
//! Keys of programs have a prefix by which leak scanners know them and a checksum by which a
//! mistyped one is refused without a look-up.

use base::Random;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of 256 bits, five each.
const BODY_LEN: usize = 52;
const CHECKSUM_LEN: usize = 6;

/// Prefix of publishable write keys.
pub(crate) const WRITE_PREFIX: &str = "wk_";
/// Prefix of secret API keys.
pub(crate) const API_PREFIX: &str = "rk_";

/// A fresh secret without prefix or checksum, for cookies and links.
pub(crate) fn fresh(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    encode(&bytes)
}

/// Characters of [`fresh`].
pub(crate) const fn fresh_len() -> usize {
    BODY_LEN
}

/// A fresh key with prefix and checksum.
pub(crate) fn fresh_key(prefix: &str, random: &dyn Random) -> String {
    let body = format!("{prefix}{}", fresh(random));
    let checksum = checksum(&body);
    body + &checksum
}

/// Whether a text has the form of a key with that prefix.
pub(crate) fn is_key(text: &str, prefix: &str) -> bool {
    let is_whole = text.is_ascii() && text.len() == prefix.len() + BODY_LEN + CHECKSUM_LEN;
    is_whole && text.starts_with(prefix) && {
        let (body, sum) = text.split_at(text.len() - CHECKSUM_LEN);
        checksum(body) == sum
    }
}

/// Whether a text has the form of [`fresh`].
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == BODY_LEN && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// What is kept of a secret. The secret has 256 bits, so a plain fast hash suffices.
pub(crate) fn hash(text: &str) -> Vec<u8> {
    blake3::hash(text.as_bytes()).as_bytes().to_vec()
}

/// A password that people can type from a screen: 20 characters in four groups, 100 bits.
pub(crate) fn typable(random: &dyn Random) -> String {
    let letters: Vec<char> = fresh(random).chars().take(20).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn checksum(body: &str) -> String {
    encode(&blake3::hash(body.as_bytes()).as_bytes()[..4])[..CHECKSUM_LEN].to_owned()
}

/// Five bits a character, the last padded with zeros.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut bits, mut n_bits) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        n_bits += 8;
        while n_bits >= 5 {
            n_bits -= 5;
            text.push(ALPHABET[(bits >> n_bits & 31) as usize] as char);
        }
    }
    if n_bits > 0 {
        text.push(ALPHABET[(bits << (5 - n_bits) & 31) as usize] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::TestRandom;

    #[test]
    fn a_key_knows_its_own_form() {
        let random = TestRandom::seeded(1);
        let key = fresh_key(API_PREFIX, &random);
        assert_eq!(key.len(), 61);
        assert!(is_key(&key, API_PREFIX) && !is_key(&key, WRITE_PREFIX));
        for at in 0..key.len() {
            let mut other = key.clone().into_bytes();
            other[at] = if other[at] == b'x' { b'y' } else { b'x' };
            assert!(!is_key(&String::from_utf8(other).unwrap(), API_PREFIX), "{at}");
        }
        for text in ["", "rk_", "rk_ü", &key[..60], &format!("{key}0")] {
            assert!(!is_key(text, API_PREFIX), "{text}");
        }
    }

    #[test]
    fn secrets_differ_and_have_their_length() {
        let random = TestRandom::seeded(1);
        let (one, other) = (fresh(&random), fresh(&random));
        assert!(is_secret(&one) && is_secret(&other) && one != other);
        assert_eq!(typable(&random).len(), 23);
        assert_eq!(encode(&[255; 32]).len(), BODY_LEN);
    }
}
