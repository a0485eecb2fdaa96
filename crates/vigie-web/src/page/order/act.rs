//! `POST /orders/{id}/…`: checked in law, the provider told, signed, and every later step.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::order::{
    NewSignature, OrderStep, check_order, inform_provider, sign_order, take_step,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::order::ReceiptEvidence;
use vigie_domain::order::form::Measure;
use vigie_domain::order::region::ScrutinyBy;
use vigie_domain::{OrderId, Timestamp};

use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::done;
use crate::session::Session;

type Answer = Result<Redirect, Failure>;

fn back(id: OrderId, word: &'static str) -> Redirect {
    done(&format!("/orders/{id}"), word)
}

/// # Errors
///
/// Whoever wrote it, a basis that holds no longer, an element that is missing, or not allowed.
pub(crate) async fn check(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<OrderId>,
) -> Answer {
    check_order(&desk, &session.actor, id).await?;
    Ok(back(id, "order-checked"))
}

/// # Errors
///
/// Not checked in law, signed already, or not allowed.
pub(crate) async fn inform(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<OrderId>,
) -> Answer {
    inform_provider(&desk, &session.actor, id).await?;
    Ok(back(id, "order-informed"))
}

/// # Errors
///
/// The first rule that says no, or not allowed.
pub(crate) async fn sign(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<OrderId>,
    fields: Fields,
) -> Answer {
    let signature = NewSignature {
        post: fields.text("post").to_owned(),
        emergency: fields.find("emergency"),
    };
    sign_order(&desk, &session.actor, id, signature).await?;
    Ok(back(id, "order-signed"))
}

/// # Errors
///
/// A step that cannot be read, the rule that says no, or not allowed.
pub(crate) async fn step(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<OrderId>,
    fields: Fields,
) -> Answer {
    take_step(&desk, &session.actor, id, read_step(&fields)?).await?;
    Ok(back(id, "order-step"))
}

fn read_step(fields: &Fields) -> Result<OrderStep, DeskError> {
    use OrderStep as S;
    let reason = || fields.text("reason").to_owned();
    let at = || read_at(fields);
    let index = || {
        let read = fields.text("index").parse();
        read.map_err(|_| DeskError::input("answer_missing", "choose which form is judged"))
    };
    let evidence = || ReceiptEvidence::Person {
        what: fields.text("evidence").to_owned(),
    };
    Ok(match fields.text("step") {
        "receipt" => S::Receipt {
            at: at()?,
            evidence: proven(evidence())?,
        },
        "correct_receipt" => S::CorrectReceipt {
            at: at()?,
            evidence: proven(evidence())?,
            reason: reason(),
        },
        "accept" => S::AcceptAnswer { index: index()? },
        "reject" => S::RejectAnswer {
            index: index()?,
            reason: reason(),
        },
        "executed" => S::Executed {
            measure: Measure::parse(fields.text("measure")).ok_or_else(unread)?,
            at: at()?,
        },
        "grounds_ceased" => S::GroundsCeased { at: at()? },
        "clarify" => S::Clarify { text: reason() },
        "clarified" => S::Clarified { at: at()? },
        "copy_acknowledged" => S::CopyAcknowledged { at: at()? },
        "open_scrutiny" => S::OpenScrutiny {
            by: ScrutinyBy::parse(fields.text("by")).ok_or_else(unread)?,
            since: at()?,
        },
        "intent" => S::Intent { reasons: reason() },
        word @ ("infringement" | "no_infringement") => S::DecideScrutiny {
            infringes: word == "infringement",
            reasons: reason(),
        },
        "lodge_appeal" => S::LodgeAppeal { at: at()? },
        word @ ("appeal_confirmed" | "appeal_annulled") => S::DecideAppeal {
            stands: word == "appeal_confirmed",
        },
        "report_final" => S::ReportFinal,
        "extend_silence" => S::ExtendNonDisclosure { grounds: reason() },
        "end_silence" => S::EndNonDisclosure,
        "reinstated" => S::Reinstated { at: at()? },
        "revoke" => S::Revoke { reason: reason() },
        "withdraw" => S::Withdraw { reason: reason() },
        _ => return Err(unread()),
    })
}

fn unread() -> DeskError {
    DeskError::input("answer_missing", "choose what is to be written down")
}

fn proven(evidence: ReceiptEvidence) -> Result<ReceiptEvidence, DeskError> {
    match &evidence {
        ReceiptEvidence::Person { what } if what.trim().is_empty() => Err(DeskError::input(
            "answer_missing",
            "say what proves the receipt: a notice of delivery, a call",
        )),
        _ => Ok(evidence),
    }
}

fn read_at(fields: &Fields) -> Result<Timestamp, DeskError> {
    parse_instant(fields.text("at")).ok_or_else(|| {
        DeskError::input(
            "date_malformed",
            "write the time like `2026-11-23T17:15`, in UTC",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: each step is read as what it is; without what it needs it is refused by its code.
    #[test]
    fn steps_are_read() {
        let read = |body: &str| read_step(&Fields::parse(body.as_bytes()));
        let at = "at=2026-11-23T17:15";
        let good = [
            format!("step=receipt&{at}&evidence=a+call"),
            format!("step=correct_receipt&{at}&evidence=a+call&reason=wrong"),
            "step=accept&index=0".to_owned(),
            "step=reject&index=1&reason=forged".to_owned(),
            format!("step=executed&{at}&measure=removed"),
            format!("step=open_scrutiny&{at}&by=author"),
            "step=infringement&reason=x".to_owned(),
            "step=appeal_annulled".to_owned(),
            "step=report_final".to_owned(),
            "step=revoke&reason=x".to_owned(),
        ];
        for body in good {
            read(&body).unwrap();
        }
        let bad = [
            ("", "answer_missing"),
            ("step=dance", "answer_missing"),
            ("step=receipt&evidence=a+call", "date_malformed"),
            (
                "step=receipt&at=2026-11-23T17:15&evidence=+",
                "answer_missing",
            ),
            (
                "step=executed&at=2026-11-23T17:15&measure=hidden",
                "answer_missing",
            ),
            ("step=accept&index=-1", "answer_missing"),
        ];
        for (body, code) in bad {
            assert_eq!(read(body).unwrap_err().code(), code, "{body}");
        }
    }
}
