//! Which network announces an address: `first<TAB>last<TAB>number`, and `number<TAB>name`.
//!
//! Sorted arrays and a binary search: 12 bytes a row for IPv4, well under a microsecond a look-up.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::Defect;
use crate::lines::{bad, lines};

/// Defects named for one table.
const DEFECTS_MAX: usize = 100;

/// Ranges of addresses with the number of the network that announces them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AsnTable {
    v4: Vec<(u32, u32, u32)>,
    v6: Vec<(u128, u128, u32)>,
}

impl AsnTable {
    /// The network that announces `ip`; of overlapping ranges, the one that begins last.
    pub fn find(&self, ip: IpAddr) -> Option<u32> {
        match ip.to_canonical() {
            IpAddr::V4(ip) => find(&self.v4, ip.to_bits()),
            IpAddr::V6(ip) => find(&self.v6, ip.to_bits()),
        }
    }

    /// Adds the rows of another table.
    pub fn merge(&mut self, other: Self) {
        self.v4.extend(other.v4);
        self.v6.extend(other.v6);
        self.sort();
    }

    /// How many ranges there are.
    pub fn len(&self) -> usize {
        self.v4.len() + self.v6.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sort(&mut self) {
        self.v4.sort_unstable();
        self.v6.sort_unstable();
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
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
        let number = number.parse().map_err(|_| "the number cannot be read")?;
        match (first, last) {
            (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
                self.v4.push((first.to_bits(), last.to_bits(), number));
            }
            (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
                self.v6.push((first.to_bits(), last.to_bits(), number));
            }
            _ => return Err("the range ends before it begins"),
        }
        Ok(())
    }
}

fn find<T: Ord + Copy>(ranges: &[(T, T, u32)], ip: T) -> Option<u32> {
    let end = ranges.partition_point(|(first, ..)| *first <= ip);
    let (_, last, number) = ranges.get(end.checked_sub(1)?)?;
    (ip <= *last).then_some(*number)
}

/// Reads ranges of either family.
pub fn parse_asn_ranges(bytes: &[u8]) -> (AsnTable, Vec<Defect>) {
    let mut table = AsnTable::default();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')) {
        let answer = line.and_then(|line| table.add(line));
        note(&mut defects, number, answer);
    }
    table.sort();
    (table, defects)
}

/// Reads the names of networks.
pub fn parse_asn_names(bytes: &[u8]) -> (HashMap<u32, String>, Vec<Defect>) {
    let mut names = HashMap::new();
    let mut defects = Vec::new();
    for (number, line) in lines(bytes, Some('#')) {
        let answer = line.and_then(|line| {
            let (asn, name) = line
                .split_once('\t')
                .ok_or("a row has number and name, separated by a tab")?;
            let asn: u32 = asn
                .trim()
                .parse()
                .map_err(|_| "the number cannot be read")?;
            names.insert(asn, name.trim().to_owned());
            Ok(())
        });
        note(&mut defects, number, answer);
    }
    (names, defects)
}

fn note(defects: &mut Vec<Defect>, line: u64, answer: Result<(), &'static str>) {
    if let Err(what) = answer
        && defects.len() < DEFECTS_MAX
    {
        defects.push(bad(line, what));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Goal: both ends belong to a range, gaps to none, bad rows are named.
    #[test]
    fn ranges_are_found() {
        #[track_caller]
        fn case(table: &AsnTable, ip: &str, expected: Option<u32>) {
            assert_eq!(table.find(ip.parse().unwrap()), expected);
        }
        let text = "192.0.2.0\t192.0.2.255\t64500\n198.51.100.0\t198.51.100.7\tAS64501\n2001:db8::\t2001:db8::ff\t64502\n\
            192.0.2.9\t192.0.2.1\t1\nx\ty\tz\n192.0.2.1\n1.1.1.1\t::1\t2\n";
        let (table, defects) = parse_asn_ranges(text.as_bytes());
        assert_eq!(
            defects.iter().map(Defect::line).collect::<Vec<_>>(),
            [Some(4), Some(5), Some(6), Some(7)]
        );
        case(&table, "192.0.2.0", Some(64500));
        case(&table, "192.0.2.255", Some(64500));
        case(&table, "192.0.3.0", None);
        case(&table, "192.0.1.255", None);
        case(&table, "198.51.100.7", Some(64501));
        case(&table, "2001:db8::ff", Some(64502));
        case(&table, "2001:db8::100", None);
        case(&table, "::ffff:192.0.2.7", Some(64500));
        assert_eq!(AsnTable::default().find("192.0.2.1".parse().unwrap()), None);
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
