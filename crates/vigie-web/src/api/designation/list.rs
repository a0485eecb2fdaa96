//! `GET /designations`: the powers of the desk, past and present.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, designation};

use super::body::DesignationBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists the powers of the desk, oldest first. The permission `manage_desk` does as well.
#[utoipa::path(
    get,
    path = "/designations",
    tag = "designations",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<DesignationBody>)),
    security(("key" = ["read_log"]), ("session" = [])),
)]
pub(super) async fn list_designations(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<DesignationBody>>, Failure> {
    let designations = designation::list_designations(&desk, &actor).await?;
    let (rows, next) = cut(designations, |designation| designation.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
