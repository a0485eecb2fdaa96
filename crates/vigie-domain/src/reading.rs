//! What a machine read in the texts of an exhibit, and what people's decisions teach it.
//!
//! A reading orders the queue and explains itself; it decides nothing and hides nothing.

use serde::{Deserialize, Serialize};

use crate::id::{ExhibitId, ItemId};
use crate::{Category, Conclusion, Sha256, Timestamp};

/// A rank of 1 in the thousandths that are stored: expected harm times score.
pub const RANK_WHOLE: u16 = 1_000;

/// Where a text of an exhibit stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// The readable text of a page or post.
    Page,
    /// The text of a document: PDF, EPUB.
    Document,
    /// Subtitles.
    Subtitle,
}

impl TextSource {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Document => "document",
            Self::Subtitle => "subtitle",
        }
    }
}

/// A score by name, in thousandths. A score orders; it is no probability.
pub type NamedScore = (String, u16);

/// A term of a list that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTerm {
    /// Name of the list.
    pub list: String,
    /// Its version.
    pub version: u32,
    /// The label the list speaks for.
    pub category: Option<String>,
    /// The term as the list has it.
    pub term: String,
    /// The benign phrase around it that makes it silent.
    pub suppressed_by: Option<String>,
}

/// The known text that is nearest to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearestText {
    /// The item it is of.
    pub item: ItemId,
    /// The exhibit it is in.
    pub exhibit: ExhibitId,
    /// Estimated share of what both hold, in thousandths.
    pub similarity: u16,
}

/// What was read in one text of an exhibit. Kept sealed under the exhibit's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextReading {
    /// Of which exhibit.
    pub exhibit: ExhibitId,
    /// Of which item.
    pub item: ItemId,
    /// Which text of the exhibit, from 0.
    pub place: u32,
    /// Where it stood.
    pub source: TextSource,
    /// Digest of the text, under which it lies sealed beside the exhibit.
    pub text_sha256: Sha256,
    /// Its size.
    pub size_bytes: u64,
    /// Language code, or `unknown`.
    pub language: String,
    /// Score of each label.
    pub labels: Vec<NamedScore>,
    /// Score of each flag of context; they lower a rank and hide nothing.
    pub flags: Vec<NamedScore>,
    /// Labels whose score reaches the threshold of the wanted precision.
    pub flagged: Vec<String>,
    /// Terms found.
    pub terms: Vec<FoundTerm>,
    /// Place by expected harm, in thousandths.
    pub rank: u16,
    /// The same by the model that learns beside.
    pub shadow_rank: Option<u16>,
    /// Characters nobody sees, look-alikes, spaced and repeated letters: how many signs of evasion.
    pub evasions: u32,
    /// The nearest text known when it was read first.
    pub nearest: Option<NearestText>,
    /// Hash of the model it was read by.
    pub model: String,
    /// Hash of the model beside.
    pub shadow: Option<String>,
    /// When.
    pub read_at: Timestamp,
}

/// What the queue shows of the text of an item: of its foremost reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemReading {
    /// The exhibit it was read in.
    pub exhibit: ExhibitId,
    /// Language code, or `unknown`.
    pub language: String,
    /// The strongest label, where one reaches its threshold or a term speaks for it.
    pub label: Option<String>,
    /// Rank in thousandths.
    pub rank: u16,
    /// Texts that could not be read.
    pub unread: u32,
    /// The first item of those with nearly the same text, where there are several.
    pub cluster: Option<ItemId>,
}

/// Which decision a label comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelSource {
    /// A first finding.
    Assessment,
    /// A second person.
    Review,
    /// The legal officer.
    Settlement,
    /// A notice that was taken back: the finding was wrong.
    Retraction,
}

impl LabelSource {
    /// Weight of a decision that was overturned, against 1 for others.
    ///
    /// Source: house; what somebody had to complain about is worth three that nobody noticed.
    pub const OVERTURNED_WEIGHT: u8 = 3;

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Review => "review",
            Self::Settlement => "settlement",
            Self::Retraction => "retraction",
        }
    }

    /// How much it counts in a training.
    pub const fn weight(self) -> u8 {
        match self {
            Self::Retraction => Self::OVERTURNED_WEIGHT,
            _ => 1,
        }
    }
}

/// What one decision of the desk says of an exhibit's text. Never changed; goes with the exhibit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLabel {
    /// Of which exhibit.
    pub exhibit: ExhibitId,
    /// Of which item.
    pub item: ItemId,
    /// When it was decided.
    pub at: Timestamp,
    /// By which decision.
    pub source: LabelSource,
    /// What it came to; `Lawful` for what was taken back.
    pub conclusion: Conclusion,
    /// The categories found, for a conclusion on which something may leave.
    pub categories: Vec<Category>,
    /// Whether the item stood in the random share of the queue.
    pub is_sampled: bool,
    /// Its rank when it was decided.
    pub rank: u16,
    /// Its rank by the model beside.
    pub shadow_rank: Option<u16>,
    /// The model of the rank.
    pub model: String,
    /// The model beside.
    pub shadow: Option<String>,
}

impl TextLabel {
    /// Whether it speaks for content on which something may leave, against, or not at all.
    pub fn says(&self) -> Option<bool> {
        match self.conclusion {
            Conclusion::TerroristContent | Conclusion::IllegalOther => Some(true),
            Conclusion::Lawful | Conclusion::Exempt => Some(false),
            Conclusion::TosOnly | Conclusion::Undetermined => None,
        }
    }
}

/// What a model of the desk is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelStanding {
    /// Orders the queue.
    Current,
    /// Scores beside, and is compared.
    Shadow,
    /// Neither.
    Past,
}

impl ModelStanding {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Shadow => "shadow",
            Self::Past => "past",
        }
    }

    /// The standing of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Current, Self::Shadow, Self::Past]
            .into_iter()
            .find(|standing| standing.name() == name)
    }
}

/// A model the desk learned, or the one of the program that it went back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextModel {
    /// Its hash, as readings name it.
    pub hash: String,
    /// The model it was learned on top of.
    pub prior: Option<String>,
    /// Digest of its file; `None` for the one of the program.
    pub file_sha256: Option<Sha256>,
    /// Decisions it was learned from.
    pub labels: u32,
    /// Average precision on the sentinel set, in thousandths.
    pub sentinel: u16,
    /// What it is used for.
    pub standing: ModelStanding,
    /// When it was learned.
    pub trained_at: Timestamp,
    /// Since when it orders the queue, or until when it did.
    pub changed_at: Timestamp,
}

/// One version of a term list, as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermListVersion {
    /// Its name, unique on the desk.
    pub name: String,
    /// From 1; each change is a new one.
    pub version: u32,
    /// The whole list, facts and terms.
    pub text: String,
    /// Terms and patterns in it.
    pub terms: u32,
    /// Whether this version took the list out of use.
    pub is_withdrawn: bool,
    /// Who wrote it.
    pub by: crate::UserId,
    /// When.
    pub at: Timestamp,
}
