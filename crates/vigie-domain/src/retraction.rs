//! Retractions, and the ledger of who was told what: an error is undone with everybody it reached.

use serde::{Deserialize, Serialize};

use crate::id::{ContactId, DeskId, ItemId, LineId, ProviderId, ReferralId, RetractionId, UserId};
use crate::time::HOUR_MS;
use crate::{Sha256, Timestamp};

/// Time within which a retraction leaves once the error is found. Source: house.
pub const RETRACT_WITHIN_MS: i64 = HOUR_MS;

/// One thing that somebody outside was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The desk.
    pub desk: DeskId,
    /// By which referral.
    pub referral: ReferralId,
    /// About which items.
    pub items: Vec<ItemId>,
    /// Who was told.
    pub provider: ProviderId,
    /// Through which address.
    pub contact: ContactId,
    /// `referral`, `reminder`, `retraction`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the exact message, kept as a blob.
    pub message_sha256: Sha256,
}

/// Something sent is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// Its id.
    pub id: RetractionId,
    /// The desk.
    pub desk: DeskId,
    /// What is taken back.
    pub referral: ReferralId,
    /// Which lines of it.
    pub lines: Vec<LineId>,
    /// Why, in words the provider will read.
    pub reason: String,
    /// Who decided it.
    pub by: UserId,
    /// When the error was found.
    pub found_at: Timestamp,
    /// When the provider was told; `None` until then.
    pub sent_at: Option<Timestamp>,
}
