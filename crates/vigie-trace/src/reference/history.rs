//! What others recorded earlier: passive DNS and certificates of the public logs, by domain.
//!
//! ```text
//! domain <TAB> a|s <TAB> host or name <TAB> value <TAB> last seen, ms <TAB> table
//! ```
//!
//! Lines are sorted, so a look-up is a binary search over the text. Certificates shared by many
//! domains belong to an edge and say nothing; they are left out when the file is made.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use vigie_domain::Timestamp;
use vigie_format::certificate_log::LoggedCertificate;
use vigie_format::passive_dns::PastAnswer;

use crate::error::ReferenceError;
use crate::host::{is_under, registrable_domain};

/// Registered domains on one certificate beyond which it is an edge's. Source: tracing, §1.1, 12.
const DOMAINS_PER_CERTIFICATE_MAX: usize = 20;
/// Facts told of one domain.
const FACTS_MAX: usize = 256;

/// Something that was recorded about a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastFact {
    /// It had this address.
    Address {
        /// Which.
        address: IpAddr,
        /// The table it stands in.
        source: String,
        /// When it was last seen there.
        last_seen: Timestamp,
    },
    /// Another name stood on a certificate with its domain.
    Sibling {
        /// Which.
        name: String,
        /// The table it stands in.
        source: String,
        /// When that certificate ends.
        last_seen: Timestamp,
    },
}

/// The lines of a history before they are written.
#[derive(Debug, Default)]
pub(crate) struct Draft(BTreeSet<String>);

impl Draft {
    /// Takes past addresses; other records are counted as unused.
    pub(crate) fn add_answers(&mut self, table: &str, answers: &[PastAnswer]) -> usize {
        let before = self.0.len();
        for answer in answers {
            let Ok(address) = answer.value.parse::<IpAddr>() else {
                continue;
            };
            if let Some(domain) = registrable_domain(&answer.name) {
                let (name, at) = (&answer.name, answer.last_seen.ms());
                self.0
                    .insert(format!("{domain}\ta\t{name}\t{address}\t{at}\t{table}"));
            }
        }
        self.0.len() - before
    }

    /// Takes the names that stood on one certificate.
    pub(crate) fn add_certificates(&mut self, table: &str, found: &[LoggedCertificate]) -> usize {
        let before = self.0.len();
        for certificate in found {
            let domains: BTreeSet<&str> = certificate
                .names
                .iter()
                .filter_map(|name| registrable_domain(name))
                .collect();
            if domains.len() > DOMAINS_PER_CERTIFICATE_MAX {
                continue;
            }
            let at = certificate.not_after.ms();
            for domain in &domains {
                for name in &certificate.names {
                    self.0
                        .insert(format!("{domain}\ts\t{name}\t-\t{at}\t{table}"));
                }
            }
        }
        self.0.len() - before
    }

    pub(crate) fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        for line in &self.0 {
            writeln!(out, "{line}")?;
        }
        out.into_inner()
            .map_err(std::io::IntoInnerError::into_error)?
            .sync_all()
    }
}

/// A history that is read when it is first asked.
#[derive(Debug, Default)]
pub(crate) struct History {
    path: Option<PathBuf>,
    text: OnceLock<String>,
}

impl History {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path: path.exists().then_some(path),
            text: OnceLock::new(),
        }
    }

    /// What was recorded about `host`: its own past addresses, the names beside its domain.
    pub(crate) fn find(&self, host: &str) -> Result<Vec<PastFact>, ReferenceError> {
        let (Some(path), Some(domain)) = (&self.path, registrable_domain(host)) else {
            return Ok(Vec::new());
        };
        let text = if let Some(text) = self.text.get() {
            text
        } else {
            let read = std::fs::read_to_string(path)
                .map_err(|source| ReferenceError::io("reading the history", source))?;
            self.text.get_or_init(|| read)
        };
        let lines = lines_of(text, domain).take(FACTS_MAX);
        Ok(lines.filter_map(|line| read_line(line, host)).collect())
    }
}

fn read_line(line: &str, host: &str) -> Option<PastFact> {
    let mut cells = line.split('\t');
    let (_, kind, name) = (cells.next()?, cells.next()?, cells.next()?);
    let (value, at, table) = (cells.next()?, cells.next()?, cells.next()?);
    let last_seen = Timestamp::from_ms(at.parse().ok()?);
    let source = table.to_owned();
    match kind {
        // The bare domain and its `www.` are one site.
        "a" if name == host || is_under(host, name) && host.strip_prefix("www.") == Some(name) => {
            let address = value.parse().ok()?;
            Some(PastFact::Address {
                address,
                source,
                last_seen,
            })
        }
        "s" if name != host => Some(PastFact::Sibling {
            name: name.to_owned(),
            source,
            last_seen,
        }),
        _ => None,
    }
}

/// The lines that begin with `domain` and a tab. O(log bytes) to the first.
fn lines_of<'t>(text: &'t str, domain: &str) -> impl Iterator<Item = &'t str> {
    let wanted = format!("{domain}\t");
    let bytes = text.as_bytes();
    let line_start = |at: usize| {
        bytes[..at]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1)
    };
    let line_end = |at: usize| {
        bytes[at..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(bytes.len(), |n| at + n)
    };
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let start = line_start(usize::midpoint(low, high));
        let end = line_end(start);
        if &bytes[start..end] < wanted.as_bytes() {
            low = (end + 1).min(bytes.len());
        } else {
            high = start;
        }
    }
    text[low..]
        .lines()
        .take_while(move |line| line.starts_with(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(draft: &Draft) -> (tempfile::TempDir, History) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("history.tsv");
        draft.write(&path).unwrap();
        let history = History::at(path);
        (dir, history)
    }

    fn answer(name: &str, value: &str) -> PastAnswer {
        PastAnswer {
            name: name.to_owned(),
            record_type: "A".to_owned(),
            value: value.to_owned(),
            first_seen: Timestamp::from_ms(1),
            last_seen: Timestamp::from_ms(2),
        }
    }

    /// Goal: every domain of many finds its own lines, and one that is not there none.
    #[test]
    fn lines_are_found() {
        let mut draft = Draft::default();
        let answers: Vec<PastAnswer> = (0..200)
            .map(|n| answer(&format!("d{n}.example"), &format!("192.0.2.{}", n % 250)))
            .collect();
        assert_eq!(draft.add_answers("passivedns/a", &answers), 200);
        let (_dir, history) = history(&draft);
        for n in 0..200 {
            assert_eq!(
                history.find(&format!("d{n}.example")).unwrap().len(),
                1,
                "{n}"
            );
            assert_eq!(
                history.find(&format!("www.d{n}.example")).unwrap().len(),
                1,
                "{n}"
            );
            assert_eq!(
                history.find(&format!("blog.d{n}.example")).unwrap().len(),
                0,
                "{n}"
            );
        }
        for absent in ["a.example", "zz.example", "d1000.example", "192.0.2.1", ""] {
            assert!(history.find(absent).unwrap().is_empty(), "{absent}");
        }
        assert!(History::default().find("d1.example").unwrap().is_empty());
    }

    /// Goal: names of one certificate are siblings; a certificate of an edge tells nothing.
    #[test]
    fn shared_certificates_say_nothing() {
        let certificate = |names: Vec<String>| LoggedCertificate {
            names,
            not_before: Timestamp::from_ms(1),
            not_after: Timestamp::from_ms(9),
        };
        let mut draft = Draft::default();
        let own = certificate(vec![
            "zeta.example".to_owned(),
            "shop.other.example".to_owned(),
        ]);
        let edge = certificate((0..30).map(|n| format!("e{n}.example")).collect());
        draft.add_certificates("certificates/a", &[own, edge]);
        let (_dir, history) = history(&draft);
        let told = history.find("zeta.example").unwrap();
        assert!(
            matches!(&told[..], [PastFact::Sibling { name, .. }] if name == "shop.other.example")
        );
        assert!(history.find("e1.example").unwrap().is_empty());
    }
}
