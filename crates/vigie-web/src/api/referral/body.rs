//! Bodies of referrals. The tokens of answers and replies are their recipients' and never shown.

use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::referral::{Preview, ReferralView};
use vigie_domain::{
    Claim, ClaimKind, Disclosure, Line, LineOutcome, Referral, ReferralState, Retraction,
};

use crate::api::body::{EventBody, RecheckBody};
use crate::api::mail::MailBody;
use crate::api::provider::{ContactBody, ProviderBody};
use crate::api::value::{Id, InstrumentWord, LanguageWord, ProviderRoleWord, Time, bodies};

/// A referral.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralBody {
    /// Its id.
    id: Id,
    /// The reference people quote, `V-2026-000123`.
    reference: String,
    /// What kind of act it is.
    instrument: InstrumentWord,
    /// To whom.
    provider: Id,
    /// As what.
    role: ProviderRoleWord,
    /// Through which address.
    contact: Id,
    /// In which language.
    language: LanguageWord,
    /// Where it stands: `draft`, `approved`, `sending`, `uncertain`, `sent`, `waiting`, `bounced`,
    /// `closed`, `withdrawn`, `retracted`.
    state: &'static str,
    /// When the provider received it, while it is out.
    receipt_at: Option<Time>,
    /// Who approved it, until it is out.
    approved_by: Option<Id>,
    /// The entry of the log that says so; `GET /log/proofs/{subject}` proves it.
    approval_event: Option<Id>,
    /// Reminders that left, while it is out.
    reminders: Option<u8>,
    /// About what.
    lines: Vec<LineBody>,
    /// Whether it leaves at once, without waiting for the recipient's working hours.
    is_urgent: bool,
    /// Who wrote it.
    drafted_by: Id,
    /// The Message-ID of its letter.
    message_id: String,
    /// What was said back: claims, which by themselves close nothing.
    claims: Vec<ClaimBody>,
    /// When it was written.
    created_at: Time,
    /// When it last changed.
    updated_at: Time,
}

impl From<Referral> for ReferralBody {
    fn from(referral: Referral) -> Self {
        let (approved_by, approval_event) = match referral.state {
            ReferralState::Approved { by, event, .. }
            | ReferralState::Sending { by, event, .. }
            | ReferralState::Uncertain { by, event, .. } => (Some(Id(by.0)), Some(Id(event.0))),
            _ => (None, None),
        };
        let reminders = match referral.state {
            ReferralState::Sent { reminders, .. } => Some(reminders),
            _ => None,
        };
        Self {
            id: Id(referral.id.0),
            instrument: referral.instrument.into(),
            provider: Id(referral.provider.0),
            role: referral.role.into(),
            contact: Id(referral.contact.0),
            language: referral.language.into(),
            state: referral.state.name(),
            receipt_at: referral.state.receipt_at().map(Time),
            approved_by,
            approval_event,
            reminders,
            reference: referral.reference,
            lines: bodies(referral.lines),
            is_urgent: referral.is_urgent,
            drafted_by: Id(referral.drafted_by.0),
            message_id: referral.message_id,
            claims: bodies(referral.claims),
            created_at: referral.created_at.into(),
            updated_at: referral.updated_at.into(),
        }
    }
}

/// One item on a referral.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineBody {
    /// Its id.
    id: Id,
    /// The item.
    item: Id,
    /// The exact address.
    url: String,
    /// Its canonical key.
    key: String,
    /// The capture that was looked at.
    exhibit: Id,
    /// The first finding.
    assessment: Id,
    /// The second; `null` when the legal officer settled.
    review: Option<Id>,
    /// How it ended: `open`, `gone`, `gone_seen_from_one`, `already_gone`, `restricted_geo`,
    /// `refused`, `no_answer`, `sent_back`, `retracted`.
    outcome: &'static str,
    /// Last seen up, where it is gone.
    last_up: Option<Time>,
    /// First seen gone.
    first_gone: Option<Time>,
    /// On which ground it was refused, or why it was sent back.
    ground: Option<String>,
}

impl From<Line> for LineBody {
    fn from(line: Line) -> Self {
        let outcome = line.outcome.name();
        let (last_up, first_gone, ground) = match line.outcome {
            LineOutcome::Removed { removal } => {
                (Some(removal.last_up), Some(removal.first_gone), None)
            }
            LineOutcome::AlreadyGone { at } => (None, Some(at), None),
            LineOutcome::Refused { ground } | LineOutcome::SentBack { why: ground } => {
                (None, None, Some(ground))
            }
            LineOutcome::Open
            | LineOutcome::RestrictedGeo
            | LineOutcome::NoAnswer
            | LineOutcome::Retracted => (None, None, None),
        };
        Self {
            id: Id(line.id.0),
            item: Id(line.item.0),
            url: line.url,
            key: line.key,
            exhibit: Id(line.exhibit.0),
            assessment: Id(line.assessment.0),
            review: line.review.map(|id| Id(id.0)),
            outcome,
            last_up: last_up.map(Time),
            first_gone: first_gone.map(Time),
            ground,
        }
    }
}

/// What somebody says through an answer link or a mail.
#[derive(Debug, Serialize, ToSchema)]
struct ClaimBody {
    /// When it came.
    at: Time,
    /// `acknowledged`, `removed`, `refused`, `not_ours`, `message`.
    says: &'static str,
    /// When it was removed, as stated.
    stated_at: Option<Time>,
    /// On which ground it is refused, or whose it is, as stated.
    stated: Option<String>,
    /// `link` or `mail`.
    via: String,
    /// What was written beside it, shortened.
    note: String,
}

impl From<Claim> for ClaimBody {
    fn from(claim: Claim) -> Self {
        let says = claim.says.name();
        let (stated_at, stated) = match claim.says {
            ClaimKind::Removed { stated_at } => (stated_at, None),
            ClaimKind::Refused { ground } => (None, Some(ground)),
            ClaimKind::NotOurs { whose } => (None, Some(whose)),
            ClaimKind::Acknowledged | ClaimKind::Message => (None, None),
        };
        Self {
            at: claim.at.into(),
            says,
            stated_at: stated_at.map(Time),
            stated,
            via: claim.via,
            note: claim.note,
        }
    }
}

/// A letter before it leaves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewBody {
    /// The referral.
    referral: ReferralBody,
    /// To whom.
    provider: ProviderBody,
    /// Through which address.
    contact: ContactBody,
    /// The language of this rendering.
    language: LanguageWord,
    /// The subject.
    subject: String,
    /// The text. Its place in the log is not known yet and shows as 0.
    text: String,
    /// SHA-256 over the templates: which wording was used.
    template_sha256: String,
    /// What time it is where the recipient sits.
    recipient_time: Option<String>,
    /// When it would leave if it were approved now.
    leaves_at: Time,
    /// The same, by the recipient's clock.
    leaves_at_local: Option<String>,
    /// What would refuse its approval now, line by line.
    refusals: Vec<LineRefusal>,
}

/// What would refuse one line.
#[derive(Debug, Serialize, ToSchema)]
struct LineRefusal {
    /// The line.
    line: Id,
    /// The stable code.
    code: &'static str,
    /// The sentence.
    detail: String,
}

impl From<Preview> for PreviewBody {
    fn from(preview: Preview) -> Self {
        let refusals = preview.refusals.iter().map(|(line, refusal)| LineRefusal {
            line: Id(line.id.0),
            code: refusal.code(),
            detail: refusal.to_string(),
        });
        Self {
            refusals: refusals.collect(),
            referral: preview.referral.into(),
            provider: preview.provider.into(),
            contact: preview.contact.into(),
            language: preview.letter.language.into(),
            subject: preview.letter.subject,
            text: preview.letter.text,
            template_sha256: preview.letter.template_sha256.to_string(),
            recipient_time: preview.recipient_time,
            leaves_at: preview.leaves_at.into(),
            leaves_at_local: preview.leaves_at_local,
        }
    }
}

/// One thing that somebody outside was told.
#[derive(Debug, Serialize, ToSchema)]
struct DisclosureBody {
    /// About which items.
    items: Vec<Id>,
    /// Who was told.
    provider: Id,
    /// Through which address.
    contact: Id,
    /// `referral`, `reminder`, `retraction`.
    kind: String,
    /// When.
    at: Time,
    /// SHA-256 of the exact message.
    message_sha256: String,
}

impl From<Disclosure> for DisclosureBody {
    fn from(disclosure: Disclosure) -> Self {
        Self {
            items: disclosure.items.into_iter().map(|id| Id(id.0)).collect(),
            provider: Id(disclosure.provider.0),
            contact: Id(disclosure.contact.0),
            kind: disclosure.kind,
            at: disclosure.at.into(),
            message_sha256: disclosure.message_sha256.to_string(),
        }
    }
}

/// Something sent was taken back.
#[derive(Debug, Serialize, ToSchema)]
struct RetractionBody {
    /// Its id.
    id: Id,
    /// Which lines.
    lines: Vec<Id>,
    /// Why.
    reason: String,
    /// Who decided it.
    by: Id,
    /// When the error was found.
    found_at: Time,
    /// When the provider was told.
    sent_at: Option<Time>,
}

impl From<Retraction> for RetractionBody {
    fn from(retraction: Retraction) -> Self {
        Self {
            id: Id(retraction.id.0),
            lines: retraction.lines.into_iter().map(|id| Id(id.0)).collect(),
            reason: retraction.reason,
            by: Id(retraction.by.0),
            found_at: retraction.found_at.into(),
            sent_at: retraction.sent_at.map(Time),
        }
    }
}

/// One referral with everything that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralShown {
    /// The referral.
    referral: ReferralBody,
    /// To whom.
    provider: ProviderBody,
    /// Through which address.
    contact: ContactBody,
    /// The watches over its lines.
    rechecks: Vec<RecheckBody>,
    /// Mails filed under it, oldest first.
    mails: Vec<MailBody>,
    /// Who was told what, oldest first.
    disclosures: Vec<DisclosureBody>,
    /// What was taken back, oldest first.
    retractions: Vec<RetractionBody>,
    /// What happened, newest first.
    history: Vec<EventBody>,
    /// What time it is where the recipient sits.
    recipient_time: Option<String>,
}

impl From<ReferralView> for ReferralShown {
    fn from(view: ReferralView) -> Self {
        let history = view.history.iter();
        let history = history.map(|event| (event.record.as_ref(), event.log_index));
        Self {
            history: EventBody::list(history),
            mails: bodies(view.mails),
            referral: view.referral.into(),
            provider: view.provider.into(),
            contact: view.contact.into(),
            rechecks: bodies(view.rechecks),
            disclosures: bodies(view.disclosures),
            retractions: bodies(view.retractions),
            recipient_time: view.recipient_time,
        }
    }
}
