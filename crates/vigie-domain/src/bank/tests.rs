//! The life of an entry: a table of states and commands, and what no sequence of acts can break.

use proptest::prelude::*;

use super::*;
use crate::id::ApiKeyId;
use crate::sample::{AMINA, BANK, BRUNO, DESK, ENTRY, NOON, pdq};

fn bank() -> Bank {
    Bank::new(BANK, DESK, "zeta".to_owned(), NOON)
}

fn entry(state: EntryState) -> BankEntry {
    BankEntry {
        state,
        moved_by: Some(AMINA),
        ..BankEntry::new(ENTRY, &bank(), pdq(3, 80), Some(AMINA), NOON)
    }
}

fn commands() -> Vec<EntryCommand> {
    let reason = || "a plain border".to_owned();
    vec![
        EntryCommand::Activate,
        EntryCommand::Contest { reason: reason() },
        EntryCommand::Uphold,
        EntryCommand::Quarantine {
            matches: 7,
            limit: 3,
        },
        EntryCommand::Release {
            limit_per_day: Some(9),
        },
        EntryCommand::Withdraw { reason: reason() },
        EntryCommand::Propose,
    ]
}

/// Goal: every state × every command, by another person, is as drawn.
#[test]
fn the_life_of_an_entry_is_as_drawn() {
    use EntryState as S;
    #[track_caller]
    fn case(state: EntryState, expected: [Option<EntryState>; 7]) {
        for (command, expected) in commands().into_iter().zip(expected) {
            let answer =
                entry(state).apply(command.clone(), Activation::TwoPeople, Some(BRUNO), NOON);
            let refusal = BankRefusal::WrongState {
                state: state.name(),
            };
            let found = answer.as_ref().map(|next| next.state);
            assert_eq!(found, expected.ok_or(&refusal), "{state:?} {command:?}");
        }
    }
    let (active, out) = (Some(S::Active), Some(S::Withdrawn));
    case(S::Proposed, [active, None, None, None, None, out, None]);
    case(
        S::Active,
        [
            None,
            Some(S::Contested),
            None,
            Some(S::Quarantined),
            None,
            out,
            None,
        ],
    );
    case(S::Contested, [None, None, active, None, None, out, None]);
    case(S::Quarantined, [None, None, None, None, active, out, None]);
    case(
        S::Withdrawn,
        [None, None, None, None, None, None, Some(S::Proposed)],
    );
}

/// Goal: what takes two takes two, and a program that is nobody is no second person.
#[test]
fn one_person_is_not_two() {
    #[track_caller]
    fn case(state: EntryState, command: EntryCommand, by: Option<UserId>, activation: Activation) {
        let answer = entry(state).apply(command, activation, by, NOON);
        assert_eq!(answer, Err(BankRefusal::SamePairOfEyes));
    }
    let (two, one) = (Activation::TwoPeople, Activation::OnePerson);
    case(
        EntryState::Proposed,
        EntryCommand::Activate,
        Some(AMINA),
        two,
    );
    case(EntryState::Proposed, EntryCommand::Activate, None, two);
    // Whoever contested does not uphold, whatever the bank asks for.
    case(
        EntryState::Contested,
        EntryCommand::Uphold,
        Some(AMINA),
        one,
    );
    case(EntryState::Contested, EntryCommand::Uphold, None, one);

    let alone = entry(EntryState::Proposed).apply(EntryCommand::Activate, one, Some(AMINA), NOON);
    assert_eq!(alone.unwrap().state, EntryState::Active);
}

/// Goal: a contest and a withdrawal say why; a release keeps the limit nobody changed.
#[test]
fn reasons_and_limits_are_kept() {
    for reason in [String::new(), "  ".to_owned(), "x".repeat(1_001)] {
        let contest = EntryCommand::Contest {
            reason: reason.clone(),
        };
        for command in [contest, EntryCommand::Withdraw { reason }] {
            let answer =
                entry(EntryState::Active).apply(command, Activation::OnePerson, Some(BRUNO), NOON);
            assert_eq!(answer, Err(BankRefusal::ReasonMissing { chars_max: 1_000 }));
        }
    }
    let mut one = entry(EntryState::Quarantined);
    one.flood_limit_per_day = Some(5);
    let release = |limit_per_day| {
        let command = EntryCommand::Release { limit_per_day };
        let next = one.apply(command, Activation::OnePerson, Some(BRUNO), NOON);
        next.unwrap().flood_limit_per_day
    };
    assert_eq!(release(None), Some(5));
    assert_eq!(release(Some(9)), Some(9));
}

/// Goal: a negative bank always takes two, and so a fresh entry of it waits.
#[test]
fn what_suppresses_takes_two() {
    let mut negative = bank();
    negative.role = BankRole::Negative;
    let waiting = BankEntry::new(ENTRY, &negative, pdq(3, 80), Some(AMINA), NOON);
    assert_eq!(waiting.state, EntryState::Proposed);
    assert_eq!(waiting.activated_at, None);
    let fresh = BankEntry::new(ENTRY, &bank(), pdq(3, 80), Some(AMINA), NOON);
    assert_eq!(
        (fresh.state, fresh.activated_at),
        (EntryState::Active, Some(NOON))
    );
}

/// Goal: the label says to whom a bank may be given.
#[test]
fn labels_say_who_may_have_it() {
    #[track_caller]
    fn case(sharing: SharingLabel, key: Option<u128>, expected: &Result<(), BankRefusal>) {
        let mut shared = bank();
        shared.sharing = sharing;
        shared.subscribers = vec![ApiKeyId::from_u128(1)];
        assert_eq!(
            &shared.check_subscriber(key.map(ApiKeyId::from_u128)),
            expected
        );
    }
    case(SharingLabel::Red, None, &Err(BankRefusal::Red));
    case(SharingLabel::Red, Some(1), &Err(BankRefusal::Red));
    case(SharingLabel::Amber, None, &Ok(()));
    case(SharingLabel::Amber, Some(1), &Ok(()));
    case(
        SharingLabel::Amber,
        Some(2),
        &Err(BankRefusal::NotSubscribed),
    );
    case(SharingLabel::Green, Some(2), &Ok(()));
    case(SharingLabel::Clear, Some(2), &Ok(()));
}

/// Goal: a ratio answers that share of coins; none and all are exact.
#[test]
fn a_ratio_is_a_share() {
    let half = EnabledRatio::from_fraction(0.5).unwrap();
    assert_eq!(half.millionths(), 500_000);
    assert!(half.admits(499_999) && !half.admits(500_000));
    let none = EnabledRatio::from_fraction(0.0).unwrap();
    assert!(!none.admits(0));
    assert!(EnabledRatio::FULL.admits(999_999));
    for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(EnabledRatio::from_fraction(bad), None);
    }
    assert_eq!(EnabledRatio::from_millionths(1_000_001), None);
}

/// Goal: the limit is the floor, or more: what a person set, else ten times the daily mean.
#[test]
fn floods_are_measured_by_the_past() {
    #[track_caller]
    fn case(floor: u32, own: Option<u32>, past: u64, expected: Option<u32>) {
        assert_eq!(flood_limit(floor, own, past), expected);
    }
    case(1_000, None, 0, Some(1_000));
    case(1_000, None, 2_800, Some(1_000));
    case(1_000, None, 28_000, Some(10_000));
    case(1_000, Some(5), 28_000, Some(1_000));
    case(1_000, Some(2_000), 28_000, Some(2_000));
    case(0, None, 28_000, None);
    case(0, Some(5), 0, None);
    case(1, None, u64::MAX, Some(u32::MAX));
}

/// Goal: names are what is typed and stored.
#[test]
fn names_are_read_back() {
    for state in EntryState::ALL {
        assert_eq!(EntryState::parse(state.name()), Some(*state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
    for transform in Transform::ALL {
        assert_eq!(Transform::parse(transform.name()), Some(transform));
        assert_eq!(serde_json::to_value(transform).unwrap(), transform.name());
    }
    assert_eq!(SharingLabel::parse("purple"), None);
    assert_eq!(SharingLabel::Clear.tlp(), "TLP:CLEAR");
}

/// Who acts, and what is asked.
fn acts() -> impl Strategy<Value = Vec<(Option<UserId>, usize)>> {
    let by = prop_oneof![
        Just(None),
        (1_u128..4).prop_map(|user| Some(UserId::from_u128(user)))
    ];
    prop::collection::vec((by, 0..7_usize), 0..40)
}

proptest! {
    /// Goal: whatever people do, an entry that answers under two eyes was seen by two; what is
    /// withdrawn has its time; what was once given to subscribers is never forgotten.
    #[test]
    fn no_sequence_of_acts_makes_one_person_two(acts in acts()) {
        let mut shared = bank();
        shared.activation = Activation::TwoPeople;
        let first = UserId::from_u128(1);
        let mut one = BankEntry::new(ENTRY, &shared, pdq(3, 80), Some(first), NOON);
        for (by, which) in acts {
            let before = one.clone();
            let command = commands()[which].clone();
            let Ok(next) = one.apply(command.clone(), shared.activation(), by, NOON) else {
                continue;
            };
            if command == EntryCommand::Activate {
                prop_assert!(by.is_some() && by != before.proposed_by);
            }
            if command == EntryCommand::Uphold {
                prop_assert!(by.is_some() && by != before.moved_by);
            }
            prop_assert_eq!(next.withdrawn_at.is_some(), next.state == EntryState::Withdrawn);
            prop_assert!(before.activated_at.is_none() || next.activated_at == before.activated_at);
            prop_assert!(next.state != EntryState::Active || next.activated_at.is_some());
            prop_assert_eq!(&next.signal, &before.signal);
            one = next;
        }
    }
}
