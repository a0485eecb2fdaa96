//! `POST /items/{id}/settlement`: the legal officer, who is neither of the two, says what holds.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::assessment::settle_item;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Conclusion, ItemId};

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Nothing disputed, one of the two, no written finding, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    let conclusion = Conclusion::parse(fields.text("conclusion")).ok_or_else(|| {
        DeskError::input(
            "conclusion_missing",
            "choose a conclusion, go back and send the form again",
        )
    })?;
    let finding = fields.text("finding").to_owned();
    settle_item(&desk, &session.actor, id, conclusion, finding).await?;
    Ok(done(&format!("/items/{id}"), "settled"))
}
