//! Traces against a small internet on loopback, and imports of made-up and of real tables.

mod importing;
mod internet;
mod shared;
mod tracing;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use vigie_domain::Timestamp;
use vigie_egress::Egress;

use crate::reference::{ReferenceData, import_folder};
use crate::{Config, Tracer};

/// Monday 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_ms(1_795_435_200_000);

/// A made-up folder of reference tables around the documentation prefixes.
///
/// 192.0.2.0/24 is a host's, 198.51.100.0/24 a proxy's, 203.0.113.0/24 a cloud's.
fn write_tables(folder: &Path) {
    let write = |file: &str, text: &str| {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "asn/ip2asn-v4.tsv",
        "192.0.2.0\t192.0.2.255\t64500\n198.51.100.0\t198.51.100.255\t64501\n\
         203.0.113.0\t203.0.113.255\t64502\n127.0.0.0\t127.255.255.255\t64503\n",
    );
    write(
        "asn/ip2asn-v6.tsv",
        "2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64500\n",
    );
    write(
        "asn/asn-names.tsv",
        "64500\tZeta Hosting\n64501\tCloudflare training\n64502\tPlain Cloud\n",
    );
    write(
        "cdn/cdncheck-sources_data.json",
        r#"{"cdn":{"fastly":["198.51.100.128/25"],"google":["8.8.8.0/24"]},
            "waf":{"cloudflare":["198.51.100.0/24","192.0.2.0/24"]},
            "cloud":{"aws":["203.0.113.0/24"]},
            "common":{"amazon":["cloudfront.net","amazonaws.com"]}}"#,
    );
    write(
        "warninglists/cloudflare.json",
        r#"{"name":"n","type":"cidr","version":20260811,"list":["198.51.100.0/24","8.8.8.0/25"]}"#,
    );
    write(
        "warninglists/fastly.json",
        r#"{"name":"n","type":"cidr","version":20260819,"list":["198.51.100.192/26"]}"#,
    );
    write(
        "warninglists/umbrella-blockpage-v4.json",
        r#"{"name":"n","type":"cidr","version":20260811,"list":["203.0.113.66"]}"#,
    );
    write(
        "passivedns/partner.json",
        "{\"rrname\":\"tucked.example\",\"rrtype\":\"A\",\"rdata\":[\"192.0.2.90\",\"198.51.100.9\"],\
         \"time_first\":1700000000,\"time_last\":1760000000}\n",
    );
    write(
        "certificates/export.json",
        r#"[{"name_value":"tucked.example\nwww.tucked.example\nother.example","not_before":"2026-01-01T00:00:00",
            "not_after":"2026-04-01T00:00:00"}]"#,
    );
    write("abuse/partner.tsv", "AS64502\tabuse@plain-cloud.example\n");
    write(
        "rdap/bootstrap/rir-seed.json",
        r#"{"rir":{"arin":"https://rdap.example/"}}"#,
    );
}

fn made_up_reference() -> (tempfile::TempDir, Arc<ReferenceData>) {
    let folder = tempfile::tempdir().unwrap();
    write_tables(&folder.path().join("in"));
    let dir = folder.path().join("out");
    import_folder(&folder.path().join("in"), &dir, NOON).unwrap();
    let (reference, missing) = ReferenceData::load(&dir).unwrap();
    assert_eq!(missing, []);
    (folder, Arc::new(reference))
}

/// A door that may use loopback and the documentation prefixes, and these resolvers.
fn door(resolvers: &[SocketAddr]) -> Egress {
    let mut config = vigie_egress::Config::for_testing();
    config.resolvers = resolvers.to_vec();
    for net in [
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "2001:db8::/32",
    ] {
        config.allow_addresses.push(net.parse().unwrap());
    }
    Egress::new(config).unwrap()
}

fn tracer(resolvers: &[SocketAddr], reference: Arc<ReferenceData>, rdap_base_url: &str) -> Tracer {
    let config = Config {
        rdap_base_url: rdap_base_url.to_owned(),
        ..Config::for_testing()
    };
    Tracer::new(door(resolvers), reference, config)
}
