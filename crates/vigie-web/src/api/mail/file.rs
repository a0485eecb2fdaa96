//! `POST /mails/{id}/filing`: a person files a mail that no machine could.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, mail};
use vigie_domain::MailId;

use crate::api::caller::Caller;
use crate::api::read::{Body, Of};
use crate::api::value::Id;
use crate::failure::Failure;

/// Where a mail belongs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailFiling {
    /// Reference of the referral.
    reference: String,
}

/// Files a mail under a referral: a reply becomes a claim, a bounce counts.
#[utoipa::path(
    post,
    path = "/mails/{id}/filing",
    tag = "mails",
    params(("id" = Id, Path, description = "The mail.")),
    request_body = MailFiling,
    responses((status = 204, description = "Filed.")),
    security(("key" = ["ingest_mail"]), ("session" = [])),
)]
pub(super) async fn file_mail(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Of(id): Of<MailId>,
    Body(filing): Body<MailFiling>,
) -> Result<StatusCode, Failure> {
    mail::file_mail(&desk, &actor, id, &filing.reference).await?;
    Ok(StatusCode::NO_CONTENT)
}
