//! A match explains itself: which entry, which profile, how far, after which change of the picture.

use vigie_domain::{
    Actor, Bank, BankEntry, ExhibitId, ItemId, Match, Opinion, Permission, Signal, SignalType,
};
use vigie_match::{CopyForm, CopyFound, CopySketch, PDQ_PROFILE, PdqHash};

use super::transform::form_of;
use crate::desk::Desk;
use crate::error::Require;
use crate::error::{DeskError, OrNotFound};

/// A match with everything a person needs to believe it or not.
#[derive(Debug, Clone)]
pub struct MatchExplained {
    /// The match, as it was found.
    pub found: Match,
    /// The bank, as it is set up now.
    pub bank: Bank,
    /// The entry, as it stands now.
    pub entry: BankEntry,
    /// What is thought of it.
    pub opinions: Vec<Opinion>,
    /// How the two were compared: the profile of the hash, or `exact`.
    pub profile: &'static str,
    /// The record of the item that matched; `None` for an address.
    pub item_picture: Option<(ExhibitId, u32)>,
    /// The record the entry was taken from; `None` for an entry of a list.
    pub entry_picture: Option<(ExhibitId, u32)>,
    /// How a copy was found: which parts, how they lie, and what the second detector says.
    pub copy: Option<CopyFound>,
    /// Bits in which the two hashes differ, from the first to the last of 256; empty for exact ones.
    pub differing_bits: Vec<u8>,
}

/// Explains the match at a place of an item's list.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn explain_match(
    desk: &Desk,
    actor: &Actor,
    item: ItemId,
    place: usize,
) -> Result<MatchExplained, DeskError> {
    actor.require(Permission::ReadItem)?;
    let store = desk.store();
    store
        .item(item)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let found = store
        .matches_of(item)
        .await?
        .into_iter()
        .nth(place)
        .or_not_found("match of this item")?;
    let entry = store.bank_entry(found.entry).await?.or_not_found("entry")?;
    let bank = store.bank(entry.bank).await?.or_not_found("bank")?;
    let item_picture = match found.exhibit {
        None => None,
        Some(exhibit) => store.exhibit(exhibit).await?.and_then(|exhibit| {
            let holds = |signals: &[Signal]| signals.contains(&found.signal);
            let place = exhibit.records.iter().position(|one| holds(&one.signals))?;
            Some((exhibit.id, u32::try_from(place).ok()?))
        }),
    };
    Ok(MatchExplained {
        profile: match found.signal.signal_type() {
            SignalType::Pdq => PDQ_PROFILE,
            kind if kind.is_sketch() => kind.name(),
            _ => "exact",
        },
        copy: copy(&found, &entry),
        differing_bits: differing_bits(&found, &entry),
        opinions: store.opinions_of(&[entry.id]).await?,
        item_picture,
        entry_picture: entry.shown_in,
        bank,
        entry,
        found,
    })
}

/// How a copy was found; `None` where the hashes alone say it.
fn copy(found: &Match, entry: &BankEntry) -> Option<CopyFound> {
    let (Signal::Copies(asked), Signal::Copies(banked)) = (&found.signal, &entry.signal) else {
        return None;
    };
    let banked: CopySketch = banked.parse().ok()?;
    banked.find(&asked.parse().ok()?)
}

/// The bits in which two PDQ hashes differ, after the change of the picture that was found.
fn differing_bits(found: &Match, entry: &BankEntry) -> Vec<u8> {
    let (Signal::Pdq { hash: one, .. }, Signal::Pdq { hash: other, .. }) =
        (&found.signal, &entry.signal)
    else {
        return Vec::new();
    };
    let form = form_of(found.transform).unwrap_or(CopyForm::PLAIN);
    let one = form.undo(PdqHash::from_bytes(one.0)).to_bytes();
    (0..=u8::MAX)
        .filter(|bit| {
            let (byte, mask) = (usize::from(bit / 8), 0x80 >> (bit % 8));
            (one[byte] ^ other.0[byte]) & mask != 0
        })
        .collect()
}
