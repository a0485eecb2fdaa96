//! `GET /providers/{id}/dossiers`: the dossiers about a provider, and the form for a new one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::dossier::list_dossiers;
use vigie_domain::time::DAY_MS;
use vigie_domain::{Dossier, Permission, Provider, ProviderId, Timestamp};

use crate::failure::Failure;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// How far back the form begins: a quarter of a year.
const PERIOD_MS: i64 = 91 * DAY_MS;

/// What was typed, kept beside a refusal.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// First day.
    pub(crate) from: String,
    /// Last day.
    pub(crate) until: String,
    /// Language code.
    pub(crate) language: String,
}

impl Typed {
    fn fresh(now: Timestamp, language: &str) -> Self {
        let day = |at: Timestamp| at.rfc3339_seconds().chars().take(10).collect();
        Self {
            from: day(now.plus_ms(-PERIOD_MS)),
            until: day(now),
            language: language.to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "dossier/list.html")]
struct DossiersPage {
    page: Page,
    provider: Provider,
    dossiers: Vec<Dossier>,
    people: People,
    typed: Typed,
    problem: Option<String>,
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ProviderId>,
) -> Result<Response, Failure> {
    let typed = Typed::fresh(desk.now(), session.page.language().code());
    page(&desk, session, id, typed, None).await
}

/// The page, with what was typed and what was wrong with it.
///
/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    desk: &Desk,
    session: Session,
    id: ProviderId,
    typed: Typed,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let (provider, dossiers) = list_dossiers(desk, &actor, id).await?;
    Ok(render(&DossiersPage {
        people: People::of(desk).await?,
        page,
        provider,
        dossiers,
        typed,
        problem,
    }))
}
