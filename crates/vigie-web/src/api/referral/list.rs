//! `GET /referrals`: newest first.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use vigie_desk::referral::{self, ReferralCursor, ReferralFilter};
use vigie_desk::{Desk, DeskError};
use vigie_domain::Timestamp;

use super::body::ReferralBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{Cursor, limit_of};
use crate::api::read::Asked;
use crate::api::value::{Id, bodies};
use crate::failure::Failure;

/// Names of the states a referral can be in.
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

/// Which referrals are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ReferralQuery {
    /// In this state.
    #[param(nullable = false)]
    state: Option<String>,
    /// To this provider.
    #[param(nullable = false)]
    provider: Option<Id>,
    /// `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<Cursor>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// Lists referrals, newest first.
#[utoipa::path(
    get,
    path = "/referrals",
    tag = "referrals",
    params(ReferralQuery),
    responses((status = 200, description = "A page.", body = PageBody<ReferralBody>)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn list_referrals(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<ReferralQuery>,
) -> Result<Json<PageBody<ReferralBody>>, Failure> {
    let state = query.state.as_deref().map(read_state).transpose()?;
    let filter = ReferralFilter {
        state,
        provider: query.provider.map(Id::to),
    };
    let after = query.cursor.as_ref().map(open_cursor).transpose()?;
    let limit = limit_of(query.limit);
    let page = referral::list_referrals(&desk, &actor, &filter, after, limit).await?;
    let next = page
        .next
        .map(|last| Cursor::after(&[last.created_at.ms()], last.id.0));
    Ok(Json(PageBody::new(bodies(page.rows), next)))
}

fn read_state(word: &str) -> Result<&'static str, DeskError> {
    STATES
        .into_iter()
        .find(|state| *state == word)
        .ok_or_else(|| {
            let detail = format!("`state` takes one of: {}", STATES.join(", "));
            DeskError::input("field_malformed", detail)
        })
}

fn open_cursor(cursor: &Cursor) -> Result<ReferralCursor, DeskError> {
    let ([created_at], id) = cursor.open()?;
    Ok(ReferralCursor {
        created_at: Timestamp::from_ms(created_at),
        id: id.into(),
    })
}
