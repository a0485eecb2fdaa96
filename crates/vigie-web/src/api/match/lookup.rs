//! `POST /matches` and `POST /matches/file`: what is near a signal, or near a file's.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vigie_desk::signal::{KnownSignal, find_known, hash_upload};
use vigie_desk::{Desk, DeskError};
use vigie_domain::Signal;

use crate::api::body::SignalBody;
use crate::api::caller::Caller;
use crate::api::read::{Asked, Body, RawBody};
use crate::api::value::{Id, Time, TransformWord, bodies};
use crate::failure::Failure;

/// Most signals asked for at once.
const SIGNALS_MAX: usize = 1_000;

/// Signals to be looked up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchQuery {
    /// At most 1,000.
    #[schema(max_items = 1_000)]
    signals: Vec<SignalBody>,
    /// For PDQ only, in bits, at most 63; each bank's own when absent.
    #[serde(default)]
    #[schema(maximum = 63)]
    distance_bits_max: Option<u32>,
}

/// How far to look around a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DistanceQuery {
    /// For PDQ only, in bits, at most 63; each bank's own when absent.
    #[param(maximum = 63, nullable = false)]
    distance_bits_max: Option<u32>,
}

/// What is near, nearest first. A match orders a queue; it decides nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Known {
    /// The signals asked for; those of the file, where a file was sent.
    signals: Vec<SignalBody>,
    /// What the banks know near them.
    matches: Vec<KnownBody>,
}

/// A banked signal near an asked one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownBody {
    /// The signal asked for.
    asked: SignalBody,
    /// The banked signal.
    banked: SignalBody,
    /// The name of the bank.
    bank: String,
    /// What the bank knows it as.
    label: String,
    /// Who vouches for the entry.
    source: String,
    /// Bits between them; 0 for exact signals.
    distance_bits: u32,
    /// What was done to a picture for the two to be near.
    transform: TransformWord,
    /// The negative bank that says to leave it alone.
    suppressed_by: Option<String>,
    /// The entry.
    entry: Id,
    /// When the entry came.
    added_at: Time,
}

impl From<KnownSignal> for KnownBody {
    fn from(known: KnownSignal) -> Self {
        Self {
            asked: (&known.signal).into(),
            banked: (&known.entry.signal).into(),
            bank: known.bank,
            label: known.entry.label,
            source: known.entry.source,
            distance_bits: known.distance_bits,
            transform: known.transform.into(),
            suppressed_by: known.suppressed_by,
            entry: Id(known.entry.id.0),
            added_at: known.entry.added_at.into(),
        }
    }
}

/// Asks whether signals are known.
#[utoipa::path(
    post,
    path = "/matches",
    tag = "matches",
    request_body = MatchQuery,
    responses((status = 200, description = "What is near.", body = Known)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn match_signals(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(query): Body<MatchQuery>,
) -> Result<Json<Known>, Failure> {
    if query.signals.len() > SIGNALS_MAX {
        let detail = format!(
            "{} signals, at most {SIGNALS_MAX} at once",
            query.signals.len()
        );
        return Err(DeskError::input("too_many_signals", detail).into());
    }
    let signals = query
        .signals
        .iter()
        .map(read_signal)
        .collect::<Result<Vec<_>, _>>()?;
    let known = find_known(&desk, &actor, &signals, query.distance_bits_max).await?;
    Ok(Json(Known {
        signals: bodies(&signals),
        matches: bodies(known),
    }))
}

/// Asks whether a file is known, by its fingerprints; the file is not kept.
#[utoipa::path(
    post,
    path = "/matches/file",
    tag = "matches",
    params(DistanceQuery),
    request_body(
        content = String,
        content_type = "application/octet-stream",
        description = "The bytes of the file, under any media type.",
    ),
    responses((status = 200, description = "What is near.", body = Known)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn match_file(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<DistanceQuery>,
    file: RawBody,
) -> Result<Json<Known>, Response> {
    let looked = async {
        let signals = hash_upload(&desk, &actor, &file.bytes).await?;
        let known = find_known(&desk, &actor, &signals, query.distance_bits_max).await?;
        Ok(Json(Known {
            signals: bodies(&signals),
            matches: bodies(known),
        }))
    };
    looked
        .await
        .map_err(|error: DeskError| Failure::from(error).into_response())
}

/// The signal of a body.
pub(in crate::api) fn read_signal(body: &SignalBody) -> Result<Signal, DeskError> {
    let kind = body.r#type.0;
    let signal = Signal::parse(kind, &body.value).ok_or_else(|| {
        let detail = format!("signals: this is no {} value", kind.name());
        DeskError::input("field_malformed", detail)
    })?;
    Ok(match (signal, body.quality) {
        (Signal::Pdq { hash, .. }, Some(quality)) => Signal::Pdq { hash, quality },
        (signal, _) => signal,
    })
}
