//! `regulars openapi`: the description of the API, for generators and tests.

use crate::cli::{Door, Place};
use crate::house::{Rooms, Whole};
use crate::settings::Settings;
use crate::terminal::print;
use anyhow::Result;

pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let place = Place { data: Some(folder.path().into()), ..Place::default() };
    let rooms = Rooms::open(&Settings::find(&place, &Door::default(), super::FOLDER)?)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let _guard = runtime.enter();
    let (_, document) = Whole::assemble(rooms)?.api();
    print(document.to_pretty_json()?)
}
