//! `GET /items/{id}/matches/{place}`: a match explains itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_desk::Desk;
use vigie_desk::signal::{MatchExplained, explain_match as explain};
use vigie_domain::{ExhibitId, ItemId, Overlap};

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
    /// Which parts of two pictures are alike; `null` where the hashes of the wholes say it.
    copy: Option<CopyBody>,
    /// Which seconds or pages two recordings or documents have in common; `null` for pictures.
    overlap: Option<OverlapBody>,
    /// The negative bank that suppressed it.
    suppressed_by: Option<String>,
    /// Where the item shows it.
    item_picture: Option<PictureBody>,
    /// Where the entry was taken from.
    entry_picture: Option<PictureBody>,
    /// When it was found.
    found_at: Time,
}

/// How a copy was found: parts are named `whole`, `trimmed`, `middle:10` (a tenth less on each side)
/// and the like.
#[derive(Debug, Serialize, ToSchema)]
struct CopyBody {
    /// The part of the item's picture.
    item_part: String,
    /// The part of the banked one.
    entry_part: String,
    /// Bits between the hashes of the two parts.
    distance_bits: u32,
}

/// What two recordings or documents have in common.
#[derive(Debug, Serialize, ToSchema)]
struct OverlapBody {
    /// Share of the item's that was found in the banked one, in percent.
    item_percent: u32,
    /// Share of the banked one that was found in the item's, in percent.
    entry_percent: u32,
    /// Stretches of a video or a sound, longest first.
    stretches: Vec<StretchBody>,
    /// Pages of a document: number in the item's, number in the banked one, both from 1.
    pages: Vec<[u32; 2]>,
}

/// A stretch of time in the item's recording, and the one it was taken from.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "fields carry their unit")]
struct StretchBody {
    /// Where it begins in the item's, in milliseconds.
    item_start_ms: u32,
    /// Where it ends there.
    item_end_ms: u32,
    /// Where it begins in the banked one.
    entry_start_ms: u32,
    /// Where it ends there.
    entry_end_ms: u32,
}

impl From<Overlap> for OverlapBody {
    fn from(overlap: Overlap) -> Self {
        let stretches = overlap.stretches.into_iter().map(|stretch| StretchBody {
            item_start_ms: stretch.item_start_ms,
            item_end_ms: stretch.item_end_ms,
            entry_start_ms: stretch.banked_start_ms,
            entry_end_ms: stretch.banked_end_ms,
        });
        Self {
            item_percent: overlap.item_percent,
            entry_percent: overlap.banked_percent,
            stretches: stretches.collect(),
            pages: overlap.pages.into_iter().map(<[u32; 2]>::from).collect(),
        }
    }
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
            copy: explained.copy.map(|copy| CopyBody {
                item_part: copy.asked.to_string(),
                entry_part: copy.banked.to_string(),
                distance_bits: copy.distance_bits,
            }),
            overlap: found.overlap.map(Into::into),
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
