//! Notices as the log tells them: acts in, records out. Nothing else is asked.

use std::collections::BTreeMap;

use super::{LineEnd, LineRecord, NoticeRecord};
use crate::id::{ItemId, ProviderId, ReferralId};
use crate::observation::PageState;
use crate::{AuditEvent, AuditRecord, Timestamp};

/// One notice that left, with whose it is and which items are on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedNotice {
    /// Which.
    pub referral: ReferralId,
    /// To whom.
    pub provider: ProviderId,
    /// Its items, in the order of `record.lines`.
    pub items: Vec<ItemId>,
    /// What was measured.
    pub record: NoticeRecord,
}

#[derive(Debug, Default)]
struct Ledger {
    notices: BTreeMap<ReferralId, LoggedNotice>,
    /// On which notices an item stands.
    of_item: BTreeMap<ItemId, Vec<ReferralId>>,
}

/// Reads the notices that left out of acts in the order of the log.
///
/// An approval names the provider and the items; what was never handed over is no notice.
pub fn read_log<'a>(acts: impl IntoIterator<Item = &'a AuditRecord>) -> Vec<LoggedNotice> {
    let mut ledger = Ledger::default();
    for act in acts {
        ledger.take(act);
    }
    ledger
        .notices
        .into_values()
        .filter(|notice| notice.record.received_at.is_some() || notice.record.is_bounced)
        .collect()
}

impl Ledger {
    fn take(&mut self, act: &AuditRecord) {
        use AuditEvent as E;
        let at = act.at;
        match &act.event {
            E::ReferralApproved {
                referral,
                provider,
                items,
                ..
            } => self.approve(*referral, *provider, items),
            E::ReferralSent { referral, .. }
            | E::UncertaintySettled {
                referral,
                arrived: true,
            } => {
                if let Some(record) = self.record(*referral) {
                    // Sent anew after it came back: it has arrived now.
                    (record.received_at, record.is_bounced) = (Some(at), false);
                }
            }
            E::ReferralBounced { referral, .. } => {
                if let Some(record) = self.record(*referral) {
                    record.is_bounced = true;
                }
            }
            E::ClaimReceived { referral, .. } => {
                if let Some(record) = self.record(*referral) {
                    record.answered_at.get_or_insert(at);
                }
            }
            E::LineSentBack { referral, item, .. } => {
                self.end(*referral, *item, Some(LineEnd::SentBack));
            }
            E::LineClosed {
                referral,
                item,
                outcome,
                time_to_removal_ms,
                ..
            } => {
                let received = self.record(*referral).and_then(|record| record.received_at);
                let end = end_named(outcome, received, *time_to_removal_ms);
                self.end(*referral, *item, end);
            }
            E::ReferralRetracted {
                referral, items, ..
            } => {
                for item in items {
                    self.end(*referral, *item, Some(LineEnd::Retracted));
                }
            }
            E::RecheckObserved { item, state } if is_up(state) => self.see_up(*item, at),
            E::ItemCameBack { item, .. } => self.come_back(*item, at),
            _ => {}
        }
    }

    fn approve(&mut self, referral: ReferralId, provider: ProviderId, items: &[ItemId]) {
        for item in items {
            let notices = self.of_item.entry(*item).or_default();
            if !notices.contains(&referral) {
                notices.push(referral);
            }
        }
        let open = LineRecord {
            end: LineEnd::Open,
            last_up: None,
            came_back_at: None,
        };
        self.notices.entry(referral).or_insert(LoggedNotice {
            referral,
            provider,
            items: items.to_vec(),
            record: NoticeRecord {
                received_at: None,
                is_bounced: false,
                answered_at: None,
                lines: vec![open; items.len()],
            },
        });
    }

    fn record(&mut self, referral: ReferralId) -> Option<&mut NoticeRecord> {
        let notice = self.notices.get_mut(&referral)?;
        Some(&mut notice.record)
    }

    fn line(&mut self, referral: ReferralId, item: ItemId) -> Option<&mut LineRecord> {
        let notice = self.notices.get_mut(&referral)?;
        let place = notice.items.iter().position(|known| *known == item)?;
        notice.record.lines.get_mut(place)
    }

    fn end(&mut self, referral: ReferralId, item: ItemId, end: Option<LineEnd>) {
        if let (Some(line), Some(end)) = (self.line(referral, item), end) {
            line.end = end;
        }
    }

    fn see_up(&mut self, item: ItemId, at: Timestamp) {
        for referral in self.of_item.get(&item).cloned().unwrap_or_default() {
            let is_out = self
                .record(referral)
                .is_some_and(|record| record.received_at.is_some());
            if let Some(line) = self.line(referral, item).filter(|_| is_out) {
                line.last_up = Some(at);
            }
        }
    }

    fn come_back(&mut self, item: ItemId, at: Timestamp) {
        for referral in self.of_item.get(&item).cloned().unwrap_or_default() {
            if let Some(line) = self.line(referral, item)
                && matches!(line.end, LineEnd::Gone { .. })
            {
                line.came_back_at.get_or_insert(at);
            }
        }
    }
}

fn is_up(state: &str) -> bool {
    [PageState::Up, PageState::UpChanged]
        .iter()
        .any(|up| up.name() == state)
}

/// The end of a line by the word the log has for it; `None` for a word nobody knows.
fn end_named(
    outcome: &str,
    received: Option<Timestamp>,
    time_to_removal_ms: Option<i64>,
) -> Option<LineEnd> {
    Some(match outcome {
        "open" => LineEnd::Open,
        "gone" | "gone_seen_from_one" => LineEnd::Gone {
            first_gone: received?.plus_ms(time_to_removal_ms?),
            seen_from_one: outcome == "gone_seen_from_one",
        },
        "already_gone" => LineEnd::AlreadyGone,
        "restricted_geo" => LineEnd::RestrictedGeo,
        "refused" => LineEnd::Refused,
        "no_answer" => LineEnd::NoAnswer,
        "sent_back" => LineEnd::SentBack,
        "retracted" => LineEnd::Retracted,
        _ => return None,
    })
}
