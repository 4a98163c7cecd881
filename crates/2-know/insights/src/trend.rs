//! How the size of a segment moved: counted from the columns as of past moments, not recorded, so
//! that a segment saved a minute ago has its history too.

use crate::engine::Terms;
use crate::{Error, Insights, Saved};
use base::{Instant, SegmentId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// How the size of a segment moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trend {
    /// Who is in it now and was not a week ago.
    pub entered_7d: u64,
    /// Who was in it a week ago and is not now.
    pub left_7d: u64,
    /// Its size at the end of each week, the last one now.
    pub points: Vec<(Instant, u64)>,
}

/// Trends that were counted today.
#[derive(Debug, Default)]
pub(crate) struct Trends(Mutex<HashMap<SegmentId, (Stamp, Arc<Trend>)>>);

/// When the segment changed last, and the hour of the count. A trend is counted anew when the
/// segment changes, and every hour.
type Stamp = (Instant, i64);
/// Hours that a trend is shown after its own: it is counted anew in the background, since that
/// takes half a second for each segment of a large shop.
const SHOWN_HOURS: i64 = 2;

/// Weeks that a trend goes back.
const WEEKS: i64 = 12;
const WEEK_MICROS: i64 = 7 * Instant::DAY_MICROS;
const HOUR_MICROS: i64 = 3_600_000_000;

impl Insights {
    /// How a segment's size moved over the last twelve weeks.
    ///
    /// # Errors
    /// [`Error::Sentence`] when its definition no longer makes sense.
    pub fn trend(&self, saved: &Saved) -> Result<Arc<Trend>, Error> {
        let now = self.now();
        match self.known_trend(saved) {
            Some((hour, trend)) if hour_of(now) - hour <= SHOWN_HOURS => Ok(trend),
            _ => self.new_trend(saved, now),
        }
    }

    /// Counts the trends anew whose hour has passed, and those that were never counted. Blocks, but
    /// holds nobody up.
    ///
    /// # Errors
    /// None; the form is that of the other works.
    pub fn renew_trends(&self) -> Result<(), Error> {
        for saved in self.segments().iter() {
            let now = self.now();
            let is_new = self.known_trend(saved).is_some_and(|(hour, _)| hour == hour_of(now));
            if !is_new {
                // One whose definition no longer makes sense has none.
                let _ = self.new_trend(saved, now);
            }
        }
        Ok(())
    }

    /// The trend that was counted last for this definition, and the hour.
    fn known_trend(&self, saved: &Saved) -> Option<(i64, Arc<Trend>)> {
        let known = self.seat.trends.0.lock().get(&saved.id).cloned();
        let ((updated_at, hour), trend) = known?;
        (updated_at == saved.updated_at).then_some((hour, trend))
    }

    fn new_trend(&self, saved: &Saved, now: Instant) -> Result<Arc<Trend>, Error> {
        let trend = Arc::new(self.count_trend(saved, now)?);
        let stamp = (saved.updated_at, hour_of(now));
        self.seat.trends.0.lock().insert(saved.id, (stamp, trend.clone()));
        Ok(trend)
    }

    fn count_trend(&self, saved: &Saved, now: Instant) -> Result<Trend, Error> {
        let columns = self.columns();
        let asked = crate::Asked::tree(saved.tree.clone());
        let found = |weeks: i64| {
            let at = Instant::from_micros(now.as_micros() - weeks * WEEK_MICROS);
            let terms = Terms { at, ..self.terms(None) };
            let plan = columns.plan(&saved.tree, &terms).map_err(|m| asked.locate(m))?;
            Ok::<_, Error>((at, columns.find(&plan)))
        };
        let mut points = Vec::new();
        for weeks in (0..WEEKS).rev() {
            let (at, found) = found(weeks)?;
            points.push((at, found.count()));
        }
        let (before, after) = (found(1)?.1.ids(), found(0)?.1.ids());
        let (entered, left) = crate::sorted::difference(&before, &after);
        Ok(Trend { entered_7d: entered.len() as u64, left_7d: left.len() as u64, points })
    }
}

fn hour_of(at: Instant) -> i64 {
    at.as_micros().div_euclid(HOUR_MICROS)
}
