//! The set of legal bases in force, and every version that ever was.

use vigie_domain::legal_basis::LegalSet;
use vigie_domain::{BasisRef, LegalBasis, LegalRefusal, Referral, Timestamp};
use vigie_store::Reader;

use crate::desk::Desk;
use crate::error::DeskError;

/// The set this program brings along, in force until an administrator imports another.
const SHIPPED: &str = include_str!("../../data/legal.json");

/// The set this program brings along.
///
/// # Errors
///
/// [`DeskError::Broken`] never in a released program: its tests read it.
pub fn shipped_set() -> Result<LegalSet, DeskError> {
    Ok(serde_json::from_str(SHIPPED)?)
}

/// What a desk may rest its acts on, and what its old acts rested on.
#[derive(Debug, Clone)]
pub(crate) struct LegalBook {
    /// In force.
    pub(crate) current: LegalSet,
    /// Those before it, newest first.
    older: Vec<LegalSet>,
}

impl LegalBook {
    /// Reads the sets of a desk.
    pub(crate) async fn read(desk: &Desk, rows: &Reader) -> Result<Self, DeskError> {
        let mut sets = rows.legal_sets(desk.id).await?;
        sets.push(shipped_set()?);
        let current = sets.remove(0);
        Ok(Self {
            current,
            older: sets,
        })
    }

    /// Whether an administrator brought one in.
    pub(crate) fn is_own(&self) -> bool {
        !self.older.is_empty()
    }

    /// The basis a referral was written under; for one older than these records, what holds now.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal`] when there is none any more.
    pub(crate) fn basis_of(
        &self,
        referral: &Referral,
        now: Timestamp,
    ) -> Result<&LegalBasis, LegalRefusal> {
        let Some(basis) = &referral.basis else {
            return self.current.in_force(referral.instrument, now);
        };
        self.find(basis).ok_or_else(|| LegalRefusal::Withdrawn {
            basis: basis.to_string(),
        })
    }

    /// A version of a basis, in force or not.
    pub(crate) fn find(&self, basis: &BasisRef) -> Option<&LegalBasis> {
        std::iter::once(&self.current)
            .chain(&self.older)
            .find_map(|set| set.find(basis))
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::Instrument;

    use super::*;

    /// Goal: what ships is whole, and has a basis for each act the desk can do today.
    #[test]
    fn the_shipped_set_is_whole() {
        let set = shipped_set().unwrap();
        set.check().unwrap();
        let now = Timestamp::parse_rfc3339("2026-11-24T00:00:00Z").unwrap();
        for instrument in Instrument::ALL {
            let found = set.in_force(instrument, now);
            let is_shipped = instrument != Instrument::Fr61BlockOrDelist;
            assert_eq!(found.is_ok(), is_shipped, "{}", instrument.name());
        }
        let french = set.in_force(Instrument::Fr61Withdrawal, now).unwrap();
        assert_eq!(french.version, 2, "a change of law is a new version");
    }
}
