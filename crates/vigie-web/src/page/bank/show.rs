//! `GET /banks/{name}`: one bank, how it is set up, and the entries that wait for a person.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::bank::{
    BankDetail, KnownElsewhere, SharedEntries, known_elsewhere, list_entries, shared_entries,
    show_bank,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{
    Activation, BankEntry, BankRole, EntryState, Permission, SharingLabel, SignalType,
};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// Entries shown of those that wait; more come up as these are settled.
const WAITING_SHOWN: u32 = 50;

/// The page of a bank.
#[derive(Template)]
#[template(path = "bank/show.html")]
pub(crate) struct BankPage {
    page: Page,
    detail: BankDetail,
    /// What waits, and what else answers to it.
    waiting: Vec<(BankEntry, Vec<KnownElsewhere>)>,
    shared: SharedEntries,
    people: People,
    problem: Option<Problem>,
    typed: Fields,
}

impl BankPage {
    /// The last entry that is shown: what everything proposed is activated up to.
    fn last_proposed(&self) -> Option<&BankEntry> {
        let mut proposed = self.waiting.iter().rev().map(|(entry, _)| entry);
        proposed.find(|entry| entry.state == EntryState::Proposed)
    }

    /// Whether this reader put the entry forward.
    fn is_own(&self, entry: &BankEntry) -> bool {
        let reader = self.page.user.as_ref().map(|user| user.id);
        reader.is_some() && entry.proposed_by == reader
    }
}

/// # Errors
///
/// No such bank, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    Ok(render(&bank_page(&desk, session, &name).await?))
}

async fn bank_page(desk: &Desk, session: Session, name: &str) -> Result<BankPage, Failure> {
    let detail = show_bank(desk, &session.actor, name).await?;
    let states = [
        EntryState::Proposed,
        EntryState::Contested,
        EntryState::Quarantined,
    ];
    let page = (None, WAITING_SHOWN);
    let waiting = list_entries(desk, &session.actor, name, &states, page).await?;
    let elsewhere = if session.actor.may(Permission::MatchSignal) {
        known_elsewhere(desk, &session.actor, &waiting.rows).await?
    } else {
        vec![Vec::new(); waiting.rows.len()]
    };
    Ok(BankPage {
        waiting: waiting.rows.into_iter().zip(elsewhere).collect(),
        shared: shared_entries(desk, &session.actor, name).await?,
        people: People::of(desk).await?,
        page: session.page,
        problem: None,
        typed: Fields::default(),
        detail,
    })
}

/// What the desk said no to, on the page of the bank.
pub(crate) async fn refused(
    desk: &Desk,
    session: Session,
    name: &str,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let mut shown = bank_page(desk, session.at(format!("/banks/{name}")), name).await?;
    shown.problem = Some(problem.clone());
    shown.typed = typed;
    Ok(render_refused(&problem, &shown))
}
