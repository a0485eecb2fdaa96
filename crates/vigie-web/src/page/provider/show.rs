//! `GET /providers/{id}`: contacts, timeline, and behaviour by measure, each figure with its definition.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::provider::{Figures, ProviderView, show_provider};
use vigie_domain::{Permission, ProviderId, ReferralId, Role};

use crate::failure::Failure;
use crate::page::item::history::Act;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// An act of one referral.
struct Entry {
    referral: ReferralId,
    reference: String,
    act: Act,
}

/// A figure with the stable name of its definition.
struct Figure {
    name: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "provider/show.html")]
struct ProviderPage {
    page: Page,
    view: ProviderView,
    figures: Vec<Figure>,
    timeline: Vec<Entry>,
    people: People,
    is_legal: bool,
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ProviderId>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_provider(&desk, &actor, id).await?;
    let people = People::of(&desk).await?;
    let timeline = view.timeline.iter().map(|entry| Entry {
        referral: entry.referral,
        reference: entry.reference.clone(),
        act: Act::of(&page, &people, &entry.record, entry.log_index),
    });
    let (timeline, figures) = (timeline.collect(), figures(&page, &view.figures));
    let is_legal = actor.is(Role::LegalOfficer);
    Ok(render(&ProviderPage {
        page,
        view,
        figures,
        timeline,
        people,
        is_legal,
    }))
}

/// Every figure, in the order of their definitions.
fn figures(page: &Page, measured: &Figures) -> Vec<Figure> {
    let span = |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), |ms| page.span(&ms));
    let number = |name, value: u32| Figure {
        name,
        value: value.to_string(),
    };
    vec![
        number("referrals", measured.referrals),
        number("lines", measured.lines),
        number("removed", measured.removed),
        number("seen_from_one", measured.seen_from_one),
        number("open", measured.open),
        number("refused", measured.refused),
        number("no_answer", measured.no_answer),
        number("restricted_geo", measured.restricted_geo),
        number("came_back", measured.came_back),
        number("bounced", measured.bounced),
        number("retracted", measured.retracted),
        number("already_gone", measured.already_gone),
        Figure {
            name: "median_ms",
            value: span(measured.median_ms),
        },
        Figure {
            name: "p90_ms",
            value: span(measured.p90_ms),
        },
    ]
}
