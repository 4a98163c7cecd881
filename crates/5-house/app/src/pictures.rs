//! The pictures of the demo shop's products, drawn when they are asked for.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// `/demo/pictures/{product}.svg`.
pub(crate) fn routes() -> Router {
    Router::new().route("/demo/pictures/{file}", get(draw))
}

async fn draw(Path(file): Path<String>) -> Response {
    let product = file.strip_suffix(".svg").and_then(demo::product);
    let Some(product) = product else { return StatusCode::NOT_FOUND.into_response() };
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")];
    (headers, demo::picture(product)).into_response()
}
