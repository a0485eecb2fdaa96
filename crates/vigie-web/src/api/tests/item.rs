//! Items come in once, whatever is repeated, and go out page by page.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use serde_json::{Value, json};
use vigie_domain::Role;

use super::support::{EVERY_ROLE, TestApi};

/// Goal: the same `external_id` twice is one item and no second report; a known address under
/// another id is one more report of the same item.
#[tokio::test]
async fn an_external_id_is_taken_in_once() {
    let api = TestApi::new().await;
    let key = api.key_of("intake", &[Role::Intake]).await;
    let new = json!({
        "url": "hxxps://host[.]example/pattern/1", "external_id": "R-7", "note": "a plain note",
    });
    let first = api.post(&key, "/items", &new).await;
    let location = first.headers[header::LOCATION].to_str().unwrap().to_owned();
    let first = first.expect(201);
    assert_eq!(first["is_new"], true);
    assert_eq!(
        location,
        format!("/api/v1/items/{}", first["id"].as_str().unwrap())
    );
    let path = location.trim_start_matches("/api/v1").to_owned();
    let before = api.get(&key, &path).await.expect(200);

    let again = api.post(&key, "/items", &new).await.expect(200);
    assert_eq!(
        (&again["id"], &again["is_new"]),
        (&first["id"], &json!(false))
    );
    assert_eq!(
        api.get(&key, &path).await.expect(200),
        before,
        "a repeat changes nothing"
    );

    let other = json!({"url": "https://host.example/pattern/1", "external_id": "R-8"});
    let other = api.post(&key, "/items", &other).await.expect(200);
    assert_eq!(other["id"], first["id"]);
    let after_ = api.get(&key, &path).await.expect(200);
    assert_eq!(
        after_["item"]["priority_reasons"],
        json!([{"reason": "reports", "count": 2}])
    );
    let item = &after_["item"];
    assert_eq!(
        (&item["external_id"], &item["channel"]),
        (&json!("R-7"), &json!("api"))
    );
    assert_eq!(item["created_at"], "2026-11-18T11:06:40.000Z");
}

/// Goal: a list with bad lines takes in the good ones, answers each line by its number in order,
/// and adds nothing when it is sent again.
#[tokio::test]
async fn a_list_names_its_bad_lines() {
    let api = TestApi::new().await;
    let key = api.key_of("intake", &[Role::Intake]).await;
    let list = "{\"url\": \"https://host.example/a\", \"external_id\": \"1\"}\n\
                \n\
                {\"url\": \"file:///etc/passwd\"}\n\
                {\"url\": \"https://host.example/b\", \"colour\": 1}\n\
                {\"url\": \n\
                {\"url\": \"https://host.example/c\"}\n\
                {\"url\": \"https://host.example/a\"}";
    let answers = send_list(&api, &key, "application/jsonl", list).await;
    let lines: Vec<(u64, &str, &str)> = answers.iter().map(told).collect();
    assert_eq!(
        lines,
        [
            (1, "added", ""),
            (3, "refused", "locator_refused"),
            (4, "refused", "unknown_field"),
            (5, "refused", "field_malformed"),
            (6, "added", ""),
            (7, "known", ""),
        ]
    );
    assert_eq!(answers[0]["id"], answers[5]["id"]);
    assert!(
        answers[2]["detail"].as_str().unwrap().contains("`colour`"),
        "{}",
        answers[2]
    );
    let again = send_list(&api, &key, "application/x-ndjson", list).await;
    assert!(
        again.iter().all(|line| line["result"] != "added"),
        "{again:?}"
    );

    let csv = "url,external_id,note\n\
               https://host.example/d,77,a note\n\
               not an address,78,\n\
               https://host.example/a,,\n";
    let answers = send_list(&api, &key, "text/csv; charset=utf-8", csv).await;
    let lines: Vec<(u64, &str, &str)> = answers.iter().map(told).collect();
    assert_eq!(
        lines,
        [
            (2, "added", ""),
            (3, "refused", "locator_refused"),
            (4, "known", "")
        ]
    );
}

fn told(line: &Value) -> (u64, &str, &str) {
    let code = line["code"].as_str().unwrap_or_default();
    (
        line["line"].as_u64().unwrap(),
        line["result"].as_str().unwrap(),
        code,
    )
}

async fn send_list(api: &TestApi, key: &str, kind: &str, list: &str) -> Vec<Value> {
    let body = Some((kind, list.as_bytes().to_vec()));
    let answer = api.ask(key, Method::POST, "/items/batch", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/jsonl");
    answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Goal: pages meet without a gap or a repeat, most urgent first, and filters hold across them.
#[tokio::test]
async fn pages_of_the_queue_meet() {
    let api = TestApi::new().await;
    let key = api.key_of("intake", &[Role::Intake]).await;
    for number in 0..7 {
        let url = format!("https://host{}.example/{number}", number % 2);
        let new = json!({"url": url, "is_threat_to_life": number == 5});
        api.post(&key, "/items", &new).await.expect(201);
    }
    let all = walk(&api, &key, "/items?limit=2").await;
    assert_eq!(all.len(), 7);
    assert_eq!(
        all.iter()
            .map(|item| item["id"].to_string())
            .collect::<BTreeSet<_>>()
            .len(),
        7
    );
    let priorities: Vec<u64> = all
        .iter()
        .map(|item| item["priority"].as_u64().unwrap())
        .collect();
    assert!(
        priorities.is_sorted_by(|a, b| a >= b) && priorities[0] > priorities[1],
        "{priorities:?}"
    );
    let some = walk(
        &api,
        &key,
        "/items?limit=2&host=host1.example&state=new,captured",
    )
    .await;
    assert_eq!(some.len(), 3);
    assert_eq!(
        walk(&api, &key, "/items?limit=2&state=captured")
            .await
            .len(),
        0
    );
}

async fn walk(api: &TestApi, key: &str, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = path.to_owned();
    for _ in 0..10 {
        let page = api.get(key, &next).await.expect(200);
        rows.extend(page["rows"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next"].as_str() else {
            return rows;
        };
        next = format!("{path}&cursor={cursor}");
    }
    panic!("the pages do not end");
}

/// Goal: a bank filled through the interface knows what is in it, near and exact, names its bad
/// lines, and comes out as a list that goes in again.
#[tokio::test]
async fn a_bank_knows_what_it_was_given() {
    let api = TestApi::new().await;
    let key = api.key_of("all", &EVERY_ROLE).await;
    let made = api.post(&key, "/banks", &json!({"name": "zeta"})).await;
    assert_eq!(made.headers[header::LOCATION], "/api/v1/banks/zeta");
    made.expect(201);
    assert_eq!(
        api.post(&key, "/banks", &json!({"name": "zeta"}))
            .await
            .problem(422),
        "bank_exists"
    );
    let hash = "f".repeat(64);
    let list = format!("hash,source,label\n{hash},partner,a blue pattern\nnonsense,partner,\n");
    let import = "/banks/zeta/entries?type=pdq";
    let body = || Some(("text/csv", list.clone().into_bytes()));
    let report = api
        .ask(&key, Method::POST, import, body())
        .await
        .expect(200);
    assert_eq!(
        (&report["entries_added"], &report["refused"][0]["line"]),
        (&json!(1), &json!(3))
    );
    let report = api
        .ask(&key, Method::POST, import, body())
        .await
        .expect(200);
    assert_eq!(
        (&report["entries_added"], &report["entries_known"]),
        (&json!(0), &json!(1))
    );

    let near = format!("{}{}", "0".repeat(4), "f".repeat(60));
    let far = format!("{}{}", "0".repeat(16), "f".repeat(48));
    let signals = |value: &str| json!({"signals": [{"type": "pdq", "value": value}]});
    let known = api
        .post(&key, "/matches", &signals(&near))
        .await
        .expect(200);
    let found = &known["matches"][0];
    assert_eq!(
        (&found["bank"], &found["distance_bits"]),
        (&json!("zeta"), &json!(16))
    );
    assert_eq!(
        (&found["label"], &found["source"]),
        (&json!("a blue pattern"), &json!("partner"))
    );
    assert_eq!(
        api.post(&key, "/matches", &signals(&far)).await.expect(200)["matches"],
        json!([])
    );
    assert_eq!(
        api.post(&key, "/matches", &signals("ff"))
            .await
            .problem(422),
        "field_malformed"
    );

    let exported = api
        .ask(&key, Method::POST, "/banks/zeta/export", None)
        .await;
    assert!(exported.text().contains(&hash) && exported.text().contains("a blue pattern"));
    api.post(&key, "/banks", &json!({"name": "copy"}))
        .await
        .expect(201);
    let body = Some(("text/csv", exported.bytes));
    let report = api
        .ask(&key, Method::POST, "/banks/copy/entries?type=pdq", body)
        .await
        .expect(200);
    assert_eq!(
        (&report["entries_added"], &report["refused"]),
        (&json!(1), &json!([]))
    );
}

/// Goal: acts taken in through the interface can be proved with what the interface gives.
#[tokio::test]
async fn the_log_proves_an_act() {
    let api = TestApi::new().await;
    let key = api.key_of("all", &EVERY_ROLE).await;
    api.post(&key, "/items", &json!({"url": "https://host.example/1"}))
        .await
        .expect(201);
    let checkpoint = api.get(&key, "/log/checkpoint").await;
    assert!(
        checkpoint.text().contains("\n\u{2014} "),
        "{}",
        checkpoint.text()
    );
    let entries = api.get(&key, "/log/entries?limit=200").await.expect(200);
    let added = entries["rows"].as_array().unwrap().iter();
    let added = added
        .rev()
        .find(|row| row["leaf"].as_str().unwrap().contains("item_added"));
    let added = added.unwrap_or_else(|| panic!("{entries}"));
    let id = added["id"].as_str().unwrap();
    let proof = api
        .get(&key, &format!("/log/proofs/{id}"))
        .await
        .expect(200);
    assert_eq!(
        (&proof["event"], &proof["leaf"]),
        (&added["id"], &added["leaf"])
    );
    assert_eq!(proof["inclusion"]["index"], added["index"]);
    let first = api.get(&key, "/log/entries?limit=1").await.expect(200);
    let second = first["next_index"].as_u64().unwrap();
    let page = api
        .get(&key, &format!("/log/entries?limit=1&from_index={second}"))
        .await
        .expect(200);
    assert_eq!(page["rows"][0]["index"], second);
    assert!(api.folder().join("log").is_dir());
}
