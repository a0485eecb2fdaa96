//! The words of a mail: decoded, without quotation, and what is attached beside them.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::Sha256;

use super::header::MediaType;
use super::mime::{Leaf, Tree};
use super::{ATTACHMENTS_MAX, Attachment, Defect, label};
use crate::Config;

/// What a mail says and what it quotes.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) quoted: Option<String>,
}

/// Finds the text of a mail: its plain parts, else its HTML as plain text.
pub(super) fn extract(tree: &Tree<'_>, config: &Config, defects: &mut Vec<Defect>) -> Words {
    let mut read = |subtype: &str| {
        let mut whole = String::new();
        for leaf in &tree.leaves {
            if leaf.is_inline_text() && leaf.media.subtype == subtype {
                let text = leaf.text(defects);
                let text = if subtype == "html" {
                    html_to_text(&text)
                } else {
                    text
                };
                if !whole.is_empty() {
                    whole.push('\n');
                }
                whole.push_str(text.trim_end());
            }
        }
        whole
    };
    let mut whole = read("plain");
    if whole.trim().is_empty() {
        whole = read("html");
    }
    let limit_chars = config.inbound_text_chars_max;
    if let Some((end, _)) = whole.char_indices().nth(limit_chars) {
        whole.truncate(end);
        defects.push(Defect::TextCut { limit_chars });
    }
    let plain = drop_controls(&whole);
    if plain.len() != whole.replace("\r\n", "\n").len() {
        defects.push(Defect::ControlCharacters);
    }
    trim_quotation(&plain)
}

/// Everything that is not the text.
pub(super) fn list_attachments(tree: &Tree<'_>) -> Vec<Attachment> {
    tree.leaves
        .iter()
        .filter(|leaf| !leaf.is_inline_text())
        .take(ATTACHMENTS_MAX)
        .map(Leaf::attachment)
        .collect()
}

impl Leaf<'_> {
    fn is_inline_text(&self) -> bool {
        let is_text = self.media.kind == "text"
            && matches!(self.media.subtype.as_str(), "plain" | "html" | "");
        is_text
            && self
                .head
                .disposition()
                .is_none_or(|place| place.kind != "attachment")
    }

    /// The bytes of the part, decoded; as they are where they are not what they say.
    pub(super) fn bytes(&self) -> (Cow<'_, [u8]>, bool) {
        let encoding = self
            .head
            .plain("content-transfer-encoding")
            .unwrap_or_default();
        let decoded = match encoding.to_ascii_lowercase().as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => return (Cow::Borrowed(self.body), true),
        };
        decoded.map_or((Cow::Borrowed(self.body), false), |bytes| {
            (Cow::Owned(bytes), true)
        })
    }

    pub(super) fn text(&self, defects: &mut Vec<Defect>) -> String {
        let (bytes, is_sound) = self.bytes();
        if !is_sound {
            defects.push(Defect::BadEncoding);
        }
        let charset = self.media.parameter("charset").unwrap_or("utf-8").trim();
        if matches!(
            charset.to_ascii_lowercase().as_str(),
            "utf-8" | "utf8" | "us-ascii" | ""
        ) {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        if let Some(decode) = charset_decoder(charset.as_bytes()) {
            return decode(&bytes);
        }
        defects.push(Defect::UnknownCharset);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn attachment(&self) -> Attachment {
        let (bytes, _) = self.bytes();
        let disposition = self.head.disposition();
        let claimed = disposition
            .as_ref()
            .and_then(|place| place.parameter("filename"));
        let name = claimed
            .or_else(|| self.media.parameter("name"))
            .map(file_name);
        Attachment {
            name: name.filter(|name| !name.is_empty()),
            content_type: MediaType::essence(&self.media),
            size_bytes: bytes.len(),
            sha256: Sha256(Hasher::digest(&bytes).into()),
        }
    }
}

/// The last step of a path, whichever way its slashes lean.
fn file_name(claimed: &str) -> String {
    label(claimed.rsplit(['/', '\\']).next().unwrap_or_default())
}

fn drop_controls(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect()
}

/// Cuts a reply where the quotation of our letter begins.
fn trim_quotation(text: &str) -> Words {
    let lines: Vec<&str> = text.lines().collect();
    let start = (0..lines.len()).find(|at| starts_quotation(&lines, *at));
    let Some(start) = start else {
        return Words {
            text: text.trim().to_owned(),
            quoted: None,
        };
    };
    let own = lines[..start].join("\n");
    let rest = &lines[start..];
    // Answers between quoted lines are the answer: keep what is not quoted.
    let quoted_line = |line: &&&str| line.trim_start().starts_with('>');
    if rest.iter().any(|line| quoted_line(&line)) {
        let replies: Vec<&str> = rest
            .iter()
            .filter(|line| !quoted_line(line) && !is_attribution(line))
            .copied()
            .collect();
        let own = format!("{own}\n{}", replies.join("\n"));
        return Words {
            text: squeeze_blank_lines(&own),
            quoted: Some(rest.join("\n")),
        };
    }
    let own = own.trim().to_owned();
    if own.is_empty() {
        // Nothing before it: a forward, or an answer below. Better too much than nothing.
        return Words {
            text: text.trim().to_owned(),
            quoted: None,
        };
    }
    Words {
        text: own,
        quoted: Some(rest.join("\n")),
    }
}

fn starts_quotation(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    line.starts_with('>') && lines.len() > 1
        || is_attribution(line)
        || is_divider(line)
        || is_outlook_head(lines, at)
}

/// `On … wrote:`, in the languages of our letters and their neighbours.
fn is_attribution(line: &str) -> bool {
    let line = line.trim().trim_end_matches([' ', '\u{a0}']);
    if line.chars().count() > 200 {
        return false;
    }
    let ends = [
        "wrote:",
        "a écrit :",
        "a écrit:",
        "schrieb:",
        "escribió:",
        "schreef:",
        "كتب:",
        "كتبت:",
    ];
    ends.iter().any(|end| line.ends_with(end))
}

fn is_divider(line: &str) -> bool {
    let words = line.trim_matches(['-', '_', ' ']).to_lowercase();
    let is_ruled = line.starts_with("--") && line.ends_with("--") || line.starts_with("____");
    let names = [
        "original message",
        "message d’origine",
        "message d'origine",
        "message original",
        "forwarded message",
        "message transféré",
        "الرسالة الأصلية",
    ];
    is_ruled && names.contains(&words.as_str())
}

/// `From:` followed by `Sent:` and their translations: Outlook quotes without any mark.
fn is_outlook_head(lines: &[&str], at: usize) -> bool {
    let starts = |line: &str, names: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        names.iter().any(|name| line.starts_with(name))
    };
    let is_from = starts(lines[at], &["from:", "de :", "de:", "من:"]);
    let next = lines[at + 1..].iter().take(2);
    is_from
        && next.into_iter().any(|line| {
            starts(
                line,
                &[
                    "sent:",
                    "date:",
                    "envoyé :",
                    "envoyé:",
                    "date :",
                    "تم الإرسال:",
                    "التاريخ:",
                ],
            )
        })
}

fn squeeze_blank_lines(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.trim().lines() {
        if !line.trim().is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line.trim_end());
        }
    }
    kept.join("\n")
}
