//! The list of providers. One more of them is one file and one line here.

use crate::{Descriptor, smtp};

/// Every provider.
pub const ALL: &[&Descriptor] = &[&smtp::DESCRIPTOR];

/// The provider of this name.
pub fn find(name: &str) -> Option<&'static Descriptor> {
    ALL.iter().copied().find(|provider| provider.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldKind, Settings};

    #[test]
    fn every_provider_is_named_described_and_marks_its_secrets() {
        for (index, provider) in ALL.iter().enumerate() {
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(provider.name.chars().all(kebab) && !provider.name.is_empty());
            assert!(ALL[index + 1..].iter().all(|other| other.name != provider.name));
            assert!(provider.doc.len() > 40 && provider.doc.ends_with('.'));
            for field in provider.fields {
                assert!(!field.label.is_empty() && field.help.ends_with('.'), "{}", field.name);
                let looks_secret = ["password", "secret", "token", "api_key"];
                assert!(field.secret || !looks_secret.iter().any(|word| field.name.contains(word)));
            }
            assert_eq!(find(provider.name).map(|p| p.label), Some(provider.label));
        }
        assert!(find("pigeon").is_none());
    }

    #[test]
    fn settings_out_of_bounds_are_refused_by_name() {
        for provider in ALL {
            assert!(Settings::new().check(provider.fields).is_err());
            for field in provider.fields {
                let filled = provider.fields.iter().fold(Settings::new(), |settings, other| {
                    let good = match other.kind {
                        FieldKind::Text { .. } => "mail.example.com".into(),
                        FieldKind::Number { min, .. } => min.to_string(),
                        FieldKind::Choice { words } => words[0].into(),
                    };
                    settings.with(other.name, good)
                });
                assert_eq!(filled.check(provider.fields), Ok(()));
                let long = "x".repeat(5_000);
                for wrong in ["a\nb", "\0", &long] {
                    let settings = filled.clone().with(field.name, wrong);
                    let refused = settings.check(provider.fields).map_err(|bad| bad.field);
                    assert_eq!(refused, Err(field.name), "{wrong:.10}");
                }
            }
        }
    }
}
