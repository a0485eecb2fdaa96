//! Lists line by line: each line stands alone, so that a bad one costs itself only.
//!
//! A quoted cell therefore ends on its own line. Linear in the size of the list.

use std::borrow::Cow;

use crate::Defect;

/// Longest line read.
const LINE_SIZE_BYTES_MAX: usize = 64 * 1024;

/// How far into a list a NUL byte tells that it is no text: pictures and archives have one early.
const TEXT_PROBE_BYTES: usize = 8 * 1024;

/// What separates cells.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// The lines of a list with their numbers, without byte order mark, line ends and blank lines.
pub(crate) struct Lines<'b> {
    rest: &'b [u8],
    number: u64,
    comment: Option<char>,
}

/// The lines of `bytes`; lines that begin with `comment` are passed over.
pub(crate) fn lines(bytes: &[u8], comment: Option<char>) -> Lines<'_> {
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Lines {
        rest,
        number: 0,
        comment,
    }
}

impl<'b> Iterator for Lines<'b> {
    type Item = (u64, Result<&'b str, &'static str>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            self.number += 1;
            if self.number == 1
                && let Some(defect) = not_text(self.rest)
            {
                self.rest = &[];
                return Some((1, Err(defect)));
            }
            let end = self.rest.iter().position(|&b| b == b'\n');
            let (line, after) = match end {
                Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
                None => (self.rest, &[][..]),
            };
            self.rest = after;
            if line.len() > LINE_SIZE_BYTES_MAX {
                return Some((self.number, Err("the line is longer than 64 KiB")));
            }
            let Ok(line) = std::str::from_utf8(line) else {
                return Some((self.number, Err("the line is not UTF-8")));
            };
            let line = line.trim();
            if line.is_empty() || self.comment.is_some_and(|mark| line.starts_with(mark)) {
                continue;
            }
            return Some((self.number, Ok(line)));
        }
        None
    }
}

/// Why these bytes are no list of lines at all: said once, rather than of every line.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("the list is UTF-16; save it as UTF-8");
    }
    let probe = &bytes[..bytes.len().min(TEXT_PROBE_BYTES)];
    probe
        .contains(&0)
        .then_some("the file is no text; a list is UTF-8, one entry a line")
}

/// The separator a header line uses: the one it has most of.
pub(crate) fn separator_of(header: &str) -> Option<char> {
    SEPARATORS
        .into_iter()
        .map(|separator| (header.matches(separator).count(), separator))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count)
        .map(|(_, separator)| separator)
}

/// The cells of a line, quotes undone. Source: RFC 4180.
pub(crate) fn cells(line: &str, separator: char) -> Result<Vec<Cow<'_, str>>, &'static str> {
    if !line.contains('"') {
        return Ok(line
            .split(separator)
            .map(|cell| cell.trim().into())
            .collect());
    }
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let open = rest.trim_start_matches([' ', '\t']);
        let (cell, after) = if let Some(quoted) = open.strip_prefix('"') {
            quoted_cell(quoted)?
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            (rest[..end].trim().into(), &rest[end..])
        };
        cells.push(cell);
        let after = after.trim_start_matches(' ');
        if after.is_empty() {
            return Ok(cells);
        }
        rest = after
            .strip_prefix(separator)
            .ok_or("text follows a closing quote")?;
    }
}

fn quoted_cell(text: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    let mut from = 0;
    loop {
        let end = from + text[from..].find('"').ok_or("a quote is not closed")?;
        if text[end + 1..].starts_with('"') {
            from = end + 2;
            continue;
        }
        return Ok((text[..end].replace("\"\"", "\"").into(), &text[end + 1..]));
    }
}

/// A cell as a line may carry it: quoted when needed, line ends as spaces.
pub(crate) fn push_cell(line: &mut String, cell: &str) {
    let clean: String = cell
        .chars()
        .map(|c| if matches!(c, '\r' | '\n') { ' ' } else { c })
        .collect();
    let is_plain =
        clean.trim() == clean && !clean.contains([',', ';', '\t', '"']) && !clean.starts_with('#');
    if is_plain {
        line.push_str(&clean);
    } else {
        line.push('"');
        line.push_str(&clean.replace('"', "\"\""));
        line.push('"');
    }
}

/// A cell, or nothing when it is empty.
pub(crate) fn filled(cells: &[Cow<'_, str>], at: Option<usize>) -> Option<String> {
    cells
        .get(at?)
        .filter(|cell| !cell.is_empty())
        .map(|cell| cell.clone().into_owned())
}

/// A defect of a line.
pub(crate) fn bad(line: u64, what: &'static str) -> Defect {
    Defect::at_line(line, what)
}
