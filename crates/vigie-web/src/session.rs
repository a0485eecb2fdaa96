//! Who reads: the session cookie of a person, or the key of a program.
//!
//! The cookie holds a random token and nothing else; everything it stands for lies on the server.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use vigie_desk::user::{authenticate_key, authenticate_session};
use vigie_domain::{Actor, Language, User};

use crate::failure::Failure;
use crate::language::{self, cookie_value};
use crate::state::Web;
use crate::view::Page;

/// Name of the session cookie.
pub(crate) const COOKIE: &str = "vigie_session";
/// How long the choice of a language is remembered, in seconds.
const LANGUAGE_AGE_S: i64 = 365 * 24 * 3_600;

/// A person who is signed in, and the frame of the page she asks for.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// In whose name things are done.
    pub(crate) actor: Actor,
    /// The login.
    pub(crate) user: User,
    /// The frame of the page.
    pub(crate) page: Page,
}

impl Session {
    /// The same reader at another page: where a form is shown again after a refusal.
    pub(crate) fn at(mut self, path: impl Into<String>) -> Self {
        self.page.path = path.into();
        self
    }
}

impl FromRequestParts<Web> for Session {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let token = cookie_value(&parts.headers, COOKIE).ok_or(Failure::Unauthenticated)?;
        let found = authenticate_session(&web.desk, token).await?;
        let (actor, user) = found.ok_or(Failure::Unauthenticated)?;
        let page = Page::of(
            &user,
            &actor,
            path_of(parts),
            desk_name(web),
            web.desk.now(),
        );
        Ok(Self { actor, user, page })
    }
}

/// The frame of a page for anybody, in the language that suits the request.
#[derive(Debug, Clone)]
pub(crate) struct Visitor(pub(crate) Page);

impl FromRequestParts<Web> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(visitor(web, &parts.headers, path_of(parts))))
    }
}

/// Whoever calls the programming interface: `Authorization: Bearer …`, or a session.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<Web> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let secret = value
                .to_str()
                .ok()
                .and_then(|line| line.strip_prefix("Bearer "));
            let secret = secret.ok_or(Failure::Unauthenticated)?;
            let actor = authenticate_key(&web.desk, secret.trim()).await?;
            return actor.map(Self).ok_or(Failure::Unauthenticated);
        }
        Session::from_request_parts(parts, web)
            .await
            .map(|session| Self(session.actor))
    }
}

/// Whether a request carries a session cookie, valid or not.
pub(crate) fn has_session_cookie(headers: &HeaderMap) -> bool {
    cookie_value(headers, COOKIE).is_some()
}

/// The frame of a page for whoever sent these headers; a broken session is a visitor.
pub(crate) async fn reader_of(web: &Web, headers: &HeaderMap, path: String) -> Page {
    if let Some(token) = cookie_value(headers, COOKIE)
        && let Ok(Some((actor, user))) = authenticate_session(&web.desk, token).await
    {
        return Page::of(&user, &actor, path, desk_name(web), web.desk.now());
    }
    visitor(web, headers, path)
}

fn visitor(web: &Web, headers: &HeaderMap, path: String) -> Page {
    let language = language::choose(headers, web.desk.config().language);
    Page::public(language, path, desk_name(web), web.desk.now())
}

fn path_of(parts: &Parts) -> String {
    parts
        .uri
        .path_and_query()
        .map_or("/", |whole| whole.as_str())
        .to_owned()
}

fn desk_name(web: &Web) -> String {
    web.desk.config().unit.name.clone()
}

/// The header that sets a session cookie. A token is hexadecimal and needs no quoting.
pub(crate) fn session_cookie(web: &Web, token: &str) -> Option<HeaderValue> {
    as_header(web, &format!("{COOKIE}={token}; HttpOnly"))
}

/// The header that takes the session cookie away.
pub(crate) fn no_session_cookie(web: &Web) -> Option<HeaderValue> {
    as_header(web, &format!("{COOKIE}=; HttpOnly; Max-Age=0"))
}

/// The header that remembers a language.
pub(crate) fn language_cookie(web: &Web, language: Language) -> Option<HeaderValue> {
    let (name, code) = (language::COOKIE, language.code());
    as_header(web, &format!("{name}={code}; Max-Age={LANGUAGE_AGE_S}"))
}

fn as_header(web: &Web, cookie: &str) -> Option<HeaderValue> {
    let secure = if web.cookie_secure() { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{cookie}; Path=/; SameSite=Lax{secure}")).ok()
}

/// A path of this desk to come back to; anything else leads home.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.len() < 1_024
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    is_own.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: nobody is led elsewhere after signing in.
    #[test]
    fn only_own_paths_are_followed() {
        for good in ["/queue", "/items/1?reveal=2", "/"] {
            assert_eq!(own_path(good), Some(good));
        }
        let bad = [
            "",
            "queue",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x=y",
            "/a b",
            "javascript:alert(1)",
        ];
        for bad in bad {
            assert_eq!(own_path(bad), None, "{bad}");
        }
    }
}
