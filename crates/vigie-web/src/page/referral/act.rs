//! `POST /referrals/{id}/…`: approved, withdrawn, settled, closed, readdressed, retracted.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::referral::{
    CloseAs, approve_referral, close_referral, readdress_referral, settle_uncertain,
    withdraw_referral,
};
use vigie_desk::retraction::retract_referral;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{LineId, ReferralId};

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

type Answer = Result<Redirect, Failure>;

fn back(id: ReferralId, word: &'static str) -> Redirect {
    done(&format!("/referrals/{id}"), word)
}

/// # Errors
///
/// The drafter herself, a guard that says no by now, or not allowed.
pub(crate) async fn approve(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
) -> Answer {
    approve_referral(&desk, &session.actor, id).await?;
    Ok(back(id, "approved"))
}

/// # Errors
///
/// Already on its way, no reason, or not allowed.
pub(crate) async fn withdraw(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    fields: Fields,
) -> Answer {
    withdraw_referral(&desk, &session.actor, id, fields.text("reason").to_owned()).await?;
    Ok(back(id, "withdrawn"))
}

/// # Errors
///
/// Nothing uncertain, no answer, or not allowed.
pub(crate) async fn settle(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    fields: Fields,
) -> Answer {
    let arrived = match fields.text("arrived") {
        "yes" => true,
        "no" => false,
        _ => {
            let detail = "say whether the letter arrived";
            return Err(DeskError::input("answer_missing", detail).into());
        }
    };
    settle_uncertain(&desk, &session.actor, id, arrived).await?;
    Ok(back(id, "settled"))
}

/// # Errors
///
/// Not out, a refusal without its ground, no outcome chosen, or not allowed.
pub(crate) async fn close(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    fields: Fields,
) -> Answer {
    let close = match fields.text("as") {
        "refused" => CloseAs::Refused {
            ground: fields.text("ground").to_owned(),
        },
        "no_answer" => CloseAs::NoAnswer,
        "restricted_geo" => CloseAs::RestrictedGeo,
        _ => {
            let detail = "choose how it ended: refused, no answer, or shown elsewhere still";
            return Err(DeskError::input("answer_missing", detail).into());
        }
    };
    close_referral(&desk, &session.actor, id, close).await?;
    Ok(back(id, "closed"))
}

/// # Errors
///
/// Not bounced, a contact that may not be written to, or not allowed.
pub(crate) async fn readdress(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    fields: Fields,
) -> Answer {
    let contact = fields.id("contact")?;
    readdress_referral(&desk, &session.actor, id, contact).await?;
    Ok(back(id, "readdressed"))
}

/// # Errors
///
/// Never left, no line, no reason, or not allowed.
pub(crate) async fn retract(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
    fields: Fields,
) -> Answer {
    let lines: Vec<LineId> = fields
        .list("line")
        .filter_map(|line| line.parse().ok())
        .collect();
    if lines.is_empty() {
        let detail = "tick at least one line that is taken back";
        return Err(DeskError::input("no_line", detail).into());
    }
    let reason = fields.text("reason").to_owned();
    retract_referral(&desk, &session.actor, id, &lines, reason).await?;
    Ok(back(id, "retracted"))
}
