//! What is refused, and how: one problem each, and nothing done.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;
use vigie_domain::{Permission, Role};

use super::support::{FORM, TestApi, file_part, form, text_part};

/// Goal: each way to ask wrongly is a problem with its status, its code and its page.
#[tokio::test]
async fn wrong_requests_are_problems() {
    let api = TestApi::new().await;
    let key = api.key_of("intake", &[Role::Intake]).await;
    let json_body = |text: &str| Some(("application/json", text.as_bytes().to_vec()));

    let ask = |path: &'static str, body: Option<(&'static str, Vec<u8>)>| {
        api.ask(&key, Method::POST, path, body)
    };
    let said = ask("/items", json_body("{\"url\": ")).await;
    assert_eq!(said.problem(400), "malformed_request");
    let said = ask(
        "/items",
        json_body("{\"url\": \"https://a.example/1\", \"colour\": 1}"),
    )
    .await;
    assert_eq!(said.problem(422), "unknown_field");
    assert!(
        said.text().contains("`colour`") && said.text().contains("`external_id`"),
        "{}",
        said.text()
    );
    let said = ask("/items", json_body("{\"url\": 7}")).await;
    assert_eq!(said.problem(422), "field_malformed");
    assert!(said.text().contains("url"), "{}", said.text());
    assert_eq!(
        ask("/items", json_body("{}")).await.problem(422),
        "field_malformed"
    );
    let text = Some(("text/plain", b"{\"url\": \"https://a.example/1\"}".to_vec()));
    assert_eq!(ask("/items", text).await.problem(415), "media_type");
    assert_eq!(
        ask("/items/batch", json_body("{}")).await.problem(415),
        "media_type"
    );
    assert_eq!(
        ask("/items/upload", json_body("{}")).await.problem(415),
        "media_type"
    );
    let huge = format!(
        "{{\"url\": \"https://a.example/{}\"}}",
        "a".repeat(80 << 10)
    );
    let huge = Some(("application/json", huge.into_bytes()));
    assert_eq!(ask("/items", huge).await.problem(413), "too_large");
    let list = Some(("text/csv", b"https://a.example/1\n".repeat(20_000)));
    assert_eq!(ask("/items/batch", list).await.problem(413), "too_large");
    let refused = ask("/items", json_body("{\"url\": \"javascript:alert(1)\"}")).await;
    assert_eq!(refused.problem(422), "locator_refused");
    let long = json!({"url": "https://a.example/1", "external_id": "x".repeat(201)});
    assert_eq!(
        api.post(&key, "/items", &long).await.problem(422),
        "external_id_malformed"
    );

    assert_eq!(
        api.get(&key, "/items/no-id").await.problem(400),
        "malformed_request"
    );
    let gone = "/items/01990000-0000-7000-8000-000000000001";
    assert_eq!(api.get(&key, gone).await.problem(404), "not_found");
    assert_eq!(
        api.get(&key, "/items?colour=red").await.problem(422),
        "unknown_field"
    );
    assert_eq!(
        api.get(&key, "/items?limit=many").await.problem(422),
        "field_malformed"
    );
    assert_eq!(
        api.get(&key, "/items?state=lost").await.problem(422),
        "field_malformed"
    );
    assert_eq!(
        api.get(&key, "/items?cursor=00").await.problem(422),
        "cursor_malformed"
    );
    assert_eq!(api.get(&key, "/nothing").await.problem(404), "not_found");
    assert_eq!(api.get(&key, "").await.problem(404), "not_found");
    let wrong = api.ask(&key, Method::PUT, "/items", None).await;
    assert_eq!(wrong.problem(405), "method_not_allowed");
    let allowed = wrong.headers[header::ALLOW].to_str().unwrap();
    assert!(
        allowed.contains("GET") && allowed.contains("POST"),
        "{allowed}"
    );

    let counts = api.get(&key, "/queue/counts").await.expect(200);
    assert!(
        !counts.to_string().contains("\"new\""),
        "something was taken in: {counts}"
    );
}

/// Goal: a form is refused by the name of the part that is wrong.
#[tokio::test]
async fn wrong_forms_name_their_part() {
    let api = TestApi::new().await;
    let key = api.key_of("intake", &[Role::Intake]).await;
    let cases = [
        (
            vec![("file", file_part("x")), ("colour", text_part("red"))],
            "unknown_field",
            "colour",
        ),
        (
            vec![("file", file_part("x"))],
            "field_malformed",
            "supplied_by",
        ),
        (
            vec![
                ("kind", text_part("video")),
                ("supplied_by", text_part("me")),
            ],
            "field_malformed",
            "kind",
        ),
        (
            vec![("supplied_by", text_part("me"))],
            "upload_empty",
            "empty",
        ),
        (
            vec![
                ("supplied_by", text_part("me")),
                ("file", file_part("x")),
                ("url", text_part("file:///x")),
            ],
            "locator_refused",
            "file",
        ),
    ];
    for (parts, code, word) in cases {
        let form = form(&parts);
        let said = api
            .ask(&key, Method::POST, "/items/upload", Some((FORM, form)))
            .await;
        assert_eq!(said.problem(422), code);
        assert!(said.text().contains(word), "{}", said.text());
    }
}

/// Goal: no key, a wrong key and a withdrawn key open nothing; a key does what its scope says, and
/// nothing that its person may do besides.
#[tokio::test]
async fn keys_open_what_they_say() {
    let api = TestApi::new().await;
    let person = api.person("analyst", &[Role::Analyst]).await;
    let narrow = api.key(&person, &[Permission::ReadItem]).await;
    api.get(&narrow, "/items").await.expect(200);
    let refused = api
        .post(&narrow, "/items", &json!({"url": "https://a.example/1"}))
        .await;
    assert_eq!(refused.problem(403), "forbidden");
    assert!(refused.text().contains("AddItem") || refused.text().contains("add_item"));

    let bare = Request::get("/api/v1/items").body(Body::empty()).unwrap();
    assert_eq!(api.send(bare).await.problem(401), "unauthenticated");
    assert_eq!(
        api.get("vigie_00", "/items").await.problem(401),
        "unauthenticated"
    );
    let basic = Request::get("/api/v1/items").header(header::AUTHORIZATION, "Basic eDp5");
    assert_eq!(
        api.send(basic.body(Body::empty()).unwrap())
            .await
            .problem(401),
        "unauthenticated"
    );

    let listed = api.get(&narrow, "/keys").await.expect(200);
    assert_eq!(listed["rows"][0]["scope"], json!(["read_item"]));
    assert!(!listed.to_string().contains("secret"), "{listed}");
    let id = listed["rows"][0]["id"].as_str().unwrap();
    let another = api.key(&person, &[Permission::ReadItem]).await;
    api.ask(&another, Method::DELETE, &format!("/keys/{id}"), None)
        .await
        .expect(204);
    assert_eq!(
        api.get(&narrow, "/items").await.problem(401),
        "unauthenticated"
    );
    let made = api
        .post(
            &another,
            "/keys",
            &json!({"label": "x", "scope": ["read_item"]}),
        )
        .await;
    assert_eq!(made.problem(403), "forbidden", "a key makes no keys");
}

/// Goal: one key that asks too often is told when to come back; another is not held up.
#[tokio::test]
async fn a_hasty_key_waits() {
    let config = crate::Config {
        requests_per_key_per_minute: 2,
        ..crate::Config::for_testing()
    };
    let api = TestApi::with(&config).await;
    let person = api.person("intake", &[Role::Intake]).await;
    let hasty = api.key(&person, &[Permission::ReadItem]).await;
    let calm = api.key(&person, &[Permission::ReadItem]).await;
    for _ in 0..2 {
        api.get(&hasty, "/queue/counts").await.expect(200);
    }
    let refused = api.get(&hasty, "/queue/counts").await;
    assert_eq!(refused.problem(429), "too_many_requests");
    let wait: u64 = refused.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(
        refused.json()["retry_after_ms"]
            .as_i64()
            .is_some_and(|ms| ms > 0)
    );
    api.get(&calm, "/queue/counts").await.expect(200);
}

/// Goal: a person who is signed in reads without a key, and another site cannot act in her name.
#[tokio::test]
async fn a_session_reads_and_is_not_forged() {
    let api = TestApi::new().await;
    let admin = api.key_of("admin", &[Role::Admin]).await;
    let new = json!({
        "login": "Amina", "roles": ["intake", "analyst"], "password": "four words make one",
    });
    api.post(&admin, "/users", &new).await.expect(201);
    let listed = api.get(&admin, "/users").await.expect(200).to_string();
    assert!(
        listed.contains("\"amina\"") && !listed.contains("argon2"),
        "{listed}"
    );
    let session = vigie_desk::user::sign_in(&api.desk, "amina", "four words make one")
        .await
        .unwrap();
    let cookie = format!("vigie_session={}", session.token);

    let read = Request::get("/api/v1/items").header(header::COOKIE, &cookie);
    api.send(read.body(Body::empty()).unwrap())
        .await
        .expect(200);
    let act = |site: &str| {
        let request = Request::post("/api/v1/keys")
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", site);
        request
            .body(Body::from("{\"label\": \"x\", \"scope\": [\"read_item\"]}"))
            .unwrap()
    };
    assert_eq!(
        api.send(act("cross-site")).await.problem(403),
        "foreign_origin"
    );
    let made = api.send(act("same-origin")).await.expect(201);
    let secret = made["secret"].as_str().unwrap();
    api.get(secret, "/items").await.expect(200);
}
