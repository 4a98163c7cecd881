//! A bounded queue from async callers to database threads.

use crate::Error;
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// First in, first out, with a bound. Senders wait for room without holding a thread; receivers
/// are threads.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    filled: Condvar,
    room: Semaphore,
}

#[derive(Debug)]
struct Inner<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(bound: usize) -> Arc<Self> {
        Arc::new(Self {
            inner: Mutex::new(Inner { items: VecDeque::new(), closed: false }),
            filled: Condvar::new(),
            room: Semaphore::new(bound),
        })
    }

    pub(crate) async fn push(&self, item: T) -> Result<(), Error> {
        self.room.acquire().await.map_err(|_| Error::Closed)?.forget();
        self.put(item)
    }

    pub(crate) fn try_push(&self, item: T) -> Result<(), Error> {
        self.room.try_acquire().map_err(|_| Error::Busy)?.forget();
        self.put(item)
    }

    /// For threads outside the runtime; they are few, so the bound need not hold them.
    pub(crate) fn push_blocking(&self, item: T) -> Result<(), Error> {
        if let Ok(permit) = self.room.try_acquire() {
            permit.forget();
        }
        self.put(item)
    }

    fn put(&self, item: T) -> Result<(), Error> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return Err(Error::Closed);
        }
        inner.items.push_back(item);
        self.filled.notify_one();
        Ok(())
    }

    /// The next item; waits for one. Nothing once closed and empty.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut inner = self.inner.lock();
        loop {
            if let Some(item) = inner.items.pop_front() {
                self.room.add_permits(1);
                return Some(item);
            }
            if inner.closed {
                return None;
            }
            self.filled.wait(&mut inner);
        }
    }

    /// The next item if one waits.
    pub(crate) fn try_pop(&self) -> Option<T> {
        let item = self.inner.lock().items.pop_front()?;
        self.room.add_permits(1);
        Some(item)
    }

    /// How many items wait.
    pub(crate) fn waiting(&self) -> usize {
        self.inner.lock().items.len()
    }

    /// Takes nothing more; what waits is still handed out.
    pub(crate) fn close(&self) {
        self.inner.lock().closed = true;
        self.filled.notify_all();
    }
}
