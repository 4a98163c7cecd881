//! `regulars staff`.

use crate::cli::Staff;
use crate::house::Rooms;
use crate::terminal::{Terminal, WrongUse};
use anyhow::{Context, Result};
use base::EmailAddress;
use store::Scope;

pub(super) fn run(rooms: &Rooms, what: &Staff, to: &mut Terminal<'_>) -> Result<()> {
    let Staff::ResetPassword { email } = what;
    let wrong = || WrongUse("the sign-in address".into());
    let email = EmailAddress::parse(email).with_context(wrong)?;
    let scope = Scope::house("reset password");
    let token = rooms.store.write_blocking(&scope, move |tx| access::reset_token(tx, &email))?;
    let address = format!("{}/reset?token={token}", rooms.house.public_url);
    let text = format!("Open this within 15 minutes: {address}");
    to.tell(serde_json::json!({ "address": address }), text)
}
