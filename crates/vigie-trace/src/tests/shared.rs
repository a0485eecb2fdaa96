//! The real reference tables and RDAP samples, where they are present.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use vigie_domain::provider::ProviderRole;

use super::internet::{Canned, FakeRdap, Manner, start_resolver};
use super::{NOON, door, tracer};
use crate::edge::find_edge;
use crate::reference::{AddressTable, ReferenceData, import_folder};
use crate::{ContactChannel, ContactRole, ProviderChain, TraceTarget, Tracer};

/// The shared data, or a note that they are absent.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = root.join(part);
    if !path.exists() {
        eprintln!("skipped: no shared data");
        return None;
    }
    Some(path)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Goal: the real tables go in whole; known addresses have the network, edge and cloud that their
/// owners publish; a hundred cloudflare claims outside its own list are not believed.
#[test]
fn the_real_tables_answer() {
    let Some(folder) = shared("trace") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let report = import_folder(&folder, dir.path(), NOON).unwrap();
    assert_eq!(report.missing, []);
    let rows = |table: &str| {
        report
            .tables
            .iter()
            .find(|info| info.table == table)
            .unwrap()
            .rows
    };
    assert_eq!(rows("asn/ip2asn-v4"), 411_961);
    assert_eq!(rows("asn/ip2asn-v6"), 103_197);
    assert_eq!(rows("asn/asn-names"), 91_065);
    assert_eq!(rows("warninglists/cloudflare"), 22);

    let (reference, _) = ReferenceData::load(dir.path()).unwrap();
    let asn = |address: &str| reference.find_asn(ip(address)).unwrap().map(|hit| hit.asn);
    assert_eq!(asn("1.0.0.1"), Some(13_335));
    assert_eq!(asn("2606:4700::1"), Some(13_335));
    assert_eq!(asn("10.0.0.1"), None);
    assert!(
        reference
            .find_asn_name(13_335)
            .unwrap()
            .unwrap()
            .contains("Cloudflare")
    );

    let edge = |address: &str| {
        find_edge(&reference, ip(address))
            .unwrap()
            .map(|hit| (hit.list.provider_key, hit.list.rank))
    };
    assert_eq!(edge("8.8.8.8"), None);
    assert_eq!(edge("8.8.4.4"), None);
    assert_eq!(edge("104.16.0.1"), Some(("cloudflare".to_owned(), 0)));
    assert_eq!(edge("2606:4700:4700::1111"), None);
    assert_eq!(edge("2606:4700:10::1"), Some(("cloudflare".to_owned(), 0)));
    assert_eq!(edge("151.101.1.1"), Some(("fastly".to_owned(), 0)));
    assert_eq!(edge("13.32.0.1"), Some(("cloudfront".to_owned(), 1)));
    assert_eq!(edge("8.42.51.1"), None);
    let set_aside = report
        .warnings
        .iter()
        .any(|line| line.contains("1031 of 1087"));
    assert!(set_aside, "{:?}", report.warnings);

    let cloud = |address: &str| {
        let hit = reference
            .find_listed(AddressTable::Cloud, ip(address))
            .unwrap();
        hit.map(|hit| hit.list.provider_key)
    };
    assert_eq!(cloud("8.8.8.8").as_deref(), Some("google"));
    assert_eq!(cloud("91.198.174.192").as_deref(), Some("wikimedia"));
    assert!(
        reference
            .read_warninglist("university_domains")
            .unwrap()
            .is_some()
    );
    let attributions = reference.list_attributions();
    assert!(
        attributions
            .iter()
            .any(|(_, licence)| licence.contains("CC-BY-4.0"))
    );
}

/// Goal: every edge look-up equals a plain scan of the same lists by the same rule.
#[test]
fn the_real_networks_equal_a_plain_scan() {
    let Some(folder) = shared("trace/asn/ip2asn-v4.tsv.zst") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    import_folder(folder.parent().unwrap().parent().unwrap(), dir.path(), NOON).unwrap();
    let (reference, _) = ReferenceData::load(dir.path()).unwrap();
    let bytes = std::fs::read(&folder).unwrap();
    let mut text = String::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(bytes.as_slice()).unwrap();
    std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
    let rows: Vec<(u32, u32, u32)> = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let address = |text: &str| text.parse::<std::net::Ipv4Addr>().unwrap().to_bits();
            (
                address(cells[0]),
                address(cells[1]),
                cells[2].parse().unwrap(),
            )
        })
        .collect();
    for (first, last, asn) in rows.iter().step_by(37) {
        for (bits, expected) in [(*first, Some(*asn)), (*last, Some(*asn))] {
            let found = reference
                .find_asn(std::net::Ipv4Addr::from_bits(bits).into())
                .unwrap();
            assert_eq!(found.map(|hit| hit.asn), expected);
        }
    }
    for pair in rows.windows(2).step_by(41) {
        if pair[0].1 + 1 < pair[1].0 {
            let gap = std::net::Ipv4Addr::from_bits(pair[0].1 + 1);
            assert_eq!(reference.find_asn(gap.into()).unwrap(), None, "{gap}");
        }
    }
}

async fn trace_sample(name: &str) -> Option<ProviderChain> {
    let sample = std::fs::read(shared(&format!("trace/rdap/samples/{name}.json"))?).unwrap();
    let answers = BTreeMap::from([(format!("/domain/{name}"), Canned::json(sample))]);
    let rdap = FakeRdap::start(answers).await;
    let resolver = start_resolver(&[], Manner::default()).await;
    let tracer = tracer(&[resolver], Arc::new(ReferenceData::empty()), &rdap.base);
    Some(tracer.trace(&TraceTarget::host(name), NOON).await.unwrap())
}

fn registrar_contacts(chain: &ProviderChain) -> Vec<(ContactRole, ContactChannel)> {
    let link = chain.find_link(ProviderRole::Registrar).unwrap();
    link.contacts
        .iter()
        .map(|contact| (contact.role, contact.channel.clone()))
        .collect()
}

/// Goal: the abuse desk nested in the registrar is found, and comes before the registrar's own.
#[tokio::test]
async fn nested_abuse_is_found() {
    let Some(chain) = trace_sample("home.moscow").await else {
        return;
    };
    let email = |text: &str| ContactChannel::Email(text.to_owned());
    assert_eq!(
        registrar_contacts(&chain),
        [
            (ContactRole::Abuse, email("abuse@reg.ru")),
            (ContactRole::Registrar, email("info@reg.ru"))
        ]
    );
}

/// Goal: no abuse role is no abuse contact; the registrant is neither offered nor kept.
#[tokio::test]
async fn a_registrant_is_never_a_contact() {
    let Some(chain) = trace_sample("lemonde.fr").await else {
        return;
    };
    let contacts = registrar_contacts(&chain);
    assert!(contacts.iter().all(|(role, _)| *role != ContactRole::Abuse));
    let stored = serde_json::to_string(&chain).unwrap();
    assert!(!stored.contains("domain_names@"));
    let raw = chain
        .raw_answers
        .iter()
        .find(|raw| raw.source.starts_with("rdap "))
        .unwrap();
    assert!(raw.is_minimised);
    assert!(!String::from_utf8_lossy(&raw.bytes).contains("domain_names@"));
}

/// Goal: what a registry withholds is shown with its reason.
#[tokio::test]
async fn redactions_are_shown_with_their_reason() {
    let Some(sample) = shared("trace/rdap/samples/redacted-example-1.json") else {
        return;
    };
    let body = std::fs::read(sample).unwrap();
    let rdap = FakeRdap::start(BTreeMap::from([(
        "/domain/example-1.net".to_owned(),
        Canned::json(body),
    )]))
    .await;
    let resolver = start_resolver(&[], Manner::default()).await;
    let config = crate::Config {
        rdap_base_url: rdap.base.clone(),
        ..crate::Config::for_testing()
    };
    let tracer = Tracer::new(door(&[resolver]), Arc::new(ReferenceData::empty()), config);
    let chain = tracer
        .trace(&TraceTarget::host("example-1.net"), NOON)
        .await
        .unwrap();
    let link = chain.find_link(ProviderRole::Registrar).unwrap();
    let redaction = &link.redactions[0];
    assert_eq!(redaction.name, "Registrant Name");
    assert_eq!(redaction.reason.as_deref(), Some("Server policy"));
}
