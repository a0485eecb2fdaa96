//! `GET /referrals/{id}/preview`: the letter as it would leave, by the recipient's clock.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::Desk;
use vigie_desk::referral::{Preview, preview_referral};
use vigie_domain::{Language, Permission, ReferralId, UserId};

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    language: String,
}

#[derive(Template)]
#[template(path = "referral/preview.html")]
struct PreviewPage {
    page: Page,
    preview: Preview,
    is_own: bool,
}

impl PreviewPage {
    fn may_approve(&self) -> bool {
        let is_draft = self.preview.referral.state.name() == "draft";
        is_draft && !self.is_own && self.page.may(Permission::ApproveReferral)
    }
}

/// # Errors
///
/// Nothing there, a letter that cannot be written, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let language = Language::parse(&asked.language);
    let preview = preview_referral(&desk, &session.actor, id, language).await?;
    let drafter: UserId = preview.referral.drafted_by;
    let is_own = session.actor.user() == Some(drafter);
    Ok(render(&PreviewPage {
        page: session.page,
        preview,
        is_own,
    }))
}
