//! A referral is written: one or several items to one provider, each past every guard.

use vigie_dispatch::{Token, message_id};
use vigie_domain::legal_basis::LetterKind;
use vigie_domain::{
    Actor, AuditEvent, Contact, ContactId, ContactRefusal, Instrument, ItemCommand, ItemId,
    Language, Line, LineOutcome, Permission, ProviderId, ProviderRole, Referral, ReferralId,
    ReferralRefusal, ReferralState, Side,
};
use vigie_store::Reader;

use super::facts::{Gathered, Standing, gather, standing_of};
use super::token::{answer_token, digest_of};
use super::volume::check_volume;
use crate::desk::{Desk, random};
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::legal::LegalBook;
use crate::trace::find_provider;

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// About which items.
    pub items: Vec<ItemId>,
    /// What kind of act.
    pub instrument: Instrument,
    /// To whom; `None` for the hosting provider of the first item.
    pub provider: Option<ProviderId>,
    /// Through which address; `None` for the provider's first usable one.
    pub contact: Option<ContactId>,
    /// In which language; `None` for the one the contact declared.
    pub language: Option<Language>,
    /// Whether it waits for the recipient's working hours.
    pub is_urgent: bool,
}

impl NewReferral {
    /// A voluntary referral of these items to whoever hosts the first of them.
    pub fn of(items: Vec<ItemId>) -> Self {
        Self {
            items,
            instrument: Instrument::TcoReferral,
            provider: None,
            contact: None,
            language: None,
            is_urgent: false,
        }
    }
}

/// Writes a referral. Nothing leaves: a second person approves it first.
///
/// # Errors
///
/// [`DeskError::Refused`] with the first guard that says no; nothing is written.
pub async fn draft_referral(
    desk: &Desk,
    actor: &Actor,
    new: NewReferral,
) -> Result<Referral, DeskError> {
    actor.require(Permission::DraftReferral)?;
    let permission = Permission::DraftReferral;
    let drafted_by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let sender_domain = sender_domain(desk)?.to_owned();
    let mut ids = new.items.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(ReferralRefusal::NoLine.into());
    }

    let now = desk.now();
    let id: ReferralId = desk.new_id();
    let mut tx = desk.begin(actor).await?;
    let designations = tx.designations(desk.id).await?;
    let mut gathered = Vec::with_capacity(ids.len());
    for item_id in ids {
        let item = tx
            .item_for_update(item_id)
            .await?
            .filter(|item| item.desk == desk.id);
        let item = item.or_not_found("item")?;
        // Whatever is not actionable says so itself, before anything is asked about it.
        item.state.apply(ItemCommand::Draft { referral: id })?;
        gathered.push(gather(desk, &tx, item).await?);
    }
    let provider = match new.provider {
        Some(provider) => Some(
            tx.provider(provider)
                .await?
                .or_not_ours(desk, "provider")?
                .id,
        ),
        None => hosting_provider(desk, &tx, &gathered[0]).await?,
    };
    let mut role = None;
    for one in &gathered {
        let standing = match provider {
            Some(provider) => {
                standing_of(desk, &tx, one.chain.as_ref(), provider, new.instrument).await?
            }
            None => None,
        };
        let standing = standing.unwrap_or(Standing::UNTRACED);
        one.check(desk, new.instrument, standing, &designations)?;
        if role.is_some_and(|role| role != standing.role) {
            let detail = "the provider hosts some of these items and stands before others; refer \
                          them apart";
            return Err(DeskError::input("roles_differ", detail));
        }
        role = Some(standing.role);
    }
    let provider = provider.or_not_found("provider")?;
    let role = role.or_not_found("role of this provider")?;
    let book = LegalBook::read(desk, &tx).await?;
    let basis = book.current.in_force(new.instrument, now)?;
    basis.check_letter(LetterKind::Referral)?;
    basis.check_role(role)?;
    for one in &gathered {
        if let Some(reference) = tx.open_referral_for(one.item.id, provider).await? {
            return Err(ReferralRefusal::AlreadyReferred { reference }.into());
        }
    }
    check_volume(desk, &tx, provider, gathered.len()).await?;
    let contact = choose_contact(&tx, provider, new.contact).await?;

    let year = now
        .rfc3339()
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(1970);
    let reference = tx.next_reference(desk.id, year).await?;
    let referral = Referral {
        id,
        desk: desk.id,
        side: Side::Unit,
        instrument: new.instrument,
        basis: Some(basis.reference()),
        provider,
        role,
        contact: contact.id,
        language: new.language.unwrap_or(contact.language),
        lines: gathered.iter().map(|one| line(desk, one)).collect(),
        state: ReferralState::Draft,
        is_urgent: new.is_urgent,
        drafted_by,
        message_id: message_id(&reference, now, &sender_domain),
        reply_token: Token::from_bytes(random()).to_string(),
        answer_token_sha256: digest_of(answer_token(desk, id, contact.id)?),
        claims: Vec::new(),
        created_at: now,
        updated_at: now,
        reference,
    };
    for one in gathered {
        let mut item = one.item;
        item.state = item.state.apply(ItemCommand::Draft { referral: id })?;
        item.updated_at = now;
        tx.put_item(&item).await?;
    }
    tx.put_referral(&referral).await?;
    tx.commit(drafted(&referral)).await?;
    Ok(referral)
}

pub(super) fn drafted(referral: &Referral) -> AuditEvent {
    AuditEvent::ReferralDrafted {
        referral: referral.id,
        instrument: referral.instrument.name().to_owned(),
        provider: referral.provider,
        items: referral.lines.iter().map(|line| line.item).collect(),
    }
}

/// The domain of the unit's address; a desk without one can work on items and cannot send.
pub(crate) fn sender_domain(desk: &Desk) -> Result<&str, DeskError> {
    let address = desk.config.unit.sender_address.as_str();
    let domain = address.rsplit_once('@').map(|(_, domain)| domain.trim());
    domain.filter(|domain| !domain.is_empty()).ok_or_else(|| {
        let detail = "this desk has no sender address, so nothing can be referred; set \
                      `desk.unit.sender_address`";
        DeskError::input("no_sender", detail)
    })
}

fn line(desk: &Desk, one: &Gathered) -> Line {
    Line {
        id: desk.new_id(),
        item: one.item.id,
        url: one.locator.url.clone(),
        key: one.locator.key.clone(),
        exhibit: one.exhibit.id,
        assessment: one.assessment.id,
        review: one.review.as_ref().map(|review| review.id),
        outcome: LineOutcome::Open,
    }
}

pub(crate) async fn hosting_provider(
    desk: &Desk,
    rows: &Reader,
    one: &Gathered,
) -> Result<Option<ProviderId>, DeskError> {
    let Some(chain) = &one.chain else {
        return Ok(None);
    };
    let Some(link) = chain.find_link(ProviderRole::HostingProvider) else {
        return Ok(None);
    };
    let known = find_provider(desk, rows, chain, link).await?;
    Ok(known.map(|provider| provider.id))
}

/// The contact asked for, or the provider's first that may be written to.
pub(super) async fn choose_contact(
    rows: &Reader,
    provider: ProviderId,
    asked: Option<ContactId>,
) -> Result<Contact, DeskError> {
    let contacts = rows.contacts_of(provider).await?;
    if let Some(asked) = asked {
        let contact = contacts.into_iter().find(|contact| contact.id == asked);
        let contact = contact.or_not_found("contact of this provider")?;
        contact.check()?;
        return Ok(contact);
    }
    if contacts.is_empty() {
        let detail = "no contact of this provider is known; a liaison officer adds one first";
        return Err(DeskError::input("no_contact", detail));
    }
    let refusal = contacts[0].check();
    match contacts.into_iter().find(|contact| contact.check().is_ok()) {
        Some(contact) => Ok(contact),
        None => Err(refusal.err().unwrap_or(ContactRefusal::Unconfirmed).into()),
    }
}
