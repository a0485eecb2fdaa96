//! Documents and archives: pages hashed and read, pictures and files taken out of them.
//!
//! ```text
//! PDF  ─▶ pages ─┬─ rendered, 512 pixels ─▶ PDQ      ┐
//!                ├─ letters ─▶ words ─▶ sketch       ├─▶ Document
//!                └─ pictures ─▶ PDQ                  │
//! EPUB ─▶ chapters ─▶ words ─▶ sketches; pictures    │
//! ZIP  ─▶ files ─▶ digests; pictures, texts, documents within ┘
//! ```
//! All of it in a worker, within limits of pages, files, bytes, depth and time. What was read
//! before a limit or a break counts, and [`Document::defects`] says what is missing.

mod book;
mod config;
mod pdf;
mod task;
mod text;

use std::fmt;

use serde::{Deserialize, Serialize};
use vigie_match::{DocumentSketch, PdqResult};

pub use config::DocumentConfig;
pub(crate) use task::{Collected, DEPTH_MAX, DocumentFacts, DocumentTask};

use crate::error::MediaError;
use crate::kind::{MediaKind, sniff};
use crate::pool::Pool;
use crate::sandbox::SandboxReport;
use crate::task::{Product, Task};

/// What a document or an archive was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its format.
    pub kind: MediaKind,
    /// Pages it says it has; 0 for an archive.
    pub pages: u32,
    /// Its pages, those of documents within it among them.
    pub sketch: DocumentSketch,
    /// Different pictures in it.
    pub pictures: Vec<PdqResult>,
    /// Files in it, for an archive.
    pub members: Vec<Member>,
    /// Its text, as far as it is kept.
    pub text: String,
    /// A small copy of the first page or picture, `image/jpeg`; empty where there is none.
    pub still: Vec<u8>,
    /// A copy of it so blurred that only colours are left, `image/jpeg`.
    pub still_blurred: Vec<u8>,
    /// What is missing, and why.
    pub defects: Vec<DocumentDefect>,
    /// What confined the worker.
    pub sandbox: SandboxReport,
}

/// A file in an archive. Its name is content, and not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its size, unpacked.
    pub size_bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// MD5 of its bytes.
    pub md5: [u8; 16],
}

/// Something of a document that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "defect", rename_all = "snake_case")]
pub enum DocumentDefect {
    /// It has more pages than are read.
    MorePages {
        /// The limit.
        pages_max: u32,
    },
    /// It has more pictures than are hashed.
    MorePictures {
        /// The limit.
        pictures_max: u32,
    },
    /// It has more files than are looked at.
    MoreMembers {
        /// The limit.
        members_max: u32,
    },
    /// Its files are larger than what is unpacked.
    Larger {
        /// The limit.
        unpacked_bytes_max: u64,
    },
    /// It has more text than is kept.
    MoreText {
        /// The limit.
        text_bytes_max: u32,
    },
    /// Reading it took too long.
    TimedOut {
        /// The limit.
        budget_ms: u64,
    },
    /// It does not end as documents of its kind do: what stood behind the cut is missing.
    CutOff,
    /// A page could not be rendered.
    Page {
        /// Its number, from 1.
        page: u32,
    },
    /// A file in it could not be unpacked.
    Member {
        /// Its place, from 1.
        member: u32,
        /// What is wrong with it.
        detail: String,
    },
    /// A file in it opens with a password only.
    MemberPassword {
        /// Its place, from 1.
        member: u32,
    },
    /// Archives within archives go deeper than is followed.
    Deeper {
        /// The limit.
        depth_max: u32,
    },
    /// A video or a sound in it was not read.
    Footage {
        /// Its place, from 1.
        member: u32,
    },
}

impl fmt::Display for DocumentDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MorePages { pages_max } => write!(
                f,
                "the document has more pages than the {pages_max} of `media.document.pages_max`; \
                 the rest was not read"
            ),
            Self::MorePictures { pictures_max } => write!(
                f,
                "the document has more pictures than the {pictures_max} of \
                 `media.document.pictures_max`; the rest was not read"
            ),
            Self::MoreMembers { members_max } => write!(
                f,
                "the archive has more files than the {members_max} of \
                 `media.document.members_max`; the rest was not read"
            ),
            Self::Larger { unpacked_bytes_max } => write!(
                f,
                "the archive unpacks to more than the {unpacked_bytes_max} bytes of \
                 `media.document.unpacked_bytes_max`; the rest was not read"
            ),
            Self::MoreText { text_bytes_max } => write!(
                f,
                "the document has more text than the {text_bytes_max} bytes of \
                 `media.document.text_bytes_max`; the rest is not kept"
            ),
            Self::TimedOut { budget_ms } => write!(
                f,
                "reading the document took more than the {budget_ms} ms of \
                 `media.document.budget_ms`; the rest was not read"
            ),
            Self::CutOff => f.write_str("the document is cut off; pages may be missing"),
            Self::Page { page } => write!(f, "page {page} could not be rendered"),
            Self::Member { member, detail } => {
                write!(
                    f,
                    "file {member} of the archive could not be read: {detail}"
                )
            }
            Self::MemberPassword { member } => {
                write!(f, "file {member} of the archive is protected by a password")
            }
            Self::Deeper { depth_max } => write!(
                f,
                "archives within the archive go deeper than {depth_max}; those were not opened"
            ),
            Self::Footage { member } => {
                write!(
                    f,
                    "file {member} of the archive is a video or a sound; it was not read"
                )
            }
        }
    }
}

/// Asks a worker for a document, and checks what it answers.
pub(crate) async fn read(pool: &Pool, bytes: &[u8]) -> Result<Document, MediaError> {
    let kind = sniff(bytes);
    if !kind.is_document() {
        return Err(MediaError::NotADocument { kind });
    }
    let config = pool.config();
    let task = Task::Document(DocumentTask::new(config));
    let reply = pool.ask(&task, bytes).await?;
    let garbled = |what| MediaError::Garbled { what };
    let Product::Document(facts) = reply.product else {
        return Err(garbled("kind of the answer"));
    };
    if facts.kind != kind {
        return Err(garbled("format"));
    }
    let Ok([sketch, pictures, members, text, still, still_blurred]) =
        <[Vec<u8>; 6]>::try_from(reply.parts)
    else {
        return Err(garbled("parts"));
    };
    let list =
        |bytes: Vec<u8>| -> Option<DocumentSketch> { String::from_utf8(bytes).ok()?.parse().ok() };
    let sketch = list(sketch).ok_or_else(|| garbled("pages"))?;
    let pictures = list(pictures).ok_or_else(|| garbled("pictures"))?;
    let members: Vec<Member> = serde_json::from_slice(&members).map_err(|_| garbled("members"))?;
    let text = String::from_utf8(text).map_err(|_| garbled("text"))?;
    let is_still = |still: &Vec<u8>| still.is_empty() || sniff(still) == MediaKind::Jpeg;
    if !is_still(&still) || !is_still(&still_blurred) {
        return Err(garbled("a still"));
    }
    Ok(Document {
        kind,
        pages: facts.pages,
        sketch,
        pictures: pictures.pages().iter().map(|page| page.pdq).collect(),
        members,
        text,
        still,
        still_blurred,
        defects: facts.defects,
        sandbox: reply.sandbox,
    })
}
