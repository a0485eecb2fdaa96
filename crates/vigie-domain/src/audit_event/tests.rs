//! Every event there is: its name, its case, and what of it anybody may read.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::*;

const ITEM: &str = "00000000-0000-7000-8000-0000000000a1";
const REFERRAL: &str = "00000000-0000-7000-8000-0000000000a2";
const COMPLAINT: &str = "00000000-0000-7000-8000-0000000000a7";

/// What the log publishes of an event, besides its kind and the pseudonym of its case.
const PUBLIC: [&str; 7] = [
    "instrument",
    "legal_basis",
    "outcome",
    "scope",
    "says",
    "conclusion",
    "model",
];

/// One value for each field any event has; those that stay private are marked as such.
fn fields() -> Map<String, Value> {
    let id = |tail: &str| format!("00000000-0000-7000-8000-0000000000{tail}");
    let ids = json!({
        "item": ITEM, "referral": REFERRAL, "reupload_of": id("a3"), "items": [id("a4"), id("a5")],
        "designation": id("b1"), "user": id("b2"), "key": id("b3"), "batch": id("b4"),
        "exhibit": id("b5"), "assessment": id("b6"), "review": id("b7"), "provider": id("b8"),
        "contact": id("b9"), "line": id("c1"), "mail": id("c2"), "retraction": id("c3"),
        "order": id("a6"), "dossier": id("a8"), "bank": id("c4"), "job": id("c5"), "entry": id("c6"),
        "complaint": COMPLAINT, "recommendation": id("c8"), "to": id("c7"),
    });
    let words = json!({
        "name": "private-name", "setting": "private-setting", "article": "private-article",
        "roles": ["private-role"], "channel": "private-channel", "reason": "private-reason",
        "cause": "private-cause", "source": "private-source", "domain": "private.test",
        "why": "private-why", "status": "private-status", "via": "private-via",
        "class": "private-class", "state": "private-state", "job_kind": "private-job",
        "root": "ba".repeat(32), "warc_sha256": "ab".repeat(32), "message_sha256": "cd".repeat(32),
        "instrument": "public-instrument", "legal_basis": "public-basis",
        "outcome": "public-outcome", "scope": "public-scope", "says": "public-says",
        "conclusion": "terrorist_content", "model": "public-model", "prior": "private-prior",
        "edition": "private-edition", "form": "private-form", "language": "private-language",
        "letter": "private-letter", "template_sha256": "ef".repeat(32),
        "form_sha256": "fe".repeat(32), "manifest_sha256": "fa".repeat(32), "before": "private-before", "list": "private-list",
        "from": "private-from", "damage": "private-damage",
    });
    let numbers = json!({
        "second_eyes": true, "agreed": true, "arrived": true, "until": 987_654_321_i64,
        "time_to_removal_ms": 987_654_322_i64, "items_added": 987_654, "items_known": 987_655,
        "lines_refused": 987_656, "matches": 987_657, "distance_bits_min": 987_658,
        "links": 987_659, "bounces": 987_660, "reminder": 201, "entries_added": 987_661,
        "entries_known": 987_662, "entries": 987_663, "tables": 987_664,
        "erasures_replayed": 987_665, "reports": 987_666, "until_change": 987_668,
        "texts": 987_669, "unread": 987_670, "exhibits": 987_671, "labels": 987_672,
        "bases": 987_675, "bases_withdrawn": 987_676, "orders": 987_677, "version": 987_673, "terms": 987_674,
        "complaints": 987_690, "tree_size": 987_692, "population": 987_693, "log_size": 987_696, "copies": 987_694,
        "took_ms": 987_695, "items_again": 987_691, "is_complete": true,
        "year": 54_321,
    });
    let all = [ids, words, numbers];
    all.iter()
        .filter_map(Value::as_object)
        .flatten()
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// One event of each kind, with every field filled.
fn samples() -> Vec<AuditEvent> {
    let of_kind = |(kind, _): &(&str, &str)| {
        let mut fields = fields();
        fields.insert("kind".to_owned(), json!(kind));
        if *kind == "referral.sent" {
            fields.insert("items".to_owned(), json!(987_667));
        }
        serde_json::from_value(fields.into())
            .unwrap_or_else(|error| panic!("{kind}: give the new field a value above: {error}"))
    };
    AuditEvent::CATALOGUE.iter().map(of_kind).collect()
}

/// The fields an event really has.
fn own_fields(event: &AuditEvent) -> Map<String, Value> {
    let mut own = serde_json::to_value(event)
        .unwrap()
        .as_object()
        .unwrap()
        .clone();
    assert_eq!(own.remove("kind"), Some(json!(event.kind())));
    own
}

/// Goal: names are unique, and say of a thing what was done: `noun.past`.
#[test]
fn kinds_are_a_noun_and_what_was_done() {
    let mut seen = BTreeSet::new();
    for (kind, sentence) in AuditEvent::CATALOGUE {
        assert!(seen.insert(kind), "{kind} twice");
        let (noun, act) = kind.split_once('.').unwrap();
        for word in noun.split('_').chain(act.split('_')) {
            assert!(
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()),
                "{kind}"
            );
        }
        let done = act.split('_').next().unwrap();
        let irregular = [
            "sent",
            "begun",
            "found",
            "held",
            "kept",
            "came",
            "left",
            "set",
            "withdrawn",
            "upheld",
            "read",
            "reread",
            "rebuilt",
        ];
        assert!(
            done.ends_with("ed") || irregular.contains(&done),
            "{kind} is not past"
        );
        assert!(
            sentence.trim().ends_with('.') && sentence.trim().len() > 10,
            "{kind}: {sentence}"
        );
        assert!(kind.len() <= 40);
    }
}

/// Goal: each kind is stored under its name and read back whole.
#[test]
fn every_event_is_read_back() {
    let samples = samples();
    for (event, (kind, _)) in samples.iter().zip(AuditEvent::CATALOGUE) {
        assert_eq!(event.kind(), *kind);
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<AuditEvent>(&text).unwrap(), *event);
        let given = fields();
        for (field, value) in own_fields(event) {
            if *kind != "referral.sent" || field != "items" {
                assert_eq!(Some(&value), given.get(&field), "{kind}: {field}");
            }
        }
    }
}

/// Goal: what anybody may read names nobody: no id, no free text, no number of the private part.
#[test]
fn the_public_part_names_nobody() {
    for event in samples() {
        let mut public = serde_json::to_value(event.public()).unwrap();
        assert_eq!(public["kind"], event.kind());
        // The case is published as a pseudonym only; whoever writes the leaf makes it.
        let _case = public.as_object_mut().unwrap().remove("case");
        let public = public.to_string();
        for (field, value) in own_fields(&event) {
            if PUBLIC.contains(&field.as_str()) || value.is_boolean() {
                continue;
            }
            let values = value
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![value.clone()]);
            for private in values {
                let private = private.to_string();
                let private = private.trim_matches('"');
                assert!(
                    !public.contains(private),
                    "{}: {field} is published",
                    event.kind()
                );
            }
        }
        assert!(!public.contains("private"), "{public}");
        assert!(!public.contains("00000000-0000"), "{public}");
    }
}

/// Goal: what can be counted is published: instrument, legal basis, outcome.
#[test]
fn the_public_part_can_be_counted() {
    for event in samples() {
        let own = own_fields(&event);
        let public = event.public();
        let counts = event.kind() != "item.assessed";
        assert_eq!(
            public.instrument.is_some(),
            own.contains_key("instrument"),
            "{}",
            event.kind()
        );
        assert_eq!(
            public.legal_basis.is_some(),
            own.contains_key("legal_basis")
        );
        let has_outcome = ["outcome", "scope", "says", "conclusion"]
            .iter()
            .any(|f| own.contains_key(*f))
            || event.kind().starts_with("text_model.");
        assert_eq!(
            public.outcome.is_some(),
            has_outcome && counts,
            "{}",
            event.kind()
        );
    }
}

/// Goal: a first finding is not published: it would tell the second person what to find.
#[test]
fn a_first_finding_is_not_published() {
    let (item, assessment) = (ITEM.parse().unwrap(), AssessmentId::from_u128(1));
    for conclusion in Conclusion::ALL {
        let first = AuditEvent::ItemAssessed {
            item,
            assessment,
            conclusion,
            second_eyes: true,
        };
        assert_eq!(first.public().outcome, None);
    }
    let review = ReviewId::from_u128(1);
    let conclusion = None;
    let disputed = AuditEvent::ItemReviewed {
        item,
        assessment,
        review,
        agreed: false,
        conclusion,
    };
    assert_eq!(disputed.public().outcome.as_deref(), Some("disagreed"));
}

/// Goal: an event that is about an item or a referral is in its history, and no other is.
#[test]
fn every_event_finds_its_case() {
    for event in samples() {
        let own = own_fields(&event);
        let expected = if own.contains_key("item") {
            Some(Case::Item(ITEM.parse().unwrap()))
        } else if own.contains_key("referral") {
            Some(Case::Referral(REFERRAL.parse().unwrap()))
        } else if let Some(order) = own.get("order").and_then(Value::as_str) {
            Some(Case::Order(order.parse().unwrap()))
        } else if own.contains_key("complaint") {
            Some(Case::Complaint(COMPLAINT.parse().unwrap()))
        } else {
            None
        };
        assert_eq!(event.case(), expected, "{}", event.kind());
        let others = own
            .get("items")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        assert_eq!(event.other_items().len(), others, "{}", event.kind());
    }
    let stray = AuditEvent::MailFiled {
        mail: MailId::from_u128(1),
        referral: None,
        class: "other".to_owned(),
    };
    assert_eq!(stray.case(), None);
}
