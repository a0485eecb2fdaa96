//! `GET /items/{id}/addressees`: whom an item could be referred to, and by which instruments.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::Desk;
use vigie_desk::provider::{Addressee, list_addressees as addressees_of};
use vigie_domain::ItemId;

use crate::api::caller::Caller;
use crate::api::provider::ProviderBody;
use crate::api::read::Of;
use crate::api::value::{Id, InstrumentWord, ProviderRoleWord, bodies};
use crate::failure::Failure;

/// A provider of an item's chain in one role.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddresseeBody {
    /// Who.
    provider: ProviderBody,
    /// As what.
    role: ProviderRoleWord,
    /// How sure: `low`, `medium`, `high`, `confirmed`.
    grade: &'static str,
    /// By what it may be addressed today.
    instruments: Vec<InstrumentWord>,
}

impl From<Addressee> for AddresseeBody {
    fn from(addressee: Addressee) -> Self {
        Self {
            provider: addressee.provider.into(),
            role: addressee.role.into(),
            grade: addressee.grade.name(),
            instruments: bodies(addressee.instruments),
        }
    }
}

/// Whom an item could be referred to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Addressees {
    /// Closest to the content first.
    addressees: Vec<AddresseeBody>,
}

/// Lists whom an item could be referred to, closest to the content first.
#[utoipa::path(
    get,
    path = "/items/{id}/addressees",
    tag = "traces",
    params(("id" = Id, Path, description = "The item.")),
    responses((status = 200, description = "The addressees.", body = Addressees)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn list_addressees(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<ItemId>,
) -> Result<Json<Addressees>, Failure> {
    let addressees = bodies(addressees_of(&desk, &actor, id).await?);
    Ok(Json(Addressees { addressees }))
}
