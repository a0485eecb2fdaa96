//! Answers that are no error.

use std::fmt::Display;

use axum::Json;
use axum::http::{HeaderName, StatusCode, header};

/// Something was made: where it is, and its body.
pub(super) type Created<T> = (StatusCode, [(HeaderName, String); 1], Json<T>);

/// Something was made under this collection.
pub(super) fn created<T>(collection: &str, id: impl Display, body: T) -> Created<T> {
    created_as(StatusCode::CREATED, collection, id, body)
}

/// Something was made, or was there already.
pub(super) fn created_or_known<T>(
    is_new: bool,
    collection: &str,
    id: impl Display,
    body: T,
) -> Created<T> {
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    created_as(status, collection, id, body)
}

fn created_as<T>(status: StatusCode, collection: &str, id: impl Display, body: T) -> Created<T> {
    (
        status,
        [(
            header::LOCATION,
            format!("{}/{collection}/{id}", super::BASE),
        )],
        Json(body),
    )
}
