//! The lookup service, asked as a program written for Hasher-Matcher-Actioner asks.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vigie_domain::{Permission, Role};

use super::support::TestApi;
use crate::HmaConfig;

const LOCAL: &str = "127.0.0.1:5000";

struct Service {
    router: Router,
}

impl Service {
    /// The service over a desk, whose listed clients act with a key of these permissions.
    async fn of(api: &TestApi, scope: &[Permission]) -> Self {
        let person = api.person("machine", &[Role::Admin]).await;
        api.key(&person, scope).await;
        let keys = vigie_desk::user::list_api_keys(&api.desk, &person).await;
        let key = keys.unwrap().pop().unwrap();
        let config = HmaConfig {
            acts_as_key: Some(key.id.to_string()),
            ..HmaConfig::default()
        };
        let router = crate::lookup_router(std::sync::Arc::clone(&api.desk), &config);
        vigie_desk::signal::warm_index(&api.desk).await.unwrap();
        Self { router }
    }

    async fn whole(api: &TestApi) -> Self {
        use Permission as P;
        Self::of(api, &[P::MatchSignal, P::CurateBank, P::ManageBank]).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        self.ask_from(LOCAL, None, method, path, body).await
    }

    async fn ask_from(
        &self,
        peer: &str,
        key: Option<&str>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = request.body(body).unwrap();
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (status, value)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::PUT, path, Some(body)).await
    }
}

/// A made-up hash with its first `bits` bits turned over.
fn pdq(bits: usize) -> String {
    let mut hash = [0x3c_u8; 32];
    for bit in 0..bits {
        hash[bit / 8] ^= 0x80 >> (bit % 8);
    }
    hex::encode(hash)
}

/// Goal: banks are made, changed, listed and deleted as there, down to names and ratios.
#[tokio::test]
async fn banks_live_as_there() {
    let api = TestApi::new().await;
    let hma = Service::whole(&api).await;
    assert_eq!(hma.get("/c/banks").await, (200, json!([])));
    for name in ["01_TEST_BANK", "my_test_bank", ""] {
        assert_eq!(hma.post("/c/banks", json!({"name": name})).await.0, 400);
    }
    let made = json!({"name": "MY_BANK_01", "matching_enabled_ratio": 1.0});
    let created = hma.post("/c/banks", json!({"name": "MY_BANK_01"})).await;
    assert_eq!(created, (201, made.clone()));
    let twice = hma.post("/c/banks", json!({"name": "MY_BANK_01"})).await;
    assert_eq!(twice.0, 403, "{}", twice.1);
    assert_eq!(hma.get("/c/banks").await, (200, json!([made])));

    let bad = hma.put("/c/bank/MY_BANK_01", json!({"name": "1_no"})).await;
    assert_eq!(bad.0, 400);
    let renamed = hma
        .put("/c/bank/MY_BANK_01", json!({"name": "OTHER"}))
        .await;
    assert_eq!((renamed.0, &renamed.1["name"]), (200, &json!("OTHER")));
    for (change, ratio) in [
        (json!({"enabled": false}), 0.0),
        (json!({"enabled_ratio": 0.5}), 0.5),
        (json!({"enabled": true}), 1.0),
    ] {
        let changed = hma.put("/c/bank/OTHER", change).await;
        assert_eq!(changed.0, 200);
        assert_eq!(changed.1["matching_enabled_ratio"], json!(ratio));
    }
    assert_eq!(hma.put("/c/bank/NONE", json!({})).await.0, 404);
    let missing = hma.get("/c/bank/NONE").await;
    assert_eq!(missing, (404, json!({"message": "bank 'NONE' not found"})));
    for _ in 0..2 {
        let deleted = hma.ask(Method::DELETE, "/c/bank/OTHER", None).await;
        assert_eq!(deleted, (200, json!({"message": "Done"})));
    }
    assert_eq!(hma.get("/c/banks").await, (200, json!([])));
}

/// Goal: a signal that was posted is found by the very next lookup, in each form it is asked for;
/// withdrawn, it is not.
#[tokio::test]
async fn what_is_posted_is_found_at_once() {
    let api = TestApi::new().await;
    let hma = Service::whole(&api).await;
    for name in ["A", "B"] {
        hma.post("/c/banks", json!({"name": name})).await;
    }
    let add = |bank: &'static str, bits| hma.post_signal(bank, bits);
    assert_eq!(
        add("A", 0).await,
        (200, json!({"id": 1, "signals": {"pdq": pdq(0)}}))
    );
    assert_eq!(add("A", 100).await.1["id"], 2);
    assert_eq!(add("B", 4).await.1["id"], 3);
    assert_eq!(add("A", 0).await.1["id"], 1, "the same again is the same");

    let near = pdq(2);
    let raw = hma
        .get(&format!("/m/raw_lookup?signal={near}&signal_type=pdq"))
        .await;
    assert_eq!(raw, (200, json!({"matches": [1, 3]})));
    let path = format!("/m/raw_lookup?signal={near}&signal_type=pdq&include_distance=true&banks=B");
    let match_of = |id, distance: &str| json!({"bank_content_id": id, "distance": distance});
    assert_eq!(
        hma.get(&path).await,
        (200, json!({"matches": [match_of(3, "2")]}))
    );
    let path = format!("/m/lookup?signal={near}&signal_type=pdq");
    let both = json!({"A": [match_of(1, "2")], "B": [match_of(3, "2")]});
    assert_eq!(hma.get(&path).await, (200, both.clone()));
    let far = format!("/m/lookup?signal={}&signal_type=pdq", pdq(60));
    assert_eq!(hma.get(&far).await, (200, json!({})));

    hma.put("/c/bank/B", json!({"enabled": false})).await;
    assert_eq!(
        hma.get(&path).await,
        (200, json!({"A": [match_of(1, "2")]}))
    );
    let bypass = format!("{path}&bypass_coinflip=true");
    assert_eq!(hma.get(&bypass).await, (200, both));
    hma.put("/c/bank/B", json!({"enabled_ratio": 0.5})).await;
    let seeded = format!("{path}&seed=item-7");
    assert_eq!(hma.get(&seeded).await, hma.get(&seeded).await);

    let deleted = hma.ask(Method::DELETE, "/c/bank/A/content/1", None).await;
    assert_eq!(deleted, (200, json!({"deleted": 1})));
    let again = hma.ask(Method::DELETE, "/c/bank/A/content/1", None).await;
    assert_eq!(again, (200, json!({"deleted": 0})));
    let raw = hma
        .get(&format!("/m/raw_lookup?signal={near}&signal_type=pdq"))
        .await;
    assert_eq!(raw, (200, json!({"matches": [3]})));
    let status = hma.get("/m/index/status?signal_type=pdq").await;
    assert_eq!(status.1["pdq"]["present"], true);
    assert_eq!(status.1["pdq"]["size"], 2);
}

impl Service {
    async fn post_signal(&self, bank: &str, bits: usize) -> (u16, Value) {
        let path = format!("/c/bank/{bank}/signal");
        self.post(&path, json!({"pdq": pdq(bits)})).await
    }
}

/// Goal: several signals of one content have one number; what a client says of it comes back.
#[tokio::test]
async fn contents_are_kept_with_what_is_said_of_them() {
    let api = TestApi::new().await;
    let hma = Service::whole(&api).await;
    hma.post("/c/banks", json!({"name": "A"})).await;
    let md5 = "0a".repeat(16);
    let signals = json!({"pdq": pdq(0), "video_md5": md5, "note": "a border"});
    let added = hma.post("/c/bank/A/signal", signals).await;
    assert_eq!(added.0, 200);
    let lookup = hma
        .get(&format!("/m/lookup?signal_type=video_md5&signal={md5}"))
        .await;
    let found = json!({"A": [{"bank_content_id": 1, "distance": "0"}]});
    assert_eq!(lookup, (200, found));
    let shown = hma.get("/c/bank/A/content/1?include_signals=true").await;
    assert_eq!(
        shown,
        (
            200,
            json!({
                "id": 1, "disable_until_ts": 1, "original_media_uri": null, "note": "a border",
                "bank": {"name": "A", "matching_enabled_ratio": 1.0},
                "signals": {"pdq": pdq(0), "video_md5": md5},
            })
        )
    );
    let until = api.desk.now().ms() / 1_000 + 3_600;
    let silence = json!({"disable_until_ts": until, "note": "later"});
    let changed = hma.put("/c/bank/A/content/1", silence).await;
    assert_eq!(changed.1["disable_until_ts"], json!(until));
    assert_eq!(changed.1["note"], "later");
    let path = format!("signal_type=pdq&signal={}", pdq(0));
    assert_eq!(hma.get(&format!("/m/lookup?{path}")).await.1, json!({}));
    let raw = hma.get(&format!("/m/raw_lookup?{path}")).await;
    assert_eq!(raw.1, json!({"matches": [1]}), "raw lookups do not ask");
    let bad = hma
        .put("/c/bank/A/content/1", json!({"disable_until_ts": -1}))
        .await;
    assert_eq!(bad.0, 400);
    for path in [
        "/c/bank/A/content/9",
        "/c/bank/NONE/content/1",
        "/c/bank/A/content/x",
    ] {
        assert_eq!(hma.get(path).await.0, 404, "{path}");
    }
}

/// Goal: what cannot be answered is refused with a sentence, malformed hashes with the place.
#[tokio::test]
async fn what_is_wrong_is_named() {
    let api = TestApi::new().await;
    let hma = Service::whole(&api).await;
    hma.post("/c/banks", json!({"name": "A"})).await;
    let broken = format!("{}g", &pdq(0)[1..]);
    let no = |status: u16, message: &str| (status, json!({"message": message}));
    for (path, expected) in [
        (
            format!("/m/raw_lookup?signal={broken}&signal_type=pdq"),
            no(400, "invalid signal: no hexadecimal digit at position 63"),
        ),
        (
            "/m/raw_lookup?signal=00&signal_type=pdq".to_owned(),
            no(400, "invalid signal: 2 digits, a pdq has 64"),
        ),
        (
            "/m/raw_lookup?signal=00&signal_type=tmk".to_owned(),
            no(400, "No such SignalType 'tmk'"),
        ),
        (
            "/m/raw_lookup?signal_type=pdq".to_owned(),
            no(400, "signal is required"),
        ),
        (
            "/m/lookup?signal_type=pdq".to_owned(),
            no(
                400,
                "Either url or both signal and signal_type are required",
            ),
        ),
        (
            "/h/hash?url=http://127.0.0.1:1/x&content_type=sculpture".to_owned(),
            no(400, "no such content_type: 'sculpture'"),
        ),
        (
            "/h/hash?url=file:///etc/passwd".to_owned(),
            no(400, "give an address that begins with http:// or https://"),
        ),
        ("/h/hash".to_owned(), no(400, "url is required")),
        ("/c/exchange/X".to_owned(), no(404, "Exchange not found")),
    ] {
        assert_eq!(hma.get(&path).await, expected, "{path}");
    }
    // A private address is not read, whoever asks.
    let private = hma
        .get("/h/hash?url=http://10.0.0.1/x.png&content_type=photo")
        .await;
    assert_eq!(private.0, 400, "{}", private.1);
    for body in [
        json!({}),
        json!({"pdq": "00"}),
        json!({"tmk": "00"}),
        json!([]),
    ] {
        let refused = hma.post("/c/bank/A/signal", body).await;
        assert_eq!(refused.0, 400, "{}", refused.1);
    }
    let missing = hma
        .post("/c/bank/NONE/signal", json!({"pdq": pdq(0)}))
        .await;
    assert_eq!(missing.0, 404);
    let compared = hma
        .post("/m/compare", json!({"pdq": [pdq(0), pdq(9)]}))
        .await;
    assert_eq!(compared, (200, json!({"pdq": [true, {"distance": 9}]})));
    let compared = hma
        .post("/m/compare", json!({"pdq": [pdq(0), pdq(32)]}))
        .await;
    assert_eq!(compared, (200, json!({"pdq": [false, {"distance": 32}]})));
    for body in [
        json!({"pdq": [pdq(0)]}),
        json!({"pdq": 1}),
        json!([]),
        json!({"pdq": ["", ""]}),
    ] {
        assert_eq!(hma.post("/m/compare", body.clone()).await.0, 400, "{body}");
    }
}

/// Goal: listed addresses come in with the permissions of one key and no more; others need a key;
/// without a name nobody acts.
#[tokio::test]
async fn the_door_is_kept() {
    let api = TestApi::new().await;
    let hma = Service::of(&api, &[Permission::MatchSignal]).await;
    let path = format!("/m/raw_lookup?signal={}&signal_type=pdq", pdq(0));
    assert_eq!(hma.get(&path).await, (200, json!({"matches": []})));
    let refused = hma.post("/c/banks", json!({"name": "A"})).await;
    assert_eq!(refused.0, 403, "{}", refused.1);
    let stranger = "203.0.113.9:5000";
    let from = async |key: Option<&str>| {
        hma.ask_from(stranger, key, Method::GET, &path, None)
            .await
            .0
    };
    assert_eq!(from(None).await, 403);
    assert_eq!(from(Some("vigie_nonsense")).await, 403);
    let key = api.key_of("partner", &[Role::Analyst]).await;
    assert_eq!(from(Some(&key)).await, 200);
    // A word about oneself opens nothing.
    let request = Request::get(&path)
        .header("x-forwarded-for", "127.0.0.1")
        .extension(ConnectInfo(stranger.parse::<SocketAddr>().unwrap()))
        .body(Body::empty());
    let response = hma.router.clone().oneshot(request.unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 403);

    let nameless = crate::lookup_router(std::sync::Arc::clone(&api.desk), &HmaConfig::default());
    let nameless = Service { router: nameless };
    assert_eq!(nameless.get(&path).await.0, 403);
    assert_eq!(nameless.get("/status").await, (200, json!("I-AM-ALIVE")));
    assert_eq!(nameless.get("/status/live").await.0, 200);
}

/// Goal: what balances load hears that the index is not loaded, until it is.
#[tokio::test]
async fn an_unloaded_index_says_so() {
    let api = TestApi::new().await;
    let router = crate::lookup_router(std::sync::Arc::clone(&api.desk), &HmaConfig::default());
    let hma = Service { router };
    assert_eq!(hma.get("/status").await, (503, json!("INDEX-NOT-LOADED")));
    assert_eq!(hma.get("/status/live").await.0, 200);
    vigie_desk::signal::warm_index(&api.desk).await.unwrap();
    assert_eq!(hma.get("/status").await.0, 200);
}

/// Goal: the list of routes is the routes.
#[tokio::test]
async fn every_listed_route_is_there() {
    let api = TestApi::new().await;
    let hma = Service::whole(&api).await;
    let (_, routes) = hma.get("/site-map").await;
    for route in routes.as_array().unwrap() {
        let path = route.as_str().unwrap();
        let concrete = path
            .replace("<bank_name>", "NONE")
            .replace("<content_id>", "1")
            .replace("<exchange_name>", "NONE")
            .replace("<api_name>", "NONE");
        let (_, body) = hma.get(&concrete).await;
        let message = body["message"].as_str().unwrap_or_default();
        assert!(!message.contains("nothing at this address"), "{path}");
    }
}
