//! `POST /banks/{name}/contents` and `/records`: one content comes into a bank.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::bank::{NewContent, add_content as add, bank_record as bank_it};
use vigie_desk::{Desk, DeskError};
use vigie_domain::Transform;

use super::body::ContentBody;
use crate::api::body::SignalBody;
use crate::api::caller::Caller;
use crate::api::r#match::lookup::read_signal;
use crate::api::read::Body;
use crate::api::value::Id;
use crate::failure::Failure;

/// A content to be banked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentNew {
    /// Its signals, 1 to 64.
    #[schema(min_items = 1, max_items = 64)]
    signals: Vec<SignalBody>,
    /// What it is, in a few words.
    #[serde(default)]
    label: String,
    /// Who vouches for it.
    #[serde(default)]
    source: String,
}

/// Banks a content by its signals. Where the bank takes one person, the next lookup finds it.
#[utoipa::path(
    post,
    path = "/banks/{name}/contents",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    request_body = ContentNew,
    responses((status = 200, description = "It stands in the bank.", body = ContentBody)),
    security(("key" = ["curate_bank"]), ("session" = [])),
)]
pub(super) async fn add_content(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Body(new): Body<ContentNew>,
) -> Result<Json<ContentBody>, Failure> {
    let signals = new
        .signals
        .iter()
        .map(|body| Ok((read_signal(body)?, Transform::AsIs)))
        .collect::<Result<Vec<_>, DeskError>>()?;
    let new = NewContent {
        signals,
        label: new.label,
        source: new.source,
        ..NewContent::default()
    };
    Ok(Json(add(&desk, &actor, &name, new).await?.into()))
}

/// A captured record to be banked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordNew {
    /// The exhibit.
    exhibit: Id,
    /// Which of its records, from 0.
    record: u32,
    /// What it is, in a few words.
    #[serde(default)]
    label: String,
}

/// Banks a captured record by all its fingerprints; a later match shows both pictures.
#[utoipa::path(
    post,
    path = "/banks/{name}/records",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    request_body = RecordNew,
    responses((status = 200, description = "It stands in the bank.", body = ContentBody)),
    security(("key" = ["curate_bank", "read_exhibit"]), ("session" = [])),
)]
pub(super) async fn bank_record(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Body(new): Body<RecordNew>,
) -> Result<Json<ContentBody>, Failure> {
    let shown = (new.exhibit.to(), new.record);
    let banked = bank_it(&desk, &actor, &name, shown, &new.label).await?;
    Ok(Json(banked.into()))
}
