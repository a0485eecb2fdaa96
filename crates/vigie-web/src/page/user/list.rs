//! `GET /users`: who is on the desk, as what, and what each role may do.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::user::list_users;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Permission, Role, User};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::permission::{ALL_PERMISSIONS, permission_name};
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// The page, with what was typed.
#[derive(Template)]
#[template(path = "user/list.html")]
pub(crate) struct UsersPage {
    page: Page,
    users: Vec<User>,
    problem: Option<Problem>,
    typed: Fields,
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page and hand over references"
)]
impl UsersPage {
    fn is_ticked(&self, role: &str) -> bool {
        self.typed.list("role").any(|ticked| ticked == role)
    }

    fn permissions(&self) -> [(&'static str, Permission); ALL_PERMISSIONS.len()] {
        ALL_PERMISSIONS.map(|permission| (permission_name(permission), permission))
    }

    fn holds(&self, role: &Role, permission: &Permission) -> bool {
        role.permissions().contains(permission)
    }
}

async fn users_page(
    desk: &Desk,
    session: Session,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<UsersPage, Failure> {
    let users = list_users(desk, &session.actor).await?;
    Ok(UsersPage {
        page: session.page,
        users,
        problem,
        typed,
    })
}

/// What the desk said no to, on the page with what was typed.
pub(crate) async fn refused(
    desk: &Desk,
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let shown = users_page(desk, session.at("/users"), typed, Some(problem.clone())).await?;
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(
        &users_page(&desk, session, Fields::default(), None).await?,
    ))
}
