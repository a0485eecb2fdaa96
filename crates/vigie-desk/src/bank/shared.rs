//! What banks have in common: the same signals in several, and entries that another bank knows.

use vigie_domain::{Actor, BankEntry, Permission};

use super::find::named_bank;
use super::show::require_reader;
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::signal::find_known;

/// Entries of a bank that are compared, the newest: a page must not read ten million rows.
const NEWEST_MAX: u32 = 10_000;

/// What a bank shares with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedEntries {
    /// Answering entries that were looked at, the newest.
    pub entries_seen: u64,
    /// Names of other banks, and how many of those entries answer there too, most first.
    pub banks: Vec<(String, u64)>,
}

/// Another content that answers to an entry's signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownElsewhere {
    /// The name of its bank.
    pub bank: String,
    /// What it is.
    pub label: String,
    /// Bits between the two; 0 for exact signals.
    pub distance_bits: u32,
}

/// How many of a bank's newest entries stand in other banks too, value by value.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank.
pub async fn shared_entries(
    desk: &Desk,
    actor: &Actor,
    name: &str,
) -> Result<SharedEntries, DeskError> {
    require_reader(actor)?;
    let bank = named_bank(desk, name).await?;
    let (entries_seen, counts) = desk.store().bank_shared(bank.id, NEWEST_MAX).await?;
    let others = desk.store().banks(desk.id).await?;
    let name_of = |id| others.iter().find(|other| other.id == id);
    let mut banks: Vec<(String, u64)> = counts
        .into_iter()
        .filter_map(|(id, entries)| Some((name_of(id)?.name.clone(), entries)))
        .collect();
    banks.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(SharedEntries {
        entries_seen,
        banks,
    })
}

/// For each entry, the other contents that answer to its signal, nearest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn known_elsewhere(
    desk: &Desk,
    actor: &Actor,
    entries: &[BankEntry],
) -> Result<Vec<Vec<KnownElsewhere>>, DeskError> {
    actor.require(Permission::MatchSignal)?;
    let mut elsewhere = Vec::with_capacity(entries.len());
    for entry in entries {
        let signals = std::slice::from_ref(&entry.signal);
        let mut known = find_known(desk, actor, signals, None).await?;
        known
            .retain(|found| (found.entry.bank, found.entry.content) != (entry.bank, entry.content));
        let told = known.into_iter().map(|found| KnownElsewhere {
            bank: found.bank,
            label: found.entry.label,
            distance_bits: found.distance_bits,
        });
        elsewhere.push(told.collect());
    }
    Ok(elsewhere)
}
