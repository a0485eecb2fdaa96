//! Every language has every key, and every page finds its words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use vigie_desk::provider::Scorecard;
use vigie_domain::complaint::COMPLAINT_STATES;
use vigie_domain::item::ITEM_STATES;
use vigie_domain::oversight::RECOMMENDATION_STATES;
use vigie_domain::{
    Asked, AuditEvent, Category, ComplaintOutcome, Conclusion, EntryState, Exemption, Finding,
    Instrument, PageState, Permission, ProviderRole, Risk, Role, Sign, SignalType, Transform,
};

use super::*;

/// Keys of a source, each with the names of the values it takes.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines() {
        let is_message = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((key, _)) = line.split_once('=').filter(|_| is_message) {
            current = key.trim().to_owned();
            let values = BTreeSet::new();
            assert!(
                found.insert(current.clone(), values).is_none(),
                "{current} stands twice"
            );
        }
        for (index, _) in line.match_indices('$') {
            let name = line[index + 1..]
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            found.get_mut(&current).unwrap().insert(name);
        }
    }
    found
}

/// Goal: every source reads without an error.
#[test]
fn sources_are_well_formed() {
    for (language, source) in SOURCES {
        let read = FluentResource::try_new(source.to_owned());
        assert!(
            read.is_ok(),
            "{}: {:?}",
            language.code(),
            read.err().map(|(_, errors)| errors)
        );
    }
}

/// Goal: nothing is said in one language only, and each says it with the same values.
#[test]
fn the_three_languages_say_the_same() {
    let [arabic, french, english] = SOURCES.map(|(_, source)| keys(source));
    for (other, name) in [(&arabic, "ar"), (&french, "fr")] {
        for (key, values) in &english {
            assert_eq!(
                other.get(key),
                Some(values),
                "{name}.ftl differs at `{key}`"
            );
        }
        for key in other.keys() {
            assert!(
                english.contains_key(key),
                "{name}.ftl has `{key}`, which English has not"
            );
        }
    }
}

fn files(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

fn sources_of_pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("templates"), ".html", &mut found);
    files(&root.join("src"), ".rs", &mut found);
    found.retain(|(path, _)| !path.ends_with("tests.rs") && !path.contains("/src/api/"));
    found
}

/// Literals after the calls that ask for a word.
fn used_keys() -> BTreeSet<(String, String)> {
    let mut used = BTreeSet::new();
    for (path, text) in sources_of_pages() {
        for opening in [".t(\"", ".with(\"", ".count(\"", "part(\"", "Key(\""] {
            for (index, _) in text.match_indices(opening) {
                let rest = &text[index + opening.len()..];
                let key: String = rest.chars().take_while(|c| *c != '"').collect();
                used.insert((path.clone(), key));
            }
        }
    }
    used
}

/// Families whose keys are made from stable names.
fn family_keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut add = |family: &str, names: &[&str]| {
        keys.extend(names.iter().map(|name| family_key(family, name)));
    };
    add("state", &ITEM_STATES);
    add(
        "label",
        &[
            "call_to_violence",
            "threat",
            "glorification",
            "recruitment",
            "instruction",
            "dehumanisation",
            "quoted",
            "reported",
            "condemned",
            "negated",
            "fiction",
            "offensive",
        ],
    );
    add(
        "textlanguage",
        &[
            "ar", "fa", "ur", "ckb", "ps", "ar-Latn", "ku", "fr", "en", "es", "it", "pt", "de",
            "nl", "tr", "ro", "pl", "sv", "id", "unknown",
        ],
    );
    add("textsource", &["page", "document", "subtitle"]);
    add("standing", &["current", "shadow", "past"]);
    add("day", &["1", "2", "3", "4", "5", "6", "7"]);
    add("conclusion", &Conclusion::ALL.map(Conclusion::name));
    add("category", &Category::ALL.map(Category::name));
    add("category-short", &Category::ALL.map(Category::name));
    add("exemption", &Exemption::ALL.map(Exemption::name));
    add("finding", &Finding::ALL.map(Finding::name));
    add("instrument", &Instrument::ALL.map(Instrument::name));
    add("seen", &PageState::ALL.map(PageState::name));
    add("seen-by", &Sign::ALL.map(Sign::name));
    add("role", &Role::ALL.map(Role::name));
    add("chain-role", &ProviderRole::ALL.map(ProviderRole::name));
    add("signal", &SignalType::ALL.map(SignalType::name));
    add("transform", &Transform::ALL.map(Transform::name));
    add(
        "part",
        &[
            "whole",
            "trimmed",
            "uncaptioned",
            "unframed",
            "middle",
            "left",
            "right",
            "top",
            "bottom",
            "tilted",
        ],
    );
    add(
        "entry",
        &EntryState::ALL
            .iter()
            .map(|one| one.name())
            .collect::<Vec<_>>(),
    );
    add(
        "finding",
        &[
            "up",
            "silent",
            "refused",
            "came_back",
            "removed_24h",
            "median",
            "answered",
        ],
    );
    add("stance", &["agree", "disagree"]);
    add(
        "complainant",
        &["author", "provider", "third_party", "oversight"],
    );
    add("complaint-state", &COMPLAINT_STATES);
    add("recommendation", &RECOMMENDATION_STATES);
    add("risk", &Risk::ALL.map(Risk::name));
    add("asked", &Asked::ALL.map(Asked::name));
    add(
        "complaint-outcome",
        &ComplaintOutcome::ALL.map(ComplaintOutcome::name),
    );
    add("bank-role", &["known", "negative"]);
    add("sharing", &["red", "amber", "green", "clear"]);
    add("activation", &["one_person", "two_people"]);
    add("grade", &["low", "medium", "high", "confirmed"]);
    add(
        "channel",
        &["desk", "list", "api", "public_form", "upload", "mail"],
    );
    add(
        "scope",
        &[
            "item",
            "profile",
            "channel",
            "collection",
            "search",
            "tag",
            "site_root",
            "redirector",
            "unknown",
        ],
    );
    add(
        "referral-state",
        &[
            "draft",
            "approved",
            "sending",
            "uncertain",
            "sent",
            "waiting",
            "bounced",
            "closed",
            "withdrawn",
            "retracted",
        ],
    );
    add(
        "outcome",
        &[
            "open",
            "gone",
            "gone_seen_from_one",
            "already_gone",
            "restricted_geo",
            "refused",
            "no_answer",
            "sent_back",
            "retracted",
        ],
    );
    add(
        "claim",
        &["acknowledged", "removed", "refused", "not_ours", "message"],
    );
    add(
        "capture",
        &["complete", "partial", "geo_blocked", "login_wall", "gone"],
    );
    add(
        "record",
        &["primary", "redirect", "requisite", "derived", "metadata"],
    );
    add(
        "mail",
        &["bounce", "delay", "arrival", "auto_reply", "reply", "other"],
    );
    add("source", &vigie_desk::protected_source::PROTECTED_KINDS);
    add("disclosed", &["referral", "reminder", "retraction"]);
    let kinds: Vec<&str> = AuditEvent::CATALOGUE
        .iter()
        .map(|(kind, _)| *kind)
        .collect();
    add(
        "order-state",
        &[
            "draft",
            "legal_ok",
            "first_notice_sent",
            "signed",
            "sent",
            "received",
            "overdue",
            "impossible",
            "clarification",
            "executed",
            "void",
            "withdrawn",
        ],
    );
    add(
        "order-task",
        &[
            "demand_reinstatement",
            "judge_answer",
            "clarify",
            "find_receipt",
            "press",
            "tell_author",
            "tell_final",
            "watch_reinstatement",
            "check",
            "sign",
        ],
    );
    add(
        "clock",
        &[
            "first_information",
            "execute",
            "scrutiny_request",
            "scrutiny",
            "appeal",
            "non_disclosure",
            "non_disclosure_extension",
            "preservation",
            "exposure",
            "complaint_answer",
        ],
    );
    add(
        "clock-state",
        &["running", "paused", "met", "missed", "ended"],
    );
    add("copy", &["not_needed", "enqueued", "sent", "acknowledged"]);
    add(
        "scrutiny",
        &["none", "open", "no_infringement", "infringement"],
    );
    add(
        "appeal",
        &[
            "not_open",
            "open",
            "lapsed",
            "pending",
            "confirmed",
            "annulled",
        ],
    );
    add("silence", &["none", "active", "extended", "ended", "told"]);
    add(
        "reinstatement",
        &["not_due", "due", "demanded", "reinstated"],
    );
    add("annex", &["order", "executed", "impossible"]);
    add("annex-standing", &["claimed", "accepted", "rejected"]);
    add(
        "impossible",
        &[
            "force_majeure",
            "manifest_errors",
            "insufficient_information",
        ],
    );
    add("measure", &["removed", "access_disabled"]);
    add("scrutiny-by", &["own", "provider", "author"]);
    add("certainty", &["read", "memory"]);
    add(
        "order-step",
        &[
            "receipt",
            "correct_receipt",
            "executed",
            "grounds_ceased",
            "clarify",
            "clarified",
            "copy_acknowledged",
            "open_scrutiny",
            "intent",
            "no_infringement",
            "infringement",
            "lodge_appeal",
            "appeal_confirmed",
            "appeal_annulled",
            "report_final",
            "extend_silence",
            "end_silence",
            "reinstated",
            "revoke",
            "withdraw",
        ],
    );
    add("event", &kinds);
    add(
        "permission",
        &crate::page::ALL_PERMISSIONS.map(crate::page::permission_name),
    );
    let printed = Scorecard::default().figures();
    let printed: Vec<&str> = printed.iter().map(|figure| figure.name).collect();
    add("define", &printed);
    add("figure", &printed);
    add("figure", &["time_to_removal_ms"]);
    keys
}

/// Goal: no page asks for a word that is missing, no word stands that nobody asks for.
#[test]
fn words_and_pages_fit() {
    let english = keys(SOURCES[2].1);
    let families = family_keys();
    let used = used_keys();
    for (path, key) in &used {
        assert!(english.contains_key(key), "{path} asks for `{key}`");
    }
    for key in &families {
        assert!(english.contains_key(key), "no word for `{key}`");
    }
    let is_used = |key: &String| {
        families.contains(key)
            || used.iter().any(|(_, used)| used == key)
            || key.starts_with("problem-")
    };
    let unused: Vec<&String> = english.keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

/// Goal: a template holds no word of its own. Method: what is left without tags and expressions.
#[test]
fn templates_hold_no_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut templates = Vec::new();
    files(&root, ".html", &mut templates);
    assert!(
        templates.len() > 20,
        "the templates are not where they are looked for"
    );
    for (path, text) in templates {
        let mut plain = text;
        for (open, close) in [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("<", ">")] {
            while let Some(start) = plain.find(open) {
                let end = plain[start..]
                    .find(close)
                    .map_or(plain.len(), |at| start + at + close.len());
                plain.replace_range(start..end, " ");
            }
        }
        let words: Vec<&str> = plain
            .split_whitespace()
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
            .filter(|word| {
                ![
                    "Vigie",
                    "ms",
                    "UTC",
                    "PDQ",
                    "&nbsp;",
                    "&middot;",
                    "&rarr;",
                    "&hellip;",
                    "&times;",
                    "(UTC)",
                    "AS",
                    "ID",
                    "Message-ID",
                ]
                .contains(word)
            })
            .collect();
        assert!(words.is_empty(), "{path} holds {words:?}");
    }
}

/// Goal: values are isolated and plural forms are the language's own.
#[test]
fn values_are_isolated_and_counted() {
    let said = Text(Language::Ar).with("queue-waiting", "count", 3);
    assert!(
        said.contains('\u{2068}') && said.contains('\u{2069}'),
        "{said:?}"
    );
    let forms: BTreeSet<String> = [0, 1, 2, 3, 11, 100]
        .into_iter()
        .map(|count| {
            Text(Language::Ar)
                .with("queue-waiting", "count", count)
                .into_owned()
        })
        .map(|text| text.chars().filter(|c| !c.is_ascii_digit()).collect())
        .collect();
    assert_eq!(forms.len(), 6, "Arabic has six plural forms: {forms:?}");
}

/// Goal: a person gets the language she asked for. Method: headers as browsers send them.
#[test]
fn a_language_is_chosen() {
    #[track_caller]
    fn case(cookie: Option<&str>, accept: Option<&str>, expected: Language) {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        }
        assert_eq!(choose(&headers, Language::Fr), expected);
    }
    case(None, None, Language::Fr);
    case(None, Some("ar-TN,ar;q=0.9,en;q=0.5"), Language::Ar);
    case(None, Some("de;q=1, en;q=0.3, fr;q=0.7"), Language::Fr);
    case(None, Some("de-DE"), Language::Fr);
    case(None, Some("en;q=0, ar;q=0.1"), Language::Ar);
    case(Some("a=b; vigie_language=en"), Some("ar"), Language::En);
    case(Some("vigie_language=xx"), Some("ar"), Language::Ar);
}

/// Goal: what pages call a permission is the name that is stored.
#[test]
fn permissions_have_their_stored_names() {
    for permission in crate::page::ALL_PERMISSIONS {
        let stored = serde_json::to_value(permission).unwrap();
        assert_eq!(stored, crate::page::permission_name(permission));
        let _: Permission = serde_json::from_value(stored).unwrap();
    }
}
