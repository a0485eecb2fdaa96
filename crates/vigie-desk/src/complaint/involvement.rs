//! Who had a hand in a case: read from the record of acts, not from a field somebody could set.

use std::collections::{BTreeMap, BTreeSet};

use vigie_domain::audit_event::Case;
use vigie_domain::{ActorKind, AuditEvent, AuditRecord, Complaint, Involvement, Subject, UserId};
use vigie_store::Reader;

use super::link::items_of;
use crate::error::DeskError;

/// Entries of one case that are read: more than any case has. A case that had more is nobody's to
/// judge by this record, and the newest acts are the ones that are read.
const EVENTS_READ: u32 = 100_000;

/// What each person did in the cases a complaint is about, the earliest act of each.
///
/// Looks at the evidence after the complaint came, and acts on the complaint itself, are no hand in
/// the case: whoever decides has to look.
pub(super) async fn hands_in(
    rows: &Reader,
    complaint: &Complaint,
) -> Result<BTreeMap<UserId, String>, DeskError> {
    let mut acts = Vec::new();
    let mut referrals = BTreeSet::new();
    for item in items_of(rows, &complaint.subjects).await? {
        acts.extend(acts_in(rows, Case::Item(item)).await?);
        let on = rows.referrals_of_item(item).await?;
        referrals.extend(on.into_iter().map(|one| one.id));
    }
    for subject in &complaint.subjects {
        if let Subject::Referral { referral } = subject {
            referrals.insert(*referral);
        }
    }
    for referral in referrals {
        acts.extend(acts_in(rows, Case::Referral(referral)).await?);
    }
    acts.sort_by_key(|record| record.at);
    let mut hands = BTreeMap::new();
    for record in acts {
        if let Some(user) = hand_of(&record, complaint) {
            let kind = record.event.kind().to_owned();
            hands.entry(user).or_insert(kind);
        }
    }
    for subject in &complaint.subjects {
        // Acts on an entry belong to no case; the entry itself names who moved it.
        if let Subject::BankEntry { entry, .. } = subject {
            let entry = rows.bank_entry(*entry).await?;
            let people = entry.map(|entry| [entry.proposed_by, entry.moved_by]);
            for user in people.into_iter().flatten().flatten() {
                let kind = "bank_entry.changed".to_owned();
                hands.entry(user).or_insert(kind);
            }
        }
    }
    Ok(hands)
}

/// The acts of a case, oldest first; those whose private part was erased say nothing here.
async fn acts_in(rows: &Reader, case: Case) -> Result<Vec<AuditRecord>, DeskError> {
    let events = rows.events_of(case, EVENTS_READ).await?;
    let records = events.into_iter().rev().filter_map(|event| event.record);
    Ok(records.collect())
}

/// Whose hand in the case an act is, if it is one.
fn hand_of(record: &AuditRecord, complaint: &Complaint) -> Option<UserId> {
    let (ActorKind::Person { user } | ActorKind::Key { user, .. }) = record.actor else {
        return None;
    };
    let is_look = matches!(
        record.event,
        AuditEvent::ExhibitRevealed { .. } | AuditEvent::ExhibitExported { .. }
    );
    let is_later_look = is_look && record.at >= complaint.received_at;
    let is_about_it = record.event.kind().starts_with("complaint.");
    (!is_later_look && !is_about_it).then_some(user)
}

/// The same for one person, as a complaint asks it.
pub(super) async fn involvement_of(
    rows: &Reader,
    complaint: &Complaint,
    user: UserId,
) -> Result<Involvement, DeskError> {
    let mut hands = hands_in(rows, complaint).await?;
    Ok(match hands.remove(&user) {
        Some(act) => Involvement::Acted { act },
        None => Involvement::None,
    })
}
