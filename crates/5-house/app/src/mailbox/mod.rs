//! The demo's post office: a mail sink, the mailbox that shows what it took, and the people who
//! read it.
//!
//! Mails that the demo sends go to a sink on this machine and lie in a [`Mailbox`] in memory; a
//! new start begins with an empty one. The people of the demo shop open, click, order and
//! unsubscribe through the same HTTP routes as anyone, called inside this process: nothing here
//! opens a connection, and no address of a mail leads out of the house. Start reading at
//! [`start`]; `kept.rs` keeps, `letter.rs` and `links.rs` read, `people.rs` acts.

mod api;
mod carry;
mod desk;
mod kept;
mod letter;
mod links;
mod people;

pub(crate) use api::routes;
pub(crate) use kept::Mailbox;

use crate::house::Rooms;
use anyhow::{Context, Result};
use axum::Router;
use carry::Carrier;
use channels::sink::{self, Act, Host, Step};
use demo::live::Crowd;
use demo::{Options, Shop};
use people::People;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Mails that wait for their readers; who comes later is not read.
const UNREAD_MAX: usize = 10_000;
/// How long the sink rests after a failure of its listener.
const REST: Duration = Duration::from_secs(1);

/// Opens the sink, prepares the sender for it, and sends the people of the shop of `options` to
/// `router`, the whole house. To be called before dispatch begins to work, since the port is
/// another on every start.
pub(crate) async fn start(
    rooms: &Rooms,
    mailbox: &Mailbox,
    options: Options,
    router: Router,
) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .context("cannot listen for the demo's mails")?;
    listener.set_nonblocking(true)?;
    desk::prepare_sender(&rooms.store, listener.local_addr()?.port()).await?;
    let key = desk::write_key(&rooms.store).await?;
    let (sender, arrived) = mpsc::channel(UNREAD_MAX);
    tokio::spawn(keep_open(listener, Arc::new(Clerk { mailbox: mailbox.clone(), sender })));
    let carrier = Carrier::new(router, rooms.house.public_url.clone(), key);
    let (house, mailbox) = (rooms.house.clone(), mailbox.clone());
    tokio::spawn(async move {
        let made = tokio::task::spawn_blocking(|| Crowd::new(&Shop::new(options))).await;
        if let Ok(crowd) = made {
            People::new(house, mailbox, crowd, carrier).live(arrived).await;
        }
    });
    Ok(())
}

/// Takes mails until the process ends: who is in the middle of a mail when the house closes can
/// finish it.
async fn keep_open(listener: TcpListener, clerk: Arc<Clerk>) {
    loop {
        let listener = listener.try_clone().and_then(tokio::net::TcpListener::from_std);
        if let Ok(listener) = listener {
            // It ends only when a connection could not be taken; the next one may go well.
            let _ = sink::serve(listener, Arc::clone(&clerk) as Arc<dyn Host>).await;
        }
        tokio::time::sleep(REST).await;
    }
}

/// Puts what the sink takes into the mailbox and tells the readers.
#[derive(Debug)]
struct Clerk {
    mailbox: Mailbox,
    sender: mpsc::Sender<u64>,
}

impl Host for Clerk {
    fn at(&self, step: Step<'_>) -> Act {
        if let Step::Content(received) = step {
            let number = self.mailbox.put(received);
            // When too many wait, this one lies there unread.
            let _ = self.sender.try_send(number);
        }
        Act::Go
    }
}
