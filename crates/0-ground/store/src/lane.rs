//! Database threads and the closures that travel to them.

use crate::queue::Queue;
use crate::{Error, Scope, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// What a closure leaves behind: whether to keep its writes, and how to answer once the commit
/// is known.
pub(crate) struct Done {
    pub(crate) keep: bool,
    pub(crate) answer: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

type Run = Box<dyn FnOnce(&mut Tx<'_>) -> Done + Send>;
type Refuse = Box<dyn FnOnce(Error) + Send>;

/// A closure on its way to a database thread.
pub(crate) struct Job {
    pub(crate) scope: Scope,
    run: Run,
    refuse: Refuse,
}

impl Job {
    pub(crate) fn new<T, E, F>(scope: Scope, verb: F) -> (Self, oneshot::Receiver<Result<T, E>>)
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let shared = Arc::new(parking_lot::Mutex::new(Some(sender)));
        let refuser = Arc::clone(&shared);
        let reply = move |result: Result<T, E>| {
            if let Some(sender) = shared.lock().take() {
                // The caller may have gone; the writes stand all the same.
                let _ = sender.send(result);
            }
        };
        let run = move |tx: &mut Tx<'_>| {
            let result = catch_unwind(AssertUnwindSafe(|| verb(tx)))
                .unwrap_or_else(|_| Err(Error::Panicked.into()));
            let keep = result.is_ok();
            let answer = Box::new(move |commit: Result<(), Error>| {
                reply(result.and_then(|value| commit.map(|()| value).map_err(E::from)));
            });
            Done { keep, answer }
        };
        let refuse = move |error: Error| {
            if let Some(sender) = refuser.lock().take() {
                let _ = sender.send(Err(error.into()));
            }
        };
        (Self { scope, run: Box::new(run), refuse: Box::new(refuse) }, answer)
    }

    pub(crate) fn run(self, tx: &mut Tx<'_>) -> Done {
        (self.run)(tx)
    }

    /// Answers without having run: no transaction could be begun.
    pub(crate) fn refuse(self, error: Error) {
        (self.refuse)(error);
    }
}

/// The queues of one store and the threads that empty them.
pub(crate) struct Lanes {
    pub(crate) write: Arc<Queue<Job>>,
    pub(crate) read: Arc<Queue<Job>>,
    pub(crate) threads: Vec<JoinHandle<()>>,
}

impl Drop for Lanes {
    /// Finishes what waits, then lets the threads go, so that a closed store holds no file.
    fn drop(&mut self) {
        self.write.close();
        self.read.close();
        for thread in self.threads.drain(..) {
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// Closures that may wait for the writer before callers are told that the house is busy.
pub(crate) const WRITES_WAITING_MAX: usize = 512;
/// Reads that may wait.
pub(crate) const READS_WAITING_MAX: usize = 4_096;

pub(crate) fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, Error> {
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map_err(|e| Error::folder(std::path::Path::new(name), e))
}
