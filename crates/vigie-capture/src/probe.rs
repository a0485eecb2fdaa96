//! A light look at a locator after an act: is the assessed object still there?

use url::Url;
use vigie_domain::{PageState, RecordRole, Sha256, Sign, Timestamp};
use vigie_egress::{Egress, RecordType, ResponseCode};

use crate::capture::{Capturer, Looked, apply_host_word, text_of};
use crate::error::CaptureError;
use crate::fetch::{Fetched, Fetcher};
use crate::record::{draw_id, sha256};
use crate::retry_after::parse_retry_after;
use crate::state::{Classified, Sibling};

/// Resolvers that must agree before a name counts as gone.
const RESOLVERS_ASKED_MAX: usize = 3;
/// Share of word triples two pages have in common when they are the same page.
const SAME_PAGE_SHARE: f64 = 0.9;

/// Files of a page that is gone that are asked for one by one.
const FILES_ASKED_MAX: usize = 8;

/// The object as it was assessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// SHA-256 of its payload.
    pub sha256: Option<Sha256>,
    /// Its readable text.
    pub text: Option<String>,
    /// Its files: the pictures and videos of the page, which can outlive it.
    pub files: Vec<ExpectedFile>,
}

/// A file of the object as it was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFile {
    /// Where it was read.
    pub url: Url,
    /// SHA-256 of its payload.
    pub sha256: Sha256,
}

/// What a look at a locator showed.
#[derive(Debug, Clone)]
pub struct Probe {
    /// What was asked for.
    pub url: Url,
    /// What answered; as asked for when nothing did.
    pub url_final: Url,
    /// When, by the caller's clock.
    pub at: Timestamp,
    /// What it showed.
    pub state: PageState,
    /// Why it is read so, what decided first.
    pub signs: Vec<Sign>,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The address that answered.
    pub peer: Option<std::net::SocketAddr>,
    /// Media type of what came.
    pub content_type: Option<String>,
    /// SHA-256 of what came.
    pub sha256: Option<Sha256>,
    /// Its readable text.
    pub text: Option<String>,
    /// What came, compression undone: for a comparison of pictures, which is made elsewhere.
    pub payload: Vec<u8>,
    /// Whether it is the expected object by digest or text; `None` when nothing was expected or
    /// nothing came. Pictures that were encoded anew are `Some(false)` here.
    pub is_same_object: Option<bool>,
    /// How long the server asked us to wait.
    pub retry_after_ms: Option<i64>,
    /// Why nothing came, as a stable word.
    pub failure: Option<&'static str>,
    /// What was odd about it.
    pub defects: Vec<String>,
}

impl Capturer {
    /// Looks at `url` once, under the same guard as a capture, without its media.
    ///
    /// Never an error: a failure is what the look showed. A name counts as gone only when every
    /// resolver says that it does not exist. A page that changed is compared with its neighbour
    /// that cannot exist: equal pages are an error page that comes with 200.
    pub async fn probe(&self, url: &Url, now: Timestamp, expected: &Expected) -> Probe {
        let mut fetcher = Fetcher::new(&self.egress, &self.config, now);
        let hops = fetcher.follow(url, RecordRole::Primary, usize::MAX).await;
        let fetched = match hops.map(|mut hops| hops.pop()) {
            Ok(Some(fetched)) => fetched,
            Ok(None) => return nothing(url, now, PageState::Unknown, "no_answer"),
            Err(error) => return self.failed(url, now, &error).await,
        };
        let mut looked = self.look(url, &fetched);
        let is_same_object = expected.compare(&looked);
        if is_same_object == Some(true) {
            // The object itself outweighs whatever its page reads like.
            looked.decide(PageState::Up, Sign::SameObject);
            if self.is_cache_copy(&mut fetcher, &fetched).await {
                looked.signs.push(Sign::CacheCopy);
            }
        } else {
            self.settle(&mut fetcher, &mut looked, url, &fetched, is_same_object)
                .await;
            if looked.state.is_gone() {
                let frame = looked
                    .page
                    .as_ref()
                    .map_or_else(Vec::new, |page| page.media.clone());
                if self.serves_a_file(&mut fetcher, expected, &frame).await {
                    looked.decide(PageState::Up, Sign::FileStillServed);
                }
            }
        }
        let retry_after_ms = fetched
            .exchange
            .header("retry-after")
            .and_then(|value| parse_retry_after(&value, fetched.at));
        Probe {
            url: url.clone(),
            at: now,
            state: looked.state,
            signs: std::mem::take(&mut looked.signs),
            status: Some(fetched.exchange.status),
            peer: Some(fetched.exchange.peer),
            sha256: Some(sha256(&looked.payload)),
            text: text_of(&looked),
            is_same_object,
            retry_after_ms,
            failure: None,
            url_final: fetched.url,
            content_type: Some(looked.content_type),
            payload: looked.payload,
            defects: looked.defects,
        }
    }

    /// What something other than the expected object means.
    async fn settle(
        &self,
        fetcher: &mut Fetcher<'_>,
        looked: &mut Looked,
        url: &Url,
        fetched: &Fetched,
        is_same_object: Option<bool>,
    ) {
        let mut aside = Vec::new();
        let mut defects = std::mem::take(&mut looked.defects);
        let said = self
            .fetch_host_metadata(fetcher, url, &mut aside, &mut defects)
            .await;
        looked.defects = defects;
        apply_host_word(looked, said.as_ref());
        let alone = Classified {
            state: looked.state,
            sign: looked.signs[0],
        };
        let is_doubtful = match alone.state {
            PageState::Up => is_same_object == Some(false),
            PageState::SoftGone => alone.sign == Sign::ErrorWords,
            _ => false,
        };
        if is_doubtful {
            let sibling = self.ask_sibling(fetcher, looked, fetched).await;
            let settled = alone.settled(is_same_object, sibling);
            if settled != alone {
                looked.decide(settled.state, settled.sign);
            }
        }
    }

    /// What a neighbour that nobody has made answers.
    async fn ask_sibling(
        &self,
        fetcher: &mut Fetcher<'_>,
        looked: &Looked,
        fetched: &Fetched,
    ) -> Sibling {
        let (Some(page), Some(address)) =
            (&looked.page, impossible_sibling(&fetched.url, fetched.at))
        else {
            return Sibling::NotAsked;
        };
        let hops = fetcher
            .follow(&address, RecordRole::Primary, usize::MAX)
            .await;
        let Some(hop) = hops.ok().and_then(|mut hops| hops.pop()) else {
            return Sibling::NotAsked;
        };
        let other = self.look(&address, &hop);
        match (other.state, other.page) {
            (PageState::Gone | PageState::GoneAccount, _) => Sibling::Other,
            (PageState::Up | PageState::SoftGone, Some(other)) => {
                if shared_share(&page.text, &other.text) >= SAME_PAGE_SHARE {
                    Sibling::Same
                } else {
                    Sibling::Other
                }
            }
            _ => Sibling::NotAsked,
        }
    }

    /// Whether a cache answered for an origin that says gone: the same address, asked past it.
    async fn is_cache_copy(&self, fetcher: &mut Fetcher<'_>, fetched: &Fetched) -> bool {
        if !is_from_cache(fetched) {
            return false;
        }
        let mut past = fetched.url.clone();
        let fresh = draw_id(fetched.at).simple().to_string();
        past.query_pairs_mut().append_pair("fresh", &fresh);
        let hops = fetcher.follow(&past, RecordRole::Primary, usize::MAX).await;
        let last = hops.ok().and_then(|mut hops| hops.pop());
        last.is_some_and(|hop| self.look(&past, &hop).state.is_gone())
    }

    /// Whether a file of the object is still served, byte for byte, though its page is gone. What
    /// the page that says so shows itself, in `frame`, belongs to the site and not to the object.
    async fn serves_a_file(
        &self,
        fetcher: &mut Fetcher<'_>,
        expected: &Expected,
        frame: &[Url],
    ) -> bool {
        let own = expected
            .files
            .iter()
            .filter(|file| !frame.contains(&file.url));
        for file in own.take(FILES_ASKED_MAX) {
            let limit = self.config.requisite_bytes_max;
            let Ok(mut hops) = fetcher
                .follow(&file.url, RecordRole::Requisite, limit)
                .await
            else {
                continue;
            };
            let last = hops.pop().filter(|hop| hop.exchange.status == 200);
            if last.is_some_and(|hop| sha256(&self.look(&file.url, &hop).payload) == file.sha256) {
                return true;
            }
        }
        false
    }

    async fn failed(&self, url: &Url, now: Timestamp, error: &CaptureError) -> Probe {
        let mut state = error.page_state();
        if state == PageState::DnsGone {
            let is_first_hop = matches!(error, CaptureError::Egress { hop: 0, .. });
            if !(is_first_hop && all_say_gone(&self.egress, url).await) {
                state = PageState::Unreachable;
            }
        }
        nothing(url, now, state, error.kind())
    }
}

impl Looked {
    /// What is known now outweighs what the answer alone was read as; that stays beside it.
    fn decide(&mut self, state: PageState, sign: Sign) {
        self.state = state;
        self.signs.retain(|known| *known != Sign::Status);
        self.signs.insert(0, sign);
    }
}

/// Whether the answer's own headers say that a cache gave it.
fn is_from_cache(fetched: &Fetched) -> bool {
    let says_hit = |name: &str| {
        let value = fetched.exchange.header(name).unwrap_or_default();
        value.to_ascii_lowercase().contains("hit")
    };
    let age = fetched.exchange.header("age");
    let is_aged = age.is_some_and(|age| age.trim().parse::<u64>().is_ok_and(|age| age > 0));
    is_aged
        || ["cf-cache-status", "x-cache", "x-cache-status"]
            .into_iter()
            .any(says_hit)
}

impl Expected {
    fn compare(&self, looked: &Looked) -> Option<bool> {
        if self.sha256.is_none() && self.text.is_none() {
            return None;
        }
        let same_bytes = self
            .sha256
            .is_some_and(|expected| expected == sha256(&looked.payload));
        let same_text = || match (&self.text, text_of(looked)) {
            (Some(expected), Some(found)) => {
                let expected = fold(expected);
                !expected.is_empty() && expected == fold(&found)
            }
            _ => false,
        };
        Some(same_bytes || same_text())
    }
}

/// Text without what a new coat of paint changes: case and spaces.
fn fold(text: &str) -> String {
    text.split_whitespace()
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A page beside this one that nobody has made.
fn impossible_sibling(url: &Url, at: Timestamp) -> Option<Url> {
    let sibling = url.join(&format!("./{}", draw_id(at).simple())).ok()?;
    (sibling != *url).then_some(sibling)
}

/// Share of word triples in common (Jaccard). Linear in both texts.
fn shared_share(one: &str, other: &str) -> f64 {
    let triples = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let mut triples: Vec<String> = words.windows(3).map(|three| three.join(" ")).collect();
        if triples.is_empty() {
            triples.push(words.join(" "));
        }
        triples
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
    };
    let (one, other) = (triples(one), triples(other));
    let shared = one.intersection(&other).count();
    let all = one.len() + other.len() - shared;
    let exact = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    exact(shared) / exact(all.max(1))
}

/// Whether every resolver says that the name does not exist.
async fn all_say_gone(egress: &Egress, url: &Url) -> bool {
    let Some(url::Host::Domain(name)) = url.host() else {
        return false;
    };
    let dns = egress.dns();
    for server in dns.resolvers().iter().take(RESOLVERS_ASKED_MAX) {
        let answer = dns.lookup(name, RecordType::A, Some(*server)).await;
        if !answer.is_ok_and(|answer| answer.code == ResponseCode::NxDomain) {
            return false;
        }
    }
    true
}

fn nothing(url: &Url, at: Timestamp, state: PageState, failure: &'static str) -> Probe {
    Probe {
        url: url.clone(),
        url_final: url.clone(),
        at,
        state,
        signs: vec![if state == PageState::DnsGone {
            Sign::NoName
        } else {
            Sign::NoAnswer
        }],
        status: None,
        peer: None,
        content_type: None,
        sha256: None,
        text: None,
        payload: Vec::new(),
        is_same_object: None,
        retry_after_ms: None,
        failure: Some(failure),
        defects: Vec::new(),
    }
}
