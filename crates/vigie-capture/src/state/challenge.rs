//! Pages that test their visitor, by the headers and the words of those who make them.

use super::wording::Wording;
use super::{Seen, find_header, words};

/// Headers that name a challenge, with the value that does (`*`: any).
const HEADERS: [(&str, &str); 6] = [
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "*"),
    ("x-sucuri-block", "*"),
    ("x-datadome", "protected"),
    ("x-px-block", "*"),
    ("x-challenge", "*"),
];

pub(super) fn is_challenge(seen: Seen<'_>, wording: Option<&Wording<'_>>) -> bool {
    let named = HEADERS.iter().any(|(name, expected)| {
        find_header(seen.headers, name)
            .is_some_and(|value| *expected == "*" || value.eq_ignore_ascii_case(expected))
    });
    let Some(wording) = wording.filter(|_| !named) else {
        return named;
    };
    (wording.is_frame() && sets_a_cookie_and_returns(wording))
        || wording.stops_with(words::CHALLENGE)
        || (wording.is_short() && wording.source.has(&words::CAPTCHA_MARKS))
}

/// A page whose program sets a cookie and comes again: a test of browsers.
fn sets_a_cookie_and_returns(wording: &Wording<'_>) -> bool {
    const RETURNS: [&str; 3] = ["location.href=", "location.replace(", "location.reload("];
    wording.source.has(&["document.cookie="]) && wording.source.has(&RETURNS)
}
