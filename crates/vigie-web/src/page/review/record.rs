//! `GET` and `POST /items/{id}/review`: the second finding, written before the first is shown.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use vigie_desk::Desk;
use vigie_desk::reading::review_copies;
use vigie_desk::review::record_review;
use vigie_domain::{ExhibitId, ItemId};

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::assessment::record::{copies_done, finding_page, refused};
use crate::page::done;
use crate::session::Session;
use crate::view::render;

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn form(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Result<Response, Failure> {
    let shown = finding_page(&desk, &session, id, &Fields::default(), "review").await?;
    if shown.item.state.name() != "assessed" {
        return Ok(Redirect::to(&format!("/items/{id}")).into_response());
    }
    Ok(render(&shown))
}

/// # Errors
///
/// Nothing there, or not allowed; what a rule says no to is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let shown = finding_page(&desk, &session, id, &fields, "review").await?;
    if fields.is_ticked("reveal") {
        return Ok(render(&shown));
    }
    let exhibit: ExhibitId = fields.id("exhibit")?;
    let form = match shown.typed.to_form() {
        Ok(form) => form,
        Err(error) => return refused(shown, error),
    };
    let copies = shown.chosen_copies(&fields);
    match record_review(&desk, &session.actor, id, exhibit, form.clone()).await {
        // From here on both findings stand side by side on the item's page.
        Ok(_) if copies.is_empty() => Ok(done(&format!("/items/{id}"), "reviewed").into_response()),
        Ok(_) => {
            let note = shown.copy_note();
            let carried = review_copies(&desk, &session.actor, &copies, &form, &note).await;
            Ok(copies_done(shown, carried))
        }
        Err(error) => refused(shown, error),
    }
}
