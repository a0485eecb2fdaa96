//! Hints at the real host behind a proxy, as proxies write them: candidates, never facts.
//!
//! A proxy that passes a notice on tells its sender "the actual host for D is A", mostly with a
//! command to check it. The desk shows the sentence to a person; tracing confirms it or not.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::label;

/// Hints of one mail that are kept.
const HINTS_MAX: usize = 10;

/// An address a mail names as the real host of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginHint {
    /// The name it is said to host, lower case.
    pub host: Option<String>,
    /// The address.
    pub address: IpAddr,
    /// The line that says so.
    pub sentence: String,
}

/// Words that announce the real host.
const MARKS: &[&str] = &[
    "actual host",
    "origin host",
    "origin ip",
    "origin server",
    "origin address",
    "original ip",
    "backend ip",
    "hosted at",
    "hosted on",
    "hosted by",
    "host for",
    "host ip",
    "-h \"host:",
    "-h 'host:",
    "hébergé à",
    "hébergé sur",
    "adresse ip d’origine",
    "adresse ip d'origine",
    "serveur d’origine",
    "serveur d'origine",
    "المضيف الفعلي",
    "الخادم الأصلي",
    "مستضاف",
];

/// Finds every line that names an address as somebody's real host.
pub(super) fn find(text: &str) -> Vec<OriginHint> {
    let mut hints: Vec<OriginHint> = Vec::new();
    for line in text.lines() {
        let lower = line.to_lowercase();
        if !MARKS.iter().any(|mark| lower.contains(mark)) {
            continue;
        }
        let words = || {
            line.split(|c: char| c.is_whitespace() || "\"'<>()،,;=".contains(c))
                .flat_map(|word| [Some(word), word.split('/').find(|part| !part.is_empty())])
                .flatten()
        };
        let host = words().find_map(host_name);
        for address in words().filter_map(address) {
            if let Some(hint) = hints.iter_mut().find(|hint| hint.address == address) {
                hint.host = hint.host.take().or_else(|| host.clone());
            } else if hints.len() < HINTS_MAX {
                hints.push(OriginHint {
                    host: host.clone(),
                    address,
                    sentence: label(line),
                });
            }
        }
    }
    hints
}

/// `192.0.2.7`, `[2001:db8::1]`, `192[.]0[.]2[.]7`, with what punctuation surrounds it.
fn address(word: &str) -> Option<IpAddr> {
    let word = word.replace("[.]", ".").replace("[:]", ":");
    let word = word.trim_matches(['[', ']', '.', ':', '*', '`', '-', '!', '?', '\u{60c}']);
    word.parse()
        .or_else(|_| word.rsplit_once(':').map_or("", |(left, _)| left).parse())
        .ok()
}

/// A name with a dot and a last label of letters.
fn host_name(word: &str) -> Option<String> {
    let word = word.replace("[.]", ".").to_lowercase();
    let word = word.trim_matches(['[', ']', '.', ':', '*', '`', '-', '!', '?', '/']);
    let word = word.strip_prefix("host:").unwrap_or(word);
    let labels: Vec<&str> = word.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let last = labels.last()?;
    let is_name = labels.len() >= 2
        && word.len() <= 253
        && labels.iter().all(is_label)
        && last.chars().count() >= 2
        && last.chars().all(|c| c.is_alphabetic() || c == '-') | last.starts_with("xn--");
    is_name.then(|| word.to_owned())
}
