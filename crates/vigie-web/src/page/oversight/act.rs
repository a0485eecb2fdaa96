//! `POST /oversight/…`: a sample is drawn, a recommendation is answered or its refusal contested.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::oversight::{answer_recommendation, contest_refusal, draw_sample};
use vigie_desk::{Desk, DeskError};
use vigie_domain::RecommendationId;

use super::list::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

async fn answer(
    desk: &Desk,
    session: Session,
    fields: Fields,
    word: &'static str,
    done_so_far: Result<(), DeskError>,
) -> Result<Response, Failure> {
    match done_so_far {
        Ok(()) => Ok(done("/oversight", word).into_response()),
        Err(error) => refused(desk, session, fields, error).await,
    }
}

/// # Errors
///
/// Not allowed; a sample that cannot be drawn is refused on the page.
pub(crate) async fn draw(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let count = fields.text("count").parse().unwrap_or(0);
    let drawn = draw_sample(&desk, &session.actor, count).await.map(|_| ());
    answer(&desk, session, fields, "drawn", drawn).await
}

/// # Errors
///
/// Not allowed; what is missing is shown on the page.
pub(crate) async fn answer_one(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<RecommendationId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let answered = match fields.text("answer") {
        "follow" => answer_recommendation(&desk, &session.actor, id, None).await,
        "refuse" => {
            let reasons = fields.text("reasons").to_owned();
            answer_recommendation(&desk, &session.actor, id, Some(reasons)).await
        }
        _ => Err(DeskError::input("answer_missing", "follow it or refuse it")),
    };
    answer(&desk, session, fields, "answered", answered).await
}

/// # Errors
///
/// Not allowed; what is missing is shown on the page.
pub(crate) async fn contest(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<RecommendationId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let reasons = fields.text("reasons").to_owned();
    let contested = contest_refusal(&desk, &session.actor, id, reasons).await;
    answer(&desk, session, fields, "contested", contested).await
}
