//! `GET /oversight`: what was not looked at, what was recommended, and the figures.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::oversight::{
    Cluster, OversightFigures, SAMPLE_MAX, list_clusters, list_recommendations, oversight_figures,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Permission, Recommendation, RecommendationState};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "oversight/list.html")]
struct OversightPage {
    page: Page,
    clusters: Vec<Cluster>,
    recommendations: Vec<Recommendation>,
    figures: OversightFigures,
    people: People,
    problem: Option<Problem>,
    typed: Fields,
    sample_max: u32,
}

impl OversightPage {
    fn may_answer(&self, one: &Recommendation) -> bool {
        one.state.waits() && self.page.may(Permission::AnswerOversight)
    }

    fn may_contest(&self, one: &Recommendation) -> bool {
        let can_be = matches!(
            one.state,
            RecommendationState::Refused {
                is_final: false,
                ..
            }
        );
        can_be && self.page.may(Permission::Oversee)
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let shown = oversight_page(&desk, session, Fields::default(), None).await?;
    Ok(render(&shown))
}

/// What the desk said no to, on the page with what was typed.
pub(super) async fn refused(
    desk: &Desk,
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    let problem = refusal(error)?;
    let session = session.at("/oversight");
    let shown = oversight_page(desk, session, typed, Some(problem.clone())).await?;
    Ok(render_refused(&problem, &shown))
}

async fn oversight_page(
    desk: &Desk,
    session: Session,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<OversightPage, Failure> {
    let Session { actor, page, .. } = session;
    let recommendations = list_recommendations(desk, &actor).await?;
    // A legal officer answers recommendations and has no queue of oversight.
    let clusters = if page.may(Permission::Oversee) {
        list_clusters(desk, &actor).await?
    } else {
        Vec::new()
    };
    Ok(OversightPage {
        clusters,
        recommendations,
        figures: oversight_figures(desk).await?,
        people: People::of(desk).await?,
        problem,
        typed,
        sample_max: SAMPLE_MAX,
        page,
    })
}
