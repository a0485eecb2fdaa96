//! Escalation dossiers: a provider's conduct put before an authority, by two people.
//!
//! ```text
//! Compiled (a draft, for the house) ─release by another person─▶ Released (leaves the house)
//! ```
//!
//! A dossier is fixed by what it was compiled over: a period, and how far the log went. Whoever
//! releases it releases what was read.

use serde::{Deserialize, Serialize};

use crate::actor::Language;
use crate::id::{DeskId, DossierId, ProviderId, UserId};
use crate::time::DAY_MS;
use crate::{Sha256, Timestamp};

/// Longest period of one dossier. Source: house; two years hold any yearly comparison.
pub const PERIOD_MS_MAX: i64 = 731 * DAY_MS;

/// A dossier about one provider and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// The desk.
    pub desk: DeskId,
    /// The reference people quote, `D-20261124-1A2B3C`.
    pub reference: String,
    /// About whom.
    pub provider: ProviderId,
    /// In which language it reads.
    pub language: Language,
    /// Notices received from this instant on.
    pub from: Timestamp,
    /// Until before this one.
    pub until: Timestamp,
    /// The signed checkpoint it was compiled under: nothing later is in it.
    pub checkpoint: String,
    /// Who compiled it.
    pub compiled_by: UserId,
    /// When.
    pub compiled_at: Timestamp,
    /// Who let it leave, and what exactly; `None` for a draft.
    pub release: Option<DossierRelease>,
}

/// That a dossier may leave the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierRelease {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Its files by name, kept as they are.
    pub files: Vec<(String, Sha256)>,
}

/// Why a dossier is refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DossierRefusal {
    /// Whoever compiled it may not release it.
    #[error("a dossier is released by someone other than who compiled it")]
    SamePairOfEyes,
    /// It left already.
    #[error("this dossier was released already; compile a new one for new facts")]
    Released,
    /// Nothing, or too much.
    #[error("a dossier covers a period of at most {days_max} days that ends after it begins")]
    Period {
        /// The longest.
        days_max: i64,
    },
}

impl Dossier {
    /// Whether a period can be one.
    ///
    /// # Errors
    ///
    /// [`DossierRefusal::Period`].
    pub const fn check_period(from: Timestamp, until: Timestamp) -> Result<(), DossierRefusal> {
        let length_ms = until.since_ms(from);
        if length_ms <= 0 || length_ms > PERIOD_MS_MAX {
            let days_max = PERIOD_MS_MAX / DAY_MS;
            return Err(DossierRefusal::Period { days_max });
        }
        Ok(())
    }

    /// Whether `by` may release it.
    ///
    /// # Errors
    ///
    /// [`DossierRefusal`].
    pub fn check_release(&self, by: UserId) -> Result<(), DossierRefusal> {
        if self.release.is_some() {
            return Err(DossierRefusal::Released);
        }
        if self.compiled_by == by {
            return Err(DossierRefusal::SamePairOfEyes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_ms(1_795_521_600_000);

    /// Goal: two people, once. Method: every person against a draft and a released one.
    #[test]
    fn another_person_releases_once() {
        let (one, other) = (UserId::from_u128(1), UserId::from_u128(2));
        let draft = Dossier {
            id: DossierId::from_u128(1),
            desk: DeskId::from_u128(1),
            reference: "D-20261124-000001".to_owned(),
            provider: ProviderId::from_u128(1),
            language: Language::Fr,
            from: NOON.plus_ms(-DAY_MS),
            until: NOON,
            checkpoint: String::new(),
            compiled_by: one,
            compiled_at: NOON,
            release: None,
        };
        assert_eq!(
            draft.check_release(one),
            Err(DossierRefusal::SamePairOfEyes)
        );
        assert_eq!(draft.check_release(other), Ok(()));
        let files = Vec::new();
        let release = DossierRelease {
            by: other,
            at: NOON,
            files,
        };
        let released = Dossier {
            release: Some(release),
            ..draft
        };
        for who in [one, other, UserId::from_u128(3)] {
            assert_eq!(released.check_release(who), Err(DossierRefusal::Released));
        }
    }

    /// Goal: a period has a length, and an end.
    #[test]
    fn periods() {
        let check = |length_ms| Dossier::check_period(NOON, NOON.plus_ms(length_ms));
        for good in [1, PERIOD_MS_MAX] {
            assert_eq!(check(good), Ok(()), "{good} ms");
        }
        for bad in [i64::MIN, -1, 0, PERIOD_MS_MAX + 1, i64::MAX] {
            assert_eq!(
                check(bad),
                Err(DossierRefusal::Period { days_max: 731 }),
                "{bad} ms"
            );
        }
    }
}
