//! `GET /mails/unfiled`: mail that belongs to no notice.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use vigie_desk::{Desk, mail};

use super::body::MailBody;
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{PageQuery, cut};
use crate::api::read::Asked;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists mails that belong to no notice, oldest first.
#[utoipa::path(
    get,
    path = "/mails/unfiled",
    tag = "mails",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PageBody<MailBody>)),
    security(("key" = ["ingest_mail"]), ("session" = [])),
)]
pub(super) async fn list_unfiled_mail(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<PageBody<MailBody>>, Failure> {
    let mails = mail::list_unfiled_mail(&desk, &actor).await?;
    let (rows, next) = cut(mails, |mail| mail.id.0, &query)?;
    Ok(Json(PageBody::new(bodies(rows), next)))
}
