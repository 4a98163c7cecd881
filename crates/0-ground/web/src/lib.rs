//! HTTP manners: problems, bodies, queries, pages, repeated writes, limits and headers. No
//! business is here, and nothing that knows who is asking (that is `access`).
//!
//! A room's `api.rs` exports `pub fn routes(house: House) -> Routes`. Its paths begin behind
//! `/api/v1`; [`assemble`] puts the rooms together and [`dress`] goes around everything last.
//! A room with more than a [`House`] makes its own state and says
//! `#[derive(Clone, axum::extract::FromRef)] struct Room { house: House, engine: Engine }`;
//! every extractor here and in `access` works with such a state too.
//!
//! ```ignore
//! pub fn routes(house: House) -> Routes {
//!     Routes::new().routes(routes!(list, create)).with_state(house)
//! }
//!
//! /// Lists the segments.
//! #[utoipa::path(get, path = "/segments", params(Paging),
//!     responses((status = 200, body = Page<SegmentRow>)))]
//! async fn list(
//!     State(house): State<House>, caller: Caller<SegmentsRead>, paging: Paging,
//! ) -> Answer<Json<Page<SegmentRow>>> {
//!     let (after, limit) = (paging.after()?, paging.limit);
//!     let rows = house.store
//!         .read(caller.scope(), move |tx| list_segments(tx, after, limit + 1)).await?;
//!     Ok(Json(Page::cut(rows, limit, |row| (row.updated_at, row.id))))
//! }
//! ```
//!
//! - Wire types of requests say `#[serde(deny_unknown_fields)]`; ids that do not parse are "not
//!   found" ([`Path`]), a body of another shape is `malformed` with a pointer ([`Json`]).
//! - `impl From<crate::Error> for Problem` in `api.rs` is a room's one mapping of its errors.
//! - Writes take [`Keyed`] in place of [`Json`]: with `Idempotency-Key` a repeated call is
//!   answered from what was stored with the effect.

mod address;
mod assembly;
mod body;
mod dress;
mod house;
mod keyed;
mod live;
mod page;
mod problem;
mod query;
mod rate;
mod rows;
mod wire;

pub use address::ClientAddress;
pub use assembly::{Routes, assemble};
pub use body::Json;
pub use dress::{BODY_BYTES_MAX, RequestId, dress};
pub use house::House;
pub use keyed::Keyed;
pub use live::{Watch, follow};
pub use page::{Page, Paging};
pub use problem::{Answer, Code, Problem};
pub use query::{Path, Query};
pub use rate::Rate;
pub use wire::Money;
