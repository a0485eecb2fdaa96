//! The public door of complaints: no key, limits by address, a proof for each form.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::complaint::PublicComplaint;
use vigie_desk::{Desk, DeskError, complaint};
use vigie_domain::Complainant;

use super::body::{
    ComplaintFiguresBody, ComplaintMade, ComplaintNew, FollowedBody, FormBody, NoteNew,
};
use crate::api::read::Body;
use crate::failure::Failure;
use crate::peer::Peer;
use crate::state::Web;

/// Opens a form: its proof is sent with one complaint. It needs no key.
#[utoipa::path(
    get,
    path = "/complaints/form",
    tag = "complaints",
    responses((status = 200, description = "A fresh form.", body = FormBody)),
    security(()),
)]
pub(super) async fn open_form(State(desk): State<Arc<Desk>>) -> Json<FormBody> {
    let proof = complaint::open_form(&desk);
    Json(FormBody { proof })
}

/// Counts complaints, outcomes, times and retractions. It needs no key: it names nobody.
#[utoipa::path(
    get,
    path = "/complaints/figures",
    tag = "complaints",
    responses((status = 200, description = "The figures.", body = ComplaintFiguresBody)),
    security(()),
)]
pub(super) async fn show_figures(
    State(desk): State<Arc<Desk>>,
) -> Result<Json<ComplaintFiguresBody>, Failure> {
    Ok(Json(complaint::complaint_figures(&desk).await?.into()))
}

/// Takes in a complaint by somebody without an account.
#[utoipa::path(
    post,
    path = "/complaints",
    tag = "complaints",
    request_body = ComplaintNew,
    responses((status = 201, description = "Arrived; the token is told this once.", body = ComplaintMade)),
    security(()),
)]
pub(super) async fn submit_complaint(
    State(web): State<Web>,
    peer: Peer,
    Body(new): Body<ComplaintNew>,
) -> Result<(StatusCode, Json<ComplaintMade>), Failure> {
    web.limits.check_complaint(peer.bucket())?;
    let from = Complainant::parse_public(&new.from).ok_or_else(|| {
        let detail = "`from` takes one of: author, provider, third_party";
        DeskError::input("field_malformed", detail)
    })?;
    let new = PublicComplaint {
        proof: new.proof,
        from,
        about: new.about,
        text: new.text,
        contact: new.contact,
        language: new.language.map(|word| word.0).unwrap_or_default(),
    };
    let made = complaint::submit_complaint(&web.desk, new).await?;
    let body = ComplaintMade {
        token: made.token,
        due_at: made.due_at.into(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Shows what became of a complaint, to whoever holds its token.
#[utoipa::path(
    get,
    path = "/complaints/followed/{token}",
    tag = "complaints",
    params(("token" = String, Path, description = "The token of the complaint.")),
    responses((status = 200, description = "Where it stands.", body = FollowedBody)),
    security(()),
)]
pub(super) async fn follow_complaint(
    State(web): State<Web>,
    peer: Peer,
    Path(token): Path<String>,
) -> Result<Json<FollowedBody>, Failure> {
    web.limits.check_answer(peer.bucket())?;
    Ok(Json(
        complaint::open_complaint(&web.desk, &token).await?.into(),
    ))
}

/// Adds something to a complaint that waits.
#[utoipa::path(
    post,
    path = "/complaints/followed/{token}/notes",
    tag = "complaints",
    params(("token" = String, Path, description = "The token of the complaint.")),
    request_body = NoteNew,
    responses((status = 204, description = "Added.")),
    security(()),
)]
pub(super) async fn add_note(
    State(web): State<Web>,
    peer: Peer,
    Path(token): Path<String>,
    Body(new): Body<NoteNew>,
) -> Result<StatusCode, Failure> {
    web.limits.check_answer(peer.bucket())?;
    complaint::add_to_complaint(&web.desk, &token, &new.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes back a complaint that waits.
#[utoipa::path(
    post,
    path = "/complaints/followed/{token}/withdrawal",
    tag = "complaints",
    params(("token" = String, Path, description = "The token of the complaint.")),
    responses((status = 204, description = "Taken back.")),
    security(()),
)]
pub(super) async fn withdraw_complaint(
    State(web): State<Web>,
    peer: Peer,
    Path(token): Path<String>,
) -> Result<StatusCode, Failure> {
    web.limits.check_answer(peer.bucket())?;
    complaint::withdraw_complaint(&web.desk, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
