//! Reading requests: what cannot be read is refused with the name of the field and what to write.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vigie_desk::DeskError;

use crate::failure::Failure;
use crate::state::Web;

/// A body of JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Web> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Response> {
        match Json::from_request(request, web).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(refuse_field(&error.body_text()).into_response())
            }
            Err(JsonRejection::JsonSyntaxError(error)) => {
                let detail = format!("the body is no JSON: {}", said(&error.body_text()));
                Err(Failure::Malformed { detail }.into_response())
            }
            // Too large, or another media type: the status says it, its words are put on outside.
            Err(other) => Err(other.status().into_response()),
        }
    }
}

/// The parameters after the question mark.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        match Query::from_request_parts(parts, web).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(QueryRejection::FailedToDeserializeQueryString(error)) => {
                Err(refuse_field(&error.body_text()))
            }
            Err(other) => Err(Failure::Malformed {
                detail: other.body_text(),
            }),
        }
    }
}

/// The id in the path.
pub(super) struct Of<T>(pub(super) T);

impl<T: From<Uuid> + Send> FromRequestParts<Web> for Of<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let path: Result<Path<Uuid>, PathRejection> = Path::from_request_parts(parts, web).await;
        let detail = "the id in the address is none; copy it from an earlier answer";
        path.map(|Path(id)| Self(T::from(id)))
            .map_err(|_| Failure::Malformed {
                detail: detail.to_owned(),
            })
    }
}

/// A body that is a file, with its media type.
pub(super) struct RawBody {
    /// Lower case, without parameters; empty when none was given.
    pub(super) media_type: String,
    /// The bytes.
    pub(super) bytes: Bytes,
}

impl FromRequest<Web> for RawBody {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Response> {
        let media_type = media_type(request.headers());
        let bytes = Bytes::from_request(request, web)
            .await
            .map_err(|rejection| rejection.status().into_response())?;
        Ok(Self { media_type, bytes })
    }
}

impl RawBody {
    /// Refuses media types that are not on the list.
    pub(super) fn expect(&self, taken: &[&str]) -> Result<(), StatusCode> {
        if taken.contains(&self.media_type.as_str()) {
            return Ok(());
        }
        Err(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    }
}

/// The media type of a body, lower case, without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let whole = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = whole
        .and_then(|whole| whole.split(';').next())
        .unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// What the parser said, without what the library says before it.
fn said(text: &str) -> &str {
    text.split_once(": ").map_or(text, |(_, rest)| rest)
}

fn refuse_field(text: &str) -> Failure {
    field_error(said(text)).into()
}

/// The refusal of a field, by what the parser said of it.
pub(super) fn field_error(said: &str) -> DeskError {
    if said.contains("unknown field") {
        return DeskError::input("unknown_field", said);
    }
    DeskError::input("field_malformed", said)
}

/// The refusal of a field that must be there.
pub(super) fn field_missing(name: &str) -> DeskError {
    DeskError::input("field_malformed", format!("missing field `{name}`"))
}
