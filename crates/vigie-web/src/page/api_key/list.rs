//! `GET /keys`: keys of the programming interface, and one's own password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::user::list_api_keys;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{ApiKey, Permission, User};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::people::People;
use crate::page::permission::{ALL_PERMISSIONS, permission_name};
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// The page; a fresh secret is on it this once.
#[derive(Template)]
#[template(path = "api_key/list.html")]
pub(crate) struct KeysPage {
    page: Page,
    me: User,
    keys: Vec<ApiKey>,
    people: People,
    problem: Option<Problem>,
    typed: Fields,
    /// The secret of a key that was just made.
    pub(crate) secret: Option<String>,
}

#[expect(clippy::unused_self, reason = "templates call methods of their page")]
impl KeysPage {
    /// What this person may give a key.
    fn permissions(&self) -> Vec<&'static str> {
        let mine = ALL_PERMISSIONS
            .into_iter()
            .filter(|permission| self.page.may(*permission));
        mine.map(permission_name).collect()
    }

    fn scope(&self, key: &ApiKey) -> Vec<&'static str> {
        key.scope
            .iter()
            .map(|permission: &Permission| permission_name(*permission))
            .collect()
    }

    fn is_ticked(&self, name: &&str) -> bool {
        self.typed.list("scope").any(|ticked| ticked == *name)
    }

    fn is_over(&self, key: &ApiKey) -> bool {
        key.revoked_at.is_some() || key.expires_at.is_some_and(|end| end <= self.page.now)
    }
}

pub(crate) async fn keys_page(
    desk: &Desk,
    session: Session,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<KeysPage, Failure> {
    let keys = list_api_keys(desk, &session.actor).await?;
    let people = People::of(desk).await?;
    let Session { page, user: me, .. } = session;
    Ok(KeysPage {
        page,
        me,
        keys,
        people,
        problem,
        typed,
        secret: None,
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
    let shown = keys_page(desk, session, typed, Some(problem.clone())).await?;
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// When the keys cannot be read.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(
        &keys_page(&desk, session, Fields::default(), None).await?,
    ))
}
