//! A desk in a temporary folder, its people, and requests to it.

use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt as _;
use vigie_capture::Capturer;
use vigie_desk::user::{NewApiKey, NewUser, add_api_key, add_user};
use vigie_desk::{Desk, Rooms, SimulatedClock, setup};
use vigie_dispatch::Mailer;
use vigie_domain::{Actor, Language, Permission, Role, Timestamp};
use vigie_egress::Egress;
use vigie_format::key::KeyRules;
use vigie_media::Decoder;
use vigie_store::Store;
use vigie_trace::{ReferenceData, Tracer};

use crate::Config;

/// An instant on a working day.
const NOW_MS: i64 = 1_795_000_000_000;

/// Everything a person can be.
pub(super) const EVERY_ROLE: [Role; 9] = Role::ALL;

/// A desk and its interface.
pub(super) struct TestApi {
    pub(super) desk: Arc<Desk>,
    operator: Actor,
    router: Router,
    folder: tempfile::TempDir,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body, when the status is the one expected.
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        if self.bytes.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The code, when it is a whole problem with this status.
    #[track_caller]
    pub(super) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        let body = self.json();
        assert_eq!(body["status"], status);
        for field in ["type", "title", "detail", "code", "manual"] {
            assert!(
                body[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {body}"
            );
        }
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["manual"], format!("docs/reference/errors/{code}.md"));
        code
    }
}

impl TestApi {
    pub(super) async fn new() -> Self {
        Self::with(&Config::for_testing()).await
    }

    pub(super) async fn with(config: &Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_ms(NOW_MS);
        let store_config = vigie_store::Config::for_testing(folder.path());
        let store = Store::create(&store_config).await.unwrap();
        let fresh = vigie_store::new_id(now).unwrap();
        let id = setup::ensure_desk(&store, "desk", fresh, now)
            .await
            .unwrap();
        let fresh = vigie_store::new_id(now).unwrap();
        let operator = setup::local_operator(&store, id, fresh, now).await.unwrap();
        let egress = Egress::new(vigie_egress::Config::for_testing()).unwrap();
        let (reference, _) = ReferenceData::load(&folder.path().join("reference")).unwrap();
        let trace = vigie_trace::Config::for_testing();
        let tracer = Arc::new(Tracer::new(egress.clone(), Arc::new(reference), trace));
        let rooms = Rooms {
            capturer: Capturer::new(egress.clone(), vigie_capture::Config::for_testing()),
            decoder: Decoder::new(vigie_media::Config::for_testing()).unwrap(),
            tracer: RwLock::new(tracer),
            paper: vigie_desk::Paper::default(),
            mailer: Mailer::open(vigie_dispatch::Config::for_testing()).unwrap(),
            egress,
            keys: KeyRules::builtin().clone().into(),
            log_key: store.log_key().unwrap(),
            store,
            clock: Arc::new(SimulatedClock::new(now)),
        };
        let desk = Arc::new(Desk::new(id, vigie_desk::Config::default(), rooms));
        let router = crate::router(Arc::clone(&desk), config);
        Self {
            desk,
            operator,
            router,
            folder,
        }
    }

    /// A person with these roles.
    pub(super) async fn person(&self, login: &str, roles: &[Role]) -> Actor {
        let new = NewUser {
            login: login.to_owned(),
            name: login.to_owned(),
            roles: roles.to_vec(),
            language: Language::En,
            password: None,
        };
        let id = add_user(&self.desk, &self.operator, new).await.unwrap();
        Actor::person(id, self.desk.id(), roles.to_vec())
    }

    /// A key of that person with this scope.
    pub(super) async fn key(&self, person: &Actor, scope: &[Permission]) -> String {
        let (label, scope) = ("test".to_owned(), scope.to_vec());
        let new = NewApiKey {
            label,
            scope,
            expires_at: None,
            owner: None,
        };
        add_api_key(&self.desk, person, new).await.unwrap().1
    }

    /// A key of a new person with these roles and all they may do.
    pub(super) async fn key_of(&self, login: &str, roles: &[Role]) -> String {
        let person = self.person(login, roles).await;
        let mut scope: Vec<Permission> = roles
            .iter()
            .flat_map(|role| role.permissions())
            .copied()
            .collect();
        scope.sort_unstable();
        scope.dedup();
        self.key(&person, &scope).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub(super) async fn ask(
        &self,
        key: &str,
        method: Method,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"));
        let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        let request = match body {
            Some((kind, bytes)) => request
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(bytes)),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    pub(super) async fn get(&self, key: &str, path: &str) -> Answer {
        self.ask(key, Method::GET, path, None).await
    }

    pub(super) async fn post(&self, key: &str, path: &str, body: &Value) -> Answer {
        let body = serde_json::to_vec(body).unwrap();
        self.ask(key, Method::POST, path, Some(("application/json", body)))
            .await
    }

    /// Hands over the text of a post: an item with an exhibit, and their ids.
    pub(super) async fn upload(&self, key: &str, text: &str) -> (String, String) {
        let form = form(&[
            ("kind", text_part("text")),
            ("supplied_by", text_part("a colleague")),
            ("url", text_part("https://host.example/post/1")),
            ("file", file_part(text)),
        ]);
        let added = self
            .ask(key, Method::POST, "/items/upload", Some((FORM, form)))
            .await;
        let item = added.expect(201)["id"].as_str().unwrap().to_owned();
        let shown = self.get(key, &format!("/items/{item}")).await.expect(200);
        let exhibit = shown["item"]["exhibit"]
            .as_str()
            .unwrap_or_else(|| panic!("{shown}"));
        (item, exhibit.to_owned())
    }

    /// Where its rows lie.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The media type of [`form`].
pub(super) const FORM: &str = "multipart/form-data; boundary=seam";

/// One part of a form: what follows its name, and its text.
pub(super) type Part = (&'static str, String);

pub(super) fn text_part(text: &str) -> Part {
    ("", text.to_owned())
}

pub(super) fn file_part(text: &str) -> Part {
    ("; filename=\"post.txt\"", text.to_owned())
}

pub(super) fn form(parts: &[(&str, Part)]) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (name, (more, value)) in parts {
        let head = format!("content-disposition: form-data; name=\"{name}\"{more}");
        write!(text, "--seam\r\n{head}\r\n\r\n{value}\r\n").unwrap();
    }
    text.push_str("--seam--\r\n");
    text.into_bytes()
}

/// A whole finding with these words in it.
pub(super) fn finding(conclusion: &str, words: &str) -> Value {
    let exemptions: Vec<Value> = vigie_domain::Exemption::ALL
        .into_iter()
        .map(|exemption| serde_json::json!({"exemption": exemption.name(), "finding": "none"}))
        .collect();
    serde_json::json!({
        "offence": format!("Article 1 {words}"),
        "categories": [{"category": "c", "reason": format!("this very item says {words} to all")}],
        "danger": {"finding": "present", "reason": words},
        "exemptions": exemptions,
        "conclusion": conclusion,
        "context": words,
    })
}
