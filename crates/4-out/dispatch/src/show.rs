//! Looking at a message before it goes out.

use crate::compose::{Compiled, ORDERS_SEEN, Office};
use crate::model::{Class, MessageId};
use crate::rows::deliveries::{self, Delivery};
use crate::rows::messages;
use crate::sender::Sender;
use crate::template::message::Untracked;
use crate::view::{Links, Seen, specimen, view};
use crate::worker::keyring;
use crate::{Dispatch, Error, Filled, Keyring, Locale, Outgoing, Unknown, kept};
use base::{CustomerId, DeliveryId, EmailAddress};
use book::{CustomerRow, Order};
use std::sync::Arc;
use store::{Scope, Tx};

const SCOPE: Scope = Scope::house("dispatch");

/// A message as one customer would get it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The message filled in; links lead where they really lead.
    pub filled: Filled,
    /// For whom.
    pub customer: Option<CustomerRow>,
}

/// Fills a message in as it would be for a customer, without tracking and without sending.
///
/// # Errors
/// [`Error::Template`] when something in it is wrong, and those of the database.
pub async fn preview(
    dispatch: &Dispatch,
    scope: &Scope,
    outgoing: Outgoing,
    customer: Option<CustomerId>,
) -> Result<Shown, Error> {
    let shop = dispatch.store().shop();
    let compiled = Compiled::new(outgoing, &shop)?;
    let found = dispatch.store().read(scope, move |tx| {
        let sender = Sender::find(tx)?;
        let Some(id) = customer else {
            return Ok::<_, Error>((sender, None, Vec::new()));
        };
        let (row, orders) = whom(tx, id)?;
        Ok((sender, row, orders))
    });
    let (sender, customer, orders) = found.await?;
    let links = Links {
        unsubscribe: "#unsubscribe".into(),
        preferences: "#preferences".into(),
        view: "#view".into(),
        ..Links::default()
    };
    let seen = Seen {
        shop: &shop,
        sender: &sender,
        customer: customer.as_ref(),
        orders: &orders,
        name: &compiled.outgoing.name,
        now: dispatch.store().clock().now(),
        links: Some(&links),
    };
    let filled = compiled.message.fill(&view(&seen), &Locale::of(&shop), &Untracked)?;
    Ok(Shown { filled, customer })
}

/// The names in a message that nothing is known under; `own` are the shop's own fields.
///
/// # Errors
/// [`Error::Template`] when it cannot be read at all, and those of the database.
pub async fn unknown(
    dispatch: &Dispatch,
    scope: &Scope,
    outgoing: Outgoing,
    own: &[String],
) -> Result<Vec<Unknown>, Error> {
    let shop = dispatch.store().shop();
    let sender = dispatch.store().read(scope, Sender::find).await?;
    let compiled = Compiled::new(outgoing, &shop)?;
    Ok(compiled.message.unknown(&specimen(&shop, &sender, own)))
}

fn whom(tx: &mut Tx<'_>, id: CustomerId) -> Result<(Option<CustomerRow>, Vec<Order>), Error> {
    let id = book::resolve(tx, id)?;
    let row = book::find(tx, id)?;
    let subjects = book::subjects(tx, id)?;
    Ok((row, book::orders_of(tx, &subjects, None, ORDERS_SEEN)?))
}

enum Page {
    Kept(String),
    ToFill(Box<ToFill>),
}

type ToFill = (Delivery, Outgoing, Option<CustomerRow>, Vec<Order>, (Sender, Keyring));

/// The mail of a delivery as a page. None for an unknown delivery.
///
/// It is the mail as it was sent. One that is not kept any more, or whose reader was deleted, is
/// filled in with what is known today.
pub(crate) async fn page(dispatch: &Dispatch, id: DeliveryId) -> Result<Option<String>, Error> {
    let found = dispatch.store().read(&SCOPE, move |tx| {
        let Some(delivery) = deliveries::find(tx, id)? else {
            return Ok::<_, Error>(None);
        };
        let (row, orders) = whom(tx, delivery.customer)?;
        let is_known = row.is_some() || delivery.class != Class::Marketing;
        let kept = if is_known { kept::find(tx, &delivery)? } else { None };
        if let Some(html) = kept {
            return Ok(Some(Page::Kept(html)));
        }
        let Some(outgoing) = messages::find(tx, delivery.message)? else {
            return Ok(None);
        };
        let office = (Sender::find(tx)?, keyring(tx));
        Ok(Some(Page::ToFill(Box::new((delivery, outgoing, row, orders, office)))))
    });
    let to_fill = match found.await? {
        None => return Ok(None),
        Some(Page::Kept(html)) => return Ok(Some(html)),
        Some(Page::ToFill(to_fill)) => to_fill,
    };
    let (delivery, outgoing, row, orders, (sender, keyring)) = *to_fill;
    let shop = dispatch.store().shop();
    let compiled = Compiled::new(outgoing, &shop)?;
    let url = Arc::clone(&dispatch.house().public_url);
    let office = Office::new(sender, shop, keyring, url)?;
    let filled = office.fill(&compiled, &delivery, (row.as_ref(), &orders), delivery.planned_at)?;
    Ok(Some(filled.html))
}

/// Sends a message to one address for staff to look at, as a customer would get it. It counts
/// nowhere.
///
/// # Errors
/// [`Error::Template`], [`Error::NoSender`], and those of the database.
pub fn plan_test(
    tx: &mut Tx<'_>,
    mut outgoing: Outgoing,
    customer: CustomerId,
    to: &EmailAddress,
) -> Result<DeliveryId, Error> {
    let mut id = [0; 16];
    tx.random().fill(&mut id);
    outgoing.id = MessageId::from_bytes(id);
    outgoing.class = Class::Test;
    messages::put(tx, &outgoing)?;
    tx.announce("jobs", crate::worker::WAKE);
    let planned = deliveries::plan(tx, outgoing.id, Class::Test, &[(customer, to.clone())])?;
    planned.first().map(|(_, id)| *id).ok_or(Error::NoMessage)
}
