//! Bodies of banks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::bank::{
    BankDetail, BankReader, BankSettings, BankView, BankedContent, Change, ImportReport,
    RefusedLine,
};
use vigie_domain::{Bank, BankEntry, EntryState, Opinion};

use crate::api::body::SignalBody;
use crate::api::value::{
    ActivationWord, BankRoleWord, EntryStateWord, Id, SharingLabelWord, StanceWord, Time,
    TransformWord, bodies,
};

/// A bank to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankNew {
    /// Its name: 1 to 64 letters, digits, `-`, `_` and `.`.
    pub(super) name: String,
    /// What it is for.
    #[serde(default)]
    description: Option<String>,
    /// What a match with it means; `known` when absent.
    #[serde(default)]
    role: Option<BankRoleWord>,
    /// Who answers for it.
    #[serde(default)]
    owner: Option<String>,
    /// How far it may be given on; `amber` when absent.
    #[serde(default)]
    sharing: Option<SharingLabelWord>,
    /// Distance within which a PDQ is a match with it, in bits; 31 when absent.
    #[serde(default)]
    #[schema(maximum = 63)]
    distance_bits_max: Option<u32>,
    /// The share of lookups it answers, from 0 to 1; 1 when absent.
    #[serde(default)]
    enabled_ratio: Option<f64>,
    /// Who makes an entry answer; `one_person` when absent. A negative bank takes two.
    #[serde(default)]
    activation: Option<ActivationWord>,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    #[serde(default)]
    flood_floor_per_day: Option<u32>,
}

impl From<BankNew> for BankSettings {
    fn from(new: BankNew) -> Self {
        Self {
            description: new.description,
            role: new.role.map(|word| word.0),
            owner: new.owner,
            sharing: new.sharing.map(|word| word.0),
            distance_bits_max: new.distance_bits_max,
            enabled_ratio: new.enabled_ratio,
            activation: new.activation.map(|word| word.0),
            flood_floor_per_day: new.flood_floor_per_day,
            ..Self::default()
        }
    }
}

/// Settings to be changed; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BankChange {
    /// Its name.
    name: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// Whether it answers.
    is_enabled: Option<bool>,
    /// What a match with it means; for a bank without entries only.
    role: Option<BankRoleWord>,
    /// Who answers for it.
    owner: Option<String>,
    /// How far it may be given on.
    sharing: Option<SharingLabelWord>,
    /// Distance within which a PDQ is a match with it, in bits.
    #[schema(maximum = 63)]
    distance_bits_max: Option<u32>,
    /// The share of lookups it answers, from 0 to 1.
    enabled_ratio: Option<f64>,
    /// Who makes an entry answer.
    activation: Option<ActivationWord>,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    flood_floor_per_day: Option<u32>,
    /// Keys that may subscribe to a bank labelled amber.
    subscribers: Option<Vec<Id>>,
}

impl From<BankChange> for BankSettings {
    fn from(change: BankChange) -> Self {
        let subscribers = change
            .subscribers
            .map(|keys| keys.into_iter().map(Id::to).collect());
        Self {
            name: change.name,
            description: change.description,
            is_enabled: change.is_enabled,
            role: change.role.map(|word| word.0),
            owner: change.owner,
            sharing: change.sharing.map(|word| word.0),
            distance_bits_max: change.distance_bits_max,
            enabled_ratio: change.enabled_ratio,
            activation: change.activation.map(|word| word.0),
            flood_floor_per_day: change.flood_floor_per_day,
            subscribers,
        }
    }
}

/// A bank that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankMade {
    /// Its id.
    pub(super) id: Id,
    /// Its name.
    pub(super) name: String,
}

/// A bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankBody {
    /// Its id.
    id: Id,
    /// Its name.
    name: String,
    /// What it is for.
    description: String,
    /// Whether it answers.
    is_enabled: bool,
    /// What a match with it means.
    role: BankRoleWord,
    /// Who answers for it.
    owner: String,
    /// How far it may be given on.
    sharing: SharingLabelWord,
    /// Distance within which a PDQ is a match with it, in bits.
    distance_bits_max: u32,
    /// The share of lookups it answers, from 0 to 1.
    enabled_ratio: f64,
    /// Who makes an entry answer.
    activation: ActivationWord,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    flood_floor_per_day: u32,
    /// Keys that may subscribe to a bank labelled amber.
    subscribers: Vec<Id>,
    /// Its entries that answer.
    entries: u64,
    /// Its entries that wait for a person.
    waiting: u64,
    /// When it was made.
    created_at: Time,
    /// When it was closed.
    closed_at: Option<Time>,
}

impl BankBody {
    pub(super) fn of(bank: Bank, entries: u64, waiting: u64) -> Self {
        Self {
            id: Id(bank.id.0),
            is_enabled: bank.is_enabled,
            role: bank.role.into(),
            sharing: bank.sharing.into(),
            distance_bits_max: bank.distance_bits_max,
            enabled_ratio: bank.enabled_ratio.fraction(),
            activation: bank.activation().into(),
            flood_floor_per_day: bank.flood_floor_per_day,
            subscribers: bank.subscribers.iter().map(|key| Id(key.0)).collect(),
            created_at: bank.created_at.into(),
            closed_at: bank.closed_at.map(Into::into),
            name: bank.name,
            description: bank.description,
            owner: bank.owner,
            entries,
            waiting,
        }
    }
}

impl From<BankView> for BankBody {
    fn from(view: BankView) -> Self {
        Self::of(view.bank, view.entries, view.waiting)
    }
}

impl From<BankDetail> for BankBody {
    fn from(detail: BankDetail) -> Self {
        let of = |wanted: fn(EntryState) -> bool| {
            let counts = detail.counts.iter().filter(|(state, _)| wanted(*state));
            counts.map(|(_, entries)| entries).sum()
        };
        let entries = of(|state| state == EntryState::Active);
        let waiting = of(|state| !matches!(state, EntryState::Active | EntryState::Withdrawn));
        Self::of(detail.bank, entries, waiting)
    }
}

/// An entry of a bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryBody {
    /// Its id.
    id: Id,
    /// The number of its content, as the lookup service tells it.
    content: u64,
    /// The signal.
    signal: SignalBody,
    /// Which picture of the content it is the signal of.
    transform: TransformWord,
    /// Where it stands.
    state: EntryStateWord,
    /// What it is.
    label: String,
    /// Who vouches for it.
    source: String,
    /// Why it stands there, for a contest, a quarantine and a withdrawal.
    reason: Option<String>,
    /// Who put it forward.
    proposed_by: Option<Id>,
    /// Who moved it last.
    moved_by: Option<Id>,
    /// When it came.
    added_at: Time,
    /// When it first answered.
    activated_at: Option<Time>,
    /// When it was withdrawn.
    withdrawn_at: Option<Time>,
}

impl From<BankEntry> for EntryBody {
    fn from(entry: BankEntry) -> Self {
        Self {
            id: Id(entry.id.0),
            content: entry.content,
            signal: (&entry.signal).into(),
            transform: entry.transform.into(),
            state: entry.state.into(),
            label: entry.label,
            source: entry.source,
            reason: entry.reason,
            proposed_by: entry.proposed_by.map(|user| Id(user.0)),
            moved_by: entry.moved_by.map(|user| Id(user.0)),
            added_at: entry.added_at.into(),
            activated_at: entry.activated_at.map(Into::into),
            withdrawn_at: entry.withdrawn_at.map(Into::into),
        }
    }
}

/// An entry with what is thought of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryDetail {
    /// The entry.
    pub(super) entry: EntryBody,
    /// The last opinion of each holder, oldest first.
    pub(super) opinions: Vec<OpinionBody>,
}

/// A stated view of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpinionBody {
    /// Who holds it.
    holder: Id,
    /// What it says.
    stance: StanceWord,
    /// In the holder's words.
    note: String,
    /// When it was stated.
    at: Time,
}

impl From<Opinion> for OpinionBody {
    fn from(opinion: Opinion) -> Self {
        Self {
            holder: Id(opinion.holder.0),
            stance: opinion.stance.into(),
            note: opinion.note,
            at: opinion.at.into(),
        }
    }
}

/// A content as it stands in a bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContentBody {
    /// Its number.
    content: u64,
    /// Whether it is new.
    is_new: bool,
    /// Its entries.
    entries: Vec<EntryBody>,
}

impl From<BankedContent> for ContentBody {
    fn from(banked: BankedContent) -> Self {
        Self {
            content: banked.content,
            is_new: banked.is_new,
            entries: bodies(banked.entries),
        }
    }
}

/// One change of a bank: an entry to be held, or a tombstone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeBody {
    /// The entry; drop what you hold of it when it is a tombstone.
    id: Id,
    /// Whether it is to be held no more.
    is_tombstone: bool,
    /// The signal.
    signal: SignalBody,
    /// Which picture of the content it is the signal of.
    transform: TransformWord,
    /// What it is; empty in a tombstone.
    label: String,
    /// Who vouches for it; empty in a tombstone.
    source: String,
    /// What is thought of it.
    opinions: Vec<OpinionBody>,
    /// The change that made it what it is.
    change: i64,
}

impl From<Change> for ChangeBody {
    fn from(change: Change) -> Self {
        let (entry, is_tombstone) = (change.entry, !change.is_standing);
        let words = |words: String| if is_tombstone { String::new() } else { words };
        Self {
            id: Id(entry.id.0),
            is_tombstone,
            signal: (&entry.signal).into(),
            transform: entry.transform.into(),
            label: words(entry.label),
            source: words(entry.source),
            opinions: bodies(change.opinions),
            change: entry.change,
        }
    }
}

/// What changed in a bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangesBody {
    /// The bank's name.
    pub(super) bank: String,
    /// Its label, as the Traffic Light Protocol writes it.
    pub(super) sharing: &'static str,
    /// In the order of change.
    pub(super) changes: Vec<ChangeBody>,
    /// `since` of the next fetch.
    pub(super) next: String,
    /// Whether there is more at once.
    pub(super) has_more: bool,
}

/// What a client fetched from a bank, all told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReaderBody {
    /// The id of its key, or of the person.
    reader: String,
    /// The change it has read to.
    until_change: i64,
    /// Fetches that brought something.
    fetches: u64,
    /// Entries and tombstones it was given.
    entries: u64,
    /// The last fetch.
    fetched_at: Time,
}

impl From<BankReader> for ReaderBody {
    fn from(reader: BankReader) -> Self {
        Self {
            reader: reader.reader,
            until_change: reader.until_change,
            fetches: reader.fetches,
            entries: reader.entries,
            fetched_at: reader.fetched_at.into(),
        }
    }
}

/// What became of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportBody {
    /// New entries.
    entries_added: u32,
    /// Entries known before.
    entries_known: u32,
    /// Lines refused; the others went in.
    refused: Vec<RefusedBody>,
}

impl From<ImportReport> for ImportBody {
    fn from(report: ImportReport) -> Self {
        Self {
            entries_added: report.entries_added,
            entries_known: report.entries_known,
            refused: bodies(report.refused),
        }
    }
}

/// A line that was refused.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedBody {
    /// Its number, from 1.
    line: u64,
    /// What was wrong with it.
    detail: String,
}

impl From<RefusedLine> for RefusedBody {
    fn from(refused: RefusedLine) -> Self {
        Self {
            line: refused.line,
            detail: refused.why,
        }
    }
}
