//! `GET /items/{id}/chain`: who stands between an item and its content.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, DeskError, trace};
use vigie_domain::ItemId;

use super::body::ChainBody;
use crate::api::caller::Caller;
use crate::api::read::Of;
use crate::api::value::Id;
use crate::failure::Failure;

/// Shows the provider chain of an item, as it was traced last.
#[utoipa::path(
    get,
    path = "/items/{id}/chain",
    tag = "traces",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 200, description = "The chain.", body = ChainBody)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn show_chain(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ItemId>,
) -> Result<Json<ChainBody>, Failure> {
    let traced = trace::show_chain(&desk, &actor, id).await?;
    let (at, chain) = traced.ok_or(DeskError::NotFound {
        what: "trace of this item",
    })?;
    let defects = chain.defects.iter().map(ToString::to_string).collect();
    Ok(Json(ChainBody::read(at, &chain, defects)?))
}
