//! What went wrong, as programs and people read it: RFC 9457 with a closed list of codes.
//!
//! A code says which branch a client takes; the detail is for people. The cause of an internal
//! failure is logged once, by the outermost layer, and never shown.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

macro_rules! codes {
    ($($name:ident $text:literal $status:ident $title:literal $advice:literal,)*) => {
        /// The closed list of what clients can tell apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $(#[doc = $advice] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The status it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// What it is, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and what to do.
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

codes! {
    Malformed "malformed" BAD_REQUEST "The request cannot be read"
        "The body, the query or a header has another shape than documented. Mend the request; \
        `errors` points to the place.",
    NotSignedIn "not_signed_in" UNAUTHORIZED "Sign-in is needed"
        "There is no valid session or key with the request. Sign in, or send a valid key.",
    Forbidden "forbidden" FORBIDDEN "This is not allowed"
        "The caller is known but may not do this, or the request came from another site.",
    NotFound "not_found" NOT_FOUND "There is no such thing"
        "Nothing is at this address, or the caller may not know of it.",
    WrongMethod "wrong_method" METHOD_NOT_ALLOWED "The method does not fit"
        "The address exists, but not for this method.",
    TooSlow "too_slow" REQUEST_TIMEOUT "The request took too long to arrive"
        "The body stopped arriving. Send it again.",
    Conflict "conflict" CONFLICT "It clashes with what is there"
        "Something with this name exists, or it has changed meanwhile. Look again, then decide.",
    TooLarge "too_large" PAYLOAD_TOO_LARGE "The request is too large"
        "The body is over the limit of this address. Send less at once.",
    WrongContentType "wrong_content_type" UNSUPPORTED_MEDIA_TYPE "The content type does not fit"
        "Send the content type that is documented, mostly application/json.",
    Invalid "invalid" UNPROCESSABLE_ENTITY "Some values cannot be taken"
        "The request is readable, but values in it do not hold. `errors` says which and why.",
    KeyReused "key_reused" UNPROCESSABLE_ENTITY "The Idempotency-Key was used for something else"
        "The same key came with another request before. Make a fresh key for each new request.",
    SegmentText "segment_text" UNPROCESSABLE_ENTITY "The segment's text has a mistake"
        "`errors` points to the byte in the text and says what would be right there.",
    TooManyRequests "too_many_requests" TOO_MANY_REQUESTS "Too many requests"
        "Wait as long as Retry-After says, then try again.",
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong on our side"
        "Nothing was changed. The log of the server has the cause under the number in `instance`.",
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Not available at the moment"
        "The server is starting, stopping or too slow. Try again shortly.",
}

/// One value that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct FieldError {
    /// JSON pointer (RFC 6901) into the body; for a query, `?name`.
    pointer: String,
    /// What would be right.
    detail: String,
    /// The id of what it clashes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
}

/// The answer to a request that failed.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Option<String>,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The document on the wire.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document<'a> {
    /// Address of the page about this code.
    r#type: String,
    /// The code in a few words.
    title: &'static str,
    /// The HTTP status again.
    #[schema(value_type = u16)]
    status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// Number of the request, as in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    /// What programs branch on.
    code: Code,
    /// The values that cannot be taken.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem with that code and nothing else said.
    pub fn new(code: Code) -> Self {
        Self { code, detail: None, errors: Vec::new(), retry_after: None, cause: None }
    }

    /// Nothing there, or nothing the caller may know of.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// A value that cannot be taken; more may follow with [`Problem::field`].
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Code::Invalid).field(pointer, detail)
    }

    /// Clashes with what is there.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Code::Conflict).detail(detail)
    }

    /// A failure of ours. The cause is logged with the request's number and not shown.
    pub fn internal(cause: impl StdError + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::new(Code::Internal) }
    }

    /// Says what happened: a lower-case fragment.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a value that cannot be taken: where it is and what would be right.
    pub fn field(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        self.errors.push(FieldError { pointer, detail, other: None });
        self
    }

    /// Adds a value that is something else's already, with the id of that.
    pub fn clash(
        mut self,
        pointer: impl Into<String>,
        detail: impl Into<String>,
        other: impl Into<String>,
    ) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        self.errors.push(FieldError { pointer, detail, other: Some(other.into()) });
        self
    }

    /// Says when to try again, in whole seconds rounded up.
    pub fn retry_after(mut self, span: Duration) -> Self {
        self.retry_after = Some(span);
        self
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether any field was named.
    pub fn has_fields(&self) -> bool {
        !self.errors.is_empty()
    }

    pub(crate) fn cause(&self) -> Option<&(dyn StdError + Send + Sync)> {
        self.cause.as_deref()
    }

    /// The response, with the request's number where it is known.
    pub(crate) fn respond(&self, instance: Option<&str>) -> Response {
        let status = self.code.status();
        let document = Document {
            r#type: format!("/problems/{}", self.code.as_str()),
            title: self.code.title(),
            status: status.as_u16(),
            detail: self.detail.as_deref(),
            instance,
            code: self.code,
            errors: &self.errors,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        if let Some(span) = self.retry_after {
            let seconds = span.as_secs() + u64::from(span.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, seconds.max(1).into());
        }
        if self.code == Code::NotSignedIn {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// The response also carries the problem itself, so that the outermost layer can number it
    /// and log its cause.
    fn into_response(self) -> Response {
        let mut response = self.respond(None);
        response.extensions_mut().insert(self);
        response
    }
}

/// How long a caller waits when the database has too much to do.
const BUSY_RETRY: Duration = Duration::from_secs(1);

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotUnique { .. } => Self::conflict("something with this value exists"),
            store::Error::NoRow => Self::not_found(),
            store::Error::Busy => Self::new(Code::TooManyRequests).retry_after(BUSY_RETRY),
            store::Error::Closed => Self::new(Code::Unavailable).retry_after(BUSY_RETRY),
            other => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_store_have_their_codes() {
        let code = |error: store::Error| Problem::from(error).code();
        assert_eq!(code(store::Error::Busy), Code::TooManyRequests);
        assert_eq!(code(store::Error::NotUnique { rule: "x".into() }), Code::Conflict);
        assert_eq!(code(store::Error::NoRow), Code::NotFound);
        assert_eq!(code(store::Error::Closed), Code::Unavailable);
        assert_eq!(code(store::Error::Panicked), Code::Internal);
    }

    #[test]
    fn busy_says_when_to_come_back() {
        let response = Problem::from(store::Error::Busy).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert_eq!(response.status(), 429);
    }

    #[test]
    fn codes_on_the_wire_are_their_names() {
        for code in Code::ALL {
            let wire = serde_json::to_value(code).unwrap();
            assert_eq!(wire, code.as_str());
        }
    }
}
