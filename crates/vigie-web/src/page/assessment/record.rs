//! `GET` and `POST /items/{id}/assessment`: the first finding, in the order of the law's questions.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use vigie_desk::assessment::record_assessment;
use vigie_desk::item::{claim_item, show_item};
use vigie_desk::reading::{CarriedFinding, TextCopy, assess_copies, list_copies};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{
    Conclusion, CustodyOrigin, ExhibitId, Finding, Item, ItemId, Permission, PriorityReason,
};

use super::typed::Typed;
use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::done;
use crate::page::exhibit::view::{Panel, Shown};
use crate::page::item::show::current_exhibit;
use crate::session::Session;
use crate::view::{Key, Page, render, render_refused};

/// The form of a finding; the reviewer gets the same, with nothing of the first finding in it.
#[derive(Template)]
#[template(path = "assessment/form.html")]
pub(crate) struct FindingPage {
    pub(crate) page: Page,
    pub(crate) item: Item,
    pub(crate) panel: Option<Panel>,
    pub(crate) typed: Typed,
    pub(crate) problem: Option<Problem>,
    pub(crate) title: Key,
    pub(crate) hint: Key,
    /// `assessment` or `review`.
    pub(crate) verb: &'static str,
    /// Items that say and show the same and wait for the same.
    pub(crate) copies: Vec<TextCopy>,
    /// Whether the finding is to serve them too.
    with_copies: bool,
}

impl FindingPage {
    /// Their ids, so that the act serves those that were counted on the page and no other.
    fn copy_ids(&self) -> String {
        let ids: Vec<String> = self
            .copies
            .iter()
            .map(|copy| copy.item.id.to_string())
            .collect();
        ids.join(" ")
    }

    /// The copies that were shown when the finding was sent, as far as they still are; none when
    /// they were not asked for.
    pub(crate) fn chosen_copies(&self, fields: &Fields) -> Vec<TextCopy> {
        let shown = fields.text("copies");
        let ids: Vec<ItemId> = shown.split(' ').filter_map(|id| id.parse().ok()).collect();
        let is_chosen = |copy: &&TextCopy| self.with_copies && ids.contains(&copy.item.id);
        self.copies.iter().filter(is_chosen).cloned().collect()
    }

    /// What stands in the record of a copy.
    pub(crate) fn copy_note(&self) -> String {
        format!("{} {}", self.page.t("copies-note"), self.item.id)
    }
}

/// What became of a finding on the item itself and on its copies.
#[derive(Template)]
#[template(path = "assessment/copies.html")]
struct CopiesPage {
    page: Page,
    item: Item,
    done: usize,
    outcomes: Vec<(ItemId, Option<Problem>)>,
}

/// The page of what became of each copy.
pub(crate) fn copies_done(shown: FindingPage, carried: Vec<CarriedFinding>) -> Response {
    let outcomes: Vec<(ItemId, Option<Problem>)> = carried
        .into_iter()
        .map(|one| (one.item, one.outcome.err().as_ref().map(Problem::from)))
        .collect();
    let mut page = shown.page;
    page.path = format!("/items/{}", shown.item.id);
    render(&CopiesPage {
        page,
        item: shown.item,
        done: outcomes
            .iter()
            .filter(|(_, problem)| problem.is_none())
            .count(),
        outcomes,
    })
}

/// Makes the page of a form.
pub(crate) async fn finding_page(
    desk: &Desk,
    session: &Session,
    id: ItemId,
    fields: &Fields,
    verb: &'static str,
) -> Result<FindingPage, Failure> {
    let view = show_item(desk, &session.actor, id).await?;
    let shown = Shown::parse(fields.text("reveal"));
    let panel = match current_exhibit(&view) {
        Some(exhibit) => Some(Panel::of(desk, &session.actor, exhibit, shown).await?),
        None => None,
    };
    let (title, hint) = if verb == "review" {
        (Key("review"), Key("review-hint"))
    } else {
        (Key("assess"), Key("assess-hint"))
    };
    let mut page = session.page.clone();
    page.path = format!("/items/{id}/{verb}");
    let typed = Typed::read(fields);
    let copies = match &panel {
        Some(_) if page.may(Permission::ReadExhibit) => {
            list_copies(desk, &session.actor, &view.item).await?
        }
        _ => Vec::new(),
    };
    Ok(FindingPage {
        copies,
        with_copies: fields.is_ticked("with-copies"),
        page,
        item: view.item,
        panel,
        typed,
        problem: None,
        title,
        hint,
        verb,
    })
}

/// What the desk said no to, on the form with everything that was typed.
pub(crate) fn refused(mut shown: FindingPage, error: DeskError) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    shown.problem = Some(problem.clone());
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn form(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Result<Response, Failure> {
    let shown = finding_page(&desk, &session, id, &Fields::default(), "assessment").await?;
    if shown.item.state.name() != "captured" {
        return Ok(Redirect::to(&format!("/items/{id}")).into_response());
    }
    // Who opens the form is on the item, so that nobody writes the same finding twice.
    claim_item(&desk, &session.actor, id).await?;
    Ok(render(&shown))
}

/// # Errors
///
/// Nothing there, or not allowed; what a rule says no to is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let shown = finding_page(&desk, &session, id, &fields, "assessment").await?;
    if fields.is_ticked("reveal") {
        return Ok(render(&shown));
    }
    let exhibit: ExhibitId = fields.id("exhibit")?;
    let form = match shown.typed.to_form() {
        Ok(form) => form,
        Err(error) => return refused(shown, error),
    };
    let copies = shown.chosen_copies(&fields);
    match record_assessment(&desk, &session.actor, id, exhibit, form.clone()).await {
        Ok(_) if copies.is_empty() => Ok(done(&format!("/items/{id}"), "assessed").into_response()),
        Ok(_) => {
            let note = shown.copy_note();
            let carried = assess_copies(&desk, &session.actor, &copies, &form, &note).await;
            Ok(copies_done(shown, carried))
        }
        Err(error) => refused(shown, error),
    }
}
