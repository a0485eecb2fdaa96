//! A capture that failed for a reason that may pass is made again, later and later, a few times.

use vigie_domain::audit_event::Case;
use vigie_domain::time::{HOUR_MS, MINUTE_MS};
use vigie_domain::{ActorKind, AuditEvent, AuditRecord, ItemId, Timestamp};
use vigie_store::Tx;

use super::capture::capture_item;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::job::JobKind;

/// Pauses before the captures after the first; when they are used up, a person decides.
const PAUSES_MS: [i64; 4] = [10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];
/// The word for a server that asked to be left alone for a while.
pub(super) const BUSY: &str = "busy";
/// Causes that may pass by themselves. A refusal of ours is none of them, nor is a name that is not.
const PASSING: [&str; 6] = [
    BUSY,
    "connect_failed",
    "disconnected",
    "dns_failure",
    "timeout",
    "tls_failed",
];
/// Events of an item that are looked through for its failures, newest first.
const EVENTS_MAX: u32 = 200;

/// Why a capture gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The stable word.
    pub(super) cause: String,
    /// How long the server asked us to wait.
    pub(super) retry_after_ms: Option<i64>,
}

impl Failure {
    pub(super) fn of(cause: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            retry_after_ms: None,
        }
    }
}

/// Queues the next capture of an item that just failed, where there is one, with that failure.
pub(super) async fn queue_retry(
    desk: &Desk,
    tx: &mut Tx<'_>,
    item: ItemId,
    failure: &Failure,
) -> Result<(), DeskError> {
    let events = tx.events_of(Case::Item(item), EVENTS_MAX).await?;
    let earlier = failures_in_a_row(events.iter().filter_map(|event| event.record.as_ref()));
    if let Some(at) = next_capture_at(failure, earlier, desk.now()) {
        tx.enqueue(JobKind::CaptureAgain { item }.job(at)).await?;
    }
    Ok(())
}

/// Failures since the item was last captured, or since a person last asked for it.
fn failures_in_a_row<'a>(newest_first: impl Iterator<Item = &'a AuditRecord>) -> usize {
    newest_first
        .take_while(|record| match record.event {
            AuditEvent::ExhibitSealed { .. } => false,
            AuditEvent::CaptureStarted { .. } => record.actor == ActorKind::Job,
            _ => true,
        })
        .filter(|record| matches!(record.event, AuditEvent::CaptureFailed { .. }))
        .count()
}

/// When to capture again after `earlier` failures and this one; never sooner than the server asks.
fn next_capture_at(failure: &Failure, earlier: usize, now: Timestamp) -> Option<Timestamp> {
    if !PASSING.contains(&&*failure.cause) {
        return None;
    }
    let pause_ms = *PAUSES_MS.get(earlier)?;
    Some(now.plus_ms(pause_ms.max(failure.retry_after_ms.unwrap_or(0))))
}

/// Captures an item once more, when nothing came between.
///
/// # Errors
///
/// [`DeskError::Broken`] when the desk itself failed, which is worth another try.
pub(crate) async fn capture_again(desk: &Desk, id: ItemId, attempts: u32) -> Result<(), DeskError> {
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let is_due = match item.state.name() {
        "capture_failed" => true,
        // A worker that died left it so; at a first attempt somebody else is on it.
        "capturing" => attempts > 1,
        _ => false,
    };
    if is_due {
        capture_item(desk, id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vigie_domain::{DeskId, EventId, ExhibitId, Sha256, Side, UserId};

    use super::*;

    const ITEM: ItemId = ItemId::from_u128(1);
    const NOW: Timestamp = Timestamp::from_ms(1_800_000_000_000);

    fn record(actor: ActorKind, event: AuditEvent) -> AuditRecord {
        AuditRecord {
            id: EventId::from_u128(1),
            desk: DeskId::from_u128(1),
            side: Side::Unit,
            actor,
            at: NOW,
            event,
        }
    }

    fn started(actor: ActorKind) -> AuditRecord {
        record(actor, AuditEvent::CaptureStarted { item: ITEM })
    }

    fn failed() -> AuditRecord {
        let cause = "timeout".to_owned();
        record(
            ActorKind::Job,
            AuditEvent::CaptureFailed { item: ITEM, cause },
        )
    }

    /// Goal: only what may pass is tried again, four times, later each time.
    #[test]
    fn pauses_grow_and_end() {
        for cause in PASSING {
            let at = |earlier| next_capture_at(&Failure::of(cause), earlier, NOW);
            let pauses: Vec<i64> = (0..9).map_while(at).map(|at| at.since_ms(NOW)).collect();
            assert_eq!(pauses, PAUSES_MS, "{cause}");
        }
        for cause in [
            "refused_address",
            "refused_scheme",
            "refused_port",
            "refused_userinfo",
            "malformed_url",
            "dns_not_found",
            "redirect_loop",
            "too_large",
            "malformed",
            "archive",
            "",
        ] {
            assert_eq!(
                next_capture_at(&Failure::of(cause), 0, NOW),
                None,
                "{cause}"
            );
        }
    }

    /// Goal: a server's wish to wait is obeyed when it is longer, and shortens nothing.
    #[test]
    fn a_longer_wish_is_obeyed() {
        for (wish_ms, expected_ms) in [
            (0, PAUSES_MS[0]),
            (PAUSES_MS[0] - 1, PAUSES_MS[0]),
            (PAUSES_MS[0] + 1, PAUSES_MS[0] + 1),
        ] {
            let failure = Failure {
                retry_after_ms: Some(wish_ms),
                ..Failure::of(BUSY)
            };
            let at = next_capture_at(&failure, 0, NOW).unwrap();
            assert_eq!(at.since_ms(NOW), expected_ms);
        }
    }

    /// Goal: a capture that worked, and a person who asks, begin the count anew.
    #[test]
    fn failures_are_counted_in_a_row() {
        let person = || ActorKind::Person {
            user: UserId::from_u128(1),
        };
        let sealed = AuditEvent::ExhibitSealed {
            exhibit: ExhibitId::from_u128(1),
            item: ITEM,
            warc_sha256: Sha256([0; 32]),
        };
        let again = AuditEvent::ItemReportedAgain {
            item: ITEM,
            channel: "list".to_owned(),
        };
        let count = |newest_first: &[AuditRecord]| failures_in_a_row(newest_first.iter());
        assert_eq!(count(&[]), 0);
        let chain = [
            started(ActorKind::Job),
            failed(),
            record(person(), again),
            started(ActorKind::Job),
            failed(),
        ];
        assert_eq!(count(&chain), 2);
        let seal = [record(ActorKind::Job, sealed)];
        for between in [&[started(person())][..], &seal] {
            let history = [&chain[..2], between, &chain].concat();
            assert_eq!(count(&history), 1);
        }
    }
}
