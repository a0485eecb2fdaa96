//! Bodies of readings, models and term lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::reading::{ExplainedText, ModelView, Piece, Recall, SearchHit, TermListView};
use vigie_domain::TextModel;

use crate::api::value::{Id, Time, bodies};

/// A part of a text.
#[derive(Debug, Serialize, ToSchema)]
struct PieceBody {
    /// The original.
    text: String,
    /// Whether it is what was searched for.
    is_hit: bool,
}

impl From<Piece> for PieceBody {
    fn from(piece: Piece) -> Self {
        Self {
            text: piece.text,
            is_hit: piece.is_hit,
        }
    }
}

/// A text that holds what was searched for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHitBody {
    /// The item.
    item: Id,
    /// Where its case stands.
    state: &'static str,
    /// The exhibit.
    exhibit: Id,
    /// Which text of it, from 0.
    place: u32,
    /// The original around the first hit.
    pieces: Vec<PieceBody>,
}

impl From<SearchHit> for SearchHitBody {
    fn from(hit: SearchHit) -> Self {
        Self {
            item: Id(hit.item.id.0),
            state: hit.item.state.name(),
            exhibit: Id(hit.exhibit.0),
            place: hit.place,
            pieces: bodies(hit.pieces),
        }
    }
}

/// A name with a score, 0 to 1000.
#[derive(Debug, Serialize, ToSchema)]
struct ScoreBody {
    /// The label or flag.
    name: String,
    /// Its score; it orders, and is no probability.
    score: u16,
}

/// A word with its part of the sum.
#[derive(Debug, Serialize, ToSchema)]
struct WordBody {
    /// As it stands in the original.
    text: String,
    /// First byte in the original.
    start: u32,
    /// One past its last byte.
    end: u32,
    /// What it adds.
    part: f64,
}

impl From<vigie_desk::reading::WordPart> for WordBody {
    fn from(word: vigie_desk::reading::WordPart) -> Self {
        Self {
            text: word.text,
            start: word.start,
            end: word.end,
            part: word.part,
        }
    }
}

/// A term found.
#[derive(Debug, Serialize, ToSchema)]
struct TermBody {
    /// Name of the list.
    list: String,
    /// Its version.
    version: u32,
    /// The term as the list has it.
    term: String,
    /// The benign phrase that makes it silent.
    suppressed_by: Option<String>,
}

/// The item with the nearest text.
#[derive(Debug, Serialize, ToSchema)]
struct NearestBody {
    /// Which.
    item: Id,
    /// What became of it.
    state: &'static str,
}

/// Why a text stands where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedBody {
    /// Which text of the exhibit, from 0.
    place: u32,
    /// `page`, `document`, `subtitle`.
    source: &'static str,
    /// Language code, or `unknown`.
    language: String,
    /// Place by expected harm, 0 to 1000.
    rank: u16,
    /// The same by the model beside.
    shadow_rank: Option<u16>,
    /// Scores of labels.
    labels: Vec<ScoreBody>,
    /// Scores of flags of context; they lower the rank and hide nothing.
    flags: Vec<ScoreBody>,
    /// Terms found.
    terms: Vec<TermBody>,
    /// Signs of evasion.
    evasions: u32,
    /// The label that is explained.
    label: &'static str,
    /// The sum of all parts.
    logit: f64,
    /// What a text without words has.
    bias: f64,
    /// Parts of no word.
    rest: f64,
    /// Every word with its part.
    words: Vec<WordBody>,
    /// Hash of the model that is explained.
    model: String,
    /// The nearest text known.
    nearest: Option<NearestBody>,
}

impl From<ExplainedText> for ExplainedBody {
    fn from(text: ExplainedText) -> Self {
        let scores = |scores: Vec<(String, u16)>| {
            let score = |(name, score)| ScoreBody { name, score };
            scores.into_iter().map(score).collect()
        };
        let terms = text.reading.terms.into_iter().map(|term| TermBody {
            list: term.list,
            version: term.version,
            term: term.term,
            suppressed_by: term.suppressed_by,
        });
        Self {
            place: text.reading.place,
            source: text.reading.source.name(),
            language: text.reading.language,
            rank: text.reading.rank,
            shadow_rank: text.reading.shadow_rank,
            labels: scores(text.reading.labels),
            flags: scores(text.reading.flags),
            terms: terms.collect(),
            evasions: text.reading.evasions,
            label: text.column.name(),
            logit: text.explanation.logit,
            bias: text.explanation.bias,
            rest: text.explanation.rest,
            words: bodies(text.explanation.words),
            model: text.explanation.model,
            nearest: text.nearest.map(|item| NearestBody {
                item: Id(item.id.0),
                state: item.state.name(),
            }),
        }
    }
}

/// The texts of an exhibit, explained.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedTexts {
    /// One for each text.
    pub(super) rows: Vec<ExplainedBody>,
}

/// A model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TextModelBody {
    /// Its hash.
    hash: String,
    /// `current`, `shadow` or `past`.
    standing: &'static str,
    /// Whether it comes with the program.
    is_shipped: bool,
    /// Decisions it was learned from.
    labels: u32,
    /// Average precision on the sentinel set, in thousandths.
    sentinel: u16,
    /// When it was learned.
    trained_at: Time,
}

impl From<TextModel> for TextModelBody {
    fn from(model: TextModel) -> Self {
        Self {
            hash: model.hash,
            standing: model.standing.name(),
            is_shipped: model.file_sha256.is_none(),
            labels: model.labels,
            sentinel: model.sentinel,
            trained_at: model.trained_at.into(),
        }
    }
}

/// The models of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TextModels {
    /// The newest change first.
    rows: Vec<TextModelBody>,
    /// Texts read last that both models scored.
    compared: Option<u64>,
    /// Texts that both put first, or both not.
    agreed: Option<u64>,
    /// Whether texts are still being read again.
    is_rereading: bool,
}

impl From<ModelView> for TextModels {
    fn from(view: ModelView) -> Self {
        Self {
            compared: view.agreement.map(|both| both.texts),
            agreed: view.agreement.map(|both| both.agreed),
            is_rereading: view.is_rereading,
            rows: bodies(view.models),
        }
    }
}

/// How much of what is unlawful the model puts first, estimated from the items drawn at random.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecallBody {
    /// Drawn items that were decided.
    decided: u32,
    /// Of them, those on which something may leave.
    positives: u32,
    /// Of these, those in the tenth the model puts first.
    found: u32,
    /// Their share in thousandths; `null` without any.
    share: Option<u16>,
    /// The lower end of its interval of 95 in 100.
    share_low: Option<u16>,
    /// The upper end.
    share_high: Option<u16>,
}

impl From<Recall> for RecallBody {
    fn from(recall: Recall) -> Self {
        Self {
            decided: recall.decided,
            positives: recall.positives,
            found: recall.found,
            share: recall.share.map(|all| all.0),
            share_low: recall.share.map(|all| all.1),
            share_high: recall.share.map(|all| all.2),
        }
    }
}

/// Why the model before orders again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollBack {
    /// In one line.
    pub(super) reason: String,
}

/// A term list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermListBody {
    /// Its name.
    name: String,
    /// Its version.
    version: u32,
    /// Who answers for it.
    owner: String,
    /// Language of its terms.
    language: String,
    /// The label it speaks for.
    category: Option<&'static str>,
    /// Why it exists.
    note: String,
    /// The day it falls silent.
    expires: Option<String>,
    /// Terms and patterns.
    terms: u64,
    /// Whether its day has come.
    is_expired: bool,
    /// Whether it is out of use.
    is_withdrawn: bool,
    /// The whole list.
    text: String,
}

impl From<TermListView> for TermListBody {
    fn from(view: TermListView) -> Self {
        Self {
            terms: view.terms() as u64,
            is_expired: view.is_expired,
            is_withdrawn: view.is_withdrawn,
            name: view.list.name,
            version: view.list.version,
            owner: view.list.owner,
            language: view.list.language,
            category: view.list.category.map(vigie_desk::reading::Column::name),
            note: view.list.note,
            expires: view.list.expires,
            text: view.text,
        }
    }
}

/// Every term list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermLists {
    /// By name.
    pub(super) rows: Vec<TermListBody>,
}

/// A list to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermListNew {
    /// The whole list: facts, a line `---`, one term a line.
    pub(super) text: String,
}

/// A list that was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermListSaved {
    /// Its name.
    name: String,
    /// The version the desk gave it.
    version: u32,
    /// Terms and patterns in it.
    terms: u32,
}

impl From<vigie_domain::TermListVersion> for TermListSaved {
    fn from(saved: vigie_domain::TermListVersion) -> Self {
        Self {
            name: saved.name,
            version: saved.version,
            terms: saved.terms,
        }
    }
}
