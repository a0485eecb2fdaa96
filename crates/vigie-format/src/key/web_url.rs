//! A web URL taken apart, written as a browser would write it.
//!
//! ```text
//! https://host:port/path?query#fragment
//! ```
//!
//! Nearly every URL is plain already: one pass over a table of bytes tells, and nothing is parsed.
//! All others go through the `url` crate; a property test holds both ways equal.

use std::ops::Range;

use url::{Position, Url};

use super::refusal::LocatorRefusal;

/// Ports that a scheme has without saying so.
const HTTP_PORT: u32 = 80;
const HTTPS_PORT: u32 = 443;

/// An address of the web, with where its parts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WebUrl {
    /// The whole, normalised.
    pub(super) href: String,
    host: Range<usize>,
    /// Only where it is not the scheme's own.
    pub(super) port: Option<u16>,
    path: Range<usize>,
    query: Range<usize>,
    fragment: Range<usize>,
    /// Whether the host is a name, not an address.
    pub(super) is_name: bool,
}

impl WebUrl {
    /// Reads an address that begins with `http:` or `https:`.
    pub(super) fn parse(text: &str) -> Result<Self, LocatorRefusal> {
        let url = match read_plain(text) {
            Some(url) => url,
            None => read_any(text)?,
        };
        if url.port == Some(0) {
            return Err(LocatorRefusal::BadPort);
        }
        if url.is_name && !is_resolvable(&url.href[url.host.clone()]) {
            return Err(LocatorRefusal::BadHost);
        }
        Ok(url)
    }

    /// The host, without the dot of the root.
    pub(super) fn host(&self) -> &str {
        self.href[self.host.clone()].trim_end_matches('.')
    }

    /// The path; begins with `/`.
    pub(super) fn path(&self) -> &str {
        &self.href[self.path.clone()]
    }

    /// The query without its `?`.
    pub(super) fn query(&self) -> &str {
        &self.href[self.query.clone()]
    }

    /// The fragment without its `#`.
    pub(super) fn fragment(&self) -> &str {
        &self.href[self.fragment.clone()]
    }
}

/// What a byte may be without changing when a URL is normalised.
const HOST: u8 = 1;
const PATH: u8 = 2;
const QUERY: u8 = 4;
const UPPER: u8 = 8;

/// The parts each byte may stand in. Source: WHATWG URL, percent-encode sets; narrower than those.
static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' => HOST | PATH | QUERY,
            b'A'..=b'Z' => HOST | PATH | QUERY | UPPER,
            b'_' | b'~' | b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            | b':' | b'@' | b'%' | b'/' => PATH | QUERY,
            b'?' => QUERY,
            _ => 0,
        };
        byte += 1;
    }
    table
};

fn has(byte: u8, part: u8) -> bool {
    BYTES[usize::from(byte)] & part != 0
}

/// The length of what stands at the start of `bytes` and belongs to `part`.
fn span(bytes: &[u8], part: u8) -> usize {
    bytes
        .iter()
        .position(|&byte| !has(byte, part))
        .unwrap_or(bytes.len())
}

/// Reads a URL that normalising would leave as it is, save for the case of scheme and host.
fn read_plain(text: &str) -> Option<WebUrl> {
    let bytes = text.as_bytes();
    let (scheme, own_port) = match bytes {
        [h, t, t2, p, s, b':', b'/', b'/', ..] if is_word([*h, *t, *t2, *p, *s], *b"https") => {
            ("https://", HTTPS_PORT)
        }
        [h, t, t2, p, b':', b'/', b'/', ..] if is_word([*h, *t, *t2, *p], *b"http") => {
            ("http://", HTTP_PORT)
        }
        _ => return None,
    };
    let host_start = scheme.len();
    let host_end = host_start + span(&bytes[host_start..], HOST);
    let host = &bytes[host_start..host_end];
    if !is_plain_name(host) {
        return None;
    }
    let mut at = host_end;
    let mut port = None;
    if bytes.get(at) == Some(&b':') {
        let digits = bytes[at + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let written = &text[at + 1..at + 1 + digits];
        if !(1..=5).contains(&digits) || written.starts_with('0') {
            return None;
        }
        let number: u32 = written.parse().ok()?;
        if number != own_port {
            port = Some(u16::try_from(number).ok()?);
        }
        at += 1 + digits;
    }
    let path_start = at;
    if !matches!(bytes.get(at), None | Some(b'/' | b'?' | b'#')) {
        return None;
    }
    at += span(&bytes[at..], PATH);
    let path_end = at;
    if has_dot_segment(&text[path_start..path_end]) {
        return None;
    }
    let mut query = at..at;
    if bytes.get(at) == Some(&b'?') {
        let end = at + 1 + span(&bytes[at + 1..], QUERY);
        query = at + 1..end;
        at = end;
    }
    if bytes.get(at) == Some(&b'#') {
        at += 1 + span(&bytes[at + 1..], QUERY);
    }
    if at != bytes.len() {
        return None;
    }
    Some(write_plain(
        text,
        scheme,
        host_end,
        port,
        path_start..path_end,
        query,
    ))
}

/// Copies a plain URL; what is not copied is a default port and an absent path's slash.
fn write_plain(
    text: &str,
    scheme: &str,
    host_end: usize,
    port: Option<u16>,
    path: Range<usize>,
    query: Range<usize>,
) -> WebUrl {
    let mut href = String::with_capacity(text.len() + 1);
    href.push_str(scheme);
    href.push_str(&text[scheme.len()..host_end]);
    href.make_ascii_lowercase();
    let host = scheme.len()..href.len();
    if port.is_some() {
        href.push_str(&text[host_end..path.start]);
    }
    let path_start = href.len();
    if path.is_empty() {
        href.push('/');
    }
    // What follows keeps its distance from the start of the path.
    let tail_start = href.len();
    href.push_str(&text[path.start..]);
    let moved = |at: usize| at - path.start + tail_start;
    let query = moved(query.start)..moved(query.end);
    let path = path_start..moved(path.end);
    let after = query.end.max(path.end);
    let fragment = (after + 1).min(href.len())..href.len();
    WebUrl {
        fragment,
        href,
        host,
        port,
        path,
        query,
        is_name: true,
    }
}

fn is_word<const N: usize>(written: [u8; N], word: [u8; N]) -> bool {
    written.eq_ignore_ascii_case(&word)
}

/// Whether a host is a name that only its case may change: no address, no IDNA.
fn is_plain_name(host: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let last = host.rsplit(|&byte| byte == b'.').next();
    // A host that ends in a number is an address in one of its notations.
    let is_name = last
        .and_then(|label| label.first())
        .is_some_and(u8::is_ascii_alphabetic);
    is_name
        && !host
            .windows(4)
            .any(|four| four.eq_ignore_ascii_case(b"xn--"))
}

/// Whether a path has segments that normalising takes away: `.`, `..`, also as escapes.
fn has_dot_segment(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.windows(2).any(|two| two == b"/.")
        || bytes.contains(&b'%')
            && bytes
                .windows(3)
                .any(|three| three.eq_ignore_ascii_case(b"%2e"))
}

/// Reads any URL of the web, or says what is wrong with it.
fn read_any(text: &str) -> Result<WebUrl, LocatorRefusal> {
    use url::ParseError;
    let (_, rest) = text.split_once("://").ok_or(LocatorRefusal::Malformed)?;
    // A URL parser would skip further slashes and take the path for the host.
    if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#']) {
        return Err(LocatorRefusal::NoHost);
    }
    let url = Url::parse(text).map_err(|error| match error {
        ParseError::EmptyHost => LocatorRefusal::NoHost,
        ParseError::IdnaError
        | ParseError::InvalidDomainCharacter
        | ParseError::InvalidIpv4Address
        | ParseError::InvalidIpv6Address => LocatorRefusal::BadHost,
        ParseError::InvalidPort => LocatorRefusal::BadPort,
        ParseError::Overflow => LocatorRefusal::TooLong {
            size_bytes: text.len(),
        },
        _ => LocatorRefusal::Malformed,
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LocatorRefusal::Credentials);
    }
    let is_name = match url.host() {
        None => return Err(LocatorRefusal::NoHost),
        Some(host) => matches!(host, url::Host::Domain(_)),
    };
    let length = |position| url[..position].len();
    Ok(WebUrl {
        host: length(Position::BeforeHost)..length(Position::AfterHost),
        port: url.port(),
        path: length(Position::BeforePath)..length(Position::AfterPath),
        query: length(Position::BeforeQuery)..length(Position::AfterQuery),
        fragment: length(Position::BeforeFragment)..length(Position::AfterFragment),
        is_name,
        href: url.into(),
    })
}

/// Lengths a resolver accepts. Source: RFC 1035, 2.3.4.
fn is_resolvable(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253 && host.split('.').all(|label| (1..=63).contains(&label.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Goal: what is plain is told from what must be parsed.
    #[test]
    fn plain_urls_are_told() {
        for plain in [
            "https://archive.org/details/x_1?view=theater#a",
            "HTTP://WWW.Example.COM:80",
            "https://a.example.:8443?x=/y?z",
            "https://a.example/%41/b",
        ] {
            assert!(read_plain(plain).is_some(), "{plain}");
        }
        for other in [
            "https://192.0.2.1/",
            "https://0x7f.1/",
            "https://[2001:db8::1]/",
            "https://xn--mgbh0fb.example/",
            "https://a.example/x/../y",
            "https://a.example/%2E%2e/y",
            "https://a.example/é",
            "https://a.example:/",
            "https://a.example:08443/",
            "https://u@a.example/",
            "https://a.example/x\\y",
            "ftp://a.example/",
        ] {
            assert!(read_plain(other).is_none(), "{other}");
        }
    }

    proptest! {
        /// Goal: the quick way says what the `url` crate says, part by part, wherever it answers.
        #[test]
        fn the_quick_way_agrees(
            scheme in prop::sample::select(vec!["http", "https", "HTTPS", "Http"]),
            host in "[a-zA-Z0-9.-]{1,20}",
            port in "(:[0-9]{0,6})?",
            rest in "([/?#][a-zA-Z0-9%._~!$&'()*+,;=:@/?#{}|^\\[\\]-]{0,40})?",
        ) {
            let text = format!("{scheme}://{host}{port}{rest}");
            if let Some(quick) = read_plain(&text) {
                prop_assert_eq!(Ok(quick), read_any(&text), "{}", text);
            }
        }
    }
}
