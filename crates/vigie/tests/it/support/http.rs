//! A browser and a program in front of the desk's own router: no socket, the same code.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use vigie_domain::Actor;

use super::TestDesk;

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Demands a status; answers itself.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Somebody who asks.
pub(crate) struct Browser {
    router: axum::Router,
    cookie: Option<String>,
}

impl TestDesk {
    /// A browser nobody signed in with.
    pub(crate) fn visitor(&self) -> Browser {
        let config = vigie_web::Config::for_testing();
        Browser {
            router: vigie_web::router(std::sync::Arc::clone(&self.desk), &config),
            cookie: None,
        }
    }

    /// A browser in which this person signed in.
    pub(crate) async fn browser_of(&self, person: &Actor) -> Browser {
        const PASSWORD: &str = "four plain made-up words";
        let id = person.user().unwrap();
        let (desk, admin) = (&self.desk, &self.people.admin);
        vigie_desk::user::set_password(desk, admin, id, PASSWORD.to_owned())
            .await
            .unwrap();
        let login = desk.store().user(id).await.unwrap().unwrap().login;
        let signed_in = vigie_desk::user::sign_in(desk, &login, PASSWORD)
            .await
            .unwrap();
        let cookie = Some(format!("vigie_session={}", signed_in.token));
        Browser {
            cookie,
            ..self.visitor()
        }
    }
}

impl Browser {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends a form as a page of the desk does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form from a page that stands there, in the words of `Sec-Fetch-Site`.
    pub(crate) async fn post_from(
        &self,
        site: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = self
            .request("POST", path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", site);
        self.send(request.body(Body::from(form.finish())).unwrap())
            .await
    }

    /// Sends JSON as a page of the desk does.
    pub(crate) async fn post_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        let request = self
            .request("POST", path)
            .header("Content-Type", "application/json")
            .header("Sec-Fetch-Site", "same-origin");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 40_000));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("Host", "desk.test")
            .extension(ConnectInfo(peer));
        match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
