//! `POST /intake/list`: a CSV file, or a plain list; the bad lines are named, the others go in.
//!
//! Lists are read by `vigie-format`, as the command line and the programming interface read them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use vigie_desk::item::{ListLine, ListReport, NewItem, add_list};
use vigie_desk::{Desk, DeskError};
use vigie_domain::IntakeChannel;
use vigie_format::url_list::parse_url_list;

use super::form::{LineAnswer, ListAnswer, intake_page, refused};
use crate::failure::Failure;
use crate::field::Upload;
use crate::session::Session;
use crate::view::render;

/// Lines shown on the page: the others went the same ways, and the counts say how many.
const LINES_SHOWN_MAX: usize = 200;

/// # Errors
///
/// Not allowed; a file that is no list is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    upload: Upload,
) -> Result<Response, Failure> {
    if upload.bytes.is_empty() {
        let detail = "the file is empty or none was chosen; choose a list";
        return refused(
            session,
            upload.fields,
            DeskError::input("upload_empty", detail),
        );
    }
    let (rows, unreadable) = read_list(&upload.bytes);
    let numbered = rows
        .iter()
        .map(|row| (row.line, row.item.url.clone()))
        .collect();
    let items = rows.into_iter().map(|row| row.item).collect();
    match add_list(&desk, &session.actor, items, |_| {}).await {
        Ok(report) => {
            let mut shown = intake_page(session, upload.fields);
            shown.answer = Some(answer_of(report, numbered, unreadable));
            Ok(render(&shown))
        }
        Err(error) => refused(session, upload.fields, error),
    }
}

/// Sets the desk's answers beside the lines they are about: refused lines first.
pub(crate) fn answer_of(
    report: ListReport,
    numbered: Vec<(usize, String)>,
    unreadable: Vec<LineAnswer>,
) -> ListAnswer {
    let refused_more = u32::try_from(unreadable.len()).unwrap_or(u32::MAX);
    let answers = report
        .lines
        .into_iter()
        .zip(numbered)
        .map(|(answer, (line, text))| {
            let (item, is_new, why) = match answer {
                ListLine::Added { item, .. } => (Some(item), true, None),
                ListLine::Known { item, .. } => (Some(item), false, None),
                ListLine::Refused { why } => (None, false, Some(why.to_string())),
            };
            LineAnswer {
                line,
                text,
                item,
                is_new,
                why,
            }
        });
    let mut lines: Vec<LineAnswer> = unreadable.into_iter().chain(answers).collect();
    lines.sort_by_key(|answer| (answer.why.is_none(), answer.line));
    let is_cut = lines.len() > LINES_SHOWN_MAX;
    lines.truncate(LINES_SHOWN_MAX);
    ListAnswer {
        added: report.items_added,
        known: report.items_known,
        refused: report.lines_refused.saturating_add(refused_more),
        lines,
        is_cut,
    }
}

/// One readable line.
struct Row {
    line: usize,
    item: NewItem,
}

/// Reads a list the way every door of the house does. Lines that cannot be read are answered,
/// never dropped silently.
fn read_list(bytes: &[u8]) -> (Vec<Row>, Vec<LineAnswer>) {
    let place = |line: u64| usize::try_from(line).unwrap_or(usize::MAX);
    let (lines, defects) = parse_url_list(bytes);
    let rows = lines.into_iter().map(|line| Row {
        line: place(line.line),
        item: NewItem {
            external_id: line.reference,
            note: line.note,
            ..NewItem::url(line.url, IntakeChannel::List)
        },
    });
    let unreadable = defects.into_iter().map(|defect| LineAnswer {
        line: place(defect.line().unwrap_or(0)),
        text: String::new(),
        item: None,
        is_new: false,
        why: Some(defect.to_string()),
    });
    (rows.collect(), unreadable.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the reference and the note of a line go with its address; a bad line costs only itself.
    #[test]
    fn lists_are_read() {
        let list = b"url,reference,note\nhttps://a.example/?a=1,x-1,\"said \"\"go\"\", twice\"\nhttps://a.example/2,,\n";
        let (rows, unreadable) = read_list(list);
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.line,
                    row.item.url.as_str(),
                    row.item.external_id.as_deref(),
                    row.item.note.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    2,
                    "https://a.example/?a=1",
                    Some("x-1"),
                    Some("said \"go\", twice")
                ),
                (3, "https://a.example/2", None, None),
            ]
        );
        assert!(unreadable.is_empty());
        let (rows, unreadable) = read_list(b"https://a.example/1\nhttps://a.example/2\n");
        assert_eq!((rows.len(), unreadable.len()), (2, 0));
    }
}
