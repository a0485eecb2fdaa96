//! `GET /items/{id}/matches/{place}`: a match explains itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_desk::Desk;
use vigie_desk::signal::{MatchExplained, explain_match as explain};
use vigie_domain::{ExhibitId, ItemId};

use crate::api::bank::{EntryBody, OpinionBody};
use crate::api::body::SignalBody;
use crate::api::caller::Caller;
use crate::api::value::{Id, Time, TransformWord, bodies};
use crate::failure::Failure;

/// A match with everything a person needs to believe it or not. It decides nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchBody {
    /// The name of the bank when it was found.
    bank: String,
    /// The signal of the item.
    asked: SignalBody,
    /// The entry, as it stands now.
    entry: EntryBody,
    /// What is thought of the entry.
    opinions: Vec<OpinionBody>,
    /// How the two were compared: the profile of the hash, or `exact`.
    profile: &'static str,
    /// Bits between them; 0 for exact signals.
    distance_bits: u32,
    /// The bits in which the hashes differ, counted from the first of 256.
    differing_bits: Vec<u8>,
    /// What was done to a picture for the two to be near.
    transform: TransformWord,
    /// The negative bank that suppressed it.
    suppressed_by: Option<String>,
    /// Where the item shows it.
    item_picture: Option<PictureBody>,
    /// Where the entry was taken from.
    entry_picture: Option<PictureBody>,
    /// When it was found.
    found_at: Time,
}

/// A record of an exhibit.
#[derive(Debug, Serialize, ToSchema)]
struct PictureBody {
    /// The exhibit.
    exhibit: Id,
    /// Which of its records, from 0.
    record: u32,
}

impl From<(ExhibitId, u32)> for PictureBody {
    fn from((exhibit, record): (ExhibitId, u32)) -> Self {
        Self {
            exhibit: Id(exhibit.0),
            record,
        }
    }
}

impl From<MatchExplained> for MatchBody {
    fn from(explained: MatchExplained) -> Self {
        let found = explained.found;
        Self {
            bank: found.bank_name,
            asked: (&found.signal).into(),
            entry: explained.entry.into(),
            opinions: bodies(explained.opinions),
            profile: explained.profile,
            distance_bits: found.distance_bits,
            differing_bits: explained.differing_bits,
            transform: found.transform.into(),
            suppressed_by: found.suppressed_by,
            item_picture: explained.item_picture.map(Into::into),
            entry_picture: explained.entry_picture.map(Into::into),
            found_at: found.found_at.into(),
        }
    }
}

/// Explains the match at a place of an item's list, from 0.
#[utoipa::path(
    get,
    path = "/items/{id}/matches/{place}",
    tag = "matches",
    params(
        ("id" = Id, Path, description = "The item."),
        ("place" = u32, Path, description = "The place in the item's list, from 0."),
    ),
    responses((status = 200, description = "Explained.", body = MatchBody)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn explain_match(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((id, place)): Path<(Uuid, usize)>,
) -> Result<Json<MatchBody>, Failure> {
    let explained = explain(&desk, &actor, ItemId(id), place).await?;
    Ok(Json(explained.into()))
}
