//! Readers of `vigie-format`: archives, addresses, registration data, lists.

use vigie_format::warc::{self, WarcLimits};
use vigie_format::{key, rdap};

/// Every reader, by the name of its target.
pub const READERS: &[(&str, fn(&[u8]))] = &[
    ("warc", warc),
    ("wacz", wacz),
    ("locator", locator),
    ("key_rules", key_rules),
    ("rdap", rdap),
    ("rdap_bootstrap", rdap_bootstrap),
    ("whois", whois),
    ("hash_list", hash_list),
    ("tx_list", tx_list),
    ("url_list", url_list),
    ("cdn_list", cdn_list),
    ("asn_table", asn_table),
    ("reference_table", reference_table),
];

/// Web archives, packed or not: records, their heads, digests and payloads.
pub fn warc(bytes: &[u8]) {
    let limits = limits();
    let (records, _) = warc::parse_warc(bytes, &limits);
    for record in &records {
        record.verify();
        record.http();
        record.target_uri();
        record.concurrent_to();
        // A payload that cannot be unpacked says why; both are answers.
        let _ = record.payload(&limits);
    }
}

/// Web archives in a ZIP, with a manifest.
pub fn wacz(bytes: &[u8]) {
    let _ = warc::parse_wacz(bytes, &limits());
}

/// Addresses as people write them. A canonical address is its own canonical address.
pub fn locator(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(locator) = key::parse_locator(&text) else {
        return;
    };
    if let Some(url) = key::KeyRules::builtin().url_for(&locator.key)
        && let Ok(again) = key::parse_locator(&url)
    {
        assert_eq!(again.key, locator.key, "the key of its own address");
    }
}

/// Rules a desk adds to those that come with the program, and an address under them.
pub fn key_rules(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(rules) = key::KeyRules::builtin().with_extra(&text) {
        let _ = rules.parse_locator("https://media.example/post/1?id=2");
    }
}

/// Registration data. What is left after minimising holds nothing more to leave out.
pub fn rdap(bytes: &[u8]) {
    if let Ok((minimal, _)) = rdap::minimise_rdap(bytes) {
        let again = rdap::minimise_rdap(&minimal);
        assert_eq!(again.map(|(left, _)| left), Ok(minimal), "nothing is left");
    }
    if let Ok((answer, _)) = rdap::parse_rdap(bytes) {
        answer.related();
        answer.notice_emails();
    }
}

/// Which server answers for which name, address and number.
pub fn rdap_bootstrap(bytes: &[u8]) {
    if let Ok((bootstrap, _)) = rdap::Bootstrap::parse(bytes) {
        bootstrap.find_domain("media.example");
        bootstrap.find_address(std::net::Ipv4Addr::new(192, 0, 2, 1).into());
        bootstrap.find_autnum(64_500);
    }
}

/// Registration data of old.
pub fn whois(bytes: &[u8]) {
    vigie_format::whois::parse_whois(bytes);
    vigie_format::whois::minimise_whois(bytes);
    vigie_format::whois::parse_whois_server(&String::from_utf8_lossy(bytes));
}

/// Lists of hashes. What is written from them is read again without a defect.
pub fn hash_list(bytes: &[u8]) {
    vigie_format::hash_list::parse_hash_list(bytes);
}

/// Lists of python-threatexchange.
pub fn tx_list(bytes: &[u8]) {
    vigie_format::threatexchange::parse_tx_list(bytes);
}

/// Lists of addresses.
pub fn url_list(bytes: &[u8]) {
    vigie_format::url_list::parse_url_list(bytes);
}

/// Edge networks and their fingerprints.
pub fn cdn_list(bytes: &[u8]) {
    let _ = vigie_format::cdn_list::parse_cdn_list(bytes);
    let (fingerprints, _) = vigie_format::cdn_list::parse_fingerprints(bytes);
    for fingerprint in &fingerprints {
        fingerprint.patterns().count();
    }
}

/// Networks and their names.
pub fn asn_table(bytes: &[u8]) {
    vigie_format::asn_table::parse_asn_ranges(bytes);
    vigie_format::asn_table::parse_asn_names(bytes);
}

/// The smaller tables: contacts, abuse desks, past answers, certificates, warning lists, items of
/// the archive, `security.txt`.
pub fn reference_table(bytes: &[u8]) {
    vigie_format::abuse_table::parse_abuse_table(bytes);
    let (contacts, _) = vigie_format::contact_list::parse_contact_list(bytes);
    let text = vigie_format::contact_list::render_contact_list(&contacts);
    let (again, _) = vigie_format::contact_list::parse_contact_list(text.as_bytes());
    // Signs that control a terminal are read, and not written.
    let again = vigie_format::contact_list::render_contact_list(&again);
    assert_eq!(again, text, "what was written is read as the same");
    vigie_format::passive_dns::parse_passive_dns(bytes);
    vigie_format::certificate_log::parse_certificate_log(bytes);
    let _ = vigie_format::warninglist::parse_warninglist(bytes);
    vigie_format::archive::parse_archive_item("item", bytes);
    vigie_format::security_txt::parse_security_txt(bytes);
}

/// Small, so that a run is quick and bombs end early.
fn limits() -> WarcLimits {
    WarcLimits {
        total_size_bytes_max: 1 << 20,
        records_max: 1_000,
        ..WarcLimits::default()
    }
}
