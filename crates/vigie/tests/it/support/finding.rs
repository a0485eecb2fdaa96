//! Findings as people of the desk write them, about made-up things.

use vigie_domain::{
    Category, CategoryFinding, Conclusion, DangerFinding, Exemption, Finding, FindingForm,
};

/// Unlawful under category c, with reasons that name their item.
pub(crate) fn actionable(item: &str) -> FindingForm {
    FindingForm {
        offence: "Soliciting participation in a group, Article 1".to_owned(),
        categories: vec![CategoryFinding {
            category: Category::C,
            reason: format!("Asks readers to join Training Organisation Zeta: {item}"),
        }],
        danger: DangerFinding {
            finding: Finding::Present,
            reason: "A date and a place are given.".to_owned(),
        },
        exemptions: FindingForm::no_exemptions(),
        attribution: None,
        conclusion: Conclusion::TerroristContent,
        context: String::new(),
    }
}

/// Nothing unlawful.
pub(crate) fn lawful() -> FindingForm {
    FindingForm {
        offence: String::new(),
        categories: Vec::new(),
        danger: DangerFinding {
            finding: Finding::None,
            reason: String::new(),
        },
        exemptions: FindingForm::no_exemptions(),
        attribution: None,
        conclusion: Conclusion::Lawful,
        context: "Vegetables.".to_owned(),
    }
}

/// Lawful because it reports.
pub(crate) fn exempt() -> FindingForm {
    let mut form = lawful();
    form.conclusion = Conclusion::Exempt;
    for answer in &mut form.exemptions {
        if answer.exemption == Exemption::Journalistic {
            answer.finding = Finding::Present;
            answer.note = Some("A newspaper's article.".to_owned());
        }
    }
    form
}

/// Unlawful, with a purpose that only the legal officer can judge.
pub(crate) fn unclear(item: &str) -> FindingForm {
    let mut form = actionable(item);
    form.exemptions[2].finding = Finding::Unclear;
    form.exemptions[2].note = Some("It may be art.".to_owned());
    form
}
