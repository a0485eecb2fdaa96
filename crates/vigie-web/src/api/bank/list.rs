//! `GET /banks`: the banks of the desk.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, bank};

use super::body::BankBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists the banks of the desk, oldest first. The permissions `manage_bank` and `curate_bank` do as
/// well.
#[utoipa::path(
    get,
    path = "/banks",
    tag = "banks",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<BankBody>)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn list_banks(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<BankBody>>, Failure> {
    let banks = bank::list_banks(&desk, &actor).await?;
    let (rows, next) = cut(banks, |view| view.bank.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
