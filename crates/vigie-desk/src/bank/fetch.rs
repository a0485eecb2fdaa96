//! A subscriber fetches what changed in a bank since its last fetch; each fetch is on record.

use std::fmt;
use std::str::FromStr;

use vigie_domain::{Actor, ActorKind, ApiKeyId, AuditEvent, Bank, BankEntry, Opinion, Permission};
use vigie_store::{BankReader, ChangeCursor};

use super::find::named_bank;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most changes of one fetch.
pub const CHANGES_MAX: u32 = 10_000;

/// Where a subscriber stopped reading: `17`, or `17.<entry>` in the middle of a large change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since(ChangeCursor);

impl Since {
    /// Before the first change.
    pub const BEGINNING: Self = Self(ChangeCursor {
        change: 0,
        entry: None,
    });
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.entry {
            None => write!(f, "{}", self.0.change),
            Some(entry) => write!(f, "{}.{entry}", self.0.change),
        }
    }
}

impl FromStr for Since {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        let malformed = || {
            let detail = "`since` is 0 for everything, or `next` of an earlier answer";
            DeskError::input("cursor_malformed", detail)
        };
        let (change, entry) = match text.split_once('.') {
            None => (text, None),
            Some((change, entry)) => (change, Some(entry.parse().map_err(|_| malformed())?)),
        };
        let change = change.parse().map_err(|_| malformed())?;
        if change < 0 {
            return Err(malformed());
        }
        Ok(Self(ChangeCursor { change, entry }))
    }
}

/// One entry as a subscriber gets it, or its tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry; for one that does not answer, a tombstone: drop what you hold of it.
    pub entry: BankEntry,
    /// Whether it is to be held.
    pub is_standing: bool,
    /// What is thought of it.
    pub opinions: Vec<Opinion>,
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// The bank.
    pub bank: Bank,
    /// In the order of change.
    pub changes: Vec<Change>,
    /// To be handed back next time.
    pub next: Since,
    /// Whether there is more at once.
    pub has_more: bool,
}

/// What changed in a bank since the cursor, tombstones among it.
///
/// A fetch that brought something is an act and stands in the log with the key that made it.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank; [`DeskError::Refused`] when its label forbids it.
pub async fn fetch_changes(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    since: Since,
    limit: u32,
) -> Result<Changes, DeskError> {
    actor.require(Permission::SubscribeBank)?;
    let bank = named_bank(desk, bank).await?;
    bank.check_subscriber(partner_of(actor))?;
    let limit = limit.clamp(1, CHANGES_MAX);
    let store = desk.store();
    let entries = store.bank_changes(bank.id, since.0, limit).await?;
    let has_more = entries.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let Some(last) = entries.last() else {
        return Ok(Changes {
            bank,
            changes: Vec::new(),
            next: since,
            has_more: false,
        });
    };
    // A change is whole once it can be read: without more of it, the next begins at the one after.
    let next = ChangeCursor {
        change: last.change,
        entry: has_more.then_some(last.id),
    };
    let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    let mut opinions = store.opinions_of(&ids).await?;
    opinions.sort_by_key(|opinion| (opinion.entry, opinion.at));
    let changes: Vec<Change> = entries
        .into_iter()
        .map(|entry| {
            let begin = opinions.partition_point(|one| one.entry < entry.id);
            let of_entry = opinions[begin..]
                .iter()
                .take_while(|one| one.entry == entry.id);
            Change {
                is_standing: super::add::answers(&bank, &entry),
                opinions: of_entry.cloned().collect(),
                entry,
            }
        })
        .collect();
    let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    let mut tx = desk.begin(actor).await?;
    tx.add_bank_fetch(desk.id, bank.id, &reader_of(actor), next.change, count)
        .await?;
    tx.commit(AuditEvent::BankFetched {
        bank: bank.id,
        entries: count,
        until_change: next.change,
    })
    .await?;
    Ok(Changes {
        bank,
        changes,
        next: Since(next),
        has_more,
    })
}

/// Who fetched from a bank, and how far each came.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank.
pub async fn list_readers(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
) -> Result<Vec<BankReader>, DeskError> {
    actor.require(Permission::ManageBank)?;
    let bank = named_bank(desk, bank).await?;
    Ok(desk.store().bank_readers(bank.id).await?)
}

/// The key of a partner; whoever signed in or manages banks is of the desk itself.
pub(super) fn partner_of(actor: &Actor) -> Option<ApiKeyId> {
    key_of(actor).filter(|_| !actor.may(Permission::ManageBank))
}

fn key_of(actor: &Actor) -> Option<ApiKeyId> {
    match actor.kind {
        ActorKind::Key { key, .. } => Some(key),
        _ => None,
    }
}

/// The name of a reader on record: its key, else the person.
fn reader_of(actor: &Actor) -> String {
    match (key_of(actor), actor.user()) {
        (Some(key), _) => key.to_string(),
        (None, Some(user)) => user.to_string(),
        (None, None) => "job".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a cursor is read back as written, and nothing else is one.
    #[test]
    fn cursors_are_read_back() {
        for text in ["0", "17", "17.00000000-0000-0000-0000-00000000000c"] {
            let since: Since = text.parse().unwrap();
            assert_eq!(since.to_string(), text);
        }
        for bad in ["", "-1", "x", "1.", "1.2", "99999999999999999999", "1.x.y"] {
            let refused = bad.parse::<Since>().unwrap_err();
            assert_eq!(refused.code(), "cursor_malformed", "{bad}");
        }
    }
}
