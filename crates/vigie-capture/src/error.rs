//! Why there is no exhibit.

use vigie_domain::PageState;
use vigie_egress::{EgressError, ErrorKind};

/// Why a capture gave no exhibit. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The guard said no, or the world failed.
    #[error("hop {hop}: {source}")]
    Egress {
        /// 0 for the address asked for, 1 for where it led, and so on.
        hop: usize,
        /// What happened there.
        source: EgressError,
    },
    /// Redirects came back to where they had been.
    #[error("the redirects run in a circle after {hops} hops")]
    RedirectLoop {
        /// Hops followed.
        hops: usize,
    },
    /// More redirects than are followed.
    #[error("more than {hops_max} redirects in a row")]
    TooManyRedirects {
        /// The limit.
        hops_max: usize,
    },
    /// A redirect without a usable target.
    #[error("hop {hop} redirects to something that is no web address")]
    BadRedirect {
        /// Which hop.
        hop: usize,
    },
    /// The time for the whole capture was up before the page was there.
    #[error("the capture took longer than {limit_ms} ms")]
    Timeout {
        /// The limit.
        limit_ms: u64,
    },
    /// What was handed over is larger than the limit.
    #[error("the file is {size_bytes} bytes, more than the {limit_bytes} that are taken")]
    UploadTooLarge {
        /// Its size.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// Nothing was handed over.
    #[error("the file is empty")]
    UploadEmpty,
    /// The archive could not be written.
    #[error("the archive of the capture could not be written")]
    Archive(#[source] std::io::Error),
}

impl CaptureError {
    /// Whether a rule of this house said no: the same URL will be refused again.
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Egress { source, .. } => source.is_refusal(),
            Self::BadRedirect { .. } | Self::UploadTooLarge { .. } | Self::UploadEmpty => true,
            _ => false,
        }
    }

    /// The stable word for this error: `refused_address`, `redirect_loop`, ….
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Egress { source, .. } => source.kind().as_str(),
            Self::RedirectLoop { .. } => "redirect_loop",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::BadRedirect { .. } => "bad_redirect",
            Self::Timeout { .. } => "timeout",
            Self::UploadTooLarge { .. } => "upload_too_large",
            Self::UploadEmpty => "upload_empty",
            Self::Archive(_) => "archive",
        }
    }

    /// What this failure says about the locator. Never that it is gone, save a name that is.
    pub const fn page_state(&self) -> PageState {
        let Self::Egress { source, .. } = self else {
            return PageState::Unknown;
        };
        match source.kind() {
            ErrorKind::DnsNotFound => PageState::DnsGone,
            ErrorKind::DnsFailure
            | ErrorKind::ConnectFailed
            | ErrorKind::Timeout
            | ErrorKind::TlsFailed
            | ErrorKind::Disconnected => PageState::Unreachable,
            _ => PageState::Unknown,
        }
    }
}
