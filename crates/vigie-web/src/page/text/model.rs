//! `POST /texts/training`, `/texts/promotion`, `/texts/rollback`: which model orders the queue.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::reading::{promote_model, roll_back_model, train_model};

use super::show::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; too little to learn from is said on the page.
pub(crate) async fn train(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    match train_model(&desk, &session.actor).await {
        Ok(_) => Ok(done("/texts", "trained").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}

/// # Errors
///
/// Not allowed; a model that is worse is said no to on the page.
pub(crate) async fn promote(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    match promote_model(&desk, &session.actor, fields.text("model")).await {
        Ok(()) => Ok(done("/texts", "promoted").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}

/// # Errors
///
/// Not allowed; no reason, or none before it, is said on the page.
pub(crate) async fn roll_back(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let reason = fields.text("reason").to_owned();
    match roll_back_model(&desk, &session.actor, reason).await {
        Ok(_) => Ok(done("/texts", "rolled-back").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}
