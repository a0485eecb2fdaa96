//! `GET /contacts/unconfirmed`: what waits for a person to vouch for it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, contact};

use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::provider::ContactBody;
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists contacts that were found and that nobody vouched for yet, oldest first.
#[utoipa::path(
    get,
    path = "/contacts/unconfirmed",
    tag = "contacts",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<ContactBody>)),
    security(("key" = ["read_provider"]), ("session" = [])),
)]
pub(super) async fn list_unconfirmed(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<ContactBody>>, Failure> {
    let contacts = contact::list_unconfirmed(&desk, &actor).await?;
    let (rows, next) = cut(contacts, |contact| contact.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
