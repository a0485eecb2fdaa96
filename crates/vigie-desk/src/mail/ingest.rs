//! One raw message: a bounce, a robot, an answer, or anything else.
//!
//! Filed by its token, else by message ids, else by our reference. Only a token or a message id is
//! something the sender must have been given; a reference anybody can write, so a bounce that has
//! nothing else changes nothing.

use serde::Serialize;
use vigie_dispatch::inbound::{BounceCause, Class, DeliveryReport};
use vigie_dispatch::{InboundMail, parse_inbound};
use vigie_domain::{
    Actor, AuditEvent, Claim, ClaimKind, MailId, Permission, Referral, ReferralCommand,
};
use vigie_store::{MailRow, Reader, Tx};

use super::list::MailSummary;
use crate::contact::note_bounce;
use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::{DeskError, OrNotFound, Require};
use crate::referral::{NOTE_CHARS_MAX, add_claim, pause_watches};

/// Largest message that is kept; above it nothing a mail server let through is meant for us.
const MAIL_BYTES_MAX: usize = 64 << 20;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// The mail.
    pub mail: MailId,
    /// Reference of the referral it was filed under.
    pub reference: Option<String>,
    /// What it is: `bounce`, `delay`, `arrival`, `auto_reply`, `reply`, `other`.
    pub class: String,
    /// Whether it was not known before.
    pub is_new: bool,
}

/// How sure the letter is that a mail belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// By something only a recipient was given, or by a person who read it.
    Given,
    /// By something anybody can write.
    Written,
}

/// Takes in one raw message. The same bytes twice are one mail.
///
/// # Errors
///
/// [`DeskError::Refused`] for nothing, or more than a mail can be.
pub async fn ingest_mail(desk: &Desk, actor: &Actor, raw: &[u8]) -> Result<Ingested, DeskError> {
    actor.require(Permission::IngestMail)?;
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(DeskError::input(
            "mail_empty",
            "there is no message; give one raw mail",
        ));
    }
    if raw.len() > MAIL_BYTES_MAX {
        let detail = format!("{} bytes, at most {MAIL_BYTES_MAX} are taken", raw.len());
        return Err(DeskError::input("mail_too_large", detail));
    }
    let digest = sha256(raw);
    if let Some(known) = known(desk, desk.store(), digest).await? {
        return Ok(known);
    }
    let (mail, defects) = parse_inbound(raw, desk.rooms.mailer.config());
    let defects: Vec<String> = defects.iter().map(ToString::to_string).collect();
    desk.store().blobs().put_plain(raw.to_vec()).await?;

    let mut tx = desk.begin(actor).await?;
    // Another process may have taken the same message meanwhile.
    if let Some(known) = known(desk, &tx, digest).await? {
        return Ok(known);
    }
    let filed = find_referral(desk, &tx, &mail).await?;
    let id: MailId = desk.new_id();
    let row = MailRow {
        id,
        desk: desk.id,
        referral: filed.as_ref().map(|(referral, _)| referral.id),
        class: mail.class.as_str().to_owned(),
        received_at: desk.now(),
        raw_sha256: digest,
        summary: serde_json::to_value(summary(&mail, defects))?,
    };
    tx.put_mail(&row).await?;
    let mut events = vec![AuditEvent::MailFiled {
        mail: id,
        referral: row.referral,
        class: row.class.clone(),
    }];
    let reference = filed
        .as_ref()
        .map(|(referral, _)| referral.reference.clone());
    if let Some((referral, proof)) = filed {
        let referral = tx
            .referral_for_update(referral.id)
            .await?
            .or_not_found("referral")?;
        act_on(desk, &mut tx, referral, proof, &mail, &mut events).await?;
    }
    tx.commit_all(events).await?;
    Ok(Ingested {
        mail: id,
        reference,
        class: row.class,
        is_new: true,
    })
}

async fn known(
    desk: &Desk,
    rows: &Reader,
    digest: vigie_domain::Sha256,
) -> Result<Option<Ingested>, DeskError> {
    let Some(row) = rows.mail_by_raw(desk.id, digest).await? else {
        return Ok(None);
    };
    let referral = match row.referral {
        Some(id) => rows.referral(id).await?,
        None => None,
    };
    let reference = referral.map(|referral| referral.reference);
    Ok(Some(Ingested {
        mail: row.id,
        reference,
        class: row.class,
        is_new: false,
    }))
}

async fn find_referral(
    desk: &Desk,
    rows: &Reader,
    mail: &InboundMail,
) -> Result<Option<(Referral, Proof)>, DeskError> {
    /// Message ids that are looked up; a header can hold thousands.
    const IDS_MAX: usize = 20;
    let ours = |referral: &Referral| referral.desk == desk.id;
    if let Some((_, token)) = mail.thread.token
        && let Some(found) = rows
            .referral_by_token(&token.to_string())
            .await?
            .filter(ours)
    {
        return Ok(Some((found, Proof::Given)));
    }
    for id in mail.thread.message_ids.iter().take(IDS_MAX) {
        if let Some(found) = rows.referral_by_message_id(id).await?.filter(ours) {
            return Ok(Some((found, Proof::Given)));
        }
    }
    let Some(reference) = &mail.thread.reference else {
        return Ok(None);
    };
    let found = rows.referral_by_reference(desk.id, reference).await?;
    Ok(found.map(|referral| (referral, Proof::Written)))
}

/// What a mail does to the referral it was filed under.
pub(super) async fn act_on(
    desk: &Desk,
    tx: &mut Tx<'_>,
    mut referral: Referral,
    proof: Proof,
    mail: &InboundMail,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    match &mail.class {
        Class::Bounce(report) if proof == Proof::Given => {
            bounce(desk, tx, referral, report, events).await
        }
        Class::Reply => {
            let note: String = mail.text.trim().chars().take(NOTE_CHARS_MAX).collect();
            let via = "mail".to_owned();
            let claim = Claim {
                at: desk.now(),
                says: ClaimKind::Message,
                via,
                note,
            };
            match add_claim(desk, tx, &mut referral, claim).await {
                Ok(event) => events.push(event),
                // The mail is filed all the same; the referral shows enough of them.
                Err(DeskError::Refused(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
            tx.put_referral(&referral).await?;
            Ok(())
        }
        // Robots, delays and arrivals are noted; none of them is an answer.
        _ => Ok(()),
    }
}

async fn bounce(
    desk: &Desk,
    tx: &mut Tx<'_>,
    mut referral: Referral,
    report: &DeliveryReport,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let Ok(state) = referral.apply(ReferralCommand::RecordBounce, desk.now()) else {
        // It is over already, or bounced before.
        return Ok(());
    };
    let failed = report
        .recipients
        .iter()
        .min_by_key(|recipient| recipient.action);
    let cause = failed.map_or(BounceCause::Unknown, |recipient| recipient.cause);
    let status = failed
        .and_then(|recipient| recipient.status)
        .map(|status| status.to_string());
    referral.state = state;
    referral.updated_at = desk.now();
    pause_watches(tx, referral.id).await?;
    tx.put_referral(&referral).await?;
    events.push(AuditEvent::ReferralBounced {
        referral: referral.id,
        status,
    });
    // A letter refused for its words, or a server in trouble, is not the address's fault.
    if matches!(cause, BounceCause::NoSuchAddress | BounceCause::MailboxFull) {
        events.extend(note_bounce(desk, tx, referral.contact).await?);
    }
    Ok(())
}

/// What lists show of a mail; who wrote it and what it says stay in the sealed message.
fn summary(mail: &InboundMail, defects: Vec<String>) -> MailSummary {
    MailSummary {
        subject: mail.subject.clone(),
        ticket: mail.ticket.clone(),
        size_bytes: mail.size_bytes,
        attachments: mail.attachments.len(),
        origin_hints: mail.origin_hints.iter().map(|hint| hint.address).collect(),
        defects,
    }
}
