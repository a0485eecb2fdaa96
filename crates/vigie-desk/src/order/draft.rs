//! An order is written: one or several items to the provider that hosts them, each past every guard.

use vigie_dispatch::{Token, message_id};
use vigie_domain::legal_basis::LetterKind;
use vigie_domain::order::form::{
    Addressee, BasisLine, HomeCopy, MaterialReason, NonDisclosureLine, ORDER_SCHEMA, OrderForm,
    OrderLocation,
};
use vigie_domain::order::region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny};
use vigie_domain::order::{OrderLine, WhyOrder};
use vigie_domain::{
    Actor, AuditEvent, ClockKind, Contact, ContactId, ContactScope, FormKind, Instrument, ItemId,
    ItemState, LegalBasis, Order, OrderId, OrderRefusal, OrderState, Permission, Provider,
    ProviderId, ReferralId, Side, UserId,
};
use vigie_store::Reader;

use super::authority::{authority_of, feedback_contact, redress_of};
use crate::desk::{Desk, random};
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::legal::LegalBook;
use crate::referral::{
    Gathered, Standing, answer_token, digest_of, gather, hosting_provider, sender_domain,
    standing_of,
};

/// What is to be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// About which items.
    pub items: Vec<ItemId>,
    /// To whom; `None` for the hosting provider of the first item.
    pub provider: Option<ProviderId>,
    /// Through which contact point; `None` for the first published for orders.
    pub contact: Option<ContactId>,
    /// The referral that failed, where one was tried.
    pub failed_referral: Option<ReferralId>,
    /// Why a referral failed, or does not fit.
    pub why: String,
    /// What else is to be known for considering the material unlawful.
    pub additional_reasons: Option<String>,
    /// Where the provider is at home, for one whose register does not say; two capital letters.
    pub member_state: Option<String>,
    /// Why the author is not to be told yet; `None` when the author may be told.
    pub non_disclosure: Option<String>,
    /// The authority's own file number; `None` for the order's reference.
    pub file_number: Option<String>,
}

/// Writes an order. Nothing leaves: a legal officer checks it, and an issuer signs it.
///
/// # Errors
///
/// [`DeskError::Refused`] with the first rule that says no; nothing is written.
pub async fn draft_order(desk: &Desk, actor: &Actor, new: NewOrder) -> Result<Order, DeskError> {
    actor.require(Permission::DraftOrder)?;
    let permission = Permission::DraftOrder;
    let drafted_by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let domain = sender_domain(desk)?.to_owned();
    let mut ids = new.items.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(OrderRefusal::NoLine.into());
    }
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let book = LegalBook::read(desk, &tx).await?;
    let basis = book
        .current
        .in_force(Instrument::TcoRemovalOrder, now)?
        .clone();
    basis.check_letter(LetterKind::Order)?;
    let mut gathered = Vec::with_capacity(ids.len());
    for id in ids {
        let item = tx.item_for_update(id).await?.or_not_ours(desk, "item")?;
        if let ItemState::Held { .. } = item.state {
            return Err(OrderRefusal::OnHold.into());
        }
        if let Some(reference) = tx.open_order_for(id).await? {
            return Err(OrderRefusal::AlreadyOrdered { reference }.into());
        }
        gathered.push(gather(desk, &tx, item).await?);
    }
    let provider = match new.provider {
        Some(provider) => Some(provider),
        None => hosting_provider(desk, &tx, &gathered[0]).await?,
    };
    let provider = provider.or_not_found("hosting provider of this item")?;
    let provider = tx.provider(provider).await?.or_not_ours(desk, "provider")?;
    let role = check_lines(desk, &tx, &gathered, provider.id, &basis).await?;
    let contact = contact_point(&tx, provider.id, new.contact).await?;
    let why = why_of(&tx, &new, provider.id).await?;

    let year = now.rfc3339().get(..4).and_then(|year| year.parse().ok());
    let reference = tx.next_reference(desk.id, year.unwrap_or(1970)).await?;
    let designations = tx.designations(desk.id).await?;
    let file = new.file_number.clone().unwrap_or_else(|| reference.clone());
    let id: OrderId = desk.new_id();
    let involved = involved_in(&gathered);
    let order = Order {
        id,
        desk: desk.id,
        side: Side::Unit,
        provider: provider.id,
        role: role.role,
        contact: contact.id,
        form: OrderForm {
            authority: authority_of(desk, &designations, &file),
            ..form_of(
                desk, &book, &basis, &new, &gathered, &provider, &contact, &reference,
            )?
        },
        zone: desk.config.order.zone.clone(),
        lines: lines_of(desk, &gathered)?,
        why,
        drafted_by,
        involved,
        state: OrderState::Draft,
        sent_at: None,
        emergency: None,
        receipts: Vec::new(),
        answers: Vec::new(),
        clarifications: Vec::new(),
        home_copy: HomeCopyState::NotNeeded,
        scrutiny: Scrutiny::None,
        appeal: Appeal::NotOpen,
        non_disclosure: NonDisclosure::None,
        reinstatement: Reinstatement::NotDue,
        final_told_at: None,
        message_id: message_id(&reference, now, &domain),
        reply_token: Token::from_bytes(random()).to_string(),
        answer_token_sha256: digest_of(answer_token(desk, ReferralId(id.0), contact.id)?),
        papers: Vec::new(),
        created_at: now,
        updated_at: now,
        basis,
    };
    // What is missing is said now, while whoever knows it sits before the form.
    order.form.check_unsigned().map_err(OrderRefusal::from)?;
    tx.put_order(&order).await?;
    tx.commit(AuditEvent::OrderDrafted {
        order: id,
        instrument: Instrument::TcoRemovalOrder.name().to_owned(),
        provider: provider.id,
        items: order.lines.iter().map(|line| line.item).collect(),
    })
    .await?;
    Ok(order)
}

/// Every guard of a line, asked for a binding act; as what the provider stands there.
pub(super) async fn check_lines(
    desk: &Desk,
    rows: &Reader,
    gathered: &[Gathered],
    provider: ProviderId,
    basis: &LegalBasis,
) -> Result<Standing, DeskError> {
    let designations = rows.designations(desk.id).await?;
    let mut role = Standing::UNTRACED;
    for one in gathered {
        let chain = one.chain.as_ref();
        let standing = standing_of(desk, rows, chain, provider, basis.instrument).await?;
        let standing = standing.unwrap_or(Standing::UNTRACED);
        one.check(desk, basis.instrument, standing, &designations)?;
        basis.check_role(standing.role)?;
        role = standing;
    }
    Ok(role)
}

/// The contact point the provider published for orders: no other door counts as receipt.
async fn contact_point(
    rows: &Reader,
    provider: ProviderId,
    asked: Option<ContactId>,
) -> Result<Contact, DeskError> {
    let contacts = rows.contacts_of(provider).await?;
    let contact = if let Some(asked) = asked {
        contacts.into_iter().find(|contact| contact.id == asked)
    } else {
        let usable = |contact: &Contact| {
            contact.scope == ContactScope::TcoContactPoint && contact.check().is_ok()
        };
        let found = contacts.iter().find(|contact| usable(contact)).cloned();
        found.or_else(|| contacts.into_iter().next())
    };
    let Some(contact) = contact else {
        let detail = "no contact point for orders of this provider is known; a liaison officer \
                      takes in the register that names it";
        return Err(DeskError::input("no_contact", detail));
    };
    if contact.scope != ContactScope::TcoContactPoint {
        let scope = contact.scope.name();
        return Err(OrderRefusal::NotTheContactPoint { scope }.into());
    }
    contact.check()?;
    Ok(contact)
}

/// Why a referral is not enough; one that is named as failed went to this provider and left.
async fn why_of(
    rows: &Reader,
    new: &NewOrder,
    provider: ProviderId,
) -> Result<WhyOrder, DeskError> {
    let reason = new.why.trim().to_owned();
    let chars_min = vigie_domain::order::form::REASON_CHARS_MIN;
    if reason.chars().count() < chars_min {
        let what = "reason why a referral failed or does not fit";
        return Err(OrderRefusal::GroundsMissing { what, chars_min }.into());
    }
    let Some(referral) = new.failed_referral else {
        return Ok(WhyOrder::ReferralUnsuited { reason });
    };
    let tried = rows.referral(referral).await?;
    let fits = tried.is_some_and(|tried| {
        tried.provider == provider
            && tried.state.has_left()
            && new
                .items
                .iter()
                .all(|item| tried.lines.iter().any(|line| line.item == *item))
    });
    if !fits {
        return Err(OrderRefusal::ReferralUnfit.into());
    }
    Ok(WhyOrder::ReferralFailed { referral, reason })
}

/// Who found and who reviewed what the order rests on, each once.
fn involved_in(gathered: &[Gathered]) -> Vec<UserId> {
    let assessed = gathered.iter().map(|one| one.assessment.by);
    let reviewed = gathered
        .iter()
        .filter_map(|one| Some(one.review.as_ref()?.by));
    let mut involved: Vec<UserId> = assessed.chain(reviewed).collect();
    involved.sort_unstable();
    involved.dedup();
    involved
}

fn lines_of(desk: &Desk, gathered: &[Gathered]) -> Result<Vec<OrderLine>, DeskError> {
    gathered
        .iter()
        .map(|one| {
            let review = one.review.as_ref();
            Ok(OrderLine {
                id: desk.new_id(),
                item: one.item.id,
                url: one.locator.url.clone(),
                key: one.locator.key.clone(),
                exhibit: one.exhibit.id,
                assessment: one.assessment.id,
                review: review.or_not_found("second finding on this item")?.id,
            })
        })
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "each is a section of the form")]
fn form_of(
    desk: &Desk,
    book: &LegalBook,
    basis: &LegalBasis,
    new: &NewOrder,
    gathered: &[Gathered],
    provider: &Provider,
    contact: &Contact,
    reference: &str,
) -> Result<OrderForm, DeskError> {
    let language = contact.language;
    let config = &desk.config.order;
    let stated = new.member_state.as_deref().map(str::to_ascii_uppercase);
    let home = provider.country.clone().or(stated);
    let home = home.ok_or(OrderRefusal::HomeUnknown)?;
    let cross_border = home != config.state;
    let home_copy = if cross_border {
        let authority = book.current.authority_of(&home);
        let unknown = || OrderRefusal::HomeAuthorityUnknown {
            state: home.clone(),
        };
        Some(HomeCopy {
            authority: authority.ok_or_else(unknown)?.contact.clone(),
            sent_at: None,
        })
    } else {
        None
    };
    let non_disclosure = match &new.non_disclosure {
        None => None,
        Some(reasons) => Some(NonDisclosureLine {
            reasons: reasons.trim().to_owned(),
            until: basis.due(ClockKind::NonDisclosure, desk.now(), &config.zone)?,
        }),
    };
    let execute = basis.span(ClockKind::Execute)?;
    let out = execute.after(desk.now(), "UTC").unwrap_or(desk.now());
    Ok(OrderForm {
        schema: ORDER_SCHEMA.to_owned(),
        edition: basis
            .forms
            .get(&FormKind::Order)
            .cloned()
            .unwrap_or_default(),
        language,
        legal_basis: BasisLine {
            code: basis.code.clone(),
            version: basis.version,
            text: basis.text.get(language).to_owned(),
        },
        issuing_state: config.state.clone(),
        addressee: Addressee {
            name: provider.name.clone(),
            legal_representative: None,
            contact_point: contact.address.clone(),
            member_state: home,
        },
        reference: reference.to_owned(),
        issued_at: None,
        execute_within_ms: out.since_ms(desk.now()),
        locations: gathered.iter().map(location_of).collect(),
        material: material_of(gathered),
        additional_reasons: new.additional_reasons.clone(),
        non_disclosure,
        cross_border,
        home_copy,
        authority: authority_of(desk, &[], reference),
        signature: None,
        feedback_contact: feedback_contact(desk),
        redress: redress_of(desk, basis, language)?,
    })
}

fn location_of(one: &Gathered) -> OrderLocation {
    let primary = one.exhibit.primary();
    // A page is made anew for each visitor: its digest would name nothing.
    let file = primary.filter(|record| !record.content_type.starts_with("text/html"));
    OrderLocation {
        url: one.locator.url.clone(),
        additional_identification: None,
        sha256: file.map(|record| record.sha256),
    }
}

/// Each box once, with the reasons of every item that falls in it.
fn material_of(gathered: &[Gathered]) -> Vec<MaterialReason> {
    let mut material: Vec<MaterialReason> = Vec::new();
    let is_single = gathered.len() == 1;
    for (place, one) in gathered.iter().enumerate() {
        for found in &one.assessment.form.categories {
            let reason = if is_single {
                found.reason.clone()
            } else {
                format!("({}) {}", place + 1, found.reason)
            };
            match material
                .iter_mut()
                .find(|box_| box_.category == found.category)
            {
                Some(known) => {
                    known.reasons.push('\n');
                    known.reasons.push_str(&reason);
                }
                None => material.push(MaterialReason {
                    category: found.category,
                    reasons: reason,
                }),
            }
        }
    }
    material.sort_by_key(|box_| box_.category);
    material
}
