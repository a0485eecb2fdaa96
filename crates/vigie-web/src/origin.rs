//! Forged requests are refused: what changes something must come from a page of this desk.
//!
//! Every browser in use says on a post where the page stood that sent it (`Sec-Fetch-Site`, else
//! `Origin`). A caller that says neither is no browser; it is believed only without a cookie.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::failure::Failure;
use crate::session::has_session_cookie;
use crate::state::Web;

/// Middleware: refuses an unsafe method from somewhere else.
pub(crate) async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe || is_own(request.headers(), &web.desk.config().public_url) {
        return next.run(request).await;
    }
    Failure::ForeignOrigin.into_response()
}

/// Whether a request comes from this desk's own page, or from a program.
fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A key in the header is not sent by a browser on its own.
    let has_key = headers.contains_key(header::AUTHORIZATION);
    if has_key && !has_session_cookie(headers) {
        return true;
    }
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text("origin") {
        Some(origin) => {
            let host = text("host");
            is_same_authority(origin, host) || is_same_origin(origin, public_url)
        }
        None => !headers.contains_key(header::ORIGIN) && !has_session_cookie(headers),
    }
}

/// `https://desk.example` against the `Host` that was asked for; the scheme is the proxy's affair.
fn is_same_authority(origin: &str, host: Option<&str>) -> bool {
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

fn is_same_origin(origin: &str, public_url: &str) -> bool {
    let parse = |text: &str| Url::parse(text).ok().map(|url| url.origin());
    match (parse(origin), parse(public_url)) {
        (Some(one), Some(other)) => one.is_tuple() && one == other,
        _ => false,
    }
}

/// Whether a picture may be sent: only into a page of this desk, never ahead of being asked for.
pub(crate) fn is_own_picture(headers: &HeaderMap) -> bool {
    let is = |name, wanted: &str| headers.get(name).is_none_or(|value| value == wanted);
    !headers.contains_key("sec-purpose") && is("sec-fetch-site", "same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a forged post never passes, an honest one always does. Method: the headers browsers send.
    #[test]
    fn forged_posts_are_told_apart() {
        #[track_caller]
        fn case(lines: &[(&str, &str)], expected: bool) {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                let name = axum::http::HeaderName::try_from(*name).unwrap();
                headers.append(name, value.parse().unwrap());
            }
            assert_eq!(
                is_own(&headers, "https://desk.example"),
                expected,
                "{lines:?}"
            );
        }
        let cookie = ("cookie", "vigie_session=aa");
        let host = ("host", "127.0.0.1:8080");
        case(&[cookie, host, ("sec-fetch-site", "same-origin")], true);
        case(&[cookie, host, ("sec-fetch-site", "cross-site")], false);
        case(&[cookie, host, ("sec-fetch-site", "same-site")], false);
        case(&[cookie, host, ("origin", "http://127.0.0.1:8080")], true);
        case(&[cookie, host, ("origin", "https://desk.example")], true);
        case(&[cookie, host, ("origin", "https://evil.example")], false);
        case(
            &[
                cookie,
                host,
                ("origin", "https://desk.example.evil.example"),
            ],
            false,
        );
        case(&[cookie, host, ("origin", "null")], false);
        case(&[cookie, host], false);
        case(&[host], true);
        case(&[host, ("origin", "https://evil.example")], false);
        case(&[host, ("authorization", "Bearer x")], true);
        case(&[cookie, host, ("authorization", "Bearer x")], false);
    }
}
