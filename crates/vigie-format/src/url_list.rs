//! Lists of URLs: one a line, or CSV with a column `url`.
//!
//! Hotlines' lists (`URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE`, with or without a header)
//! are read, too; the worker's address in them is personal data and is left out. Whether a URL can
//! be taken in, [`parse_locator`](crate::key::parse_locator) says.

use std::borrow::Cow;

use crate::Defect;
use crate::lines::{bad, cells, filled, lines, separator_of};

/// Cells of a hotline's line.
const HOTLINE_CELLS: usize = 6;

/// One line of a list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlLine {
    /// Its number in the list, from 1.
    pub line: u64,
    /// The URL as written.
    pub url: String,
    /// Where the URL was found.
    pub referer: Option<String>,
    /// The reporter's own number for it.
    pub reference: Option<String>,
    /// Who reported it.
    pub source: Option<String>,
    /// What the reporter remarked.
    pub note: Option<String>,
}

/// Where the columns stand.
#[derive(Clone, Copy, Default)]
struct Columns {
    separator: Option<char>,
    url: usize,
    referer: Option<usize>,
    reference: Option<usize>,
    source: Option<usize>,
    note: Option<usize>,
}

/// Reads a list in linear time; a header is known by its column `url`.
pub fn parse_url_list(bytes: &[u8]) -> (Vec<UrlLine>, Vec<Defect>) {
    let mut read = Vec::new();
    let mut defects = Vec::new();
    let mut columns = None;
    for (number, line) in lines(bytes, Some('#')) {
        let line = match line {
            Ok(line) => line,
            Err(what) => {
                defects.push(bad(number, what));
                continue;
            }
        };
        let columns = match columns {
            Some(columns) => columns,
            None => match read_header(line) {
                Header::Columns(found) => {
                    columns = Some(found);
                    continue;
                }
                Header::NoUrl => {
                    defects.push(bad(
                        number,
                        "the header has no column `url`; nothing was read",
                    ));
                    return (read, defects);
                }
                Header::None => *columns.insert(Columns::default()),
            },
        };
        match read_line(number, line, columns) {
            Ok(line) => read.push(line),
            Err(what) => defects.push(bad(number, what)),
        }
    }
    (read, defects)
}

enum Header {
    Columns(Columns),
    /// A header of other columns.
    NoUrl,
    /// The first line is a URL already.
    None,
}

fn read_header(line: &str) -> Header {
    if line.contains("://") || line.contains("[:]") {
        return Header::None;
    }
    let separator = separator_of(line);
    let names = match separator {
        Some(separator) => cells(line, separator).unwrap_or_default(),
        None => vec![Cow::Borrowed(line)],
    };
    let find = |wanted: &[&str]| {
        names
            .iter()
            .position(|name| wanted.iter().any(|w| name.eq_ignore_ascii_case(w)))
    };
    let columns = Columns {
        separator,
        url: 0,
        referer: find(&["referer", "referrer", "found_on"]),
        reference: find(&["reference", "external_id", "ref"]),
        source: find(&["source", "reporter"]),
        note: find(&["note", "notes", "comment", "remark"]),
    };
    match find(&["url", "locator", "link"]) {
        Some(url) => Header::Columns(Columns { url, ..columns }),
        None if columns.referer.is_some()
            || columns.reference.is_some()
            || columns.source.is_some() =>
        {
            Header::NoUrl
        }
        None => Header::None,
    }
}

fn read_line(number: u64, line: &str, columns: Columns) -> Result<UrlLine, &'static str> {
    let (cells, columns) = match columns.separator {
        Some(separator) => (cells(line, separator)?, columns),
        None => match hotline_cells(line) {
            Some(cells) => {
                let hotline = Columns {
                    referer: Some(1),
                    reference: Some(3),
                    source: Some(4),
                    ..Columns::default()
                };
                (cells, hotline)
            }
            None => (vec![Cow::Borrowed(line)], columns),
        },
    };
    Ok(UrlLine {
        line: number,
        url: filled(&cells, Some(columns.url)).ok_or("the column `url` is empty")?,
        referer: filled(&cells, columns.referer),
        reference: filled(&cells, columns.reference),
        source: filled(&cells, columns.source),
        note: filled(&cells, columns.note),
    })
}

/// The cells of a hotline's line; a URL may hold semicolons itself, so the shape must fit.
fn hotline_cells(line: &str) -> Option<Vec<Cow<'_, str>>> {
    if line.matches(';').count() != HOTLINE_CELLS - 1 {
        return None;
    }
    let cells = cells(line, ';').ok()?;
    let fits = cells.len() == HOTLINE_CELLS
        && cells[0].contains("://")
        && (cells[1].is_empty() || cells[1].contains("://"))
        && (cells[2].is_empty() || cells[2].contains('@'));
    fits.then_some(cells)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::testing::for_each_fixture;

    /// Goal: each fixture gives its lines and its defects.
    #[test]
    fn fixtures_are_read() {
        for_each_fixture("url_list", "csv", |bytes| {
            let (lines, defects) = parse_url_list(bytes);
            let lines: Vec<String> = lines.iter().map(|line| format!("{line:?}\n")).collect();
            let defects: Vec<String> = defects.iter().map(|defect| format!("{defect}\n")).collect();
            lines.concat() + &defects.concat()
        });
    }

    /// Goal: a bad line 50,000 of 100,000 costs itself only, and is named.
    #[test]
    fn a_bad_line_is_named() {
        let mut text = String::from("url,reference\n");
        for number in 2..=100_000 {
            match number {
                50_000 => text.push_str("\"https://a.example/no-end,x\n"),
                _ => writeln!(text, "https://a.example/{number},r{number}").unwrap(),
            }
        }
        let (lines, defects) = parse_url_list(text.as_bytes());
        assert_eq!((lines.len(), lines.last().unwrap().line), (99_998, 100_000));
        assert_eq!(
            defects.iter().map(Defect::line).collect::<Vec<_>>(),
            [Some(50_000)]
        );
    }

    /// Goal: a file of another kind is refused once, not line by line.
    #[test]
    fn a_picture_is_no_list() {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
        bytes.extend(b"\xd9\n".repeat(1_000));
        let (lines, defects) = parse_url_list(&bytes);
        assert!(lines.is_empty());
        assert_eq!(
            defects.iter().map(Defect::to_string).collect::<Vec<_>>(),
            ["line 1: the file is no text; a list is UTF-8, one entry a line"]
        );
    }

    proptest! {
        /// Goal: no bytes make the reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse_url_list(&bytes);
            let _ = parse_url_list(&[b"url;x\n", &bytes[..]].concat());
        }
    }
}
