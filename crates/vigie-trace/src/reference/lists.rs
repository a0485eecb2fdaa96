//! Lists of addresses and names: whose they are, how good their source is, what they imply.
//!
//! The facts are data (`data/*.tsv`), so a new list costs a line.

use serde::{Deserialize, Serialize};
use vigie_domain::provider::Grade;

/// What an address or a name in a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Content delivery network: stands before a host.
    Cdn,
    /// Filtering proxy: stands before a host.
    Waf,
    /// The provider's platform stores what its users supply.
    Host,
    /// A network whose customers run machines and buckets.
    Cloud,
    /// Name servers.
    Ns,
    /// Parked domains.
    Parking,
    /// Seized or neutralised domains.
    Sinkhole,
    /// What a filtering resolver answers instead.
    BlockPage,
}

impl ListKind {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "cdn" => Self::Cdn,
            "waf" => Self::Waf,
            "host" => Self::Host,
            "cloud" => Self::Cloud,
            "ns" => Self::Ns,
            "parking" => Self::Parking,
            "sinkhole" => Self::Sinkhole,
            "block_page" => Self::BlockPage,
            _ => return None,
        })
    }

    /// Which compiled table holds its addresses.
    pub(crate) const fn table(self) -> AddressTable {
        match self {
            Self::Cdn | Self::Waf => AddressTable::Edge,
            Self::Host | Self::Cloud | Self::Ns => AddressTable::Cloud,
            Self::Parking | Self::Sinkhole | Self::BlockPage => AddressTable::Special,
        }
    }
}

/// The compiled tables of addresses.
///
/// Edges are apart from clouds: a cloud's list holds its edge's prefixes too, and often cut
/// smaller, so that a longest match over both would call an edge a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressTable {
    /// Edges of proxies.
    Edge,
    /// Networks of clouds and platforms.
    Cloud,
    /// Addresses that are no real answer.
    Special,
}

impl AddressTable {
    pub(crate) const ALL: [Self; 3] = [Self::Edge, Self::Cloud, Self::Special];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Cloud => "cloud",
            Self::Special => "special",
        }
    }
}

/// One list: whose addresses, from which source, of which date.
///
/// The order of the fields is the order of preference: official publications first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListInfo {
    /// 0 the provider's own publication, 1 drawn from it by others, 2 compiled by others.
    pub rank: u8,
    /// What being in it means.
    pub kind: ListKind,
    /// Stable key of the provider.
    pub provider_key: String,
    /// `MISP cloudflare`, `cdncheck cdn/fastly`.
    pub name: String,
    /// The date or version the list gives itself, else the day of its import.
    pub date: String,
}

impl ListInfo {
    /// How sure a prefix of this list alone makes a link.
    pub(crate) const fn grade(&self) -> Grade {
        if self.rank <= 1 {
            Grade::High
        } else {
            Grade::Medium
        }
    }
}

/// A domain whose names belong to a provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SuffixRule {
    /// `cloudfront.net`, covering itself and all names under it.
    pub suffix: String,
    /// 0 the built-in table, 1 imported.
    pub rank: u8,
    /// What a name under it is.
    pub kind: ListKind,
    /// Stable key of the provider.
    pub provider_key: String,
    /// The list it stands in.
    pub list: String,
    /// That list's date.
    pub date: String,
}

/// The built-in tables that shape what is compiled.
pub(crate) const BUILT_IN: [&str; 4] = [
    env!("CARGO_PKG_VERSION"),
    include_str!("../../data/lists.tsv"),
    include_str!("../../data/cdncheck.tsv"),
    include_str!("../../data/suffixes.tsv"),
];

/// Rows of a built-in table: tab-separated, `#` starts a comment.
pub(crate) fn table_rows<const N: usize>(
    text: &'static str,
) -> impl Iterator<Item = [&'static str; N]> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let mut row = [""; N];
            for cell in &mut row {
                *cell = cells.next()?;
            }
            Some(row)
        })
}

/// The name shown for a provider key; the key itself when no table knows it.
pub(crate) fn provider_name(key: &str) -> String {
    table_rows::<2>(include_str!("../../data/providers.tsv"))
        .find(|[known, _]| *known == key)
        .map_or_else(|| key.to_owned(), |[_, name]| name.to_owned())
}

/// The built-in suffixes, so that a platform is a host even before the first import.
pub(crate) fn built_in_suffixes() -> Vec<SuffixRule> {
    table_rows::<3>(include_str!("../../data/suffixes.tsv"))
        .filter_map(|[suffix, kind, provider_key]| {
            Some(SuffixRule {
                suffix: suffix.to_owned(),
                rank: 0,
                kind: ListKind::parse(kind)?,
                provider_key: provider_key.to_owned(),
                list: "built-in suffixes".to_owned(),
                date: env!("CARGO_PKG_VERSION").to_owned(),
            })
        })
        .collect()
}

/// What a MISP warning list means, by its file name; `None` for lists kept but not compiled.
pub(crate) fn warninglist_meaning(stem: &str) -> Option<(ListKind, &'static str, u8)> {
    table_rows::<5>(include_str!("../../data/lists.tsv"))
        .find(|row| row[0] == stem)
        .and_then(|[_, _, kind, provider_key, rank]| {
            Some((ListKind::parse(kind)?, provider_key, rank.parse().ok()?))
        })
}

/// Provider key and rank of a cdncheck key; an unknown key stands for itself, compiled by others.
pub(crate) fn cdncheck_meaning(key: &str) -> (String, u8) {
    table_rows::<3>(include_str!("../../data/cdncheck.tsv"))
        .find(|row| row[0] == key)
        .map_or_else(
            || (key.to_lowercase(), 2),
            |[_, provider_key, rank]| (provider_key.to_owned(), rank.parse().unwrap_or(2)),
        )
}

/// Autonomous systems that are a proxy's, `AS57724 → ddos-guard`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AsnRule {
    /// The number.
    pub asn: u32,
    /// Stable key of the provider.
    pub provider_key: String,
    /// The list it stands in.
    pub list: String,
    /// That list's date.
    pub date: String,
}

/// Everything about lists that is held in memory: a few hundred rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct ListIndex {
    pub(crate) lists: Vec<ListInfo>,
    pub(crate) suffixes: Vec<SuffixRule>,
    pub(crate) asns: Vec<AsnRule>,
}

impl ListIndex {
    /// The built-in part alone.
    pub(crate) fn built_in() -> Self {
        let mut index = Self {
            suffixes: built_in_suffixes(),
            ..Self::default()
        };
        index.tidy();
        index
    }

    /// Sorts, so that nothing depends on the order of the input.
    pub(crate) fn tidy(&mut self) {
        self.suffixes.sort();
        self.suffixes.dedup();
        self.asns.sort();
        self.asns.dedup();
    }

    /// The rule with the longest suffix of `name`, of equal ones the best ranked.
    ///
    /// `O(labels · log rules)`.
    pub(crate) fn find_suffix(
        &self,
        name: &str,
        accept: impl Fn(ListKind) -> bool,
    ) -> Option<&SuffixRule> {
        let mut tail = Some(name);
        while let Some(suffix) = tail {
            let from = self
                .suffixes
                .partition_point(|rule| rule.suffix.as_str() < suffix);
            let found = self.suffixes[from..]
                .iter()
                .take_while(|rule| rule.suffix == suffix)
                .find(|rule| accept(rule.kind));
            if found.is_some() {
                return found;
            }
            tail = suffix.split_once('.').map(|(_, rest)| rest);
        }
        None
    }

    pub(crate) fn find_asn(&self, asn: u32) -> Option<&AsnRule> {
        let from = self.asns.partition_point(|rule| rule.asn < asn);
        self.asns.get(from).filter(|rule| rule.asn == asn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the longest suffix wins, a suffix is a whole label, unknown names have none.
    #[test]
    fn suffixes_match_whole_labels_longest_first() {
        #[track_caller]
        fn case(index: &ListIndex, name: &str, expected: Option<(&str, ListKind)>) {
            let found = index.find_suffix(name, |_| true);
            assert_eq!(
                found.map(|rule| (rule.provider_key.as_str(), rule.kind)),
                expected,
                "{name}"
            );
        }
        let index = ListIndex::built_in();
        case(&index, "x.pages.dev", Some(("cloudflare", ListKind::Host)));
        case(
            &index,
            "d111.cloudfront.net",
            Some(("cloudfront", ListKind::Cdn)),
        );
        case(
            &index,
            "amy.ns.cloudflare.com",
            Some(("cloudflare", ListKind::Ns)),
        );
        case(&index, "notpages.dev", None);
        case(&index, "pages.dev.example.org", None);
    }

    /// Goal: every row of the built-in tables is well formed, so that none is dropped in silence.
    #[test]
    fn the_built_in_tables_are_whole() {
        let count = |text: &'static str| text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(
            built_in_suffixes().len(),
            count(include_str!("../../data/suffixes.tsv"))
        );
        for row in table_rows::<5>(include_str!("../../data/lists.tsv")) {
            let (kind, _, _) = warninglist_meaning(row[0]).unwrap();
            assert_eq!(kind.table().as_str(), row[1], "{}", row[0]);
        }
        let cdncheck = include_str!("../../data/cdncheck.tsv");
        assert_eq!(table_rows::<3>(cdncheck).count(), count(cdncheck));
        assert_eq!(cdncheck_meaning("incapsula"), ("imperva".to_owned(), 1));
    }
}
