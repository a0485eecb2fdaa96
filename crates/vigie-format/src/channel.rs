//! What a notice can be sent to: mail addresses and web forms, as published data write them.

use url::Url;

/// Longest mail address. Source: RFC 5321, 4.5.3.1.3.
const EMAIL_BYTES_MAX: usize = 254;
/// Longest address of a form.
const FORM_BYTES_MAX: usize = 2_048;

/// A mail address that can be written to without breaking out of a header, its domain in lower case.
pub fn parse_email(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.contains('@')
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\"\\".contains(c))
    };
    (text.len() <= EMAIL_BYTES_MAX && is_plain(local) && is_plain(domain) && domain.contains('.'))
        .then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// A web form somebody can open.
pub fn parse_form(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    (matches!(url.scheme(), "https" | "http") && url.as_str().len() <= FORM_BYTES_MAX)
        .then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: only addresses that stay in their header are contacts.
    #[test]
    fn addresses_and_forms_are_checked() {
        assert_eq!(
            parse_email(" Abuse@Host.EXAMPLE "),
            Some("Abuse@host.example".to_owned())
        );
        assert_eq!(
            parse_email("mailto:abuse@host.example"),
            Some("abuse@host.example".to_owned())
        );
        for bad in [
            "abuse",
            "@host.example",
            "a@b",
            "a b@host.example",
            "a@h.example\r\nBcc: x@y.z",
            "a@h.example\nb.example",
            "a@host.example,b@host.example",
            "<a@host.example>",
            "a@b@host.example",
        ] {
            assert_eq!(parse_email(bad), None, "{bad}");
        }
        assert!(parse_form("https://host.example/report").is_some());
        assert!(parse_form("javascript:alert(1)").is_none());
    }
}
