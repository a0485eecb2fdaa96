//! Lists of python-threatexchange: what its `file_api` exchange reads and its `dataset` prints.
//!
//! ```text
//! pdq f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22     one signal a line
//! signal_type,signal_str,collab,category,tags                             or CSV with a header
//! ```
//!
//! Types have the names of that library: our MD5 is its `video_md5`. A type it has and we do not
//! is a defect of its line; the others are read.

use vigie_domain::{Signal, SignalType};

use crate::Defect;
use crate::lines::{bad, cells, filled, lines, push_cell};

/// The header of the CSV that `threatexchange dataset --print-signals --csv` writes.
const HEADER: &str = "signal_type,signal_str,collab,category,tags";

/// One line of a list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxLine {
    /// Its number in the list, from 1.
    pub line: u64,
    /// The type.
    pub kind: SignalType,
    /// The value as written, without white space around it.
    pub value: String,
    /// The collaboration it came from.
    pub collaboration: Option<String>,
    /// Its tags, separated by blanks.
    pub tags: Option<String>,
}

/// One line of a list to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxRow {
    /// The signal.
    pub signal: Signal,
    /// The collaboration it stands in.
    pub collaboration: String,
    /// What is thought of it.
    pub category: TxCategory,
    /// Its tags, separated by blanks.
    pub tags: String,
}

/// What an exchange says of a signal, all opinions together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TxCategory {
    /// It is what it says.
    PositiveClass,
    /// It is not.
    NegativeClass,
    /// Opinions differ.
    Disputed,
}

impl TxCategory {
    /// As the library writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PositiveClass => "POSITIVE_CLASS",
            Self::NegativeClass => "NEGATIVE_CLASS",
            Self::Disputed => "DISPUTED",
        }
    }
}

/// The library's name of a type.
pub const fn tx_name(kind: SignalType) -> &'static str {
    match kind {
        SignalType::Pdq => "pdq",
        SignalType::Sha256 => "sha256",
        SignalType::Md5 => "video_md5",
        SignalType::Url => "url",
        SignalType::Vpdq => "vpdq",
        SignalType::Chromaprint => "chromaprint",
        SignalType::Pages => "pages",
        SignalType::Copies => "copies",
    }
}

/// The type of the library's name; `None` for one that is not ours.
pub fn parse_tx_name(name: &str) -> Option<SignalType> {
    SignalType::ALL
        .into_iter()
        .find(|kind| tx_name(*kind) == name)
}

/// Reads a list in either form, in linear time.
pub fn parse_tx_list(bytes: &[u8]) -> (Vec<TxLine>, Vec<Defect>) {
    let mut read = Vec::new();
    let mut defects = Vec::new();
    let mut is_csv = None;
    for (number, line) in lines(bytes, None) {
        let line = match line {
            Ok(line) => line,
            Err(what) => {
                defects.push(bad(number, what));
                continue;
            }
        };
        let as_csv = *is_csv.get_or_insert_with(|| line.trim() == HEADER);
        if as_csv && line.trim() == HEADER {
            continue;
        }
        let one = if as_csv {
            read_row(number, line)
        } else {
            read_pair(number, line)
        };
        match one {
            Ok(one) => read.push(one),
            Err(what) => defects.push(bad(number, what)),
        }
    }
    (read, defects)
}

const NOT_OURS: &str = "a signal type that is not known here; pdq, sha256, video_md5 and url are";

fn read_pair(number: u64, line: &str) -> Result<TxLine, &'static str> {
    let (name, value) = line
        .trim()
        .split_once(' ')
        .ok_or("a line takes a signal type, a blank and the signal")?;
    let value = value.trim();
    if value.is_empty() {
        return Err("the value is missing");
    }
    Ok(TxLine {
        line: number,
        kind: parse_tx_name(name).ok_or(NOT_OURS)?,
        value: value.to_owned(),
        collaboration: None,
        tags: None,
    })
}

fn read_row(number: u64, line: &str) -> Result<TxLine, &'static str> {
    let cells = cells(line, ',')?;
    let kind = filled(&cells, Some(0)).ok_or("the signal type is missing")?;
    Ok(TxLine {
        line: number,
        kind: parse_tx_name(&kind).ok_or(NOT_OURS)?,
        value: filled(&cells, Some(1)).ok_or("the value is missing")?,
        collaboration: filled(&cells, Some(2)),
        tags: filled(&cells, Some(4)),
    })
}

/// Writes one signal a line, as the `file_api` exchange reads it.
pub fn render_tx_lines(rows: &[TxRow]) -> String {
    let mut text = String::with_capacity(rows.len() * 72);
    for row in rows {
        text.push_str(tx_name(row.signal.signal_type()));
        text.push(' ');
        text.push_str(&row.signal.value());
        text.push('\n');
    }
    text
}

/// Writes the CSV of `threatexchange dataset --print-signals --csv`.
pub fn render_tx_csv(rows: &[TxRow]) -> String {
    let mut text = String::with_capacity(64 + rows.len() * 112);
    text.push_str(HEADER);
    // Python's csv module ends lines this way, and so do we.
    text.push_str("\r\n");
    for row in rows {
        let value = row.signal.value();
        let cells = [
            tx_name(row.signal.signal_type()),
            &value,
            &row.collaboration,
            row.category.name(),
            &row.tags,
        ];
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vigie_domain::{Md5, Sha256};

    use super::*;

    fn rows(tags: &str) -> Vec<TxRow> {
        let pdq = Signal::Pdq {
            hash: Sha256([0xf8; 32]),
            quality: 100,
        };
        let signals = [
            pdq,
            Signal::Md5(Md5([7; 16])),
            Signal::Sha256(Sha256([1; 32])),
        ];
        signals
            .into_iter()
            .map(|signal| TxRow {
                signal,
                collaboration: "Training Organisation, Zeta".to_owned(),
                category: TxCategory::PositiveClass,
                tags: tags.to_owned(),
            })
            .collect()
    }

    fn values(lines: &[TxLine]) -> Vec<(SignalType, String)> {
        lines
            .iter()
            .map(|line| (line.kind, line.value.clone()))
            .collect()
    }

    /// Goal: both forms are as that library writes them, byte for byte.
    #[test]
    fn lists_are_as_the_library_writes_them() {
        let lines = render_tx_lines(&rows(""));
        assert!(lines.starts_with(&format!("pdq {}\nvideo_md5 0707", "f8".repeat(32))));
        let csv = render_tx_csv(&rows("a b"));
        let first = format!(
            "{HEADER}\r\npdq,{},\"Training Organisation, Zeta\",POSITIVE_CLASS,a b\r\n",
            "f8".repeat(32)
        );
        assert!(csv.starts_with(&first), "{csv}");
    }

    /// Goal: a type we do not have, and a line that is none, cost themselves only, and are named.
    #[test]
    fn strange_lines_are_named() {
        let (read, defects) =
            parse_tx_list(b"pdq abc\nraw_text some words\n\nurl\nvideo_md5 00\ntrend_query \n");
        assert_eq!(
            values(&read),
            [
                (SignalType::Pdq, "abc".to_owned()),
                (SignalType::Md5, "00".to_owned())
            ]
        );
        let named: Vec<String> = defects.iter().map(ToString::to_string).collect();
        assert_eq!(named.len(), 3, "{named:?}");
        assert!(named[0].starts_with("line 2: a signal type that is not known here"));
        assert!(named[1].starts_with("line 4: a line takes"));
    }

    proptest! {
        /// Goal: what is written in either form is read back.
        #[test]
        fn lists_round_trip(tags in "[a-z,\"]{0,12}( [a-z]{1,8}){0,3}") {
            let tags = tags.trim();
            let expected: Vec<_> = rows(tags)
                .iter()
                .map(|row| (row.signal.signal_type(), row.signal.value()))
                .collect();
            let (read, defects) = parse_tx_list(render_tx_lines(&rows(tags)).as_bytes());
            prop_assert_eq!(defects, []);
            prop_assert_eq!(values(&read), expected.clone());
            let (read, defects) = parse_tx_list(render_tx_csv(&rows(tags)).as_bytes());
            prop_assert_eq!(defects, []);
            prop_assert_eq!(values(&read), expected);
            for line in read {
                prop_assert_eq!(line.tags.unwrap_or_default(), tags);
            }
        }

        /// Goal: no bytes make the reader panic, and each line is answered at most once.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (lines, defects) = parse_tx_list(&bytes);
            prop_assert!(lines.len() + defects.len() <= bytes.len() + 1);
        }
    }
}
