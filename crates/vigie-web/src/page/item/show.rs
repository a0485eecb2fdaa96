//! `GET /items/{id}`: evidence, facts, findings, acts of one item.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::config::ThreatContact;
use vigie_desk::item::{ItemView, show_item};
use vigie_desk::trace::show_chain;
use vigie_domain::{
    Actor, Conclusion, CustodyOrigin, Item, ItemId, ItemState, Permission, PriorityReason,
    Timestamp, Watch,
};

use super::history::Act;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::exhibit::view::{Panel, Shown};
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// A provider of the chain, as a step of the drawing.
struct Step {
    role: &'static str,
    name: String,
    grade: &'static str,
    asn: Option<u32>,
    country: Option<String>,
    evidence: Vec<String>,
}

/// The traced chain.
struct Chain {
    at: Timestamp,
    steps: Vec<Step>,
    /// `known`, `ask_proxy`, `no_address`, `unknown`.
    standing: String,
    defects: Vec<String>,
}

#[derive(Template)]
#[template(path = "item/show.html")]
struct ItemPage {
    page: Page,
    item: Item,
    view: ItemView,
    panel: Option<Panel>,
    chain: Option<Chain>,
    history: Vec<Act>,
    people: People,
    is_mine: bool,
    /// Names of the banks a picture can be put into.
    banks: Vec<String>,
    /// Whom to tell when a life is in danger.
    threat_contacts: Vec<ThreatContact>,
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Result<Response, Failure> {
    show(&desk, session, id, Shown::Nothing).await
}

/// `POST /items/{id}/reveal`: the same page with one thing to be seen.
///
/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn reveal(
    State(desk): State<Arc<Desk>>,
    mut session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    session.page.path = format!("/items/{id}");
    show(&desk, session, id, Shown::parse(fields.text("reveal"))).await
}

async fn show(
    desk: &Desk,
    session: Session,
    id: ItemId,
    shown: Shown,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_item(desk, &actor, id).await?;
    let panel = match current_exhibit(&view) {
        Some(exhibit) => Some(Panel::of(desk, &actor, exhibit, shown).await?),
        None => None,
    };
    let people = People::of(desk).await?;
    let history = view
        .history
        .iter()
        .filter_map(|logged| {
            Some(Act::of(
                &page,
                &people,
                logged.record.as_ref()?,
                logged.log_index,
            ))
        })
        .collect();
    Ok(render(&ItemPage {
        item: view.item.clone(),
        chain: chain(desk, &actor, id).await?,
        is_mine: view.claimed_by.is_some() && view.claimed_by == actor.user(),
        banks: bank_names(desk, &actor).await?,
        threat_contacts: desk.config().threat.contacts.clone(),
        panel,
        history,
        people,
        page,
        view,
    }))
}

/// The banks somebody may put a picture into.
async fn bank_names(desk: &Desk, actor: &Actor) -> Result<Vec<String>, Failure> {
    if !actor.may(Permission::CurateBank) {
        return Ok(Vec::new());
    }
    let banks = vigie_desk::bank::list_banks(desk, actor).await?;
    Ok(banks.into_iter().map(|view| view.bank.name).collect())
}

/// The exhibit the case rests on, else the newest.
pub(crate) fn current_exhibit(view: &ItemView) -> Option<vigie_domain::Exhibit> {
    let wanted = match view.item.state {
        ItemState::Captured { exhibit }
        | ItemState::Assessed { exhibit, .. }
        | ItemState::Disputed { exhibit, .. }
        | ItemState::Actionable { exhibit, .. }
        | ItemState::Held { exhibit, .. }
        | ItemState::Acting { exhibit, .. }
        | ItemState::Monitoring { exhibit, .. } => Some(exhibit),
        _ => None,
    };
    let found = wanted.and_then(|id| view.exhibits.iter().find(|exhibit| exhibit.id == id));
    found.or_else(|| view.exhibits.first()).cloned()
}

async fn chain(desk: &Desk, actor: &Actor, id: ItemId) -> Result<Option<Chain>, Failure> {
    let Some((at, chain)) = show_chain(desk, actor, id).await? else {
        return Ok(None);
    };
    let standing = serde_json::to_value(&chain.host_standing).unwrap_or_default();
    let steps = chain.links.iter().map(|link| Step {
        role: link.role.name(),
        name: link.provider_name.clone(),
        grade: link.grade.name(),
        asn: link.asn,
        country: link.country.clone(),
        evidence: link
            .evidence
            .iter()
            .map(|one| {
                let method = serde_json::to_value(one.method).unwrap_or_default();
                let method = method.as_str().unwrap_or_default();
                format!("{method}: {} ({})", one.detail, one.source)
            })
            .collect(),
    });
    Ok(Some(Chain {
        at,
        steps: steps.collect(),
        standing: standing["standing"]
            .as_str()
            .unwrap_or("unknown")
            .to_owned(),
        defects: chain.defects.iter().map(ToString::to_string).collect(),
    }))
}

impl ItemPage {
    /// The referral the item is on.
    fn referral(&self) -> Option<vigie_domain::ReferralId> {
        self.item.state.referral()
    }

    fn is_state(&self, name: &str) -> bool {
        self.item.state.name() == name
    }

    fn may_reopen(&self) -> bool {
        let is_done = self.item.state.is_closed() || self.item.state.name() == "escalated";
        is_done && self.page.may(Permission::ReopenItem)
    }

    fn may_capture(&self) -> bool {
        let is_early = matches!(
            self.item.state.name(),
            "new" | "triaged" | "capture_failed" | "captured"
        );
        is_early && !self.item.locators.is_empty() && self.page.may(Permission::AddItem)
    }

    /// Whether the address names something that is not one item.
    fn is_no_item(&self) -> bool {
        self.item
            .primary_locator()
            .is_some_and(|locator| locator.scope != vigie_domain::UrlScope::Item)
    }

    /// What a finding was made of the item by the first person, and is waiting for its second.
    fn is_own_finding(&self) -> bool {
        matches!(self.item.state, ItemState::Assessed { by, .. }
            if self.page.user.as_ref().is_some_and(|user| user.id == by))
    }
}
