//! `POST /providers/{id}/volume`: the legal officer lets more lines leave on an unusual day.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::referral::release_volume;
use vigie_domain::{ProviderId, Timestamp};

use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// No reason, a time that has passed or is too far off, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ProviderId>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    let until = parse_instant(fields.text("until")).unwrap_or(Timestamp::from_ms(0));
    release_volume(
        &desk,
        &session.actor,
        id,
        until,
        fields.text("reason").to_owned(),
    )
    .await?;
    Ok(done(&format!("/providers/{id}"), "released-volume"))
}
