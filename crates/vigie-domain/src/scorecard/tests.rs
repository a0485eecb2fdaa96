//! Figures against hands, and the log against rows.

use super::*;
use crate::id::{DeskId, EventId, ItemId, LineId, ProviderId, ReferralId, RetractionId, UserId};
use crate::{ActorKind, AuditEvent, AuditRecord, Side};

const RECEIPT: Timestamp = Timestamp::from_ms(1_000_000);

fn line(end: LineEnd, last_up_ms: Option<i64>) -> LineRecord {
    LineRecord {
        end,
        last_up: last_up_ms.map(|ms| RECEIPT.plus_ms(ms)),
        came_back_at: None,
    }
}

fn gone(after_ms: i64, seen_from_one: bool) -> LineRecord {
    let first_gone = RECEIPT.plus_ms(after_ms);
    let end = LineEnd::Gone {
        first_gone,
        seen_from_one,
    };
    line(end, None)
}

fn notice(lines: Vec<LineRecord>) -> NoticeRecord {
    NoticeRecord {
        received_at: Some(RECEIPT),
        is_bounced: false,
        answered_at: None,
        lines,
    }
}

fn figure(card: &Scorecard, name: &str) -> Figure {
    *card.figures().iter().find(|one| one.name == name).unwrap()
}

/// Goal: what was gone before, never left or was taken back is in no time; one vantage is counted
/// apart; what is up holds the median back.
#[test]
fn each_outcome_is_counted_once() {
    let one = notice(vec![
        gone(HOUR_MS, false),
        gone(3 * HOUR_MS, true),
        line(LineEnd::Open, Some(2 * HOUR_MS)),
        line(LineEnd::Refused, Some(9 * HOUR_MS)),
        line(LineEnd::AlreadyGone, None),
        line(LineEnd::SentBack, None),
        line(LineEnd::Retracted, None),
    ]);
    let card = Scorecard::measure([&one], RECEIPT.plus_ms(DAY_MS));
    assert_eq!((card.referrals, card.lines), (1, 5));
    assert_eq!((card.removed, card.seen_from_one), (1, 1));
    assert_eq!((card.open, card.refused, card.retracted), (1, 1, 1));
    assert_eq!(
        (card.already_gone, card.not_gone(), card.silent()),
        (1, 2, 1)
    );
    // 1 h: 3/4; 3 h, two at risk: 3/8.
    assert_eq!(card.median_ms, Some(3 * HOUR_MS));
    assert_eq!(card.p90_ms, None);
    // Four observations are too few to print.
    assert_eq!(figure(&card, "median_ms").value, None);
    assert_eq!(figure(&card, "gone_within_24h").value, None);
    let bounced = NoticeRecord {
        is_bounced: true,
        ..one
    };
    let card = Scorecard::measure([&bounced], RECEIPT);
    assert_eq!((card.bounced, card.lines, card.silent()), (1, 0, 0));
}

/// Goal: shares equal a hand's, with the interval of Wilson as published tables have it.
///
/// Source: Newcombe 1998, table I: 81 of 263 gives 0.2553 and 0.3662; 15 of 148 gives 0.0624 and
/// 0.1605; 0 of 20 gives 0 and 0.1611; 1 of 29 gives 0.0061 and 0.1718.
#[test]
fn intervals_of_shares() {
    for (part, whole, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let ends = wilson(part, whole);
        assert!((ends.low - low).abs() < 6e-5, "{part}/{whole}: {ends:?}");
        assert!((ends.high - high).abs() < 6e-5, "{part}/{whole}: {ends:?}");
    }
    let lines = (1..=10).map(|hours| gone(hours * HOUR_MS, false)).collect();
    let all = notice(lines);
    let card = Scorecard::measure([&all], RECEIPT.plus_ms(90 * DAY_MS));
    assert_eq!(figure(&card, "gone_within_1h").value, Some(100));
    assert_eq!(figure(&card, "gone_within_1h").low, Some(15));
    assert_eq!(figure(&card, "gone_within_1h").high, Some(527));
    assert_eq!(figure(&card, "gone_within_24h").value, Some(1_000));
    assert_eq!(figure(&card, "median_ms").value, Some(5 * HOUR_MS));
    assert_eq!(figure(&card, "stay_down_30d").value, Some(1_000));
    assert_eq!(
        figure(&card, "answer_rate").value,
        None,
        "one notice is too few"
    );
}

/// Goal: what came back within thirty days did not stay down; what is gone for less is not
/// counted yet.
#[test]
fn staying_down() {
    let back = |after_ms| LineRecord {
        came_back_at: Some(RECEIPT.plus_ms(after_ms)),
        ..gone(0, false)
    };
    let fresh = gone(20 * DAY_MS, false);
    let one = notice(vec![back(DAY_MS), back(31 * DAY_MS), gone(0, false), fresh]);
    let card = Scorecard::measure([&one], RECEIPT.plus_ms(45 * DAY_MS));
    assert_eq!(
        (card.came_back, card.down_observed, card.down_kept),
        (2, 3, 2)
    );
}

/// Goal: half of the notices had an answer after two hours; one without counts to the end.
#[test]
fn answers() {
    let answered = |after_ms: Option<i64>| NoticeRecord {
        answered_at: after_ms.map(|ms| RECEIPT.plus_ms(ms)),
        ..notice(Vec::new())
    };
    let hours = [Some(1), Some(2), Some(2), Some(5), None, None];
    let all: Vec<_> = hours.map(|one| answered(one.map(|h| h * HOUR_MS))).into();
    let card = Scorecard::measure(&all, RECEIPT.plus_ms(DAY_MS));
    assert_eq!(figure(&card, "time_to_answer_ms").value, Some(2 * HOUR_MS));
    assert_eq!(figure(&card, "answer_rate").value, Some(667));
    assert_eq!(card.silent(), 2);
}

/// Goal: every figure that is printed has a definition, and no name is printed twice.
#[test]
fn every_figure_is_defined() {
    let figures = Scorecard::default().figures();
    let defined: Vec<&str> = DEFINITIONS
        .iter()
        .flat_map(|(names, _)| names.split(", "))
        .collect();
    for one in &figures {
        assert!(defined.contains(&one.name), "{} is not defined", one.name);
        assert_eq!(
            figures
                .iter()
                .filter(|other| other.name == one.name)
                .count(),
            1
        );
    }
}

fn act(at_ms: i64, event: AuditEvent) -> AuditRecord {
    AuditRecord {
        id: EventId::from_u128(1),
        desk: DeskId::from_u128(1),
        side: Side::Unit,
        actor: ActorKind::Person {
            user: UserId::from_u128(1),
        },
        at: RECEIPT.plus_ms(at_ms),
        event,
    }
}

/// Goal: the log alone tells the whole story of a notice. Method: four items: one gone and back,
/// one refused, one retracted, one never sent; a second notice that never left.
#[test]
fn the_log_tells_it() {
    let (referral, provider) = (ReferralId::from_u128(1), ProviderId::from_u128(9));
    let items: Vec<ItemId> = (1..=4).map(ItemId::from_u128).collect();
    let approved = |referral, items: &[ItemId]| AuditEvent::ReferralApproved {
        referral,
        instrument: "tco_referral".to_owned(),
        legal_basis: String::new(),
        provider,
        items: items.to_vec(),
    };
    let closed = |item, outcome: &str, ms| AuditEvent::LineClosed {
        referral,
        line: LineId::from_u128(1),
        item,
        outcome: outcome.to_owned(),
        time_to_removal_ms: ms,
    };
    let seen = |item, state: &str| AuditEvent::RecheckObserved {
        item,
        state: state.to_owned(),
    };
    let acts = [
        act(-9, approved(referral, &items)),
        act(-8, approved(ReferralId::from_u128(2), &items[..1])),
        act(-7, seen(items[0], "up")),
        act(
            -6,
            AuditEvent::LineSentBack {
                referral,
                line: LineId::from_u128(4),
                item: items[3],
                why: "object_changed".to_owned(),
            },
        ),
        act(
            0,
            AuditEvent::ReferralSent {
                referral,
                instrument: String::new(),
                items: 3,
            },
        ),
        act(HOUR_MS, seen(items[0], "up")),
        act(2 * HOUR_MS, seen(items[1], "up_changed")),
        act(3 * HOUR_MS, seen(items[0], "gone")),
        act(
            4 * HOUR_MS,
            AuditEvent::ClaimReceived {
                referral,
                says: "refused".to_owned(),
                via: "link".to_owned(),
            },
        ),
        act(5 * HOUR_MS, closed(items[0], "gone", Some(3 * HOUR_MS))),
        act(6 * HOUR_MS, closed(items[1], "refused", None)),
        act(
            7 * HOUR_MS,
            AuditEvent::ReferralRetracted {
                referral,
                retraction: RetractionId::from_u128(1),
                items: vec![items[2]],
            },
        ),
        act(
            DAY_MS,
            AuditEvent::ItemCameBack {
                item: items[0],
                reupload_of: None,
            },
        ),
    ];
    let read = read_log(&acts);
    assert_eq!(read.len(), 1, "what never left is no notice");
    let back = LineRecord {
        came_back_at: Some(RECEIPT.plus_ms(DAY_MS)),
        last_up: Some(RECEIPT.plus_ms(HOUR_MS)),
        ..gone(3 * HOUR_MS, false)
    };
    let expected = NoticeRecord {
        answered_at: Some(RECEIPT.plus_ms(4 * HOUR_MS)),
        ..notice(vec![
            back,
            line(LineEnd::Refused, Some(2 * HOUR_MS)),
            line(LineEnd::Retracted, None),
            line(LineEnd::SentBack, None),
        ])
    };
    assert_eq!(read[0].record, expected);
    assert_eq!((read[0].provider, read[0].items.len()), (provider, 4));
}
