//! What every room's handlers need of the house. It is the state of the router; cheap to clone.

use std::net::IpAddr;
use std::sync::Arc;
use store::Store;
use tokio::sync::watch;

/// What every room's handlers get.
#[derive(Debug, Clone)]
pub struct House {
    /// The database.
    pub store: Store,
    /// Where people reach the product, without a slash at the end: `https://crm.example.com`.
    /// Links are made from this and never from the request's `Host`.
    pub public_url: Arc<str>,
    /// Whether this is the demo shop.
    pub demo: bool,
    /// The release.
    pub version: &'static str,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub proxies: Arc<[IpAddr]>,
    closing: Arc<watch::Sender<bool>>,
}

impl House {
    /// A house that is no demo and stands behind no proxy.
    pub fn new(store: Store, public_url: &str) -> Self {
        Self {
            store,
            public_url: public_url.trim_end_matches('/').into(),
            demo: false,
            version: env!("CARGO_PKG_VERSION"),
            proxies: Arc::new([]),
            closing: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Whether people reach it through TLS: cookies and headers are stricter then.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Ends the streams that would keep a stopping server waiting.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Resolves once [`House::close`] was called.
    pub async fn closed(&self) {
        let mut closing = self.closing.subscribe();
        // The sender lives as long as this house.
        let _ = closing.wait_for(|closing| *closing).await;
    }
}
