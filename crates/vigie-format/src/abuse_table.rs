//! A table of abuse contacts by network: what a trace falls back to where no registry answers.
//!
//! Shape: tab-separated lines `AS64500<TAB>abuse@net.example` or `192.0.2.0/24<TAB>…`; `#` begins
//! a comment.

use ipnet::IpNet;

use crate::Defect;
use crate::lines::lines;

/// Lines read of one file.
const LINES_MAX: usize = 1_000_000;
/// Defects kept of one file.
const DEFECTS_MAX: usize = 20;

/// Whose contact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AbuseSubject {
    /// An autonomous system.
    Asn(u32),
    /// A prefix.
    Prefix(IpNet),
}

/// Reads a table; lines that are none are defects.
pub fn parse_abuse_table(bytes: &[u8]) -> (Vec<(AbuseSubject, String)>, Vec<Defect>) {
    let mut rows = Vec::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')).take(LINES_MAX) {
        match line.ok().and_then(read_line) {
            Some(row) => rows.push(row),
            None if defects.len() < DEFECTS_MAX => {
                defects.push(Defect::at_line(number, "no network with a mail address"));
            }
            None => {}
        }
    }
    (rows, defects)
}

fn read_line(line: &str) -> Option<(AbuseSubject, String)> {
    let (subject, address) = line.split_once('\t')?;
    let subject = match subject.trim().strip_prefix("AS") {
        Some(number) => AbuseSubject::Asn(number.parse().ok()?),
        None => AbuseSubject::Prefix(subject.trim().parse::<IpNet>().ok()?.trunc()),
    };
    let address = address.split('\t').next()?.trim().to_ascii_lowercase();
    let (local, domain) = address.split_once('@')?;
    let is_plain = !local.is_empty()
        && domain.contains('.')
        && address
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"<>,;\"()".contains(&byte));
    is_plain.then_some((subject, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: numbers and prefixes are read, everything else is named.
    #[test]
    fn tables_are_read() {
        let (rows, defects) = parse_abuse_table(
            b"# a table\nAS64500\tAbuse@net.example\tsince 2026\n192.0.2.7/24\tabuse@zeta.example\nAS\tx@y.z\nAS1\tnobody\nAS1\ta@b.c, d@e.f\n",
        );
        assert_eq!(
            rows,
            [
                (AbuseSubject::Asn(64_500), "abuse@net.example".to_owned()),
                (
                    AbuseSubject::Prefix("192.0.2.0/24".parse().unwrap()),
                    "abuse@zeta.example".to_owned()
                ),
            ]
        );
        assert_eq!(defects.len(), 3);
    }
}
