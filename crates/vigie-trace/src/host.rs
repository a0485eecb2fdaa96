//! The host of a locator, normalised: a name or an address, and the name people registered.

use std::net::IpAddr;

use crate::error::TraceError;

/// Names that are nobody's on the public internet (RFC 6761, RFC 6762, RFC 7686, RFC 8375).
const SPECIAL_USE: [&str; 6] = ["localhost", "local", "onion", "invalid", "internal", "arpa"];

/// A host that can be traced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TracedHost {
    Name(String),
    Address(IpAddr),
}

impl TracedHost {
    /// Takes a host in any script or notation a URL allows.
    pub(crate) fn parse(host: &str) -> Result<Self, TraceError> {
        let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self::Address(address.to_canonical()));
        }
        match url::Host::parse(host.trim()) {
            Ok(url::Host::Ipv4(address)) => Ok(Self::Address(address.into())),
            Ok(url::Host::Ipv6(address)) => Ok(Self::Address(IpAddr::from(address).to_canonical())),
            Ok(url::Host::Domain(name)) => parse_name(name.trim_end_matches('.')),
            Err(_) => Err(TraceError::InvalidHost),
        }
    }
}

impl std::fmt::Display for TracedHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

fn parse_name(name: &str) -> Result<TracedHost, TraceError> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if name.is_empty() || name.len() > 253 || !name.split('.').all(is_label) {
        return Err(TraceError::InvalidHost);
    }
    let top = name.rsplit('.').next().unwrap_or(name);
    if top == name || SPECIAL_USE.contains(&top) {
        return Err(TraceError::NotPublic);
    }
    Ok(TracedHost::Name(name.to_ascii_lowercase()))
}

/// The name that was registered with a registrar: one label below an ICANN suffix.
///
/// Private suffixes (`pages.dev`, `co.com`) are registered names themselves, so they do not count.
pub(crate) fn registrable_domain(name: &str) -> Option<&str> {
    let dots = name.rmatch_indices('.').map(|(at, _)| at + 1);
    dots.chain(std::iter::once(0))
        .map(|at| &name[at..])
        .find(|tail| {
            let Some(suffix) = psl::suffix(tail.as_bytes()) else {
                return false;
            };
            let is_icann = suffix.typ() != Some(psl::Type::Private);
            !(is_icann && suffix.as_bytes().len() == tail.len())
        })
}

/// Whether `name` is `domain` or lies under it.
pub(crate) fn is_under(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every notation of a host becomes one form; what nobody can trace is refused.
    #[test]
    fn hosts_are_normalised_or_refused() {
        #[track_caller]
        fn case(host: &str, expected: Option<&str>) {
            assert_eq!(
                TracedHost::parse(host)
                    .ok()
                    .map(|host| host.to_string())
                    .as_deref(),
                expected
            );
        }
        case("Archive.Example.", Some("archive.example"));
        case("مثال.example", Some("xn--mgbh0fb.example"));
        case("[2001:db8::1]", Some("2001:db8::1"));
        case("0x08.8.8.8", Some("8.8.8.8"));
        case("::ffff:8.8.8.8", Some("8.8.8.8"));
        case("localhost", None);
        case("printer.local", None);
        case("intranet", None);
        case("a..b.example", None);
        case("a b.example", None);
        case("", None);
        case(&"a.".repeat(200), None);
    }

    /// Goal: the registered name is found below public and private suffixes alike.
    #[test]
    fn the_registered_name_ignores_private_suffixes() {
        #[track_caller]
        fn case(name: &str, expected: Option<&str>) {
            assert_eq!(registrable_domain(name), expected, "{name}");
        }
        case("www.lemonde.fr", Some("lemonde.fr"));
        case("a.b.co.uk", Some("b.co.uk"));
        case("x.pages.dev", Some("pages.dev"));
        case("bucket.s3.amazonaws.com", Some("amazonaws.com"));
        case("fr", None);
        case("co.uk", None);
    }
}
