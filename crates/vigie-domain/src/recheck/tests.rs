//! When to look again, and when what was seen means gone.

use super::*;
use crate::sample::{NOON, recheck};
use crate::time::SECOND_MS;

/// The schedule as people say it, in hours: 1, 3, 6, 12, 24 h, daily to day 14, weekly to day 90.
fn rungs_hours() -> Vec<i64> {
    let mut rungs = vec![1, 3, 6, 12];
    rungs.extend((1..=14).map(|day| 24 * day));
    rungs.extend((3..=12).map(|week| 168 * week));
    rungs
}

/// Looks made when each happens the moment it falls due, with these jitters in turn.
fn play(jitters: &[i64]) -> Vec<i64> {
    let mut looks = Vec::new();
    let mut now = NOON;
    while let Some(at) = next_look(NOON, now, jitters[looks.len() % jitters.len()]) {
        assert!(at > now, "a look in the past");
        assert!(looks.len() < 1_000, "the watch never ends");
        looks.push(at.since_ms(NOON));
        now = at;
    }
    looks
}

/// Goal: without jitter the looks are the schedule, to the millisecond, and they end.
#[test]
fn the_schedule_is_the_one_people_know() {
    let expected: Vec<i64> = rungs_hours().iter().map(|hours| hours * HOUR_MS).collect();
    assert_eq!(play(&[0]), expected);
}

/// Goal: jitter moves a look by a tenth of its way, and never skips or repeats a rung.
#[test]
fn jitter_keeps_every_rung() {
    let extremes: &[&[i64]] = &[
        &[-JITTER_PERMILLE],
        &[JITTER_PERMILLE],
        &[-JITTER_PERMILLE, JITTER_PERMILLE],
        &[JITTER_PERMILLE, -JITTER_PERMILLE],
        &[-JITTER_PERMILLE, -JITTER_PERMILLE, JITTER_PERMILLE],
        &[37, -91, 100, 100, -100, 3, -58],
        // Out of its range it is held at the edge.
        &[i64::MIN, i64::MAX],
    ];
    for jitters in extremes {
        let looks = play(jitters);
        let rungs = rungs_hours();
        assert_eq!(looks.len(), rungs.len(), "{jitters:?}");
        let mut below_ms = 0;
        for (look_ms, rung) in looks.iter().zip(rungs) {
            let rung_ms = rung * HOUR_MS;
            let off_ms = (look_ms - rung_ms).abs();
            assert!(
                off_ms * 1_000 <= (rung_ms - below_ms) * 112,
                "{off_ms} ms off rung {rung}"
            );
            below_ms = rung_ms;
        }
    }
}

/// Goal: a worker that was down for days looks once, not once for each rung it missed.
#[test]
fn missed_rungs_are_not_made_up() {
    #[track_caller]
    fn case(now_hours: i64, expected_hours: Option<i64>) {
        let at = next_look(NOON, NOON.plus_ms(now_hours * HOUR_MS), 0);
        assert_eq!(
            at,
            expected_hours.map(|hours| NOON.plus_ms(hours * HOUR_MS))
        );
    }
    case(0, Some(1));
    case(-5, Some(1));
    case(4, Some(6));
    case(30, Some(48));
    case(24 * 14, Some(24 * 21));
    case(24 * 83, None);
    case(24 * 84, None);
    case(24 * 400, None);
    assert_eq!(
        next_look(
            Timestamp::from_ms(i64::MIN),
            Timestamp::from_ms(i64::MAX),
            100
        ),
        None
    );
}

fn at(ms: i64) -> Timestamp {
    NOON.plus_ms(ms)
}

/// Goal: gone is twice seen, ten minutes apart to the millisecond.
#[test]
fn gone_is_confirmed_after_ten_minutes() {
    #[track_caller]
    fn case(wait_ms: i64, confirmed: bool) {
        let mut watch = recheck();
        let first_gone = at(HOUR_MS);
        assert_eq!(
            watch.observe(PageState::Gone, "desk", first_gone, None, 0),
            Seen::SuspectedGone
        );
        let seen = watch.observe(
            PageState::Gone,
            "desk",
            first_gone.plus_ms(wait_ms),
            None,
            0,
        );
        let removal = RemovalInterval {
            last_up: NOON,
            first_gone,
            seen_from_one: true,
        };
        let expected = if confirmed {
            Seen::ConfirmedGone(removal)
        } else {
            Seen::Same
        };
        assert_eq!(seen, expected);
    }
    case(0, false);
    case(SECOND_MS, false);
    case(10 * MINUTE_MS - 1, false);
    case(10 * MINUTE_MS, true);
    case(11 * MINUTE_MS, true);
    case(30 * DAY_MS, true);
    assert_eq!(CONFIRM_AFTER_MS, 10 * MINUTE_MS);
}

/// Goal: a refusal, a busy server, a challenge, a login, an error page of words: never gone.
#[test]
fn what_is_not_gone_never_stops_the_clock() {
    let gone = [PageState::Gone, PageState::GoneAccount, PageState::DnsGone];
    for state in PageState::ALL {
        assert_eq!(state.is_gone(), gone.contains(&state), "{}", state.name());
        assert!(!(state.is_gone() && state.is_up()));
        if state.is_gone() {
            continue;
        }
        let mut watch = recheck();
        for hour in 1..100 {
            assert_eq!(
                watch.observe(state, "desk", at(hour * HOUR_MS), None, 0),
                Seen::Same
            );
        }
        assert_eq!(watch.watch, Watch::Watching, "{}", state.name());
        assert!(watch.gone_vantages.is_empty());
    }
}

/// Goal: each way of being gone confirms each other.
#[test]
fn every_gone_confirms() {
    let gone = [PageState::Gone, PageState::GoneAccount, PageState::DnsGone];
    for first in gone {
        for second in gone {
            let mut watch = recheck();
            watch.observe(first, "desk", at(HOUR_MS), None, 0);
            let seen = watch.observe(second, "desk", at(2 * HOUR_MS), None, 0);
            assert!(matches!(seen, Seen::ConfirmedGone(_)));
        }
    }
}

/// Goal: one sighting up between two gone begins the counting again.
#[test]
fn up_in_between_begins_again() {
    let mut watch = recheck();
    watch.observe(PageState::Gone, "desk", at(HOUR_MS), None, 0);
    assert_eq!(
        watch.observe(PageState::Up, "desk", at(2 * HOUR_MS), None, 0),
        Seen::Same
    );
    assert_eq!(watch.watch, Watch::Watching);
    assert_eq!(
        watch.observe(PageState::Gone, "away", at(3 * HOUR_MS), None, 0),
        Seen::SuspectedGone
    );
    let seen = watch.observe(PageState::Gone, "away", at(4 * HOUR_MS), None, 0);
    let removal = RemovalInterval {
        last_up: at(2 * HOUR_MS),
        first_gone: at(3 * HOUR_MS),
        seen_from_one: true,
    };
    assert_eq!(seen, Seen::ConfirmedGone(removal));
}

/// Goal: what is not a sighting in between neither confirms nor resets.
#[test]
fn a_busy_server_in_between_changes_nothing() {
    let mut watch = recheck();
    watch.observe(PageState::Gone, "desk", at(HOUR_MS), None, 0);
    for state in [
        PageState::Busy,
        PageState::Challenge,
        PageState::SoftGone,
        PageState::Unreachable,
    ] {
        assert_eq!(
            watch.observe(state, "desk", at(2 * HOUR_MS), None, 0),
            Seen::Same
        );
    }
    assert_eq!(
        watch.watch,
        Watch::Suspected {
            first_gone: at(HOUR_MS)
        }
    );
    let seen = watch.observe(PageState::Gone, "desk", at(3 * HOUR_MS), None, 0);
    assert!(
        matches!(seen, Seen::ConfirmedGone(RemovalInterval { first_gone, .. }) if first_gone == at(HOUR_MS))
    );
}

/// Goal: one vantage is counted apart; two are not, and one of them twice is still one.
#[test]
fn vantages_are_counted() {
    #[track_caller]
    fn case(vantages: [&str; 2], seen_from_one: bool, name: &str) {
        let mut watch = recheck();
        watch.observe(PageState::Gone, vantages[0], at(HOUR_MS), None, 0);
        watch.observe(PageState::Gone, vantages[1], at(2 * HOUR_MS), None, 0);
        let Watch::Gone { removal } = watch.watch else {
            panic!("{:?}", watch.watch)
        };
        assert_eq!(
            (removal.seen_from_one, removal.name()),
            (seen_from_one, name)
        );
    }
    case(["desk", "desk"], true, "gone_seen_from_one");
    case(["desk", "away"], false, "gone");

    // A sighting up from the second vantage wipes what the first saw before.
    let mut watch = recheck();
    watch.observe(PageState::Gone, "away", at(HOUR_MS), None, 0);
    watch.observe(PageState::Up, "desk", at(2 * HOUR_MS), None, 0);
    watch.observe(PageState::Gone, "desk", at(3 * HOUR_MS), None, 0);
    watch.observe(PageState::Gone, "desk", at(4 * HOUR_MS), None, 0);
    assert!(matches!(watch.watch, Watch::Gone { removal } if removal.seen_from_one));
}

/// Goal: what comes back is said once, ends the watch, and stays said.
#[test]
fn what_came_back_is_back() {
    let mut watch = recheck();
    watch.observe(PageState::Gone, "desk", at(HOUR_MS), None, 0);
    watch.observe(PageState::Gone, "desk", at(2 * HOUR_MS), None, 0);
    assert!(
        watch.next_at.is_some(),
        "what is gone is watched for a return"
    );
    assert_eq!(
        watch.observe(PageState::Gone, "desk", at(3 * HOUR_MS), None, 0),
        Seen::Same
    );
    let back = at(DAY_MS);
    assert_eq!(
        watch.observe(PageState::Up, "desk", back, None, 0),
        Seen::CameBack
    );
    assert_eq!(
        (watch.watch, watch.next_at),
        (Watch::Back { seen_at: back }, None)
    );
    for state in PageState::ALL {
        assert_eq!(
            watch.observe(state, "desk", at(2 * DAY_MS), None, 0),
            Seen::Same
        );
        assert_eq!(
            (watch.watch, watch.next_at),
            (Watch::Back { seen_at: back }, None)
        );
    }
}

/// Goal: the removal lies between the last sighting up and the first gone; time runs from receipt.
#[test]
fn the_removal_is_an_interval() {
    let mut watch = recheck();
    watch.observe(PageState::Up, "desk", at(HOUR_MS), None, 0);
    watch.observe(PageState::UpChanged, "desk", at(3 * HOUR_MS), None, 0);
    watch.observe(PageState::Busy, "desk", at(4 * HOUR_MS), None, 0);
    watch.observe(PageState::Gone, "desk", at(6 * HOUR_MS), None, 0);
    watch.observe(PageState::Gone, "desk", at(7 * HOUR_MS), None, 0);
    let Watch::Gone { removal } = watch.watch else {
        panic!("{:?}", watch.watch)
    };
    assert_eq!(
        (removal.last_up, removal.first_gone),
        (at(3 * HOUR_MS), at(6 * HOUR_MS))
    );
    assert_eq!(removal.time_to_removal_ms(NOON), 6 * HOUR_MS);
    assert_eq!(watch.looks, 5);
}

/// Goal: a server may ask for patience; it cannot ask for haste, nor for ever.
#[test]
fn retry_after_only_makes_it_later() {
    #[track_caller]
    fn case(retry_after_ms: Option<i64>, expected_ms: i64) {
        let mut watch = recheck();
        watch.observe(PageState::Busy, "desk", at(HOUR_MS), retry_after_ms, 0);
        assert_eq!(watch.next_at, Some(at(expected_ms)));
    }
    case(None, 3 * HOUR_MS);
    case(Some(0), 3 * HOUR_MS);
    case(Some(-DAY_MS), 3 * HOUR_MS);
    case(Some(MINUTE_MS), 3 * HOUR_MS);
    case(Some(2 * HOUR_MS + 1), 3 * HOUR_MS + 1);
    case(Some(DAY_MS), DAY_MS + HOUR_MS);
    case(Some(i64::MAX), DAY_MS + HOUR_MS);
}

/// Goal: a first "gone" is looked at again soon; a host that then only says "busy" is not hammered.
#[test]
fn a_suspicion_is_followed_up_with_patience() {
    let mut watch = recheck();
    let first_gone = at(HOUR_MS);
    watch.observe(PageState::Gone, "desk", first_gone, None, 0);
    assert_eq!(watch.next_at, Some(first_gone.plus_ms(CONFIRM_NEXT_MS)));

    let mut looks = 0;
    while let Some(now) = watch.next_at {
        watch.observe(PageState::Busy, "desk", now, None, 0);
        looks += 1;
        assert!(looks < 60, "a busy host is asked for ever");
    }
    assert_eq!(watch.watch, Watch::Suspected { first_gone });
}

/// Goal: a first "gone" on the very last look of a watch is still confirmed.
#[test]
fn the_last_look_is_confirmed_too() {
    let mut watch = recheck();
    let last = at(84 * DAY_MS);
    assert_eq!(
        watch.observe(PageState::Gone, "desk", last, None, 0),
        Seen::SuspectedGone
    );
    let confirm = last.plus_ms(CONFIRM_NEXT_MS);
    assert_eq!(watch.next_at, Some(confirm));
    assert!(matches!(
        watch.observe(PageState::Gone, "desk", confirm, None, 0),
        Seen::ConfirmedGone(_)
    ));
    assert_eq!(watch.next_at, None);
}

/// Goal: what went because of us is watched until it is back, and the watch then ends; what never
/// went, or came back on its own, is not.
#[test]
fn what_is_taken_back_is_watched_until_it_is_back() {
    let gone = |watch: Watch| Recheck { watch, ..recheck() };
    let first_gone = NOON;
    let removal = RemovalInterval {
        last_up: NOON,
        first_gone,
        seen_from_one: false,
    };
    for watch in [Watch::Watching, Watch::Back { seen_at: NOON }] {
        let mut one = gone(watch);
        assert!(!one.await_return(NOON));
        assert_eq!((one.watch, one.next_at), (watch, None));
    }
    for watch in [Watch::Suspected { first_gone }, Watch::Gone { removal }] {
        let mut one = gone(watch);
        let since = NOON.plus_ms(DAY_MS);
        assert!(one.await_return(since));
        assert_eq!(one.next_at, Some(since.plus_ms(AWAIT_FIRST_MS)));
        let at = since.plus_ms(AWAIT_FIRST_MS);
        assert_eq!(one.observe(PageState::Gone, "a", at, None, 0), Seen::Same);
        assert_eq!(one.next_at, Some(since.plus_ms(3 * HOUR_MS)));
        // A server that is busy, or asks for a name, shows nothing.
        assert_eq!(one.observe(PageState::Busy, "a", at, None, 0), Seen::Same);
        let seen_at = since.plus_ms(3 * HOUR_MS);
        assert_eq!(
            one.observe(PageState::Up, "a", seen_at, None, 0),
            Seen::Reinstated
        );
        assert_eq!(one.watch, Watch::Reinstated { seen_at });
        assert_eq!(one.next_at, None);
        assert_eq!(
            one.observe(PageState::Up, "a", seen_at, None, 0),
            Seen::Same
        );
    }
    // After ninety days nobody looks any more, and it is still not back.
    let mut one = gone(Watch::Gone { removal });
    one.await_return(NOON);
    one.observe(PageState::Gone, "a", NOON.plus_ms(WATCH_UNTIL_MS), None, 0);
    assert_eq!(
        (one.watch, one.next_at),
        (Watch::Awaiting { since: NOON }, None)
    );
}
