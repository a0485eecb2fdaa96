//! `GET /providers/{id}`: contacts, timeline, and behaviour by measure, each figure with its definition.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::provider::{ProviderView, Scorecard, show_provider};
use vigie_domain::scorecard::FigureKind;
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
    /// How far it may be off.
    interval: Option<String>,
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

/// Every figure, in the order in which they are printed.
fn figures(page: &Page, measured: &Scorecard) -> Vec<Figure> {
    let written = |kind, value: Option<i64>| match (kind, value) {
        (_, None) => "–".to_owned(),
        (FigureKind::Count, Some(count)) => count.to_string(),
        (FigureKind::Share, Some(permille)) => page.permille(permille),
        (FigureKind::Time, Some(ms)) => page.span(&ms),
    };
    let figures = measured.figures().into_iter();
    let shown = figures.map(|figure| Figure {
        name: figure.name,
        value: written(figure.kind, figure.value),
        interval: figure.low.map(|low| {
            let high = figure
                .high
                .map_or_else(|| "∞".to_owned(), |high| written(figure.kind, Some(high)));
            format!("{} – {high}", written(figure.kind, Some(low)))
        }),
    });
    shown.collect()
}
