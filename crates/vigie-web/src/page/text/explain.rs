//! `GET /exhibits/{id}/reading`: why the texts of an exhibit stand where they stand.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::reading::{ExplainedText, explain_exhibit};
use vigie_domain::ExhibitId;

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "text/explain.html")]
struct ExplainPage {
    page: Page,
    texts: Vec<ExplainedText>,
}

impl ExplainPage {
    /// The class of a stretch: `for-3`, `against-1`, or none.
    #[expect(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "templates call methods of their page"
    )]
    fn tone(&self, heat: &i8) -> String {
        match heat {
            0 => String::new(),
            1.. => format!("for-{heat}"),
            _ => format!("against-{}", heat.unsigned_abs()),
        }
    }

    /// A part of a logit, with its sign.
    #[expect(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "templates call methods of their page"
    )]
    fn part(&self, part: &f64) -> String {
        format!("{part:+.2}")
    }
}

/// # Errors
///
/// Nothing read there, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ExhibitId>,
) -> Result<Response, Failure> {
    let texts = explain_exhibit(&desk, &session.actor, id).await?;
    Ok(render(&ExplainPage {
        page: session.page,
        texts,
    }))
}
