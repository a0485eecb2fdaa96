//! The parts of a mail, flattened, with limits on how many and how deep.
//!
//! Own walk, because the mail library nests messages without a limit and a message of ten
//! megabytes can nest a few hundred thousand of them.

use super::Defect;
use super::header::{Head, MediaType, find, trim_line_end};
use crate::Config;

/// Characters of a boundary (RFC 2046 allows 70; some programs write more).
const BOUNDARY_BYTES_MAX: usize = 200;
/// Levels that are walked whatever the configuration says: the walk is recursive.
const DEPTH_CEILING: usize = 50;

/// A mail taken apart.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    /// The header of the mail itself.
    pub(super) head: Head<'a>,
    /// The media type of the mail itself.
    pub(super) report_type: Option<String>,
    /// The parts that hold no parts, in their order.
    pub(super) leaves: Vec<Leaf<'a>>,
    /// The headers of mails that are attached or quoted by a server: ours among them.
    pub(super) enclosed: Vec<Head<'a>>,
}

/// A part that holds no parts.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) head: Head<'a>,
    pub(super) media: MediaType,
    pub(super) body: &'a [u8],
}

/// The head of a mail that is too large to be read.
pub(super) fn head_only(raw: &[u8], limit_bytes: usize) -> &[u8] {
    let raw = &raw[..limit_bytes.min(raw.len())];
    let mut position = 0;
    while let Some(at) = find(&raw[position..], b'\n') {
        let line = trim_line_end(&raw[position..=position + at]);
        position += at + 1;
        if line.is_empty() {
            break;
        }
    }
    &raw[..position]
}

/// Takes a mail apart. Linear in its size for each level.
pub(super) fn parse<'a>(raw: &'a [u8], config: &Config, defects: &mut Vec<Defect>) -> Tree<'a> {
    let mut walk = Walk {
        tree: Tree::default(),
        parts: 0,
        parts_max: config.inbound_parts_max,
        depth_max: config.inbound_depth_max.min(DEPTH_CEILING),
        header_bytes_max: config.inbound_header_bytes_max,
        defects,
    };
    let (head, body) = Head::split(raw, walk.header_bytes_max, walk.defects);
    if head.is_empty() {
        walk.defects.push(Defect::NoHeaders);
    }
    let media = head.content_type();
    if media.is("multipart", "report") {
        walk.tree.report_type = media.parameter("report-type").map(str::to_ascii_lowercase);
    }
    walk.tree.head = head.clone();
    walk.visit(head, body, 0, false);
    walk.tree
}

struct Walk<'a, 'd> {
    tree: Tree<'a>,
    parts: usize,
    parts_max: usize,
    depth_max: usize,
    header_bytes_max: usize,
    defects: &'d mut Vec<Defect>,
}

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, head: Head<'a>, body: &'a [u8], depth: usize, in_digest: bool) {
        self.parts += 1;
        if self.parts > self.parts_max {
            return self.note(Defect::TooManyParts {
                limit: self.parts_max,
            });
        }
        let media = head.content_type();
        let is_message = media.is("message", "rfc822")
            || media.is("message", "global")
            || media.is("text", "rfc822-headers")
            || (in_digest && !head.has("content-type"));
        if is_message && is_plainly_encoded(&head) {
            // A mail within the mail: its header tells which letter is meant, its body is an
            // attachment like any other.
            let (enclosed, _) = Head::split(body, self.header_bytes_max, self.defects);
            self.tree.enclosed.push(enclosed);
        }
        if media.kind != "multipart" {
            return self.tree.leaves.push(Leaf { head, media, body });
        }
        if depth >= self.depth_max {
            return self.note(Defect::TooDeep {
                limit: self.depth_max,
            });
        }
        let boundary = media.parameter("boundary").unwrap_or_default();
        let parts = split_parts(body, boundary.as_bytes(), self.parts_max);
        if parts.is_empty() {
            self.note(Defect::BadBoundary);
            return self.tree.leaves.push(Leaf { head, media, body });
        }
        for part in parts {
            let (head, body) = Head::split(part, self.header_bytes_max, self.defects);
            self.visit(head, body, depth + 1, media.subtype == "digest");
        }
    }

    fn note(&mut self, defect: Defect) {
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }
}

fn is_plainly_encoded(head: &Head<'_>) -> bool {
    let encoding = head.plain("content-transfer-encoding").unwrap_or_default();
    !matches!(
        encoding.to_ascii_lowercase().as_str(),
        "base64" | "quoted-printable"
    )
}

/// The parts between the lines `--boundary`, at most one more than `parts_max`.
fn split_parts<'a>(body: &'a [u8], boundary: &[u8], parts_max: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    if boundary.is_empty() || boundary.len() > BOUNDARY_BYTES_MAX {
        return parts;
    }
    let mut start = None;
    let mut position = 0;
    while position < body.len() && parts.len() <= parts_max {
        let end = find(&body[position..], b'\n').map_or(body.len(), |at| position + at + 1);
        let line = trim_line_end(&body[position..end]).trim_ascii_end();
        let mark = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary));
        let is_last = mark == Some(b"--".as_slice());
        if is_last || mark == Some(b"".as_slice()) {
            if let Some(start) = start {
                parts.push(trim_line_end(&body[start..position.max(start)]));
            }
            start = Some(end);
        }
        position = end;
        if is_last {
            return parts;
        }
    }
    // A mail cut short still has its last part.
    if let Some(start) = start.filter(|start| *start < body.len()) {
        parts.push(&body[start..]);
    }
    parts
}
