//! `POST /complaints/{id}/…`: linked, given to somebody, answered, before a court, closed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::complaint::{
    Answer, assign_complaint, close_complaint, decide_complaint, link_complaint, take_to_court,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{ComplaintId, ComplaintOutcome, UserId};

use super::show::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

async fn answer(
    desk: &Desk,
    session: Session,
    id: ComplaintId,
    fields: Fields,
    word: &'static str,
    done_so_far: Result<(), DeskError>,
) -> Result<Response, Failure> {
    match done_so_far {
        Ok(()) => Ok(done(&format!("/complaints/{id}"), word).into_response()),
        Err(error) => refused(desk, session, id, fields, error).await,
    }
}

/// # Errors
///
/// Not allowed; what is not known is shown on the page.
pub(crate) async fn link(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let linked = link_complaint(&desk, &session.actor, id, fields.text("about")).await;
    answer(&desk, session, id, fields, "linked", linked).await
}

/// # Errors
///
/// Not allowed; a hand in the case is shown on the page.
pub(crate) async fn assign(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let to: UserId = fields.id("to")?;
    let assigned = assign_complaint(&desk, &session.actor, id, to).await;
    answer(&desk, session, id, fields, "assigned", assigned).await
}

/// # Errors
///
/// Not allowed; what is missing is shown on the page with what was typed.
pub(crate) async fn decide(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let decided = match ComplaintOutcome::parse(fields.text("outcome")) {
        Some(outcome) => {
            let written = Answer {
                outcome,
                reasons: fields.text("reasons").to_owned(),
                lines: fields
                    .list("line")
                    .filter_map(|line| line.parse().ok())
                    .collect(),
            };
            decide_complaint(&desk, &session.actor, id, written).await
        }
        None => Err(DeskError::input(
            "answer_missing",
            "choose how the complaint ends",
        )),
    };
    answer(&desk, session, id, fields, "decided", decided).await
}

/// # Errors
///
/// Not allowed, or no answer to contest yet.
pub(crate) async fn go_to_court(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let gone = take_to_court(&desk, &session.actor, id).await;
    answer(&desk, session, id, fields, "settled", gone).await
}

/// # Errors
///
/// Not allowed, or no answer that stands yet.
pub(crate) async fn close(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let closed = close_complaint(&desk, &session.actor, id).await;
    answer(&desk, session, id, fields, "closed", closed).await
}
