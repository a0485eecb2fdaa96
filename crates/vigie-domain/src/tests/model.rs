//! A whole desk in memory, driven by random people, checked after each step.
//!
//! [`desk`] plays a desk with the real rules of this crate; [`step`] is what its people, its machines
//! and the world try, sensible or not; [`invariant`] looks at what came of it with eyes of its own:
//! it asks the raw facts, never the function that was to guard them.

mod desk;
mod invariant;
mod step;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use self::desk::Desk;
use self::step::Step;
use crate::item::ITEM_STATES;

/// Sequences for each case that `PROPTEST_CASES` asks for: 256 of those are 2,048 sequences.
const SEQUENCES_PER_CASE: u32 = 8;
/// Most steps of a sequence.
const STEPS_MAX: usize = 120;

/// Thousands of seeds by default; `PROPTEST_CASES` scales them.
pub(super) fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.saturating_mul(SEQUENCES_PER_CASE),
        failure_persistence: None,
        ..config
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step::any_step(), 1..=STEPS_MAX)
}

/// Plays a sequence; the desk it ends with.
fn play(steps: &[Step]) -> Result<Desk, String> {
    let mut desk = Desk::opened();
    for (index, step) in steps.iter().enumerate() {
        let before = desk.clone();
        let answer = desk.attempt(*step);
        if answer.is_err() {
            // A refusal leaves nothing behind but the word that was said.
            desk = Desk {
                refusals: desk.refusals,
                ..before.clone()
            };
        }
        invariant::check(&before, &desk, *step)
            .map_err(|broken| format!("step {index}, {step:?}, {answer:?}: {broken}"))?;
    }
    Ok(desk)
}

proptest! {
    #![proptest_config(config())]

    /// Goal: I1, I3, I5, I6, I7, I11, I12 and I13 hold after each step of any sequence.
    #[test]
    fn no_sequence_breaks_an_invariant(steps in steps()) {
        play(&steps).map_err(TestCaseError::fail)?;
    }
}

/// Goal: the sequences above are not idle. Method: the same generator, a fixed seed; what it reached.
#[test]
fn sequences_reach_every_corner() {
    let mut runner = TestRunner::deterministic();
    let (mut items, mut referrals) = (BTreeSet::new(), BTreeSet::new());
    let (mut outcomes, mut refusals) = (BTreeSet::new(), BTreeSet::new());
    let mut departures = 0;
    for _ in 0..1_500 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let desk = play(&steps).unwrap();
        items.extend(desk.states_seen.iter().copied());
        referrals.extend(desk.referrals.iter().map(|one| one.row.state.name()));
        outcomes.extend(desk.lines().map(|line| line.outcome.name()));
        departures += desk.departures.len();
        refusals.extend(desk.refusals);
    }
    let missing: Vec<_> = ITEM_STATES
        .iter()
        .filter(|state| !items.contains(*state))
        .collect();
    assert_eq!(missing, [] as [&&str; 0], "states of items");
    assert_eq!(referrals.len(), 10, "states of referrals: {referrals:?}");
    for outcome in [
        "open",
        "gone",
        "gone_seen_from_one",
        "already_gone",
        "sent_back",
        "refused",
    ] {
        assert!(
            outcomes.contains(outcome),
            "{outcome} is not among {outcomes:?}"
        );
    }
    let expected = [
        "the approver must be someone other than the drafter",
        "the second person must be someone other than the first",
        "the finding is about another capture",
        "always goes to a second person",
        "no capture of this very address",
        "capture again and confirm the finding",
        "no independent review of the same capture",
        "nothing leaves on it",
        "not one item; refer the items one by one",
        "can never be the object of an order",
        "needs an account-level basis",
        "is on the register of protected sources",
        "is unclear: the legal officer decides first",
        "the reasons are word for word",
        "lines on one notice",
        "lines to this provider within a day",
        "holds no valid designation",
        "cannot be addressed to a provider acting as",
        "is only known with grade",
        "the approval is not in the log yet",
        "a referral needs at least one line",
        "conclude `exempt`",
        "confirms it before its first use",
        "times and is set aside",
        "the office is closed",
        "may not do this",
    ];
    let is_said = |word: &&str| refusals.iter().any(|said| said.contains(*word));
    let unsaid: Vec<_> = expected.into_iter().filter(|word| !is_said(word)).collect();
    assert_eq!(unsaid, [] as [&str; 0], "never refused for these reasons");
    assert!(departures > 300, "{departures} notices left");
}
