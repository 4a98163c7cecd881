//! What has changed, told to whoever listens, after the commit and never before.

use std::sync::Arc;
use tokio::sync::broadcast;

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing: `customer`, `segment`, `import`, `call`, `campaign`.
    pub topic: &'static str,
    /// Its border id, or empty for all of them.
    pub id: Arc<str>,
}

/// A listener. One that falls far behind loses the oldest and is told so.
pub type Changes = broadcast::Receiver<Change>;

/// How many changes a slow listener may lag behind.
const BACKLOG: usize = 16_384;

#[derive(Debug, Clone)]
pub(crate) struct Live(broadcast::Sender<Change>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Live {
    pub(crate) fn subscribe(&self) -> Changes {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, changes: Vec<Change>) {
        for change in changes {
            // Nobody listening is no failure.
            let _ = self.0.send(change);
        }
    }
}
