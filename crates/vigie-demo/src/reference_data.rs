//! The tables a desk imports to know the small internet: the layout of real reference folders.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use sha2::Digest as _;

use crate::address::{Addresses, NAMEWRIGHT, NORTHBYTE, PROVIDERS, SHIELDNET, SHORTY};
use crate::content::hex;
use crate::error::DemoError;

/// What the tables are dated with, `YYYYMMDD`, as warning lists number their versions.
const VERSION: u32 = 20_260_301;

/// Writes the tables below `folder`, which is made if it is not there. Existing files are replaced.
///
/// ```text
/// asn/ip2asn-v4.tsv   asn/ip2asn-v6.tsv   asn/asn-names.tsv
/// cdn/cdn_fingerprints.tsv   cdn/cdncheck-sources_data.json
/// rdap/bootstrap/{ipv4,asn,dns}.json               RFC 9224
/// warninglists/{shieldnet,url-shortener}.json      MISP
/// MANIFEST.tsv
/// ```
pub(crate) fn write(folder: &Path, addresses: &Addresses) -> Result<(), DemoError> {
    let mut manifest = String::from("path\tbytes\tsha256\tsource\tlicence\n");
    for (path, text) in tables(addresses) {
        let _ = writeln!(
            manifest,
            "{path}\t{}\t{}\tthe small internet\tCC0-1.0",
            text.len(),
            hex(&sha2::Sha256::digest(text.as_bytes()))
        );
        write_file(&folder.join(path), &text)?;
    }
    write_file(&folder.join("MANIFEST.tsv"), &manifest)
}

fn write_file(path: &Path, text: &str) -> Result<(), DemoError> {
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, text));
    written.map_err(|source| DemoError::Write {
        path: path.to_owned(),
        source,
    })
}

fn tables(addresses: &Addresses) -> Vec<(&'static str, String)> {
    vec![
        ("asn/ip2asn-v4.tsv", ranges()),
        // Importers refuse a table without rows; the one IPv6 address there is, is Northbyte's.
        (
            "asn/ip2asn-v6.tsv",
            format!("::1\t::1\t{}\n", NORTHBYTE.asn),
        ),
        ("asn/asn-names.tsv", names()),
        ("cdn/cdn_fingerprints.tsv", fingerprints()),
        ("cdn/cdncheck-sources_data.json", edge_data()),
        (
            "rdap/bootstrap/ipv4.json",
            bootstrap(&["127.0.0.0/8"], addresses),
        ),
        (
            "rdap/bootstrap/asn.json",
            bootstrap(&["64496-64511"], addresses),
        ),
        ("rdap/bootstrap/dns.json", bootstrap(&["test"], addresses)),
        ("warninglists/shieldnet.json", edge_list()),
        ("warninglists/url-shortener.json", shortener_list()),
    ]
}

/// First address, last address, number; sorted.
fn ranges() -> String {
    PROVIDERS.iter().fold(String::new(), |mut text, provider| {
        let [a, b] = provider.network;
        let _ = writeln!(text, "{a}.{b}.0.0\t{a}.{b}.255.255\t{}", provider.asn);
        text
    })
}

fn names() -> String {
    PROVIDERS.iter().fold(String::new(), |mut text, provider| {
        let _ = writeln!(text, "{}\t{}", provider.asn, provider.name);
        text
    })
}

fn fingerprints() -> String {
    "# provider\tsignal_kind\tmatch\tweight\tnote\n\
     shieldnet\tip\tpublished list\tS\t\n\
     shieldnet\tasn\tAS64501\tS\t\n\
     shieldnet\tdns_cname\t*.edge.shieldnet.test\tS\t\n\
     shieldnet\tdns_ns\tns1.shieldnet.test, ns2.shieldnet.test\tM\tname service only; the site may stand elsewhere\n\
     shieldnet\theader\tserver: =ShieldNet\tM\theader can be forged\n\
     shieldnet\theader\tx-shield-ray: present\tM\t\n"
        .to_owned()
}

/// The edge in cdncheck's form, which knows providers that no built-in table names.
fn edge_data() -> String {
    pretty(&json!({
        "cdn": { "shieldnet": [SHIELDNET.prefix()] },
        "waf": {},
        "cloud": {},
        "common": { "shieldnet": ["edge.shieldnet.test"] },
    }))
}

fn bootstrap(keys: &[&str], addresses: &Addresses) -> String {
    pretty(&json!({
        "version": "1.0",
        "publication": "2026-03-01T00:00:00Z",
        "description": format!("RDAP services of the small internet, kept by {}", NAMEWRIGHT.name),
        "services": [[keys, [addresses.rdap_base_url]]],
    }))
}

fn edge_list() -> String {
    pretty(&json!({
        "name": format!("List of known {} IP ranges", SHIELDNET.name),
        "description": format!("List of known {} IP ranges", SHIELDNET.name),
        "type": "cidr",
        "version": VERSION,
        "matching_attributes": ["ip-src", "ip-dst", "domain|ip"],
        "list": [SHIELDNET.prefix()],
    }))
}

fn shortener_list() -> String {
    pretty(&json!({
        "name": "List of known URL Shorteners domains",
        "description": "Link shorteners of the small internet",
        "type": "hostname",
        "version": VERSION,
        "matching_attributes": ["domain", "hostname", "domain|ip", "url"],
        "list": [SHORTY.domain],
    }))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what is written is what the manifest says, and tells the edge from its neighbours.
    #[test]
    fn the_folder_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let addresses = Addresses {
            dns: [([127, 53, 0, 1], 53).into(), ([127, 53, 0, 2], 53).into()],
            lying_dns: ([127, 53, 0, 66], 53).into(),
            http_port: 80,
            rdap_base_url: "http://127.53.0.43:8/rdap/".to_owned(),
            smtp: ([127, 53, 0, 25], 25).into(),
        };
        write(folder.path(), &addresses).unwrap();
        let manifest = std::fs::read_to_string(folder.path().join("MANIFEST.tsv")).unwrap();
        assert_eq!(manifest.lines().count(), 1 + tables(&addresses).len());
        for line in manifest.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let bytes = std::fs::read(folder.path().join(cells[0])).unwrap();
            assert_eq!(cells[1], bytes.len().to_string());
            assert_eq!(cells[2], hex(&sha2::Sha256::digest(&bytes)));
            if cells[0].contains(".json") {
                assert!(
                    serde_json::from_slice::<Value>(&bytes).is_ok(),
                    "{}",
                    cells[0]
                );
            }
        }
        let dns = std::fs::read_to_string(folder.path().join("rdap/bootstrap/dns.json")).unwrap();
        let dns: Value = serde_json::from_str(&dns).unwrap();
        assert_eq!(
            dns["services"],
            json!([[["test"], ["http://127.53.0.43:8/rdap/"]]])
        );
        assert!(ranges().contains("127.21.0.0\t127.21.255.255\t64501\n"));
        assert!(ranges().lines().is_sorted());
        assert!(tables(&addresses).iter().all(|(_, text)| !text.is_empty()));
    }

    /// Goal: a folder that cannot be written is a sentence, not a panic.
    #[test]
    fn an_unwritable_folder_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = write_file(&file.join("below"), "").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("cannot write reference data to `"),
            "{error}"
        );
    }
}
