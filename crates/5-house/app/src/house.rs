//! The rooms, put together.

use crate::effects::{SystemClock, SystemRandom};
use crate::mailbox::{self, Mailbox};
use crate::settings::Settings;
use anyhow::{Context, Result};
use axum::Router;
use campaigns::Campaigns;
use channels::{Egress, Policy};
use dispatch::dns::Resolver;
use dispatch::{Dispatch, SystemResolver};
use ingest::{Importer, Tally};
use insights::Insights;
use ledger::Ledger;
use std::sync::{Arc, OnceLock};
use store::{Database, Opening, Store};
use utoipa::openapi::OpenApi;

/// What every command needs.
#[derive(Debug, Clone)]
pub(crate) struct Rooms {
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) house: web::House,
    /// Whether this command is all that writes: no server runs on the folder.
    pub(crate) alone: bool,
    /// Where the rows are, in a word.
    pub(crate) engine: &'static str,
    insights: Arc<OnceLock<Insights>>,
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
        Self::of(store, settings)
    }

    /// The rooms around a store that is open.
    pub(crate) fn of(store: Store, settings: &Settings) -> Result<Self> {
        let ledger = Ledger::new(vec![
            Arc::new(book::Book),
            Arc::new(dispatch::Suppressions),
            Arc::new(dispatch::Forgetting),
        ]);
        ledger.recover(&store).context("cannot put right what a killed import left")?;
        book::refresh_search(&store).context("cannot write anew what customers are found under")?;
        let mut house = web::House::new(store.clone(), &settings.public_url);
        house.demo = settings.demo;
        house.proxies = settings.proxies.clone().into();
        let engine = match settings.database {
            Database::Sqlite => "sqlite",
            Database::Postgres(_) => "postgres",
        };
        Ok(Self { store, ledger, house, alone: true, engine, insights: Arc::default() })
    }

    /// For commands that work while a server does.
    pub(crate) fn beside_a_server(mut self) -> Self {
        self.alone = false;
        self
    }

    /// The shop in columns; read once, when first asked for.
    pub(crate) fn insights(&self) -> Result<Insights> {
        if let Some(insights) = self.insights.get() {
            return Ok(insights.clone());
        }
        let opened = Insights::open(self.store.clone(), self.ledger.clone())?;
        Ok(self.insights.get_or_init(|| opened).clone())
    }
}

/// Everything that is served and works in the background.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) rooms: Rooms,
    pub(crate) importer: Importer,
    /// What became of the items of the intake.
    pub(crate) intake: Tally,
    pub(crate) insights: Insights,
    pub(crate) dispatch: Dispatch,
    pub(crate) campaigns: Campaigns,
    pub(crate) mailbox: Mailbox,
}

impl Whole {
    /// Puts the rooms together that only a server needs. Call it on a thread that may block.
    pub(crate) fn assemble(rooms: Rooms) -> Result<Self> {
        let (house, ledger) = (rooms.house.clone(), rooms.ledger.clone());
        let insights = rooms.insights()?;
        // In the demo nothing leaves the machine.
        let policy = if house.demo { Policy::LoopbackOnly } else { Policy::Anywhere };
        let system = if house.demo { None } else { SystemResolver::open() };
        let resolver: Arc<dyn Resolver> = match system {
            Some(resolver) => Arc::new(resolver),
            None => Arc::new(dispatch::dns::NoResolver),
        };
        let egress = Egress::new(policy);
        let dispatch = Dispatch::new(house.clone(), ledger.clone(), egress, resolver);
        let campaigns = Campaigns::new(dispatch.clone(), Arc::new(insights.clone()));
        let mailbox = Mailbox::new(house.store.clock());
        let importer = Importer::new(house, ledger);
        let intake = Tally::default();
        Ok(Self { rooms, importer, intake, insights, dispatch, campaigns, mailbox })
    }

    /// The API of every room, with its description, and the doors that strangers call.
    pub(crate) fn api(&self) -> (Router, OpenApi) {
        let (house, ledger) = (self.rooms.house.clone(), self.rooms.ledger.clone());
        let (lens, reach) = (Arc::new(self.insights.clone()), Arc::new(self.dispatch.clone()));
        let rooms = [
            access::routes(house.clone()),
            ingest::routes(self.importer.clone()),
            book::routes(house.clone(), ledger.clone(), lens, reach),
            insights::routes(house.clone(), self.insights.clone()),
            insights::metrics::routes(house.clone(), self.insights.clone()),
            campaigns::api::routes(self.campaigns.clone()),
            dispatch::api::routes(self.dispatch.clone()),
            mailbox::routes(house.clone(), self.mailbox.clone()),
        ];
        let (api, document) = web::assemble(&house, rooms);
        let doors = ingest::front_door(house, ledger, self.intake.clone());
        (api.merge(doors).merge(dispatch::public::routes(self.dispatch.clone())), document)
    }

    /// Starts the background work of every room; it ends when the house closes.
    pub(crate) async fn work(&self) -> Result<()> {
        self.importer.resume().await?;
        let closed = || {
            let house = self.rooms.house.clone();
            async move { house.closed().await }
        };
        tokio::spawn(self.insights.clone().work(closed()));
        tokio::spawn(self.dispatch.clone().work(closed()));
        tokio::spawn(self.campaigns.clone().work(closed()));
        Ok(())
    }
}
