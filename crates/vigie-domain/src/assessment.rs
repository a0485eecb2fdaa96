//! Assessments: a person's reasoned finding about one item, bound to one exhibit.
//!
//! The order of the questions is the law's: the underlying offence first (a court annulled
//! decisions that named a category before an offence), then the category with a reason of its
//! own, the danger, the six purposes that exempt, to whom it is attributed, and only then a
//! conclusion. A conclusion that the answers do not carry is refused.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::{AssessmentId, DeskId, ExhibitId, ItemId, ReviewId, UserId};
use crate::item::Agreement;

/// Shortest reason that can be one, in characters. Source: house; shorter ones were ticks.
pub const REASON_CHARS_MIN: usize = 20;
/// Longest reason taken, in characters.
pub const REASON_CHARS_MAX: usize = 4_000;

/// Category of material, Regulation (EU) 2021/784, Article 2(7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Incites to an offence, directly or by glorifying, and thereby causes a danger.
    A,
    /// Solicits to commit or contribute to an offence.
    B,
    /// Solicits to take part in a group's activities.
    C,
    /// Instructs on weapons, substances or methods for an offence.
    D,
    /// Threatens to commit an offence.
    E,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The letter of the article.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::E => "e",
        }
    }

    /// The category of that letter.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.name() == name)
    }
}

/// A category with the reason why this item falls under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFinding {
    /// Which.
    pub category: Category,
    /// Why this very item: its own words, not another item's.
    pub reason: String,
}

/// A purpose that makes material lawful, Article 1(3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Teaches.
    Educational,
    /// Reports.
    Journalistic,
    /// Art.
    Artistic,
    /// Research.
    Research,
    /// Prevents or counters terrorism.
    CounterTerrorism,
    /// A polemic or controversial view in public debate.
    PublicDebate,
}

impl Exemption {
    /// Every purpose, in the order of the article.
    pub const ALL: [Self; 6] = [
        Self::Educational,
        Self::Journalistic,
        Self::Artistic,
        Self::Research,
        Self::CounterTerrorism,
        Self::PublicDebate,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Educational => "educational",
            Self::Journalistic => "journalistic",
            Self::Artistic => "artistic",
            Self::Research => "research",
            Self::CounterTerrorism => "counter_terrorism",
            Self::PublicDebate => "public_debate",
        }
    }
}

/// What was found about a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// No sign of it.
    None,
    /// It is there.
    Present,
    /// Cannot be told; the legal officer must.
    Unclear,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Self; 3] = [Self::None, Self::Present, Self::Unclear];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Present => "present",
            Self::Unclear => "unclear",
        }
    }

    /// The finding of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.name() == name)
    }
}

/// One of the six answers about purposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExemptionFinding {
    /// Which purpose.
    pub exemption: Exemption,
    /// What was found.
    pub finding: Finding,
    /// Why, where something was found.
    pub note: Option<String>,
}

/// Whether the material causes a danger that an offence may be committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DangerFinding {
    /// What was found.
    pub finding: Finding,
    /// Why.
    pub reason: String,
}

/// To whom the material is attributed, and on which list that name stood on which day.
///
/// A factor, never a category: a name on a list is no legal basis by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The group or person.
    pub entity: String,
    /// The list, with the reference of the entry.
    pub listing: String,
    /// The day the list was looked at.
    pub as_of: Timestamp,
}

/// What the finding comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Terrorist content in the sense of the Regulation.
    TerroristContent,
    /// Unlawful for another reason.
    IllegalOther,
    /// Only against the provider's own terms.
    TosOnly,
    /// Lawful.
    Lawful,
    /// Lawful because of its purpose.
    Exempt,
    /// Cannot be told.
    Undetermined,
}

impl Conclusion {
    /// Every conclusion.
    pub const ALL: [Self; 6] = [
        Self::TerroristContent,
        Self::IllegalOther,
        Self::TosOnly,
        Self::Lawful,
        Self::Exempt,
        Self::Undetermined,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TerroristContent => "terrorist_content",
            Self::IllegalOther => "illegal_other",
            Self::TosOnly => "tos_only",
            Self::Lawful => "lawful",
            Self::Exempt => "exempt",
            Self::Undetermined => "undetermined",
        }
    }

    /// The conclusion of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|conclusion| conclusion.name() == name)
    }

    /// Whether something may leave the house on it.
    pub const fn is_actionable(self) -> bool {
        matches!(self, Self::TerroristContent | Self::IllegalOther)
    }
}

/// The answers of one person, before they are anybody's act. Analyst and reviewer fill the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingForm {
    /// The offence the material relates to, with its article, strictly read. Empty when none.
    pub offence: String,
    /// The categories, each with its own reason.
    pub categories: Vec<CategoryFinding>,
    /// The danger.
    pub danger: DangerFinding,
    /// The six purposes.
    pub exemptions: Vec<ExemptionFinding>,
    /// To whom it is attributed.
    pub attribution: Option<Attribution>,
    /// What it comes to.
    pub conclusion: Conclusion,
    /// Further context, for colleagues.
    pub context: String,
}

/// Why a finding is refused. Each says which answer is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessmentRefusal {
    /// Strict reading: no offence, no category.
    #[error("name the underlying offence first, with its article")]
    OffenceMissing,
    /// Nothing ticked.
    #[error("choose at least one category, a to e, with the reason why this item falls under it")]
    CategoryMissing,
    /// Twice the same.
    #[error("category `{category}` is named twice")]
    CategoryTwice {
        /// Which.
        category: &'static str,
    },
    /// A tick is not a reason.
    #[error(
        "the reason for category `{category}` is too short: write at least {chars_min} characters about this very item"
    )]
    ReasonTooShort {
        /// Which.
        category: &'static str,
        /// The limit.
        chars_min: usize,
    },
    /// Too long to be read.
    #[error("a text is longer than {chars_max} characters; shorten it")]
    TooLong {
        /// The limit.
        chars_max: usize,
    },
    /// One of six answers is not there.
    #[error("answer whether the purpose `{exemption}` is none, present or unclear")]
    ExemptionMissing {
        /// Which.
        exemption: &'static str,
    },
    /// Twice the same.
    #[error("the purpose `{exemption}` is answered twice")]
    ExemptionTwice {
        /// Which.
        exemption: &'static str,
    },
    /// A purpose that exempts was found.
    #[error("the purpose `{exemption}` is present, so the item is exempt; conclude `exempt`")]
    IsExempt {
        /// Which.
        exemption: &'static str,
    },
    /// Exempt without a purpose.
    #[error("an exempt item needs at least one purpose that is present")]
    NoPurpose,
    /// The danger is part of the definition of category a.
    #[error("category `a` needs a danger that an offence may be committed; the finding says none")]
    NoDanger,
}

impl FindingForm {
    /// Checks that the answers are complete and carry the conclusion (invariants I4 and I5).
    ///
    /// # Errors
    ///
    /// The first [`AssessmentRefusal`], in the order of the form.
    pub fn check(&self) -> Result<(), AssessmentRefusal> {
        self.check_lengths()?;
        if self.conclusion.is_actionable() {
            if self.offence.trim().is_empty() {
                return Err(AssessmentRefusal::OffenceMissing);
            }
            self.check_categories()?;
        }
        self.check_exemptions()?;
        match (self.conclusion, self.present()) {
            (Conclusion::Exempt, None) => Err(AssessmentRefusal::NoPurpose),
            (conclusion, Some(exemption)) if conclusion.is_actionable() => {
                Err(AssessmentRefusal::IsExempt {
                    exemption: exemption.name(),
                })
            }
            _ => Ok(()),
        }
    }

    fn check_exemptions(&self) -> Result<(), AssessmentRefusal> {
        let mut seen = Vec::new();
        for answer in &self.exemptions {
            if seen.contains(&answer.exemption) {
                return Err(AssessmentRefusal::ExemptionTwice {
                    exemption: answer.exemption.name(),
                });
            }
            seen.push(answer.exemption);
        }
        match Exemption::ALL.into_iter().find(|e| !seen.contains(e)) {
            Some(missing) => Err(AssessmentRefusal::ExemptionMissing {
                exemption: missing.name(),
            }),
            None => Ok(()),
        }
    }

    fn check_categories(&self) -> Result<(), AssessmentRefusal> {
        if self.categories.is_empty() {
            return Err(AssessmentRefusal::CategoryMissing);
        }
        for (index, found) in self.categories.iter().enumerate() {
            let category = found.category.name();
            if self.categories[..index]
                .iter()
                .any(|other| other.category == found.category)
            {
                return Err(AssessmentRefusal::CategoryTwice { category });
            }
            if found.reason.trim().chars().count() < REASON_CHARS_MIN {
                let chars_min = REASON_CHARS_MIN;
                return Err(AssessmentRefusal::ReasonTooShort {
                    category,
                    chars_min,
                });
            }
            if found.category == Category::A && self.danger.finding == Finding::None {
                return Err(AssessmentRefusal::NoDanger);
            }
        }
        Ok(())
    }

    fn check_lengths(&self) -> Result<(), AssessmentRefusal> {
        let texts = [&self.offence, &self.danger.reason, &self.context];
        let reasons = self.categories.iter().map(|c| &c.reason);
        let notes = self.exemptions.iter().filter_map(|e| e.note.as_ref());
        let attribution = self
            .attribution
            .iter()
            .flat_map(|a| [&a.entity, &a.listing]);
        let too_long = texts
            .into_iter()
            .chain(reasons)
            .chain(notes)
            .chain(attribution)
            .any(|text| text.chars().count() > REASON_CHARS_MAX);
        if too_long {
            return Err(AssessmentRefusal::TooLong {
                chars_max: REASON_CHARS_MAX,
            });
        }
        Ok(())
    }

    /// The first purpose that is present.
    pub fn present(&self) -> Option<Exemption> {
        self.with_finding(Finding::Present)
    }

    /// The first purpose that is unclear: the legal officer must look before anything leaves.
    pub fn unclear(&self) -> Option<Exemption> {
        self.with_finding(Finding::Unclear)
    }

    fn with_finding(&self, finding: Finding) -> Option<Exemption> {
        self.exemptions
            .iter()
            .find(|e| e.finding == finding)
            .map(|e| e.exemption)
    }

    /// The six answers, all `none`: where a form starts.
    pub fn no_exemptions() -> Vec<ExemptionFinding> {
        Exemption::ALL
            .into_iter()
            .map(|exemption| ExemptionFinding {
                exemption,
                finding: Finding::None,
                note: None,
            })
            .collect()
    }

    /// The reasons of all categories as one text, for comparison with other items'.
    pub fn reasons_text(&self) -> String {
        let reasons: Vec<&str> = self.categories.iter().map(|c| c.reason.as_str()).collect();
        reasons.join("\n")
    }
}

/// A person's reasoned finding about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// The desk.
    pub desk: DeskId,
    /// About which item.
    pub item: ItemId,
    /// Having looked at which exhibit.
    pub exhibit: ExhibitId,
    /// Who found it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub form: FindingForm,
    /// Whether a second person is asked.
    pub second_eyes: bool,
    /// The legal officer who looked at what was unclear, at a protected source or at an account.
    pub legal_officer: Option<LegalLook>,
}

/// The legal officer's word on a finding that needs one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalLook {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// The written finding on the exemptions.
    pub finding: String,
}

/// A second person's own finding, made before the first was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The desk.
    pub desk: DeskId,
    /// The finding reviewed.
    pub assessment: AssessmentId,
    /// About which item.
    pub item: ItemId,
    /// Having looked at which exhibit.
    pub exhibit: ExhibitId,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Her own answers.
    pub form: FindingForm,
    /// How they compare.
    pub agreement: Agreement,
}

/// Sets two findings side by side.
///
/// They agree when they conclude the same and, where something may leave, share a category: two
/// people who find different things have not agreed on anything.
pub fn compare(first: &FindingForm, second: &FindingForm) -> Agreement {
    let same = first.conclusion == second.conclusion;
    let shared = first.categories.iter().any(|c| {
        second
            .categories
            .iter()
            .any(|other| other.category == c.category)
    });
    if same && (shared || !first.conclusion.is_actionable()) {
        Agreement::Agree {
            conclusion: first.conclusion,
        }
    } else {
        Agreement::Disagree
    }
}

/// Which findings go to a second person.
///
/// Every actionable one always; of the others a configured random share, so that being asked
/// tells nobody what the first finding was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPolicy {
    /// Share of findings on which nothing can leave that is reviewed, in thousandths.
    pub closed_share_permille: u16,
}

impl Default for ReviewPolicy {
    fn default() -> Self {
        Self {
            closed_share_permille: 1_000,
        }
    }
}

impl ReviewPolicy {
    /// Whether a second person is asked; `draw` is a number drawn evenly from 0 to 999.
    pub const fn asks(self, conclusion: Conclusion, draw: u16) -> bool {
        conclusion.is_actionable() || draw < self.closed_share_permille
    }
}

#[cfg(test)]
mod tests;
