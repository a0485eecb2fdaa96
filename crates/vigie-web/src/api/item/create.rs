//! `POST /items`: a locator arrives.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, DeskError, item};
use vigie_domain::IntakeChannel;

use super::body::{ItemAdded, ItemNew};
use crate::api::answer::{Created, created_or_known};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::failure::Failure;

/// Longest id of a caller's own, in characters.
const EXTERNAL_ID_CHARS_MAX: usize = 200;

/// Takes in one item.
///
/// The same `external_id` twice is the same item and changes nothing; a known address is reported
/// once more.
#[utoipa::path(
    post,
    path = "/items",
    tag = "items",
    request_body = ItemNew,
    responses(
        (status = 201, description = "Taken in.", body = ItemAdded),
        (status = 200, description = "Known before.", body = ItemAdded),
    ),
    security(("key" = ["add_item"]), ("session" = [])),
)]
pub(super) async fn create_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<ItemNew>,
) -> Result<Created<ItemAdded>, Failure> {
    check_external_id(new.external_id.as_deref())?;
    let added = item::add_item(&desk, &actor, new.into_item(IntakeChannel::Api)).await?;
    let id = added.item;
    Ok(created_or_known(added.is_new, "items", id, added.into()))
}

/// Refuses an id that cannot be one.
pub(super) fn check_external_id(external_id: Option<&str>) -> Result<(), DeskError> {
    let is_good = external_id.is_none_or(|id| {
        !id.trim().is_empty()
            && id.chars().count() <= EXTERNAL_ID_CHARS_MAX
            && !id.chars().any(char::is_control)
    });
    if is_good {
        return Ok(());
    }
    let detail = format!(
        "`external_id` takes 1 to {EXTERNAL_ID_CHARS_MAX} characters and no control characters; \
         leave it out when you have none"
    );
    Err(DeskError::input("external_id_malformed", detail))
}
