//! Imported files made into tables that are searched on disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use vigie_domain::Timestamp;

use super::generation;
use super::import::SourceFile;
use super::lists::{
    AddressTable, AsnRule, ListIndex, ListInfo, ListKind, SuffixRule, cdncheck_meaning,
    warninglist_meaning,
};
use super::prefix::{ListedPrefix, flatten, key_of};
use super::range_file::{self, KeyWidth, Range};
use super::{import_day, read};
use crate::error::ReferenceError;

/// Warnings kept for one file: enough to see what is wrong with it.
const WARNINGS_PER_FILE_MAX: usize = 5;
/// A name's length is one byte in the compiled table.
const NAME_BYTES_MAX: usize = 255;

/// What the index says about the compiled tables.
#[derive(Default)]
pub(crate) struct Compiled {
    /// Usable rows of each table.
    pub(crate) rows: BTreeMap<String, u64>,
    /// Versions the files give themselves.
    pub(crate) versions: BTreeMap<String, String>,
}

/// A list with its prefixes, before it has a number.
struct DraftList {
    info: ListInfo,
    nets: Vec<IpNet>,
}

/// Compiles every source into `dir`. The first file that is not what it should be stops it.
pub(crate) fn compile(
    dir: &Path,
    sources: &BTreeMap<String, SourceFile>,
    warnings: &mut Vec<String>,
) -> Result<Compiled, ReferenceError> {
    let mut compiler = Compiler {
        dir,
        compiled: Compiled::default(),
        warnings,
    };
    let mut index = ListIndex::built_in();
    let mut drafts = Vec::new();
    for source in sources.values() {
        match source.table.as_str() {
            "asn/ip2asn-v4" => compiler.asn(source, "asn-v4", KeyWidth::Four)?,
            "asn/ip2asn-v6" => compiler.asn(source, "asn-v6", KeyWidth::Sixteen)?,
            "asn/asn-names" => compiler.asn_names(source)?,
            "cdn/cdncheck-sources_data" => compiler.cdncheck(source, &mut drafts, &mut index)?,
            "cdn/cdn_fingerprints" => compiler.fingerprints(source, &mut index)?,
            table if table.starts_with("warninglists/") => {
                compiler.warninglist(source, &mut drafts)?;
            }
            _ => compiler.servers(source)?,
        }
    }
    compiler.set_aside_what_the_provider_does_not_publish(&mut drafts);
    compiler.address_tables(drafts, &mut index)?;
    index.tidy();
    generation::write_json(&dir.join("lists.json"), &index)?;
    Ok(compiler.compiled)
}

struct Compiler<'a> {
    dir: &'a Path,
    compiled: Compiled,
    warnings: &'a mut Vec<String>,
}

impl Compiler<'_> {
    fn asn(
        &mut self,
        source: &SourceFile,
        name: &str,
        width: KeyWidth,
    ) -> Result<(), ReferenceError> {
        let rows = read::asn_ranges(source)?;
        self.note(source, &rows.defects);
        let is_of_family = |address: IpAddr| address.is_ipv4() == (width == KeyWidth::Four);
        let mut ranges: Vec<Range> = rows
            .value
            .into_iter()
            .filter(|(first, last, _)| is_of_family(*first) && is_of_family(*last))
            .map(|(first, last, asn)| Range {
                first: key_of(first),
                last: key_of(last),
                value: asn,
            })
            .filter(|range| range.first <= range.last)
            .collect();
        ranges.sort_unstable();
        let cut = cut_overlaps(&mut ranges);
        if cut > 0 {
            self.warnings.push(format!(
                "`{}`: {cut} overlapping ranges were cut",
                source.file
            ));
        }
        self.count(source, ranges.len())?;
        range_file::write(&self.dir.join(format!("{name}.bin")), width, &ranges)
    }

    fn asn_names(&mut self, source: &SourceFile) -> Result<(), ReferenceError> {
        let rows = read::asn_names(source)?;
        self.note(source, &rows.defects);
        let names: BTreeMap<u32, String> = rows.value.into_iter().collect();
        let mut texts = Vec::new();
        let mut ranges = Vec::with_capacity(names.len());
        for (asn, name) in &names {
            let Ok(offset) = u32::try_from(texts.len()) else {
                break;
            };
            let key = u128::from(*asn);
            ranges.push(Range {
                first: key,
                last: key,
                value: offset,
            });
            let mut cut = name.len().min(NAME_BYTES_MAX);
            while !name.is_char_boundary(cut) {
                cut -= 1;
            }
            texts.push(u8::try_from(cut).unwrap_or(0));
            texts.extend_from_slice(&name.as_bytes()[..cut]);
        }
        self.count(source, ranges.len())?;
        let path = self.dir.join("asn-names.txt");
        std::fs::File::create(path)
            .and_then(|mut file| file.write_all(&texts).and_then(|()| file.sync_all()))
            .map_err(|error| ReferenceError::io("writing table `asn-names`", error))?;
        range_file::write(&self.dir.join("asn-names.bin"), KeyWidth::Four, &ranges)
    }

    fn warninglist(
        &mut self,
        source: &SourceFile,
        drafts: &mut Vec<DraftList>,
    ) -> Result<(), ReferenceError> {
        let list = read::warninglist(source)?;
        self.count(source, list.entries.len())?;
        self.compiled
            .versions
            .insert(source.table.clone(), list.version.clone());
        let stem = source.table.trim_start_matches("warninglists/");
        let Some((kind, provider_key, rank)) = warninglist_meaning(stem) else {
            return Ok(());
        };
        let mut bad = 0;
        let nets = parse_nets(list.entries.iter().map(String::as_str), &mut bad);
        if bad > 0 {
            self.warnings
                .push(format!("`{}`: {bad} entries are no prefix", source.file));
        }
        drafts.push(DraftList {
            info: ListInfo {
                rank,
                kind,
                provider_key: provider_key.to_owned(),
                name: format!("MISP {stem}"),
                date: readable_date(&list.version, source.imported_at),
            },
            nets,
        });
        Ok(())
    }

    fn cdncheck(
        &mut self,
        source: &SourceFile,
        drafts: &mut Vec<DraftList>,
        index: &mut ListIndex,
    ) -> Result<(), ReferenceError> {
        let lists = read::cdncheck(source)?;
        let mut rows = 0;
        let mut bad = 0;
        let date = import_day(source.imported_at);
        for list in lists {
            let name = format!("cdncheck {}/{}", list.section, list.key);
            let (provider_key, rank) = cdncheck_meaning(&list.key);
            if list.section == "common" {
                rows += list.entries.len();
                let rules = list.entries.iter().map(|suffix| SuffixRule {
                    suffix: suffix.trim_matches('.').to_lowercase(),
                    rank: 1,
                    kind: ListKind::Cdn,
                    provider_key: provider_key.clone(),
                    list: name.clone(),
                    date: date.clone(),
                });
                index.suffixes.extend(rules);
                continue;
            }
            // Every address a company owns is no proof of an edge (8.8.8.0/24 is among them).
            let kind = match (list.section.as_str(), list.key.as_str()) {
                ("cdn", "google") => ListKind::Cloud,
                ("cdn", _) => ListKind::Cdn,
                ("waf", _) => ListKind::Waf,
                _ => ListKind::Cloud,
            };
            let nets = parse_nets(list.entries.iter().map(String::as_str), &mut bad);
            rows += nets.len();
            let info = ListInfo {
                rank,
                kind,
                provider_key,
                name,
                date: date.clone(),
            };
            drafts.push(DraftList { info, nets });
        }
        if bad > 0 {
            self.warnings
                .push(format!("`{}`: {bad} entries are no prefix", source.file));
        }
        self.count(source, rows)
    }

    /// Takes the suffixes, name servers and networks; header patterns are built in.
    fn fingerprints(
        &mut self,
        source: &SourceFile,
        index: &mut ListIndex,
    ) -> Result<(), ReferenceError> {
        let rows = read::fingerprints(source)?;
        self.note(source, &rows.defects);
        let list = "fingerprints".to_owned();
        let date = import_day(source.imported_at);
        let count = rows.value.len();
        for row in rows.value {
            let kind = match row.signal.as_str() {
                "dns_cname" => ListKind::Cdn,
                "dns_ns" => ListKind::Ns,
                "host" => ListKind::Host,
                "asn" => {
                    index.asns.extend(row.patterns.iter().filter_map(|pattern| {
                        let asn = pattern.trim_start_matches("AS").parse().ok()?;
                        let provider_key = row.provider.clone();
                        Some(AsnRule {
                            asn,
                            provider_key,
                            list: list.clone(),
                            date: date.clone(),
                        })
                    }));
                    continue;
                }
                _ => continue,
            };
            index
                .suffixes
                .extend(row.patterns.iter().map(|pattern| SuffixRule {
                    suffix: pattern.trim_start_matches("*.").to_lowercase(),
                    rank: 1,
                    kind,
                    provider_key: row.provider.clone(),
                    list: list.clone(),
                    date: date.clone(),
                }));
        }
        self.count(source, count)
    }

    /// Bootstrap files are small and kept as they are; here they are only proven readable.
    fn servers(&mut self, source: &SourceFile) -> Result<(), ReferenceError> {
        let rows = read::servers(source)?;
        self.note(source, &rows.defects);
        if let Some(date) = rows.value.published() {
            self.compiled
                .versions
                .insert(source.table.clone(), date.to_owned());
        }
        self.count(source, rows.value.len())
    }

    /// Where a provider publishes its own edges, a prefix that others claim for it and that lies
    /// outside is somebody else's network.
    fn set_aside_what_the_provider_does_not_publish(&mut self, drafts: &mut [DraftList]) {
        let is_edge = |info: &ListInfo| info.kind.table() == AddressTable::Edge;
        let official: Vec<(String, Vec<IpNet>)> = drafts
            .iter()
            .filter(|draft| draft.info.rank == 0 && is_edge(&draft.info))
            .map(|draft| (draft.info.provider_key.clone(), draft.nets.clone()))
            .collect();
        for draft in drafts
            .iter_mut()
            .filter(|draft| draft.info.rank > 0 && is_edge(&draft.info))
        {
            let Some((_, published)) = official
                .iter()
                .find(|(key, _)| *key == draft.info.provider_key)
            else {
                continue;
            };
            let before = draft.nets.len();
            draft
                .nets
                .retain(|net| published.iter().any(|own| own.contains(net)));
            let count = before - draft.nets.len();
            if count > 0 {
                self.warnings.push(format!(
                    "`{}`: {count} of {before} prefixes set aside, because the provider does not publish them",
                    draft.info.name
                ));
            }
        }
    }

    fn address_tables(
        &mut self,
        mut drafts: Vec<DraftList>,
        index: &mut ListIndex,
    ) -> Result<(), ReferenceError> {
        drafts.sort_by(|a, b| a.info.cmp(&b.info));
        index.lists = drafts.iter().map(|draft| draft.info.clone()).collect();
        for table in AddressTable::ALL {
            let prefixes: Vec<ListedPrefix> = drafts
                .iter()
                .enumerate()
                .filter(|(_, draft)| draft.info.kind.table() == table)
                .filter_map(|(number, draft)| Some((u16::try_from(number).ok()?, draft)))
                .flat_map(|(list, draft)| {
                    draft
                        .nets
                        .iter()
                        .map(move |net| ListedPrefix { net: *net, list })
                })
                .collect();
            let (v4, v6) = flatten(prefixes);
            let name = table.as_str();
            range_file::write(
                &self.dir.join(format!("{name}-v4.bin")),
                KeyWidth::Four,
                &v4,
            )?;
            range_file::write(
                &self.dir.join(format!("{name}-v6.bin")),
                KeyWidth::Sixteen,
                &v6,
            )?;
        }
        Ok(())
    }

    fn note(&mut self, source: &SourceFile, defects: &[String]) {
        let shown = defects.iter().take(WARNINGS_PER_FILE_MAX);
        self.warnings
            .extend(shown.map(|defect| format!("`{}`: {defect}", source.file)));
        if let Some(more) = defects
            .len()
            .checked_sub(WARNINGS_PER_FILE_MAX)
            .filter(|n| *n > 0)
        {
            self.warnings
                .push(format!("`{}`: {more} more such defects", source.file));
        }
    }

    /// A table without one usable row is refused: it would say "nothing known" for ever.
    fn count(&mut self, source: &SourceFile, rows: usize) -> Result<(), ReferenceError> {
        if rows == 0 {
            return Err(ReferenceError::BadFile {
                file: source.file.clone(),
                reason: "it has no usable row".to_owned(),
            });
        }
        self.compiled.rows.insert(source.table.clone(), rows as u64);
        Ok(())
    }
}

/// Makes sorted ranges disjoint: of two that overlap, the one that begins first, or is narrower,
/// keeps the overlap. Counts those that were cut; what is left empty goes.
fn cut_overlaps(ranges: &mut Vec<Range>) -> usize {
    let mut cut = 0;
    let mut taken_to: Option<u128> = None;
    ranges.retain_mut(|range| {
        if taken_to.is_some_and(|last| range.first <= last) {
            cut += 1;
            match taken_to.and_then(|last| last.checked_add(1)) {
                Some(free) if free <= range.last => range.first = free,
                _ => return false,
            }
        }
        taken_to = Some(range.last);
        true
    });
    cut
}

/// Prefixes and single addresses; what is neither is counted in `bad`.
fn parse_nets<'a>(entries: impl Iterator<Item = &'a str>, bad: &mut usize) -> Vec<IpNet> {
    entries
        .filter_map(|entry| {
            let entry = entry.trim();
            let net = entry
                .parse::<IpNet>()
                .ok()
                .or_else(|| entry.parse::<IpAddr>().ok().map(IpNet::from));
            if net.is_none() {
                *bad += 1;
            }
            net
        })
        .collect()
}

/// `20260811` becomes `2026-08-11`; a mere version number gets the day of its import beside it.
fn readable_date(version: &str, imported_at: Timestamp) -> String {
    let is_date = version.len() == 8
        && version.bytes().all(|byte| byte.is_ascii_digit())
        && version.starts_with("20");
    if is_date {
        format!("{}-{}-{}", &version[..4], &version[4..6], &version[6..])
    } else {
        format!("version {version}, {}", import_day(imported_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: overlaps are cut, not lost; nested ranges keep what nobody claimed before.
    #[test]
    fn overlaps_are_cut() {
        let range = |first, last, value| Range { first, last, value };
        let mut ranges = vec![
            range(0, 5, 1),
            range(0, 9, 2),
            range(3, 4, 3),
            range(9, 12, 4),
        ];
        assert_eq!(cut_overlaps(&mut ranges), 3);
        assert_eq!(ranges, [range(0, 5, 1), range(6, 9, 2), range(10, 12, 4)]);
    }

    /// Goal: a date is shown as one, a version number never passes for one.
    #[test]
    fn versions_are_told_from_dates() {
        let now = Timestamp::from_ms(0);
        assert_eq!(readable_date("20260811", now), "2026-08-11");
        assert_eq!(readable_date("27", now), "version 27, imported 1970-01-01");
    }
}
