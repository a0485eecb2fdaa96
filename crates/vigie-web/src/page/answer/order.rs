//! `GET` and `POST /answer/order/{token}`: the forms of Annex II and III, for whoever holds the link.
//!
//! `POST /answer/order/{token}/form` takes the same forms as JSON from a program.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use vigie_desk::DeskError;
use vigie_desk::order::{OrderAnswerView, open_order_answer, record_order_answer};
use vigie_domain::order::AnswerForm;
use vigie_domain::order::form::{
    ANNEX_II_SCHEMA, ANNEX_III_SCHEMA, AnswerHead, AnsweredBy, Impossibility, ImpossibleAnswer,
    Measure, RemovalAnswer,
};
use vigie_domain::{ClockState, Timestamp};

use crate::failure::{Failure, Problem, refusal};
use crate::field::{Fields, parse_instant};
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "answer/order.html")]
struct OrderAnswerPage {
    page: Page,
    token: String,
    view: OrderAnswerView,
    typed: Fields,
    problem: Option<Problem>,
    is_done: bool,
}

impl OrderAnswerPage {
    fn has(&self, name: &str, value: &str) -> bool {
        self.typed.list(name).any(|typed| typed == value)
    }
}

async fn answer_page(web: &Web, page: Page, token: &str) -> Result<OrderAnswerPage, Failure> {
    let view = open_order_answer(&web.desk, token).await?;
    Ok(OrderAnswerPage {
        page: Page::public(view.language, page.path, page.desk, page.now),
        token: token.to_owned(),
        view,
        typed: Fields::default(),
        problem: None,
        is_done: false,
    })
}

/// # Errors
///
/// A link that never was; too often.
pub(crate) async fn show(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    Ok(render(&answer_page(&web, page, &token).await?))
}

/// # Errors
///
/// A link that never was; too often; what cannot be right is shown on the form.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    let mut shown = answer_page(&web, page, &token).await?;
    let recorded = match read_form(&fields, &shown.view) {
        Ok(form) => record_order_answer(&web.desk, &token, form, "link").await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(()) => {
            shown.is_done = true;
            Ok(render(&shown))
        }
        Err(error) => {
            let problem = refusal(error)?;
            (shown.typed, shown.problem) = (fields, Some(problem.clone()));
            Ok(render_refused(&problem, &shown))
        }
    }
}

/// # Errors
///
/// A link that never was; too often; a form that cannot be read or cannot be right.
pub(crate) async fn post_form(
    State(web): State<Web>,
    peer: Peer,
    Path(token): Path<String>,
    body: axum::body::Bytes,
) -> Result<StatusCode, Failure> {
    web.limits.check_answer(peer.bucket())?;
    record_order_answer(&web.desk, &token, parse_form(&body)?, "api").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A form as JSON; its `schema` says which.
fn parse_form(body: &[u8]) -> Result<AnswerForm, DeskError> {
    let unread = |error: serde_json::Error| {
        DeskError::input(
            "form_unreadable",
            format!("the form cannot be read: {error}"),
        )
    };
    let value: serde_json::Value = serde_json::from_slice(body).map_err(unread)?;
    match value.get("schema").and_then(serde_json::Value::as_str) {
        Some(ANNEX_II_SCHEMA) => {
            let form = serde_json::from_value(value).map_err(unread)?;
            Ok(AnswerForm::Executed(form))
        }
        Some(ANNEX_III_SCHEMA) => {
            let form = serde_json::from_value(value).map_err(unread)?;
            Ok(AnswerForm::Impossible(form))
        }
        _ => {
            let detail = format!("`schema` must be `{ANNEX_II_SCHEMA}` or `{ANNEX_III_SCHEMA}`");
            Err(DeskError::input("form_unreadable", detail))
        }
    }
}

fn read_form(fields: &Fields, view: &OrderAnswerView) -> Result<AnswerForm, DeskError> {
    let head = AnswerHead {
        addressee: view.addressee.clone(),
        issuing_authority: view.authority.clone(),
        authority_reference: view.reference.clone(),
        addressee_reference: fields.find("own-reference"),
        received_at: read_time(fields, "received-at")?,
    };
    let by = AnsweredBy {
        provider_name: fields.text("provider").to_owned(),
        member_state: fields.text("member-state").to_ascii_uppercase(),
        authorised_person: fields.text("person").to_owned(),
        contact: fields.text("contact").to_owned(),
        at: read_time(fields, "at")?,
    };
    match fields.text("form") {
        "executed" => Ok(AnswerForm::Executed(Box::new(RemovalAnswer {
            schema: ANNEX_II_SCHEMA.to_owned(),
            head,
            measure: Measure::parse(fields.text("measure"))
                .ok_or_else(|| DeskError::input("answer_missing", "say what was done"))?,
            measure_at: read_time(fields, "measure-at")?,
            by,
        }))),
        "impossible" => Ok(AnswerForm::Impossible(Box::new(ImpossibleAnswer {
            schema: ANNEX_III_SCHEMA.to_owned(),
            head,
            reasons: fields
                .list("reason")
                .filter_map(Impossibility::parse)
                .collect(),
            explanation: fields.text("explanation").to_owned(),
            clarification_needed: fields.find("asked"),
            by,
        }))),
        _ => Err(DeskError::input(
            "answer_missing",
            "choose one of the two forms",
        )),
    }
}

fn read_time(fields: &Fields, name: &str) -> Result<Timestamp, DeskError> {
    parse_instant(fields.text(name)).ok_or_else(|| {
        DeskError::input(
            "date_malformed",
            "write each time like `2026-11-23T17:15`, in UTC",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a program's form is read by its schema, and anything else is refused by its code.
    #[test]
    fn forms_of_programs_are_read() {
        for bad in [
            "",
            "[]",
            "{}",
            r#"{"schema":"vigie-order/1"}"#,
            r#"{"schema":"vigie-order-executed/1"}"#,
        ] {
            let error = parse_form(bad.as_bytes()).unwrap_err();
            assert_eq!(error.code(), "form_unreadable", "{bad}");
        }
    }
}
