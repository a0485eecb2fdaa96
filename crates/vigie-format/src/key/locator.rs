//! What a locator was found to say.

use serde::{Deserialize, Serialize};
use vigie_domain::UrlScope;

/// Longest locator taken in, in bytes: what common servers accept as a request line.
pub const LOCATOR_BYTES_MAX: usize = 8 * 1024;

/// Wrappers opened inside one another; a deeper one stays a redirector.
pub const UNWRAP_DEPTH_MAX: usize = 5;

/// `platform:type:id`: equal for every URL of one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CanonicalKey(pub String);

impl CanonicalKey {
    /// The whole key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first colon, such as `youtube`; `web` where no platform is known.
    pub fn platform(&self) -> &str {
        self.parts().0
    }

    /// The part between the first two colons, such as `video`.
    pub fn kind(&self) -> &str {
        self.parts().1
    }

    /// The part after the second colon; may contain colons.
    pub fn id(&self) -> &str {
        self.parts().2
    }

    fn parts(&self) -> (&str, &str, &str) {
        let mut parts = self.0.splitn(3, ':');
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    }
}

impl std::fmt::Display for CanonicalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a locator was found to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedLocator {
    /// The text as it was given.
    pub raw: String,
    /// The exact URL it stands for: refanged, unwrapped, host in ASCII; what is to be captured.
    pub url: String,
    /// Equal for every URL of the item.
    pub key: CanonicalKey,
    /// What it points at.
    pub scope: UrlScope,
    /// Host in lower case and ASCII, without port; empty for schemes without a host.
    pub host: String,
    /// The file or part inside the item, when the URL names one.
    pub part: Option<String>,
    /// What a memento is a copy of: another place with another responsible party.
    pub inner: Option<Box<ParsedLocator>>,
    /// Wrapper URLs that led to `url`, outermost first.
    pub wrapped_by: Vec<String>,
}

impl ParsedLocator {
    /// The name somebody registered (`example.co.uk`); `None` for addresses and bare suffixes.
    pub fn registrable_domain(&self) -> Option<&str> {
        // What ends in a digit is an address; no top-level domain does.
        let is_name = !self
            .host
            .ends_with([']', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        psl::domain_str(&self.host).filter(|_| is_name)
    }
}
