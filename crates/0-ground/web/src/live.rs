//! Server-sent events: what changed in the house, told to an open page.
//!
//! Changes are gathered for a moment and each thing is named once, so that an import does not
//! flood a browser; when too many of a kind changed, one event without an id stands for all.

use crate::House;
use axum::response::sse::{Event, Sse};
use futures::Stream;
use futures::stream::unfold;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::{Change, Changes};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior};

/// What a page may follow, and for how long.
pub struct Watch<F> {
    /// Topics that are told; each is the name of an event, its data is `{"id": …}` or `{}`.
    pub topics: &'static [&'static str],
    /// A change of this topic asks `still` at once.
    pub gate: &'static str,
    /// Whether the stream may go on. Also asked with every sign of life.
    pub still: F,
}

impl<F> fmt::Debug for Watch<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("topics", &self.topics).finish_non_exhaustive()
    }
}

/// Time between two signs of life; below the idle limit of common proxies (60 s).
const BEAT: Duration = Duration::from_secs(15);
/// How long changes are gathered.
const GATHER: Duration = Duration::from_millis(150);
/// Ids of one topic that are told one by one.
const IDS_MAX: usize = 100;

struct Following<F> {
    house: House,
    changes: Changes,
    watch: Watch<F>,
    beat: Interval,
    waiting: VecDeque<Event>,
}

/// Streams the changes of the house for as long as `watch` allows and the house is open.
pub fn follow<F, Fut>(
    house: &House,
    watch: Watch<F>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<F, Fut>>
where
    F: Fn() -> Fut + Send + 'static,
    Fut: Future<Output = bool> + Send,
{
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let changes = house.store.changes();
    let waiting = VecDeque::new();
    let following = Following { house: house.clone(), changes, watch, beat, waiting };
    Sse::new(unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok(event), following))
    }))
}

enum Woken {
    Beat,
    Closed,
    Changed(Change),
    Missed,
}

impl<F, Fut> Following<F>
where
    F: Fn() -> Fut,
    Fut: Future<Output = bool>,
{
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            match self.wake().await {
                Woken::Beat if (self.watch.still)().await => {
                    return Some(Event::default().comment(""));
                }
                Woken::Beat | Woken::Closed => return None,
                Woken::Missed => self.tell_all(),
                Woken::Changed(change) => {
                    let mut seen = Gathered::default();
                    let mut asked = self.note(&mut seen, change);
                    if !seen.0.is_empty() {
                        tokio::time::sleep(GATHER).await;
                    }
                    while let Ok(change) = self.changes.try_recv() {
                        asked |= self.note(&mut seen, change);
                    }
                    if asked && !(self.watch.still)().await {
                        return None;
                    }
                    self.waiting.extend(seen.events());
                }
            }
        }
    }

    async fn wake(&mut self) -> Woken {
        tokio::select! {
            () = self.house.closed() => Woken::Closed,
            _ = self.beat.tick() => Woken::Beat,
            change = self.changes.recv() => match change {
                Ok(change) => Woken::Changed(change),
                Err(RecvError::Lagged(_)) => Woken::Missed,
                Err(RecvError::Closed) => Woken::Closed,
            },
        }
    }

    /// Notes what is followed; says whether the gate has to be asked.
    fn note(&self, seen: &mut Gathered, change: Change) -> bool {
        if self.watch.topics.contains(&change.topic) {
            seen.0.entry(change.topic).or_default().insert(change.id);
        } else if change.topic == self.watch.gate {
            return true;
        }
        false
    }

    fn tell_all(&mut self) {
        self.waiting.extend(self.watch.topics.iter().map(|topic| event(topic, "")));
    }
}

#[derive(Default)]
struct Gathered(BTreeMap<&'static str, BTreeSet<Arc<str>>>);

impl Gathered {
    fn events(self) -> Vec<Event> {
        let mut events = Vec::new();
        for (topic, ids) in self.0 {
            if ids.len() > IDS_MAX || ids.contains("") {
                events.push(event(topic, ""));
            } else {
                events.extend(ids.iter().map(|id| event(topic, id)));
            }
        }
        events
    }
}

fn event(topic: &str, id: &str) -> Event {
    let text = if id.is_empty() { json!({}) } else { json!({ "id": id }) };
    Event::default().event(topic).data(text.to_string())
}
