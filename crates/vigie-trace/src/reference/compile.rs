//! Imported files made into tables that are searched on disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use ipnet::IpNet;
use vigie_domain::Timestamp;
use vigie_format::Defect;
use vigie_format::abuse_table::parse_abuse_table;
use vigie_format::asn_table::{parse_asn_names, parse_asn_ranges};
use vigie_format::cdn_list::{EdgeRole, parse_cdn_list, parse_fingerprints};
use vigie_format::certificate_log::parse_certificate_log;
use vigie_format::passive_dns::parse_passive_dns;
use vigie_format::warninglist::parse_warninglist;

use super::import::SourceFile;
use super::import_day;
use super::lists::{
    AddressTable, AsnRule, ListIndex, ListInfo, ListKind, SuffixRule, cdncheck_meaning,
    warninglist_meaning,
};
use super::prefix::{ListedPrefix, flatten, key_of};
use super::range_file::{self, KeyWidth, Range};
use super::read::{bad, plain_bytes};
use super::{generation, history};
use crate::error::ReferenceError;
use crate::rdap::servers::Servers;

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
    let mut history = history::Draft::default();
    for source in sources.values() {
        match source.table.as_str() {
            "asn/ip2asn-v4" => compiler.asn(source, "asn-v4", KeyWidth::Four)?,
            "asn/ip2asn-v6" => compiler.asn(source, "asn-v6", KeyWidth::Sixteen)?,
            "asn/asn-names" => compiler.asn_names(source)?,
            "cdn/cdncheck-sources_data" => compiler.cdncheck(source, &mut drafts, &mut index)?,
            "cdn/cdn_fingerprints" => compiler.fingerprints(source, &mut index)?,
            table if table.starts_with("passivedns/") => {
                let (answers, defects) = parse_passive_dns(&source.bytes);
                compiler.note(source, &defects);
                let taken = history.add_answers(table, &answers);
                compiler.count(source, taken)?;
            }
            table if table.starts_with("certificates/") => {
                let (found, defects) = parse_certificate_log(&source.bytes);
                compiler.note(source, &defects);
                let taken = history.add_certificates(table, &found);
                compiler.count(source, taken)?;
            }
            table if table.starts_with("abuse/") => {
                let (rows, defects) = parse_abuse_table(&source.bytes);
                compiler.note(source, &defects);
                compiler.count(source, rows.len())?;
            }
            table if table.starts_with("warninglists/") => {
                compiler.warninglist(source, &mut drafts)?;
            }
            _ => compiler.servers(source)?,
        }
    }
    compiler.set_aside_what_the_provider_does_not_publish(&mut drafts);
    compiler.address_tables(drafts, &mut index)?;
    index.tidy();
    history
        .write(&dir.join("history.tsv"))
        .map_err(|error| ReferenceError::io("writing the history", error))?;
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
        let (rows, defects) = parse_asn_ranges(&plain_bytes(source)?);
        self.note(source, &defects);
        let mut ranges: Vec<Range> = rows
            .into_iter()
            .filter(|row| row.first.is_ipv4() == (width == KeyWidth::Four))
            .map(|row| Range {
                first: key_of(row.first),
                last: key_of(row.last),
                value: row.asn,
            })
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
        let (names, defects) = parse_asn_names(&plain_bytes(source)?);
        self.note(source, &defects);
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
        let (list, defects) =
            parse_warninglist(&source.bytes).map_err(|error| bad(source, &error))?;
        self.note(source, &defects);
        self.count(source, list.entries.len() + list.prefixes.len())?;
        self.compiled
            .versions
            .insert(source.table.clone(), list.version.clone());
        let stem = source.table.trim_start_matches("warninglists/");
        let Some((kind, provider_key, rank)) = warninglist_meaning(stem) else {
            return Ok(());
        };
        drafts.push(DraftList {
            info: ListInfo {
                rank,
                kind,
                provider_key: provider_key.to_owned(),
                name: format!("MISP {stem}"),
                date: readable_date(&list.version, source.imported_at),
            },
            nets: list.prefixes,
        });
        Ok(())
    }

    fn cdncheck(
        &mut self,
        source: &SourceFile,
        drafts: &mut Vec<DraftList>,
        index: &mut ListIndex,
    ) -> Result<(), ReferenceError> {
        let (list, defects) = parse_cdn_list(&source.bytes).map_err(|error| bad(source, &error))?;
        self.note(source, &defects);
        let date = import_day(source.imported_at);
        index
            .suffixes
            .extend(list.suffixes.iter().map(|(suffix, key)| SuffixRule {
                suffix: suffix.clone(),
                rank: 1,
                kind: ListKind::Cdn,
                provider_key: cdncheck_meaning(key).0,
                list: format!("cdncheck common/{key}"),
                date: date.clone(),
            }));
        // The rows of one list stand together.
        for rows in list.prefixes.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)) {
            let (role, key, _) = &rows[0];
            let (provider_key, rank) = cdncheck_meaning(key);
            // Every address a company owns is no proof of an edge (8.8.8.0/24 is among them).
            let (section, kind) = match (role, key.as_str()) {
                (EdgeRole::Cdn, "google") => ("cdn", ListKind::Cloud),
                (EdgeRole::Cdn, _) => ("cdn", ListKind::Cdn),
                (EdgeRole::Waf, _) => ("waf", ListKind::Waf),
                (EdgeRole::Cloud, _) => ("cloud", ListKind::Cloud),
            };
            let info = ListInfo {
                rank,
                kind,
                provider_key,
                name: format!("cdncheck {section}/{key}"),
                date: date.clone(),
            };
            let nets = rows.iter().map(|(_, _, net)| *net).collect();
            drafts.push(DraftList { info, nets });
        }
        self.count(source, list.prefixes.len() + list.suffixes.len())
    }

    /// Takes the suffixes, name servers and networks; header patterns are built in.
    fn fingerprints(
        &mut self,
        source: &SourceFile,
        index: &mut ListIndex,
    ) -> Result<(), ReferenceError> {
        let (rows, defects) = parse_fingerprints(&plain_bytes(source)?);
        self.note(source, &defects);
        let list = "fingerprints".to_owned();
        let date = import_day(source.imported_at);
        let count = rows.len();
        for row in &rows {
            let kind = match row.signal.as_str() {
                "dns_cname" => ListKind::Cdn,
                "dns_ns" => ListKind::Ns,
                "host" => ListKind::Host,
                "asn" => {
                    index.asns.extend(row.patterns().filter_map(|pattern| {
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
                .extend(row.patterns().map(|pattern| SuffixRule {
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
        let (servers, defects) =
            Servers::parse(&source.bytes).map_err(|error| bad(source, &error))?;
        self.note(source, &defects);
        if let Some(date) = servers.published() {
            self.compiled
                .versions
                .insert(source.table.clone(), date.to_owned());
        }
        self.count(source, servers.len())
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

    fn note(&mut self, source: &SourceFile, defects: &[Defect]) {
        let shown = defects.iter().take(WARNINGS_PER_FILE_MAX);
        self.warnings
            .extend(shown.map(|defect| format!("`{}`: {defect}", source.file)));
        if defects.len() > WARNINGS_PER_FILE_MAX {
            self.warnings
                .push(format!("`{}`: there are more such defects", source.file));
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
