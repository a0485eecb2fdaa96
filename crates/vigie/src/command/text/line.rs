//! Lines of texts: read one by one, bounded, in whatever state they are.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use vigie_text::{Column, Model, TermList, TermSet};

use crate::Answer;
use crate::command::text::With;

/// Longest line, in bytes; a longer one is refused, the next is read.
const LINE_BYTES_MAX: usize = 64 << 20;
/// Largest model or list, in bytes.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// A text as it stands in JSON; lone surrogates are bytes that are no UTF-8.
#[derive(Debug, Default)]
pub(super) struct RawText(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for RawText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = RawText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<RawText, E> {
                Ok(RawText(bytes.to_vec()))
            }
            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<RawText, E> {
                Ok(RawText(bytes))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawText, E> {
                Ok(RawText(text.as_bytes().to_vec()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// One line: a text, and what is said about it.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) text: RawText,
    /// The caller's own name for it; comes back with the answer.
    #[serde(default)]
    pub(super) id: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) labels: Labels,
    #[serde(default)]
    pub(super) flags: Labels,
    #[serde(default, alias = "lang")]
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) weight: Option<f32>,
    #[serde(default)]
    pub(super) group: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) author: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) functionality: Option<String>,
}

/// Labels of a text: `{"threat": true}` says what is known, `["threat"]` says it all.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Labels {
    Known(BTreeMap<Column, Said>),
    Whole(Vec<Column>),
}

/// Yes or no, as people write it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Said {
    Word(bool),
    Number(f64),
}

impl Default for Labels {
    fn default() -> Self {
        Self::Known(BTreeMap::new())
    }
}

impl Labels {
    /// Adds what is said here to `known`; `of` tells the columns a whole list speaks about.
    fn tell(&self, known: &mut BTreeMap<Column, bool>, of: impl Fn(Column) -> bool) {
        match self {
            Self::Known(map) => {
                known.extend(map.iter().map(|(column, said)| (*column, said.is_yes())));
            }
            Self::Whole(list) => {
                let all = Column::ALL.into_iter().filter(|column| of(*column));
                known.extend(all.map(|column| (column, list.contains(&column))));
            }
        }
    }
}

impl Said {
    fn is_yes(self) -> bool {
        match self {
            Self::Word(word) => word,
            Self::Number(number) => number >= 0.5,
        }
    }
}

impl Line {
    /// Everything said about the text.
    pub(super) fn known(&self) -> BTreeMap<Column, bool> {
        let mut known = BTreeMap::new();
        self.labels.tell(&mut known, Column::is_label);
        self.flags.tell(&mut known, Column::is_flag);
        known
    }
}

/// Hands each line to `tell`, with its number from 1; empty lines are passed over.
pub(super) fn each_line(
    path: &Path,
    mut tell: impl FnMut(usize, Result<Line, String>) -> Result<()>,
) -> Result<()> {
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file =
            File::open(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        Box::new(BufReader::with_capacity(1 << 20, file))
    };
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let limit = LINE_BYTES_MAX as u64 + 1;
        if (&mut input).take(limit).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.len() > LINE_BYTES_MAX && !bytes.ends_with(b"\n") {
            skip_line(&mut input)?;
            tell(
                number,
                Err(format!("the line has more than {LINE_BYTES_MAX} bytes")),
            )?;
            continue;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let line = serde_json::from_slice(&bytes).map_err(|error| error.to_string());
        tell(number, line)?;
    }
    Ok(())
}

fn skip_line(input: &mut dyn BufRead) -> Result<()> {
    loop {
        let part = input.fill_buf()?;
        let end = part.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(part.len(), |at| at + 1);
        let is_over = end.is_some() || part.is_empty();
        input.consume(used);
        if is_over {
            return Ok(());
        }
    }
}

/// An answer, with the caller's own name for the text.
#[derive(Serialize)]
struct Told<'a, T: Serialize> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a serde_json::Value>,
    #[serde(flatten)]
    answer: T,
}

/// Answers every line in its order; each answer is written before the next line is read when
/// somebody watches a pipe.
pub(super) fn answer_lines<T: Serialize>(
    path: &Path,
    mut answer: impl FnMut(&Line) -> Result<T>,
) -> Result<Answer> {
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let is_watched = path == Path::new("-");
    let mut failed = 0_usize;
    let done = each_line(path, |number, line| {
        match line {
            Ok(line) => {
                let answer = answer(&line)?;
                let id = line.id.as_ref();
                serde_json::to_writer(&mut out, &Told { id, answer })?;
            }
            Err(error) => {
                failed += 1;
                let told = serde_json::json!({"line": number, "error": error});
                serde_json::to_writer(&mut out, &told)?;
            }
        }
        out.write_all(b"\n")?;
        if is_watched {
            out.flush()?;
        }
        Ok(())
    });
    let done = done.and_then(|()| Ok(out.flush()?));
    match done {
        Err(error) if is_closed_pipe(&error) => return Ok(Answer::Yes),
        other => other?,
    }
    if failed > 0 {
        bail!("{failed} lines could not be read; their answers say why");
    }
    Ok(Answer::Yes)
}

/// A reader that has seen enough (`| head`) is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |kind| kind == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let own = cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        own.or(json).is_some_and(is_pipe)
    })
}

/// Reads a model file, or takes the one of the program.
pub(super) fn read_model(path: Option<&Path>) -> Result<Model> {
    let Some(path) = path else {
        return Ok(Model::embedded()?);
    };
    let bytes = crate::command::read_input(path, FILE_BYTES_MAX)?;
    Model::from_bytes(&bytes).with_context(|| format!("`{}`", path.display()))
}

/// Reads term lists, or takes the starters.
pub(super) fn read_terms(with: &With) -> Result<Option<TermSet>> {
    if with.without_terms {
        return Ok(None);
    }
    let mut lists = Vec::new();
    for path in &with.terms {
        let bytes = crate::command::read_input(path, FILE_BYTES_MAX)?;
        let text = String::from_utf8(bytes).with_context(|| format!("`{}`", path.display()))?;
        lists.push(TermList::parse(&text).with_context(|| format!("`{}`", path.display()))?);
    }
    if with.terms.is_empty() {
        for text in vigie_text::STARTERS {
            lists.push(TermList::parse(text)?);
        }
    }
    Ok(Some(TermSet::build(lists, &today())?))
}

/// The day, in UTC: the clock of a command that has no desk.
fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = since
        .map_or(0, |since| since.as_secs() / 86_400)
        .cast_signed();
    // Civil date from days, Howard Hinnant's algorithm.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
