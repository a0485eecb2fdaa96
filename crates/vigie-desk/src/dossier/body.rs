//! What a dossier says, as its JSON: the page is set from this, and this travels with it.

use serde::{Deserialize, Serialize};

/// Shape of [`Body`], as the JSON names it.
pub(super) const FORMAT: &str = "vigie-dossier/1";

/// A whole dossier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Body {
    /// `vigie-dossier/1`.
    pub format: String,
    /// Whether a second person let it leave.
    pub is_released: bool,
    /// The reference people quote.
    pub reference: String,
    /// Who wrote it.
    pub unit: Named,
    /// About whom.
    pub provider: Named,
    /// Over which period.
    pub period: Period,
    /// When it was compiled.
    pub compiled_at: String,
    /// Providers it is compared with.
    pub peers: u32,
    /// What it is about.
    pub totals: Totals,
    /// What speaks against the provider, or for it.
    pub findings: Vec<Finding>,
    /// On which powers the acts rest.
    pub basis: Vec<Basis>,
    /// Every figure beside the peers'.
    pub scorecard: Figures,
    /// The curves of the items still up.
    pub survival: Curves,
    /// Each notice.
    pub notices: Vec<NoticeBody>,
    /// What the provider said.
    pub position: Vec<Answer>,
    /// Each item.
    pub items: Vec<ItemBody>,
    /// The log it stands on.
    pub log: Log,
    /// What each figure counts, in English, as the version froze it.
    pub definitions: Vec<(String, String)>,
}

/// Somebody, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The authority it is, where that is known.
    pub authority: String,
}

/// From an instant to before another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Period {
    /// From.
    pub from: String,
    /// Until before.
    pub until: String,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Totals {
    /// Notices that left.
    pub notices: u32,
    /// Items on those that arrived.
    pub items: u32,
}

/// One finding of the summary: a word the template knows, and a figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    /// A stable word.
    pub code: String,
    /// `count`, `share` or `time`.
    pub kind: String,
    /// The figure: a number, thousandths, or milliseconds.
    pub value: i64,
    /// The peers' figure.
    pub peers: Option<i64>,
}

/// The power an act rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// What kind of act.
    pub instrument: String,
    /// The article.
    pub article: String,
    /// The authority.
    pub authority: String,
    /// The document that gave the power.
    pub document: String,
    /// Since when.
    pub valid_from: Option<String>,
}

/// Every figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    /// Which definitions.
    pub version: String,
    /// The figures, in order.
    pub figures: Vec<FigurePair>,
}

/// One figure of the provider and of its peers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FigurePair {
    /// The stable name of its definition.
    pub name: String,
    /// `count`, `share` or `time`.
    pub kind: String,
    /// The provider's.
    pub provider: Measure,
    /// The peers'; `None` without peers.
    pub peers: Option<Measure>,
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Measure {
    /// The value.
    pub value: Option<i64>,
    /// Lower end.
    pub low: Option<i64>,
    /// Upper end.
    pub high: Option<i64>,
    /// Observations.
    pub n: u32,
}

/// Two curves over the same time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Curves {
    /// Where the drawing ends.
    pub horizon_ms: i64,
    /// The provider's steps.
    pub provider: Vec<Point>,
    /// The peers'.
    pub peers: Vec<Point>,
}

/// One step of a curve.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Point {
    /// Milliseconds since the receipt.
    pub time_ms: i64,
    /// Thousandths still up after it.
    pub share_up: i64,
}

/// One notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoticeBody {
    /// Its reference.
    pub reference: String,
    /// What kind of act.
    pub instrument: String,
    /// When the provider's mail server took it.
    pub sent_at: Option<String>,
    /// Where that stands in the log.
    pub sent_index: Option<u64>,
    /// Its items, by their numbers here.
    pub items: Vec<u32>,
    /// On which basis.
    pub legal_basis: String,
    /// When it was reminded of.
    pub reminders: Vec<String>,
    /// Answers received.
    pub answers: u32,
    /// SHA-256 of the exact message.
    pub message_sha256: String,
}

/// What the provider said, once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// When.
    pub at: String,
    /// About which notice.
    pub reference: String,
    /// `link` or `mail`.
    pub via: String,
    /// What it says, as a stable word.
    pub says: String,
    /// The ground it gave.
    pub ground: String,
    /// Its own words.
    pub words: String,
    /// Addresses and numbers of persons masked in them.
    pub masked: u32,
}

/// One item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ItemBody {
    /// Its number in this dossier.
    pub number: u32,
    /// The notice it stands on.
    pub notice: String,
    /// Its pseudonym in the log.
    pub case: String,
    /// SHA-256 of the sealed evidence.
    pub evidence_sha256: Option<String>,
    /// What two people found.
    pub conclusion: String,
    /// Whether they agreed.
    pub agreed: bool,
    /// How it ended.
    pub outcome: String,
    /// How long it was up after the notice, as far as was seen.
    pub time_ms: Option<i64>,
    /// What happened, in the order of the log.
    pub acts: Vec<ActBody>,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActBody {
    /// When.
    pub at: String,
    /// What kind of act.
    pub act: String,
    /// What was seen or said, as a stable word.
    pub says: String,
    /// Its index.
    pub index: u64,
    /// Hash of its leaf.
    pub leaf_sha256: String,
}

/// The log a dossier stands on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Log {
    /// Its name.
    pub origin: String,
    /// Its entries.
    pub size: u64,
    /// Its root, in base64.
    pub root: String,
    /// The key it is verified with.
    pub key: String,
}
