//! What an answer says about a locator: there, gone, or something in the way; and by which sign.
//!
//! Careful in one direction only: a page in the way (a challenge, a sign-in, a busy server, a
//! filter) must never be called gone, because a false "gone" stops a clock and closes a case. What
//! merely reads like an error page is left to a person.
//!
//! ```text
//!  a filter's page ─▶ a challenge ─▶ a program's word ─▶ the status ─▶ the page's own words
//!                                                                         │
//!                             what was assessed, or another object ◀──────┘
//! ```

use url::Url;
use vigie_domain::{PageState, Sign};
use vigie_egress::Header;

use crate::page::Page;
use wording::Wording;

mod challenge;
mod machine;
mod source;
mod wording;
mod words;

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
    /// What came, compression undone.
    pub body: &'a [u8],
    /// Whether bytes are missing at its end.
    pub is_cut: bool,
    /// The page, when it is one.
    pub page: Option<&'a Page>,
}

/// What an answer was read as, and what decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classified {
    /// What the locator shows.
    pub state: PageState,
    /// Why it is read so.
    pub sign: Sign,
}

/// What a neighbour that nobody has made answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sibling {
    /// Nobody asked, or nothing answered.
    NotAsked,
    /// This very page: an error page that comes with success.
    Same,
    /// Another page, or that there is none: the site can tell what it has.
    Other,
}

impl Classified {
    /// The same with what is known of the object: whether this is the one that was assessed, and
    /// what a neighbour that nobody has made answers.
    #[must_use]
    pub fn settled(self, is_same_object: Option<bool>, sibling: Sibling) -> Self {
        match (self.state, is_same_object) {
            // The object itself outweighs whatever its page reads like.
            (_, Some(true)) => read(PageState::Up, Sign::SameObject),
            (PageState::Up, _) if sibling == Sibling::Same && self.sign != Sign::OwnDescription => {
                read(PageState::SoftGone, Sign::SameAsSibling)
            }
            // A site that can tell does not hide an error in the small print of a page.
            (PageState::SoftGone, known)
                if sibling == Sibling::Other && self.sign == Sign::ErrorWords =>
            {
                match known {
                    Some(false) => read(PageState::UpChanged, Sign::OtherObject),
                    _ => read(PageState::Up, Sign::Status),
                }
            }
            (PageState::Up, Some(false)) => read(PageState::UpChanged, Sign::OtherObject),
            _ => self,
        }
    }
}

const fn read(state: PageState, sign: Sign) -> Classified {
    Classified { state, sign }
}

/// What the answer says. Deterministic; looks at the answer alone.
pub fn classify(seen: Seen<'_>) -> Classified {
    let wording = seen.page.map(|page| Wording::of(page, seen.body));
    let wording = wording.as_ref();
    if is_filter_page(seen, wording) {
        return read(PageState::BlockedByOurPath, Sign::FilterPage);
    }
    if challenge::is_challenge(seen, wording) {
        return read(PageState::Challenge, Sign::Challenge);
    }
    if let Some(reading) = machine::word(seen) {
        return reading;
    }
    match seen.status {
        451 => read(PageState::RestrictedGeo, Sign::LegalBlock),
        429 | 503 | 509 => read(PageState::Busy, Sign::Status),
        401 | 407 => read(PageState::RestrictedLogin, Sign::Status),
        403 => in_the_way(seen, wording)
            .unwrap_or_else(|| read(PageState::RestrictedLogin, Sign::Status)),
        404 | 410 => missing(seen, wording),
        200..=299 => success(seen, wording),
        _ => in_the_way(seen, wording)
            .filter(|_| seen.status < 500)
            .unwrap_or_else(|| read(PageState::Unknown, Sign::Status)),
    }
}

/// 404 and 410: gone, unless the page says that something else stands in the way.
fn missing(seen: Seen<'_>, wording: Option<&Wording<'_>>) -> Classified {
    let is_small_print = |reading: &Classified| {
        reading.sign == Sign::LoginWords
            && wording.is_some_and(|wording| !wording.is_titled(words::WALL))
    };
    if let Some(reading) = in_the_way(seen, wording).filter(|reading| !is_small_print(reading)) {
        return reading;
    }
    if wording.is_some_and(|wording| wording.stops_with(words::ACCOUNT_GONE)) {
        return read(PageState::GoneAccount, Sign::AccountGone);
    }
    read(PageState::Gone, Sign::Status)
}

/// 200 and its kin: there, unless the page says otherwise.
fn success(seen: Seen<'_>, wording: Option<&Wording<'_>>) -> Classified {
    let (Some(page), Some(wording)) = (seen.page, wording) else {
        return if seen.body.is_empty() && seen.status == 200 {
            read(PageState::Unknown, Sign::EmptyPage)
        } else {
            read(PageState::Up, Sign::Status)
        };
    };
    if let Some(reading) = in_the_way(seen, Some(wording)) {
        return reading;
    }
    if wording.is_frame() && wording.source.has(&machine::SHELL_GONE_MARKS) {
        return read(PageState::SoftGone, Sign::MachineGone);
    }
    if page.title.is_none() && wording.stops_with(words::CRASH) {
        return read(PageState::Unknown, Sign::CutShort);
    }
    if let Some(sign) = absence(seen, page, wording) {
        return read(PageState::SoftGone, sign);
    }
    if describes_a_thing(page, wording) || page.names_another_title() {
        return read(PageState::Up, Sign::OwnDescription);
    }
    if page.media.is_empty() && wording.is_empty() {
        return empty_page(seen);
    }
    if seen.is_cut && wording.prose_chars == 0 && page.media.is_empty() {
        return read(PageState::Unknown, Sign::CutShort);
    }
    read(PageState::Up, Sign::Status)
}

/// Bytes of an answer that can be a program that builds its page, rather than nothing.
const SHELL_BYTES_MIN: usize = 200;

/// A page with nothing on it: cut short or empty nothing can be told, a bare frame is left to a
/// person.
fn empty_page(seen: Seen<'_>) -> Classified {
    if seen.is_cut || seen.body.len() < SHELL_BYTES_MIN {
        return read(PageState::Unknown, Sign::EmptyPage);
    }
    read(PageState::SoftGone, Sign::EmptyPage)
}

/// Why nothing of what was asked for is on a page that came with success.
fn absence(seen: Seen<'_>, page: &Page, wording: &Wording<'_>) -> Option<Sign> {
    if describes_a_thing(page, wording) {
        return None;
    }
    if wording.opens_with(words::SUSPENDED) {
        return Some(Sign::Suspended);
    }
    if wording.is_about(words::PARKING) {
        return Some(Sign::Parking);
    }
    for absent in [words::ACCOUNT_GONE, words::GONE] {
        if wording.is_titled(absent) {
            return Some(Sign::ErrorTitle);
        }
        if wording.opens_with(absent) {
            return Some(Sign::ErrorWords);
        }
    }
    is_sent_home(seen).then_some(Sign::SentHome)
}

/// Whether the page describes one thing to programs, as pages of errors never do.
fn describes_a_thing(page: &Page, wording: &Wording<'_>) -> bool {
    let kind = page.described_as.as_deref().unwrap_or_default();
    let is_thing = kind.starts_with("video")
        || kind.starts_with("music")
        || kind == "article"
        || kind == "book";
    is_thing || wording.source.describes(&words::THING_TYPES)
}

/// What stands between the visitor and the thing, whatever the status.
fn in_the_way(seen: Seen<'_>, wording: Option<&Wording<'_>>) -> Option<Classified> {
    if is_sent_to(seen, &words::CONSENT_PATHS) {
        return Some(read(PageState::Challenge, Sign::ConsentWall));
    }
    if is_sent_to(seen, &words::LOGIN_PATHS) {
        return Some(read(PageState::RestrictedLogin, Sign::LoginRedirect));
    }
    let wording = wording?;
    if wording.stops_with(words::WITHHELD) {
        return Some(read(PageState::RestrictedGeo, Sign::LegalBlock));
    }
    if wording.stops_with(words::CONSENT) {
        return Some(read(PageState::Challenge, Sign::ConsentWall));
    }
    if wording.stops_with(words::BUSY) || asks_to_wait(seen, wording) {
        return Some(read(PageState::Busy, Sign::BusyWords));
    }
    let page = seen.page?;
    if is_login_page(page, wording) {
        return Some(read(PageState::RestrictedLogin, Sign::LoginForm));
    }
    let is_paid = wording.source.has(&["\"isaccessibleforfree\":false"]);
    (is_paid || (wording.stops_with(words::WALL) && !describes_a_thing(page, wording)))
        .then(|| read(PageState::RestrictedLogin, Sign::LoginWords))
}

/// Whether a page that says little is to be loaded again by itself, or at a time it names.
fn asks_to_wait(seen: Seen<'_>, wording: &Wording<'_>) -> bool {
    let is_number = |text: String| text.trim().parse::<u32>().is_ok();
    let named = |name: &str| find_header(seen.headers, name);
    let asked = named("retry-after").is_some() || named("refresh").is_some_and(is_number);
    wording.is_short() && (asked || wording.source.reloads())
}

/// Headers that a filter or a proxy of ours sets, never a site.
const FILTER_HEADERS: [&str; 6] = [
    "x-proxy-error",
    "x-squid-error",
    "x-blocked-by-filter",
    "x-webfilter-category",
    "x-bluecoat-via",
    "x-iboss-block",
];

fn is_filter_page(seen: Seen<'_>, wording: Option<&Wording<'_>>) -> bool {
    let named = FILTER_HEADERS
        .iter()
        .any(|name| find_header(seen.headers, name).is_some());
    let Some(wording) = wording.filter(|_| !named) else {
        return named;
    };
    let is_sent_away = site_of(seen.url) != site_of(seen.url_final);
    let is_sent_to_filter = is_sent_away && is_sent_to(seen, &words::FILTER_PATHS);
    is_sent_to_filter
        || wording.stops_with(words::FILTER)
        || (is_sent_away && wording.stops_with(words::BLOCKED))
}

/// The name of a site: its host without what merely divides it.
fn site_of(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    match dots.nth(1) {
        Some(at) => &host[at + 1..],
        None => host,
    }
}

/// Whether a redirect led to one of these places: by a part of the path or the first of the host.
fn is_sent_to(seen: Seen<'_>, places: &[&str]) -> bool {
    if seen.url == seen.url_final {
        return false;
    }
    let is_there = |url: &Url| {
        let first = |host: &str| host.split('.').next().unwrap_or_default().to_owned();
        let host = url.host_str().map(first).unwrap_or_default();
        let path = url.path().to_ascii_lowercase();
        let stem = |part: &str| part.split('.').next().unwrap_or_default().to_owned();
        std::iter::once(host)
            .chain(path.split('/').map(stem))
            .any(|part| places.contains(&&*part))
    };
    is_there(seen.url_final) && !is_there(seen.url)
}

fn is_login_page(page: &Page, wording: &Wording<'_>) -> bool {
    page.has_password_field
        && !wording.is_article()
        && (wording.stops_with(words::SIGN_IN) || page.media.is_empty())
}

/// Whether a redirect led from somewhere inside to the front page, a list, or what stands above.
fn is_sent_home(seen: Seen<'_>) -> bool {
    let parts = |url: &Url| -> Vec<String> {
        let all = url.path_segments().into_iter().flatten();
        let named = all.filter(|part| !part.is_empty());
        named.map(str::to_ascii_lowercase).collect()
    };
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    if host(seen.url) != host(seen.url_final) || seen.url.path() == seen.url_final.path() {
        return false;
    }
    let (asked, answered) = (parts(seen.url), parts(seen.url_final));
    // The front page of a language is a home too.
    let is_home = answered.is_empty() || (answered.len() == 1 && answered[0].len() == 2);
    let is_list = answered
        .iter()
        .any(|part| words::LIST_PATHS.contains(&part.as_str()));
    let is_above = answered.len() < asked.len() && asked.starts_with(&answered);
    !asked.is_empty() && (is_home || is_above || (is_list && answered.len() <= asked.len()))
}

fn find_header(headers: &[Header], name: &str) -> Option<String> {
    let header = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name))?;
    Some(String::from_utf8_lossy(&header.value).trim().to_owned())
}

#[cfg(test)]
mod tests;
