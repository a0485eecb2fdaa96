//! The specification and the routes are one, and its words are true.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::Method;
use serde_json::{Value, json};
use vigie_domain::Permission;

use super::support::{EVERY_ROLE, FORM, TestApi, file_part, finding, form, text_part};
use crate::page::permission::{ALL_PERMISSIONS, permission_name};

/// An id of nothing.
const NOTHING: &str = "01990000-0000-7000-8000-000000000001";

fn spec() -> Value {
    serde_json::from_str(&crate::openapi_json()).unwrap()
}

/// Method, path with its braces, and the operation.
fn operations(spec: &Value) -> Vec<(Method, String, Value)> {
    let mut found = Vec::new();
    for (path, operations) in spec["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            found.push((method, path.clone(), operation.clone()));
        }
    }
    found
}

/// Goal: every mounted route is in the specification and every path of it is mounted, with just
/// the methods it names. Method: the router's own list of paths, then every method on every path.
#[tokio::test]
async fn routes_and_specification_are_one() {
    let api = TestApi::new().await;
    let web = crate::state::Web::new(
        std::sync::Arc::clone(&api.desk),
        &crate::Config::for_testing(),
    );
    let mounted = paths_of(&crate::api::router(&web));
    let spec = spec();
    let told: BTreeSet<String> = spec["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(mounted, told);
    assert!(told.len() > 40, "{} paths", told.len());

    for path in &told {
        let concrete = path.trim_start_matches("/api/v1").replace("{id}", NOTHING);
        let concrete = concrete
            .replace("{name}", "none")
            .replace("{hash}", "none")
            .replace("{subject}", NOTHING)
            .replace("{place}", "0")
            .replace("{token}", "none")
            .replace("{domain}", "news.example");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ] {
            let answer = api.ask("none", method.clone(), &concrete, None).await;
            let is_told = spec["paths"][path][method.as_str().to_lowercase()].is_object();
            let is_taken = answer.status != 405;
            assert_eq!(is_taken, is_told, "{method} {path}: {}", answer.status);
            // A token that follows nothing is not found, and needs no key to be told so.
            let is_by_token = path.contains("{token}");
            assert!(answer.status != 404 || is_by_token, "{method} {path}");
        }
    }
}

/// The paths a router prints when asked to describe itself.
fn paths_of(router: &Router<crate::state::Web>) -> BTreeSet<String> {
    let text = format!("{router:?}");
    let quoted = text.split('"').skip(1).step_by(2);
    let paths = quoted.filter(|part| part.starts_with("/api/v1/") && !part.contains("{*"));
    paths.map(str::to_owned).collect()
}

/// Goal: the specification is OpenAPI 3.1, the same each time, and whole: summaries, answers, a
/// problem for each operation, one name for each operation, every reference resolved.
#[test]
fn the_specification_is_whole() {
    let text = crate::openapi_json();
    assert_eq!(text, crate::openapi_json());
    let spec = spec();
    assert!(
        spec["openapi"].as_str().unwrap().starts_with("3.1."),
        "{}",
        spec["openapi"]
    );
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&spec) {
        let at = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{at}: no summary");
        assert!(operation["tags"].is_array(), "{at}: no tag");
        assert!(
            names.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{at}"
        );
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{at}");
        assert_eq!(
            answers["default"]["$ref"], "#/components/responses/Problem",
            "{at}"
        );
        let holes = path.matches('{').count();
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let filled = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .count();
        assert_eq!(holes, filled, "{at}");
    }
    let mut left = 0;
    for part in text.split("\"$ref\": \"#/").skip(1) {
        let pointer = format!("/{}", part.split('"').next().unwrap());
        assert!(spec.pointer(&pointer).is_some(), "{pointer} leads nowhere");
        left += 1;
    }
    assert!(left > 100, "{left} references");
}

/// What each route that takes a body can read.
fn sample(path: &str) -> (&'static str, Vec<u8>) {
    let as_json = |value: Value| ("application/json", serde_json::to_vec(&value).unwrap());
    let last = path.rsplit('/').next().unwrap();
    match path.trim_start_matches("/api/v1") {
        "/items" => as_json(json!({"url": "https://host.example/1"})),
        "/items/batch" => ("text/csv", b"url\nhttps://host.example/2\n".to_vec()),
        "/items/upload" => (
            FORM,
            form(&[
                ("supplied_by", text_part("me")),
                ("file", file_part("text")),
            ]),
        ),
        "/banks" => as_json(json!({"name": "zeta"})),
        "/banks/{name}" => as_json(json!({"distance_bits_max": 20})),
        "/banks/{name}/contents" => {
            as_json(json!({"signals": [{"type": "pdq", "value": "00".repeat(32)}]}))
        }
        "/banks/{name}/records" => as_json(json!({"exhibit": NOTHING, "record": 0})),
        "/banks/{name}/activations" => as_json(json!({"last": NOTHING})),
        "/banks/{name}/entries/{id}/moves" => as_json(json!({"move": "activate"})),
        "/banks/{name}/entries/{id}/opinion" => as_json(json!({"stance": "agree"})),
        "/banks/{name}/entries" => ("text/plain", b"00\n".to_vec()),
        "/matches" => as_json(json!({"signals": []})),
        "/matches/file" => ("application/octet-stream", b"bytes".to_vec()),
        "/referrals" => as_json(json!({"items": [NOTHING]})),
        "/referrals/{id}/closure" => as_json(json!({"outcome": "no_answer"})),
        "/referrals/{id}/contact" => as_json(json!({"contact": NOTHING})),
        "/mails" => ("message/rfc822", b"Subject: x\r\n\r\ntext".to_vec()),
        "/mails/{id}/filing" => as_json(json!({"reference": "none"})),
        "/users" => as_json(json!({"login": "zoe", "roles": ["intake"]})),
        "/designations" => as_json(json!({
            "instrument": "tco_removal_order", "authority": "Unit Zeta", "article": "Article 3",
            "document": "decision 7 of 2026-01-01", "valid_from": "2026-01-01T00:00:00Z",
        })),
        "/protected-sources/{domain}" => as_json(json!({"kind": "press", "note": "a newspaper"})),
        "/texts/terms" => as_json(json!({"text": "name: zetas\n---\nword\n"})),
        "/keys" => as_json(json!({"label": "x", "scope": ["read_log"]})),
        "/contacts/{id}/confirmation" => as_json(json!({"language": "en", "zone": "UTC"})),
        "/providers/{id}/contacts" => as_json(json!({
            "address": "abuse@host.example",
            "confirmation": {"language": "en", "zone": "UTC"},
        })),
        _ => as_json(match last {
            "assessment" | "review" => {
                json!({"exhibit": NOTHING, "finding": finding("lawful", "blue")})
            }
            "settlement" => json!({"conclusion": "lawful", "finding": "a whole finding in words"}),
            "legal-look" => json!({"finding": "a whole finding in words"}),
            "threat" => json!({"contact": "duty officer"}),
            "link" => json!({"about": NOTHING}),
            "assignment" => json!({"to": NOTHING}),
            "answer" => json!({"outcome": "rejected", "reasons": "a whole answer in words"}),
            "hold" | "release" => json!({"until": "2026-11-24T00:00:00Z", "reason": "asked"}),
            "end" => json!({}),
            "password" => json!({"password": "four words make one"}),
            "host-statement" => json!({"address": "192.0.2.1", "answer": "their mail of today"}),
            "certainty" => json!({"has_arrived": true}),
            "reopening" | "erasure" | "withdrawal" | "retraction" | "rollback" => {
                json!({"reason": "asked"})
            }
            other => panic!("no sample for {other}"),
        }),
    }
}

/// Goal: the permission that the specification names for a route is the one it takes, and every
/// body of the specification can be read. Method: each route with a key that has everything but
/// the named permission and those that do as well, then with a key that has only the named one.
#[tokio::test]
async fn named_permissions_are_the_ones_asked_for() {
    let config = crate::Config {
        requests_per_key_per_minute: 10_000,
        ..crate::Config::for_testing()
    };
    let api = TestApi::with(&config).await;
    let person = api.person("all", &EVERY_ROLE).await;
    let spec = spec();
    let mut checked = 0;
    for (method, path, operation) in operations(&spec) {
        let words = operation["security"][0]["key"].as_array();
        let words = words.filter(|words| !words.is_empty());
        let Some(words) = words else { continue };
        let said = format!("{} {}", operation["summary"], operation["description"]);
        let find = |word: &Value| {
            let mut all = ALL_PERMISSIONS.into_iter();
            let found = all.find(|permission| *word == permission_name(*permission));
            found.unwrap_or_else(|| panic!("{path}: no permission {word}"))
        };
        let named: Vec<Permission> = words.iter().map(find).collect();
        let with = api.key(&person, &named).await;

        let body = operation["requestBody"].is_object().then(|| sample(&path));
        let concrete = path.trim_start_matches("/api/v1").replace("{id}", NOTHING);
        let mut concrete = concrete
            .replace("{name}", "none")
            .replace("{subject}", NOTHING)
            .replace("{place}", "0")
            .replace("{domain}", "news.example");
        if path.ends_with("/entries") && method == Method::POST {
            concrete.push_str("?type=pdq");
        }
        if path.ends_with("/texts/search") {
            concrete.push_str("?q=zeta");
        }
        for one in &named {
            let does_as_well = |other: Permission| {
                other == *one || said.contains(&format!("`{}`", permission_name(other)))
            };
            let all = ALL_PERMISSIONS.into_iter();
            let others: Vec<Permission> = all.filter(|other| !does_as_well(*other)).collect();
            let without = api.key(&person, &others).await;
            let refused = api
                .ask(&without, method.clone(), &concrete, body.clone())
                .await;
            assert_eq!(
                refused.problem(403),
                "forbidden",
                "{method} {path} without {one:?}"
            );
        }
        let answer = api.ask(&with, method.clone(), &concrete, body).await;
        let is_through =
            answer.status.is_success() || matches!(answer.status.as_u16(), 404 | 409 | 422);
        assert!(
            is_through,
            "{method} {path} with {named:?}: {}",
            answer.text()
        );
        if answer.status == 422 {
            let code = answer.problem(422);
            assert!(
                !code.starts_with("field") && code != "unknown_field",
                "{path}: {}",
                answer.text()
            );
        }
        checked += 1;
    }
    assert!(checked > 40, "{checked} routes");
}

/// Goal: the specification is served to anybody, as the crate gives it.
#[tokio::test]
async fn it_is_served() {
    let api = TestApi::new().await;
    let request = axum::http::Request::get("/api/v1/openapi.json").body(axum::body::Body::empty());
    let answer = api.send(request.unwrap()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (200, crate::openapi_json())
    );
}
