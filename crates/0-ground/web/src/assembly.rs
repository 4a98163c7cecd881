//! The rooms' routes put together: one router, one OpenAPI document.

use crate::problem::Document;
use crate::{Code, House, Json, Problem};
use axum::Router;
use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use http::{HeaderValue, header};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder, SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// The routes of a room, its state already given.
pub type Routes = OpenApiRouter;

const PREFIX: &str = "/api/v1";

/// Puts the rooms behind `/api/v1`, refuses writes that another site sends, serves
/// `/openapi.json` and a page for each problem code. Gives the document too.
pub fn assemble(house: &House, rooms: impl IntoIterator<Item = Routes>) -> (Router, OpenApi) {
    let rooms = rooms.into_iter().fold(Routes::new(), Routes::merge);
    let (api, paths) = rooms.split_for_parts();
    let document = describe(Routes::new().into_openapi().nest(PREFIX, paths), house.version);
    let api = api
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::new(Code::WrongMethod) })
        .layer(same_site(house));
    let shown = document.clone();
    let router = Router::new()
        .nest(PREFIX, api)
        .route("/api/{*rest}", any(|| async { Problem::not_found() }))
        .route("/openapi.json", get(move || async move { Json(shown) }))
        .route("/problems/{code}", get(explain));
    (router, document)
}

fn same_site(
    house: &House,
) -> CsrfLayer<impl FnMut(ProtectionError) -> axum::response::Response + Clone + use<>> {
    let refuse = |_: ProtectionError| {
        let detail = "a write that another site sends is refused";
        Problem::new(Code::Forbidden).detail(detail).into_response()
    };
    let layer = CsrfLayer::new();
    // Behind a proxy that rewrites `Host`, the browser still names the public address.
    let layer = layer.add_trusted_origin(&house.public_url).unwrap_or_default();
    layer.with_rejection_response(refuse)
}

async fn explain(Path(name): Path<String>) -> axum::response::Response {
    let Some(code) = Code::ALL.iter().find(|code| code.as_str() == name) else {
        return Problem::not_found().into_response();
    };
    let status = code.status();
    let text = format!("{}\n{status}\n\n{}\n\n{}\n", code.as_str(), code.title(), code.advice());
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn describe(mut document: OpenApi, version: &str) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Regulars")
        .version(version)
        .description(Some("The API of the shop's own CRM. Errors are problem+json."))
        .build();
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![(Document::name().into_owned(), Document::schema())];
    Document::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let cookie = ApiKeyValue::new("regulars");
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("key", SecurityScheme::Http(key));
    let none: [&str; 0] = [];
    document.security = Some(vec![
        SecurityRequirement::new("session", none),
        SecurityRequirement::new("key", none),
    ]);
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            let schema = Ref::from_schema_name("Problem");
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let response = ResponseBuilder::new()
                .description("What went wrong")
                .content("application/problem+json", content)
                .build();
            operation.responses.responses.insert("default".into(), RefOr::T(response));
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().filter_map(Option::as_mut)
}
