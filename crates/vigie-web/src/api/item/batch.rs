//! `POST /items/batch`: a list arrives; one answer for each line, bad ones named, the others go in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::item::{ListLine, NewItem, add_list};
use vigie_desk::{Desk, DeskError, Refusal};
use vigie_domain::IntakeChannel;
use vigie_format::url_list::parse_url_list;

use super::body::ItemNew;
use super::create::check_external_id;
use crate::api::caller::Caller;
use crate::api::read::{RawBody, field_error};
use crate::api::value::Id;
use crate::failure::Failure;

const CSV: &str = "text/csv";
const PLAIN: &str = "text/plain";
const JSON_LINES: &str = "application/jsonl";
const JSON_LINES_TOO: &str = "application/x-ndjson";

/// What became of one line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchLine {
    /// Its number in the list, from 1.
    line: u64,
    /// `added`, `known` or `refused`.
    result: &'static str,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
    /// Its canonical key.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// What was wrong with the line, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl BatchLine {
    fn refused(line: u64, code: &'static str, detail: String) -> Self {
        let (code, detail) = (Some(code), Some(detail));
        Self {
            line,
            result: "refused",
            id: None,
            key: None,
            code,
            detail,
        }
    }

    fn of(line: u64, answer: ListLine) -> Self {
        let (result, item, key) = match answer {
            ListLine::Added { item, key } => ("added", item, key),
            ListLine::Known { item, key } => ("known", item, key),
            ListLine::Refused { why } => {
                let detail = why.to_string();
                return Self::refused(line, Refusal::from(why).code(), detail);
            }
        };
        Self {
            line,
            result,
            id: Some(Id(item.0)),
            key: Some(key),
            code: None,
            detail: None,
        }
    }
}

/// A list as read: what can be taken in, and the lines that cannot be read.
#[derive(Default)]
struct Read {
    items: Vec<(u64, NewItem)>,
    refused: Vec<BatchLine>,
}

/// Takes in a list.
///
/// JSON lines, each an `ItemNew`; or CSV with a column `url` and, if you like, `external_id` and
/// `note`; or plain addresses, one a line. Empty lines are passed over. A bad line is refused by
/// its number and the others go in; the same list again adds nothing twice.
#[utoipa::path(
    post,
    path = "/items/batch",
    tag = "items",
    request_body(content(
        (ItemNew = "application/jsonl"),
        (ItemNew = "application/x-ndjson"),
        (String = "text/csv"),
        (String = "text/plain"),
    )),
    responses((
        status = 200,
        description = "JSON lines, one for each line of the list.",
        body = BatchLine,
        content_type = "application/jsonl",
    )),
    security(("key" = ["add_item"]), ("session" = [])),
)]
pub(super) async fn create_batch(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    list: RawBody,
) -> Result<Response, Response> {
    list.expect(&[CSV, PLAIN, JSON_LINES, JSON_LINES_TOO])
        .map_err(IntoResponse::into_response)?;
    let read = match list.media_type.as_str() {
        CSV | PLAIN => read_csv(&list.bytes),
        _ => read_json_lines(&list.bytes),
    };
    let (lines, items): (Vec<u64>, Vec<NewItem>) = read.items.into_iter().unzip();
    let report = add_list(&desk, &actor, items, |_| {})
        .await
        .map_err(refuse)?;
    let mut answers = read.refused;
    answers.extend(
        lines
            .into_iter()
            .zip(report.lines)
            .map(|(line, was)| BatchLine::of(line, was)),
    );
    answers.sort_by_key(|answer| answer.line);
    Ok((
        [(header::CONTENT_TYPE, JSON_LINES)],
        render(&answers).map_err(refuse)?,
    )
        .into_response())
}

fn refuse(error: DeskError) -> Response {
    Failure::from(error).into_response()
}

fn render(answers: &[BatchLine]) -> Result<Vec<u8>, DeskError> {
    let mut text = Vec::with_capacity(answers.len() * 128);
    for answer in answers {
        serde_json::to_writer(&mut text, answer)?;
        text.push(b'\n');
    }
    Ok(text)
}

fn read_json_lines(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = index as u64 + 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<ItemNew>(line) {
            Ok(new) => read.take(number, new.into_item(IntakeChannel::List)),
            Err(error) if error.is_data() => {
                let refusal = field_error(&error.to_string());
                read.refuse(number, &refusal);
            }
            Err(error) => {
                let refusal = DeskError::input("field_malformed", format!("no JSON: {error}"));
                read.refuse(number, &refusal);
            }
        }
    }
    read
}

fn read_csv(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let (lines, defects) = parse_url_list(bytes);
    for line in lines {
        let mut item = NewItem::url(line.url, IntakeChannel::List);
        item.external_id = line.reference;
        item.note = line.note;
        read.take(line.line, item);
    }
    for defect in defects {
        let (line, detail) = (defect.line().unwrap_or(0), defect.to_string());
        read.refuse(line, &DeskError::input("line_malformed", detail));
    }
    read
}

impl Read {
    fn take(&mut self, line: u64, item: NewItem) {
        match check_external_id(item.external_id.as_deref()) {
            Ok(()) => self.items.push((line, item)),
            Err(refusal) => self.refuse(line, &refusal),
        }
    }

    fn refuse(&mut self, line: u64, refusal: &DeskError) {
        self.refused.push(BatchLine::refused(
            line,
            refusal.code(),
            refusal.to_string(),
        ));
    }
}
