//! `GET /log/proofs/…`: proof that an act is in the log.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::{Desk, DeskError, log};

use crate::api::caller::Caller;
use crate::api::value::Id;
use crate::failure::Failure;

/// Proof for somebody who keeps nothing but the log's key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProofBody {
    /// The event proved.
    event: Id,
    /// The entry: the bytes that are hashed.
    leaf: String,
    /// The same proof in the form of C2SP `tlog-proof`.
    text: String,
    /// The same proof, taken apart.
    inclusion: Inclusion,
}

/// The hashes on the way from the entry to the head.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Inclusion {
    /// Index of the entry.
    index: u64,
    /// Size of the log under the checkpoint.
    size: u64,
    /// Hash of the entry, base64.
    leaf_hash: String,
    /// Hashes on the way, base64.
    hashes: Vec<String>,
    /// The signed checkpoint.
    checkpoint: String,
}

/// Proves one entry of the log.
///
/// `503` with `Retry-After` while the entry waits for its place, a second at most.
#[utoipa::path(
    get,
    path = "/log/proofs/{subject}",
    tag = "log",
    params((
        "subject" = String,
        Path,
        description = "Id of an event; or id or reference of a referral, whose approval is meant.",
    )),
    responses((status = 200, description = "The proof.", body = ProofBody)),
    security(("key" = ["read_log"]), ("session" = [])),
)]
pub(super) async fn prove_event(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(subject): Path<String>,
) -> Result<Json<ProofBody>, Failure> {
    let proof = log::prove(&desk, &actor, &subject).await?;
    let proof = proof.ok_or(DeskError::Busy {
        retry_after_ms: 1_000,
    })?;
    let inclusion = serde_json::from_str(&proof.inclusion.render_json());
    Ok(Json(ProofBody {
        event: Id(proof.event.0),
        leaf: proof.leaf,
        text: proof.inclusion.render_text(),
        inclusion: inclusion.map_err(DeskError::from)?,
    }))
}
