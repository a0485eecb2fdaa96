//! Lists of known hashes: one value a line, or CSV `hash,bank,source,label`.
//!
//! What kind of hash it is, the caller says: 64 hexadecimal digits may be PDQ or SHA-256. So the
//! values are handed over as written.

use std::borrow::Cow;

use crate::Defect;
use crate::lines::{bad, cells, filled, lines, push_cell, separator_of};

/// The header of what is written, and understood when read.
const HEADER: &str = "hash,bank,source,label";

/// Names a partner's list may give the column of values.
const VALUE_COLUMNS: [&str; 7] = ["hash", "value", "pdq", "sha256", "md5", "url", "signal"];

/// One line of a list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashLine {
    /// Its number in the list, from 1.
    pub line: u64,
    /// The value as written, without white space.
    pub hash: String,
    /// The bank it names.
    pub bank: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What it is called.
    pub label: Option<String>,
}

/// One line of a list to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashRow {
    /// The value.
    pub hash: String,
    /// The bank it stands in.
    pub bank: String,
    /// Where it came from.
    pub source: String,
    /// What it is called.
    pub label: String,
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct Columns {
    separator: Option<char>,
    hash: usize,
    bank: Option<usize>,
    source: Option<usize>,
    label: Option<usize>,
}

/// Reads a list in linear time; `#` begins a comment.
pub fn parse_hash_list(bytes: &[u8]) -> (Vec<HashLine>, Vec<Defect>) {
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
        let columns = if let Some(columns) = columns {
            columns
        } else {
            let header = read_header(line);
            let found = *columns.insert(header.unwrap_or_else(|| plain_columns(line)));
            if header.is_some() {
                continue;
            }
            found
        };
        match read_line(number, line, columns) {
            Ok(line) => read.push(line),
            Err(what) => defects.push(bad(number, what)),
        }
    }
    (read, defects)
}

/// Writes a list that [`parse_hash_list`] reads back.
pub fn render_hash_list(rows: &[HashRow]) -> String {
    let mut text = String::with_capacity(64 + rows.len() * 96);
    text.push_str(HEADER);
    text.push('\n');
    for row in rows {
        for (at, cell) in [&row.hash, &row.bank, &row.source, &row.label]
            .into_iter()
            .enumerate()
        {
            if at > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell);
        }
        text.push('\n');
    }
    text
}

fn read_header(line: &str) -> Option<Columns> {
    let separator = separator_of(line);
    let names = match separator {
        Some(separator) => cells(line, separator).ok()?,
        None => vec![Cow::Borrowed(line)],
    };
    let find = |wanted: &str| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted))
    };
    Some(Columns {
        separator,
        hash: VALUE_COLUMNS.into_iter().find_map(find)?,
        bank: find("bank"),
        source: find("source"),
        label: find("label"),
    })
}

/// A list without a header: the columns in our own order.
fn plain_columns(line: &str) -> Columns {
    // A list of URLs holds separators inside its values; only known values are split.
    let separator = separator_of(line).filter(|_| !line.contains("://"));
    Columns {
        separator,
        hash: 0,
        bank: Some(1),
        source: Some(2),
        label: Some(3),
    }
}

fn read_line(number: u64, line: &str, columns: Columns) -> Result<HashLine, &'static str> {
    let cells = match columns.separator {
        Some(separator) => cells(line, separator)?,
        None => vec![Cow::Borrowed(line)],
    };
    let hash = filled(&cells, Some(columns.hash)).ok_or("the value is missing")?;
    if hash.contains(char::is_whitespace) {
        return Err("the value contains white space");
    }
    Ok(HashLine {
        line: number,
        hash,
        bank: filled(&cells, columns.bank),
        source: filled(&cells, columns.source),
        label: filled(&cells, columns.label),
    })
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
        for_each_fixture("hash_list", "csv", |bytes| {
            let (lines, defects) = parse_hash_list(bytes);
            let lines: Vec<String> = lines.iter().map(|line| format!("{line:?}\n")).collect();
            let defects: Vec<String> = defects.iter().map(|defect| format!("{defect}\n")).collect();
            lines.concat() + &defects.concat()
        });
    }

    /// Goal: a bad line in the middle of a long list costs itself only, and is named.
    #[test]
    fn a_bad_line_is_named() {
        let mut text = String::from("hash,bank,source,label\r\n");
        for number in 2..=100_000_u32 {
            match number {
                50_000 => text.push_str("\"no end,zeta\r\n"),
                _ => write!(text, "{number:064x},zeta,,\r\n").unwrap(),
            }
        }
        let (lines, defects) = parse_hash_list(text.as_bytes());
        assert_eq!(lines.len(), 99_998);
        assert_eq!(lines.last().unwrap().line, 100_000);
        assert_eq!(
            defects.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["line 50000: a quote is not closed"]
        );
    }

    proptest! {
        /// Goal: what is written is read back, whatever the labels hold.
        #[test]
        fn a_list_round_trips(labels in prop::collection::vec("[ -~é\"#,;]{0,20}", 0..8)) {
            let rows: Vec<HashRow> = labels.iter().map(|label| HashRow {
                hash: "ab".repeat(32), bank: "zeta, one".to_owned(), source: String::new(), label: label.clone(),
            }).collect();
            let (lines, defects) = parse_hash_list(render_hash_list(&rows).as_bytes());
            prop_assert_eq!(defects, []);
            let found: Vec<String> = lines.into_iter().map(|line| line.label.unwrap_or_default()).collect();
            prop_assert_eq!(found, labels);
        }

        /// Goal: no bytes make the reader panic, and each line is answered at most once.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (lines, defects) = parse_hash_list(&bytes);
            prop_assert!(lines.len() + defects.len() <= bytes.len() + 1);
        }
    }
}
