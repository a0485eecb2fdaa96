//! `POST /designations`: a power is recorded, with its document.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, designation};

use super::body::{DesignationMade, DesignationNew};
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::Id;
use crate::failure::Failure;

/// Records a power. Without one a desk can refer, and cannot order.
#[utoipa::path(
    post,
    path = "/designations",
    tag = "designations",
    request_body = DesignationNew,
    responses((status = 201, description = "Recorded.", body = DesignationMade)),
    security(("key" = ["manage_desk"]), ("session" = [])),
)]
pub(super) async fn record_designation(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<DesignationNew>,
) -> Result<Created<DesignationMade>, Failure> {
    let id = designation::record_designation(&desk, &actor, new.into()).await?;
    Ok(created(
        "designations",
        id,
        DesignationMade { id: Id(id.0) },
    ))
}
