//! Imports at work in this process: each at most once, stopped when the house closes, continued
//! when it opens again.

use crate::Error;
use crate::import::{self, Go, Import, State};
use crate::rows::imports;
use axum::extract::FromRef;
use base::ImportId;
use ledger::Ledger;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Scope;
use tokio::task::spawn_blocking;
use web::House;

/// An uploaded file is full of people; it goes as soon as nothing needs it any more.
fn clear_away(import: &Import) {
    let is_over = matches!(import.state, State::Done | State::Undone);
    if is_over && import.details.uploaded {
        // One that is gone already is what was wanted.
        let _ = std::fs::remove_file(&import.details.path);
    }
}

const RESUME: Scope = Scope::house("continue imports");

/// What is to be done with an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    DryRun,
    Run,
    Undo,
}

/// Works on imports in the background. Cheap to clone; the state of this room's routes.
#[derive(Debug, Clone)]
pub struct Importer {
    pub(crate) house: House,
    pub(crate) ledger: Ledger,
    active: Arc<Mutex<HashSet<ImportId>>>,
    stop: Arc<AtomicBool>,
}

impl FromRef<Importer> for House {
    fn from_ref(importer: &Importer) -> Self {
        importer.house.clone()
    }
}

impl Importer {
    /// An importer that works on nothing yet.
    pub fn new(house: House, ledger: Ledger) -> Self {
        Self { house, ledger, active: Arc::default(), stop: Arc::default() }
    }

    /// Goes on with what was on its way when the process ended, and stops between two chunks when
    /// the house closes. To be called once, when the server starts.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn resume(&self) -> Result<(), Error> {
        let (house, stop) = (self.house.clone(), Arc::clone(&self.stop));
        tokio::spawn(async move {
            house.closed().await;
            stop.store(true, Ordering::Relaxed);
        });
        let found = self.house.store.write(&RESUME, |tx| {
            let found = imports::on_their_way(tx)?;
            for import in found.iter().filter(|import| import.state == State::Checking) {
                imports::turn(tx, import.id, State::Checking, State::Draft)?;
            }
            Ok::<_, Error>(found)
        });
        for import in found.await? {
            match import.state {
                State::Running => self.start(import.id, Work::Run)?,
                State::Undoing => self.start(import.id, Work::Undo)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Begins to work on an import in the background.
    pub(crate) fn start(&self, id: ImportId, work: Work) -> Result<(), Error> {
        if !self.active.lock().insert(id) {
            return Err(Error::Busy);
        }
        let importer = self.clone();
        spawn_blocking(move || {
            let ended = importer.work(id, work);
            if let Ok(import) = &ended {
                clear_away(import);
            }
            importer.active.lock().remove(&id);
            match ended {
                Ok(_) | Err(Error::Interrupted | Error::NotFound) => {}
                Err(error) => tracing::warn!(import = %id, ?work, %error, "an import stopped"),
            }
        });
        Ok(())
    }

    /// Whether an import is being worked on here.
    pub(crate) fn is_active(&self, id: ImportId) -> bool {
        self.active.lock().contains(&id)
    }

    fn work(&self, id: ImportId, work: Work) -> Result<Import, Error> {
        let store = &self.house.store;
        let mut watch = |_: &import::Progress| {
            if self.stop.load(Ordering::Relaxed) { Go::Stop } else { Go::On }
        };
        match work {
            Work::DryRun => import::dry_run(store, id, &mut watch),
            Work::Run => import::run(store, &self.ledger, id, &mut watch),
            Work::Undo => import::undo(store, &self.ledger, id, &mut watch),
        }
    }
}
