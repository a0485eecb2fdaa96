//! One capture: the way to the page, the page, its media, what its host says of it.

use serde_json::json;
use url::Url;
use vigie_domain::{CaptureStatus, CustodyOrigin, PageState, RecordRole, Sign, Timestamp};
use vigie_egress::{Egress, Truncation, decode_body};
use vigie_format::archive::ArchiveItem;

use crate::COLLECTOR;
use crate::captured::{Captured, Hop};
use crate::config::Config;
use crate::error::CaptureError;
use crate::fetch::{Fetched, Fetcher};
use crate::host_metadata::{fetch_archive_item, metadata_url};
use crate::media_type;
use crate::page::{Page, parse_page};
use crate::record::{Archive, BY_TEXT, Closed, sha256, text_uri};
use crate::retry_after::parse_retry_after;
use crate::state::{Classified, Seen, classify};

/// Body read of each hop of a shortener: only its head matters.
const RESOLVED_BYTES_MAX: usize = 64 * 1024;

/// Reads the open web. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Capturer {
    pub(crate) egress: Egress,
    pub(crate) config: std::sync::Arc<Config>,
}

/// An answer with its compression undone, and what was found in it.
pub(crate) struct Looked {
    pub(crate) payload: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) page: Option<Page>,
    pub(crate) state: PageState,
    /// Why it is read so, what decided first.
    pub(crate) signs: Vec<Sign>,
    pub(crate) defects: Vec<String>,
}

impl Capturer {
    /// A capturer that reads through `egress`.
    pub fn new(egress: Egress, config: Config) -> Self {
        Self {
            egress,
            config: std::sync::Arc::new(config),
        }
    }

    /// The configuration it reads under.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Captures what is at `url`: redirects, page, media, description; one WARC file.
    ///
    /// Shape: `now` is the instant the capture begins by the caller's clock; every record is
    /// stamped by it and the time that has passed since. Any HTTP answer is a capture, also an
    /// error page: [`Captured::state`] says what it shows. One request is under way at a time.
    ///
    /// # Errors
    ///
    /// [`CaptureError`] when the guard refuses the address or any hop of its redirects, or when
    /// nothing answered. Nothing is left behind. Media that fail are defects, not errors.
    pub async fn capture(&self, url: &Url, now: Timestamp) -> Result<Captured, CaptureError> {
        let mut fetcher = Fetcher::new(&self.egress, &self.config, now);
        let mut fetched = fetcher.follow(url, RecordRole::Primary, usize::MAX).await?;
        let chain: Vec<_> = fetched.iter().map(Fetched::hop).collect();
        let primary_at = fetched.len() - 1;
        let mut looked = self.look(url, &fetched[primary_at]);
        let mut defects = std::mem::take(&mut looked.defects);
        let mut is_partial = false;

        if let Some(page) = looked.page.as_ref().filter(|_| looked.state.is_up()) {
            let base = fetched[primary_at].url.clone();
            is_partial = self
                .fetch_media(&mut fetcher, page, &base, &mut fetched, &mut defects)
                .await;
        }
        let host_metadata = self
            .fetch_host_metadata(&mut fetcher, url, &mut fetched, &mut defects)
            .await;
        apply_host_word(&mut looked, host_metadata.as_ref());

        let is_cut = fetched.iter().any(|one| one.exchange.truncation.is_some());
        let primary = &fetched[primary_at].exchange;
        let retry_after_ms = primary
            .header("retry-after")
            .and_then(|value| parse_retry_after(&value, fetched[primary_at].at));
        let outline = Captured {
            url: Some(url.clone()),
            url_final: Some(fetched[primary_at].url.clone()),
            status: Some(primary.status),
            content_type: looked.content_type.clone(),
            state: looked.state,
            capture_status: capture_status(looked.state, is_partial || is_cut),
            retry_after_ms,
            redirect_chain: chain,
            captured_at: now,
            origin: CustodyOrigin::Captured {
                collector: COLLECTOR.to_owned(),
                vantage: self.config.vantage.clone(),
            },
            warc: Vec::new(),
            warc_sha256: sha256(&[]),
            records: Vec::new(),
            payloads: Vec::new(),
            title: looked.page.as_ref().and_then(|page| page.title.clone()),
            text: text_of(&looked),
            host_metadata,
            defects,
        };
        let decoded_bytes_max = self.egress.config().decoded_bytes_max;
        let finished_at = fetcher.at();
        // Compressing and hashing megabytes would hold up everybody else on this thread.
        tokio::task::spawn_blocking(move || seal(outline, &fetched, decoded_bytes_max, finished_at))
            .await
            .map_err(|error| CaptureError::Archive(std::io::Error::other(error)))?
    }

    /// Follows a shortener to its end and tells every hop; nothing is kept.
    ///
    /// # Errors
    ///
    /// [`CaptureError`] when the guard refuses a hop, when hops go in a circle or are too many, or
    /// when nothing answered.
    pub async fn resolve(&self, url: &Url, now: Timestamp) -> Result<Vec<Hop>, CaptureError> {
        let mut fetcher = Fetcher::new(&self.egress, &self.config, now);
        let fetched = fetcher
            .follow(url, RecordRole::Redirect, RESOLVED_BYTES_MAX)
            .await?;
        Ok(fetched.iter().map(Fetched::hop).collect())
    }

    /// Undoes the compression of an answer and reads it as a page, if it is one.
    pub(crate) fn look(&self, asked: &Url, fetched: &Fetched) -> Looked {
        let exchange = &fetched.exchange;
        let mut defects: Vec<String> = exchange.defects.iter().map(ToString::to_string).collect();
        if let Some(cut) = exchange.truncation {
            defects.push(cut_sentence(cut).to_owned());
        }
        if asked.scheme() == "https" && fetched.url.scheme() == "http" {
            defects.push("a redirect led from an encrypted to a plain connection".to_owned());
        }
        let (payload, coding_defect) = payload_of(fetched, self.egress.config().decoded_bytes_max);
        defects.extend(coding_defect);
        let served = exchange.header("content-type");
        let content_type = media_type::of(served.as_deref(), &payload);
        let page = is_page(&content_type).then(|| {
            let read = &payload[..payload.len().min(self.config.html_bytes_max)];
            if read.len() < payload.len() {
                defects.push("only the beginning of the page was read".to_owned());
            }
            let served = served.as_deref().unwrap_or_default();
            parse_page(read, served, &fetched.url, self.config.text_bytes_max)
        });
        if page.as_ref().is_some_and(|page| page.has_unreadable_bytes) {
            defects.push("the page holds bytes that its encoding does not".to_owned());
        }
        let Classified { state, sign } = classify(Seen {
            url: asked,
            url_final: &fetched.url,
            status: exchange.status,
            headers: &exchange.headers,
            body: &payload,
            is_cut: exchange.truncation.is_some(),
            page: page.as_ref(),
        });
        Looked {
            payload,
            content_type,
            page,
            state,
            signs: vec![sign],
            defects,
        }
    }

    /// Fetches the page's own media, one after the other. Says whether something is missing.
    async fn fetch_media(
        &self,
        fetcher: &mut Fetcher<'_>,
        page: &Page,
        base: &Url,
        fetched: &mut Vec<Fetched>,
        defects: &mut Vec<String>,
    ) -> bool {
        let mut failed = std::collections::BTreeMap::<&str, usize>::new();
        let mut left_out = page.media.len().saturating_sub(self.config.requisites_max);
        for url in page.media.iter().take(self.config.requisites_max) {
            if fetched.iter().any(|one| one.url == *url) || url == base {
                continue;
            }
            if !fetcher.has_budget() {
                left_out += 1;
                continue;
            }
            let limit = self.config.requisite_bytes_max;
            match fetcher.follow(url, RecordRole::Requisite, limit).await {
                Ok(hops) => fetched.extend(hops),
                Err(error) => *failed.entry(error.kind()).or_default() += 1,
            }
        }
        for (kind, count) in &failed {
            defects.push(format!(
                "{count} of the page's media could not be read: {kind}"
            ));
        }
        if left_out > 0 {
            defects.push(format!(
                "{left_out} of the page's media were left out by a limit"
            ));
        }
        !failed.is_empty() || left_out > 0
    }

    /// Asks an archive host what it says of the item, where there is such a call.
    pub(crate) async fn fetch_host_metadata(
        &self,
        fetcher: &mut Fetcher<'_>,
        url: &Url,
        fetched: &mut Vec<Fetched>,
        defects: &mut Vec<String>,
    ) -> Option<ArchiveItem> {
        let address = metadata_url(url, &self.config.metadata_hosts)?;
        fetch_archive_item(fetcher, &address, fetched, defects).await
    }
}

/// The body with its compression undone, or as it came with a word about why.
pub(crate) fn payload_of(fetched: &Fetched, limit_bytes: usize) -> (Vec<u8>, Option<String>) {
    let coding = fetched
        .exchange
        .header("content-encoding")
        .unwrap_or_default();
    match decode_body(&coding, fetched.exchange.body(), limit_bytes) {
        Ok(payload) => (payload.into_owned(), None),
        Err(error) => {
            let sentence = format!("the body is kept compressed: {}", error.kind());
            (fetched.exchange.body().to_vec(), Some(sentence))
        }
    }
}

/// A host's own word that an item is gone outweighs a page that still answers, not the object.
pub(crate) fn apply_host_word(looked: &mut Looked, said: Option<&ArchiveItem>) {
    let says_gone = said.is_some_and(ArchiveItem::is_gone);
    let shows_object = looked.state.is_up() && looked.page.is_none();
    if says_gone && !shows_object && looked.state != PageState::Challenge {
        looked.state = PageState::Gone;
        looked.signs.insert(0, Sign::HostWord);
    }
}

fn is_page(content_type: &str) -> bool {
    matches!(content_type, "text/html" | "application/xhtml+xml")
}

/// The readable text: of a page, or the whole of a plain text.
pub(crate) fn text_of(looked: &Looked) -> Option<String> {
    if let Some(page) = &looked.page {
        return Some(page.text.clone());
    }
    (looked.content_type == "text/plain")
        .then(|| crate::page::decode_text(&looked.payload, "text/plain"))
}

const fn cut_sentence(cut: Truncation) -> &'static str {
    match cut {
        Truncation::Length => "the body was cut at the size limit",
        Truncation::Time => "the body was cut at the time limit",
        Truncation::Disconnect => "the server broke off, or its framing, before the body was whole",
    }
}

const fn capture_status(state: PageState, is_partial: bool) -> CaptureStatus {
    match state {
        PageState::Gone | PageState::GoneAccount | PageState::DnsGone => CaptureStatus::Gone,
        PageState::RestrictedGeo => CaptureStatus::GeoBlocked,
        PageState::RestrictedLogin => CaptureStatus::LoginWall,
        PageState::Challenge
        | PageState::Busy
        | PageState::BlockedByOurPath
        | PageState::Unknown => CaptureStatus::Partial,
        _ if is_partial => CaptureStatus::Partial,
        _ => CaptureStatus::Complete,
    }
}

/// Writes everything that was read into one file, with the digests of every part.
fn seal(
    outline: Captured,
    fetched: &[Fetched],
    decoded_bytes_max: usize,
    finished_at: Timestamp,
) -> Result<Captured, CaptureError> {
    let CustodyOrigin::Captured { vantage, .. } = &outline.origin else {
        return Ok(outline);
    };
    let mut archive = Archive::open(outline.captured_at, vantage)?;
    for one in fetched {
        let (payload, _) = payload_of(one, decoded_bytes_max);
        archive.write_exchange(one, payload)?;
    }
    let is_page = is_page(&outline.content_type);
    let text = outline
        .text
        .as_deref()
        .filter(|text| is_page && !text.is_empty());
    if let (Some(text), Some(url)) = (text, &outline.url_final) {
        archive.write_resource(
            &text_uri(url),
            finished_at,
            RecordRole::Derived,
            "text/plain;charset=utf-8",
            BY_TEXT,
            text.as_bytes().to_vec(),
        )?;
    }
    if let Some(url) = &outline.url_final {
        archive.write_facts(
            url.as_str(),
            finished_at,
            &facts(&outline, fetched, vantage),
        )?;
    }
    let Closed {
        warc,
        warc_sha256,
        records,
        payloads,
    } = archive.close()?;
    Ok(Captured {
        warc,
        warc_sha256,
        records,
        payloads,
        ..outline
    })
}

/// What this house can vouch for: it read these bytes at this time; not that they are true.
fn facts(outline: &Captured, fetched: &[Fetched], vantage: &str) -> serde_json::Value {
    let hops: Vec<_> = outline
        .redirect_chain
        .iter()
        .map(|hop| {
            json!({
                "url": hop.url.as_str(),
                "status": hop.status,
                "location": hop.location,
                "peer": hop.peer.to_string(),
                "at": hop.at.rfc3339(),
            })
        })
        .collect();
    let exchanges: Vec<_> = fetched
        .iter()
        .map(|one| {
            let certificates: Vec<String> = one
                .exchange
                .peer_certificates
                .iter()
                .map(|certificate| sha256(certificate).to_string())
                .collect();
            json!({
                "url": one.url.as_str(),
                "role": one.role,
                "at": one.at.rfc3339(),
                "duration_ms": one.exchange.duration_ms,
                "certificates_sha256": certificates,
            })
        })
        .collect();
    json!({
        "collector": COLLECTOR,
        "vantage": vantage,
        "clock": "milliseconds UTC by the clock of the desk",
        "captured_at": outline.captured_at.rfc3339(),
        "state": outline.state,
        "redirect_chain": hops,
        "exchanges": exchanges,
        "title": outline.title,
        "defects": outline.defects,
    })
}
