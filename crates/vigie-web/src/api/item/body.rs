//! Bodies of items and findings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::item::{Added, ItemView, NewItem};
use vigie_domain::{
    Agreement, Assessment, Attribution, CategoryFinding, DangerFinding, ExemptionFinding,
    FindingForm, IntakeChannel, Item, ItemState, LegalLook, Locator, Match, Observation,
    PriorityReason, Review,
};

use crate::api::body::{EventBody, ExhibitBody, RecheckBody, SignalBody};
use crate::api::value::{
    CategoryWord, ConclusionWord, ExemptionWord, FindingWord, Id, PageStateWord, SignWord, Time,
    bodies,
};

/// An item to be taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemNew {
    /// Where it is: an `http` or `https` URL, defanged or not, or a platform's own address.
    pub(super) url: String,
    /// Your own id for it, at most 200 characters: the same one twice is the same item.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(super) external_id: Option<String>,
    /// What the reporter wrote; kept up to 4,000 characters.
    #[serde(default)]
    pub(super) note: Option<String>,
    /// Whether the reporter says that life is in danger.
    #[serde(default)]
    pub(super) is_threat_to_life: bool,
}

impl ItemNew {
    pub(super) fn into_item(self, channel: IntakeChannel) -> NewItem {
        NewItem {
            url: self.url,
            external_id: self.external_id,
            note: self.note,
            channel,
            is_threat_to_life: self.is_threat_to_life,
        }
    }
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemAdded {
    /// The item.
    pub(super) id: Id,
    /// Its canonical key.
    key: String,
    /// Whether it was not known before.
    pub(super) is_new: bool,
}

impl From<Added> for ItemAdded {
    fn from(added: Added) -> Self {
        Self {
            id: Id(added.item.0),
            key: added.key,
            is_new: added.is_new,
        }
    }
}

/// An item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemBody {
    /// Its id.
    id: Id,
    /// Where the case stands.
    state: &'static str,
    /// The exhibit to look at, where there is one.
    exhibit: Option<Id>,
    /// The referral it is on.
    referral: Option<Id>,
    /// Until when it is on hold.
    held_until: Option<Time>,
    /// Where it is or was; first the one it was taken in by.
    locators: Vec<LocatorBody>,
    /// How it came: `desk`, `list`, `api`, `public_form`, `upload`, `mail`.
    channel: &'static str,
    /// Your own id for it.
    external_id: Option<String>,
    /// The list it came in with.
    batch: Option<Id>,
    /// What the reporter wrote.
    note: Option<String>,
    /// Its place in the queue, 0 to 1000; a machine's ordering only.
    priority: u16,
    /// Why it stands there.
    priority_reasons: Vec<PriorityBody>,
    /// The item this one repeats.
    reupload_of: Option<Id>,
    /// What was read in its text.
    reading: Option<ReadingBody>,
    /// When it was taken in.
    created_at: Time,
    /// When it last changed.
    updated_at: Time,
}

/// What was read in the text of an item. A machine's ordering only; no probability.
#[derive(Debug, Serialize, ToSchema)]
struct ReadingBody {
    /// The exhibit it was read in.
    exhibit: Id,
    /// Language code, or `unknown`.
    language: String,
    /// The label it stands out by.
    label: Option<String>,
    /// Expected harm times score, 0 to 1000.
    rank: u16,
    /// Texts that could not be read.
    unread: u32,
    /// The first item of those with nearly the same text.
    cluster: Option<Id>,
}

impl From<vigie_domain::ItemReading> for ReadingBody {
    fn from(reading: vigie_domain::ItemReading) -> Self {
        Self {
            exhibit: Id(reading.exhibit.0),
            language: reading.language,
            label: reading.label,
            rank: reading.rank,
            unread: reading.unread,
            cluster: reading.cluster.map(|id| Id(id.0)),
        }
    }
}

impl From<Item> for ItemBody {
    fn from(item: Item) -> Self {
        let held_until = match item.state {
            ItemState::Held { until, .. } => Some(Time(until)),
            _ => None,
        };
        Self {
            id: Id(item.id.0),
            state: item.state.name(),
            exhibit: exhibit_of(&item.state),
            referral: item.state.referral().map(|id| Id(id.0)),
            held_until,
            locators: bodies(item.locators),
            channel: item.channel.name(),
            external_id: item.external_id,
            batch: item.batch.map(|id| Id(id.0)),
            note: item.note,
            priority: item.priority,
            priority_reasons: bodies(item.priority_reasons),
            reupload_of: item.reupload_of.map(|id| Id(id.0)),
            reading: item.reading.map(ReadingBody::from),
            created_at: item.created_at.into(),
            updated_at: item.updated_at.into(),
        }
    }
}

fn exhibit_of(state: &ItemState) -> Option<Id> {
    match state {
        ItemState::Captured { exhibit }
        | ItemState::Assessed { exhibit, .. }
        | ItemState::Disputed { exhibit, .. }
        | ItemState::Actionable { exhibit, .. }
        | ItemState::Held { exhibit, .. }
        | ItemState::Acting { exhibit, .. }
        | ItemState::Monitoring { exhibit, .. }
        | ItemState::Escalated { exhibit, .. } => Some(Id(exhibit.0)),
        _ => None,
    }
}

/// Where an item is or was.
#[derive(Debug, Serialize, ToSchema)]
struct LocatorBody {
    /// As it was given, refanged.
    url: String,
    /// The canonical key.
    key: String,
    /// What it points at: `item`, `profile`, `collection`, …
    scope: &'static str,
    /// The host.
    host: String,
    /// When it was first reported here.
    first_seen: Time,
}

impl From<Locator> for LocatorBody {
    fn from(locator: Locator) -> Self {
        Self {
            url: locator.url,
            key: locator.key,
            scope: locator.scope.name(),
            host: locator.host,
            first_seen: locator.first_seen.into(),
        }
    }
}

/// One reason for a place in the queue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
enum PriorityBody {
    /// A banked signal is near.
    Match {
        /// The name of the bank.
        bank: String,
        /// Bits between them; 0 is the same.
        distance_bits: u16,
    },
    /// Reported by several people.
    Reports {
        /// How many.
        count: u32,
    },
    /// Came back after it was gone.
    Reupload,
    /// The reporter said life is in danger.
    ThreatToLife,
    /// What its text was read as.
    Text {
        /// The label it stands out by.
        label: Option<String>,
        /// Expected harm times score, 0 to 1000.
        rank: u16,
    },
    /// Drawn at random, so that what the order overlooks can be estimated.
    Sample,
}

impl From<PriorityReason> for PriorityBody {
    fn from(reason: PriorityReason) -> Self {
        match reason {
            PriorityReason::Match {
                bank,
                distance_bits,
            } => Self::Match {
                bank,
                distance_bits,
            },
            PriorityReason::Reports { count } => Self::Reports { count },
            PriorityReason::Reupload => Self::Reupload,
            PriorityReason::ThreatToLife => Self::ThreatToLife,
            PriorityReason::Text { label, rank } => Self::Text { label, rank },
            PriorityReason::Sample => Self::Sample,
        }
    }
}

/// One item with everything its reader may know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemShown {
    /// The item.
    item: ItemBody,
    /// Whether there is a finding that is kept from you until yours is written.
    has_hidden_finding: bool,
    /// Findings you may know.
    assessments: Vec<AssessmentBody>,
    /// Second findings you may know.
    reviews: Vec<ReviewBody>,
    /// Its exhibits, newest first; empty without the permission `read_exhibit`.
    exhibits: Vec<ExhibitBody>,
    /// What is known near it, nearest first.
    matches: Vec<MatchBody>,
    /// What was seen of it over time, newest first.
    observations: Vec<ObservationBody>,
    /// The watches over it.
    rechecks: Vec<RecheckBody>,
    /// What happened.
    history: Vec<EventBody>,
    /// Who works on it.
    claimed_by: Option<Id>,
}

impl From<ItemView> for ItemShown {
    fn from(view: ItemView) -> Self {
        let history = view.history.iter();
        let history = history.map(|event| (event.record.as_ref(), event.log_index));
        Self {
            history: EventBody::list(history),
            item: view.item.into(),
            has_hidden_finding: view.has_hidden_finding,
            assessments: bodies(view.assessments),
            reviews: bodies(view.reviews),
            exhibits: bodies(view.exhibits),
            matches: bodies(view.matches),
            observations: bodies(view.observations),
            rechecks: bodies(view.rechecks),
            claimed_by: view.claimed_by.map(|id| Id(id.0)),
        }
    }
}

/// A banked signal near one of the item.
#[derive(Debug, Serialize, ToSchema)]
struct MatchBody {
    /// The exhibit the signal was found in; `null` for a match of the address itself.
    exhibit: Option<Id>,
    /// The signal of the item.
    signal: SignalBody,
    /// The name of the bank.
    bank: String,
    /// What the bank knows it as.
    label: String,
    /// Who vouches for the entry.
    source: String,
    /// Bits between them; 0 for exact signals.
    distance_bits: u32,
    /// When it was found.
    found_at: Time,
}

impl From<Match> for MatchBody {
    fn from(found: Match) -> Self {
        Self {
            exhibit: found.exhibit.map(|id| Id(id.0)),
            signal: (&found.signal).into(),
            bank: found.bank_name,
            label: found.label,
            source: found.source,
            distance_bits: found.distance_bits,
            found_at: found.found_at.into(),
        }
    }
}

/// A fact seen.
#[derive(Debug, Serialize, ToSchema)]
struct ObservationBody {
    /// At which address.
    url: String,
    /// When.
    at: Time,
    /// From where on the network.
    vantage: String,
    /// What.
    state: PageStateWord,
    /// Why it is read so, what decided first.
    signs: Vec<SignWord>,
    /// HTTP status, where there was one.
    status: Option<u16>,
    /// SHA-256 of what came.
    sha256: Option<String>,
    /// How long the server asked us to wait.
    retry_after_ms: Option<i64>,
}

impl From<Observation> for ObservationBody {
    fn from(seen: Observation) -> Self {
        Self {
            url: seen.url,
            at: seen.at.into(),
            vantage: seen.vantage,
            state: seen.state.into(),
            signs: bodies(seen.signs),
            status: seen.status,
            sha256: seen.sha256.map(|digest| digest.to_string()),
            retry_after_ms: seen.retry_after_ms,
        }
    }
}

/// A person's answers, in the order of the law's questions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindingBody {
    /// The underlying offence with its article; empty when there is none.
    #[serde(default)]
    offence: String,
    /// The categories, each with its own reason.
    #[serde(default)]
    categories: Vec<CategoryBody>,
    /// The danger that an offence may be committed.
    danger: DangerBody,
    /// The six purposes that make material lawful, each answered.
    exemptions: Vec<ExemptionBody>,
    /// To whom it is attributed.
    #[serde(default)]
    attribution: Option<AttributionBody>,
    /// What it comes to.
    conclusion: ConclusionWord,
    /// Further context, for colleagues.
    #[serde(default)]
    context: String,
}

/// A category with its reason.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryBody {
    /// Regulation (EU) 2021/784, Article 2(7).
    category: CategoryWord,
    /// Why this very item, at least 20 characters.
    reason: String,
}

/// Whether a danger is caused.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DangerBody {
    /// What was found.
    finding: FindingWord,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// The answer about one purpose.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExemptionBody {
    /// Which purpose.
    exemption: ExemptionWord,
    /// What was found.
    finding: FindingWord,
    /// Why, where something was found.
    #[serde(default)]
    note: Option<String>,
}

/// A name on a list, on the day it was looked at; a factor, never a category.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributionBody {
    /// The group or person.
    entity: String,
    /// The list, with the reference of the entry.
    listing: String,
    /// The day the list was looked at.
    as_of: Time,
}

impl From<FindingBody> for FindingForm {
    fn from(body: FindingBody) -> Self {
        let category = |one: CategoryBody| CategoryFinding {
            category: one.category.0,
            reason: one.reason,
        };
        let exemption = |one: ExemptionBody| ExemptionFinding {
            exemption: one.exemption.0,
            finding: one.finding.0,
            note: one.note,
        };
        Self {
            offence: body.offence,
            categories: body.categories.into_iter().map(category).collect(),
            danger: DangerFinding {
                finding: body.danger.finding.0,
                reason: body.danger.reason,
            },
            exemptions: body.exemptions.into_iter().map(exemption).collect(),
            attribution: body.attribution.map(|one| Attribution {
                entity: one.entity,
                listing: one.listing,
                as_of: one.as_of.0,
            }),
            conclusion: body.conclusion.0,
            context: body.context,
        }
    }
}

impl From<FindingForm> for FindingBody {
    fn from(form: FindingForm) -> Self {
        let category = |one: CategoryFinding| CategoryBody {
            category: one.category.into(),
            reason: one.reason,
        };
        let exemption = |one: ExemptionFinding| ExemptionBody {
            exemption: one.exemption.into(),
            finding: one.finding.into(),
            note: one.note,
        };
        Self {
            offence: form.offence,
            categories: form.categories.into_iter().map(category).collect(),
            danger: DangerBody {
                finding: form.danger.finding.into(),
                reason: form.danger.reason,
            },
            exemptions: form.exemptions.into_iter().map(exemption).collect(),
            attribution: form.attribution.map(|one| AttributionBody {
                entity: one.entity,
                listing: one.listing,
                as_of: one.as_of.into(),
            }),
            conclusion: form.conclusion.into(),
            context: form.context,
        }
    }
}

/// A finding about one exhibit of an item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindingNew {
    /// The exhibit that was looked at.
    pub(super) exhibit: Id,
    /// The answers.
    pub(super) finding: FindingBody,
}

/// A person's reasoned finding about an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssessmentBody {
    /// Its id.
    id: Id,
    /// Having looked at which exhibit.
    exhibit: Id,
    /// Who found it.
    by: Id,
    /// When.
    at: Time,
    /// What.
    finding: FindingBody,
    /// Whether a second person is asked.
    has_second_eyes: bool,
    /// The legal officer's word.
    legal_look: Option<LegalLookBody>,
}

impl From<Assessment> for AssessmentBody {
    fn from(assessment: Assessment) -> Self {
        Self {
            id: Id(assessment.id.0),
            exhibit: Id(assessment.exhibit.0),
            by: Id(assessment.by.0),
            at: assessment.at.into(),
            finding: assessment.form.into(),
            has_second_eyes: assessment.second_eyes,
            legal_look: assessment.legal_officer.map(LegalLookBody::from),
        }
    }
}

/// The legal officer's word on a finding.
#[derive(Debug, Serialize, ToSchema)]
struct LegalLookBody {
    /// Who.
    by: Id,
    /// When.
    at: Time,
    /// The written finding.
    finding: String,
}

impl From<LegalLook> for LegalLookBody {
    fn from(look: LegalLook) -> Self {
        Self {
            by: Id(look.by.0),
            at: look.at.into(),
            finding: look.finding,
        }
    }
}

/// A second person's own finding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewBody {
    /// Its id.
    id: Id,
    /// The finding it stands beside.
    assessment: Id,
    /// Having looked at which exhibit.
    exhibit: Id,
    /// Who.
    by: Id,
    /// When.
    at: Time,
    /// What.
    finding: FindingBody,
    /// Whether both conclude the same.
    agrees: bool,
}

impl From<Review> for ReviewBody {
    fn from(review: Review) -> Self {
        Self {
            id: Id(review.id.0),
            assessment: Id(review.assessment.0),
            exhibit: Id(review.exhibit.0),
            by: Id(review.by.0),
            at: review.at.into(),
            finding: review.form.into(),
            agrees: matches!(review.agreement, Agreement::Agree { .. }),
        }
    }
}
