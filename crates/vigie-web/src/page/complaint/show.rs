//! `GET /complaints/{id}`: what was written, what it is about, who may answer it, the answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::complaint::{ComplaintView, show_complaint};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{
    Complaint, ComplaintId, ComplaintOutcome, ComplaintState, LineId, Permission, Watch,
};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::item::history::Act;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "complaint/show.html")]
struct OneComplaintPage {
    page: Page,
    complaint: Complaint,
    view: ComplaintView,
    history: Vec<Act>,
    people: People,
    problem: Option<Problem>,
    typed: Fields,
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ComplaintId>,
) -> Result<Response, Failure> {
    let shown = one_page(&desk, session, id, Fields::default(), None).await?;
    Ok(render(&shown))
}

/// What the desk said no to, on the page with what was typed.
pub(super) async fn refused(
    desk: &Desk,
    session: Session,
    id: ComplaintId,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let session = session.at(format!("/complaints/{id}"));
    let shown = one_page(desk, session, id, typed, Some(problem.clone())).await?;
    Ok(render_refused(&problem, &shown))
}

async fn one_page(
    desk: &Desk,
    session: Session,
    id: ComplaintId,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<OneComplaintPage, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_complaint(desk, &actor, id).await?;
    let people = People::of(desk).await?;
    let history = view
        .history
        .iter()
        .filter_map(|logged| {
            let record = logged.record.as_ref()?;
            Some(Act::of(&page, &people, record, logged.log_index))
        })
        .collect();
    Ok(OneComplaintPage {
        complaint: view.complaint.clone(),
        view,
        history,
        people,
        problem,
        typed,
        page,
    })
}

impl OneComplaintPage {
    fn is(&self, state: &str) -> bool {
        self.complaint.state.name() == state
    }

    fn is_overdue(&self) -> bool {
        self.complaint.is_overdue(self.page.now)
    }

    fn own_id(&self) -> Option<vigie_domain::UserId> {
        self.page.user.as_ref().map(|user| user.id)
    }

    fn assignee(&self) -> Option<String> {
        match self.complaint.state {
            ComplaintState::Assigned { to } => Some(self.people.name(&to)),
            ComplaintState::Court { by, .. } => Some(self.people.name(&by)),
            _ => None,
        }
    }

    /// Whether the reader is the one who answers.
    fn may_answer(&self) -> bool {
        let own = self.own_id();
        let is_theirs = match self.complaint.state {
            ComplaintState::Assigned { to } => own == Some(to),
            ComplaintState::Court { by, .. } => own == Some(by),
            _ => false,
        };
        is_theirs && self.page.may(Permission::DecideComplaint)
    }

    fn may_assign(&self) -> bool {
        self.complaint.state.waits()
            && (self.page.may(Permission::AssignComplaint)
                || self.page.may(Permission::DecideComplaint))
    }

    /// Somebody who may only take it on is offered themselves.
    fn may_give_to(&self, user: &vigie_domain::UserId) -> bool {
        self.page.may(Permission::AssignComplaint) || self.own_id() == Some(*user)
    }

    fn is_ticked(&self, line: &LineId) -> bool {
        self.typed.list("line").any(|one| one == line.to_string())
    }
}
