//! What an answer says about a locator: there, gone, or something in the way.
//!
//! Careful in one direction only: a page in the way (a challenge, a sign-in, a busy server) must
//! never be called gone, because a false "gone" stops a clock and closes a case.

use url::Url;
use vigie_domain::PageState;
use vigie_egress::Header;

use crate::page::Page;

/// Longest text of a page that can be an error page and nothing else.
const ERROR_PAGE_CHARS_MAX: usize = 2_000;
/// Longest text of a page that can be a sign-in and nothing else.
const LOGIN_PAGE_CHARS_MAX: usize = 3_000;

/// An answer, with what is needed to read it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// What was asked for.
    pub url: &'a Url,
    /// What answered.
    pub url_final: &'a Url,
    /// How.
    pub status: u16,
    /// With which headers.
    pub headers: &'a [Header],
    /// The page, when it is one.
    pub page: Option<&'a Page>,
}

/// What the answer says. Deterministic; looks at the answer alone.
pub fn classify(seen: Seen<'_>) -> PageState {
    if is_challenge(seen) {
        return PageState::Challenge;
    }
    match seen.status {
        451 => PageState::RestrictedGeo,
        401 | 403 | 407 => PageState::RestrictedLogin,
        429 | 503 => PageState::Busy,
        _ if is_sent_to_login(seen) => PageState::RestrictedLogin,
        404 | 410 => PageState::Gone,
        200..=299 => classify_success(seen),
        _ => PageState::Unknown,
    }
}

fn classify_success(seen: Seen<'_>) -> PageState {
    let Some(page) = seen.page else {
        return PageState::Up;
    };
    if is_login_page(page) {
        return PageState::RestrictedLogin;
    }
    if is_sent_home(seen) || reads_like_an_error(page) {
        return PageState::SoftGone;
    }
    PageState::Up
}

/// Titles of pages that test a visitor, in lower case.
const CHALLENGE_TITLES: [&str; 12] = [
    "just a moment",
    "attention required! | cloudflare",
    "un instant",
    "checking your browser",
    "ddos-guard",
    "security check",
    "vérification de sécurité",
    "verify you are human",
    "are you a robot",
    "making sure you're not a bot",
    "access to this page has been denied",
    "لحظة من فضلك",
];
/// Headers that name a challenge, with the value that does (`*`: any).
const CHALLENGE_HEADERS: [(&str, &str); 4] = [
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "*"),
    ("x-sucuri-block", "*"),
    ("x-datadome", "protected"),
];
/// Words of such a page, when it says little else.
const CHALLENGE_WORDS: [&str; 6] = [
    "enable javascript and cookies to continue",
    "verifying you are human",
    "complete the security check",
    "unusual traffic from your",
    "vérifiez que vous êtes humain",
    "تحقق من أنك إنسان",
];

fn is_challenge(seen: Seen<'_>) -> bool {
    let named = CHALLENGE_HEADERS.iter().any(|(name, expected)| {
        find_header(seen.headers, name)
            .is_some_and(|value| *expected == "*" || value.eq_ignore_ascii_case(expected))
    });
    let Some(page) = seen.page.filter(|_| !named) else {
        return named;
    };
    let title = title_of(page);
    let text = page.text.to_lowercase();
    CHALLENGE_TITLES
        .iter()
        .any(|known| title.starts_with(known))
        || (text.chars().count() <= ERROR_PAGE_CHARS_MAX
            && CHALLENGE_WORDS.iter().any(|words| text.contains(words)))
}

/// Whether a redirect led to a place where one signs in.
fn is_sent_to_login(seen: Seen<'_>) -> bool {
    const WORDS: [&str; 11] = [
        "login",
        "log-in",
        "signin",
        "sign-in",
        "sign_in",
        "auth",
        "oauth",
        "sso",
        "connexion",
        "checkpoint",
        "consent",
    ];
    if seen.url == seen.url_final {
        return false;
    }
    let is_login = |url: &Url| {
        let first = |host: &str| host.split('.').next().unwrap_or_default().to_owned();
        let host = url.host_str().map(first).unwrap_or_default();
        let path = url.path().to_ascii_lowercase();
        let stem = |part: &str| part.split('.').next().unwrap_or_default().to_owned();
        std::iter::once(host)
            .chain(path.split('/').map(stem))
            .any(|part| WORDS.contains(&&*part))
    };
    is_login(seen.url_final) && !is_login(seen.url)
}

fn is_login_page(page: &Page) -> bool {
    const TITLES: [&str; 9] = [
        "log in",
        "login",
        "sign in",
        "sign up",
        "connexion",
        "se connecter",
        "connectez-vous",
        "تسجيل الدخول",
        "identifiez-vous",
    ];
    let title = title_of(page);
    page.has_password_field
        && page.text.chars().count() <= LOGIN_PAGE_CHARS_MAX
        && (TITLES.iter().any(|known| title.contains(known)) || page.media.is_empty())
}

/// Whether a redirect led from somewhere inside to the front page.
fn is_sent_home(seen: Seen<'_>) -> bool {
    let is_home = |url: &Url| url.path() == "/" && url.query().is_none();
    let same_site = seen.url.host_str() == seen.url_final.host_str();
    same_site && is_home(seen.url_final) && !is_home(seen.url)
}

/// Sentences of error pages that come with 200, in lower case.
const ERROR_WORDS: [&str; 30] = [
    "page not found",
    "404 not found",
    "error 404",
    "404 error",
    "item not found",
    "file not found",
    "video not found",
    "does not exist",
    "doesn't exist",
    "no longer available",
    "has been removed",
    "was removed",
    "has been deleted",
    "isn't available",
    "is not available",
    "video unavailable",
    "account suspended",
    "page introuvable",
    "introuvable",
    "n'existe pas",
    "n’existe pas",
    "n'existe plus",
    "n’existe plus",
    "n'est plus disponible",
    "n’est plus disponible",
    "a été supprimé",
    "غير موجود",
    "غير متاح",
    "غير متوفر",
    "تم حذف",
];

/// Whether the page says little, and that little is that there is nothing.
fn reads_like_an_error(page: &Page) -> bool {
    let says = |text: &str| ERROR_WORDS.iter().any(|words| text.contains(words));
    let title = title_of(page);
    if title.starts_with("404") || says(&title) {
        return true;
    }
    let text = page.text.to_lowercase();
    // A page with pictures of its own is more than its excuse.
    text.chars().count() <= ERROR_PAGE_CHARS_MAX / 4 && page.media.is_empty() && says(&text)
}

fn title_of(page: &Page) -> String {
    page.title
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_lowercase()
}

fn find_header(headers: &[Header], name: &str) -> Option<String> {
    let header = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name))?;
    Some(String::from_utf8_lossy(&header.value).trim().to_owned())
}

#[cfg(test)]
mod tests;
