//! The routes of the front door: calls under `/v1`, the inspector, quarantine and imports under
//! `/api/v1`, and the one mapping of this room's errors.

mod door;
mod importer;
mod imports;
mod intake;
mod wire;

pub use door::front_door;
pub use importer::Importer;

use crate::Error;
use crate::segment::Unreadable;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Code, Problem, Routes};

/// Largest file that can be uploaded, in bytes.
const UPLOAD_BYTES_MAX: usize = 16 * 1_024 * 1_024 * 1_024;

/// The routes of this room behind `/api/v1`.
pub fn routes(importer: Importer) -> Routes {
    let upload = OpenApiRouter::new()
        .routes(routes!(imports::create))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .with_state(importer.clone());
    OpenApiRouter::new()
        .routes(routes!(imports::list))
        .routes(routes!(imports::show, imports::change, imports::discard))
        .routes(routes!(imports::dry_run))
        .routes(routes!(imports::run))
        .routes(routes!(imports::undo))
        .routes(routes!(imports::report))
        .routes(routes!(imports::report_lines))
        .routes(routes!(intake::calls))
        .routes(routes!(intake::quarantine))
        .routes(routes!(intake::replay))
        .routes(routes!(intake::drop_refused))
        .routes(routes!(intake::reasons))
        .with_state(importer)
        .merge(upload)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::NotFound => Self::not_found(),
            Error::WrongState { .. } | Error::Busy | Error::Interrupted => Self::conflict(text),
            Error::DateOrder { .. } => Self::invalid("/date_order", text),
            Error::File(_) => Self::invalid("/file", text),
            Error::Mapping(_) => Self::invalid("/mapping", text),
            Error::Store(error) | Error::Ledger(ledger::Error::Store(error)) => error.into(),
            error => Self::internal(error),
        }
    }
}

impl From<Unreadable> for Problem {
    /// Segment's libraries know 400 for all of these and do not send again.
    fn from(unreadable: Unreadable) -> Self {
        Self::new(Code::Malformed).detail(unreadable.to_string())
    }
}
