//! Every state of an item × every command, and what orders a queue.

use super::*;
use crate::sample::{AMINA, ASSESSMENT, BRUNO, CHIARA, EXHIBIT, NOON, REFERRAL};

const OTHER_EXHIBIT: ExhibitId = ExhibitId::from_u128(0x33);

fn states() -> Vec<ItemState> {
    use ItemState as S;
    let (exhibit, assessment, referral) = (EXHIBIT, ASSESSMENT, REFERRAL);
    vec![
        S::New,
        S::Triaged,
        S::Capturing,
        S::CaptureFailed,
        S::Captured { exhibit },
        S::Assessed {
            exhibit,
            assessment,
            by: AMINA,
        },
        S::Disputed {
            exhibit,
            assessment,
            by: AMINA,
            reviewed_by: BRUNO,
        },
        S::ClosedNotItem,
        S::ClosedLawful,
        S::ClosedExempt,
        S::ClosedTosOnly,
        S::ClosedUndetermined,
        S::Actionable {
            exhibit,
            assessment,
        },
        S::Held {
            exhibit,
            assessment,
            until: NOON,
        },
        S::Acting {
            exhibit,
            assessment,
            referral,
        },
        S::Monitoring {
            exhibit,
            assessment,
            referral,
        },
        S::ClosedRemoved,
        S::ClosedPartial,
        S::Escalated {
            exhibit,
            assessment,
            referral,
        },
    ]
}

fn assess(conclusion: Conclusion, second_eyes: SecondEyes) -> ItemCommand {
    ItemCommand::Assess {
        assessment: ASSESSMENT,
        conclusion,
        exhibit: EXHIBIT,
        by: AMINA,
        second_eyes,
    }
}

fn agree(conclusion: Conclusion) -> ItemCommand {
    let agreement = Agreement::Agree { conclusion };
    ItemCommand::Review {
        exhibit: EXHIBIT,
        by: BRUNO,
        agreement,
    }
}

const DISAGREE: ItemCommand = ItemCommand::Review {
    exhibit: EXHIBIT,
    by: BRUNO,
    agreement: Agreement::Disagree,
};

fn settle(conclusion: Conclusion) -> ItemCommand {
    ItemCommand::Settle {
        conclusion,
        by: CHIARA,
    }
}

/// Every command by the word the table below knows it by.
fn commands() -> Vec<(&'static str, ItemCommand)> {
    use Conclusion as F;
    use ItemCommand as C;
    let exhibit = EXHIBIT;
    vec![
        ("triage", C::Triage),
        ("start capture", C::StartCapture),
        ("record capture", C::RecordCapture { exhibit }),
        ("fail capture", C::FailCapture),
        ("close not item", C::CloseNotItem),
        ("assess", assess(F::TerroristContent, SecondEyes::Asked)),
        (
            "assess lawful alone",
            assess(F::Lawful, SecondEyes::NotSampled),
        ),
        (
            "assess exempt alone",
            assess(F::Exempt, SecondEyes::NotSampled),
        ),
        (
            "assess tos alone",
            assess(F::TosOnly, SecondEyes::NotSampled),
        ),
        (
            "assess unclear alone",
            assess(F::Undetermined, SecondEyes::NotSampled),
        ),
        ("agree terrorist", agree(F::TerroristContent)),
        ("agree illegal", agree(F::IllegalOther)),
        ("agree lawful", agree(F::Lawful)),
        ("agree exempt", agree(F::Exempt)),
        ("agree tos", agree(F::TosOnly)),
        ("agree unclear", agree(F::Undetermined)),
        ("disagree", DISAGREE),
        ("settle terrorist", settle(F::TerroristContent)),
        ("settle exempt", settle(F::Exempt)),
        ("hold", C::Hold { until: NOON }),
        ("clear", C::Clear),
        ("draft", C::Draft { referral: REFERRAL }),
        ("undraft", C::Undraft),
        ("send", C::Send),
        ("send back", C::SendBack { exhibit }),
        ("confirm gone", C::ConfirmGone),
        ("confirm partly gone", C::ConfirmPartlyGone),
        ("escalate", C::Escalate),
        ("reopen", C::Reopen { exhibit }),
    ]
}

/// Every arrow there is: from, command, to. What is not here is refused.
const ARROWS: &[(&str, &[&str], &str)] = &[
    ("new", &["triage"], "triaged"),
    (
        "new triaged capture_failed captured",
        &["start capture"],
        "capturing",
    ),
    (
        "new triaged capturing capture_failed captured",
        &["record capture"],
        "captured",
    ),
    ("capturing", &["fail capture"], "capture_failed"),
    (
        "new triaged capturing capture_failed captured",
        &["close not item"],
        "closed_not_item",
    ),
    ("captured", &["assess"], "assessed"),
    ("captured", &["assess lawful alone"], "closed_lawful"),
    ("captured", &["assess exempt alone"], "closed_exempt"),
    ("captured", &["assess tos alone"], "closed_tos_only"),
    ("captured", &["assess unclear alone"], "closed_undetermined"),
    (
        "assessed",
        &["agree terrorist", "agree illegal"],
        "actionable",
    ),
    ("assessed", &["agree lawful"], "closed_lawful"),
    ("assessed", &["agree exempt"], "closed_exempt"),
    ("assessed", &["agree tos"], "closed_tos_only"),
    ("assessed", &["agree unclear"], "closed_undetermined"),
    ("assessed", &["disagree"], "disputed"),
    ("disputed", &["settle terrorist"], "actionable"),
    ("disputed", &["settle exempt"], "closed_exempt"),
    ("actionable", &["hold"], "held"),
    ("held", &["clear"], "actionable"),
    ("actionable escalated", &["draft"], "acting"),
    ("acting", &["undraft"], "actionable"),
    ("acting", &["send"], "monitoring"),
    (
        "acting actionable monitoring escalated",
        &["send back"],
        "captured",
    ),
    ("monitoring escalated", &["confirm gone"], "closed_removed"),
    (
        "monitoring escalated",
        &["confirm partly gone"],
        "closed_partial",
    ),
    ("monitoring", &["escalate"], "escalated"),
    (
        "closed_not_item closed_lawful closed_exempt closed_tos_only closed_undetermined \
         closed_removed closed_partial escalated",
        &["reopen"],
        "captured",
    ),
];

fn arrow(from: &str, command: &str) -> Option<&'static str> {
    let mut found = ARROWS.iter().filter(|(states, commands, _)| {
        states.split_whitespace().any(|state| state == from) && commands.contains(&command)
    });
    let to = found.next().map(|(_, _, to)| *to);
    assert!(
        found.next().is_none(),
        "two arrows for {command} from {from}"
    );
    to
}

/// Goal: the drawing is the whole life of a case. Method: every state × every command.
#[test]
fn every_state_answers_every_command() {
    let mut arrows = 0;
    for state in states() {
        for (word, command) in commands() {
            let answer = state.apply(command);
            if let Some(to) = arrow(state.name(), word) {
                assert_eq!(
                    answer.map(|next| next.name()),
                    Ok(to),
                    "{word} from {}",
                    state.name()
                );
                arrows += 1;
            } else {
                let refusal = ItemRefusal::WrongState {
                    state: state.name(),
                    command: command.name(),
                };
                assert_eq!(answer, Err(refusal), "{word}");
            }
        }
    }
    let drawn: usize = ARROWS
        .iter()
        .map(|(from, commands, _)| from.split_whitespace().count() * commands.len())
        .sum();
    assert_eq!(
        arrows, drawn,
        "an arrow of the table names a state or a command there is not"
    );
}

/// Goal: filters know every state, in the order of the drawing.
#[test]
fn the_list_of_names_is_complete() {
    let names: Vec<&str> = states().iter().map(ItemState::name).collect();
    assert_eq!(names, ITEM_STATES);
}

/// Goal: a case at rest is opened again by a person, and by nothing else.
#[test]
fn a_closed_case_answers_reopen_only() {
    for state in states().into_iter().filter(ItemState::is_closed) {
        for (word, command) in commands() {
            assert_eq!(
                state.apply(command).is_ok(),
                word == "reopen",
                "{word} from {}",
                state.name()
            );
        }
    }
}

/// Goal: the facts of a case are carried along, not lost on the way.
#[test]
fn what_holds_is_carried_from_state_to_state() {
    for state in states() {
        for (word, command) in commands() {
            let Ok(next) = state.apply(command) else {
                continue;
            };
            if let (Some(before), Some(after)) = (state.assessment(), next.assessment()) {
                assert_eq!(before, after, "{word}");
            }
            if next.referral().is_some() {
                assert_eq!(next.referral(), Some(REFERRAL), "{word}");
                assert_eq!(next.assessment(), Some(ASSESSMENT), "{word}");
            }
        }
    }
}

/// Goal: two people, one capture; and no way past the second for what may leave (I1).
#[test]
fn judging_takes_two_people_and_one_capture() {
    #[track_caller]
    fn case(state: ItemState, command: ItemCommand, refusal: ItemRefusal) {
        assert_eq!(state.apply(command), Err(refusal));
    }
    let (exhibit, assessment, by) = (EXHIBIT, ASSESSMENT, AMINA);
    let captured = ItemState::Captured { exhibit };
    let assessed = ItemState::Assessed {
        exhibit,
        assessment,
        by,
    };
    let disputed = ItemState::Disputed {
        exhibit,
        assessment,
        by,
        reviewed_by: BRUNO,
    };
    let agreement = Agreement::Agree {
        conclusion: Conclusion::TerroristContent,
    };
    let conclusion = Conclusion::Lawful;

    for actionable in [Conclusion::TerroristContent, Conclusion::IllegalOther] {
        let alone = assess(actionable, SecondEyes::NotSampled);
        case(captured, alone, ItemRefusal::SecondEyesNeeded);
    }
    case(
        ItemState::Captured {
            exhibit: OTHER_EXHIBIT,
        },
        assess(conclusion, SecondEyes::Asked),
        ItemRefusal::OtherExhibit,
    );
    case(
        assessed,
        ItemCommand::Review {
            exhibit,
            by: AMINA,
            agreement,
        },
        ItemRefusal::SamePairOfEyes,
    );
    case(
        assessed,
        ItemCommand::Review {
            exhibit: OTHER_EXHIBIT,
            by: BRUNO,
            agreement,
        },
        ItemRefusal::OtherExhibit,
    );
    case(
        disputed,
        ItemCommand::Settle {
            conclusion,
            by: AMINA,
        },
        ItemRefusal::SamePairOfEyes,
    );
    case(
        disputed,
        ItemCommand::Settle {
            conclusion,
            by: BRUNO,
        },
        ItemRefusal::SamePairOfEyes,
    );
}

/// Goal: no machine's word moves a case beyond capture (I12).
#[test]
fn machines_never_judge() {
    let machine = [
        ItemCommand::Triage,
        ItemCommand::StartCapture,
        ItemCommand::RecordCapture { exhibit: EXHIBIT },
        ItemCommand::FailCapture,
    ];
    for state in states() {
        for command in machine {
            let Ok(next) = state.apply(command) else {
                continue;
            };
            let reached = next.name();
            assert!(["triaged", "capturing", "captured", "capture_failed"].contains(&reached));
        }
    }
}

/// Goal: the queue's arithmetic can be done in the head, and stays within 0 to 1000.
#[test]
fn priority_is_small_sums() {
    #[track_caller]
    fn case(reasons: &[PriorityReason], expected: u16) {
        assert_eq!(priority(reasons), expected);
    }
    let near = |distance_bits| PriorityReason::Match {
        bank: "zeta".to_owned(),
        distance_bits,
    };
    let reports = |count| PriorityReason::Reports { count };

    case(&[], 0);
    case(&[near(0)], 400);
    case(&[near(1)], 392);
    case(&[near(31)], 152);
    case(&[near(50)], 0);
    case(&[near(u16::MAX)], 0);
    case(&[PriorityReason::ThreatToLife], 300);
    case(&[PriorityReason::Reupload], 150);
    case(&[reports(0)], 0);
    case(&[reports(1)], 0);
    case(&[reports(2)], 25);
    case(&[reports(5)], 100);
    case(&[reports(6)], 100);
    case(&[reports(u32::MAX)], 100);
    case(
        &[
            near(0),
            PriorityReason::ThreatToLife,
            PriorityReason::Reupload,
            reports(5),
        ],
        950,
    );
    let text = |rank| PriorityReason::Text { label: None, rank };
    case(&[text(0)], 0);
    case(&[text(200)], 0);
    case(&[text(600)], 150);
    case(&[text(1_000)], 300);
    case(&[text(u16::MAX)], 300);
    case(&[text(500), PriorityReason::Sample], 300);
    case(&[text(1_000), PriorityReason::Sample, near(0)], 700);
    case(&vec![near(0); 3], 1_000);
    case(&vec![near(0); 100_000], 1_000);
}

/// Goal: among equals the older is sooner, and whatever weighs nothing is reached all the same.
#[test]
fn nothing_starves() {
    use crate::time::DAY_MS;
    assert!(queue_place(100, NOON) > queue_place(100, NOON.plus_ms(1)));
    assert!(queue_place(101, NOON.plus_ms(1)) > queue_place(100, NOON));
    // The heaviest item of 84 days later comes after the lightest of today.
    assert!(queue_place(1_000, NOON.plus_ms(83 * DAY_MS)) > queue_place(0, NOON));
    assert!(queue_place(1_000, NOON.plus_ms(84 * DAY_MS)) < queue_place(0, NOON));
}

/// Goal: a nearer match is never later in the queue than a farther one.
#[test]
fn a_nearer_match_comes_first() {
    let at = |distance_bits| {
        priority(&[PriorityReason::Match {
            bank: String::new(),
            distance_bits,
        }])
    };
    assert!((0..=60_u16).map(at).is_sorted_by(|near, far| near >= far));
    assert!(at(0) > at(1) && at(30) > at(31));
}

/// Goal: only one thing may be the object of a notice; an account is not one thing.
#[test]
fn scopes_have_names_of_their_own() {
    use UrlScope as S;
    let all = [
        S::Item,
        S::Profile,
        S::Channel,
        S::Collection,
        S::Search,
        S::Tag,
        S::SiteRoot,
        S::Redirector,
        S::Unknown,
    ];
    let accounts: Vec<_> = all.into_iter().filter(|scope| scope.is_account()).collect();
    assert_eq!(accounts, [S::Profile, S::Channel]);
    for scope in all {
        assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
    }
}
