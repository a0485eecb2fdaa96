//! `GET /referrals`: newest first, by state.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashMap;
use vigie_desk::provider::list_providers;
use vigie_desk::referral::{ReferralCursor, ReferralFilter, list_referrals};
use vigie_domain::{ProviderId, Referral, Timestamp};

use crate::failure::Failure;
use crate::session::Session;
use crate::state::Web;
use crate::view::{Page, render};

/// States as the filter names them.
const STATES: [&str; 10] = [
    "draft",
    "approved",
    "sending",
    "uncertain",
    "sent",
    "waiting",
    "bounced",
    "closed",
    "withdrawn",
    "retracted",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    after: String,
}

#[derive(Template)]
#[template(path = "referral/list.html")]
struct ReferralsPage {
    page: Page,
    asked: Asked,
    referrals: Vec<Referral>,
    names: HashMap<ProviderId, String>,
    next: Option<String>,
}

#[expect(clippy::unused_self, reason = "templates call methods of their page")]
impl ReferralsPage {
    fn states(&self) -> [&'static str; 10] {
        STATES
    }

    fn provider(&self, id: &ProviderId) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(web): State<Web>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let state = STATES.into_iter().find(|state| *state == asked.state);
    let filter = ReferralFilter {
        state,
        ..ReferralFilter::default()
    };
    let after = parse_cursor(&asked.after);
    let limit = web.config.queue_page_items;
    let found = list_referrals(&web.desk, &session.actor, &filter, after, limit).await?;
    let providers = list_providers(&web.desk, &session.actor).await?;
    Ok(render(&ReferralsPage {
        page: session.page,
        asked,
        next: found
            .next
            .map(|cursor| format!("{}.{}", cursor.created_at.ms(), cursor.id)),
        referrals: found.rows,
        names: providers
            .into_iter()
            .map(|provider| (provider.id, provider.name))
            .collect(),
    }))
}

fn parse_cursor(text: &str) -> Option<ReferralCursor> {
    let (ms, id) = text.split_once('.')?;
    Some(ReferralCursor {
        created_at: Timestamp::from_ms(ms.parse().ok()?),
        id: id.parse().ok()?,
    })
}
