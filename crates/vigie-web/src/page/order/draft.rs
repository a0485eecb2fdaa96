//! `GET` and `POST /items/{id}/order`: an order to the hosting provider of an item.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::item::show_item;
use vigie_desk::order::{NewOrder, draft_order};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Item, ItemId, Permission};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "order/draft.html")]
struct DraftPage {
    page: Page,
    item: Item,
    typed: Fields,
    problem: Option<Problem>,
}

async fn draft_page(
    desk: &Desk,
    session: &Session,
    id: ItemId,
    typed: Fields,
) -> Result<DraftPage, Failure> {
    let permission = Permission::DraftOrder;
    if !session.actor.may(permission) {
        return Err(DeskError::Forbidden { permission }.into());
    }
    let mut page = session.page.clone();
    page.path = format!("/items/{id}/order");
    Ok(DraftPage {
        page,
        item: show_item(desk, &session.actor, id).await?.item,
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
/// Nothing there, or not allowed; the rule that says no is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let drafted = match new_order(id, &fields) {
        Ok(new) => draft_order(&desk, &session.actor, new).await,
        Err(error) => Err(error),
    };
    match drafted {
        Ok(order) => Ok(done(&format!("/orders/{}", order.id), "order-drafted").into_response()),
        Err(error) => {
            let problem = refusal(error)?;
            let mut shown = draft_page(&desk, &session, id, fields).await?;
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
    }
}

fn new_order(first: ItemId, fields: &Fields) -> Result<NewOrder, DeskError> {
    let last_id = |text: &str| {
        text.rsplit('/')
            .next()
            .map(str::to_owned)
            .unwrap_or_default()
    };
    let mut items = vec![first];
    for line in fields.text("items").split_whitespace() {
        items.push(last_id(line).parse().map_err(|_| {
            let detail = "a line of further items holds no id of an item; copy its address from the item's page";
            DeskError::input("item_id_malformed", detail)
        })?);
    }
    let failed_referral = match fields.find("referral") {
        None => None,
        Some(text) => Some(last_id(&text).parse().map_err(|_| {
            let detail = "this is no referral; copy its address from the referral's page";
            DeskError::input("item_id_malformed", detail)
        })?),
    };
    Ok(NewOrder {
        items,
        provider: None,
        contact: None,
        failed_referral,
        why: fields.text("why").to_owned(),
        additional_reasons: fields.find("additional"),
        member_state: fields.find("member-state"),
        non_disclosure: fields.find("non-disclosure"),
        file_number: fields.find("file-number"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what the form sends is what is drafted; an id that is none is refused.
    #[test]
    fn a_draft_is_read() {
        let id = ItemId::from_u128(3);
        let read = |body: &str| new_order(id, &Fields::parse(body.as_bytes()));
        let new = read("why=Because+it+is&member-state=IE&non-disclosure=&referral=").unwrap();
        assert_eq!((new.items, new.failed_referral), (vec![id], None));
        assert_eq!(new.member_state.as_deref(), Some("IE"));
        assert_eq!(new.non_disclosure, None);
        for bad in ["items=x", "referral=x"] {
            assert_eq!(read(bad).unwrap_err().code(), "item_id_malformed");
        }
    }
}
