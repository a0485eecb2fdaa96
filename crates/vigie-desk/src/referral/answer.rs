//! The answer link: whoever holds it may say something, and nothing they say closes anything.
//!
//! Abuse desks forward mail, so a link is no proof of who opens it. Opening it changes nothing; a
//! claim is shown as a claim, stops no clock, and at most brings the next look forward.

use vigie_dispatch::{Ground, Token, defang};
use vigie_domain::referral::ANSWER_LINK_MS;
use vigie_domain::time::MINUTE_MS;
use vigie_domain::{
    Actor, ActorKind, AuditEvent, Claim, ClaimKind, Language, LineOutcome, Referral, ReferralId,
    ReferralState, Timestamp, Watch,
};
use vigie_store::{Reader, Tx};

use super::notice::notice_line;
use super::token::digest_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};

/// Longest note kept of a claim, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 2_000;
/// Most claims kept of one referral: whoever holds a link can press its button all day.
const CLAIMS_MAX: usize = 100;
/// How soon is looked after somebody says that it is gone.
const LOOK_AFTER_CLAIM_MS: i64 = MINUTE_MS;

/// One item, as the page of the link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// Its address, written so that nothing opens it by accident.
    pub url_defanged: String,
    /// Its exact address, for a copy button.
    pub url: String,
    /// Its canonical key.
    pub key: String,
    /// The offence it falls under.
    pub offence: String,
    /// Each category found, and why this very item falls in it.
    pub grounds: Vec<Ground>,
    /// How it ended, or `open`.
    pub outcome: &'static str,
}

/// What the page of a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// The reference.
    pub reference: String,
    /// Who issued it.
    pub unit: String,
    /// In which language it was written.
    pub language: Language,
    /// About what.
    pub lines: Vec<AnswerLine>,
    /// What was said through links so far.
    pub claims: Vec<Claim>,
    /// When it was received, as far as we know.
    pub received_at: Timestamp,
    /// Until when the link works.
    pub works_until: Timestamp,
    /// Whether it was taken back: there is nothing to answer any more.
    pub is_retracted: bool,
}

/// Shows what a link is about. Changes nothing, however often it is fetched.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a link that never was; [`DeskError::Refused`] for one that expired.
pub async fn open_answer(desk: &Desk, token: &str) -> Result<AnswerView, DeskError> {
    let referral = by_token(desk, token).await?;
    let received_at = check_time(desk, desk.store(), &referral).await?;
    let through_links = |claim: &&Claim| claim.via == "link";
    let mut lines = Vec::new();
    for line in &referral.lines {
        if matches!(line.outcome, LineOutcome::SentBack { .. }) {
            continue;
        }
        let said = notice_line(desk.store(), line, referral.language).await?;
        lines.push(AnswerLine {
            url_defanged: defang(&line.url),
            url: said.url,
            key: said.key,
            offence: said.offence,
            grounds: said.grounds,
            outcome: line.outcome.name(),
        });
    }
    Ok(AnswerView {
        unit: desk.config.unit.name.clone(),
        language: referral.language,
        lines,
        claims: referral
            .claims
            .iter()
            .filter(through_links)
            .cloned()
            .collect(),
        received_at,
        works_until: received_at.plus_ms(ANSWER_LINK_MS),
        is_retracted: matches!(referral.state, ReferralState::Retracted { .. }),
        reference: referral.reference,
    })
}

/// Records what the holder of a link says. The same said twice in a row is said once.
///
/// # Errors
///
/// [`DeskError::NotFound`] and [`DeskError::Refused`] as [`open_answer`], and for more claims than
/// a person can read.
pub async fn record_claim(
    desk: &Desk,
    token: &str,
    says: ClaimKind,
    note: &str,
) -> Result<(), DeskError> {
    let id = by_token(desk, token).await?.id;
    let holder = Actor {
        kind: ActorKind::LinkHolder,
        desk: desk.id,
        roles: Vec::new(),
        scope: None,
    };
    let mut tx = desk.begin(&holder).await?;
    let mut referral = tx.referral_for_update(id).await?.or_not_found("link")?;
    check_time(desk, &tx, &referral).await?;
    let claim = Claim {
        at: desk.now(),
        says: shortened(says),
        via: "link".to_owned(),
        note: shorten(note),
    };
    let is_repeat = referral.claims.last().is_some_and(|last| {
        (&last.says, &last.via, &last.note) == (&claim.says, &claim.via, &claim.note)
    });
    if is_repeat {
        return Ok(());
    }
    let event = add_claim(desk, &mut tx, &mut referral, claim).await?;
    tx.put_referral(&referral).await?;
    tx.commit(event).await?;
    Ok(())
}

/// Adds a claim to a referral, and brings the next look forward where it says that something is gone.
pub(crate) async fn add_claim(
    desk: &Desk,
    tx: &mut Tx<'_>,
    referral: &mut Referral,
    claim: Claim,
) -> Result<AuditEvent, DeskError> {
    if referral.claims.len() >= CLAIMS_MAX {
        let detail = "too much was said about this notice already; write a mail instead";
        return Err(DeskError::input("too_many_claims", detail));
    }
    if matches!(claim.says, ClaimKind::Removed { .. }) {
        look_soon(desk, tx, referral.id).await?;
    }
    let event = AuditEvent::ClaimReceived {
        referral: referral.id,
        says: claim.says.name().to_owned(),
        via: claim.via.clone(),
    };
    referral.claims.push(claim);
    referral.updated_at = desk.now();
    Ok(event)
}

async fn look_soon(desk: &Desk, tx: &mut Tx<'_>, id: ReferralId) -> Result<(), DeskError> {
    let soon = desk.now().plus_ms(LOOK_AFTER_CLAIM_MS);
    for mut recheck in tx.rechecks_of(id).await? {
        let is_waiting = matches!(recheck.watch, Watch::Watching);
        if is_waiting && recheck.next_at.is_some_and(|at| at > soon) {
            recheck.next_at = Some(soon);
            tx.put_recheck(&recheck).await?;
        }
    }
    Ok(())
}

async fn by_token(desk: &Desk, token: &str) -> Result<Referral, DeskError> {
    let token = Token::parse(token.trim()).or_not_found("link")?;
    let found = desk
        .store()
        .referral_by_answer_token(digest_of(token))
        .await?;
    found
        .filter(|referral| referral.desk == desk.id)
        .or_not_found("link")
}

/// When the referral was received; refuses once its link has expired.
async fn check_time(
    desk: &Desk,
    rows: &Reader,
    referral: &Referral,
) -> Result<Timestamp, DeskError> {
    if !referral.state.has_left() {
        return Err(DeskError::NotFound { what: "link" });
    }
    let received_at = match &referral.state {
        ReferralState::Sending { since, .. } | ReferralState::Uncertain { since, .. } => *since,
        state => {
            let told = rows.disclosures_of(referral.id).await?;
            let told_at = told.last().map_or(referral.created_at, |told| told.at);
            state.receipt_at().unwrap_or(told_at)
        }
    };
    if desk.now().since_ms(received_at) > ANSWER_LINK_MS {
        let detail = "this link has expired; answer the mail instead, with its reference";
        return Err(DeskError::input("answer_link_expired", detail));
    }
    Ok(received_at)
}

fn shorten(text: &str) -> String {
    let plain = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    plain
        .take(NOTE_CHARS_MAX)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn shortened(says: ClaimKind) -> ClaimKind {
    match says {
        ClaimKind::Refused { ground } => ClaimKind::Refused {
            ground: shorten(&ground),
        },
        ClaimKind::NotOurs { whose } => ClaimKind::NotOurs {
            whose: shorten(&whose),
        },
        other => other,
    }
}
