//! `POST /mails`: one raw message, filed under its notice.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::{Desk, mail};

use crate::api::caller::Caller;
use crate::api::read::RawBody;
use crate::api::value::Id;
use crate::failure::Failure;

/// What became of a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MailFiled {
    /// The mail.
    id: Id,
    /// Reference of the referral it was filed under.
    reference: Option<String>,
    /// What it is: `bounce`, `delay`, `arrival`, `auto_reply`, `reply`, `other`.
    class: String,
    /// Whether it was not known before.
    is_new: bool,
}

/// Takes in one raw message, as a mail server delivers it. The same bytes twice are one mail.
#[utoipa::path(
    post,
    path = "/mails",
    tag = "mails",
    request_body(content = String, content_type = "message/rfc822"),
    responses((status = 200, description = "Filed.", body = MailFiled)),
    security(("key" = ["ingest_mail"]), ("session" = [])),
)]
pub(super) async fn ingest_mail(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    raw: RawBody,
) -> Result<Json<MailFiled>, Response> {
    raw.expect(&["message/rfc822"])
        .map_err(IntoResponse::into_response)?;
    let filed = mail::ingest_mail(&desk, &actor, &raw.bytes).await;
    let filed = filed.map_err(|error| Failure::from(error).into_response())?;
    Ok(Json(MailFiled {
        id: Id(filed.mail.0),
        reference: filed.reference,
        class: filed.class,
        is_new: filed.is_new,
    }))
}
