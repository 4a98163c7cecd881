//! DKIM: keys, their DNS records, and signatures (RFC 6376; Ed25519 by RFC 8463).

use super::letter::SIGNED;
use base::Personal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::dkim::generate::DkimKeyPair;
use mail_auth::dkim::{DkimSigner, Done};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer};

/// Bits of a new RSA key. 2,048 is what every receiver takes (RFC 8301, section 3.2).
const RSA_BITS: usize = 2_048;

/// The kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Every receiver verifies it.
    Rsa,
    /// Small and quick; many receivers do not verify it yet, so only beside an RSA key.
    Ed25519,
}

impl KeyKind {
    /// Its word in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Rsa, Self::Ed25519].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A key that cannot be used. We or a damaged database.
#[derive(Debug, thiserror::Error)]
pub enum DkimError {
    /// Not what was stored.
    #[error("the stored key is damaged")]
    Stored(#[source] base64::DecodeError),
    /// The library refuses.
    #[error("signing failed")]
    Library(#[source] mail_auth::Error),
}

/// A key with its public half.
#[derive(Debug, Clone)]
pub struct DkimKey {
    /// The kind.
    pub kind: KeyKind,
    /// The private half, base64 of its DER form; prints redacted.
    pub private: Personal,
    /// The public half, base64 as in the DNS record.
    pub public: String,
}

impl DkimKey {
    /// Makes a new key. RSA takes a second or more; call it on a thread that may block.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn generate(kind: KeyKind) -> Result<Self, DkimError> {
        let pair = match kind {
            KeyKind::Rsa => DkimKeyPair::generate_rsa(RSA_BITS),
            KeyKind::Ed25519 => DkimKeyPair::generate_ed25519(),
        };
        let pair = pair.map_err(DkimError::Library)?;
        let private = Personal::new(BASE64.encode(pair.private_key()));
        let public = match kind {
            KeyKind::Rsa => public_key_info(pair.public_key()),
            KeyKind::Ed25519 => pair.public_key().to_vec(),
        };
        Ok(Self { kind, private, public: BASE64.encode(public) })
    }

    /// The TXT record that receivers look up.
    pub fn record(&self) -> String {
        format!("v=DKIM1; k={}; p={}", self.kind.as_str(), self.public)
    }
}

/// Wraps a PKCS#1 public key into the SubjectPublicKeyInfo that the record holds
/// (RFC 6376, section 3.6.1; RFC 5280, section 4.1).
fn public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = tagged(0x03, &[&[0], pkcs1].concat());
    tagged(0x30, &[&RSA_ENCRYPTION[..], &bits].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    let significant = &length[length.iter().position(|byte| *byte != 0).unwrap_or(3)..];
    let mut out = vec![tag];
    if content.len() >= 128 {
        out.push(0x80 | significant.len() as u8);
    }
    out.extend_from_slice(significant);
    out.extend_from_slice(content);
    out
}

/// Signs mails for one domain.
pub struct Signer(Inner);

enum Inner {
    Rsa(DkimSigner<RsaKey<Sha256>, Done>),
    Ed25519(DkimSigner<Ed25519Key, Done>),
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Takes a stored private key into use.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn open(
        kind: KeyKind,
        private: &Personal,
        domain: &str,
        selector: &str,
    ) -> Result<Self, DkimError> {
        let der = BASE64.decode(private.reveal()).map_err(DkimError::Stored)?;
        let inner = match kind {
            KeyKind::Rsa => {
                let der = PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(der));
                let key = RsaKey::<Sha256>::from_key_der(der).map_err(DkimError::Library)?;
                let signer = DkimSigner::from_key(key).domain(domain).selector(selector);
                Inner::Rsa(signer.headers(SIGNED))
            }
            KeyKind::Ed25519 => {
                let key = Ed25519Key::from_pkcs8_der(&der).map_err(DkimError::Library)?;
                let signer = DkimSigner::from_key(key).domain(domain).selector(selector);
                Inner::Ed25519(signer.headers(SIGNED))
            }
        };
        Ok(Self(inner))
    }

    /// The mail with a signature in front.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign(&self, mail: &[u8]) -> Result<Vec<u8>, DkimError> {
        let signature = match &self.0 {
            Inner::Rsa(signer) => signer.sign(mail),
            Inner::Ed25519(signer) => signer.sign(mail),
        };
        let signature = signature.map_err(DkimError::Library)?;
        let mut out = Vec::with_capacity(mail.len() + 1_024);
        signature.write(&mut out, true);
        out.extend_from_slice(mail);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::letter::tests::sample;
    use super::*;
    use base::EmailAddress;
    use mail_auth::common::parse::TxtRecordParser;
    use mail_auth::common::verify::DomainKey;
    use mail_auth::{
        AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    };
    use std::borrow::Borrow;
    use std::hash::Hash;
    use std::sync::Arc;

    /// Answers every look-up with one record, so that no test asks the network.
    struct Record(Txt);

    impl ResolverCache<Box<str>, Txt> for Record {
        fn get<Q>(&self, _: &Q) -> Option<Txt>
        where
            Box<str>: Borrow<Q>,
            Q: Hash + Eq + ?Sized,
        {
            Some(self.0.clone())
        }

        fn remove<Q>(&self, _: &Q) -> Option<Txt>
        where
            Box<str>: Borrow<Q>,
            Q: Hash + Eq + ?Sized,
        {
            None
        }

        fn insert(&self, _: Box<str>, _: Txt, _: std::time::Instant) {}
    }

    async fn verdict(mail: &[u8], record: &str) -> DkimResult {
        let key = DomainKey::parse(record.as_bytes()).unwrap();
        let record = Record(Txt::DomainKey(Arc::new(key)));
        let message = AuthenticatedMessage::parse(mail).unwrap();
        let authenticator = MessageAuthenticator::new_system_conf().unwrap();
        let parameters = Parameters::new(&message).with_txt_cache(&record);
        let outputs = authenticator.verify_dkim(parameters).await;
        outputs.last().map(|output| output.result().clone()).unwrap()
    }

    #[tokio::test]
    async fn signatures_verify_cover_the_unsubscribe_headers_and_break_when_touched() {
        let from = EmailAddress::parse("hallo@shop.example").unwrap();
        let to = EmailAddress::parse("zoe@example.com").unwrap();
        let mail = sample(&from, &to).to_bytes();
        for kind in [KeyKind::Rsa, KeyKind::Ed25519] {
            let key = DkimKey::generate(kind).unwrap();
            let signer = Signer::open(kind, &key.private, "shop.example", "regulars").unwrap();
            let signed = signer.sign(&mail).unwrap();
            assert_eq!(verdict(&signed, &key.record()).await, DkimResult::Pass, "{kind:?}");
            let text = String::from_utf8(signed).unwrap();
            let head = text.split("\r\nFrom:").next().unwrap().replace("\r\n\t", "");
            assert!(
                head.contains(":List-Unsubscribe:") && head.contains("List-Unsubscribe-Post"),
                "{head}"
            );
            for (was, is) in
                [("t/u/AAAA", "t/u/BBBB"), ("One-Click", "Two-Click"), ("Gr=C3=BC", "Gr=C3=A4")]
            {
                let touched = text.replacen(was, is, 1);
                assert_ne!(
                    verdict(touched.as_bytes(), &key.record()).await,
                    DkimResult::Pass,
                    "{was}"
                );
            }
        }
    }

    #[test]
    fn damaged_keys_are_refused_and_never_printed() {
        let key = DkimKey::generate(KeyKind::Ed25519).unwrap();
        assert!(!format!("{key:?}").contains(key.private.reveal()));
        for private in ["", "AAAA", "not base64!"] {
            let open = |kind| Signer::open(kind, &Personal::new(private), "a.example", "s");
            assert!(open(KeyKind::Rsa).is_err() && open(KeyKind::Ed25519).is_err());
        }
    }
}
