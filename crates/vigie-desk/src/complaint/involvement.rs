//! Who had a hand in a case: read from the record of acts, not from a field somebody could set.

use std::collections::BTreeMap;

use vigie_domain::audit_event::Case;
use vigie_domain::{ActorKind, AuditEvent, Complaint, Involvement, Subject, Timestamp, UserId};
use vigie_store::{LoggedEvent, Reader};

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
) -> Result<BTreeMap<UserId, (Timestamp, String)>, DeskError> {
    let mut hands = BTreeMap::new();
    let items = items_of(rows, &complaint.subjects).await?;
    let mut referrals = Vec::new();
    for item in items {
        note_hands(
            &mut hands,
            complaint,
            rows.events_of(Case::Item(item), EVENTS_READ).await?,
        );
        referrals.extend(
            rows.referrals_of_item(item)
                .await?
                .into_iter()
                .map(|one| one.id),
        );
    }
    for subject in &complaint.subjects {
        match subject {
            Subject::Referral { referral } => referrals.push(*referral),
            // Acts on an entry belong to no case; the entry itself names who moved it.
            Subject::BankEntry { entry, .. } => {
                let entry = rows.bank_entry(*entry).await?;
                let people = entry.map(|entry| [entry.proposed_by, entry.moved_by]);
                for user in people.into_iter().flatten().flatten() {
                    let act = "bank_entry.changed".to_owned();
                    hands.entry(user).or_insert((complaint.received_at, act));
                }
            }
            Subject::Item { .. } => {}
        }
    }
    referrals.sort_unstable();
    referrals.dedup();
    for referral in referrals {
        let events = rows
            .events_of(Case::Referral(referral), EVENTS_READ)
            .await?;
        note_hands(&mut hands, complaint, events);
    }
    Ok(hands)
}

/// The same for one person, as a complaint asks it.
pub(super) async fn involvement_of(
    rows: &Reader,
    complaint: &Complaint,
    user: UserId,
) -> Result<Involvement, DeskError> {
    let mut hands = hands_in(rows, complaint).await?;
    Ok(match hands.remove(&user) {
        Some((_, act)) => Involvement::Acted { act },
        None => Involvement::None,
    })
}

/// Notes the acts of one case.
fn note_hands(
    hands: &mut BTreeMap<UserId, (Timestamp, String)>,
    complaint: &Complaint,
    events: Vec<LoggedEvent>,
) {
    for record in events.into_iter().filter_map(|event| event.record) {
        let user = match record.actor {
            ActorKind::Person { user } | ActorKind::Key { user, .. } => user,
            ActorKind::Job
            | ActorKind::Reporter
            | ActorKind::LinkHolder
            | ActorKind::Complainant => continue,
        };
        let kind = record.event.kind();
        let is_look = matches!(
            record.event,
            AuditEvent::ExhibitRevealed { .. } | AuditEvent::ExhibitExported { .. }
        );
        let is_later_look = is_look && record.at >= complaint.received_at;
        if !is_later_look && !kind.starts_with("complaint.") {
            let act = (record.at, kind.to_owned());
            let earliest = hands.entry(user).or_insert_with(|| act.clone());
            if act.0 <= earliest.0 {
                *earliest = act;
            }
        }
    }
}
