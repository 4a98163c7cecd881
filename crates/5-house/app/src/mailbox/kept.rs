//! The mails that lie in the mailbox: the newest, within bounds, in memory alone.

use super::letter::{self, Heading};
use base::{Clock, Instant};
use channels::sink::Received;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// How many mails are kept, and how many bytes they may take together. The newest mail is kept
/// whatever its size.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    mails: usize,
    bytes: usize,
}

const BOUNDS: Bounds = Bounds { mails: 5_000, bytes: 128 * 1_024 * 1_024 };

/// A mail as it lies there.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Mail {
    /// Grows from mail to mail, also over a new start; never used twice.
    pub(super) number: u64,
    /// When it arrived.
    pub(super) at: Instant,
    /// To whom the envelope was addressed.
    pub(super) recipients: Vec<String>,
    /// What a list shows of it.
    pub(super) heading: Heading,
    /// Headers and body as they came.
    pub(super) bytes: Vec<u8>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({}, {} bytes)", self.number, self.bytes.len())
    }
}

struct Shelf {
    bounds: Bounds,
    /// The oldest first.
    mails: VecDeque<Arc<Mail>>,
    bytes: usize,
    last: u64,
}

/// Keeps the newest mails. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Mailbox {
    clock: Arc<dyn Clock>,
    shelf: Arc<Mutex<Shelf>>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailbox({} mails)", self.count())
    }
}

impl Mailbox {
    /// An empty one.
    pub(crate) fn new(clock: &Arc<dyn Clock>) -> Self {
        Self::within(BOUNDS, clock)
    }

    fn within(bounds: Bounds, clock: &Arc<dyn Clock>) -> Self {
        let shelf = Shelf { bounds, mails: VecDeque::new(), bytes: 0, last: 0 };
        Self { clock: Arc::clone(clock), shelf: Arc::new(Mutex::new(shelf)) }
    }

    /// Puts a mail in and gives its number. The oldest make room for it.
    pub(super) fn put(&self, received: &Received) -> u64 {
        let at = self.clock.now();
        let recipients: Vec<String> = received.to.iter().map(|to| to.reveal().to_owned()).collect();
        let heading = letter::heading(&received.bytes, &received.from, &recipients);
        let mut shelf = self.shelf.lock();
        let number = (at.as_micros() as u64).max(shelf.last + 1);
        let bytes = received.bytes.clone();
        shelf.last = number;
        shelf.bytes += bytes.len();
        shelf.mails.push_back(Arc::new(Mail { number, at, recipients, heading, bytes }));
        shelf.make_room();
        number
    }

    /// Finds the mail with that number, if it still lies there.
    pub(super) fn find(&self, number: u64) -> Option<Arc<Mail>> {
        let shelf = self.shelf.lock();
        let place = shelf.mails.binary_search_by_key(&number, |mail| mail.number).ok()?;
        shelf.mails.get(place).cloned()
    }

    /// Lists up to `limit` mails older than `before`, the newest first, in whose sender,
    /// recipients or subject `wanted` occurs, in capitals or not.
    pub(super) fn list(&self, wanted: &str, before: Option<u64>, limit: usize) -> Vec<Arc<Mail>> {
        // Only pointers are taken under the lock: a mail that arrives does not wait for a search.
        let mails: Vec<Arc<Mail>> = self.shelf.lock().mails.iter().cloned().collect();
        let wanted = wanted.trim().to_lowercase();
        let older = |mail: &&Arc<Mail>| before.is_none_or(|before| mail.number < before);
        let found = mails.iter().rev().filter(older).filter(|mail| mail.has(&wanted));
        found.take(limit).cloned().collect()
    }

    /// How many mails lie there.
    pub(super) fn count(&self) -> usize {
        self.shelf.lock().mails.len()
    }
}

impl Shelf {
    fn make_room(&mut self) {
        let Bounds { mails, bytes } = self.bounds;
        while self.mails.len() > 1 && (self.mails.len() > mails || self.bytes > bytes) {
            let oldest = self.mails.pop_front();
            self.bytes -= oldest.map_or(0, |mail| mail.bytes.len());
        }
    }
}

impl Mail {
    /// Whether a text in small letters occurs in what a list shows, or in the envelope.
    fn has(&self, wanted: &str) -> bool {
        let Heading { from, to, subject } = &self.heading;
        let texts = [from, to, subject].into_iter().chain(&self.recipients);
        wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Personal;
    use testkit::TestClock;

    fn mailbox() -> Mailbox {
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at(Instant::from_micros(1_000)));
        Mailbox::within(Bounds { mails: 20, bytes: 10_000 }, &clock)
    }

    fn put(mailbox: &Mailbox, to: &str, subject: &str, n_bytes: usize) -> u64 {
        let text = format!("From: Shop <a@shop.example>\r\nSubject: {subject}\r\n\r\n");
        let mut bytes = text.into_bytes();
        bytes.resize(bytes.len() + n_bytes, b'x');
        let to = vec![Personal::new(to.to_owned())];
        mailbox.put(&Received { from: "b@shop.example".into(), to, bytes })
    }

    #[test]
    fn the_oldest_make_room_for_the_newest() {
        let mailbox = mailbox();
        let first = put(&mailbox, "anna@example.com", "one", 0);
        let second = put(&mailbox, "anna@example.com", "two", 0);
        assert!(second > first, "numbers grow while the clock stands");
        for _ in 0..19 {
            put(&mailbox, "anna@example.com", "more", 0);
        }
        assert_eq!(mailbox.count(), 20);
        assert!(mailbox.find(first).is_none() && mailbox.find(second).is_some());
        let huge = put(&mailbox, "anna@example.com", "huge", 10_001);
        assert_eq!(mailbox.count(), 1);
        assert_eq!(mailbox.find(huge).unwrap().heading.subject, "huge");
        put(&mailbox, "anna@example.com", "small", 0);
        assert_eq!(mailbox.count(), 1);
    }

    #[test]
    fn mails_are_found_by_who_and_what_and_listed_in_pages() {
        let mailbox = mailbox();
        let numbers =
            ["Grüße", "Sale", "sale again"].map(|s| put(&mailbox, "Zoe@example.com", s, 0));
        let listed = |wanted: &str, before, limit| -> Vec<u64> {
            mailbox.list(wanted, before, limit).iter().map(|mail| mail.number).collect()
        };
        assert_eq!(listed("SALE", None, 9), [numbers[2], numbers[1]]);
        assert_eq!(listed("grüße", None, 9), [numbers[0]]);
        assert_eq!(listed(" zoe@ ", None, 2), [numbers[2], numbers[1]]);
        assert_eq!(listed("", Some(numbers[1]), 9), [numbers[0]]);
        assert!(listed("nobody", None, 9).is_empty());
    }

    #[test]
    fn nothing_personal_is_printed() {
        let mailbox = mailbox();
        let number = put(&mailbox, "anna@example.com", "secret", 3);
        let shown = format!("{mailbox:?} {:?}", mailbox.find(number).unwrap());
        assert!(!shown.contains("anna") && !shown.contains("secret"), "{shown}");
    }
}
