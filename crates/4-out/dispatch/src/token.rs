//! Tokens of the links in mails: short, signed, and good for one purpose each.
//!
//! A token names a delivery, and a link's mark where there is one. It holds no address and no
//! target: those are stored with the delivery. Its signature is HMAC-SHA-256 cut to 128 bits
//! (RFC 2104, section 5) over key id, purpose, delivery and mark.

use base::DeliveryId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Bytes of a secret, of a signature, and of a token before its letters.
const SECRET_BYTES: usize = 32;
const MAC_BYTES: usize = 16;
const TOKEN_BYTES: usize = 1 + 16 + 8 + MAC_BYTES;
/// Where the signature begins.
const SIGNED_BYTES: usize = TOKEN_BYTES - MAC_BYTES;

/// What a token is good for. One for opening is no use for unsubscribing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The picture that tells of an open.
    Open,
    /// A link.
    Click,
    /// One-click unsubscribe and its page.
    Unsubscribe,
    /// The preferences page.
    Preferences,
    /// The mail as a page.
    View,
}

impl Purpose {
    /// Every purpose with its letter in addresses.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Open, "o"),
        (Self::Click, "c"),
        (Self::Unsubscribe, "u"),
        (Self::Preferences, "p"),
        (Self::View, "v"),
    ];

    /// Its letter in addresses: `/t/u/…`.
    pub fn letter(self) -> &'static str {
        Self::ALL.iter().find(|(purpose, _)| *purpose == self).map_or("", |(_, letter)| letter)
    }
}

/// The mark of the link that only a scanner follows.
pub const TRAP: u64 = 0;

/// The mark of a link: a hash of where it leads, the same for everyone who gets it.
pub fn mark_of(target: &str) -> u64 {
    let hash = blake3::hash(target.as_bytes());
    let mut short = [0; 8];
    short.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(short).max(1)
}

/// The secrets that tokens are signed with. The first signs; the others are still believed.
#[derive(Clone)]
pub struct Keyring(Vec<(u8, [u8; SECRET_BYTES])>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} keys)", self.0.len())
    }
}

impl Keyring {
    /// A ring of one secret.
    pub fn new(id: u8, secret: [u8; SECRET_BYTES]) -> Self {
        Self(vec![(id, secret)])
    }

    /// Believes an older secret too.
    pub fn and_older(mut self, id: u8, secret: [u8; SECRET_BYTES]) -> Self {
        self.0.push((id, secret));
        self
    }

    /// Makes a token.
    pub fn token(&self, purpose: Purpose, delivery: DeliveryId, mark: u64) -> String {
        let (id, secret) = &self.0[0];
        let mut bytes = [0; TOKEN_BYTES];
        bytes[0] = *id;
        bytes[1..17].copy_from_slice(delivery.as_bytes());
        bytes[17..SIGNED_BYTES].copy_from_slice(&mark.to_be_bytes());
        let mac = mac(secret, purpose, &bytes[..SIGNED_BYTES]);
        bytes[SIGNED_BYTES..].copy_from_slice(&mac);
        BASE64.encode(bytes)
    }

    /// Reads a token made for this purpose; None for every other text.
    pub fn read(&self, purpose: Purpose, token: &str) -> Option<(DeliveryId, u64)> {
        if token.len() > TOKEN_BYTES * 2 {
            return None;
        }
        let bytes: [u8; TOKEN_BYTES] = BASE64.decode(token).ok()?.try_into().ok()?;
        let (_, secret) = self.0.iter().find(|(id, _)| *id == bytes[0])?;
        let good = mac(secret, purpose, &bytes[..SIGNED_BYTES]);
        if !bool::from(good.ct_eq(&bytes[SIGNED_BYTES..])) {
            return None;
        }
        let delivery = bytes[1..17].try_into().ok().map(DeliveryId::from_bytes)?;
        let mark = bytes[17..SIGNED_BYTES].try_into().ok().map(u64::from_be_bytes)?;
        Some((delivery, mark))
    }

    /// The left part of a Message-ID: the same for every attempt of a delivery, not to be
    /// guessed, and to be told from a forged one when an answer comes.
    pub fn message_id(&self, delivery: DeliveryId) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let (_, secret) = &self.0[0];
        let mac = full_mac(secret, b"message-id", delivery.as_bytes());
        // 160 bits as 32 letters of five bits each (RFC 4648, section 6, in lower case).
        mac[..20]
            .chunks(5)
            .flat_map(|five| {
                let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
                (0..8).rev().map(move |at| LETTERS[(bits >> (5 * at) & 31) as usize] as char)
            })
            .collect()
    }
}

fn mac(secret: &[u8; SECRET_BYTES], purpose: Purpose, bytes: &[u8]) -> [u8; MAC_BYTES] {
    let full = full_mac(secret, format!("link:{}", purpose.letter()).as_bytes(), bytes);
    let mut cut = [0; MAC_BYTES];
    cut.copy_from_slice(&full[..MAC_BYTES]);
    cut
}

fn full_mac(secret: &[u8; SECRET_BYTES], purpose: &[u8], bytes: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up to its block with zeros by itself (RFC 2104, section 2).
    let mut block = [0; 64];
    block[..SECRET_BYTES].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(&(purpose.len() as u64).to_be_bytes());
    mac.update(purpose);
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Instant;

    fn delivery(seed: u8) -> DeliveryId {
        DeliveryId::derived(Instant::from_micros(1_000_000), [seed; 10])
    }

    #[test]
    fn tokens_are_good_for_their_purpose_only() {
        let ring = Keyring::new(1, [7; 32]);
        for (made, _) in Purpose::ALL {
            let token = ring.token(made, delivery(1), 9);
            assert!(token.len() <= 56, "{token}");
            for (read, _) in Purpose::ALL {
                let want = (made == read).then_some((delivery(1), 9));
                assert_eq!(ring.read(read, &token), want, "{made:?} as {read:?}");
            }
        }
    }

    #[test]
    fn forged_cut_and_foreign_tokens_are_refused() {
        let ring = Keyring::new(1, [7; 32]);
        let token = ring.token(Purpose::Unsubscribe, delivery(1), 0);
        let mut bytes = BASE64.decode(&token).unwrap();
        for at in 0..bytes.len() * 8 {
            bytes[at / 8] ^= 1 << (at % 8);
            assert_eq!(ring.read(Purpose::Unsubscribe, &BASE64.encode(&bytes)), None, "bit {at}");
            bytes[at / 8] ^= 1 << (at % 8);
        }
        for end in 0..token.len() {
            assert_eq!(ring.read(Purpose::Unsubscribe, &token[..end]), None);
        }
        for text in ["", "=", &format!("{token}A"), &format!("{token}="), &"A".repeat(55), "ü"] {
            assert_eq!(ring.read(Purpose::Unsubscribe, text), None, "{text}");
        }
        let other = Keyring::new(1, [8; 32]);
        assert_eq!(other.read(Purpose::Unsubscribe, &token), None);
    }

    #[test]
    fn a_new_secret_signs_and_the_old_one_is_still_believed() {
        let old = Keyring::new(1, [7; 32]);
        let token = old.token(Purpose::Click, delivery(2), 3);
        let both = Keyring::new(2, [9; 32]).and_older(1, [7; 32]);
        assert_eq!(both.read(Purpose::Click, &token), Some((delivery(2), 3)));
        assert_ne!(both.token(Purpose::Click, delivery(2), 3), token);
        assert_eq!(Keyring::new(2, [9; 32]).read(Purpose::Click, &token), None);
    }

    #[test]
    fn a_message_id_is_stable_and_its_own() {
        let ring = Keyring::new(1, [7; 32]);
        let id = ring.message_id(delivery(1));
        assert_eq!((id.len(), &id), (32, &ring.message_id(delivery(1))));
        assert_ne!(id, ring.message_id(delivery(2)));
    }
}
