//! Who may be written to, when somebody is there, and what the register covers.

use super::*;
use crate::sample::{NOON, contact};
use crate::time::HOUR_MS;

/// Monday to Friday, 09:00 to 17:00.
fn office() -> WorkingHours {
    WorkingHours::default()
}

/// Sunday to Thursday, 08:00 to 16:00.
fn riyadh_office() -> WorkingHours {
    WorkingHours {
        days: vec![7, 1, 2, 3, 4],
        from_minute: 8 * 60,
        until_minute: 16 * 60,
    }
}

#[track_caller]
fn opens(hours: &WorkingHours, zone: &str, now: &str, expected: &str) {
    let read = |text| Timestamp::parse_rfc3339(text).unwrap();
    let next = hours.next_open(zone, read(now)).unwrap();
    assert_eq!(next, read(expected), "{next}");
    assert_eq!(hours.is_open(zone, next), Some(true));
}

/// Goal: mail of the night, of the evening and of the weekend waits for the morning.
#[test]
fn mail_waits_for_the_morning() {
    let (hours, zone) = (office(), "Europe/Paris");
    opens(&hours, zone, "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z");
    opens(
        &hours,
        zone,
        "2026-11-23T02:13:07.120Z",
        "2026-11-23T08:00:00Z",
    );
    opens(
        &hours,
        zone,
        "2026-11-23T15:59:59.999Z",
        "2026-11-23T15:59:59.999Z",
    );
    opens(&hours, zone, "2026-11-23T16:00:00Z", "2026-11-24T08:00:00Z");
    opens(&hours, zone, "2026-11-27T20:00:00Z", "2026-11-30T08:00:00Z");
    opens(&hours, zone, "2026-11-28T12:00:00Z", "2026-11-30T08:00:00Z");
}

/// Goal: nine o'clock is nine o'clock on the wall, on both sides of a change of the clocks.
#[test]
fn clocks_change_in_paris() {
    let (hours, zone) = (office(), "Europe/Paris");
    // Friday evening before the change: Monday 09:00 is 07:00 UTC in March, 08:00 UTC in October.
    opens(&hours, zone, "2026-03-27T20:00:00Z", "2026-03-30T07:00:00Z");
    opens(&hours, zone, "2026-03-20T20:00:00Z", "2026-03-23T08:00:00Z");
    opens(&hours, zone, "2026-10-23T20:00:00Z", "2026-10-26T08:00:00Z");
    opens(&hours, zone, "2026-10-16T20:00:00Z", "2026-10-19T07:00:00Z");
    // Sunday at half past two: an hour that is skipped in March, and comes twice in October.
    let night = WorkingHours {
        days: vec![7],
        from_minute: 150,
        until_minute: 240,
    };
    opens(&night, zone, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
    opens(&night, zone, "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z");
    opens(&night, zone, "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z");
}

/// Goal: the weekend is where the office says it is.
#[test]
fn the_weekend_of_riyadh() {
    let (hours, zone) = (riyadh_office(), "Asia/Riyadh");
    opens(&hours, zone, "2026-11-26T13:00:00Z", "2026-11-29T05:00:00Z"); // Thursday 16:00 → Sunday
    opens(&hours, zone, "2026-11-27T09:00:00Z", "2026-11-29T05:00:00Z"); // Friday noon
    opens(&hours, zone, "2026-11-29T06:00:00Z", "2026-11-29T06:00:00Z"); // Sunday 09:00
}

/// Goal: an odd minute, a zone off the hour, and a shift over midnight are hours like others.
#[test]
fn odd_hours_are_kept_to_the_minute() {
    let odd = WorkingHours {
        from_minute: 9 * 60 + 10,
        ..office()
    };
    opens(
        &odd,
        "Europe/Paris",
        "2026-11-23T02:00:00Z",
        "2026-11-23T08:10:00Z",
    );
    opens(
        &odd,
        "Europe/Paris",
        "2026-11-23T08:05:30Z",
        "2026-11-23T08:10:00Z",
    );
    opens(
        &office(),
        "Asia/Kathmandu",
        "2026-11-23T00:00:00Z",
        "2026-11-23T03:15:00Z",
    );

    let night = WorkingHours {
        days: vec![1, 5],
        from_minute: 22 * 60,
        until_minute: 6 * 60,
    };
    let zone = "Europe/Paris";
    opens(&night, zone, "2026-11-23T12:00:00Z", "2026-11-23T21:00:00Z"); // Monday evening
    opens(&night, zone, "2026-11-24T04:59:00Z", "2026-11-24T04:59:00Z"); // its end, on Tuesday
    opens(&night, zone, "2026-11-24T05:00:00Z", "2026-11-27T21:00:00Z"); // until Friday
    let sunday = WorkingHours {
        days: vec![7],
        ..night
    };
    opens(
        &sunday,
        zone,
        "2026-11-23T03:00:00Z",
        "2026-11-23T03:00:00Z",
    ); // Sunday's, on Monday
}

/// Goal: an unknown zone and an office nobody is ever in have no opening to wait for.
#[test]
fn what_never_opens_has_no_opening() {
    assert_eq!(office().next_open("Atlantis/Capital", NOON), None);
    assert_eq!(office().is_open("Atlantis/Capital", NOON), None);
    let never = WorkingHours {
        days: Vec::new(),
        ..office()
    };
    assert_eq!(never.next_open("Europe/Paris", NOON), None);
    let shut = WorkingHours {
        from_minute: 600,
        until_minute: 600,
        ..office()
    };
    assert_eq!(shut.next_open("Europe/Paris", NOON), None);
}

/// Goal: whatever the instant, the answer is not before it, is open, and is the first such minute.
#[test]
fn the_next_opening_is_the_first() {
    let offices = [(office(), "Europe/Paris"), (riyadh_office(), "Asia/Riyadh")];
    for (hours, zone) in offices {
        for step in 0..300 {
            let now = NOON.plus_ms(step * (HOUR_MS + 7 * MINUTE_MS + 13));
            let next = hours.next_open(zone, now).unwrap();
            assert!(next >= now);
            assert_eq!(hours.is_open(zone, next), Some(true));
            if next > now {
                assert_eq!(next, next.floor_minute());
                assert_eq!(hours.is_open(zone, next.plus_ms(-1)), Some(false));
            }
        }
    }
}

/// Goal: the register covers a domain and what is under it, and nothing that only sounds like it.
#[test]
fn the_register_covers_what_is_under_a_domain() {
    #[track_caller]
    fn case(domain: &str, host: &str, covered: bool) {
        let source = ProtectedSource {
            domain: domain.to_owned(),
            kind: "library".to_owned(),
            note: String::new(),
        };
        assert_eq!(source.covers(host), covered, "{domain} and {host}");
    }
    case("loc.gov", "loc.gov", true);
    case("loc.gov", "www.loc.gov", true);
    case("loc.gov", "a.b.loc.gov", true);
    case("loc.gov", "evil-loc.gov", false);
    case("loc.gov", "evilloc.gov", false);
    case("loc.gov", "loc.gov.evil.test", false);
    case("loc.gov", "gov", false);
    case("loc.gov", "", false);
    // A way of writing is no way around.
    case("loc.gov", "loc.gov.", true);
    case("loc.gov", "WWW.Loc.Gov", true);
    case("LOC.gov", "loc.gov", true);
    case("gov", "loc.gov", true);
    case(".gov", "loc.gov", true);
    case("", "anything.test", false);
    case(".", "anything.test.", false);
}

/// Goal: a contact is used once a person vouches for it, and until it bounces.
#[test]
fn contacts_are_confirmed_and_set_aside() {
    let good = contact();
    assert_eq!(good.check(), Ok(()));
    let found = Contact {
        confirmed: None,
        ..contact()
    };
    assert_eq!(found.check(), Err(ContactRefusal::Unconfirmed));
    for confirmed in [None, contact().confirmed] {
        let aside = Contact {
            quarantined_at: Some(NOON),
            bounces: 2,
            confirmed,
            ..contact()
        };
        assert_eq!(
            aside.check(),
            Err(ContactRefusal::Quarantined { bounces: 2 })
        );
    }
}

/// Goal: only `high` and `confirmed` may address a notice; grades compare.
#[test]
fn grades_that_may_address() {
    let grades = [Grade::Low, Grade::Medium, Grade::High, Grade::Confirmed];
    assert!(grades.is_sorted());
    assert_eq!(grades.map(Grade::may_address), [false, false, true, true]);
}

/// Goal: what people type is what is stored.
#[test]
fn roles_are_read_back() {
    for role in ProviderRole::ALL {
        assert_eq!(ProviderRole::parse(role.name()), Some(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.name());
    }
    assert_eq!(ProviderRole::parse("host"), None);
}
