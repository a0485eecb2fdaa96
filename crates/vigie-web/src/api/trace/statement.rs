//! `POST /items/{id}/host-statement`: a proxy named the address behind it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, trace};
use vigie_domain::ItemId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// What a proxy answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HostStatement {
    /// The address behind the proxy.
    #[schema(value_type = String)]
    address: IpAddr,
    /// The answer that says so: a mail, a reference of the proxy.
    answer: String,
}

/// Writes down that a proxy named the address behind it.
#[utoipa::path(
    post,
    path = "/items/{id}/host-statement",
    tag = "traces",
    params(("id" = Id, Path, description = "The item.")),
    request_body = HostStatement,
    responses((status = 204, description = "Written down.")),
    security(("key" = ["confirm_contact"]), ("session" = [])),
)]
pub(super) async fn record_host_statement(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ItemId>,
    Body(said): Body<HostStatement>,
) -> Result<StatusCode, Failure> {
    trace::record_host_statement(&desk, &actor, id, said.address, &said.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
