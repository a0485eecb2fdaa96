//! Nothing of the first finding reaches whoever may still be asked for the second.

use axum::http::{Method, header};
use serde_json::{Value, json};
use vigie_domain::Role;

use super::support::{Answer, TestApi, finding};

/// Words of the first finding, and what else would tell it.
const WORDS: &str = "purple-heron";

/// Goal: no answer to a reviewer tells the first finding before hers is written. Method: every
/// `GET` of the specification that an item, an exhibit and a log have, and every refusal she can
/// cause; then her finding, which shows both.
#[tokio::test]
async fn a_review_is_blind() {
    let api = TestApi::new().await;
    let analyst = api.key_of("analyst", &[Role::Analyst, Role::Intake]).await;
    let roles = [
        Role::Reviewer,
        Role::Liaison,
        Role::LegalOfficer,
        Role::Auditor,
    ];
    let reviewer = api.key_of("reviewer", &roles).await;
    let (item, exhibit) = api
        .upload(&analyst, "Training Organisation Zeta sells blue chairs")
        .await;
    let first = json!({"exhibit": exhibit, "finding": finding("illegal_other", WORDS)});
    api.post(&analyst, &format!("/items/{item}/assessment"), &first)
        .await
        .expect(204);
    let own = api
        .get(&analyst, &format!("/items/{item}"))
        .await
        .expect(200);
    let assessment = own["assessments"][0]["id"].as_str().unwrap().to_owned();
    assert!(
        own.to_string().contains(WORDS),
        "her own finding is shown to its author"
    );

    let telling = [
        WORDS,
        "illegal_other",
        "purple",
        assessment.as_str(),
        "item.assessed\",\"l",
    ];
    let check = |asked: &str, answer: &Answer| {
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        for word in telling {
            assert!(!text.contains(word), "{asked} tells `{word}`: {text}");
        }
    };
    let mut asked = 0;
    for path in get_paths()
        .iter()
        .filter(|path| !path.ends_with("openapi.json"))
    {
        let path = path
            .trim_start_matches("/api/v1")
            .replace("{subject}", &item);
        let id = if path.starts_with("/exhibits") {
            &exhibit
        } else {
            &item
        };
        let answer = api.get(&reviewer, &path.replace("{id}", id)).await;
        asked += usize::from(answer.status.is_success());
        check(&path, &answer);
    }
    assert!(asked >= 10, "only {asked} answers were read");
    let waits = api.get(&reviewer, "/queue/review").await.expect(200);
    assert_eq!(waits["rows"][0]["id"], item.as_str());
    let shown = api
        .get(&reviewer, &format!("/items/{item}"))
        .await
        .expect(200);
    assert_eq!(
        (&shown["has_hidden_finding"], &shown["assessments"]),
        (&json!(true), &json!([]))
    );

    let second = finding("lawful", "something else entirely");
    let other = json!({"exhibit": item, "finding": second});
    let acts = [
        ("review", other),
        (
            "review",
            json!({"exhibit": exhibit, "finding": finding("exempt", "no purpose")}),
        ),
        ("assessment", json!({"exhibit": exhibit, "finding": second})),
        (
            "settlement",
            json!({"conclusion": "lawful", "finding": "there is no sign of anything"}),
        ),
        (
            "legal-look",
            json!({"finding": "there is no sign of any purpose"}),
        ),
        (
            "hold",
            json!({"until": "2040-01-01T00:00:00Z", "reason": "asked"}),
        ),
        ("reopening", json!({"reason": "to see"})),
    ];
    for (act, body) in acts {
        let answer = api
            .post(&reviewer, &format!("/items/{item}/{act}"), &body)
            .await;
        assert!(answer.status.is_client_error(), "{act}: {}", answer.text());
        check(act, &answer);
    }
    let draft = api
        .post(&reviewer, "/referrals", &json!({"items": [item]}))
        .await;
    check("referrals", &draft);

    let second = json!({"exhibit": exhibit, "finding": second});
    let both = api
        .post(&reviewer, &format!("/items/{item}/review"), &second)
        .await
        .expect(200);
    assert_eq!(both["first"]["id"], assessment.as_str());
    assert_eq!(both["first"]["finding"]["conclusion"], "illegal_other");
    assert_eq!(
        (
            &both["second"]["agrees"],
            &both["second"]["finding"]["conclusion"]
        ),
        (&json!(false), &json!("lawful"))
    );
    let shown = api
        .get(&reviewer, &format!("/items/{item}"))
        .await
        .expect(200);
    assert_eq!(shown["item"]["state"], "disputed");
    assert!(shown.to_string().contains(WORDS), "now both are shown");
}

/// Goal: one's own finding is not one's own second pair of eyes, also through another key.
#[tokio::test]
async fn nobody_reviews_their_own_finding() {
    let api = TestApi::new().await;
    let key = api.key_of("both", &[Role::Analyst, Role::Reviewer]).await;
    let (item, exhibit) = api.upload(&key, "a plain sentence about chairs").await;
    let body = json!({"exhibit": exhibit, "finding": finding("illegal_other", WORDS)});
    api.post(&key, &format!("/items/{item}/assessment"), &body)
        .await
        .expect(204);
    let again = api
        .post(&key, &format!("/items/{item}/review"), &body)
        .await;
    assert_eq!(again.problem(409), "same_pair_of_eyes");
    assert_eq!(
        api.get(&key, "/queue/review").await.expect(200)["rows"],
        json!([])
    );
}

/// Goal: what leaves is what was sealed, as a file and not as a page, and the log says so.
#[tokio::test]
async fn an_export_is_the_sealed_file() {
    let api = TestApi::new().await;
    let key = api.key_of("all", &super::support::EVERY_ROLE).await;
    let (item, exhibit) = api.upload(&key, "a plain sentence about chairs").await;
    let listed = api
        .get(&key, &format!("/items/{item}/exhibits"))
        .await
        .expect(200);
    let shown = api
        .get(&key, &format!("/exhibits/{exhibit}"))
        .await
        .expect(200);
    assert_eq!(listed["rows"][0], shown);

    let path = format!("/exhibits/{exhibit}/export");
    let exported = api.ask(&key, Method::POST, &path, None).await;
    assert_eq!(exported.status, 200);
    assert_eq!(exported.headers[header::CONTENT_TYPE], "application/warc");
    let disposition = exported.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert!(
        disposition.starts_with("attachment; filename="),
        "{disposition}"
    );
    assert_eq!(shown["warc_size_bytes"], exported.bytes.len());
    assert_eq!(shown["warc_sha256"], sha256_hex(&exported.bytes));
    let history = api.get(&key, &format!("/items/{item}")).await.expect(200)["history"].to_string();
    assert!(history.contains("exhibit.exported"), "{history}");

    let reason = json!({"reason": "kept by mistake"});
    api.post(&key, &format!("/exhibits/{exhibit}/erasure"), &reason)
        .await
        .expect(204);
    assert_eq!(
        api.ask(&key, Method::POST, &path, None).await.problem(404),
        "not_found"
    );
    assert!(
        api.get(&key, &format!("/exhibits/{exhibit}"))
            .await
            .expect(200)["erased_at"]
            .is_string()
    );
}

fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(bytes))
}

fn get_paths() -> Vec<String> {
    let spec: Value = serde_json::from_str(&crate::openapi_json()).unwrap();
    let paths = spec["paths"].as_object().unwrap();
    let has_get = paths
        .iter()
        .filter(|(_, operations)| operations["get"].is_object());
    has_get.map(|(path, _)| path.clone()).collect()
}
