//! `regulars openapi`: the description of the API, for generators and tests.

use crate::cli::{Door, Place};
use crate::house::Rooms;
use crate::settings::Settings;
use anyhow::Result;

pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let place = Place { data: Some(folder.path().into()), ..Place::default() };
    let rooms = Rooms::open(&Settings::find(&place, &Door::default(), super::FOLDER)?)?;
    let (_, document) = rooms.api();
    println!("{}", document.to_pretty_json()?);
    Ok(())
}
