//! Keys: the published vectors, scopes, refusals, and that nothing panics.

use proptest::prelude::*;
use vigie_domain::UrlScope;

use super::*;

const VECTORS: &str = include_str!("../../../../fixtures/key/canon_vectors.tsv");
const OWN: &str = include_str!("../../../../fixtures/key/own_vectors.tsv");
const SCOPES: &str = include_str!("../../../../fixtures/key/scope_vectors.tsv");

/// Kinds whose id alone gives no URL: a comment without its post, a picture without its ending.
const WITHOUT_URL: [&str; 3] = ["reddit:comment:", "reddit:picture:", "gdrive:published:"];

fn rows(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

/// Goal: every vector gives the stated key.
#[test]
fn vectors_give_their_keys() {
    let wrong: Vec<String> = rows(VECTORS)
        .filter_map(|(url, expected)| {
            let found = parse_locator(url).map(|locator| locator.key.0);
            (found.as_deref() != Ok(expected))
                .then(|| format!("{url}\n  expected {expected}\n  found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows(VECTORS).count(), 78);
}

/// Goal: every vector of our own gives the stated key and scope: platforms, copies, wrappers,
/// scripts, look-alikes.
#[test]
fn own_vectors_give_their_keys_and_scopes() {
    let mut count = 0;
    for (url, expected) in rows(OWN) {
        let (key, scope) = expected.split_once('\t').unwrap();
        let found = parse_locator(url).unwrap_or_else(|refusal| panic!("{url}: {refusal}"));
        assert_eq!(
            (found.key.as_str(), found.scope.name()),
            (key, scope),
            "{url}"
        );
        count += 1;
    }
    assert!(count >= 250, "{count}");
}

/// Goal: a key is written back to a URL that has the same key.
#[test]
fn keys_round_trip() {
    let own = rows(OWN).filter_map(|(_, expected)| expected.split_once('\t'));
    for (_, key) in rows(VECTORS).chain(own.map(|(key, scope)| (scope, key))) {
        let key = CanonicalKey(key.to_owned());
        let Some(url) = KeyRules::builtin().url_for(&key) else {
            let is_known = WITHOUT_URL
                .iter()
                .any(|kind| key.as_str().starts_with(kind));
            assert!(is_known, "no URL for {key}");
            continue;
        };
        assert_eq!(parse_locator(&url).unwrap().key, key, "{url}");
    }
}

/// Goal: two rule files are told apart, and the same one is not.
#[test]
fn rules_have_an_edition() {
    let builtin = KeyRules::builtin();
    assert_eq!(builtin.edition(), KEY_RULES_VERSION.to_string());
    let one = builtin
        .with_extra("item a.zeta.test /{id} zeta:item:{id}")
        .unwrap();
    let other = builtin
        .with_extra("item a.zeta.test /{id} zeta:thing:{id}")
        .unwrap();
    assert_ne!(one.edition(), other.edition());
    let again = builtin
        .with_extra("item a.zeta.test /{id} zeta:item:{id}")
        .unwrap();
    assert_eq!(one.edition(), again.edition());
    let named = builtin
        .with_extra("version 7\nitem a.zeta.test /{id} zeta:item:{id}")
        .unwrap();
    assert!(
        named
            .edition()
            .starts_with(&format!("{KEY_RULES_VERSION}+7."))
    );
}

/// Goal: what a locator points at is told by its shape, and a collection is never an item.
#[test]
fn scopes_are_told() {
    let wrong: Vec<String> = rows(SCOPES)
        .filter_map(|(url, expected)| {
            let found = parse_locator(url).map(|locator| locator.scope.name());
            (found != Ok(expected))
                .then(|| format!("{url}\n  expected {expected}\n  found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Goal: each bad input gets the sentence that says what to do.
#[test]
fn refusals_are_sentences() {
    #[track_caller]
    fn case(text: &str, code: &str) {
        let refusal = parse_locator(text).unwrap_err();
        assert_eq!(refusal.code(), code, "{text}");
        assert!(!refusal.to_string().ends_with('.'));
    }
    case("", "locator_empty");
    case(" \u{200f} ", "locator_empty");
    case("/details/a", "locator_relative");
    case("../a", "locator_relative");
    case("a/b", "locator_relative");
    case("archive.org/details/a", "locator_no_scheme");
    case("//archive.org/details/a", "locator_no_scheme");
    case("localhost:8080", "locator_no_scheme");
    case("hello", "locator_malformed");
    case("https:archive.org", "locator_malformed");
    case("https://", "locator_no_host");
    case("https:///etc/passwd", "locator_no_host");
    case("https://?a", "locator_no_host");
    case("file:///etc/passwd", "locator_scheme");
    case("javascript:alert(1)", "locator_scheme");
    case("data:text/html,x", "locator_scheme");
    case("mailto:a@example.com", "locator_scheme");
    case("ftp://example.com/a", "locator_scheme");
    case("https://user:pass@example.com/", "locator_credentials");
    case("https://archive.org@example.com/", "locator_credentials");
    case("https://example.com:99999/", "locator_port");
    case("https://example.com:0/", "locator_port");
    case("https://a..example/", "locator_host");
    case("https://xn--a/", "locator_host");
    case("https://[::1/", "locator_host");
    case(
        &format!("https://{}.example/", "a".repeat(64)),
        "locator_host",
    );
    case(
        "https://a.example/ https://b.example/",
        "locator_not_one_url",
    );
    case("https://a.example/\u{0}", "locator_not_one_url");
    case("magnet:?dn=x", "locator_incomplete");
    case("tg://settings", "locator_incomplete");
    case(
        &format!("https://a.example/{}", "a".repeat(LOCATOR_BYTES_MAX)),
        "locator_too_long",
    );
}

/// Goal: an internationalised host has one form, and its suffix is known.
#[test]
fn an_internationalised_host_is_ascii() {
    let locator = parse_locator("https://ar.مثال.إختبار:8443/صفحة").unwrap();
    assert_eq!(locator.host, "ar.xn--mgbh0fb.xn--kgbechtv");
    assert_eq!(
        locator.registrable_domain(),
        Some("xn--mgbh0fb.xn--kgbechtv")
    );
    let locator = parse_locator("https://static.shop.example.co.uk/a").unwrap();
    assert_eq!(locator.registrable_domain(), Some("example.co.uk"));
    assert_eq!(
        parse_locator("http://192.0.2.7:8080/a")
            .unwrap()
            .registrable_domain(),
        None
    );
}

/// Goal: case tells items apart, and what does not matter does not.
#[test]
fn only_what_matters_is_kept() {
    let key = |url: &str| parse_locator(url).unwrap().key;
    assert_ne!(
        key("https://youtu.be/AbCdEfGhI_1"),
        key("https://youtu.be/abcdefghi_1")
    );
    assert_eq!(
        key("http://a.example:80/x?b=1&a=2&utm_source=z#f"),
        key("https://www.a.example/x?a=2&b=1")
    );
    assert_ne!(key("https://a.example/x"), key("https://a.example/X"));
    assert_ne!(key("https://a.example:8443/x"), key("https://a.example/x"));
    assert_eq!(
        key("http://127.0.0.1:8081/f/a.jpg").as_str(),
        "web:url:127.0.0.1:8081/f/a.jpg"
    );
}

/// Goal: the file inside an item is kept beside the key; a memento names both places.
#[test]
fn parts_and_copies_are_kept() {
    let file =
        parse_locator("https://archive.org/download/example-item_2016/part%201.mp4").unwrap();
    assert_eq!(file.part.as_deref(), Some("part 1.mp4"));
    let memento =
        parse_locator("https://web.archive.org/web/20160809120000id_/https:/example.com/a?b=1")
            .unwrap();
    assert_eq!(memento.host, "web.archive.org");
    let inner = memento.inner.unwrap();
    assert_eq!(
        (inner.host.as_str(), inner.key.as_str()),
        ("example.com", "web:url:example.com/a?b=1")
    );
}

/// Goal: wrappers are opened, each kept, and a nest of them ends.
#[test]
fn wrappers_are_opened_to_a_limit() {
    let once = "https://l.facebook.com/l.php?u=https%3A%2F%2Farchive.org%2Fdetails%2Fa1";
    let locator = parse_locator(once).unwrap();
    assert_eq!(
        (locator.key.as_str(), locator.host.as_str()),
        ("ia:item:a1", "archive.org")
    );
    assert_eq!(locator.wrapped_by, [once]);

    let mut nest = String::from("https://archive.org/details/a1");
    for _ in 0..=UNWRAP_DEPTH_MAX {
        let inside: String = url::form_urlencoded::byte_serialize(nest.as_bytes()).collect();
        nest = format!("https://www.google.com/url?q={inside}");
    }
    let locator = parse_locator(&nest).unwrap();
    assert_eq!(locator.scope, UrlScope::Redirector);
    assert_eq!(locator.wrapped_by.len(), UNWRAP_DEPTH_MAX);

    let script = parse_locator("https://www.google.com/url?q=javascript:alert(1)").unwrap();
    assert_eq!(script.scope, UrlScope::Redirector);
    let memento_of_mementos = format!(
        "{}https://a.example/",
        "https://web.archive.org/web/20160809120000/".repeat(40)
    );
    assert!(parse_locator(&memento_of_mementos).is_ok());
}

/// Goal: a platform costs a line, also at runtime, and a bad line is named.
#[test]
fn rules_are_extended_at_runtime() {
    #[track_caller]
    fn bad(text: &str, line: usize) {
        assert_eq!(KeyRules::builtin().with_extra(text).unwrap_err().line, line);
    }

    let rules = KeyRules::builtin()
        .with_extra("# a shelf of our own\ncollection a.zeta.test /details/shelf-{id} zeta:shelf:{id}\nitem a.zeta.test /details|download/{id:ia}/{part:**} zeta:item:{id}")
        .unwrap()
        .with_extra("item b.zeta.test /{id} zetb:item:{id} http://b.zeta.test/{id}")
        .unwrap();
    let found = rules
        .parse_locator("http://a.zeta.test:8081/download/One/x.jpg")
        .unwrap();
    assert_eq!(
        (found.key.as_str(), found.scope),
        ("zeta:item:One", UrlScope::Item)
    );
    assert_eq!(found.part.as_deref(), Some("x.jpg"));
    assert_eq!(
        rules
            .parse_locator("http://a.zeta.test/details/shelf-1")
            .unwrap()
            .scope,
        UrlScope::Collection
    );
    assert_eq!(
        rules
            .parse_locator("http://a.zeta.test/other")
            .unwrap()
            .scope,
        UrlScope::Unknown
    );
    assert_eq!(
        rules
            .parse_locator("http://b.zeta.test/x")
            .unwrap()
            .key
            .as_str(),
        "zetb:item:x"
    );
    assert_eq!(
        rules
            .parse_locator("https://youtu.be/AbCdEfGhI_1")
            .unwrap()
            .key
            .platform(),
        "youtube"
    );

    let shorter = rules.with_shorteners(["go.zeta.test", "not a host"]);
    assert_eq!(
        shorter
            .parse_locator("http://go.zeta.test/x")
            .unwrap()
            .scope,
        UrlScope::Redirector
    );

    bad("item a.test /{id zeta:item:{id}", 1);
    bad("\nitem @nowhere /{id} zeta:item:{id}", 2);
    bad("thing a.test /{id} zeta:item:{id}", 1);
    bad("item a.test /{id:none} zeta:item:{id}", 1);
    bad("item a.test {id} zeta:item:{id}", 1);
    bad("item a.test /{id} zeta:item:{id} https://a.test/{other}", 1);
    bad("item a.test /{id} zeta:item:{other}", 1);
    bad("item", 1);
}

/// Goal: the version in the file is the version in the code.
#[test]
fn the_version_is_stated_once() {
    assert!(
        include_str!("rules.txt")
            .lines()
            .any(|line| line == format!("version {KEY_RULES_VERSION}"))
    );
}

proptest! {
    /// Goal: no text makes the reader panic, and whatever is read has a whole key.
    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        if let Ok(locator) = parse_locator(&text) {
            prop_assert!(!locator.key.id().is_empty());
        }
        let _ = refang(&text);
        let _ = defang(&text);
    }

    /// Goal: the same, for texts that look like the URLs of platforms.
    #[test]
    fn any_platform_url_is_answered(
        host in prop::sample::select(vec!["archive.org", "web.archive.org", "t.me", "youtube.com", "x.com", "a.example", "ipfs.io", "x.translate.goog", "google.com"]),
        path in "[/a-zA-Z0-9@%é:.?=&*+|{}_-]{0,60}",
    ) {
        let url = format!("https://{host}/{path}");
        let locator = parse_locator(&url);
        if let Ok(locator) = locator {
            // A canonical key is stable: the URL written from it has the same key.
            if let Some(url) = KeyRules::builtin().url_for(&locator.key)
                && let Ok(again) = parse_locator(&url)
            {
                prop_assert_eq!(again.key, locator.key);
            }
        }
    }

    /// Goal: key → URL → key holds for URLs near those of the vectors, not only for them.
    #[test]
    fn keys_of_mutated_vectors_round_trip(
        at in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        put in "[a-zA-Z0-9/._@:+-]{0,6}",
    ) {
        let urls: Vec<&str> = rows(OWN).chain(rows(VECTORS)).map(|(url, _)| url).collect();
        let url = *at.get(&urls);
        let start = url.find("://").map_or(0, |at| at + 3);
        let mut end = start + cut.index(url.len() - start + 1);
        while !url.is_char_boundary(end) {
            end -= 1;
        }
        let mutated = format!("{}{put}{}", &url[..end], &url[end..]);
        if let Ok(found) = parse_locator(&mutated)
            && let Some(written) = KeyRules::builtin().url_for(&found.key)
        {
            let again = parse_locator(&written).map(|locator| locator.key);
            prop_assert_eq!(again, Ok(found.key), "{} -> {}", mutated, written);
        }
    }

    /// Goal: defanging loses nothing.
    #[test]
    fn defanging_round_trips(host in "[a-z]{1,8}(\\.[a-z]{2,5}){1,3}", path in "[a-z0-9/._~-]{0,30}") {
        let url = format!("https://{host}/{path}");
        let defanged = defang(&url);
        prop_assert_eq!(refang(&defanged), url);
    }
}
