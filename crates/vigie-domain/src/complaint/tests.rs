//! The life of a complaint: a table of every state and command, and random commands.

use proptest::prelude::*;

use super::*;
use crate::sample::{AMINA, BRUNO, CHIARA, DESK, EVENT, ITEM, NOON};
use crate::time::HOUR_MS;

const REASONS: &str = "The page reports about the training and does not ask for it";

fn decision(outcome: ComplaintOutcome, by: UserId) -> Decision {
    Decision {
        outcome,
        reasons: REASONS.to_owned(),
        by,
        at: NOON,
        event: EVENT,
    }
}

fn decide(outcome: ComplaintOutcome, by: UserId) -> ComplaintCommand {
    ComplaintCommand::Decide {
        decision: decision(outcome, by),
        involvement: Involvement::None,
        subjects: 1,
    }
}

fn assign(to: UserId) -> ComplaintCommand {
    ComplaintCommand::Assign {
        to,
        involvement: Involvement::None,
    }
}

fn states() -> Vec<ComplaintState> {
    let decision = decision(ComplaintOutcome::Rejected, BRUNO);
    let at = NOON;
    vec![
        ComplaintState::Received,
        ComplaintState::Acknowledged,
        ComplaintState::Assigned { to: BRUNO },
        ComplaintState::Decided {
            decision: decision.clone(),
        },
        ComplaintState::Informed {
            decision: decision.clone(),
            at,
        },
        ComplaintState::Court {
            decision: decision.clone(),
            by: BRUNO,
            since: at,
        },
        ComplaintState::Closed { decision, at },
        ComplaintState::Withdrawn { at },
    ]
}

fn commands() -> Vec<ComplaintCommand> {
    vec![
        ComplaintCommand::Acknowledge,
        assign(BRUNO),
        decide(ComplaintOutcome::Upheld, BRUNO),
        ComplaintCommand::Inform,
        ComplaintCommand::GoToCourt { by: BRUNO },
        ComplaintCommand::Close,
        ComplaintCommand::Withdraw,
    ]
}

/// Goal: what every state answers to every command, all at once.
#[test]
fn every_state_answers_every_command() {
    // Rows are states, columns are commands, `-` is a refusal for the state.
    let expected = [
        ["acknowledged", "-", "-", "-", "-", "-", "withdrawn"],
        ["-", "assigned", "-", "-", "-", "-", "withdrawn"],
        ["-", "assigned", "decided", "-", "-", "-", "withdrawn"],
        ["-", "-", "-", "informed", "-", "-", "-"],
        ["-", "-", "-", "-", "court", "closed", "-"],
        ["-", "-", "decided", "-", "-", "-", "-"],
        ["-", "-", "-", "-", "-", "-", "-"],
        ["-", "-", "-", "-", "-", "-", "-"],
    ];
    let names: Vec<_> = states().iter().map(ComplaintState::name).collect();
    assert_eq!(names, COMPLAINT_STATES);
    for (state, row) in states().iter().zip(expected) {
        for (command, expected) in commands().into_iter().zip(row) {
            let told = format!("{} {command:?}", state.name());
            match state.apply(command, NOON) {
                Ok(next) => assert_eq!(next.name(), expected, "{told}"),
                Err(refusal) => {
                    let state = state.name();
                    assert_eq!(refusal, ComplaintRefusal::WrongState { state }, "{told}");
                    assert_eq!(expected, "-", "{told}");
                }
            }
        }
    }
}

/// Goal: each rule says no with its own sentence.
#[test]
fn refusals_have_their_sentences() {
    #[track_caller]
    fn case(state: &ComplaintState, command: ComplaintCommand, sentence: &str) {
        assert_eq!(
            state.apply(command, NOON).unwrap_err().to_string(),
            sentence
        );
    }
    let assigned = ComplaintState::Assigned { to: BRUNO };
    let acted = || Involvement::Acted {
        act: "item.assessed".to_owned(),
    };
    case(
        &ComplaintState::Acknowledged,
        ComplaintCommand::Assign {
            to: AMINA,
            involvement: acted(),
        },
        "this person acted on the case before (`item.assessed` in the log); give the complaint to \
         somebody who did not",
    );
    case(
        &assigned,
        decide(ComplaintOutcome::Rejected, CHIARA),
        "the complaint is with somebody else; only the person it was given to answers it",
    );
    case(
        &assigned,
        ComplaintCommand::Decide {
            decision: decision(ComplaintOutcome::Rejected, BRUNO),
            involvement: acted(),
            subjects: 1,
        },
        "this person acted on the case before (`item.assessed` in the log); give the complaint to \
         somebody who did not",
    );
    case(
        &assigned,
        ComplaintCommand::Decide {
            decision: Decision {
                reasons: "  no ".to_owned(),
                ..decision(ComplaintOutcome::Rejected, BRUNO)
            },
            involvement: Involvement::None,
            subjects: 1,
        },
        "an answer needs reasons of at least 20 characters; these have 2",
    );
    for outcome in [ComplaintOutcome::Upheld, ComplaintOutcome::PartlyUpheld] {
        case(
            &assigned,
            ComplaintCommand::Decide {
                decision: decision(outcome, BRUNO),
                involvement: Involvement::None,
                subjects: 0,
            },
            "nothing is linked that could be taken back; link the item, the notice or the entry first",
        );
    }
    case(
        &ComplaintState::Received,
        ComplaintCommand::Close,
        "a complaint that is `received` cannot do this",
    );
    // A rejected one needs nothing to take back.
    let rejected = ComplaintCommand::Decide {
        decision: decision(ComplaintOutcome::Rejected, BRUNO),
        involvement: Involvement::None,
        subjects: 0,
    };
    assert!(assigned.apply(rejected, NOON).is_ok());
}

fn complaint() -> Complaint {
    Complaint {
        id: ComplaintId::from_u128(1),
        desk: DESK,
        from: Complainant::Author,
        language: Language::Fr,
        subjects: vec![Subject::Item { item: ITEM }],
        state: ComplaintState::Received,
        received_at: NOON,
        due_at: NOON.plus_ms(ANSWER_WITHIN_MS),
        reminders: 0,
        retractions: Vec::new(),
    }
}

/// Goal: the two weeks hold to the millisecond, and the desk is reminded on the way and at the end.
#[test]
fn the_clock_of_an_answer() {
    let before = [7 * DAY_MS, 2 * DAY_MS];
    let mut one = complaint();
    assert_eq!(
        one.next_reminder(&before),
        Some(one.due_at.plus_ms(-7 * DAY_MS))
    );
    one.reminders = 1;
    assert_eq!(
        one.next_reminder(&before),
        Some(one.due_at.plus_ms(-2 * DAY_MS))
    );
    one.reminders = 2;
    assert_eq!(one.next_reminder(&before), Some(one.due_at));
    one.reminders = 3;
    assert_eq!(one.next_reminder(&before), None);
    assert!(!one.is_overdue(one.due_at));
    assert!(one.is_overdue(one.due_at.plus_ms(1)));
    assert_eq!(one.time_to_answer_ms(), None);
    one.state = ComplaintState::Decided {
        decision: Decision {
            at: NOON.plus_ms(HOUR_MS),
            ..decision(ComplaintOutcome::Upheld, BRUNO)
        },
    };
    assert!(!one.is_overdue(one.due_at.plus_ms(1)));
    assert_eq!(one.next_reminder(&before), None);
    assert_eq!(one.time_to_answer_ms(), Some(HOUR_MS));
}

/// Goal: a complaint is stored and read back whole, in every state.
#[test]
fn it_is_read_back_whole() {
    for state in states() {
        let one = Complaint {
            state,
            ..complaint()
        };
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Complaint>(&text).unwrap(), one);
    }
}

/// Who is asked for an act: three people, of whom the first had a hand in the case.
fn any_command() -> impl Strategy<Value = ComplaintCommand> {
    let people = prop::sample::select(vec![AMINA, BRUNO, CHIARA]);
    let outcomes = prop::sample::select(ComplaintOutcome::ALL.to_vec());
    let hand = |by: UserId| match by {
        AMINA => Involvement::Acted {
            act: "item.assessed".to_owned(),
        },
        _ => Involvement::None,
    };
    (0..8_u8, people, outcomes, 0..2_usize).prop_map(move |(which, by, outcome, subjects)| {
        match which {
            0 => ComplaintCommand::Acknowledge,
            1 | 2 => ComplaintCommand::Assign {
                to: by,
                involvement: hand(by),
            },
            3 | 4 => ComplaintCommand::Decide {
                decision: decision(outcome, by),
                involvement: hand(by),
                subjects,
            },
            5 => ComplaintCommand::Inform,
            6 => ComplaintCommand::GoToCourt { by },
            _ => ComplaintCommand::Close,
        }
    })
}

proptest! {
    /// Goal: whatever is asked in whatever order, nobody with a hand in the case decides it unless a
    /// court did, what is over stays over, and an answer never disappears.
    #[test]
    fn no_order_of_commands_breaks_the_rules(commands in prop::collection::vec(any_command(), 0..40)) {
        let mut state = ComplaintState::Received;
        let mut was_at_court = false;
        for command in commands {
            let Ok(next) = state.apply(command, NOON) else { continue };
            prop_assert_ne!(state.name(), "closed");
            prop_assert!(state.decision().is_none() || next.decision().is_some());
            was_at_court |= matches!(next, ComplaintState::Court { .. });
            if let ComplaintState::Assigned { to } = next {
                prop_assert_ne!(to, AMINA);
            }
            if let Some(decision) = next.decision() {
                prop_assert!(decision.by != AMINA || was_at_court);
                prop_assert!(decision.reasons.chars().count() >= REASONS_CHARS_MIN);
            }
            state = next;
        }
    }
}
