//! Why a text is not taken in as a locator.

use super::LOCATOR_BYTES_MAX;

/// Why a text is not a locator; the sentence says what was wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocatorRefusal {
    /// Nothing but white space.
    #[error("the locator is empty; give one URL per line")]
    Empty,
    /// Longer than any browser sends.
    #[error("the URL is {size_bytes} bytes long; the limit is {LOCATOR_BYTES_MAX}")]
    TooLong {
        /// Bytes given.
        size_bytes: usize,
    },
    /// White space or control characters inside.
    #[error(
        "the URL contains white space or control characters; give one URL per line, a space inside it as `%20`"
    )]
    NotOneUrl,
    /// A path without a host.
    #[error("this is a relative address; give the whole URL, beginning with `https://`")]
    Relative,
    /// A host without a scheme.
    #[error("the URL has no scheme; put `https://` before it")]
    NoScheme,
    /// A scheme that names no place on the internet.
    #[error("the scheme `{scheme}:` cannot be reported; give the http or https URL of the item")]
    ForbiddenScheme {
        /// At most 16 characters.
        scheme: String,
    },
    /// No host after the scheme.
    #[error("the URL has no host; give the whole URL, as `https://host/path`")]
    NoHost,
    /// A host that no resolver would accept.
    #[error("the host of the URL is not a valid name; check its spelling")]
    BadHost,
    /// A port outside 1–65535.
    #[error("the port of the URL is not a number from 1 to 65535; remove or correct it")]
    BadPort,
    /// A user name or password before the host.
    #[error("the URL carries a user name or password; remove the part before `@`")]
    Credentials,
    /// An address of another scheme that its rules do not understand.
    #[error("the `{scheme}:` address is not complete; copy it again from its source")]
    Incomplete {
        /// The scheme.
        scheme: String,
    },
    /// Anything else a URL parser refuses.
    #[error("this is not a valid URL; copy it again from the address bar")]
    Malformed,
}

impl LocatorRefusal {
    /// The stable code for interfaces.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "locator_empty",
            Self::TooLong { .. } => "locator_too_long",
            Self::NotOneUrl => "locator_not_one_url",
            Self::Relative => "locator_relative",
            Self::NoScheme => "locator_no_scheme",
            Self::ForbiddenScheme { .. } => "locator_scheme",
            Self::NoHost => "locator_no_host",
            Self::BadHost => "locator_host",
            Self::BadPort => "locator_port",
            Self::Credentials => "locator_credentials",
            Self::Incomplete { .. } => "locator_incomplete",
            Self::Malformed => "locator_malformed",
        }
    }
}
