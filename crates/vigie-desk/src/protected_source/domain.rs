//! The domain of an entry: lower case, ASCII, something that one body can be said to hold.

use url::Host;

use crate::error::DeskError;

/// Longest name, in bytes. Source: RFC 1035, without the root.
const NAME_BYTES_MAX: usize = 253;
/// Suffixes under which nobody but public bodies, schools and forces registers.
const PUBLIC_SUFFIXES: [&str; 4] = ["gov", "edu", "mil", "int"];
/// The same in a country, as the first label of a suffix of two: `gov.uk`, `ac.jp`.
const PUBLIC_LABELS: [&str; 9] = [
    "gov", "govt", "gouv", "gob", "gub", "go", "mil", "edu", "ac",
];

/// The name in the form of the register, from whatever case and script it was typed in.
pub(super) fn canonical_domain(text: &str) -> Result<String, DeskError> {
    let text = text.trim().trim_end_matches('.');
    let is_bare = !text.is_empty()
        && !text
            .contains(|c: char| c.is_whitespace() || c.is_control() || "/\\:@?#%*[]".contains(c));
    let host = Some(text)
        .filter(|_| is_bare)
        .and_then(|text| Host::parse(text).ok());
    let Some(Host::Domain(name)) = host else {
        return refuse("write the domain alone, like `library.example`: no scheme, path or port");
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if name.len() > NAME_BYTES_MAX || !name.split('.').all(is_label) {
        return refuse("this can be no domain; write it like `library.example`");
    }
    Ok(name)
}

/// Refuses what would protect half the web: a suffix under which anybody registers.
pub(super) fn check_registrable(domain: &str) -> Result<(), DeskError> {
    let is_public_body = match domain.split_once('.') {
        None => PUBLIC_SUFFIXES.contains(&domain),
        Some((label, _)) => PUBLIC_LABELS.contains(&label),
    };
    if is_public_body || psl::domain_str(domain).is_some() {
        return Ok(());
    }
    refuse(&format!(
        "anybody can register under `{domain}`; name the domain of the source itself"
    ))
}

fn refuse<T>(detail: &str) -> Result<T, DeskError> {
    Err(DeskError::input("domain_malformed", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Result<String, DeskError> {
        let domain = canonical_domain(text)?;
        check_registrable(&domain).map(|()| domain)
    }

    /// Goal: every way to type a domain gives the one form of the register.
    #[test]
    fn domains_have_one_form() {
        for (typed, kept) in [
            ("library.example", "library.example"),
            (" Library.EXAMPLE. ", "library.example"),
            ("papers.library.co.uk", "papers.library.co.uk"),
            ("bibliothèque.example", "xn--bibliothque-59a.example"),
            ("مكتبة.example", "xn--ngbcb3hj.example"),
            ("gov.uk", "gov.uk"),
            ("gouv.fr", "gouv.fr"),
            ("ac.jp", "ac.jp"),
            ("gov", "gov"),
        ] {
            assert_eq!(taken(typed).unwrap(), kept, "{typed}");
        }
    }

    /// Goal: what is no domain, and what would protect everybody, is refused.
    #[test]
    fn what_is_no_domain_is_refused() {
        let long = format!("{}example", "a.".repeat(130));
        let label = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            ".",
            "com",
            "co.uk",
            "ac",
            "https://library.example",
            "library.example/papers",
            "library.example:443",
            "user@library.example",
            "*.library.example",
            "library .example",
            "127.0.0.1",
            "2130706433",
            "[::1]",
            "a..example",
            "-a.example",
            "a_b.example",
            "a\u{0}b.example",
            &long,
            &label,
        ] {
            assert_eq!(taken(bad).unwrap_err().code(), "domain_malformed", "{bad}");
        }
    }
}
