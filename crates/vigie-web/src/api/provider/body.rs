//! Bodies of providers, their contacts and their measured behaviour.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::provider::{DEFINITIONS, ProviderView, Scorecard};
use vigie_domain::{Contact, Provider, WorkingHours};

use crate::api::body::EventBody;
use crate::api::referral::ReferralBody;
use crate::api::value::{Id, LanguageWord, Time, bodies};

/// A provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderBody {
    /// Its id.
    id: Id,
    /// Its name.
    name: String,
    /// Domains whose items it hosts as a platform.
    domains: Vec<String>,
    /// Autonomous systems it announces.
    asns: Vec<u32>,
    /// Country of its main establishment.
    country: Option<String>,
    /// When it was first met.
    created_at: Time,
}

impl From<Provider> for ProviderBody {
    fn from(provider: Provider) -> Self {
        Self {
            id: Id(provider.id.0),
            name: provider.name,
            domains: provider.domains,
            asns: provider.asns,
            country: provider.country,
            created_at: provider.created_at.into(),
        }
    }
}

/// When an office is staffed, on its own clock.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoursBody {
    /// Days, 1 is Monday.
    days: Vec<i8>,
    /// Minutes since midnight when it opens.
    from_minute: i32,
    /// Minutes since midnight when it closes.
    until_minute: i32,
}

impl From<WorkingHours> for HoursBody {
    fn from(hours: WorkingHours) -> Self {
        Self {
            days: hours.days,
            from_minute: hours.from_minute,
            until_minute: hours.until_minute,
        }
    }
}

impl From<HoursBody> for WorkingHours {
    fn from(body: HoursBody) -> Self {
        Self {
            days: body.days,
            from_minute: body.from_minute,
            until_minute: body.until_minute,
        }
    }
}

/// A published address for notices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactBody {
    /// Its id.
    id: Id,
    /// Whose.
    provider: Id,
    /// The mail address.
    address: String,
    /// Where it was found: `rdap`, `whois`, `operator`, `import`.
    source: String,
    /// The language its owner declared.
    language: LanguageWord,
    /// IANA zone of its owner's office.
    zone: String,
    /// When somebody is there; `null` when around the clock.
    hours: Option<HoursBody>,
    /// Whether it may be written to.
    is_usable: bool,
    /// Who vouched for it.
    confirmed_by: Option<Id>,
    /// When.
    confirmed_at: Option<Time>,
    /// Hard bounces since the last delivery.
    bounces: u32,
    /// When it was set aside.
    quarantined_at: Option<Time>,
    /// When it was found.
    created_at: Time,
}

impl From<Contact> for ContactBody {
    fn from(contact: Contact) -> Self {
        Self {
            is_usable: contact.check().is_ok(),
            id: Id(contact.id.0),
            provider: Id(contact.provider.0),
            address: contact.address,
            source: contact.source,
            language: contact.language.into(),
            zone: contact.zone,
            hours: contact.hours.map(HoursBody::from),
            confirmed_by: contact.confirmed.map(|(user, _)| Id(user.0)),
            confirmed_at: contact.confirmed.map(|(_, at)| at.into()),
            bounces: contact.bounces,
            quarantined_at: contact.quarantined_at.map(Time),
            created_at: contact.created_at.into(),
        }
    }
}

/// A provider's measured behaviour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresBody {
    /// Referrals that left.
    referrals: u32,
    /// Referrals that came back undeliverable.
    bounced: u32,
    /// Items on them.
    lines: u32,
    /// Items gone, confirmed from two vantages.
    removed: u32,
    /// Items gone, confirmed from one vantage only; not part of `removed`.
    seen_from_one: u32,
    /// Items still shown elsewhere.
    restricted_geo: u32,
    /// Items refused.
    refused: u32,
    /// Items closed without an answer.
    no_answer: u32,
    /// Items without an outcome.
    open: u32,
    /// Items taken back.
    retracted: u32,
    /// Items gone before the receipt.
    already_gone: u32,
    /// Items that came back.
    came_back: u32,
    /// Time by which half are gone.
    median_ms: Option<i64>,
    /// Time by which nine tenths are gone.
    p90_ms: Option<i64>,
}

impl From<Scorecard> for FiguresBody {
    fn from(figures: Scorecard) -> Self {
        Self {
            referrals: figures.referrals,
            bounced: figures.bounced,
            lines: figures.lines,
            removed: figures.removed,
            seen_from_one: figures.seen_from_one,
            restricted_geo: figures.restricted_geo,
            refused: figures.refused,
            no_answer: figures.no_answer,
            open: figures.open,
            retracted: figures.retracted,
            already_gone: figures.already_gone,
            came_back: figures.came_back,
            median_ms: figures.median_ms,
            p90_ms: figures.p90_ms,
        }
    }
}

/// What one figure counts.
#[derive(Debug, Serialize, ToSchema)]
struct Definition {
    /// The figure.
    figure: &'static str,
    /// What it counts.
    meaning: &'static str,
}

/// Something between us and a provider.
#[derive(Debug, Serialize, ToSchema)]
struct TimelineBody {
    /// Of which referral.
    referral: Id,
    /// Its reference.
    reference: String,
    /// What happened.
    event: EventBody,
}

/// One provider with its behaviour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderShown {
    /// The provider.
    provider: ProviderBody,
    /// Its contacts, usable ones first.
    contacts: Vec<ContactBody>,
    /// Its measured behaviour.
    figures: FiguresBody,
    /// What each figure counts.
    definitions: Vec<Definition>,
    /// Since when the figures count; `null` when they count everything.
    figures_since: Option<Time>,
    /// Its newest referrals, newest first.
    referrals: Vec<ReferralBody>,
    /// What happened on them, newest first.
    timeline: Vec<TimelineBody>,
}

impl From<ProviderView> for ProviderShown {
    fn from(view: ProviderView) -> Self {
        let definition =
            |(figure, meaning): &(&'static str, &'static str)| Definition { figure, meaning };
        let timeline = view.timeline.into_iter().map(|entry| TimelineBody {
            referral: Id(entry.referral.0),
            reference: entry.reference,
            event: EventBody::of(&entry.record, entry.log_index),
        });
        Self {
            provider: view.provider.into(),
            contacts: bodies(view.contacts),
            figures: view.figures.into(),
            definitions: DEFINITIONS.iter().map(definition).collect(),
            figures_since: view.figures_since.map(Time),
            referrals: bodies(view.referrals),
            timeline: timeline.collect(),
        }
    }
}
