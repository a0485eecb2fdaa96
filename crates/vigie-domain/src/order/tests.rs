//! The life of an order as tables; the rules that no random history may break.

use super::form::{Impossibility, Measure};
use super::region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny, ScrutinyBy};
use super::*;
use crate::clock::{ClockKind, ClockState};
use crate::sample::{AMINA, BRUNO, CHIARA, EVENT, NOON, annex_ii, annex_iii, order};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS};
use proptest::prelude::*;

use OrderCommand as C;

const DORA: UserId = UserId::from_u128(0xD4);
const WHY: &str = "grounds that are long enough to be grounds";

fn signing() -> Signing {
    Signing {
        by: DORA,
        name: "Dora".to_owned(),
        post: "Head of unit".to_owned(),
        event: EVENT,
        prior: PriorInformation::NotFirst,
        emergency: None,
        is_attested: true,
    }
}

fn receipt(at: Timestamp) -> Receipt {
    Receipt {
        at,
        evidence: ReceiptEvidence::Person {
            what: "a call".to_owned(),
        },
        by: Some(AMINA),
        recorded_at: at,
        corrects: None,
    }
}

fn correction(at: Timestamp) -> Receipt {
    Receipt {
        corrects: Some(WHY.to_owned()),
        ..receipt(at)
    }
}

fn answer(form: AnswerForm) -> C {
    C::RecordAnswer(Box::new(OrderAnswer {
        at: NOON,
        via: "link".to_owned(),
        form,
        standing: AnswerStanding::Claimed,
    }))
}

/// Drives an order through commands, each at its minute after noon.
fn driven(commands: Vec<(i64, C)>) -> Order {
    let mut order = order();
    for (minute, command) in commands {
        let said = format!("{command:?}");
        let now = NOON.plus_ms(minute * MINUTE_MS);
        order = order
            .apply(command, now)
            .unwrap_or_else(|no| panic!("{said}: {no}"));
    }
    order
}

fn sent() -> Order {
    driven(vec![
        (0, C::CheckLaw { by: CHIARA }),
        (0, C::Sign(Box::new(signing()))),
        (0, C::RecordSent),
    ])
}

fn received() -> Order {
    sent().apply(C::RecordReceipt(receipt(NOON)), NOON).unwrap()
}

fn executed() -> Order {
    let now = NOON.plus_ms(40 * MINUTE_MS);
    let claimed = received()
        .apply(answer(AnswerForm::Executed(Box::new(annex_ii()))), now)
        .unwrap();
    claimed
        .apply(
            C::AcceptAnswer {
                index: 0,
                by: AMINA,
            },
            now,
        )
        .unwrap()
}

fn stopped(reason: Impossibility) -> Order {
    let now = NOON.plus_ms(40 * MINUTE_MS);
    let form = AnswerForm::Impossible(Box::new(annex_iii(reason)));
    let claimed = received().apply(answer(form), now).unwrap();
    claimed
        .apply(
            C::AcceptAnswer {
                index: 0,
                by: AMINA,
            },
            now,
        )
        .unwrap()
}

fn clock(order: &Order, kind: ClockKind, now: Timestamp) -> Option<ClockState> {
    order
        .clocks(now)
        .into_iter()
        .find(|clock| clock.kind == kind)
        .map(|clock| clock.state)
}

/// Goal: from each state exactly these commands lead on, and to where; the rest is refused.
#[test]
fn every_arrow_and_no_other() {
    let late = NOON.plus_ms(2 * HOUR_MS);
    let draft = order();
    let legal = draft.apply(C::CheckLaw { by: CHIARA }, NOON).unwrap();
    let informed = legal
        .apply(
            C::RecordInformation {
                at: NOON.plus_ms(-DAY_MS),
            },
            NOON,
        )
        .unwrap();
    let signed = legal.apply(C::Sign(Box::new(signing())), NOON).unwrap();
    let states = vec![
        draft.clone(),
        legal,
        informed,
        signed,
        sent(),
        received(),
        received().apply(C::MarkOverdue, late).unwrap(),
        stopped(Impossibility::ForceMajeure),
        stopped(Impossibility::ManifestErrors),
        executed(),
        sent().apply(C::Revoke, NOON).unwrap(),
        draft.apply(C::Withdraw, NOON).unwrap(),
    ];
    let names: Vec<_> = states.iter().map(|one| one.state.name()).collect();
    assert_eq!(names, ORDER_STATES);
    let commands: Vec<(&str, C)> = vec![
        ("check", C::CheckLaw { by: CHIARA }),
        ("inform", C::RecordInformation { at: NOON }),
        ("sign", C::Sign(Box::new(signing()))),
        ("sent", C::RecordSent),
        ("receipt", C::RecordReceipt(receipt(NOON))),
        ("overdue", C::MarkOverdue),
        (
            "seen",
            C::RecordExecution {
                measure: Measure::Removed,
                at: late,
            },
        ),
        ("cease", C::CeaseGrounds { at: late }),
        (
            "clarify",
            C::Clarify {
                by: AMINA,
                text: WHY.to_owned(),
            },
        ),
        ("revoke", C::Revoke),
        ("withdraw", C::Withdraw),
        ("give up", C::GiveUp),
    ];
    let arrows = [
        ("draft", "check", "legal_ok"),
        ("draft", "withdraw", "withdrawn"),
        ("legal_ok", "inform", "first_notice_sent"),
        ("legal_ok", "sign", "signed"),
        ("legal_ok", "withdraw", "withdrawn"),
        ("first_notice_sent", "sign", "signed"),
        ("first_notice_sent", "withdraw", "withdrawn"),
        ("signed", "sent", "sent"),
        ("signed", "revoke", "void"),
        ("signed", "give up", "withdrawn"),
        ("sent", "receipt", "received"),
        ("sent", "seen", "executed"),
        ("sent", "revoke", "void"),
        ("received", "overdue", "overdue"),
        ("received", "seen", "executed"),
        ("received", "revoke", "void"),
        ("overdue", "seen", "executed"),
        ("overdue", "revoke", "void"),
        ("impossible", "seen", "executed"),
        ("impossible", "cease", "received"),
        ("impossible", "revoke", "void"),
        ("clarification", "seen", "executed"),
        ("clarification", "clarify", "clarification"),
        ("clarification", "revoke", "void"),
        ("executed", "revoke", "void"),
    ];
    let mut found = Vec::new();
    for order in &states {
        for (name, command) in &commands {
            match order.apply(command.clone(), late) {
                Ok(next) => found.push((order.state.name(), *name, next.state.name())),
                Err(OrderRefusal::WrongState { state }) => assert_eq!(state, order.state.name()),
                Err(OrderRefusal::ReceiptStands) => assert!(!order.receipts.is_empty()),
                Err(other) => panic!("{} {name}: {other}", order.state.name()),
            }
        }
    }
    assert_eq!(found, arrows);
}

/// Goal: nobody signs what she wrote, found, reviewed; nobody checks what he wrote.
#[test]
fn an_issuer_had_no_part_in_it() {
    let draft = order();
    assert_eq!(
        draft.apply(
            C::CheckLaw {
                by: draft.drafted_by
            },
            NOON
        ),
        Err(OrderRefusal::OwnCheck)
    );
    let legal = draft.apply(C::CheckLaw { by: CHIARA }, NOON).unwrap();
    for by in [AMINA, BRUNO] {
        let signing = Signing { by, ..signing() };
        let refused = legal.apply(C::Sign(Box::new(signing)), NOON).unwrap_err();
        assert_eq!(refused, OrderRefusal::IssuerInvolved);
    }
    let unattested = Signing {
        is_attested: false,
        ..signing()
    };
    let refused = legal
        .apply(C::Sign(Box::new(unattested)), NOON)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("was not attested"), "{refused}");
    let mut unreasoned = draft;
    unreasoned.why = WhyOrder::ReferralUnsuited {
        reason: "no".to_owned(),
    };
    let refused = unreasoned
        .apply(C::CheckLaw { by: CHIARA }, NOON)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("why a referral is not enough"),
        "{refused}"
    );
}

/// Goal: the time after the first information holds to the millisecond and yields to an emergency
/// with grounds.
#[test]
fn a_first_order_waits() {
    let legal = order().apply(C::CheckLaw { by: CHIARA }, NOON).unwrap();
    let sign = |prior, emergency: Option<&str>| {
        let signing = Signing {
            prior,
            emergency: emergency.map(str::to_owned),
            ..signing()
        };
        legal.apply(C::Sign(Box::new(signing)), NOON)
    };
    let given = |ms: i64| PriorInformation::Given {
        at: NOON.plus_ms(-ms),
    };
    let wait_ms = 12 * HOUR_MS;
    assert!(sign(given(wait_ms), None).unwrap().emergency.is_none());
    let refused = sign(given(wait_ms - 1), None).unwrap_err();
    assert_eq!(
        refused,
        OrderRefusal::FirstInformationTooRecent { remaining_ms: 1 }
    );
    assert_eq!(
        sign(PriorInformation::Missing, None),
        Err(OrderRefusal::FirstInformationMissing)
    );
    assert!(matches!(
        sign(PriorInformation::Missing, Some("hurry")),
        Err(OrderRefusal::GroundsMissing { .. })
    ));
    let urgent = sign(PriorInformation::Missing, Some(WHY)).unwrap();
    assert_eq!(urgent.emergency.as_deref(), Some(WHY));
    // Told by this very order's letter, it waits as long.
    let informed = legal
        .apply(C::RecordInformation { at: NOON }, NOON)
        .unwrap();
    let prior = PriorInformation::Missing;
    let at = |ms: i64| {
        informed.apply(
            C::Sign(Box::new(Signing { prior, ..signing() })),
            NOON.plus_ms(ms),
        )
    };
    assert!(at(wait_ms - 1).is_err());
    assert!(at(wait_ms).is_ok());
}

/// Goal: the hour runs from evidenced receipt, and a wrong receipt is corrected by another one.
#[test]
fn the_hour_runs_from_receipt() {
    let order = received();
    let OrderState::Received { start, due, .. } = order.state else {
        panic!("{:?}", order.state)
    };
    assert_eq!((start, due), (NOON, NOON.plus_ms(HOUR_MS)));
    assert_eq!(order.next_due(), Some(due));
    assert!(order.due_commands(due.plus_ms(-1)).is_empty());
    assert_eq!(order.due_commands(due), [C::MarkOverdue]);
    let early = order.apply(C::MarkOverdue, due.plus_ms(-1));
    assert_eq!(early, Err(OrderRefusal::NotDue));
    let again = order.apply(C::RecordReceipt(receipt(NOON)), due);
    assert_eq!(again, Err(OrderRefusal::ReceiptStands));
    for bad in [NOON.plus_ms(-1), due.plus_ms(1)] {
        let refused = sent().apply(C::RecordReceipt(receipt(bad)), due);
        assert_eq!(refused, Err(OrderRefusal::TimeImpossible));
        let refused = order.apply(C::CorrectReceipt(correction(bad)), due);
        assert_eq!(refused, Err(OrderRefusal::TimeImpossible));
    }
    let overdue = order.apply(C::MarkOverdue, due).unwrap();
    let later = NOON.plus_ms(30 * MINUTE_MS);
    assert!(matches!(
        overdue.apply(C::CorrectReceipt(receipt(later)), due),
        Err(OrderRefusal::GroundsMissing { .. })
    ));
    let corrected = overdue
        .apply(C::CorrectReceipt(correction(later)), due)
        .unwrap();
    assert_eq!(corrected.state.name(), "received");
    assert_eq!(corrected.next_due(), Some(later.plus_ms(HOUR_MS)));
    assert_eq!(corrected.receipts.len(), 2);
    assert_eq!(corrected.receipts[0], order.receipts[0]);
}

/// Goal: an answer is a claim until a person accepts it; then its own times count.
#[test]
fn an_answer_is_judged() {
    let now = NOON.plus_ms(2 * HOUR_MS);
    let overdue = received().apply(C::MarkOverdue, now).unwrap();
    let claimed = overdue
        .apply(answer(AnswerForm::Executed(Box::new(annex_ii()))), now)
        .unwrap();
    assert_eq!(claimed.state.name(), "overdue");
    let accepted = claimed
        .apply(
            C::AcceptAnswer {
                index: 0,
                by: AMINA,
            },
            now,
        )
        .unwrap();
    assert!(
        !accepted.is_late(),
        "it was done after half an hour, whenever we learnt of it"
    );
    assert_eq!(
        clock(&accepted, ClockKind::Execute, now),
        Some(ClockState::Met {
            at: NOON.plus_ms(30 * MINUTE_MS)
        })
    );
    let twice = accepted.apply(
        C::AcceptAnswer {
            index: 0,
            by: AMINA,
        },
        now,
    );
    assert_eq!(twice, Err(OrderRefusal::NoAnswer));
    let reject = C::RejectAnswer {
        index: 0,
        by: AMINA,
        reason: WHY.to_owned(),
    };
    let rejected = claimed.apply(reject, now).unwrap();
    assert_eq!(
        (rejected.state.name(), rejected.answers[0].standing.name()),
        ("overdue", "rejected")
    );
    // Without other evidence the provider's own word is the receipt.
    let mut late = annex_ii();
    late.measure_at = now;
    let unseen = sent()
        .apply(answer(AnswerForm::Executed(Box::new(late))), now)
        .unwrap();
    let accepted = unseen
        .apply(
            C::AcceptAnswer {
                index: 0,
                by: AMINA,
            },
            now,
        )
        .unwrap();
    assert!(accepted.is_late());
    assert_eq!(accepted.receipts[0].evidence, ReceiptEvidence::Stated);
    assert!(matches!(
        clock(&accepted, ClockKind::Execute, now),
        Some(ClockState::Missed { .. })
    ));
    let mut foreign = annex_ii();
    foreign.head.authority_reference.push('0');
    let refused = sent().apply(answer(AnswerForm::Executed(Box::new(foreign))), now);
    assert!(matches!(refused, Err(OrderRefusal::Answer(_))));
    let flooded = (0..ANSWERS_MAX).fold(sent(), |order, _| {
        order
            .apply(answer(AnswerForm::Executed(Box::new(annex_ii()))), now)
            .unwrap()
    });
    let refused = flooded.apply(answer(AnswerForm::Executed(Box::new(annex_ii()))), now);
    assert!(matches!(refused, Err(OrderRefusal::TooMany { .. })));
}

/// Goal: the hour stands while Annex III says so, and begins anew when the law says so.
#[test]
fn the_hour_begins_anew() {
    let hour = |order: &Order| match order.state {
        OrderState::Received { due, .. } => Some(due),
        _ => None,
    };
    let at = |minutes| NOON.plus_ms(minutes * MINUTE_MS);
    let impossible = stopped(Impossibility::ForceMajeure);
    assert_eq!(impossible.state.name(), "impossible");
    assert!(
        impossible
            .due_commands(at(10_000))
            .iter()
            .all(|command| *command != C::MarkOverdue)
    );
    let paused = clock(&impossible, ClockKind::Execute, at(90));
    assert_eq!(paused, Some(ClockState::Paused { since: at(40) }));
    let before = impossible.apply(C::CeaseGrounds { at: at(39) }, at(90));
    assert_eq!(before, Err(OrderRefusal::TimeImpossible));
    let anew = impossible
        .apply(C::CeaseGrounds { at: at(80) }, at(90))
        .unwrap();
    assert_eq!(hour(&anew), Some(at(140)));

    let asked = stopped(Impossibility::InsufficientInformation);
    let early = asked
        .apply(C::RecordClarified { at: at(50) }, at(60))
        .unwrap_err();
    assert_eq!(
        early,
        OrderRefusal::WrongState {
            state: "clarification"
        }
    );
    let answered = asked
        .apply(
            C::Clarify {
                by: AMINA,
                text: WHY.to_owned(),
            },
            at(50),
        )
        .unwrap();
    let anew = answered
        .apply(C::RecordClarified { at: at(55) }, at(60))
        .unwrap();
    assert_eq!(hour(&anew), Some(at(115)));
    let OrderState::Received { by, .. } = anew.state else {
        panic!("{:?}", anew.state)
    };
    assert_eq!(by, RunStart::Clarified);

    let mut both = annex_iii(Impossibility::ManifestErrors);
    both.reasons.push(Impossibility::ForceMajeure);
    let order = received()
        .apply(answer(AnswerForm::Impossible(Box::new(both))), at(40))
        .unwrap();
    let order = order
        .apply(
            C::AcceptAnswer {
                index: 0,
                by: AMINA,
            },
            at(40),
        )
        .unwrap();
    let order = order
        .apply(
            C::Clarify {
                by: AMINA,
                text: WHY.to_owned(),
            },
            at(41),
        )
        .unwrap();
    let order = order
        .apply(C::RecordClarified { at: at(42) }, at(43))
        .unwrap();
    assert_eq!(order.state, OrderState::Impossible { since: at(42) });
}

/// Goal: the copy goes with the signature; scrutiny is asked for in time, announced, decided.
#[test]
fn the_home_authority_looks() {
    let order = received();
    assert_eq!(order.home_copy, HomeCopyState::Enqueued { at: NOON });
    let copied = order.apply(C::RecordCopySent, NOON).unwrap();
    let copied = copied
        .apply(C::RecordCopyAcknowledged { at: NOON }, NOON)
        .unwrap();
    assert_eq!(copied.home_copy.name(), "acknowledged");
    let open = |by, hours: i64| {
        let since = NOON.plus_ms(hours * HOUR_MS);
        copied.apply(C::OpenScrutiny { by, since }, since)
    };
    assert!(open(ScrutinyBy::Provider, 48).is_ok());
    let too_late = NOON.plus_ms(48 * HOUR_MS + 1);
    let refused = copied.apply(
        C::OpenScrutiny {
            by: ScrutinyBy::Provider,
            since: too_late,
        },
        too_late,
    );
    assert_eq!(refused, Err(OrderRefusal::TooLate));
    let own = open(ScrutinyBy::Own, 1).unwrap();
    let Scrutiny::Open { due, .. } = own.scrutiny else {
        panic!("{:?}", own.scrutiny)
    };
    assert_eq!(due, NOON.plus_ms(73 * HOUR_MS));
    let decide = |infringes| C::DecideScrutiny {
        infringes,
        reasons: WHY.to_owned(),
    };
    let unannounced = own.apply(decide(true), due).unwrap_err().to_string();
    assert!(
        unannounced.contains("without a notice of intent"),
        "{unannounced}"
    );
    let fine = own.apply(decide(false), due).unwrap();
    assert_eq!(
        (fine.scrutiny.name(), fine.state.name()),
        ("no_infringement", "received")
    );
    let announced = own
        .apply(
            C::RecordIntent {
                reasons: WHY.to_owned(),
            },
            due,
        )
        .unwrap();
    let void = announced.apply(decide(true), due).unwrap();
    assert_eq!(
        (void.state.name(), void.reinstatement.name()),
        ("void", "due")
    );
    assert_eq!(
        void.non_disclosure.name(),
        "ended",
        "what fell has nothing to hide"
    );
    let demanded = void.apply(C::RecordDemand, due).unwrap();
    let back = demanded
        .apply(C::RecordReinstated { at: due }, due)
        .unwrap();
    assert_eq!(back.reinstatement, Reinstatement::Reinstated { at: due });
}

/// Goal: an order is final when the time for an appeal is out, or a court confirms it.
#[test]
fn an_order_becomes_final() {
    let order = executed();
    let Appeal::Open { until } = order.appeal else {
        panic!("{:?}", order.appeal)
    };
    assert_eq!(
        order.apply(C::LapseAppeal, until.plus_ms(-1)),
        Err(OrderRefusal::NotDue)
    );
    assert!(order.apply(C::RecordFinalTold, until).is_err());
    let lapsed = order.apply(C::LapseAppeal, until).unwrap();
    assert!(lapsed.is_final());
    assert!(
        lapsed
            .apply(C::RecordFinalTold, until)
            .unwrap()
            .final_told_at
            .is_some()
    );
    let in_time = lapsed
        .apply(C::LodgeAppeal { at: until }, until.plus_ms(DAY_MS))
        .unwrap();
    assert_eq!(in_time.appeal.name(), "pending");
    let late = lapsed.apply(
        C::LodgeAppeal {
            at: until.plus_ms(1),
        },
        until.plus_ms(DAY_MS),
    );
    assert_eq!(late, Err(OrderRefusal::TooLate));
    let stands = in_time
        .apply(C::DecideAppeal { stands: true }, until.plus_ms(DAY_MS))
        .unwrap();
    assert!(stands.is_final());
    let falls = in_time
        .apply(C::DecideAppeal { stands: false }, until.plus_ms(DAY_MS))
        .unwrap();
    assert!(!falls.is_final());
    assert_eq!(falls.state.name(), "void");
}

/// Goal: two final orders within twelve months expose a provider; one a day too old does not.
#[test]
fn final_orders_expose() {
    let basis = order().basis;
    let exposed = |days: &[i64]| {
        let at: Vec<_> = days
            .iter()
            .map(|days| NOON.plus_ms(-days * DAY_MS))
            .collect();
        is_exposed(&at, &basis, "UTC", NOON)
    };
    assert!(exposed(&[0, 364]));
    assert!(!exposed(&[0, 365]), "the window is open at its beginning");
    assert!(!exposed(&[0]) && !exposed(&[]));
    assert!(
        !exposed(&[0, -1]),
        "what is final tomorrow does not count today"
    );
}

/// Goal: the silence ends by itself, is extended once, and never lasts longer than the law says.
#[test]
fn silence_ends() {
    let order = executed();
    let until = NOON.plus_ms(6 * WEEK_MS);
    assert_eq!(
        order.non_disclosure,
        NonDisclosure::Active { from: NOON, until }
    );
    let extend = || C::ExtendNonDisclosure {
        by: DORA,
        grounds: WHY.to_owned(),
    };
    assert_eq!(order.apply(extend(), until), Err(OrderRefusal::TooLate));
    let longer = order.apply(extend(), until.plus_ms(-1)).unwrap();
    let last = NOON.plus_ms(12 * WEEK_MS);
    assert_eq!(longer.non_disclosure.until(), Some(last));
    assert_eq!(
        longer.apply(extend(), until),
        Err(OrderRefusal::ExtendedBefore)
    );
    let end = |early| C::EndNonDisclosure { early };
    assert_eq!(longer.apply(end(false), until), Err(OrderRefusal::NotDue));
    assert_eq!(
        longer.apply(end(true), until).unwrap().non_disclosure,
        NonDisclosure::Ended { at: until }
    );
    let ended = longer.apply(end(false), last.plus_ms(DAY_MS)).unwrap();
    assert_eq!(ended.non_disclosure, NonDisclosure::Ended { at: last });
    assert_eq!(
        ended
            .apply(C::RecordAuthorTold, last)
            .unwrap()
            .non_disclosure
            .name(),
        "told"
    );
    assert!(order.apply(C::RecordAuthorTold, last).is_err());
}

fn any_command() -> impl Strategy<Value = C> {
    let at = (-100..6_000_000_i64).prop_map(|minutes| NOON.plus_ms(minutes * MINUTE_MS / 100));
    let form = prop_oneof![
        Just(AnswerForm::Executed(Box::new(annex_ii()))),
        Just(AnswerForm::Impossible(Box::new(annex_iii(
            Impossibility::ForceMajeure
        )))),
        Just(AnswerForm::Impossible(Box::new(annex_iii(
            Impossibility::ManifestErrors
        )))),
    ];
    let who = prop_oneof![Just(AMINA), Just(BRUNO), Just(CHIARA), Just(DORA)];
    prop_oneof![
        who.clone().prop_map(|by| C::CheckLaw { by }),
        at.clone().prop_map(|at| C::RecordInformation { at }),
        (who.clone(), any::<bool>()).prop_map(|(by, is_attested)| {
            C::Sign(Box::new(Signing {
                by,
                is_attested,
                ..signing()
            }))
        }),
        Just(C::RecordSent),
        at.clone().prop_map(|at| C::RecordReceipt(receipt(at))),
        at.clone().prop_map(|at| C::CorrectReceipt(correction(at))),
        Just(C::MarkOverdue),
        form.prop_map(answer),
        (0..3_usize, who.clone()).prop_map(|(index, by)| C::AcceptAnswer { index, by }),
        (0..3_usize).prop_map(|index| C::RejectAnswer {
            index,
            by: AMINA,
            reason: WHY.to_owned()
        }),
        at.clone().prop_map(|at| C::RecordExecution {
            measure: Measure::AccessDisabled,
            at
        }),
        at.clone().prop_map(|at| C::CeaseGrounds { at }),
        Just(C::Clarify {
            by: AMINA,
            text: WHY.to_owned()
        }),
        at.clone().prop_map(|at| C::RecordClarified { at }),
        Just(C::RecordCopySent),
        at.clone().prop_map(|at| C::RecordCopyAcknowledged { at }),
        at.clone().prop_map(|since| C::OpenScrutiny {
            by: ScrutinyBy::Own,
            since
        }),
        Just(C::RecordIntent {
            reasons: WHY.to_owned()
        }),
        any::<bool>().prop_map(|infringes| C::DecideScrutiny {
            infringes,
            reasons: WHY.to_owned()
        }),
        at.clone().prop_map(|at| C::LodgeAppeal { at }),
        any::<bool>().prop_map(|stands| C::DecideAppeal { stands }),
        Just(C::LapseAppeal),
        Just(C::RecordFinalTold),
        Just(C::ExtendNonDisclosure {
            by: DORA,
            grounds: WHY.to_owned()
        }),
        any::<bool>().prop_map(|early| C::EndNonDisclosure { early }),
        Just(C::RecordAuthorTold),
        Just(C::Revoke),
        Just(C::RecordDemand),
        at.prop_map(|at| C::RecordReinstated { at }),
        Just(C::Withdraw),
        Just(C::GiveUp),
    ]
}

/// What must hold of any order, whatever was asked of it.
fn check_invariants(before: &Order, after: &Order, now: Timestamp) {
    assert!(
        after.receipts.starts_with(&before.receipts),
        "a receipt was changed"
    );
    assert!(
        after.receipts[before.receipts.len()..]
            .iter()
            .all(|one| one.at <= now)
    );
    if let OrderState::Received { start, due, .. } | OrderState::Overdue { start, due, .. } =
        after.state
    {
        assert_eq!(due, start.plus_ms(HOUR_MS));
        assert!(after.sent_at.is_some() && after.form.issued_at.is_some_and(|at| start >= at));
    }
    if after.state.has_left() || matches!(after.state, OrderState::Signed { .. }) {
        after.form.check().unwrap();
        assert!(
            after.home_copy.name() != "not_needed",
            "signed, and no copy in the post"
        );
        assert!(!after.involved.contains(&after.drafted_by) || after.drafted_by != DORA);
    }
    if let OrderState::Signed { by, .. } = after.state {
        assert!(by != after.drafted_by && !after.involved.contains(&by));
    }
    let from = after.form.issued_at.unwrap_or(now);
    if let Some(until) = after.non_disclosure.until() {
        assert!(until.since_ms(from) <= 12 * WEEK_MS);
    }
    match (&before.state, &after.state) {
        (OrderState::Void { .. }, state) => assert_eq!(state.name(), "void"),
        (OrderState::Withdrawn { .. }, state) => assert_eq!(state.name(), "withdrawn"),
        (left, state) if left.has_left() => assert!(state.has_left(), "it cannot be unsent"),
        _ => {}
    }
    let is_back = after.reinstatement != Reinstatement::NotDue;
    assert_eq!(is_back, matches!(after.state, OrderState::Void { .. }));
    assert!(
        after
            .next_due()
            .is_none_or(|due| !after.due_commands(due).is_empty())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Goal: no history of commands breaks a rule; a refusal changes nothing.
    #[test]
    fn no_history_breaks_a_rule(steps in prop::collection::vec((0..40_000_i64, any_command()), 1..60)) {
        // Half of the histories begin where most of the life is.
        let mut order = if steps.len() % 2 == 0 { received() } else { order() };
        let mut now = NOON;
        for (minutes, command) in steps {
            now = now.plus_ms(minutes * MINUTE_MS);
            for due in order.due_commands(now) {
                let next = order.apply(due, now).unwrap();
                check_invariants(&order, &next, now);
                order = next;
            }
            if let Ok(next) = order.apply(command, now) {
                check_invariants(&order, &next, now);
                order = next;
            }
            let _ = order.clocks(now);
        }
    }
}
