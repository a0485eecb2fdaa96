//! Headers of every answer: nothing runs, nothing is framed, nothing is kept, nothing leaks.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What a page may load: this desk's own style sheet and pictures, and nothing that runs.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The same on every answer, whatever it is.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Posts of a page under `no-referrer` say `Origin: null`, which the origin check refuses.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Cache of what never changes under its name.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Cache of what changes by the second.
pub(crate) const REVALIDATE: &str = "no-cache";

/// Middleware: puts the headers on.
pub(crate) async fn dress(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    put(response.headers_mut());
    response
}

fn put(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Whoever wants to be cached says so; a page of the desk never is.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: no answer goes without the policy, and a handler cannot weaken it.
    #[test]
    fn every_answer_is_dressed() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            "default-src *".parse().unwrap(),
        );
        put(&mut headers);
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            CONTENT_SECURITY_POLICY
        );
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        for word in ["unsafe", "http:", "https:", "*", "script-src"] {
            assert!(
                !CONTENT_SECURITY_POLICY.contains(word),
                "the policy allows {word}"
            );
        }
    }

    /// Goal: a tile that never changes may be kept.
    #[test]
    fn a_stated_cache_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, IMMUTABLE.parse().unwrap());
        put(&mut headers);
        assert_eq!(headers[header::CACHE_CONTROL], IMMUTABLE);
    }
}
