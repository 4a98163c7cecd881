//! The rooms, put together.

use crate::effects::{SystemClock, SystemRandom};
use crate::lens::View;
use crate::settings::Settings;
use anyhow::{Context, Result};
use axum::Router;
use ledger::Ledger;
use std::sync::Arc;
use store::{Opening, Store};
use utoipa::openapi::OpenApi;

/// Everything that the commands need.
#[derive(Debug, Clone)]
pub(crate) struct Rooms {
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) house: web::House,
    pub(crate) importer: ingest::Importer,
}

impl Rooms {
    /// Opens the data folder and wires the followers: the book first, then what derives from it.
    pub(crate) fn open(settings: &Settings) -> Result<Self> {
        let opening = Opening {
            data: settings.data.clone(),
            database: settings.database.clone(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        };
        let store = Store::open(opening)
            .with_context(|| format!("cannot open {}", settings.data.display()))?;
        let ledger = Ledger::new(vec![Arc::new(book::Book)]);
        let mut house = web::House::new(store.clone(), &settings.public_url);
        house.demo = settings.demo;
        house.proxies = settings.proxies.clone().into();
        let importer = ingest::Importer::new(house.clone(), ledger.clone());
        Ok(Self { store, ledger, house, importer })
    }

    /// The API of every room, with its description.
    pub(crate) fn api(&self) -> (Router, OpenApi) {
        let lens = Arc::new(View::new(self));
        let rooms = [
            access::routes(self.house.clone()),
            ingest::routes(self.importer.clone()),
            book::routes(self.house.clone(), self.ledger.clone(), lens),
            insights::metrics::routes(self.house.clone()),
        ];
        let (api, document) = web::assemble(&self.house, rooms);
        (api.merge(ingest::front_door(self.house.clone(), self.ledger.clone())), document)
    }
}
