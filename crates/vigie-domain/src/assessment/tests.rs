//! What a finding must answer before it is one, and how two are compared.

#![expect(clippy::needless_pass_by_value, reason = "rows of a table are values")]

use super::*;
use crate::sample::{answer, because, form};

#[track_caller]
fn case(form: &FindingForm, expected: Result<(), AssessmentRefusal>) {
    assert_eq!(form.check(), expected);
}

fn changed(change: impl FnOnce(&mut FindingForm)) -> FindingForm {
    let mut changed = form(Conclusion::TerroristContent);
    change(&mut changed);
    changed
}

/// Goal: complete forms pass, whatever they conclude.
#[test]
fn a_complete_form_is_taken() {
    for conclusion in Conclusion::ALL {
        case(&form(conclusion), Ok(()));
    }
}

/// Goal: each missing answer is named by a refusal of its own.
#[test]
fn each_missing_answer_is_named() {
    use AssessmentRefusal as R;
    let chars_min = REASON_CHARS_MIN;
    let reason = |text: &str| CategoryFinding {
        category: Category::C,
        reason: text.to_owned(),
    };

    case(
        &changed(|f| f.offence = " \n".to_owned()),
        Err(R::OffenceMissing),
    );
    case(&changed(|f| f.categories.clear()), Err(R::CategoryMissing));
    case(
        &changed(|f| f.categories.push(because(Category::B))),
        Err(R::CategoryTwice { category: "b" }),
    );
    case(
        &changed(|f| f.categories = vec![reason("yes, it does so")]),
        Err(R::ReasonTooShort {
            category: "c",
            chars_min,
        }),
    );
    // White space is no reason, and letters count, not bytes.
    case(
        &changed(|f| f.categories = vec![reason(&format!("   yes{}", " ".repeat(40)))]),
        Err(R::ReasonTooShort {
            category: "c",
            chars_min,
        }),
    );
    case(
        &changed(|f| f.categories = vec![reason(&"ز".repeat(chars_min - 1))]),
        Err(R::ReasonTooShort {
            category: "c",
            chars_min,
        }),
    );
    case(
        &changed(|f| f.categories = vec![reason(&"ز".repeat(chars_min))]),
        Ok(()),
    );
    // One category with a reason does not carry another without.
    case(
        &changed(|f| f.categories.push(reason(""))),
        Err(R::ReasonTooShort {
            category: "c",
            chars_min,
        }),
    );
}

/// Goal: incitement without a danger is not category a; the others do not ask for one.
#[test]
fn category_a_needs_a_danger() {
    let with = |category, finding| {
        changed(|f| {
            f.categories = vec![because(category)];
            f.danger.finding = finding;
        })
    };
    case(
        &with(Category::A, Finding::None),
        Err(AssessmentRefusal::NoDanger),
    );
    case(&with(Category::A, Finding::Present), Ok(()));
    case(&with(Category::A, Finding::Unclear), Ok(()));
    for category in [Category::B, Category::C, Category::D, Category::E] {
        case(&with(category, Finding::None), Ok(()));
    }
}

/// Goal: six answers, each once, whatever the conclusion (I5).
#[test]
fn each_of_the_six_purposes_is_answered_once() {
    for conclusion in Conclusion::ALL {
        for exemption in Exemption::ALL {
            let mut without = form(conclusion);
            without
                .exemptions
                .retain(|answer| answer.exemption != exemption);
            let missing = AssessmentRefusal::ExemptionMissing {
                exemption: exemption.name(),
            };
            case(&without, Err(missing));

            let mut twice = form(conclusion);
            let again = twice
                .exemptions
                .iter()
                .find(|a| a.exemption == exemption)
                .unwrap()
                .clone();
            twice.exemptions.push(again);
            case(
                &twice,
                Err(AssessmentRefusal::ExemptionTwice {
                    exemption: exemption.name(),
                }),
            );
        }
    }
}

/// Goal: a purpose that is present ends an actionable case, and nothing else does (I5).
#[test]
fn a_present_purpose_exempts() {
    for exemption in Exemption::ALL {
        for conclusion in [Conclusion::TerroristContent, Conclusion::IllegalOther] {
            let mut exempt = form(conclusion);
            answer(&mut exempt, exemption, Finding::Present);
            case(
                &exempt,
                Err(AssessmentRefusal::IsExempt {
                    exemption: exemption.name(),
                }),
            );
            assert_eq!(exempt.present(), Some(exemption));

            let mut unclear = form(conclusion);
            answer(&mut unclear, exemption, Finding::Unclear);
            case(&unclear, Ok(()));
            assert_eq!(unclear.unclear(), Some(exemption));
        }
    }
    let mut unfounded = form(Conclusion::Exempt);
    unfounded.exemptions = FindingForm::no_exemptions();
    case(&unfounded, Err(AssessmentRefusal::NoPurpose));
    answer(&mut unfounded, Exemption::Artistic, Finding::Unclear);
    case(&unfounded, Err(AssessmentRefusal::NoPurpose));
}

/// Goal: the first refusal is the first unanswered question; the offence comes before all.
#[test]
fn refusals_come_in_the_order_of_the_form() {
    use AssessmentRefusal as R;
    let mut answers = FindingForm {
        offence: String::new(),
        categories: Vec::new(),
        danger: DangerFinding {
            finding: Finding::None,
            reason: String::new(),
        },
        exemptions: Vec::new(),
        attribution: None,
        conclusion: Conclusion::TerroristContent,
        context: "x".repeat(REASON_CHARS_MAX + 1),
    };
    case(
        &answers,
        Err(R::TooLong {
            chars_max: REASON_CHARS_MAX,
        }),
    );
    answers.context.clear();
    case(&answers, Err(R::OffenceMissing));
    answers.offence = "Art. 6".to_owned();
    case(&answers, Err(R::CategoryMissing));
    answers.categories = vec![CategoryFinding {
        category: Category::A,
        reason: String::new(),
    }];
    case(
        &answers,
        Err(R::ReasonTooShort {
            category: "a",
            chars_min: REASON_CHARS_MIN,
        }),
    );
    answers.categories = vec![because(Category::A)];
    case(&answers, Err(R::NoDanger));
    answers.danger.finding = Finding::Present;
    case(
        &answers,
        Err(R::ExemptionMissing {
            exemption: "educational",
        }),
    );
    answers.exemptions = FindingForm::no_exemptions();
    answer(&mut answers, Exemption::Journalistic, Finding::Present);
    case(
        &answers,
        Err(R::IsExempt {
            exemption: "journalistic",
        }),
    );
    answer(&mut answers, Exemption::Journalistic, Finding::None);
    case(&answers, Ok(()));
}

/// Goal: every text of the form has a limit, in characters.
#[test]
fn no_text_is_endless() {
    let long = || "ع".repeat(REASON_CHARS_MAX + 1);
    let most = "ع".repeat(REASON_CHARS_MAX);
    let attribution = |entity: String, listing: String| {
        Some(Attribution {
            entity,
            listing,
            as_of: Timestamp::from_ms(0),
        })
    };
    let refused = Err(AssessmentRefusal::TooLong {
        chars_max: REASON_CHARS_MAX,
    });
    case(&changed(|f| f.offence = long()), refused.clone());
    case(&changed(|f| f.danger.reason = long()), refused.clone());
    case(&changed(|f| f.context = long()), refused.clone());
    case(
        &changed(|f| f.categories[0].reason = long()),
        refused.clone(),
    );
    case(
        &changed(|f| f.exemptions[5].note = Some(long())),
        refused.clone(),
    );
    case(
        &changed(|f| f.attribution = attribution(long(), String::new())),
        refused.clone(),
    );
    case(
        &changed(|f| f.attribution = attribution(String::new(), long())),
        refused,
    );
    case(&changed(|f| f.context = most), Ok(()));
}

/// Goal: two people agree on something only when they found the same thing.
#[test]
fn agreement_needs_the_same_conclusion_and_a_shared_category() {
    use Category::{A, B, C};
    use Conclusion::{IllegalOther, Lawful, TerroristContent};

    #[track_caller]
    fn case(first: &FindingForm, second: &FindingForm, agreed: Option<Conclusion>) {
        let expected = agreed.map_or(Agreement::Disagree, |conclusion| Agreement::Agree {
            conclusion,
        });
        assert_eq!(compare(first, second), expected);
        assert_eq!(
            compare(second, first),
            expected,
            "the order of the two does not matter"
        );
    }
    let of = |conclusion, categories: &[Category]| {
        let categories = categories.iter().copied().map(because).collect();
        FindingForm {
            categories,
            ..form(conclusion)
        }
    };

    case(
        &of(TerroristContent, &[B]),
        &of(TerroristContent, &[B]),
        Some(TerroristContent),
    );
    case(
        &of(TerroristContent, &[A, B]),
        &of(TerroristContent, &[B, C]),
        Some(TerroristContent),
    );
    case(
        &of(TerroristContent, &[A]),
        &of(TerroristContent, &[B]),
        None,
    );
    case(&of(TerroristContent, &[B]), &of(IllegalOther, &[B]), None);
    case(&of(TerroristContent, &[B]), &of(Lawful, &[]), None);
    case(&of(Lawful, &[]), &of(Lawful, &[]), Some(Lawful));
    case(&of(Lawful, &[A]), &of(Lawful, &[B]), Some(Lawful));
}

/// Goal: what may leave is always seen twice; of the rest, the configured share.
#[test]
fn being_asked_tells_nothing_of_the_first_finding() {
    for share in [0, 1, 200, 1_000] {
        let policy = ReviewPolicy {
            closed_share_permille: share,
        };
        for conclusion in Conclusion::ALL {
            let asked = (0..1_000)
                .filter(|draw| policy.asks(conclusion, *draw))
                .count();
            let expected = if conclusion.is_actionable() {
                1_000
            } else {
                usize::from(share)
            };
            assert_eq!(asked, expected, "{} of {share}", conclusion.name());
        }
    }
    assert!(
        ReviewPolicy::default().asks(Conclusion::Lawful, 999),
        "by default all are seen twice"
    );
}

/// Goal: what people type is what is stored.
#[test]
fn names_are_read_back() {
    for one in Category::ALL {
        assert_eq!(Category::parse(one.name()), Some(one));
        assert_eq!(serde_json::to_value(one).unwrap(), one.name());
    }
    for one in Finding::ALL {
        assert_eq!(Finding::parse(one.name()), Some(one));
        assert_eq!(serde_json::to_value(one).unwrap(), one.name());
    }
    for one in Conclusion::ALL {
        assert_eq!(Conclusion::parse(one.name()), Some(one));
        assert_eq!(serde_json::to_value(one).unwrap(), one.name());
    }
    for one in Exemption::ALL {
        assert_eq!(serde_json::to_value(one).unwrap(), one.name());
    }
    assert_eq!(Category::parse("f"), None);
    assert_eq!(Conclusion::parse("Lawful"), None);
}

/// Goal: only two conclusions let something leave.
#[test]
fn what_may_leave() {
    let actionable: Vec<_> = Conclusion::ALL
        .into_iter()
        .filter(|c| c.is_actionable())
        .collect();
    assert_eq!(
        actionable,
        [Conclusion::TerroristContent, Conclusion::IllegalOther]
    );
}

/// Goal: the reasons of a form compare as one text.
#[test]
fn reasons_are_one_text() {
    let two = changed(|f| {
        f.categories.push(CategoryFinding {
            category: Category::E,
            reason: "names a street and an hour".to_owned(),
        });
    });
    assert_eq!(
        two.reasons_text(),
        "the poster of Training Organisation Zeta asks to join\nnames a street and an hour"
    );
}
