//! Mail addresses as they go on the wire: plain ASCII, the domain in its IDNA form.

use crate::{DispatchError, Token};

/// A mail address that every server takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailAddress {
    pub(crate) local: String,
    pub(crate) domain: String,
}

impl MailAddress {
    /// Parses `local@domain`.
    ///
    /// Shape: the local part is an RFC 5321 dot-string of at most 64 characters; quoted and
    /// non-ASCII local parts are refused, because half the servers on the way would.
    pub(crate) fn parse(text: &str, field: &'static str) -> Result<Self, DispatchError> {
        Self::find(text).ok_or(DispatchError::BadAddress { field })
    }

    fn find(text: &str) -> Option<Self> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let atom = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
                })
        };
        if local.len() > 64 || !local.split('.').all(atom) {
            return None;
        }
        let domain = idna::domain_to_ascii_strict(domain).ok()?;
        let has_name = domain.split('.').all(|label| !label.is_empty()) && domain.len() <= 253;
        has_name.then(|| Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The address `<mark>+<token>` in the same domain.
    pub(crate) fn tagged(&self, mark: char, token: Token) -> Self {
        Self {
            local: format!("{mark}+{token}"),
            domain: self.domain.clone(),
        }
    }
}

impl std::fmt::Display for MailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
mod tests {
    //! Goal: what goes into a command line of SMTP cannot end it or add to it.

    use super::*;

    #[test]
    fn addresses_are_plain_or_refused() {
        let shown = |text: &str| MailAddress::find(text).map(|address| address.to_string());
        assert_eq!(
            shown(" Abuse@Host.EXAMPLE "),
            Some("Abuse@host.example".to_owned())
        );
        assert_eq!(
            shown("abuse@موقع.example"),
            Some("abuse@xn--4gbrim.example".to_owned())
        );
        assert_eq!(shown("a@localhost"), Some("a@localhost".to_owned()));
        for text in [
            "",
            "abuse",
            "@host.example",
            "a..b@host.example",
            "a b@host.example",
            "a@host.example>\r\nRCPT TO:<x@y.example",
            "\"a\"@host.example",
            "é@host.example",
            "a@",
            "a@b..c",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
