//! Answers that say neither "there" nor "gone", for re-checks: every path is one of them.
//!
//! `/login-wall/…` redirects to a sign-in page, `/challenge/…` wants a browser, `/busy/…` is 429
//! with `Retry-After`, `/broken/…` 503, `/forbidden/…` 403, `/legal/…` 451, `/gone/…` 410,
//! `/soft-gone/…` a 200 that says there is nothing, `/loop` leads to itself, `/inside` leads to
//! an address nobody may be sent to.

use super::page::{Page, not_found, tombstone};
use super::{Asked, Reply, url};
use crate::world::World;

/// What a busy host asks for, in seconds.
const RETRY_AFTER_S: u32 = 120;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let here = |path: &str| url("walls.test", world.http_port, path);
    let first = asked
        .path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    match first {
        "login-wall" => Reply::redirect(302, here("/login?next=%2Flogin-wall")),
        "login" => login(),
        "challenge" => challenge(),
        "busy" => Reply::new(429, "text/plain; charset=utf-8", "too many requests\n")
            .with("retry-after", RETRY_AFTER_S.to_string()),
        "broken" => Reply::new(503, "text/plain; charset=utf-8", "out of order\n"),
        "forbidden" => Reply::new(403, "text/plain; charset=utf-8", "forbidden\n"),
        "legal" => Reply::new(
            451,
            "text/plain; charset=utf-8",
            "not shown in your country\n",
        )
        .with("link", format!("<{}>; rel=\"blocked-by\"", here("/"))),
        "gone" => tombstone(410, "en"),
        "soft-gone" => tombstone(200, "fr"),
        "loop" => Reply::redirect(301, here("/loop")),
        "inside" => Reply::redirect(302, "http://169.254.169.254/latest/meta-data/".to_owned()),
        _ => not_found("en"),
    }
}

/// A sign-in page.
pub(super) fn login() -> Reply {
    let main = "<h1>Sign in</h1>\n<form method=\"post\" action=\"/login\">\
                <label>Name <input name=\"name\"></label>\
                <label>Password <input name=\"password\" type=\"password\"></label>\
                <button>Sign in</button></form>\n";
    Page {
        language: "en",
        title: "Sign in to continue",
        head: String::new(),
        main: main.to_owned(),
    }
    .reply(200)
}

fn challenge() -> Reply {
    let main = "<h1>Just a moment...</h1>\n<p>Checking your browser before you go on.</p>\n";
    Page {
        language: "en",
        title: "Just a moment...",
        head: String::new(),
        main: main.to_owned(),
    }
    .reply(403)
    .with("x-shield-mitigated", "challenge")
    .with("cf-mitigated", "challenge")
}
