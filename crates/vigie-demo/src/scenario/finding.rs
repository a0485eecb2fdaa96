//! Who finds what: one text for each person and item, none used twice.

use super::{Exempt, ExemptionFindings, Finding, FindingConclusion};

const NO_EXEMPTION: ExemptionFindings = ExemptionFindings {
    educational: Exempt::None,
    journalistic: Exempt::None,
    artistic: Exempt::None,
    research: Exempt::None,
    counter_terrorism: Exempt::None,
    polemic: Exempt::None,
};

/// Participation in the activities of a terrorist group, the offence most findings name.
const PARTICIPATION: &str = "participation in the activities of a terrorist group \
     (Directive (EU) 2017/541, Art. 4(b))";
/// Public provocation.
const PROVOCATION: &str =
    "public provocation to commit a terrorist offence (Directive (EU) 2017/541, Art. 5)";

/// A finding that the item is terrorist content.
pub(super) const fn actionable(
    categories: &'static [(char, &'static str)],
    danger: &'static str,
    reasons: &'static str,
) -> Finding {
    Finding {
        offence: PARTICIPATION,
        categories,
        danger,
        exemptions: NO_EXEMPTION,
        is_attributed: true,
        conclusion: FindingConclusion::TerroristContent,
        reasons,
    }
}

/// A finding that the item provokes, without naming who published it.
pub(super) const fn provoking(
    categories: &'static [(char, &'static str)],
    danger: &'static str,
    reasons: &'static str,
) -> Finding {
    Finding {
        offence: PROVOCATION,
        is_attributed: false,
        ..actionable(categories, danger, reasons)
    }
}

/// A finding that the purpose exempts the item.
pub(super) const fn exempt(
    exemptions: ExemptionFindings,
    danger: &'static str,
    reasons: &'static str,
) -> Finding {
    Finding {
        offence: PROVOCATION,
        categories: &[],
        danger,
        exemptions,
        is_attributed: false,
        conclusion: FindingConclusion::Exempt,
        reasons,
    }
}

/// A finding that nothing is unlawful.
pub(super) const fn lawful(danger: &'static str, reasons: &'static str) -> Finding {
    Finding {
        offence: "",
        categories: &[],
        danger,
        exemptions: NO_EXEMPTION,
        is_attributed: false,
        conclusion: FindingConclusion::Lawful,
        reasons,
    }
}

/// The journalistic purpose alone.
pub(super) const JOURNALISTIC: ExemptionFindings = ExemptionFindings {
    journalistic: Exempt::Present,
    ..NO_EXEMPTION
};
/// The polemic view alone.
pub(super) const POLEMIC: ExemptionFindings = ExemptionFindings {
    polemic: Exempt::Present,
    ..NO_EXEMPTION
};
