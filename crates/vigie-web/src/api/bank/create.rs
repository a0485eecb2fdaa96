//! `POST /banks`: a bank is made.

use std::sync::Arc;

use axum::extract::State;
use vigie_desk::{Desk, bank};

use super::body::{BankMade, BankNew};
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::Id;
use crate::failure::Failure;

/// Makes a bank.
#[utoipa::path(
    post,
    path = "/banks",
    tag = "banks",
    request_body = BankNew,
    responses((status = 201, description = "Made.", body = BankMade)),
    security(("key" = ["manage_bank"]), ("session" = [])),
)]
pub(super) async fn create_bank(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<BankNew>,
) -> Result<Created<BankMade>, Failure> {
    let name = new.name.clone();
    let id = bank::create_bank_with(&desk, &actor, &name, new.into()).await?;
    let made = BankMade {
        id: Id(id.0),
        name: name.clone(),
    };
    Ok(created("banks", name, made))
}
