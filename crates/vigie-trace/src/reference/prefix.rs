//! Overlapping prefixes made into disjoint ranges, with one winner for each address.
//!
//! The most specific prefix wins; of equal prefixes the better source; of equal sources the
//! smaller list number. Nothing depends on the order of the input.

use std::net::IpAddr;

use ipnet::IpNet;

use super::range_file::Range;

/// A prefix of a list. `list` indexes the table of lists, sorted best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedPrefix {
    pub(crate) net: IpNet,
    pub(crate) list: u16,
}

/// What a range's value says: which list, and how long the prefix that won.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Won {
    pub(crate) list: u16,
    pub(crate) prefix_bits: u8,
}

impl Won {
    pub(crate) fn from_value(value: u32) -> Option<Self> {
        let list = u16::try_from(value >> 8).ok()?;
        let prefix_bits = u8::try_from(value & 0xff).ok()?;
        Some(Self { list, prefix_bits })
    }

    fn to_value(self) -> u32 {
        u32::from(self.list) << 8 | u32::from(self.prefix_bits)
    }
}

/// The disjoint ranges of both families: `(v4, v6)`. O(n log n).
pub(crate) fn flatten(mut prefixes: Vec<ListedPrefix>) -> (Vec<Range>, Vec<Range>) {
    // Outer before inner, and of equal prefixes the best list first, which `dedup` then keeps.
    prefixes.sort_unstable_by_key(|prefix| {
        let net = prefix.net.trunc();
        (net.network(), net.prefix_len(), prefix.list)
    });
    prefixes.dedup_by_key(|prefix| prefix.net.trunc());
    let v6_from = prefixes.partition_point(|prefix| prefix.net.addr().is_ipv4());
    (sweep(&prefixes[..v6_from]), sweep(&prefixes[v6_from..]))
}

/// Number of an address within its family.
pub(crate) fn key_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// Prefixes nest or are disjoint, so a stack of the open ones is enough.
fn sweep(sorted: &[ListedPrefix]) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::with_capacity(sorted.len());
    let mut open: Vec<Range> = Vec::new();
    let mut next: u128 = 0;
    let mut emit = |first: u128, last: u128, value: u32| {
        if first <= last {
            ranges.push(Range { first, last, value });
        }
    };
    for prefix in sorted {
        let net = prefix.net.trunc();
        let (first, last) = (key_of(net.network()), key_of(net.broadcast()));
        while let Some(outer) = open.pop_if(|outer| outer.last < first) {
            emit(next.max(outer.first), outer.last, outer.value);
            next = outer.last.saturating_add(1);
        }
        if let Some(outer) = open.last()
            && let Some(before) = first.checked_sub(1)
        {
            emit(next.max(outer.first), before, outer.value);
        }
        next = first;
        let value = Won {
            list: prefix.list,
            prefix_bits: net.prefix_len(),
        }
        .to_value();
        open.push(Range { first, last, value });
    }
    while let Some(outer) = open.pop() {
        emit(next.max(outer.first), outer.last, outer.value);
        // Past the very last address nothing is left to emit.
        let Some(after) = outer.last.checked_add(1) else {
            break;
        };
        next = after;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(net: &str, list: u16) -> ListedPrefix {
        ListedPrefix {
            net: net.parse().unwrap(),
            list,
        }
    }

    fn winner(ranges: &[Range], address: &str) -> Option<(u16, u8)> {
        let key = key_of(address.parse().unwrap());
        let range = ranges
            .iter()
            .find(|range| range.first <= key && key <= range.last)?;
        Won::from_value(range.value).map(|won| (won.list, won.prefix_bits))
    }

    /// Goal: most specific first, then the better list, whatever the order of the input.
    #[test]
    fn overlapping_prefixes_have_one_winner() {
        let mut prefixes = vec![
            listed("10.0.0.0/8", 3),
            listed("10.0.0.0/24", 9),
            listed("10.0.0.0/24", 4),
            listed("10.0.0.128/25", 7),
            listed("10.255.255.255/32", 1),
            listed("0.0.0.0/0", 5),
            listed("2001:db8::/32", 2),
            listed("2001:db8::/32", 1),
        ];
        for _ in 0..prefixes.len() {
            prefixes.rotate_left(1);
            let (v4, v6) = flatten(prefixes.clone());
            assert_eq!(winner(&v4, "10.0.0.1"), Some((4, 24)));
            assert_eq!(winner(&v4, "10.0.0.129"), Some((7, 25)));
            assert_eq!(winner(&v4, "10.0.1.0"), Some((3, 8)));
            assert_eq!(winner(&v4, "10.255.255.255"), Some((1, 32)));
            assert_eq!(winner(&v4, "11.0.0.0"), Some((5, 0)));
            assert_eq!(winner(&v4, "0.0.0.0"), Some((5, 0)));
            assert_eq!(winner(&v4, "255.255.255.255"), Some((5, 0)));
            assert_eq!(winner(&v6, "2001:db8::1"), Some((1, 32)));
            assert_eq!(winner(&v6, "2001:db9::1"), None);
            for family in [&v4, &v6] {
                assert!(family.windows(2).all(|pair| pair[0].last < pair[1].first));
            }
        }
    }

    /// Goal: the sweep equals a longest-match scan over many made-up prefixes.
    #[test]
    fn the_sweep_equals_a_longest_match_scan() {
        let mut state = 7_u64;
        let mut draw = move |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let prefixes: Vec<ListedPrefix> = (0..400)
            .map(|_| {
                let bits = 20 + draw(13);
                let address = u32::try_from(draw(1 << 14)).unwrap();
                let list = u16::try_from(draw(5)).unwrap();
                listed(
                    &format!("{}/{bits}", std::net::Ipv4Addr::from_bits(address)),
                    list,
                )
            })
            .collect();
        let (v4, _) = flatten(prefixes.clone());
        for address in 0..(1_u32 << 14) {
            let ip = IpAddr::V4(std::net::Ipv4Addr::from_bits(address));
            let expected = prefixes
                .iter()
                .filter(|prefix| prefix.net.contains(&ip))
                .map(|prefix| (u8::MAX - prefix.net.prefix_len(), prefix.list))
                .min()
                .map(|(bits, list)| (list, u8::MAX - bits));
            assert_eq!(winner(&v4, &ip.to_string()), expected, "{ip}");
        }
    }
}
