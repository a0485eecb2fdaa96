//! The demo's script: what is reported, what people find, how each case is to end.
//!
//! Plain data with words of its own: this crate is the world outside, and whoever drives the
//! desk translates. Every reason is written for its one item, as the desk demands.

use std::sync::Arc;

use crate::address::Provider;

mod finding;
mod item;

pub(crate) use item::scripted_items;

/// Length of the story, in milliseconds: three weeks.
pub const STORY_MS: i64 = 3 * vigie_domain::time::WEEK_MS;

/// Everything a driver needs to play the demo.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The items, in the order in which they are reported.
    pub items: Vec<DemoItem>,
    /// The pictures the bank knows beforehand.
    pub known_pictures: Vec<KnownPicture>,
    /// The list on which the findings' attributions rest.
    pub designation: Designation,
}

/// One reported URL and its scripted fate.
#[derive(Debug, Clone)]
pub struct DemoItem {
    /// Its name in the closing table.
    pub name: &'static str,
    /// What is reported.
    pub url: String,
    /// Language of the item: `ar`, `fr` or `en`.
    pub language: &'static str,
    /// What the URL leads to.
    pub kind: ItemKind,
    /// When it is reported, milliseconds after the start.
    pub reported_after_ms: i64,
    /// Who is to be addressed first; `None` when nothing may leave the house.
    pub addressee: Option<&'static Provider>,
    /// What the analyst finds; `None` when the scope guard is to refuse before anyone looks.
    pub analyst: Option<Finding>,
    /// What the second person finds, without having seen the first.
    pub reviewer: Option<Finding>,
    /// What the legal officer finds where the two disagree.
    pub legal_officer: Option<Finding>,
    /// How the case is to end.
    pub scripted_end: End,
}

/// What a reported URL leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A post of a social network.
    Post,
    /// A document or a set of files kept together.
    Document,
    /// A page of a site.
    Page,
    /// A shortened link to one of them.
    ShortLink,
    /// A page that gathers many items.
    Collection,
    /// Search results.
    Search,
    /// The page of an account.
    Profile,
}

/// How a case is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// Gone after the first mail.
    Removed,
    /// Gone after the reminder.
    RemovedAfterReminder,
    /// The proxy named the host; gone there.
    RemovedAtOrigin,
    /// Gone after the provider asked and was written to again.
    RemovedAfterQuestion,
    /// Gone, there again, gone again.
    ReappearedThenRemoved,
    /// The provider refused with a ground; waits for the liaison officer.
    Refused,
    /// The address does not work; waits for the liaison officer.
    Bounced,
    /// Nobody answers; waits for the liaison officer.
    NoAnswer,
    /// Both people find an exemption; nothing leaves.
    ClosedExempt,
    /// Both people find it lawful; nothing leaves.
    ClosedLawful,
    /// The two disagree; the legal officer finds an exemption; nothing leaves.
    ExemptByLegalOfficer,
    /// Not an item: the scope guard refuses.
    RefusedByScope,
}

impl End {
    /// Its stable name, as the closing table shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::RemovedAfterReminder => "removed after reminder",
            Self::RemovedAtOrigin => "removed at origin",
            Self::RemovedAfterQuestion => "removed after question",
            Self::ReappearedThenRemoved => "reappeared, then removed",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
            Self::NoAnswer => "no answer",
            Self::ClosedExempt => "closed as exempt",
            Self::ClosedLawful => "closed as lawful",
            Self::ExemptByLegalOfficer => "exempt, by the legal officer",
            Self::RefusedByScope => "refused by scope",
        }
    }

    /// Whether a referral leaves the house on the way to this end.
    pub const fn needs_referral(self) -> bool {
        !matches!(
            self,
            Self::ClosedExempt
                | Self::ClosedLawful
                | Self::ExemptByLegalOfficer
                | Self::RefusedByScope
        )
    }
}

/// A scripted assessment, in the order in which the form asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The underlying offence, named first; empty when there is none.
    pub offence: &'static str,
    /// Categories `a` to `e` of Regulation (EU) 2021/784, Art. 2(7), one reason each.
    pub categories: &'static [(char, &'static str)],
    /// Why it causes, or does not cause, a danger.
    pub danger: &'static str,
    /// The six exemption findings.
    pub exemptions: ExemptionFindings,
    /// Whether it is attributed to the organisation of the scenario's designation.
    pub is_attributed: bool,
    /// What follows.
    pub conclusion: FindingConclusion,
    /// The reasons in one or two sentences, for the file.
    pub reasons: &'static str,
}

/// Findings on the purposes that exempt an item, Art. 1(3), in the order of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExemptionFindings {
    /// Teaching.
    pub educational: Exempt,
    /// Reporting.
    pub journalistic: Exempt,
    /// Art.
    pub artistic: Exempt,
    /// Research.
    pub research: Exempt,
    /// Preventing or countering terrorism.
    pub counter_terrorism: Exempt,
    /// Polemic or controversial views in public debate.
    pub polemic: Exempt,
}

/// Whether an exempting purpose was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Exempt {
    /// Looked for and not there.
    #[default]
    None,
    /// There.
    Present,
    /// Cannot be told.
    Unclear,
}

/// What a finding concludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingConclusion {
    /// Within the Regulation's definition.
    TerroristContent,
    /// An exemption is present.
    Exempt,
    /// Nothing unlawful.
    Lawful,
}

/// A picture the bank knows before the story starts.
#[derive(Debug, Clone)]
pub struct KnownPicture {
    /// Its label in the bank.
    pub label: &'static str,
    /// The encoded file.
    pub bytes: Arc<[u8]>,
    /// Its media type.
    pub media_type: &'static str,
}

/// A made-up dated list entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Designation {
    /// Who is listed.
    pub organisation: &'static str,
    /// The list.
    pub list: &'static str,
    /// The entry's reference.
    pub reference: &'static str,
    /// The day of listing, `YYYY-MM-DD`.
    pub listed_on: &'static str,
}

pub(crate) const DESIGNATION: Designation = Designation {
    organisation: "Training Organisation Zeta",
    list: "Demonstration list of the small internet",
    reference: "DEMO-2026-007",
    listed_on: "2026-01-15",
};
