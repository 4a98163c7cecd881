//! A scripted SMTP server on a loopback port.

use channels::sink::{self, Act, Host, Received, Step};
use channels::{Channel, Egress, Line, Mark, NotMarked, Pending, Policy, Settings, smtp};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

type Script = Box<dyn Fn(Step<'_>) -> Act + Send + Sync>;

pub(crate) struct Scripted {
    abilities: &'static [&'static str],
    script: Script,
    received: Mutex<Vec<Received>>,
    connections: AtomicUsize,
}

impl Scripted {
    pub(crate) fn new(
        abilities: &'static [&'static str],
        script: impl Fn(Step<'_>) -> Act + Send + Sync + 'static,
    ) -> Arc<Self> {
        let script = Box::new(script);
        Arc::new(Self { abilities, script, received: Mutex::default(), connections: 0.into() })
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Host for Scripted {
    fn at(&self, step: Step<'_>) -> Act {
        if step == Step::Greeting {
            self.connections.fetch_add(1, Ordering::SeqCst);
        }
        let act = (self.script)(step);
        if let (Step::Content(mail), Act::Go) = (step, &act) {
            self.received.lock().unwrap().push(mail.clone());
        }
        act
    }

    fn abilities(&self) -> &'static [&'static str] {
        self.abilities
    }
}

pub(crate) struct Peer {
    pub(crate) port: u16,
    host: Arc<Scripted>,
    open: Arc<tokio::sync::Mutex<JoinSet<()>>>,
}

impl Peer {
    pub(crate) async fn start(
        abilities: &'static [&'static str],
        script: impl Fn(Step<'_>) -> Act + Send + Sync + 'static,
    ) -> Self {
        let host = Scripted::new(abilities, script);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let open = Arc::new(tokio::sync::Mutex::new(JoinSet::new()));
        let (to_serve, connections) = (Arc::clone(&host), Arc::clone(&open));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let host = Arc::clone(&to_serve);
                let mut open = connections.lock().await;
                open.spawn(async move { sink::converse(stream, &*host).await.unwrap_or_default() });
            }
        });
        Self { port, host, open }
    }

    pub(crate) fn channel(&self, settings: &Settings) -> Arc<dyn Channel> {
        debug_assert!(settings.get("port") == Some(&self.port.to_string()));
        smtp::open(settings, Egress::new(Policy::LoopbackOnly)).unwrap()
    }

    pub(crate) fn line(&self) -> Box<dyn Line> {
        self.channel(&settings(self.port)).line()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.host.received()
    }

    pub(crate) fn connections(&self) -> usize {
        self.host.connections.load(Ordering::SeqCst)
    }

    pub(crate) async fn drop_connections(&self) {
        self.open.lock().await.shutdown().await;
    }
}

pub(crate) fn settings(port: u16) -> Settings {
    Settings::new().with("host", "127.0.0.1").with("port", port.to_string()).with("tls", "none")
}

/// Counts how often it was asked to make the mark durable.
#[derive(Default)]
pub(crate) struct Marks {
    count: AtomicUsize,
    fails: bool,
}

impl Marks {
    pub(crate) fn failing() -> Self {
        Self { fails: true, ..Self::default() }
    }

    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

impl Mark for Marks {
    fn ready(&self) -> Pending<'_, Result<(), NotMarked>> {
        self.count.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { if self.fails { Err(NotMarked) } else { Ok(()) } })
    }
}
