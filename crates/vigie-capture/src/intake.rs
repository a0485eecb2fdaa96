//! Things handed over: a file, a screenshot, a pasted post, somebody else's archive.
//!
//! What is proven of them is when this house had them and what they were; not where they stood.

mod archive;

use serde_json::json;
use url::Url;
use vigie_domain::{CaptureStatus, CustodyOrigin, PageState, RecordRole, Timestamp, UserId};

use crate::COLLECTOR;
use crate::capture::Capturer;
use crate::captured::Captured;
use crate::config::Config;
use crate::error::CaptureError;
use crate::media_type;
use crate::page::{decode_text, parse_page};
use crate::record::{Archive, BY_TEXT, BY_UPLOAD, Closed, sha256};

/// Characters of a file name or of a supplier that are kept.
const NAME_CHARS_MAX: usize = 255;

/// Something handed over.
#[derive(Debug, Clone)]
pub struct Supplied {
    /// What it is.
    pub form: SuppliedForm,
    /// Who supplied it, as stated.
    pub by: String,
    /// The person of the desk who took it.
    pub taken_by: Option<UserId>,
    /// Where it is said to have stood; recorded as a claim.
    pub url: Option<Url>,
}

/// What is handed over.
#[derive(Debug, Clone)]
pub enum SuppliedForm {
    /// A file: a picture, a screenshot, a page, an archive (WARC or WACZ).
    File {
        /// Its name, as its supplier called it.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A post, pasted as text.
    Text(String),
}

impl Capturer {
    /// Makes an exhibit of something handed over. Touches no network.
    ///
    /// Shape: an archive is kept byte for byte as [`Captured::warc`], and its records are listed;
    /// anything else becomes one `resource` record of a WARC file of ours.
    ///
    /// # Errors
    ///
    /// [`CaptureError::UploadEmpty`] and [`CaptureError::UploadTooLarge`]; nothing is left behind.
    pub async fn take_in(
        &self,
        supplied: Supplied,
        now: Timestamp,
    ) -> Result<Captured, CaptureError> {
        let config = std::sync::Arc::clone(&self.config);
        // Unpacking and hashing megabytes would hold up everybody else on this thread.
        tokio::task::spawn_blocking(move || take_in(supplied, now, &config))
            .await
            .map_err(|error| CaptureError::Archive(std::io::Error::other(error)))?
    }
}

fn take_in(supplied: Supplied, now: Timestamp, config: &Config) -> Result<Captured, CaptureError> {
    let Supplied {
        form,
        by,
        taken_by,
        url,
    } = supplied;
    let origin = CustodyOrigin::Supplied {
        by: clean_name(&by),
        taken_by,
    };
    let (name, bytes, content_type) = match form {
        SuppliedForm::File { name, bytes } => {
            let content_type = media_type::of(None, &bytes);
            (Some(clean_name(&name)), bytes, content_type)
        }
        SuppliedForm::Text(text) => (None, text.into_bytes(), "text/plain".to_owned()),
    };
    check_size(bytes.len(), config.upload_bytes_max)?;
    let about = About {
        name,
        url,
        origin,
        content_type,
    };
    if let Some(format) = archive::find_format(&bytes, config).filter(|_| about.name.is_some()) {
        return Ok(archive::keep(about, bytes, format, now, config));
    }
    wrap(about, bytes, now, config)
}

/// What is known of a thing handed over, beside its bytes.
struct About {
    name: Option<String>,
    url: Option<Url>,
    origin: CustodyOrigin,
    content_type: String,
}

fn check_size(size_bytes: usize, limit_bytes: usize) -> Result<(), CaptureError> {
    match size_bytes {
        0 => Err(CaptureError::UploadEmpty),
        _ if size_bytes > limit_bytes => Err(CaptureError::UploadTooLarge {
            size_bytes,
            limit_bytes,
        }),
        _ => Ok(()),
    }
}

/// Puts the bytes into a file of ours, beside what is known of them.
fn wrap(
    about: About,
    bytes: Vec<u8>,
    now: Timestamp,
    config: &Config,
) -> Result<Captured, CaptureError> {
    let uri = format!("urn:sha256:{}", sha256(&bytes));
    let (title, text) = read_text(&about.content_type, &bytes, config);
    let mut archive = Archive::open(now, &config.vantage)?;
    let is_text = about.content_type == "text/plain";
    let primary_text = text.clone().filter(|text| !is_text && !text.is_empty());
    archive.write_resource(
        &uri,
        now,
        RecordRole::Primary,
        &about.content_type,
        BY_UPLOAD,
        bytes,
    )?;
    if let Some(text) = primary_text {
        archive.write_resource(
            &format!("urn:text:{uri}"),
            now,
            RecordRole::Derived,
            "text/plain;charset=utf-8",
            BY_TEXT,
            text.into_bytes(),
        )?;
    }
    archive.write_facts(&uri, now, &facts(&about, now))?;
    let Closed {
        warc,
        warc_sha256,
        records,
        payloads,
    } = archive.close()?;
    Ok(Captured {
        url: about.url,
        url_final: None,
        status: None,
        content_type: about.content_type,
        state: PageState::Unknown,
        capture_status: CaptureStatus::Complete,
        retry_after_ms: None,
        redirect_chain: Vec::new(),
        captured_at: now,
        origin: about.origin,
        warc,
        warc_sha256,
        records,
        payloads,
        title,
        text,
        host_metadata: None,
        defects: Vec::new(),
    })
}

fn facts(about: &About, now: Timestamp) -> serde_json::Value {
    json!({
        "collector": COLLECTOR,
        "custody": about.origin,
        "clock": "milliseconds UTC by the clock of the desk",
        "received_at": now.rfc3339(),
        "file_name": about.name,
        "claimed_url": about.url.as_ref().map(Url::as_str),
    })
}

/// Title and readable text of what was handed over.
fn read_text(
    content_type: &str,
    bytes: &[u8],
    config: &Config,
) -> (Option<String>, Option<String>) {
    match content_type {
        "text/html" | "application/xhtml+xml" => {
            let read = &bytes[..bytes.len().min(config.html_bytes_max)];
            let nowhere = Url::parse("about:blank").expect("a constant address parses");
            let page = parse_page(read, content_type, &nowhere, config.text_bytes_max);
            (page.title, Some(page.text))
        }
        "text/plain" => {
            let read = &bytes[..bytes.len().min(config.text_bytes_max)];
            (None, Some(decode_text(read, content_type)))
        }
        _ => (None, None),
    }
}

/// A name without path and control characters, cut to a readable length.
fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.chars()
        .filter(|character| !character.is_control())
        .take(NAME_CHARS_MAX)
        .collect()
}
