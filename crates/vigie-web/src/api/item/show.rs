//! `GET /items/{id}`: everything its reader may know.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, item};

use super::body::ItemShown;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows one item.
///
/// A finding that waits for its second pair of eyes is kept from everybody who may still be asked
/// for one.
#[utoipa::path(
    get,
    path = "/items/{id}",
    tag = "items",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 200, description = "The item.", body = ItemShown)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn show_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<vigie_domain::ItemId>,
) -> Result<Json<ItemShown>, Failure> {
    Ok(Json(item::show_item(&desk, &actor, id).await?.into()))
}
