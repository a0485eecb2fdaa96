//! `GET /orders/{id}/paper/{name}`: the printed form, its twin, the signatures under them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_desk::order::{OrderFile, print_order};
use vigie_desk::{Desk, DeskError};
use vigie_domain::OrderId;

use crate::failure::Failure;
use crate::session::Session;

/// # Errors
///
/// Nothing there, not allowed, or what cannot be printed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path((id, name)): Path<(OrderId, String)>,
) -> Result<Response, Failure> {
    let missing = DeskError::NotFound {
        what: "file of this order",
    };
    let file = OrderFile::parse(&name).ok_or(missing)?;
    let bytes = print_order(&desk, &session.actor, id, file).await?;
    let headers = [
        (header::CONTENT_TYPE, file.content_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", file.name()),
        ),
    ];
    Ok((headers, bytes).into_response())
}
