//! Which network announces an address: `first<TAB>last<TAB>number`, and `number<TAB>name`.
//!
//! Rows only: who looks addresses up a million times keeps them in a form of its own.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::Defect;
use crate::lines::{bad, lines};

/// Defects named for one table.
const DEFECTS_MAX: usize = 100;

/// A range of addresses of one family, and the network that announces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsnRange {
    /// First address.
    pub first: IpAddr,
    /// Last address, not before the first.
    pub last: IpAddr,
    /// Autonomous system number.
    pub asn: u32,
}

/// Reads ranges of either family, in the order of the table. Linear in its size.
pub fn parse_asn_ranges(bytes: &[u8]) -> (Vec<AsnRange>, Vec<Defect>) {
    let mut ranges = Vec::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')) {
        match line.and_then(read_range) {
            Ok(range) => ranges.push(range),
            Err(what) => note(&mut defects, number, what),
        }
    }
    (ranges, defects)
}

fn read_range(line: &str) -> Result<AsnRange, &'static str> {
    const SHAPE: &str = "a row has first address, last address and number, separated by tabs";
    let mut cells = line.split('\t');
    let mut cell = || cells.next().map(str::trim).ok_or(SHAPE);
    let first: IpAddr = cell()?
        .parse()
        .map_err(|_| "the first address cannot be read")?;
    let last: IpAddr = cell()?
        .parse()
        .map_err(|_| "the last address cannot be read")?;
    let number = cell()?.trim_start_matches("AS");
    let asn = number.parse().map_err(|_| "the number cannot be read")?;
    if first.is_ipv4() != last.is_ipv4() {
        return Err("the addresses are of two families");
    }
    if first > last {
        return Err("the range ends before it begins");
    }
    Ok(AsnRange { first, last, asn })
}

/// Reads the names of networks; of two rows for one number the later stays.
pub fn parse_asn_names(bytes: &[u8]) -> (BTreeMap<u32, String>, Vec<Defect>) {
    let mut names = BTreeMap::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')) {
        match line.and_then(read_name) {
            Ok((asn, name)) => _ = names.insert(asn, name),
            Err(what) => note(&mut defects, number, what),
        }
    }
    (names, defects)
}

fn read_name(line: &str) -> Result<(u32, String), &'static str> {
    let (asn, name) = line
        .split_once('\t')
        .ok_or("a row has number and name, separated by a tab")?;
    let asn = asn
        .trim()
        .parse()
        .map_err(|_| "the number cannot be read")?;
    Ok((asn, name.trim().to_owned()))
}

fn note(defects: &mut Vec<Defect>, line: u64, what: &'static str) {
    if defects.len() < DEFECTS_MAX {
        defects.push(bad(line, what));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Goal: rows of both families are read in their order; bad rows are named.
    #[test]
    fn ranges_are_read() {
        let text = "192.0.2.0\t192.0.2.255\t64500\n198.51.100.0\t198.51.100.7\tAS64501\n2001:db8::\t2001:db8::ff\t64502\n\
            192.0.2.9\t192.0.2.1\t1\nx\ty\tz\n192.0.2.1\n1.1.1.1\t::1\t2\n";
        let (ranges, defects) = parse_asn_ranges(text.as_bytes());
        assert_eq!(
            defects.iter().map(Defect::line).collect::<Vec<_>>(),
            [Some(4), Some(5), Some(6), Some(7)]
        );
        let rows: Vec<(String, String, u32)> = ranges
            .iter()
            .map(|range| (range.first.to_string(), range.last.to_string(), range.asn))
            .collect();
        let row = |first: &str, last: &str, asn| (first.to_owned(), last.to_owned(), asn);
        assert_eq!(
            rows,
            [
                row("192.0.2.0", "192.0.2.255", 64500),
                row("198.51.100.0", "198.51.100.7", 64501),
                row("2001:db8::", "2001:db8::ff", 64502)
            ]
        );
    }

    /// Goal: names are read; bad rows are named.
    #[test]
    fn names_are_read() {
        let (names, defects) = parse_asn_names("64500\tHoster Zeta, Inc.\nx\ty\n7\n".as_bytes());
        assert_eq!(names[&64500], "Hoster Zeta, Inc.");
        assert_eq!(
            defects.iter().map(Defect::line).collect::<Vec<_>>(),
            [Some(2), Some(3)]
        );
    }

    proptest! {
        /// Goal: no bytes make a reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (parse_asn_ranges(&bytes), parse_asn_names(&bytes));
        }
    }
}
