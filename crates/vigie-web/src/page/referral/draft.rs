//! `GET` and `POST /items/{id}/referral`: to whom, through which address, by which instrument.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::contact::list_contacts;
use vigie_desk::item::show_item;
use vigie_desk::provider::{Addressee, list_addressees};
use vigie_desk::referral::{NewReferral, draft_referral};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{
    Contact, ContactId, Instrument, Item, ItemId, Language, Permission, ProviderId,
};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// A provider with the addresses it can be written to.
struct Choice {
    addressee: Addressee,
    contacts: Vec<Contact>,
}

#[derive(Template)]
#[template(path = "referral/draft.html")]
struct DraftPage {
    page: Page,
    item: Item,
    choices: Vec<Choice>,
    typed: Fields,
    problem: Option<Problem>,
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page and hand over references"
)]
impl DraftPage {
    /// One choice of provider, address and instrument, as the button of the form holds it.
    fn value(&self, choice: &Choice, contact: &Contact, instrument: &Instrument) -> String {
        format!(
            "{} {} {}",
            choice.addressee.provider.id,
            contact.id,
            instrument.name()
        )
    }

    fn is_chosen(&self, value: &str) -> bool {
        self.typed.text("to") == value
    }

    fn is_language(&self, code: &str) -> bool {
        self.typed.text("language") == code
    }

    /// Whether nobody could be chosen.
    fn is_stuck(&self) -> bool {
        !self.choices.iter().any(|choice| {
            !choice.addressee.instruments.is_empty()
                && choice
                    .contacts
                    .iter()
                    .any(|contact| contact.check().is_ok())
        })
    }
}

async fn draft_page(
    desk: &Desk,
    session: &Session,
    id: ItemId,
    typed: Fields,
) -> Result<DraftPage, Failure> {
    let actor = &session.actor;
    if !actor.may(Permission::DraftReferral) {
        return Err(DeskError::Forbidden {
            permission: Permission::DraftReferral,
        }
        .into());
    }
    let item = show_item(desk, actor, id).await?.item;
    let mut choices = Vec::new();
    for addressee in list_addressees(desk, actor, id).await? {
        let contacts = list_contacts(desk, actor, addressee.provider.id).await?;
        choices.push(Choice {
            addressee,
            contacts,
        });
    }
    let mut page = session.page.clone();
    page.path = format!("/items/{id}/referral");
    Ok(DraftPage {
        page,
        item,
        choices,
        typed,
        problem: None,
    })
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn form(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Result<Response, Failure> {
    Ok(render(
        &draft_page(&desk, &session, id, Fields::default()).await?,
    ))
}

/// # Errors
///
/// Nothing there, or not allowed; the guard that says no is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let drafted = match new_referral(id, &fields) {
        Ok(new) => draft_referral(&desk, &session.actor, new).await,
        Err(error) => Err(error),
    };
    match drafted {
        Ok(referral) => Ok(done(&format!("/referrals/{}", referral.id), "drafted").into_response()),
        Err(error) => {
            let problem = refusal(error)?;
            let mut shown = draft_page(&desk, &session, id, fields).await?;
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
    }
}

fn new_referral(first: ItemId, fields: &Fields) -> Result<NewReferral, DeskError> {
    let unreadable = || DeskError::input("addressee_missing", "choose to whom the referral goes");
    let mut parts = fields.text("to").split(' ');
    let provider: ProviderId = parts
        .next()
        .and_then(|id| id.parse().ok())
        .ok_or_else(unreadable)?;
    let contact: ContactId = parts
        .next()
        .and_then(|id| id.parse().ok())
        .ok_or_else(unreadable)?;
    let instrument = parts
        .next()
        .and_then(Instrument::parse)
        .ok_or_else(unreadable)?;
    let mut items = vec![first];
    for line in fields.text("items").split_whitespace() {
        let id = line.rsplit('/').next().and_then(|id| id.parse().ok());
        items.push(id.ok_or_else(|| {
            let detail = "a line of further items holds no id of an item; copy its address from the item's page";
            DeskError::input("item_id_malformed", detail)
        })?);
    }
    Ok(NewReferral {
        items,
        instrument,
        provider: Some(provider),
        contact: Some(contact),
        language: Language::parse(fields.text("language")),
        is_urgent: fields.is_ticked("urgent"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what the form sends is what is drafted; a form without an addressee drafts nothing.
    #[test]
    fn a_draft_is_read() {
        let (provider, contact) = (ProviderId::from_u128(1), ContactId::from_u128(2));
        let (first, second) = (ItemId::from_u128(3), ItemId::from_u128(4));
        let body = format!(
            "to={provider}+{contact}+tco_referral&items=https%3A%2F%2Fdesk.example%2Fitems%2F{second}&language=&urgent=yes"
        );
        let new = new_referral(first, &Fields::parse(body.as_bytes())).unwrap();
        assert_eq!(new.items, [first, second]);
        assert_eq!((new.provider, new.contact), (Some(provider), Some(contact)));
        assert_eq!(
            (new.instrument, new.language, new.is_urgent),
            (Instrument::TcoReferral, None, true)
        );
        for bad in ["", "to=x+y+z", "to=1"] {
            let refused = new_referral(first, &Fields::parse(bad.as_bytes())).unwrap_err();
            assert_eq!(refused.code(), "addressee_missing");
        }
    }
}
