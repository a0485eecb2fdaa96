//! `GET /exhibits/{id}/records/{record}/{blurred,still}`: a picture made anew by the sandboxed decoder.
//!
//! The captured bytes themselves are never served. Each still that is sent is a look, and written
//! down as one; so it is sent into a page of this desk only.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::exhibit::{Reveal, reveal_record};
use vigie_domain::ExhibitId;

use crate::failure::Failure;
use crate::origin::is_own_picture;
use crate::session::Session;

/// The picture blurred past recognition; no look.
///
/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn blurred(
    State(desk): State<Arc<Desk>>,
    session: Session,
    headers: HeaderMap,
    Path((id, record)): Path<(ExhibitId, usize)>,
) -> Result<Response, Failure> {
    send(&desk, &session, &headers, id, record, Reveal::Blurred).await
}

/// The picture; a look.
///
/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn still(
    State(desk): State<Arc<Desk>>,
    session: Session,
    headers: HeaderMap,
    Path((id, record)): Path<(ExhibitId, usize)>,
) -> Result<Response, Failure> {
    send(&desk, &session, &headers, id, record, Reveal::Still).await
}

async fn send(
    desk: &Desk,
    session: &Session,
    headers: &HeaderMap,
    id: ExhibitId,
    record: usize,
    how: Reveal,
) -> Result<Response, Failure> {
    if !is_own_picture(headers) {
        return Err(Failure::ForeignOrigin);
    }
    let revealed = reveal_record(desk, &session.actor, id, record, how).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], revealed.jpeg).into_response())
}
