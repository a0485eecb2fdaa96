//! A finding as it was typed: kept whole when the desk says no, so that nobody types it twice.

use vigie_desk::DeskError;
use vigie_domain::{
    Attribution, Category, CategoryFinding, Conclusion, DangerFinding, Exemption, ExemptionFinding,
    Finding, FindingForm,
};

use crate::field::{Fields, parse_instant};

/// One category of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedCategory {
    pub(crate) category: Category,
    pub(crate) is_ticked: bool,
    pub(crate) reason: String,
}

/// One purpose of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedExemption {
    pub(crate) exemption: Exemption,
    pub(crate) finding: Option<Finding>,
    pub(crate) note: String,
}

/// The answers of a form, complete or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) offence: String,
    pub(crate) categories: Vec<TypedCategory>,
    pub(crate) danger: Option<Finding>,
    pub(crate) danger_reason: String,
    pub(crate) exemptions: Vec<TypedExemption>,
    pub(crate) entity: String,
    pub(crate) listing: String,
    pub(crate) as_of: String,
    pub(crate) conclusion: Option<Conclusion>,
    pub(crate) context: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates hand over references"
)]
impl Typed {
    /// Reads what a form holds. A form without fields is an empty one: nothing is answered for
    /// anybody in advance.
    pub(crate) fn read(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            offence: text("offence"),
            categories: Category::ALL
                .map(|category| TypedCategory {
                    category,
                    is_ticked: fields.is_ticked(&format!("category-{}", category.name())),
                    reason: text(&format!("reason-{}", category.name())),
                })
                .into(),
            danger: Finding::parse(fields.text("danger")),
            danger_reason: text("danger-reason"),
            exemptions: Exemption::ALL
                .map(|exemption| TypedExemption {
                    exemption,
                    finding: Finding::parse(
                        fields.text(&format!("exemption-{}", exemption.name())),
                    ),
                    note: text(&format!("note-{}", exemption.name())),
                })
                .into(),
            entity: text("entity"),
            listing: text("listing"),
            as_of: text("as-of"),
            conclusion: Conclusion::parse(fields.text("conclusion")),
            context: text("context"),
        }
    }

    /// The finding, as far as it can be one; whether it holds is the desk's question.
    ///
    /// # Errors
    ///
    /// A refusal for an answer that is not there or cannot be read.
    pub(crate) fn to_form(&self) -> Result<FindingForm, DeskError> {
        let danger = self.danger.ok_or_else(|| {
            DeskError::input(
                "danger_missing",
                "answer whether there is a danger: none, present or unclear",
            )
        })?;
        let conclusion = self.conclusion.ok_or_else(|| {
            DeskError::input(
                "conclusion_missing",
                "choose a conclusion at the end of the form",
            )
        })?;
        let ticked = self.categories.iter().filter(|one| one.is_ticked);
        let answered = self.exemptions.iter().filter_map(|one| {
            let note = Some(one.note.clone()).filter(|note| !note.is_empty());
            Some(ExemptionFinding {
                exemption: one.exemption,
                finding: one.finding?,
                note,
            })
        });
        Ok(FindingForm {
            offence: self.offence.clone(),
            categories: ticked
                .map(|one| CategoryFinding {
                    category: one.category,
                    reason: one.reason.clone(),
                })
                .collect(),
            danger: DangerFinding {
                finding: danger,
                reason: self.danger_reason.clone(),
            },
            exemptions: answered.collect(),
            attribution: self.attribution()?,
            conclusion,
            context: self.context.clone(),
        })
    }

    fn attribution(&self) -> Result<Option<Attribution>, DeskError> {
        if self.entity.is_empty() && self.listing.is_empty() && self.as_of.is_empty() {
            return Ok(None);
        }
        if self.entity.is_empty() || self.listing.is_empty() {
            let detail = "an attribution names the group or person, the list, and the day the list was looked at";
            return Err(DeskError::input("attribution_incomplete", detail));
        }
        let as_of = parse_instant(&self.as_of).ok_or_else(|| {
            let detail =
                "the day the list was looked at cannot be read; write it like `2026-11-23`";
            DeskError::input("attribution_incomplete", detail)
        })?;
        Ok(Some(Attribution {
            entity: self.entity.clone(),
            listing: self.listing.clone(),
            as_of,
        }))
    }

    pub(crate) fn is_danger(&self, finding: &Finding) -> bool {
        self.danger == Some(*finding)
    }

    pub(crate) fn is_conclusion(&self, conclusion: &Conclusion) -> bool {
        self.conclusion == Some(*conclusion)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates hand over references"
)]
impl TypedExemption {
    pub(crate) fn is_finding(&self, finding: &Finding) -> bool {
        self.finding == Some(*finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "offence=Incitement%2C+article+5&category-a=on&reason-a=Calls+for+an+attack+on+training+day\
        &reason-b=left+over&danger=present&danger-reason=names+a+place\
        &exemption-educational=none&exemption-journalistic=none&exemption-artistic=none\
        &exemption-research=none&exemption-counter_terrorism=none&exemption-public_debate=unclear\
        &note-public_debate=a+slogan&entity=Training+Organisation+Zeta&listing=List+1&as-of=2026-11-23\
        &conclusion=terrorist_content&context=none";

    /// Goal: what a browser sends is what the domain gets; a reason without its tick is not.
    #[test]
    fn a_whole_form_is_read() {
        let form = Typed::read(&Fields::parse(WHOLE.as_bytes()))
            .to_form()
            .unwrap();
        assert_eq!(form.check(), Ok(()));
        assert_eq!(form.offence, "Incitement, article 5");
        assert_eq!(form.categories.len(), 1);
        assert_eq!(form.unclear(), Some(Exemption::PublicDebate));
        assert_eq!(form.exemptions[5].note.as_deref(), Some("a slogan"));
        let attribution = form.attribution.unwrap();
        assert_eq!(attribution.as_of.rfc3339_seconds(), "2026-11-23T00:00:00Z");
    }

    /// Goal: an empty form answers nothing; each missing answer is named by its code.
    #[test]
    fn nothing_is_answered_in_advance() {
        #[track_caller]
        fn case(without: &str, code: &str) {
            let body: Vec<&str> = WHOLE
                .split('&')
                .map(str::trim)
                .filter(|pair| !pair.starts_with(without))
                .collect();
            let typed = Typed::read(&Fields::parse(body.join("&").as_bytes()));
            let error = typed
                .to_form()
                .and_then(|form| form.check().map_err(DeskError::from))
                .expect_err("an answer is missing");
            assert_eq!(error.code(), code, "{error}");
        }
        case("danger=", "danger_missing");
        case("conclusion=", "conclusion_missing");
        case("as-of=", "attribution_incomplete");
        case("entity=", "attribution_incomplete");
        case("exemption-research=", "assessment_incomplete");
        case("category-a=", "assessment_incomplete");
        let empty = Typed::read(&Fields::default());
        assert!(empty.danger.is_none() && empty.conclusion.is_none());
        assert!(empty.exemptions.iter().all(|one| one.finding.is_none()));
    }
}
