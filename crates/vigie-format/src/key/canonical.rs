//! The generic form of a web URL: what may differ without naming another thing is evened out.
//!
//! Kept: the case of path and query, the trailing slash, parameters no list drops.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::rules::KeyRules;

/// The host without `www.`, where something is left without it.
pub(super) fn bare_host(host: &str) -> &str {
    match host.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest,
        _ => host,
    }
}

/// The host as keys write it: the port only where it is unusual.
pub(super) fn key_host(bare: &str, port: Option<u16>) -> String {
    let mut text = bare.to_owned();
    if let Some(port) = port {
        let _ = write!(text, ":{port}");
    }
    text
}

/// The path with each escape in one form: unreserved characters plain, others in upper case.
///
/// Source: RFC 3986, 6.2.2.
pub(super) fn canonical_path(path: &str) -> Cow<'_, str> {
    even_escapes(path)
}

/// The query without tracking parameters, sorted, with its `?`; empty when nothing is left.
pub(super) fn canonical_query(rules: &KeyRules, query: &str) -> String {
    let mut pairs: Vec<Cow<'_, str>> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !rules.drops(pair.split('=').next().unwrap_or_default()))
        .map(even_escapes)
        .collect();
    if pairs.is_empty() {
        return String::new();
    }
    pairs.sort_unstable();
    let mut text = String::with_capacity(query.len() + 1);
    for (at, pair) in pairs.iter().enumerate() {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(pair);
    }
    text
}

impl KeyRules {
    fn drops(&self, name: &str) -> bool {
        self.dropped.contains(name)
            || self
                .dropped_prefixes
                .iter()
                .any(|prefix| name.starts_with(prefix.as_str()))
    }
}

/// The text an escape stands for; bytes that are not UTF-8 become replacement characters.
pub(super) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if let Some(byte) = escape(rest) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn even_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        if let Some(byte) = escape(&rest.as_bytes()[at..]) {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            rest = &rest[at + 3..];
        } else {
            out.push('%');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out.into()
}

/// The byte an escape at the start of `bytes` stands for.
fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let high = char::from(*high).to_digit(16)?;
    let low = char::from(*low).to_digit(16)?;
    u8::try_from(high * 16 + low).ok()
}
