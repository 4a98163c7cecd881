//! The trait that every provider implements.

use crate::Answer;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// A future that a trait object can return.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One mail as it goes over the wire.
#[derive(Clone, Copy)]
pub struct Mail<'a> {
    /// Where bounces go.
    pub from: &'a str,
    /// The one recipient.
    pub to: &'a str,
    /// Headers and body with CRLF line ends, signed; sent as they are.
    pub bytes: &'a [u8],
}

impl fmt::Debug for Mail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({} bytes)", self.bytes.len())
    }
}

/// The mark could not be made durable; nothing may be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the transmitting mark is not durable")]
pub struct NotMarked;

/// Makes the *transmitting* mark durable.
///
/// A line calls it when the provider is ready for the content, and writes the byte that ends the
/// content only after it succeeded. A crash after that leaves a mark to find.
pub trait Mark: Send + Sync {
    /// Returns once the mark is on disk; cheap when it already is.
    fn ready(&self) -> Pending<'_, Result<(), NotMarked>>;
}

/// A configured provider.
pub trait Channel: Send + Sync + fmt::Debug {
    /// A new line to it; nothing is opened before the first mail.
    fn line(&self) -> Box<dyn Line>;

    /// How many lines may be open side by side.
    fn lines_max(&self) -> usize;

    /// Opens a connection, signs in and closes it again, without sending anything.
    fn check(&self) -> Pending<'_, Answer>;
}

/// One connection to a provider, opened when needed and kept for the next mail.
pub trait Line: Send {
    /// Hands over one mail.
    fn send<'a>(&'a mut self, mail: Mail<'a>, mark: &'a dyn Mark) -> Pending<'a, Answer>;

    /// Says goodbye. Dropping the line is allowed too, only less polite.
    fn close(&mut self) -> Pending<'_, ()>;
}
