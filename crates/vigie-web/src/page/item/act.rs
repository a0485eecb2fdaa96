//! `POST /items/{id}/…`: what can be done with an item in one press.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::Desk;
use vigie_desk::exhibit::request_capture;
use vigie_desk::item::{clear_item, hold_item, release_item, reopen_item};
use vigie_desk::trace::request_trace;
use vigie_domain::{ItemId, Timestamp};

use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::done;
use crate::session::Session;

type Answer = Result<Redirect, Failure>;

fn back(id: ItemId, word: &'static str) -> Redirect {
    done(&format!("/items/{id}"), word)
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn claim(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    let is_mine = vigie_desk::item::claim_item(&desk, &session.actor, id).await?;
    Ok(back(id, if is_mine { "claimed" } else { "taken" }))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn release(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    release_item(&desk, &session.actor, id).await?;
    Ok(back(id, "released"))
}

/// # Errors
///
/// Past the point where a capture is taken, or not allowed.
pub(crate) async fn capture(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    request_capture(&desk, &session.actor, id).await?;
    Ok(back(id, "capture"))
}

/// # Errors
///
/// An address that cannot be traced, or not allowed.
pub(crate) async fn trace(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    request_trace(&desk, &session.actor, id).await?;
    Ok(back(id, "traced"))
}

/// # Errors
///
/// Not actionable, a time that has passed, no reason, or not allowed.
pub(crate) async fn hold(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Answer {
    // What cannot be read as a time has passed, and the desk says so.
    let until = parse_instant(fields.text("until")).unwrap_or(Timestamp::from_ms(0));
    hold_item(
        &desk,
        &session.actor,
        id,
        until,
        fields.text("reason").to_owned(),
    )
    .await?;
    Ok(back(id, "held"))
}

/// # Errors
///
/// Not on hold, or not allowed.
pub(crate) async fn clear(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    clear_item(&desk, &session.actor, id).await?;
    Ok(back(id, "cleared"))
}

/// # Errors
///
/// Not closed, no reason, or not allowed.
pub(crate) async fn reopen(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Answer {
    reopen_item(&desk, &session.actor, id, fields.text("reason").to_owned()).await?;
    Ok(back(id, "reopened"))
}

/// # Errors
///
/// The address does name one item, the case was judged, or not allowed.
pub(crate) async fn close_not_item(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Answer {
    vigie_desk::item::close_not_item(&desk, &session.actor, id).await?;
    Ok(back(id, "closed"))
}

/// # Errors
///
/// Not said who was told, or not allowed.
pub(crate) async fn report_threat(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Answer {
    vigie_desk::threat::report_threat(&desk, &session.actor, id, fields.text("contact")).await?;
    Ok(back(id, "threat"))
}
