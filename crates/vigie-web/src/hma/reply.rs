//! Answers as those clients read them: JSON, and for a no `{"message": …}` with a status.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use vigie_desk::DeskError;

/// A no with its status and its sentence.
#[derive(Debug)]
pub(super) struct No {
    status: StatusCode,
    message: String,
}

impl No {
    /// The request cannot be answered as it is.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    /// There is no such thing.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            message: message.into(),
        }
    }

    /// An address nobody named, without a key.
    pub(super) fn stranger() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            message: "this address is not among `allow_from` of section [web.hma]; send a key as \
                      `Authorization: Bearer …`"
                .to_owned(),
        }
    }

    /// Listed addresses have no name to act in.
    pub(super) fn no_name() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            message: "`acts_as_key` of section [web.hma] names no key that stands; make one with \
                      `vigie key add` and write its id there"
                .to_owned(),
        }
    }

    /// Not now.
    pub(super) fn not_yet(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            message: message.into(),
        }
    }
}

impl From<DeskError> for No {
    fn from(error: DeskError) -> Self {
        let status = match &error {
            DeskError::NotFound { .. } => StatusCode::NOT_FOUND,
            DeskError::Forbidden { .. } => StatusCode::FORBIDDEN,
            DeskError::Refused(refusal) if refusal.code() == "bank_exists" => StatusCode::FORBIDDEN,
            DeskError::Refused(_) => StatusCode::BAD_REQUEST,
            DeskError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            DeskError::Broken(source) => {
                tracing::error!(
                    error = %crate::failure::chain(source.as_ref()),
                    "a lookup request failed"
                );
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self {
            status,
            message: error.to_string(),
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let body = json!({"message": self.message});
        with_status(self.status, &body)
    }
}

/// A body of JSON.
pub(super) fn ok(body: &Value) -> Response {
    with_status(StatusCode::OK, body)
}

/// A body of JSON with a status of its own.
pub(super) fn with_status(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], body.to_string()).into_response()
}

/// The media type of every answer.
pub(super) const JSON: &str = "application/json";

/// Nothing at this address.
pub(super) async fn no_such_route() -> No {
    No::missing("there is nothing at this address; `/site-map` lists what there is")
}
