//! The work on one document: what is asked, what is collected, what is answered.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use vigie_match::{DocumentSketch, PageFeature, PageText, PdqProfile, PdqResult};

use super::{DocumentDefect, Member, book, pdf};
use crate::archive;
use crate::config::Config;
use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};
use crate::picture::PictureTask;
use crate::still::{Small, blur, render_jpeg};

/// Pictures with a shorter side are ornaments.
pub(super) const PICTURE_SIDE_PX_MIN: u32 = 64;

/// Archives within archives that are opened.
pub(crate) const DEPTH_MAX: u32 = 2;

/// Defects told at most; a file broken in more places is broken.
const DEFECTS_MAX: usize = 24;

/// Words of a text that make a page, where it has none of its own.
const WORDS_PER_PAGE: usize = 400;

/// What is asked about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DocumentTask {
    pub(crate) picture: PictureTask,
    pub(crate) still_side_px_max: u32,
    pub(crate) pages_max: u32,
    pub(crate) pictures_max: u32,
    pub(crate) members_max: u32,
    pub(crate) unpacked_bytes_max: u64,
    pub(crate) text_bytes_max: u32,
    pub(crate) budget_ms: u64,
}

/// What a document was found to be; its parts: pages, pictures, members, text, still, blurred still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DocumentFacts {
    pub(crate) kind: MediaKind,
    pub(crate) pages: u32,
    pub(crate) defects: Vec<DocumentDefect>,
}

impl DocumentTask {
    /// Everything an answer may weigh: pages, pictures and members are short lists.
    pub(crate) const PARTS_BYTES_MAX: u64 = 32 << 20;

    /// Under `config`.
    pub(crate) fn new(config: &Config) -> Self {
        let document = &config.document;
        Self {
            picture: PictureTask {
                frames_max: 0,
                ..PictureTask::hashes(config, PdqProfile::Full)
            },
            still_side_px_max: config.still_side_px_max,
            pages_max: document.pages_max,
            pictures_max: document.pictures_max,
            members_max: document.members_max,
            unpacked_bytes_max: document.unpacked_bytes_max,
            text_bytes_max: document.text_bytes_max.min(16 << 20),
            budget_ms: document.budget_ms,
        }
    }

    /// Facts and parts.
    pub(crate) fn perform(
        &self,
        bytes: &[u8],
    ) -> Result<(DocumentFacts, Vec<Vec<u8>>), Undecodable> {
        let kind = sniff(bytes);
        let mut collected = Collected::new(self);
        collected.take_file(bytes, kind, 0)?;
        collected.answer(kind)
    }
}

/// What was found so far, within the limits.
pub(crate) struct Collected<'a> {
    pub(crate) task: &'a DocumentTask,
    deadline: Instant,
    pages_announced: u32,
    pages: Vec<PageFeature>,
    pictures: Vec<PdqResult>,
    members: Vec<Member>,
    text: String,
    still: Option<Small>,
    defects: Vec<DocumentDefect>,
    pub(crate) unpacked_bytes: u64,
}

impl<'a> Collected<'a> {
    fn new(task: &'a DocumentTask) -> Self {
        Self {
            task,
            deadline: Instant::now() + Duration::from_millis(task.budget_ms),
            pages_announced: 0,
            pages: Vec::new(),
            pictures: Vec::new(),
            members: Vec::new(),
            text: String::new(),
            still: None,
            defects: Vec::new(),
            unpacked_bytes: 0,
        }
    }

    /// Reads one file: the document itself, or one within it.
    pub(crate) fn take_file(
        &mut self,
        bytes: &[u8],
        kind: MediaKind,
        depth: u32,
    ) -> Result<(), Undecodable> {
        match kind {
            MediaKind::Pdf => pdf::read(bytes, self),
            MediaKind::Epub => book::read(bytes, self),
            MediaKind::Zip => archive::read(bytes, self, depth),
            MediaKind::Html => {
                self.take_text(&book::text_of_markup(&String::from_utf8_lossy(bytes)));
                Ok(())
            }
            MediaKind::Text => {
                self.take_text(&String::from_utf8_lossy(bytes));
                Ok(())
            }
            kind if kind.is_picture() => {
                let (facts, _) = self.task.picture.perform(bytes)?;
                if facts.width.min(facts.height) >= PICTURE_SIDE_PX_MIN {
                    self.take_picture(facts.pdq);
                    // A magazine also travels as a folder of scans.
                    if self.announce_pages(1) == 1 {
                        self.take_page(facts.pdq, "");
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether there is time left; says so once when there is not.
    pub(crate) fn has_time(&mut self) -> bool {
        let has_time = Instant::now() < self.deadline;
        if !has_time {
            self.note(DocumentDefect::TimedOut {
                budget_ms: self.task.budget_ms,
            });
        }
        has_time
    }

    /// Counts pages a document says it has; answers how many of them may be read.
    pub(super) fn announce_pages(&mut self, count: usize) -> usize {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.pages_announced = self.pages_announced.saturating_add(count);
        let pages_max = self.task.pages_max;
        let held = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let room = pages_max.saturating_sub(held);
        if count > room {
            self.note(DocumentDefect::MorePages { pages_max });
        }
        usize::try_from(count.min(room)).unwrap_or(0)
    }

    /// Takes a rendered page and its text.
    pub(super) fn take_page(&mut self, pdq: PdqResult, text: &str) {
        self.pages.push(PageFeature {
            pdq,
            text: PageText::of(text),
        });
        self.keep_text(text);
    }

    /// Takes a text without pages: every few hundred words are one.
    pub(super) fn take_text(&mut self, text: &str) {
        self.keep_text(text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let pages_max = usize::try_from(self.task.pages_max).unwrap_or(usize::MAX);
        for words in words.chunks(WORDS_PER_PAGE) {
            let Some(text) = PageText::of(&words.join(" ")) else {
                continue;
            };
            if self.pages.len() >= pages_max {
                self.note(DocumentDefect::MorePages {
                    pages_max: self.task.pages_max,
                });
                return;
            }
            let pdq = PdqResult {
                hash: vigie_match::PdqHash::default(),
                quality: 0,
            };
            self.pages.push(PageFeature {
                pdq,
                text: Some(text),
            });
        }
    }

    /// Takes a picture, unless it is known already.
    pub(super) fn take_picture(&mut self, pdq: PdqResult) {
        if self.pictures.iter().any(|known| known.hash == pdq.hash) {
            return;
        }
        if self.has_room_for_pictures() {
            self.pictures.push(pdq);
        }
    }

    /// Whether further pictures are taken; says so once when they are not.
    pub(super) fn has_room_for_pictures(&mut self) -> bool {
        let pictures_max = self.task.pictures_max;
        let is_full = self.pictures.len() >= usize::try_from(pictures_max).unwrap_or(usize::MAX);
        if is_full {
            self.note(DocumentDefect::MorePictures { pictures_max });
        }
        !is_full
    }

    pub(crate) fn take_member(&mut self, member: Member) {
        self.members.push(member);
    }

    /// Takes the first page as what people see of it.
    pub(super) fn take_still(&mut self, make: impl FnOnce(u32) -> Small) {
        if self.still.is_none() {
            self.still = Some(make(self.task.still_side_px_max));
        }
    }

    /// Notes what is missing, each thing once.
    pub(crate) fn note(&mut self, defect: DocumentDefect) {
        if self.defects.len() < DEFECTS_MAX && !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }

    fn keep_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text_bytes_max = self.task.text_bytes_max;
        let room = usize::try_from(text_bytes_max)
            .unwrap_or(usize::MAX)
            .saturating_sub(self.text.len());
        if text.len() + 1 > room {
            self.note(DocumentDefect::MoreText { text_bytes_max });
        }
        let end = text.floor_char_boundary(room.saturating_sub(1));
        if end > 0 {
            self.text.push_str(&text[..end]);
            self.text.push('\n');
        }
    }

    fn answer(self, kind: MediaKind) -> Result<(DocumentFacts, Vec<Vec<u8>>), Undecodable> {
        let malformed = |detail: String| Undecodable::Malformed {
            format: kind,
            detail,
        };
        let pictures = self
            .pictures
            .into_iter()
            .map(|pdq| PageFeature { pdq, text: None });
        let members =
            serde_json::to_vec(&self.members).map_err(|error| malformed(error.to_string()))?;
        let (still, still_blurred) = match &self.still {
            Some(small) => (render_jpeg(small), render_jpeg(&blur(small))),
            None => (Ok(Vec::new()), Ok(Vec::new())),
        };
        let parts = vec![
            DocumentSketch::new(self.pages).to_string().into_bytes(),
            DocumentSketch::new(pictures.collect())
                .to_string()
                .into_bytes(),
            members,
            self.text.into_bytes(),
            still.map_err(|error| malformed(error.to_string()))?,
            still_blurred.map_err(|error| malformed(error.to_string()))?,
        ];
        let facts = DocumentFacts {
            kind,
            pages: self.pages_announced,
            defects: self.defects,
        };
        Ok((facts, parts))
    }
}
