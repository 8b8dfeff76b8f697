//! What a visitor is told when something is not done: a status, a stable word, what, where, and what to do.

use super::country::Faults;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    /// A word for programs: it does not change with the sentence.
    code: &'static str,
    /// What is wrong.
    error: String,
    /// Where: a lever, a field.
    place: Option<String>,
    /// What to do.
    help: Option<String>,
    /// Seconds after which it may be tried again.
    retry: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, error: impl Into<String>) -> Self {
        Self { status, code, error: error.into(), place: None, help: None, retry: None }
    }

    pub(super) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into()).filter(|h| !h.is_empty());
        self
    }

    pub(super) fn retry(mut self, seconds: u32) -> Self {
        self.retry = Some(seconds);
        self
    }

    /// A body or field that is not what it should be.
    pub(super) fn bad(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, error)
    }

    /// Someone who may not do this.
    pub(super) fn forbidden(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, error)
    }

    /// Something that does not go with how things stand.
    pub(super) fn conflict(code: &'static str, error: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, error)
    }

    /// Nothing of this name.
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", what)
    }

    /// Too much of something from one visitor.
    pub(super) fn too_many(error: impl Into<String>, retry: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", error).retry(retry)
    }

    /// Something went wrong here, not there.
    pub(super) fn crash(error: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "crash", error)
            .help("this run is lost, the server goes on; please tell the makers of Jiama what was set")
    }

    /// The status.
    #[cfg(test)]
    pub(super) fn status(&self) -> u16 {
        self.status.as_u16()
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        let mut refusal = Self::bad(faults.code, faults.message).help(faults.help);
        refusal.place = faults.lever;
        refusal
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "code": self.code, "error": self.error });
        for (key, value) in [("where", self.place), ("help", self.help)] {
            if let Some(value) = value {
                body[key] = value.into();
            }
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        if let Some(seconds) = self.retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
