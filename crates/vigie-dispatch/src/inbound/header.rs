//! Headers of one part: unfolded, limited, and decoded when asked for.

use mail_parser::{Address, HeaderValue, MessageParser};
use vigie_domain::Timestamp;

use super::{Defect, label};

/// Header fields of one part that are kept.
const FIELDS_MAX: usize = 1_000;
/// Size of one field that is decoded.
const FIELD_BYTES_MAX: usize = 32 * 1024;
/// Addresses or ids of one field that are kept.
const LIST_MAX: usize = 100;

/// The header of one part, in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Head<'a> {
    fields: Vec<(String, &'a [u8])>,
}

impl<'a> Head<'a> {
    /// Takes the header off the front of `bytes`; the rest is the body.
    pub(super) fn split(
        bytes: &'a [u8],
        limit_bytes: usize,
        defects: &mut Vec<Defect>,
    ) -> (Self, &'a [u8]) {
        let mut head = Self::default();
        let mut position = 0;
        let mut field: Option<(String, usize, usize)> = None;
        let mut is_cut = false;
        while position < bytes.len() {
            let end = find(&bytes[position..], b'\n').map_or(bytes.len(), |at| position + at + 1);
            let line = trim_line_end(&bytes[position..end]);
            if line.is_empty() {
                position = end;
                break;
            }
            let is_folded = matches!(line[0], b' ' | b'\t');
            if end > limit_bytes || head.fields.len() >= FIELDS_MAX {
                is_cut = true;
            } else if is_folded && let Some((_, _, value_end)) = &mut field {
                *value_end = position + line.len();
            } else if let Some(name) = field_name(line) {
                head.keep(bytes, field.take());
                field = Some((
                    name.to_ascii_lowercase(),
                    position + name.len() + 1,
                    position + line.len(),
                ));
            } else if head.fields.is_empty() && field.is_none() && !line.starts_with(b"From ") {
                // Text from the first line on: a body without a header.
                return (head, &bytes[position..]);
            }
            position = end;
        }
        head.keep(bytes, field);
        if is_cut {
            defects.push(Defect::HeadersTooLarge { limit_bytes });
        }
        (head, &bytes[position..])
    }

    fn keep(&mut self, bytes: &'a [u8], field: Option<(String, usize, usize)>) {
        if let Some((name, start, end)) = field {
            // Folding blanks may stand between the colon and the end of the field.
            let start = start.min(end);
            self.fields
                .push((name, &bytes[start..end.min(start + FIELD_BYTES_MAX)]));
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The raw values of every field of that name.
    fn raw<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'a [u8]> + 'b {
        self.fields
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).next().is_some()
    }

    /// The first value of that name as plain words, undecoded.
    pub(super) fn plain(&self, name: &str) -> Option<String> {
        self.raw(name)
            .next()
            .map(|value| label(&String::from_utf8_lossy(value)))
    }

    /// The first value of that name, its encoded words decoded.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = self.raw(name).next()?;
        with_parsed("Subject", value, |value| value.as_text().map(label))?
    }

    /// Addresses (lower case) and names of every field of that name.
    pub(super) fn mailboxes(&self, name: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for value in self.raw(name).take(LIST_MAX) {
            with_parsed("To", value, |value| {
                if let HeaderValue::Address(addresses) = value {
                    collect_mailboxes(addresses, &mut found);
                }
            });
        }
        found.truncate(LIST_MAX);
        found
    }

    /// Message ids of every field of that name, without brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        for value in self.raw(name).take(LIST_MAX) {
            let value = String::from_utf8_lossy(value);
            let ids = value.split(|c: char| c.is_whitespace() || "<>,".contains(c));
            found.extend(
                ids.filter(|id| id.contains('@') && id.len() <= 300)
                    .map(str::to_owned),
            );
        }
        found.truncate(LIST_MAX);
        found
    }

    /// The `Date`.
    pub(super) fn date(&self) -> Option<Timestamp> {
        let value = self.raw("date").next()?;
        with_parsed("Date", value, |value| {
            let date = value.as_datetime().filter(|date| date.is_valid())?;
            date.to_timestamp()
                .checked_mul(1_000)
                .map(Timestamp::from_ms)
        })?
    }

    /// The media type (lower case, `text/plain` when absent) with access to its parameters.
    pub(super) fn content_type(&self) -> MediaType {
        let parsed = self.raw("content-type").next().and_then(|value| {
            with_parsed("Content-Type", value, |value| {
                value.as_content_type().map(MediaType::new)
            })
            .flatten()
        });
        parsed.unwrap_or_else(|| MediaType {
            kind: "text".to_owned(),
            subtype: "plain".to_owned(),
            parameters: Vec::new(),
        })
    }

    /// The disposition, as a media type without a subtype.
    pub(super) fn disposition(&self) -> Option<MediaType> {
        let value = self.raw("content-disposition").next()?;
        with_parsed("Content-Disposition", value, |value| {
            value.as_content_type().map(MediaType::new)
        })?
    }
}

/// A media type or disposition, lower case.
#[derive(Debug, Clone)]
pub(super) struct MediaType {
    pub(super) kind: String,
    pub(super) subtype: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    fn new(parsed: &mail_parser::ContentType<'_>) -> Self {
        let parameters = parsed.attributes().unwrap_or_default().iter();
        Self {
            kind: parsed.ctype().trim().to_ascii_lowercase(),
            subtype: parsed
                .subtype()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            parameters: parameters
                .map(|one| (one.name.to_ascii_lowercase(), one.value.to_string()))
                .collect(),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind == kind && self.subtype == subtype
    }

    pub(super) fn essence(&self) -> String {
        label(&format!("{}/{}", self.kind, self.subtype))
    }
}

/// Lets the mail library read one value as the field it is best at.
fn with_parsed<T>(name: &str, value: &[u8], read: impl FnOnce(&HeaderValue<'_>) -> T) -> Option<T> {
    let mut block = Vec::with_capacity(name.len() + value.len() + 6);
    block.extend_from_slice(name.as_bytes());
    block.push(b':');
    block.extend_from_slice(value);
    block.extend_from_slice(b"\r\n\r\n");
    let message = MessageParser::default().parse_headers(&block)?;
    let header = message.headers().first()?;
    Some(read(header.value()))
}

fn collect_mailboxes(addresses: &Address<'_>, found: &mut Vec<(String, String)>) {
    for mailbox in addresses.iter().take(LIST_MAX) {
        let address = mailbox
            .address()
            .map(|text| label(text).to_lowercase())
            .unwrap_or_default();
        let name = mailbox.name().map(label).unwrap_or_default();
        if !address.is_empty() {
            found.push((address, name));
        }
    }
}

/// `Subject: …` → `Subject`; `None` for a line that is no field.
fn field_name(line: &[u8]) -> Option<&str> {
    let colon = find(line, b':')?;
    let name = &line[..colon];
    let is_name = (1..=100).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic);
    if is_name {
        std::str::from_utf8(name).ok()
    } else {
        None
    }
}

pub(super) fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|byte| *byte == wanted)
}

pub(super) fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
