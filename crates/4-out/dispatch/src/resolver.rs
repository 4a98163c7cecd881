//! The system's own resolver, for the checks of the sender.

use crate::dns::{LookupFailed, Resolver};
use channels::Pending;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;

/// Asks the name servers that the system names.
pub struct SystemResolver(TokioResolver);

impl std::fmt::Debug for SystemResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SystemResolver")
    }
}

impl SystemResolver {
    /// Reads the system's configuration; none when there is none.
    pub fn open() -> Option<Self> {
        let builder = TokioResolver::builder_tokio().ok()?;
        builder.build().ok().map(Self)
    }
}

impl Resolver for SystemResolver {
    fn txt<'a>(&'a self, name: &'a str) -> Pending<'a, Result<Vec<String>, LookupFailed>> {
        Box::pin(async move {
            // A dot at the end keeps the system's search list out of it.
            let absolute = format!("{}.", name.trim_end_matches('.'));
            match self.0.txt_lookup(absolute).await {
                Ok(found) => Ok(found
                    .answers()
                    .iter()
                    .filter_map(|record| match &record.data {
                        RData::TXT(txt) => Some(txt.to_string()),
                        _ => None,
                    })
                    .collect()),
                Err(error) if error.is_no_records_found() => Ok(Vec::new()),
                Err(_) => Err(LookupFailed),
            }
        })
    }
}
