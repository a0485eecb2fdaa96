//! `POST /intake/list`: a CSV file, or a plain list; the bad lines are named, the others go in.
//!
//! The first line may name its columns: `url`, `external_id`, `note`; or, as partners send them,
//! `URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE`. Without such a line each line is an address.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use vigie_desk::item::{ListLine, ListReport, NewItem, add_list};
use vigie_desk::{Desk, DeskError};
use vigie_domain::IntakeChannel;

use super::form::{LineAnswer, ListAnswer, intake_page, refused};
use crate::failure::Failure;
use crate::field::Upload;
use crate::session::Session;
use crate::view::render;

/// Lines shown on the page: the others went the same ways, and the counts say how many.
const LINES_SHOWN_MAX: usize = 200;
/// Longest line read, in bytes.
const LINE_BYTES_MAX: usize = 16 << 10;

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
    let (rows, unreadable) = parse_list(&upload.bytes);
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

/// Which field of a line is what.
struct Columns {
    separator: u8,
    url: usize,
    external_id: Option<usize>,
    note: Option<usize>,
}

/// Reads a list. Lines that cannot be read are answered, never dropped silently.
fn parse_list(bytes: &[u8]) -> (Vec<Row>, Vec<LineAnswer>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .peekable();
    let columns = lines.peek().and_then(|(_, line)| find_columns(line));
    if columns.is_some() {
        lines.next();
    }
    let (mut rows, mut unreadable) = (Vec::new(), Vec::new());
    for (line, text) in lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
        match read_line(text, columns.as_ref()) {
            Ok(item) => rows.push(Row { line, item }),
            Err(why) => unreadable.push(LineAnswer {
                line,
                text: text.chars().take(200).collect(),
                item: None,
                is_new: false,
                why: Some(why.to_owned()),
            }),
        }
    }
    (rows, unreadable)
}

fn find_columns(line: &str) -> Option<Columns> {
    let separator = [b';', b'\t', b',']
        .into_iter()
        .find(|one| line.as_bytes().contains(one));
    let separator = separator.unwrap_or(b',');
    let names = split(line, separator).ok()?;
    let names: Vec<String> = names
        .iter()
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let find = |any: &[&str]| names.iter().position(|name| any.contains(&name.as_str()));
    Some(Columns {
        separator,
        url: find(&["url"])?,
        external_id: find(&["external_id", "reference", "id"]),
        note: find(&["note", "comment"]),
    })
}

fn read_line(line: &str, columns: Option<&Columns>) -> Result<NewItem, &'static str> {
    if line.len() > LINE_BYTES_MAX {
        return Err("the line is too long to be one address with its notes");
    }
    let Some(columns) = columns else {
        return Ok(NewItem::url(line, IntakeChannel::List));
    };
    let fields = split(line, columns.separator)?;
    let field = |place: Option<usize>| {
        let value = fields.get(place?)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let url = field(Some(columns.url)).unwrap_or_default();
    Ok(NewItem {
        external_id: field(columns.external_id),
        note: field(columns.note),
        ..NewItem::url(url, IntakeChannel::List)
    })
}

/// Fields of one line of CSV (RFC 4180, without line breaks inside a field).
fn split(line: &str, separator: u8) -> Result<Vec<String>, &'static str> {
    let separator = char::from(separator);
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            c if c == separator && !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    if quoted {
        return Err("a quotation mark is not closed on this line");
    }
    fields.push(field);
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the lists partners send are read; a bad line costs only itself.
    #[test]
    fn lists_are_read() {
        #[track_caller]
        fn case(list: &str, expected: &[(usize, &str, Option<&str>, Option<&str>)], bad: &[usize]) {
            let (rows, unreadable) = parse_list(list.as_bytes());
            let found: Vec<_> = rows
                .iter()
                .map(|row| {
                    let item = &row.item;
                    (
                        row.line,
                        item.url.as_str(),
                        item.external_id.as_deref(),
                        item.note.as_deref(),
                    )
                })
                .collect();
            assert_eq!(found, expected);
            assert_eq!(
                unreadable.iter().map(|one| one.line).collect::<Vec<_>>(),
                bad
            );
        }
        case(
            "https://a.example/1\n\n# note\r\nhttps://a.example/2\r\n",
            &[
                (1, "https://a.example/1", None, None),
                (4, "https://a.example/2", None, None),
            ],
            &[],
        );
        case(
            "\u{feff}url,external_id,note\nhttps://a.example/?a=1,x-1,\"said \"\"go\"\", twice\"\n,x-2,\n\"open\n",
            &[
                (
                    2,
                    "https://a.example/?a=1",
                    Some("x-1"),
                    Some("said \"go\", twice"),
                ),
                (3, "", Some("x-2"), None),
            ],
            &[4],
        );
        case(
            "URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE\nhttps://a.example/3;;a@b.example;R-7;web;post",
            &[(2, "https://a.example/3", Some("R-7"), None)],
            &[],
        );
        // Commas belong to addresses where no line names columns.
        case(
            "https://a.example/a,b",
            &[(1, "https://a.example/a,b", None, None)],
            &[],
        );
        case("", &[], &[]);
    }
}
