//! `POST /designations/{id}/end`: a power ends; what was done under it stays.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::designation::end_designation;
use vigie_domain::DesignationId;

use super::list::refused;
use super::record::read_day;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No such power, or not allowed; a power that is over and a day that cannot be are shown on the page.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<DesignationId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let ended = match read_day(&fields, "until") {
        Ok(until) => end_designation(&desk, &session.actor, id, until).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => Ok(done("/designations", "ended").into_response()),
        Err(error) => refused(&desk, session, Fields::default(), error).await,
    }
}
