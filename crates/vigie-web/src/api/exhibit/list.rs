//! `GET /items/{id}/exhibits`: the evidence of one item.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, DeskError, item};
use vigie_domain::{ItemId, Permission};

use crate::api::body::{ExhibitBody, PageBody};
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::{Asked, Of};
use crate::api::value::{Id, bodies};
use crate::failure::Failure;

/// Lists the exhibits of an item, oldest first.
#[utoipa::path(
    get,
    path = "/items/{id}/exhibits",
    tag = "exhibits",
    params(("id" = Id, Path, description = "The item."), PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<ExhibitBody>)),
    security(("key" = ["read_item", "read_exhibit"]), ("session" = [])),
)]
pub(super) async fn list_exhibits(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ItemId>,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<ExhibitBody>>, Failure> {
    let permission = Permission::ReadExhibit;
    if !actor.may(permission) {
        return Err(DeskError::Forbidden { permission }.into());
    }
    let exhibits = item::show_item(&desk, &actor, id).await?.exhibits;
    let (rows, next) = cut(exhibits, |exhibit| exhibit.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
