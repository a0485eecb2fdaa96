//! Imports: whole or not at all, dated, and undone by one call.

use std::net::IpAddr;
use std::path::Path;

use super::{NOON, made_up_reference, write_tables};
use crate::ReferenceError;
use crate::edge::find_edge;
use crate::reference::{AddressTable, ReferenceData, import_folder, rollback};
use vigie_domain::time::DAY_MS;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn edge_of(reference: &ReferenceData, address: &str) -> Option<(String, String, String)> {
    find_edge(reference, ip(address))
        .unwrap()
        .map(|hit| (hit.list.provider_key, hit.list.name, hit.prefix.to_string()))
}

/// Goal: most specific prefix, then the official list; what the provider does not publish is set
/// aside; a public resolver is never an edge; the answer names its list and date.
#[test]
fn overlapping_lists_have_one_answer() {
    let (_folder, reference) = made_up_reference();
    let is = |address: &str, key: &str, list: &str, prefix: &str| {
        let expected = Some((key.to_owned(), list.to_owned(), prefix.to_owned()));
        assert_eq!(edge_of(&reference, address), expected, "{address}");
    };
    is(
        "198.51.100.1",
        "cloudflare",
        "MISP cloudflare",
        "198.51.100.0/24",
    );
    is(
        "198.51.100.200",
        "fastly",
        "MISP fastly",
        "198.51.100.192/26",
    );
    // cdncheck's wider half is outside what fastly publishes.
    is(
        "198.51.100.130",
        "cloudflare",
        "MISP cloudflare",
        "198.51.100.0/24",
    );
    // cdncheck alone claims this for cloudflare, which does not publish it.
    assert_eq!(edge_of(&reference, "192.0.2.1"), None);
    // Both lists hold it; it is a public resolver all the same.
    assert_eq!(edge_of(&reference, "8.8.8.8"), None);

    let hit = find_edge(&reference, ip("198.51.100.1")).unwrap().unwrap();
    assert_eq!(hit.list.date, "2026-08-11");
    let cloud = reference
        .find_listed(AddressTable::Cloud, ip("203.0.113.9"))
        .unwrap()
        .unwrap();
    assert_eq!(cloud.list.provider_key, "amazon");
    assert_eq!(cloud.list.date, "imported 2026-11-23");
}

/// Goal: networks of both families with their names, and nothing outside the ranges.
#[test]
fn networks_are_found_by_address() {
    let (_folder, reference) = made_up_reference();
    let hit = reference.find_asn(ip("192.0.2.255")).unwrap().unwrap();
    assert_eq!(
        (hit.asn, hit.name.as_deref()),
        (64_500, Some("Zeta Hosting"))
    );
    assert_eq!(hit.source, "asn/ip2asn-v4 imported 2026-11-23");
    assert_eq!(
        reference.find_asn(ip("2001:db8::1")).unwrap().unwrap().asn,
        64_500
    );
    assert_eq!(
        reference
            .find_asn(ip("::ffff:192.0.2.1"))
            .unwrap()
            .unwrap()
            .asn,
        64_500
    );
    assert_eq!(reference.find_asn(ip("192.0.3.0")).unwrap(), None);
}

/// Goal: a bad file changes nothing, whichever file it is and however it is bad.
#[test]
fn a_bad_file_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (source, dir) = (folder.path().join("in"), folder.path().join("out"));
    write_tables(&source);
    let before = import_folder(&source, &dir, NOON).unwrap().tables;
    let current = std::fs::read(dir.join("current.json")).unwrap();
    let bad: [(&str, &[u8]); 6] = [
        ("asn/ip2asn-v4.tsv", b"not a table\n"),
        ("asn/asn-names.tsv", b"\xff\xfe"),
        ("asn/ip2asn-v6.tsv.zst", b"\x28\xb5\x2f\xfd cut"),
        ("cdn/cdncheck-sources_data.json", b"{\"cdn\":"),
        ("warninglists/fastly.json", b"[]"),
        ("rdap/bootstrap/dns.json", b"{\"services\":{}}"),
    ];
    for (file, bytes) in bad {
        let path = source.join(file);
        let good = std::fs::read(&path).ok();
        std::fs::write(&path, bytes).unwrap();
        let error = import_folder(&source, &dir, NOON.plus_ms(1)).unwrap_err();
        assert!(
            matches!(&error, ReferenceError::BadFile { file: named, .. } if named == file),
            "{error}"
        );
        match good {
            Some(good) => std::fs::write(&path, good).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        assert_eq!(
            std::fs::read(dir.join("current.json")).unwrap(),
            current,
            "{file}"
        );
        assert!(!has_incoming(&dir), "{file}");
    }
    let (after, _) = ReferenceData::load(&dir).unwrap();
    let after: Vec<_> = after
        .list(NOON, 30)
        .into_iter()
        .map(|status| status.info)
        .collect();
    assert_eq!(after, before);
}

fn has_incoming(dir: &Path) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("incoming")
    })
}

/// Goal: hashes of the manifest are checked; an empty folder is named as such.
#[test]
fn the_manifest_is_believed_only_when_it_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let (source, dir) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&source).unwrap();
    assert!(matches!(
        import_folder(&source, &dir, NOON),
        Err(ReferenceError::EmptyFolder)
    ));
    write_tables(&source);
    let line = format!("asn/asn-names.tsv\t1\t{}\tsomebody\tCC0\n", "0".repeat(64));
    std::fs::write(source.join("MANIFEST.tsv"), format!("path\tbytes\n{line}")).unwrap();
    let error = import_folder(&source, &dir, NOON).unwrap_err();
    assert!(
        matches!(error, ReferenceError::ManifestMismatch { file } if file == "asn/asn-names.tsv")
    );
    let (empty, missing) = ReferenceData::load(&dir).unwrap();
    assert_eq!((empty.list(NOON, 30).len(), missing.len()), (0, 7));
}

/// Goal: a part of the tables can be renewed alone; the import before comes back by one call;
/// ages are counted from each file's own import.
#[test]
fn imports_add_up_and_roll_back() {
    let folder = tempfile::tempdir().unwrap();
    let (source, dir) = (folder.path().join("in"), folder.path().join("out"));
    write_tables(&source);
    import_folder(&source, &dir, NOON).unwrap();
    assert!(matches!(rollback(&dir), Err(ReferenceError::NoPrevious)));

    let newer = folder.path().join("newer");
    std::fs::create_dir_all(newer.join("asn")).unwrap();
    std::fs::write(
        newer.join("asn/ip2asn-v4.tsv"),
        "192.0.2.0\t192.0.2.255\t64999\n",
    )
    .unwrap();
    let later = NOON.plus_ms(40 * DAY_MS);
    let report = import_folder(&newer, &dir, later).unwrap();
    assert_eq!((report.files_taken, report.tables_kept), (1, 10));
    assert_eq!(report.missing, []);

    let asn = |dir: &Path| {
        let (reference, _) = ReferenceData::load(dir).unwrap();
        let old = reference
            .list(later, 30)
            .into_iter()
            .filter(|status| status.is_old)
            .count();
        let edge = edge_of(&reference, "198.51.100.1").is_some();
        (
            reference.find_asn(ip("192.0.2.1")).unwrap().unwrap().asn,
            old,
            edge,
        )
    };
    assert_eq!(asn(&dir), (64_999, 10, true));
    rollback(&dir).unwrap();
    assert_eq!(asn(&dir), (64_500, 11, true));
    rollback(&dir).unwrap();
    assert_eq!(asn(&dir), (64_999, 10, true));
}

/// Goal: importing the same files again renews their dates and keeps the way back.
#[test]
fn the_same_files_again_keep_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let (source, dir) = (folder.path().join("in"), folder.path().join("out"));
    write_tables(&source);
    import_folder(&source, &dir, NOON).unwrap();
    let table = source.join("asn/ip2asn-v4.tsv");
    std::fs::write(table, "192.0.2.0\t192.0.2.255\t64999\n").unwrap();
    import_folder(&source, &dir, NOON.plus_ms(1)).unwrap();
    let later = NOON.plus_ms(40 * DAY_MS);
    let report = import_folder(&source, &dir, later).unwrap();
    assert!(
        report
            .warnings
            .iter()
            .any(|line| line.contains("in use already"))
    );
    let asn = || {
        let (reference, _) = ReferenceData::load(&dir).unwrap();
        let old = reference
            .list(later, 30)
            .into_iter()
            .filter(|status| status.is_old)
            .count();
        (
            reference.find_asn(ip("192.0.2.1")).unwrap().unwrap().asn,
            old,
        )
    };
    assert_eq!(asn(), (64_999, 0));
    rollback(&dir).unwrap();
    assert_eq!(asn(), (64_500, 11));
}

/// Goal: a damaged table is an error with its name when the desk starts, not a wrong answer.
#[test]
fn a_damaged_table_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (source, dir) = (folder.path().join("in"), folder.path().join("out"));
    write_tables(&source);
    import_folder(&source, &dir, NOON).unwrap();
    let generation = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    std::fs::write(generation.join("edge-v4.bin"), b"cut").unwrap();
    let error = ReferenceData::load(&dir).unwrap_err();
    assert!(matches!(error, ReferenceError::Damaged { table, .. } if table == "edge-v4"));
}
