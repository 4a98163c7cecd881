//! `regulars serve`.

use super::FOLDER;
use crate::cli::{Door, Line};
use crate::house::Rooms;
use crate::serve;
use crate::settings::Settings;
use anyhow::Result;
use store::Scope;

pub(super) fn run(line: &Line, door: &Door, print_config: bool) -> Result<()> {
    let mut settings = Settings::find(&line.place, door, FOLDER)?;
    if print_config {
        return settings.print();
    }
    super::watch_log();
    let listener = serve::bind(&mut settings)?;
    let rooms = Rooms::open(&settings)?;
    let token = rooms.store.write_blocking(&Scope::house("serve"), access::setup_token)?;
    serve::run(rooms, listener, None, |address| {
        let mut text = format!("Regulars is at {address}");
        if let Some(token) = token {
            text += &format!("\nBegin with the owner's account: {address}/setup?token={token}");
        }
        text
    })
}
