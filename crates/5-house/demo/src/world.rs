//! What every life in the shop is set in: its calendar, its catalogue, its past mails.

use crate::calendar::Calendar;
use crate::campaigns::{self, PastCampaign};
use crate::catalog::Catalog;
use base::Instant;

/// The setting, fixed before the first person comes.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) calendar: Calendar,
    pub(crate) catalog: Catalog,
    pub(crate) campaigns: Vec<PastCampaign>,
}

impl World {
    /// Sets the scene for a history that ends with `end`.
    pub(crate) fn new(end: Instant) -> Self {
        let calendar = Calendar::new(end);
        let catalog = Catalog::new(&calendar);
        let campaigns = campaigns::plan(&calendar);
        Self { calendar, catalog, campaigns }
    }
}
