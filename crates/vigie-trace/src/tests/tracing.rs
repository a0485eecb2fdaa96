//! Whole traces: who hosts, who proxies, whom we called, and what lying servers get.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use vigie_domain::provider::{Grade, ProviderRole};
use vigie_domain::time::HOUR_MS;

use super::internet::{Canned, Decoy, FakeRdap, Manner, Zone, start_resolver, start_whois};
use super::{NOON, door, made_up_reference, tracer};
use crate::{
    Config, ContactChannel, DnsOutcome, HintKind, HostStanding, Method, PlatformEntry,
    ProviderChain, ReferenceData, Rung, RungKind, TraceDefect, TraceError, TraceTarget, Tracer,
    Wording, ladder,
};

const ZONE: Zone = &[
    ("zeta.example", "A", "192.0.2.10"),
    ("zeta.example", "AAAA", "2001:db8::10"),
    ("zeta.example", "NS", "ns1.names.example"),
    ("zeta.example", "NS", "ns2.names.example"),
    ("zeta.example", "MX", "mail.post.example"),
    ("www.hidden.example", "CNAME", "d1.cloudfront.net"),
    ("d1.cloudfront.net", "A", "192.0.2.77"),
    ("hidden.example", "NS", "amy.ns.cloudflare.com"),
    ("flat.example", "A", "198.51.100.1"),
    ("flat.example", "NS", "amy.ns.cloudflare.com"),
    (
        "10.2.0.192.in-addr.arpa",
        "PTR",
        "static-10.zeta-hosting.example",
    ),
    ("zeta.example", "TXT", "google-site-verification=secret"),
    ("zeta.example", "SOA", "ns1.names.example"),
    ("tucked.example", "A", "198.51.100.1"),
    ("tucked.example", "MX", "mail.tucked.example"),
    (
        "tucked.example",
        "TXT",
        "v=spf1 ip4:192.0.2.91 ip4:192.0.2.0/24 -all",
    ),
    ("mail.tucked.example", "A", "192.0.2.90"),
    ("zeta.pages.dev", "A", "198.51.100.2"),
    ("cloudy.example", "A", "203.0.113.9"),
    ("loop.example", "CNAME", "loop2.example"),
    ("loop2.example", "CNAME", "loop.example"),
    ("liar.example", "A", "10.0.0.1"),
    ("liar.example", "AAAA", "fd00::1"),
    ("blocked.example", "A", "203.0.113.66"),
    ("empty.example", "NS", "ns1.names.example"),
];

fn network(handle: &str, first: &str, last: &str, holder: &str, abuse: &str) -> Canned {
    Canned::json(format!(
        r#"{{"objectClassName":"ip network","handle":"{handle}","startAddress":"{first}",
        "endAddress":"{last}","country":"ZZ","name":"NET","entities":[{{"roles":["registrant"],
        "vcardArray":["vcard",[["fn",{{}},"text","{holder}"]]],"entities":[{{"roles":["abuse"],
        "vcardArray":["vcard",[["email",{{}},"text","{abuse}"]]]}}]}}]}}"#
    ))
}

fn rdap_answers() -> BTreeMap<String, Canned> {
    let zeta = network(
        "NET-Z",
        "192.0.2.0",
        "192.0.2.255",
        "Zeta Hosting",
        "abuse@zeta-hosting.example",
    );
    let proxy = network(
        "NET-C",
        "198.51.100.0",
        "198.51.100.255",
        "Cloudflare, Inc.",
        "abuse@proxy.example",
    );
    let domain = r#"{"objectClassName":"domain","ldhName":"zeta.example","entities":[
        {"roles":["registrar"],"publicIds":[{"type":"IANA Registrar ID","identifier":"9999"}],
        "vcardArray":["vcard",[["fn",{},"text","Plain Names"]]],"entities":[{"roles":["abuse"],
        "vcardArray":["vcard",[["email",{},"text","abuse@names.example"]]]}]}]}"#;
    BTreeMap::from([
        ("/ip/192.0.2.10".to_owned(), zeta.clone()),
        ("/ip/192.0.2.77".to_owned(), zeta),
        ("/ip/198.51.100.1".to_owned(), proxy.clone()),
        ("/ip/198.51.100.2".to_owned(), proxy),
        ("/domain/zeta.example".to_owned(), Canned::json(domain)),
    ])
}

/// Two resolvers that agree, the made-up tables, and an RDAP mirror.
struct House {
    tracer: Tracer,
    rdap: FakeRdap,
    _folder: tempfile::TempDir,
}

async fn house() -> House {
    let first = start_resolver(ZONE, Manner::default()).await;
    let second = start_resolver(
        ZONE,
        Manner {
            is_cut: true,
            ..Manner::default()
        },
    )
    .await;
    let rdap = FakeRdap::start(rdap_answers()).await;
    let (folder, reference) = made_up_reference();
    House {
        tracer: tracer(&[first, second], reference, &rdap.base),
        rdap,
        _folder: folder,
    }
}

async fn trace(tracer: &Tracer, host: &str) -> ProviderChain {
    tracer.trace(&TraceTarget::host(host), NOON).await.unwrap()
}

fn roles(chain: &ProviderChain) -> Vec<(ProviderRole, &str, Grade)> {
    chain
        .links
        .iter()
        .map(|link| (link.role, link.provider_key.as_str(), link.grade))
        .collect()
}

fn emails(chain: &ProviderChain, role: ProviderRole) -> Vec<String> {
    let contacts = chain
        .find_link(role)
        .map(|link| link.contacts.clone())
        .unwrap_or_default();
    contacts
        .into_iter()
        .map(|contact| match contact.channel {
            ContactChannel::Email(text) | ContactChannel::Url(text) => text,
        })
        .collect()
}

/// Goal: an ordinary site has its host, network, DNS operator and registrar, each with contacts,
/// and every piece of evidence that rests on an answer names an answer that was kept.
#[tokio::test]
async fn an_ordinary_site_has_its_whole_chain() {
    let house = house().await;
    let chain = trace(&house.tracer, "Zeta.Example.").await;
    assert_eq!(chain.host_standing, HostStanding::Known);
    assert_eq!(
        roles(&chain),
        [
            (ProviderRole::HostingProvider, "zeta-hosting", Grade::High),
            (ProviderRole::Network, "as64500", Grade::High),
            (ProviderRole::DnsOperator, "names.example", Grade::Medium),
            (ProviderRole::Registrar, "iana:9999", Grade::High),
        ]
    );
    assert_eq!(
        emails(&chain, ProviderRole::HostingProvider),
        ["abuse@zeta-hosting.example"]
    );
    assert_eq!(
        emails(&chain, ProviderRole::Registrar),
        ["abuse@names.example"]
    );
    let host = chain.find_link(ProviderRole::HostingProvider).unwrap();
    let methods: Vec<Method> = host
        .evidence
        .iter()
        .map(|evidence| evidence.method)
        .collect();
    // The second address is registered nowhere; its network joins it to the same host.
    assert_eq!(
        methods,
        [
            Method::RdapAddress,
            Method::AsnTable,
            Method::AsnTable,
            Method::ReverseName
        ]
    );
    assert_eq!(chain.dns.mail_exchangers, ["mail.post.example"]);
    assert_eq!(chain.dns.addresses.len(), 2);
    assert!(!chain.dns.has_disagreement);

    let kept: Vec<_> = chain.raw_answers.iter().map(|raw| raw.sha256).collect();
    for link in &chain.links {
        assert!(!link.evidence.is_empty(), "{}", link.provider_key);
        for evidence in &link.evidence {
            assert!(evidence.answer_sha256.is_none_or(|sha| kept.contains(&sha)));
        }
    }
    let rests_on = |link: &crate::Link| {
        let sha = link.evidence[0].answer_sha256;
        chain
            .raw_answers
            .iter()
            .find(|raw| Some(raw.sha256) == sha)
            .map(|raw| raw.source.clone())
    };
    let operator = chain.find_link(ProviderRole::DnsOperator).unwrap();
    assert!(rests_on(operator).unwrap().ends_with(" NS zeta.example"));
    for raw in chain.raw_answers.iter().filter(|raw| !raw.is_minimised) {
        assert_eq!(
            crate::ledger::sha256(&raw.bytes),
            raw.sha256,
            "{}",
            raw.source
        );
    }
    let stored = serde_json::to_string(&chain).unwrap();
    assert_eq!(
        serde_json::from_str::<ProviderChain>(&stored).unwrap(),
        chain
    );
}

/// Goal: behind a proxy the host is unknown and the proxy is asked, whether it is met by alias or
/// by address; name servers second it; its contacts are those of an address registered to it.
#[tokio::test]
async fn a_proxy_is_never_the_host() {
    let house = house().await;
    let ask = |proxy: &str| HostStanding::AskProxy {
        proxy: proxy.to_owned(),
    };

    let alias = trace(&house.tracer, "www.hidden.example").await;
    assert_eq!(alias.host_standing, ask("cloudfront"));
    assert_eq!(alias.dns.cname_chain, ["d1.cloudfront.net"]);
    let link = alias.find_link(ProviderRole::CdnProxy).unwrap();
    assert_eq!(
        (link.grade, link.provider_name.as_str()),
        (Grade::High, "Amazon CloudFront")
    );
    // The address is registered to somebody else: his desk is not the proxy's.
    assert!(link.contacts.is_empty());
    assert!(alias.find_link(ProviderRole::HostingProvider).is_none());
    assert_eq!(
        emails(&alias, ProviderRole::Network),
        ["abuse@zeta-hosting.example"]
    );

    let flat = trace(&house.tracer, "flat.example").await;
    assert_eq!(flat.host_standing, ask("cloudflare"));
    let link = flat.find_link(ProviderRole::CdnProxy).unwrap();
    let methods: Vec<Method> = link
        .evidence
        .iter()
        .map(|evidence| evidence.method)
        .collect();
    assert_eq!(
        methods,
        [Method::PrefixList, Method::RdapAddress, Method::NameServer]
    );
    assert_eq!(link.evidence[0].source, "MISP cloudflare 2026-08-11");
    assert_eq!(
        emails(&flat, ProviderRole::CdnProxy),
        ["abuse@proxy.example"]
    );
    assert!(flat.find_link(ProviderRole::HostingProvider).is_none());
}

/// Goal: what the zone says beside its addresses is told: its first server, the names of its
/// addresses, whose tenant it is; of tokens only the service, and no text is kept.
#[tokio::test]
async fn the_zone_says_more_than_addresses() {
    let house = house().await;
    let chain = trace(&house.tracer, "zeta.example").await;
    assert_eq!(chain.dns.zone_primary.as_deref(), Some("ns1.names.example"));
    assert_eq!(chain.dns.reverse_names.len(), 1);
    let host = chain.find_link(ProviderRole::HostingProvider).unwrap();
    assert!(
        host.evidence
            .iter()
            .any(|evidence| evidence.method == Method::ReverseName)
    );
    assert_eq!(chain.dns.tenant_tokens, ["google-site-verification"]);
    let texts: Vec<_> = chain
        .raw_answers
        .iter()
        .filter(|answer| answer.source.contains(" TXT "))
        .collect();
    assert!(!texts.is_empty());
    assert!(
        texts
            .iter()
            .all(|answer| answer.bytes.is_empty() && answer.is_minimised)
    );
}

/// Goal: behind a proxy, candidates are hints with their grade and never links: its own mail and
/// a partner's record together make a question, a sender policy alone nothing; an edge of the
/// past is no candidate.
#[tokio::test]
async fn candidates_behind_a_proxy_are_hints() {
    let house = house().await;
    let chain = trace(&house.tracer, "tucked.example").await;
    assert!(matches!(chain.host_standing, HostStanding::AskProxy { .. }));
    let told: Vec<(HintKind, Grade)> = chain
        .hints
        .iter()
        .map(|hint| (hint.kind.clone(), hint.grade))
        .collect();
    let candidate = |address: &str| HintKind::OriginCandidate {
        address: address.parse().unwrap(),
    };
    let sibling = |name: &str| HintKind::SiblingName {
        name: name.to_owned(),
    };
    assert_eq!(
        told,
        [
            (candidate("192.0.2.90"), Grade::Medium),
            (candidate("192.0.2.91"), Grade::Low),
            (sibling("other.example"), Grade::Low),
            (sibling("www.tucked.example"), Grade::Low),
        ]
    );
    assert!(chain.find_link(ProviderRole::HostingProvider).is_none());
    let asked = house.rdap.asked();
    assert!(
        !asked.iter().any(|path| path.contains("192.0.2.9")),
        "{asked:?}"
    );

    let rungs = ladder(&chain, None, NOON);
    let kinds: Vec<(RungKind, Wording)> =
        rungs.iter().map(|rung| (rung.kind, rung.wording)).collect();
    assert_eq!(
        kinds,
        [
            (RungKind::Proxy, Wording::Notice),
            (RungKind::Host, Wording::AskBelow),
            (RungKind::Network, Wording::Notice),
        ]
    );
}

/// Goal: the ladder goes up from the content and says less as its observations grow old; a copy
/// has its own house.
#[tokio::test]
async fn the_ladder_goes_up_and_grows_old() {
    let house = house().await;
    let chain = trace(&house.tracer, "zeta.example").await;
    let kinds = |rungs: &[Rung]| rungs.iter().map(|rung| rung.kind).collect::<Vec<_>>();
    let fresh = ladder(&chain, None, NOON);
    assert_eq!(
        kinds(&fresh),
        [
            RungKind::Host,
            RungKind::Network,
            RungKind::Registrar,
            RungKind::DnsOperator
        ]
    );
    assert_eq!(fresh[0].wording, Wording::Notice);
    assert!(fresh.iter().all(|rung| !rung.is_stale));
    let old = ladder(&chain, None, NOON.plus_ms(60 * 24 * HOUR_MS));
    let registrar = &old[2];
    assert!(registrar.is_stale);
    assert_eq!(registrar.wording, Wording::Question);

    let copy = ladder(
        &chain,
        Some("ia-wayback:memento:2016|web:url:zeta.example/"),
        NOON,
    );
    assert_eq!(copy[0].kind, RungKind::Copy);
}

/// Goal: where no registry names a contact, the offline table does, with its date.
#[tokio::test]
async fn the_offline_table_fills_in() {
    let house = house().await;
    let chain = trace(&house.tracer, "cloudy.example").await;
    let network = chain.find_link(ProviderRole::Network).unwrap();
    assert_eq!(network.contacts.len(), 1);
    assert_eq!(
        network.contacts[0].source,
        "abuse/partner imported 2026-11-23"
    );
    assert_eq!(
        emails(&chain, ProviderRole::Network),
        ["abuse@plain-cloud.example"]
    );
}

/// Goal: a platform is the host by its name or by the item's key, on its own edge or not; a cloud
/// whose list holds the address is the host.
#[tokio::test]
async fn platforms_and_clouds_are_hosts() {
    let house = house().await;
    let pages = trace(&house.tracer, "zeta.pages.dev").await;
    assert_eq!(pages.host_standing, HostStanding::Known);
    let host = pages.find_link(ProviderRole::HostingProvider).unwrap();
    assert_eq!(
        (host.provider_key.as_str(), host.grade),
        ("cloudflare", Grade::High)
    );
    assert!(pages.find_link(ProviderRole::CdnProxy).is_none());

    let target = TraceTarget {
        platform_key: Some("ia:item:plain-patterns"),
        ..TraceTarget::host("flat.example")
    };
    let item = house.tracer.trace(&target, NOON).await.unwrap();
    let host = item.find_link(ProviderRole::HostingProvider).unwrap();
    assert_eq!(
        (host.provider_key.as_str(), host.grade),
        ("internet-archive", Grade::High)
    );
    assert_eq!(
        item.find_link(ProviderRole::CdnProxy).unwrap().provider_key,
        "cloudflare"
    );

    let cloud = trace(&house.tracer, "cloudy.example").await;
    let host = cloud.find_link(ProviderRole::HostingProvider).unwrap();
    assert_eq!(
        (host.provider_key.as_str(), host.grade),
        ("amazon", Grade::High)
    );
    assert_eq!(
        host.evidence[0].source,
        "cdncheck cloud/aws imported 2026-11-23"
    );
}

/// Goal: the desk's own platforms are known, and a changed host is seen as changed.
#[tokio::test]
async fn a_changed_host_is_noticed() {
    let resolver = start_resolver(ZONE, Manner::default()).await;
    let (_folder, reference) = made_up_reference();
    let platform = PlatformEntry {
        domain: "cloudy.example".to_owned(),
        provider_key: "cloudy".to_owned(),
        provider_name: "Cloudy Archive".to_owned(),
        key_prefix: None,
    };
    let config = Config {
        platforms: vec![platform],
        ..Config::for_testing()
    };
    let own = Tracer::new(door(&[resolver]), Arc::clone(&reference), config);
    let plain = Tracer::new(door(&[resolver]), reference, Config::for_testing());
    let (first, again) = (
        trace(&own, "cloudy.example").await,
        trace(&own, "cloudy.example").await,
    );
    let moved = trace(&plain, "cloudy.example").await;
    assert_eq!(
        first
            .find_link(ProviderRole::HostingProvider)
            .unwrap()
            .provider_name,
        "Cloudy Archive"
    );
    assert!(first.has_same_host(&again));
    assert!(!first.has_same_host(&moved));
}

/// Goal: an address no public host has, and a block page's, are defects and lead nowhere; not
/// even to a registry.
#[tokio::test]
async fn a_lying_resolver_is_recorded_and_not_followed() {
    let house = house().await;
    let chain = trace(&house.tracer, "liar.example").await;
    assert_eq!(chain.dns.outcome, DnsOutcome::Failed);
    assert!(chain.dns.addresses.is_empty());
    assert_eq!(chain.host_standing, HostStanding::Unknown);
    let lies = chain
        .defects
        .iter()
        .filter(|defect| matches!(defect, TraceDefect::LyingResolver { .. }));
    assert_eq!(lies.count(), 4); // Two addresses from each of two resolvers.

    let blocked = trace(&house.tracer, "blocked.example").await;
    assert!(blocked.defects.iter().any(|defect| matches!(
        defect,
        TraceDefect::BlockedResolver { list, .. } if list == "MISP umbrella-blockpage-v4"
    )));
    assert!(blocked.dns.addresses.is_empty());
    assert!(
        house
            .rdap
            .asked()
            .iter()
            .all(|path| path.starts_with("/domain/"))
    );
}

/// Goal: a name that does not exist, one without an address, a resolver that fails and one that
/// disagrees are four different things.
#[tokio::test]
async fn absence_failure_and_disagreement_are_told_apart() {
    let other: Zone = &[("zeta.example", "A", "203.0.113.9")];
    let good = start_resolver(ZONE, Manner::default()).await;
    let differs = start_resolver(other, Manner::default()).await;
    let broken = start_resolver(
        ZONE,
        Manner {
            is_broken: true,
            ..Manner::default()
        },
    )
    .await;
    let (_folder, reference) = made_up_reference();
    let with = |resolvers: &[std::net::SocketAddr]| {
        Tracer::new(
            door(resolvers),
            Arc::clone(&reference),
            Config::for_testing(),
        )
    };

    let none = trace(&with(&[good, differs]), "nobody.example").await;
    assert_eq!(
        (none.dns.outcome, none.host_standing),
        (DnsOutcome::NxDomain, HostStanding::NoAddress)
    );

    let empty = trace(&with(&[good]), "empty.example").await;
    assert_eq!(empty.dns.outcome, DnsOutcome::NoAddress);
    assert!(empty.defects.contains(&TraceDefect::SingleResolver));

    let failed = trace(&with(&[broken]), "zeta.example").await;
    assert_eq!(
        (failed.dns.outcome, failed.host_standing),
        (DnsOutcome::Failed, HostStanding::Unknown)
    );
    assert!(
        failed
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::ResolverFailed { .. }))
    );

    let half = trace(&with(&[good, broken]), "zeta.example").await;
    assert_eq!(half.dns.outcome, DnsOutcome::Resolved);
    assert!(!half.dns.has_disagreement);

    let torn = trace(&with(&[good, differs]), "zeta.example").await;
    assert!(torn.dns.has_disagreement && torn.defects.contains(&TraceDefect::ResolversDisagree));
    let hosts: Vec<Grade> = torn
        .links
        .iter()
        .filter(|link| link.role == ProviderRole::HostingProvider)
        .map(|link| link.grade)
        .collect();
    assert_eq!(hosts, [Grade::Medium, Grade::Medium]);

    let looped = trace(&with(&[good]), "loop.example").await;
    assert!(looped.dns.addresses.is_empty());
    assert!(
        looped
            .links
            .iter()
            .all(|link| link.role != ProviderRole::HostingProvider)
    );
}

/// Goal: a trace calls resolvers, RDAP and WHOIS, and never the host, its mail or its network.
/// Method: the host, its mail exchanger, name servers and address all lead to a machine that
/// counts every call on the ports anybody would try.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the decoy is called to prove that it counts"
)]
async fn nobody_but_resolvers_and_registries_is_called() {
    const DECOY: Zone = &[
        ("decoy.example", "A", "127.66.0.1"),
        ("decoy.example", "NS", "decoy.example"),
        ("decoy.example", "MX", "decoy.example"),
    ];
    let decoy = Decoy::start("127.66.0.1".parse().unwrap()).await;
    let resolver = start_resolver(DECOY, Manner::default()).await;
    let rdap = FakeRdap::start(BTreeMap::from([(
        "/ip/127.66.0.1".to_owned(),
        network(
            "NET-D",
            "127.66.0.0",
            "127.66.0.255",
            "Decoy Hosting",
            "abuse@decoy.example",
        ),
    )]))
    .await;
    let (_folder, reference) = made_up_reference();
    let tracer = tracer(&[resolver], reference, &rdap.base);
    let target = TraceTarget {
        platform_key: Some("web:url:http://decoy.example/"),
        ..TraceTarget::host("decoy.example")
    };
    let chain = tracer.trace(&target, NOON).await.unwrap();

    assert_eq!(
        chain
            .find_link(ProviderRole::HostingProvider)
            .unwrap()
            .provider_key,
        "decoy-hosting"
    );
    let mut asked = rdap.asked();
    asked.sort();
    assert_eq!(
        asked,
        ["/autnum/64503", "/domain/decoy.example", "/ip/127.66.0.1"]
    );
    assert_eq!(decoy.calls(), 0);
    // The decoy does count: one call of our own to each of its ports is seen.
    for address in &decoy.addresses {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut seen = String::new();
        stream.read_to_string(&mut seen).await.unwrap();
    }
    assert_eq!(
        usize::try_from(decoy.calls()).unwrap(),
        decoy.addresses.len()
    );
}

/// Goal: an answer about a range serves its neighbours for an hour of the caller's clock, no longer.
#[tokio::test]
async fn range_answers_are_used_again_for_an_hour() {
    let house = house().await;
    let asked = |path: &str| {
        house
            .rdap
            .asked()
            .iter()
            .filter(|seen| *seen == path)
            .count()
    };
    let at = async |ms| {
        let target = TraceTarget::host("192.0.2.10");
        house.tracer.trace(&target, NOON.plus_ms(ms)).await.unwrap()
    };
    at(0).await;
    let neighbour = TraceTarget::host("192.0.2.200");
    let chain = house
        .tracer
        .trace(&neighbour, NOON.plus_ms(1))
        .await
        .unwrap();
    assert_eq!(
        chain
            .find_link(ProviderRole::HostingProvider)
            .unwrap()
            .provider_key,
        "zeta-hosting"
    );
    assert_eq!(chain.raw_answers[0].received_at, NOON);
    at(HOUR_MS - 1).await;
    assert_eq!((asked("/ip/192.0.2.10"), asked("/ip/192.0.2.200")), (1, 0));
    at(HOUR_MS).await;
    assert_eq!(asked("/ip/192.0.2.10"), 2);
}

/// Goal: the registrar's own answer is followed to and merged; both answers are kept.
#[tokio::test]
async fn the_registrars_own_answer_is_followed() {
    let registrar = FakeRdap::start(BTreeMap::from([(
        "/domain/thin.example".to_owned(),
        Canned::json(
            r#"{"objectClassName":"domain","ldhName":"thin.example","entities":[{"roles":["registrar"],
            "vcardArray":["vcard",[["fn",{},"text","Plain Names"]]],"entities":[{"roles":["abuse"],
            "vcardArray":["vcard",[["email",{},"text","abuse@names.example"]]]}]}]}"#,
        ),
    )]))
    .await;
    let thin = format!(
        r#"{{"objectClassName":"domain","ldhName":"thin.example","links":[{{"rel":"related","type":"application/rdap+json",
        "href":"{}domain/thin.example"}}],"entities":[{{"roles":["registrar"],"handle":"77",
        "vcardArray":["vcard",[["fn",{{}},"text","Plain Names"]]]}}]}}"#,
        registrar.base
    );
    let registry = FakeRdap::start(BTreeMap::from([(
        "/domain/thin.example".to_owned(),
        Canned::json(thin),
    )]))
    .await;
    let resolver = start_resolver(ZONE, Manner::default()).await;
    let tracer = tracer(
        &[resolver],
        Arc::new(ReferenceData::empty()),
        &registry.base,
    );
    let chain = trace(&tracer, "thin.example").await;
    assert_eq!(
        emails(&chain, ProviderRole::Registrar),
        ["abuse@names.example"]
    );
    assert_eq!(
        chain
            .raw_answers
            .iter()
            .filter(|raw| raw.source.starts_with("rdap"))
            .count(),
        2
    );
    assert_eq!(
        chain
            .find_link(ProviderRole::Registrar)
            .unwrap()
            .evidence
            .len(),
        2
    );
}

async fn registry_that_says(canned: Canned) -> (ProviderChain, Vec<String>) {
    let path = "/domain/zeta.example".to_owned();
    let rdap = FakeRdap::start(BTreeMap::from([(path, canned)])).await;
    let resolver = start_resolver(&[], Manner::default()).await;
    let tracer = tracer(&[resolver], Arc::new(ReferenceData::empty()), &rdap.base);
    let chain = trace(&tracer, "zeta.example").await;
    assert!(chain.find_link(ProviderRole::Registrar).is_none());
    (chain, rdap.asked())
}

/// Goal: a registry that asks to wait, that sends us in circles, inside or too much, gets a defect.
#[tokio::test]
async fn registries_are_not_trusted() {
    let (wait, _) = registry_that_says(Canned::status(429, "Retry-After: 7\r\n")).await;
    assert!(wait.defects.iter().any(|defect| matches!(
        defect,
        TraceDefect::RateLimited {
            retry_after_ms: Some(7_000),
            ..
        }
    )));

    let (circle, asked) =
        registry_that_says(Canned::status(302, "Location: /domain/zeta.example\r\n")).await;
    assert_eq!(asked.len(), 6);
    assert!(
        circle
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::RefusedReferral { .. }))
    );

    let (inside, _) =
        registry_that_says(Canned::status(302, "Location: http://10.0.0.1/x\r\n")).await;
    assert!(
        inside
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::RefusedReferral { .. }))
    );

    let (nowhere, _) = registry_that_says(Canned::status(302, "")).await;
    assert!(
        nowhere
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::DamagedAnswer { .. }))
    );

    let huge = format!(
        r#"{{"objectClassName":"domain","x":"{}"}}"#,
        "x".repeat(65 << 10)
    );
    let (large, _) = registry_that_says(Canned::json(huge)).await;
    assert!(
        large
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::RegistrationServer { .. }))
    );

    let (garbage, _) = registry_that_says(Canned::json("<html>")).await;
    assert!(
        garbage
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::DamagedAnswer { .. }))
    );
    assert!(
        garbage
            .raw_answers
            .iter()
            .all(|raw| !raw.source.starts_with("rdap"))
    );
}

/// Goal: a server named by a table or an answer may not be private even where configured ones may.
#[tokio::test]
async fn a_link_into_a_private_network_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hidden = FakeRdap::start_on(listener, BTreeMap::new());
    let link = format!(
        r#"{{"objectClassName":"domain","ldhName":"thin.example","links":[{{"rel":"related","type":"application/rdap+json",
        "href":"{}domain/zeta.example"}}],"entities":[{{"roles":["registrar"],
        "vcardArray":["vcard",[["fn",{{}},"text","Plain Names"]]]}}]}}"#,
        hidden.base
    );
    let registry = FakeRdap::start(BTreeMap::from([(
        "/domain/zeta.example".to_owned(),
        Canned::json(link),
    )]))
    .await;
    let resolver = start_resolver(&[], Manner::default()).await;
    let mut egress = vigie_egress::Config::for_testing();
    egress.allow_addresses.clear(); // Configured servers may be private; links may not.
    egress.resolvers = vec![resolver];
    let config = Config {
        rdap_base_url: registry.base.clone(),
        ..Config::for_testing()
    };
    let door = vigie_egress::Egress::new(egress).unwrap();
    let tracer = Tracer::new(door, Arc::new(ReferenceData::empty()), config);
    let chain = trace(&tracer, "zeta.example").await;
    assert_eq!(
        chain
            .find_link(ProviderRole::Registrar)
            .unwrap()
            .provider_name,
        "Plain Names"
    );
    assert!(
        chain
            .defects
            .iter()
            .any(|d| matches!(d, TraceDefect::RefusedReferral { .. }))
    );
    assert!(hidden.asked().is_empty());
}

/// Goal: without an RDAP server, WHOIS is asked from the root to the registry; both answers are
/// kept; an override goes straight to its server.
#[tokio::test]
async fn whois_answers_where_there_is_no_rdap() {
    let answer = "Domain Name: ZETA.IO\r\nRegistrar: Plain Names\r\nRegistrar IANA ID: 9999\r\n\
        Registrar Abuse Contact Email: abuse@names.example\r\nRegistrant Email: person@zeta.io\r\n";
    let (registry, registry_asked) = start_whois(answer.to_owned()).await;
    let (root, root_asked) = start_whois(format!("% root\r\nrefer: {registry}\r\n")).await;
    let resolver = start_resolver(&[("www.zeta.io", "MX", "zeta.io")], Manner::default()).await;
    let run = async |config: Config| {
        let tracer = Tracer::new(door(&[resolver]), Arc::new(ReferenceData::empty()), config);
        trace(&tracer, "www.zeta.io").await
    };

    let chain = run(Config {
        whois_root: root.to_string(),
        ..Config::for_testing()
    })
    .await;
    let link = chain.find_link(ProviderRole::Registrar).unwrap();
    assert_eq!(
        (link.provider_key.as_str(), link.grade),
        ("iana:9999", Grade::Medium)
    );
    assert_eq!(
        emails(&chain, ProviderRole::Registrar),
        ["abuse@names.example"]
    );
    let kept: Vec<_> = chain
        .raw_answers
        .iter()
        .filter(|raw| raw.source.starts_with("whois"))
        .collect();
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .all(|raw| !String::from_utf8_lossy(&raw.bytes).contains("person@"))
    );
    assert_eq!(*root_asked.lock().unwrap(), ["zeta.io"]);

    let overrides = BTreeMap::from([("io".to_owned(), registry.to_string())]);
    run(Config {
        whois_overrides: overrides,
        ..Config::for_testing()
    })
    .await;
    assert_eq!(
        (
            root_asked.lock().unwrap().len(),
            registry_asked.lock().unwrap().len()
        ),
        (1, 2)
    );

    let nobody = run(Config::for_testing()).await;
    assert!(nobody.defects.contains(&TraceDefect::NoServer {
        subject: "zeta.io".to_owned()
    }));
}

/// Goal: an override by top-level domain, prefix or network wins over the mirror.
#[tokio::test]
async fn an_operators_override_wins() {
    let mirror = FakeRdap::start(rdap_answers()).await;
    let own = FakeRdap::start(rdap_answers()).await;
    let resolver = start_resolver(ZONE, Manner::default()).await;
    let (_folder, reference) = made_up_reference();
    let keys = ["example", "192.0.2.0/25", "AS64500"];
    let config = Config {
        rdap_base_url: mirror.base.clone(),
        rdap_overrides: keys.map(|key| (key.to_owned(), own.base.clone())).into(),
        ..Config::for_testing()
    };
    let tracer = Tracer::new(door(&[resolver]), reference, config);
    trace(&tracer, "zeta.example").await;
    let mut asked = own.asked();
    asked.sort();
    assert_eq!(
        asked,
        ["/autnum/64500", "/domain/zeta.example", "/ip/192.0.2.10"]
    );
    assert_eq!(mirror.asked(), ["/ip/2001:db8::10"]);
}

/// Goal: what cannot be traced is refused with a sentence; nobody is asked.
#[tokio::test]
async fn untraceable_hosts_are_refused() {
    let house = house().await;
    for host in [
        "",
        "a b",
        "-",
        "localhost",
        "x.onion",
        "10.0.0.1",
        "[::1]",
        "169.254.169.254",
    ] {
        let error = house
            .tracer
            .trace(&TraceTarget::host(host), NOON)
            .await
            .unwrap_err();
        assert!(
            matches!(error, TraceError::InvalidHost | TraceError::NotPublic),
            "{host}: {error}"
        );
    }
    assert!(house.rdap.asked().is_empty());
}
