//! The texts of an exhibit: the page, the documents in it, the subtitles beside and inside videos.

use vigie_domain::{Exhibit, ExhibitRecord, RecordRole, TextSource};
use vigie_format::warc::{WarcLimits, parse_warc};
use vigie_media::{MediaError, holds_subtitles, sniff};

use crate::desk::Desk;
use crate::error::DeskError;

/// Texts read of one exhibit; further ones are counted as unread.
const TEXTS_MAX: usize = 64;
/// Longest text that is read, in bytes; the rest of it is left out.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// Longest mark of subtitles, `<font face="…" size="…">`, in bytes.
const MARK_BYTES_MAX: usize = 120;

/// A text, and where it stood.
pub(super) struct Text {
    pub(super) source: TextSource,
    pub(super) text: String,
}

/// What an exhibit has to read.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) texts: Vec<Text>,
    /// Texts that could not be read, or were too many: a fact, no failure.
    pub(super) unread: u32,
}

impl Texts {
    fn take(&mut self, source: TextSource, mut text: String) {
        if text.trim().is_empty() {
            return;
        }
        if self.texts.len() >= TEXTS_MAX {
            self.unread += 1;
            return;
        }
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        // What one engine's text cannot hold is no letter either.
        text.retain(|c| c != '\0');
        self.texts.push(Text { source, text });
    }
}

/// Reads everything that is written in an exhibit.
///
/// A document that cannot be read, and bytes that are no text, are counted and passed over.
pub(super) async fn texts_of(desk: &Desk, exhibit: &Exhibit) -> Result<Texts, DeskError> {
    let blobs = desk.store().blobs();
    let warc = blobs.get_sealed(exhibit.id, exhibit.warc_sha256).await?;
    let limits = WarcLimits::default();
    let mut found = Texts::default();
    let mut documents = Vec::new();
    let mut videos = Vec::new();
    {
        let (records, _) = parse_warc(&warc, &limits);
        let mut seen = Vec::new();
        for record in &records {
            let Ok(payload) = record.payload(&limits) else {
                continue;
            };
            let digest = crate::digest::sha256(&payload.bytes);
            let Some(own) = exhibit.records.iter().find(|own| own.sha256 == digest) else {
                continue;
            };
            if seen.contains(&digest) {
                continue;
            }
            seen.push(digest);
            match kind_of(own, &payload.bytes) {
                Some(Kind::Text(source)) => {
                    let text = String::from_utf8_lossy(&payload.bytes).into_owned();
                    let is_timed = source == TextSource::Subtitle;
                    found.take(source, if is_timed { spoken(&text) } else { text });
                }
                Some(Kind::Document) => documents.push(payload.bytes.into_owned()),
                Some(Kind::Subtitled) => videos.push(payload.bytes.into_owned()),
                None => {}
            }
        }
    }
    for document in documents {
        match desk.rooms.decoder.document(&document).await {
            Ok(read) => found.take(TextSource::Document, read.text),
            Err(error) if error.is_about_bytes() => found.unread += 1,
            Err(error) => return Err(error.into()),
        }
    }
    for video in videos {
        match desk.rooms.decoder.subtitles(&video).await {
            Ok(texts) => {
                for text in texts {
                    found.take(TextSource::Subtitle, spoken(&text));
                }
            }
            Err(error) if error.is_about_bytes() => found.unread += 1,
            // Without the program videos are kept and not read; the page of the desk says so.
            Err(MediaError::NoVideoProgram { .. }) => found.unread += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

enum Kind {
    Text(TextSource),
    Document,
    /// A video with subtitles inside.
    Subtitled,
}

fn kind_of(record: &ExhibitRecord, bytes: &[u8]) -> Option<Kind> {
    let media_type = record.content_type.split(';').next().unwrap_or_default();
    match media_type.trim().to_ascii_lowercase().as_str() {
        "text/vtt" | "application/x-subrip" | "text/srt" => Some(Kind::Text(TextSource::Subtitle)),
        "text/plain" if is_timed(bytes) => Some(Kind::Text(TextSource::Subtitle)),
        "text/plain" if record.role != RecordRole::Metadata => Some(Kind::Text(TextSource::Page)),
        _ if matches!(record.role, RecordRole::Primary | RecordRole::Requisite) => {
            if sniff(bytes).is_document() {
                Some(Kind::Document)
            } else {
                holds_subtitles(bytes).then_some(Kind::Subtitled)
            }
        }
        _ => None,
    }
}

/// Whether a text begins as subtitles do: `WEBVTT`, or a number and an arrow between two times.
fn is_timed(bytes: &[u8]) -> bool {
    let head = bytes.get(..200).unwrap_or(bytes);
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    let second = head.split(|byte| *byte == b'\n').nth(1);
    head.starts_with(b"WEBVTT")
        || second.is_some_and(|line| is_times(&String::from_utf8_lossy(line)))
}

fn is_times(line: &str) -> bool {
    let starts = line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    starts && line.contains("-->")
}

/// What is said in subtitles, without numbers, times and marks.
fn spoken(subtitles: &str) -> String {
    let lines = subtitles.lines().map(str::trim).filter(|line| {
        let is_number = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        !line.is_empty() && !is_number && !is_times(line) && !line.contains("WEBVTT")
    });
    let lines: Vec<String> = lines.map(without_marks).collect();
    lines.join("\n")
}

/// A line without `<i>`, `<font …>`, `<c.yellow>`; a `<` that no mark follows stays.
fn without_marks(line: &str) -> String {
    let mut said = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, mark)) = rest.split_once('<') {
        said.push_str(before);
        let end = mark.find('>').filter(|end| *end <= MARK_BYTES_MAX);
        let is_mark = mark.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        rest = if let Some(end) = end.filter(|_| is_mark) {
            &mark[end + 1..]
        } else {
            said.push('<');
            mark
        };
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: of subtitles in both formats only what is said is read.
    #[test]
    fn subtitles_are_what_is_said() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nThe training begins.\n\n2\n00:00:03,000 --> 00:00:04,000\nأهلا وسهلا\n";
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>Bonjour</i> à <c.b>tous</c>, 1 < 2 <3\n";
        assert!(is_timed(srt.as_bytes()) && is_timed(vtt.as_bytes()));
        assert!(!is_timed(b"2024\nA plain --> post"));
        assert_eq!(spoken(srt), "The training begins.\nأهلا وسهلا");
        assert_eq!(spoken(vtt), "Bonjour à tous, 1 < 2 <3");
    }

    /// Goal: long and many texts are cut and counted, none is lost silently.
    #[test]
    fn texts_are_bounded() {
        let mut texts = Texts::default();
        texts.take(TextSource::Page, " \n ".to_owned());
        assert!(texts.texts.is_empty());
        texts.take(TextSource::Page, "é\0".repeat(TEXT_BYTES_MAX));
        assert!(texts.texts[0].text.len() <= TEXT_BYTES_MAX && !texts.texts[0].text.contains('\0'));
        for _ in 0..TEXTS_MAX + 2 {
            texts.take(TextSource::Document, "a page".to_owned());
        }
        assert_eq!((texts.texts.len(), texts.unread), (TEXTS_MAX, 3));
    }
}
