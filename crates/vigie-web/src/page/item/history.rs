//! What happened to an item, in words, each act with its place in the log.

use vigie_domain::{AuditEvent, AuditRecord, Timestamp};

use crate::page::people::People;
use crate::view::Page;

/// One act, as a page tells it.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) at: Timestamp,
    pub(crate) kind: &'static str,
    pub(crate) who: String,
    /// What a reader wants to know of it besides.
    pub(crate) detail: Option<String>,
    pub(crate) log_index: Option<u64>,
}

impl Act {
    pub(crate) fn of(
        page: &Page,
        people: &People,
        record: &AuditRecord,
        log_index: Option<u64>,
    ) -> Self {
        Self {
            at: record.at,
            kind: record.event.kind(),
            who: people.actor(page, &record.actor),
            detail: detail(page, &record.event),
            log_index,
        }
    }
}

/// The fact of an event that its word does not say.
fn detail(page: &Page, event: &AuditEvent) -> Option<String> {
    use AuditEvent as E;
    let said = |family: &str, name: &str| Some(page.name(family, name).into_owned());
    match event {
        E::ItemAdded { channel, .. } | E::ItemReportedAgain { channel, .. } => {
            said("channel", channel)
        }
        E::ItemReopened { reason, .. }
        | E::ItemHeld { reason, .. }
        | E::ExhibitErased { reason, .. }
        | E::ReferralWithdrawn { reason, .. } => Some(reason.clone()),
        E::ThreatReported { contact, .. } => Some(contact.clone()),
        E::CaptureFailed { cause, .. } | E::SendingFailed { cause, .. } => Some(cause.clone()),
        E::ItemMatched { matches, .. } => Some(page.count("history-matches", matches).into_owned()),
        E::TextRead { texts, .. } => Some(page.count("history-texts", texts).into_owned()),
        E::ItemTraced { links, .. } => Some(page.count("history-links", links).into_owned()),
        E::ItemReviewed {
            conclusion: None, ..
        } => Some(page.t("findings-differ").into_owned()),
        E::ItemAssessed { conclusion, .. }
        | E::ItemReviewed {
            conclusion: Some(conclusion),
            ..
        }
        | E::ItemSettled { conclusion, .. } => said("conclusion", conclusion.name()),
        E::LineClosed {
            outcome,
            time_to_removal_ms,
            ..
        } => {
            let outcome = page.name("outcome", outcome);
            Some(match time_to_removal_ms {
                Some(ms) => format!("{outcome} · {}", page.span(ms)),
                None => outcome.into_owned(),
            })
        }
        E::LineSentBack { why, .. } => Some(why.clone()),
        E::RecheckObserved { state, .. } => said("seen", state),
        E::ClaimReceived { says, .. } => said("claim", says),
        E::ReferralDrafted { instrument, .. }
        | E::ReferralApproved { instrument, .. }
        | E::ReferralSent { instrument, .. } => said("instrument", instrument),
        E::ReferralBounced { status, .. } => status.clone(),
        E::ReferralReminded { reminder, .. } => Some(reminder.to_string()),
        E::MailFiled { class, .. } => Some(class.clone()),
        _ => None,
    }
}
