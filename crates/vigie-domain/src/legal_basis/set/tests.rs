//! Sets that contradict themselves; versions, days, what a change does.

use super::*;
use crate::sample::{NOON, order_basis};

fn set() -> LegalSet {
    LegalSet {
        schema: LEGAL_SCHEMA.to_owned(),
        edition: "test".to_owned(),
        bases: vec![order_basis()],
        authorities: Vec::new(),
    }
}

fn second(set: &mut LegalSet, from: &str) -> LegalBasis {
    let basis = LegalBasis {
        version: 2,
        valid_from: Timestamp::parse_rfc3339(from).unwrap(),
        ..order_basis()
    };
    set.bases.push(basis.clone());
    basis
}

/// Goal: each thing a set can have wrong is refused by the basis it is wrong in.
#[test]
fn a_set_is_whole() {
    type Spoil = fn(&mut LegalSet);
    set().check().unwrap();
    let table: &[(&str, Spoil)] = &[
        ("`schema` must be", |s| s.schema.clear()),
        ("a set holds 1 to", |s| s.bases.clear()),
        ("a code is", |s| {
            "TCO order".clone_into(&mut s.bases[0].code);
        }),
        ("versions count", |s| s.bases[0].version = 0),
        ("the jurisdiction", |s| {
            "Zeta".clone_into(&mut s.bases[0].jurisdiction);
        }),
        ("in ar, fr and en", |s| s.bases[0].text.ar.clear()),
        ("in ar, fr and en", |s| {
            s.bases[0].cite = "one\ntwo".to_owned();
        }),
        ("at most 512", |s| s.bases[0].cite = "z".repeat(513)),
        ("ends after it begins", |s| {
            s.bases[0].valid_until = Some(s.bases[0].valid_from);
        }),
        ("at least one role", |s| s.bases[0].addressees.clear()),
        ("never allows", |s| {
            s.bases[0].addressees.push(ProviderRole::CdnProxy);
        }),
        ("longer than nothing", |s| {
            s.bases[0]
                .deadlines
                .insert(ClockKind::Execute, Span::default());
        }),
        ("no deadline `execute`", |s| {
            s.bases[0].deadlines.remove(&ClockKind::Execute);
        }),
        ("editions of the forms", |s| s.bases[0].forms.clear()),
        ("exposure_orders", |s| s.bases[0].exposure_orders = None),
        ("only a binding", |s| {
            s.bases[0].instrument = Instrument::TcoReferral;
        }),
        ("stands twice", |s| s.bases.push(s.bases[0].clone())),
        ("on the same day", |s| {
            second(s, "2027-01-01T00:00:00Z");
        }),
        ("an authority has", |s| {
            s.authorities.push(HomeAuthority {
                state: "Zeta".to_owned(),
                contact: FormContact {
                    name: "Z".to_owned(),
                    email: "z@zeta.example".to_owned(),
                    phone: None,
                },
                language: Language::En,
            });
        }),
    ];
    for (sentence, spoil) in table {
        let mut set = set();
        spoil(&mut set);
        let said = set.check().unwrap_err().to_string();
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
}

/// Goal: a change of law is a new version from its day on; what was decided before keeps its own,
/// and is refused once that is withdrawn.
#[test]
fn versions_follow_the_calendar() {
    let mut set = set();
    let first = set.bases[0].reference();
    set.bases[0].valid_until = Timestamp::parse_rfc3339("2026-12-01T00:00:00Z");
    let second = second(&mut set, "2026-12-01T00:00:00Z").reference();
    set.check().unwrap();
    let order = Instrument::TcoRemovalOrder;
    assert_eq!(set.in_force(order, NOON).unwrap().reference(), first);
    let later = NOON.plus_ms(30 * crate::time::DAY_MS);
    assert_eq!(set.in_force(order, later).unwrap().reference(), second);
    set.check_still(&first, NOON).unwrap();
    let refused = set.check_still(&first, later).unwrap_err().to_string();
    assert!(
        refused.contains("`tco_removal_order@1`") && refused.contains("decide it anew"),
        "{refused}"
    );
    let none = set
        .in_force(Instrument::Dsa9Order, NOON)
        .unwrap_err()
        .to_string();
    assert!(
        none.contains("`dsa9_order`") && none.contains("vigie legal import"),
        "{none}"
    );
}

/// Goal: what an import would do is said before it does it, and a version keeps its words.
#[test]
fn a_change_is_shown() {
    let old = set();
    assert!(old.diff(&set()).unwrap().is_empty());
    let mut next = set();
    next.bases[0].valid_until = Timestamp::parse_rfc3339("2026-12-01T00:00:00Z");
    let added = second(&mut next, "2026-12-01T00:00:00Z").reference();
    let diff = old.diff(&next).unwrap();
    assert_eq!(
        (diff.added, diff.ended),
        (vec![added], vec![old.bases[0].reference()])
    );
    let mut gone = set();
    gone.bases[0].version = 7;
    assert_eq!(
        old.diff(&gone).unwrap().withdrawn,
        [old.bases[0].reference()]
    );
    let mut other = set();
    "Another article".clone_into(&mut other.bases[0].cite);
    let refused = old.diff(&other).unwrap_err().to_string();
    assert!(refused.contains("a version never changes"), "{refused}");
}

/// Goal: days are days, and anything else is refused where it stands.
#[test]
fn days_are_read() {
    let text = serde_json::to_value(order_basis()).unwrap();
    assert_eq!(text["valid_from"], "2022-06-07");
    for bad in [
        "2022-6-7",
        "7 June 2022",
        "2022-06-07T00:00:00Z",
        "2022-02-30",
    ] {
        let mut odd = text.clone();
        odd["valid_from"] = bad.into();
        assert!(serde_json::from_value::<LegalBasis>(odd).is_err(), "{bad}");
    }
}
