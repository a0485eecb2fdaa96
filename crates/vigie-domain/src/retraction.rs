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

impl Retraction {
    /// Until when everybody who was told is to be told.
    pub const fn due_at(&self) -> Timestamp {
        self.found_at.plus_ms(RETRACT_WITHIN_MS)
    }

    /// Whether its hour is over: told too late, or not told yet.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.sent_at.unwrap_or(now) > self.due_at()
    }

    /// What its clock shows: from the error found until everybody was told, or until now.
    pub fn elapsed_ms(&self, now: Timestamp) -> i64 {
        self.sent_at.unwrap_or(now).since_ms(self.found_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{AMINA, DESK, NOON, REFERRAL};

    /// Goal: the hour holds to the millisecond, for what was sent and for what was not.
    #[test]
    fn the_hour_is_measured() {
        let mut one = Retraction {
            id: RetractionId::from_u128(1),
            desk: DESK,
            referral: REFERRAL,
            lines: Vec::new(),
            reason: "the wrong page".to_owned(),
            by: AMINA,
            found_at: NOON,
            sent_at: None,
        };
        let end = NOON.plus_ms(RETRACT_WITHIN_MS);
        assert_eq!(one.due_at(), end);
        assert!(!one.is_late(end));
        assert!(one.is_late(end.plus_ms(1)));
        one.sent_at = Some(end);
        assert!(!one.is_late(end.plus_ms(HOUR_MS)));
        assert_eq!(one.elapsed_ms(end.plus_ms(HOUR_MS)), RETRACT_WITHIN_MS);
        one.sent_at = Some(end.plus_ms(1));
        assert!(one.is_late(end.plus_ms(1)));
    }
}
