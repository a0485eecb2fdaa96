//! The letter as a person approves it, and the recipient's hour.

use vigie_dispatch::{Detail, Letter, LogProof, Rendered};
use vigie_domain::{
    Actor, Contact, Language, Line, LineOutcome, Permission, Provider, Referral, ReferralId,
    Timestamp,
};

use super::facts::{Standing, gather, standing_of};
use super::notice::{Occasion, notice_of};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Refusal, Require};

/// A letter before it leaves.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The referral.
    pub referral: Referral,
    /// To whom.
    pub provider: Provider,
    /// Through which address.
    pub contact: Contact,
    /// The letter, in the language asked for. Its place in the log is not known yet and shows as 0.
    pub letter: Rendered,
    /// What time it is where the recipient sits.
    pub recipient_time: Option<String>,
    /// When it would leave if it were approved now.
    pub leaves_at: Timestamp,
    /// The same, by the recipient's clock.
    pub leaves_at_local: Option<String>,
    /// What would refuse its approval now, line by line.
    pub refusals: Vec<(Line, Refusal)>,
}

/// Renders the letter in its own language, or in another for a colleague to read along.
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence for a template that cannot be filled.
pub async fn preview_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    language: Option<Language>,
) -> Result<Preview, DeskError> {
    if !actor.may(Permission::DraftReferral) && !actor.may(Permission::ApproveReferral) {
        actor.require(Permission::CloseReferral)?;
    }
    let store = desk.store();
    let referral = store
        .referral(id)
        .await?
        .filter(|referral| referral.desk == desk.id);
    let referral = referral.or_not_found("referral")?;
    let provider = store
        .provider(referral.provider)
        .await?
        .or_not_found("provider")?;
    let contact = store
        .contact(referral.contact)
        .await?
        .or_not_found("contact")?;
    let now = desk.now();
    let mut lines: Vec<&Line> = referral.open_lines().collect();
    if lines.is_empty() {
        lines = referral.lines.iter().collect();
    }
    let occasion = Occasion {
        letter: Letter::Referral,
        detail: Detail::Full,
        message_id: referral.message_id.clone(),
        issued_at: now,
        log: LogProof {
            index: 0,
            inclusion: serde_json::Value::Null,
        },
    };
    let notice = notice_of(desk, store, &referral, &contact, &lines, occasion).await?;
    let language = language.unwrap_or(referral.language);
    let letter = desk
        .rooms
        .mailer
        .render_in(&notice, language)
        .map_err(letter_refused)?;
    let leaves_at = leaves_at(&referral, &contact, now);
    Ok(Preview {
        recipient_time: now.civil(&contact.zone).map(|civil| civil.text),
        leaves_at,
        leaves_at_local: leaves_at.civil(&contact.zone).map(|civil| civil.text),
        refusals: refusals(desk, &referral).await?,
        referral,
        provider,
        contact,
        letter,
    })
}

/// When a letter may leave: at once when urgent, else in the recipient's working hours.
pub(super) fn leaves_at(referral: &Referral, contact: &Contact, now: Timestamp) -> Timestamp {
    if referral.is_urgent {
        return now;
    }
    contact.next_open(now).unwrap_or(now)
}

/// A letter that cannot be written is a refusal with the room's own sentence.
#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` takes")]
pub(crate) fn letter_refused(error: vigie_dispatch::DispatchError) -> DeskError {
    DeskError::input("letter_refused", error.to_string())
}

async fn refusals(desk: &Desk, referral: &Referral) -> Result<Vec<(Line, Refusal)>, DeskError> {
    let store = desk.store();
    let designations = store.designations(desk.id).await?;
    let mut refusals = Vec::new();
    let is_draft = referral.state.name() == "draft";
    for line in referral
        .lines
        .iter()
        .filter(|line| is_draft && line.outcome == LineOutcome::Open)
    {
        let item = store
            .item(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        let checked = async {
            let one = gather(desk, store, item).await?;
            let standing = standing_of(
                desk,
                store,
                one.chain.as_ref(),
                referral.provider,
                referral.instrument,
            );
            let standing = standing.await?.unwrap_or(Standing::UNTRACED);
            Ok::<_, DeskError>(one.check(desk, referral.instrument, standing, &designations)?)
        };
        match checked.await {
            Ok(()) => {}
            Err(DeskError::Refused(refusal)) => refusals.push((line.clone(), refusal)),
            Err(error) => return Err(error),
        }
    }
    Ok(refusals)
}
