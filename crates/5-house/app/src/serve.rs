//! Opens the door and stays until told to stop.

use crate::house::{Rooms, Whole};
use crate::settings::Settings;
use crate::terminal::print;
use crate::{health, mailbox, metrics, pictures, through, ui};
use anyhow::{Context, Result};
use axum::middleware::from_fn_with_state;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests in flight may take once the house is told to stop.
const GRACE: Duration = Duration::from_secs(8);
/// How long background work may go on after that.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Takes the address. With port 0 the system chooses one, and the default public address names
/// it.
pub(crate) fn bind(settings: &mut Settings) -> Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(settings.listen)
        .with_context(|| format!("cannot listen at {}", settings.listen))?;
    listener.set_nonblocking(true)?;
    if settings.listen.port() == 0 {
        let chosen = listener.local_addr()?.port();
        settings.public_url = settings.public_url.replace(":0", &format!(":{chosen}"));
    }
    Ok(listener)
}

/// Serves until a signal comes. `greet` says where it is, given the address. The people of the
/// shop of `demo` live in the house.
pub(crate) fn run(
    rooms: Rooms,
    listener: std::net::TcpListener,
    demo: Option<demo::Options>,
    greet: impl FnOnce(&str) -> String,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let guard = runtime.enter();
    let whole = Whole::assemble(rooms)?;
    drop(guard);
    let rooms = whole.rooms.clone();
    let ended = runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        through::listen(&rooms)?;
        // A house that nobody listens to is served all the same.
        let _ = print(greet(&rooms.house.public_url));
        attend(whole, listener, demo).await
    });
    // Work on blocking threads is either durable or done again; it need not hold the stop up.
    runtime.shutdown_timeout(LAST_WORK);
    ended
}

async fn attend(whole: Whole, listener: TcpListener, demo: Option<demo::Options>) -> Result<()> {
    let rooms = whole.rooms.clone();
    let (api, _) = whole.api();
    let meters = metrics::Meters::new(rooms.store.clock().now());
    let router = api
        .merge(health::routes(rooms.store.clone()))
        .merge(metrics::routes(&whole, meters.clone()));
    let router = if rooms.house.demo { router.merge(pictures::routes()) } else { router };
    let router = web::dress(router.fallback(ui::serve), &rooms.house);
    if let Some(options) = demo {
        mailbox::start(&rooms, &whole.mailbox, options, router.clone()).await?;
    }
    whole.work().await?;
    // Outside of everything else, and without what the demo's people call in this process.
    let router = router.layer(from_fn_with_state(meters, metrics::measure));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let house = rooms.house.clone();
    let stopping = async move {
        told_to_stop().await;
        house.close();
    };
    let mut server = std::pin::pin!(
        axum::serve(listener, service).with_graceful_shutdown(stopping).into_future()
    );
    tokio::select! {
        ended = &mut server => ended?,
        () = async { rooms.house.closed().await; tokio::time::sleep(GRACE).await } => {}
    }
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
}
