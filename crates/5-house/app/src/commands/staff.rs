//! `regulars staff`.

use crate::cli::Staff;
use crate::house::Rooms;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use base::EmailAddress;
use store::Scope;

pub(super) fn run(rooms: &Rooms, what: &Staff, to: &mut Terminal<'_>) -> Result<()> {
    let Staff::ResetPassword { email } = what;
    let email = EmailAddress::parse(email).context("the sign-in address")?;
    let scope = Scope::house("reset password");
    let token = rooms.store.write_blocking(&scope, move |tx| access::reset_token(tx, &email))?;
    to.say(format_args!(
        "Open this within 15 minutes: {}/reset?token={token}",
        rooms.house.public_url
    ))?;
    Ok(())
}
