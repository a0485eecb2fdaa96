//! The zones of `.test`, and what a name server says about them.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use crate::address::{
    DNS_SERVERS, EDGE, MAIL_RELAY, ORIGIN, PROVIDERS, RDAP_SERVER, SHIELDNET, WEB_HOSTS,
};

mod server;

pub(crate) use server::{serve_tcp, serve_udp};

/// Lifetime of every record, in seconds: short, because the story moves fast.
const TTL_S: u32 = 60;
/// Longest chain of aliases followed inside the zones.
const ALIAS_CHAIN_MAX: usize = 8;
/// Largest answer over UDP without EDNS, RFC 1035.
const UDP_SIZE_BYTES: u16 = 512;
/// Largest answer over UDP offered with EDNS.
const EDNS_SIZE_BYTES: u16 = 1232;
/// What the lying server answers: the address of a cloud's metadata service.
const LIE: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);

/// Whether a server tells the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Honesty {
    /// Answers from the zones.
    Truthful,
    /// Answers every question for an address with one that must be refused.
    Lying,
}

type Zones = HashMap<Name, Vec<RData>>;

/// Answers one message; `None` for what is no query at all.
///
/// O(1) in the number of names.
pub(crate) fn answer(query: &[u8], honesty: Honesty, over_udp: bool) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).ok()?;
    if query.metadata.message_type != MessageType::Query {
        return None;
    }
    let mut response = Message::response(query.metadata.id, query.metadata.op_code);
    response.metadata.recursion_desired = query.metadata.recursion_desired;
    response.metadata.recursion_available = true;
    response.add_queries(query.queries.iter().cloned());
    match (query.metadata.op_code, query.queries.as_slice()) {
        (OpCode::Query, [asked]) if honesty == Honesty::Lying => {
            if asked.query_type() == RecordType::A {
                response.add_answer(record(asked.name(), RData::A(A(LIE))));
            }
        }
        (OpCode::Query, [asked]) => resolve(&mut response, asked.name(), asked.query_type()),
        (OpCode::Query, _) => response.metadata.response_code = ResponseCode::FormErr,
        _ => response.metadata.response_code = ResponseCode::NotImp,
    }
    if query.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(EDNS_SIZE_BYTES);
        response.set_edns(edns);
    }
    let bytes = response.to_vec().ok()?;
    let room = query.edns.as_ref().map_or(UDP_SIZE_BYTES, |edns| {
        edns.max_payload().clamp(UDP_SIZE_BYTES, EDNS_SIZE_BYTES)
    });
    if over_udp && bytes.len() > usize::from(room) {
        return response.truncate().to_vec().ok();
    }
    Some(bytes)
}

fn resolve(response: &mut Message, name: &Name, kind: RecordType) {
    let zones = zones();
    let mut name = name.to_lowercase();
    name.set_fqdn(true);
    if !["test.", "127.in-addr.arpa."]
        .iter()
        .any(|zone| parse(zone).zone_of(&name))
    {
        response.metadata.response_code = ResponseCode::Refused;
        return;
    }
    response.metadata.authoritative = true;
    for _ in 0..ALIAS_CHAIN_MAX {
        let Some(held) = zones.get(&name) else {
            let has_below = zones.keys().any(|known| name.zone_of(known));
            if !has_below {
                response.metadata.response_code = ResponseCode::NXDomain;
            }
            break;
        };
        let before = response.answers.len();
        for data in held
            .iter()
            .filter(|data| data.record_type() == kind || kind == RecordType::ANY)
        {
            response.add_answer(record(&name, data.clone()));
        }
        if response.answers.len() > before {
            return;
        }
        let Some(RData::CNAME(target)) = held
            .iter()
            .find(|data| data.record_type() == RecordType::CNAME)
        else {
            break;
        };
        response.add_answer(record(&name, RData::CNAME(target.clone())));
        name = target.0.clone();
    }
    if let Some((zone, soa)) = find_soa(zones, &name) {
        response.add_authority(record(&zone, soa));
    }
}

fn find_soa(zones: &Zones, name: &Name) -> Option<(Name, RData)> {
    let mut zone = name.clone();
    while !zone.is_root() {
        let held = zones.get(&zone).and_then(|held| {
            held.iter()
                .find(|data| data.record_type() == RecordType::SOA)
                .cloned()
        });
        if let Some(soa) = held {
            return Some((zone, soa));
        }
        zone = zone.base_name();
    }
    None
}

fn record(name: &Name, data: RData) -> Record {
    Record::from_rdata(name.clone(), TTL_S, data)
}

fn parse(name: &str) -> Name {
    Name::from_ascii(name).expect("our own names are short and plain")
}

/// All zones, built once for the process.
fn zones() -> &'static Zones {
    static ZONES: OnceLock<Zones> = OnceLock::new();
    ZONES.get_or_init(build)
}

fn build() -> Zones {
    let mut zones = Zones::new();
    let mut add = |name: &str, data: RData| zones.entry(parse(name)).or_default().push(data);
    let address = |ip: Ipv4Addr| RData::A(A(ip));
    let name_server = |at: usize| format!("ns{}.namewright.test.", at + 1);

    for (at, ip) in DNS_SERVERS.iter().enumerate() {
        add(&name_server(at), address(*ip));
        add(&format!("ns{}.shieldnet.test.", at + 1), address(*ip));
    }
    add("mx.postroom.test.", address(MAIL_RELAY));
    add("rdap.namewright.test.", address(RDAP_SERVER));
    for zone in ["test.", "127.in-addr.arpa.", "postroom.test."] {
        add(zone, soa("ns1.namewright.test."));
        add(zone, RData::NS(NS(parse("ns1.namewright.test."))));
        add(zone, RData::NS(NS(parse("ns2.namewright.test."))));
    }
    let domains = PROVIDERS
        .iter()
        .map(|provider| provider.domain)
        .chain(["zeta-voice.test", "walls.test"]);
    for domain in domains {
        let zone = format!("{domain}.");
        let is_at_shieldnet = ["zeta-voice.test", SHIELDNET.domain].contains(&domain);
        let keeper = if is_at_shieldnet {
            "shieldnet"
        } else {
            "namewright"
        };
        add(&zone, soa(&format!("ns1.{keeper}.test.")));
        add(&zone, RData::NS(NS(parse(&format!("ns1.{keeper}.test.")))));
        add(&zone, RData::NS(NS(parse(&format!("ns2.{keeper}.test.")))));
        if domain == "zeta-voice.test" {
            add(
                &zone,
                RData::MX(MX::new(10, parse("mail.zeta-voice.test."))),
            );
            add(
                &zone,
                RData::TXT(TXT::new(vec![format!("v=spf1 ip4:{ORIGIN} -all")])),
            );
        } else {
            add(&zone, RData::MX(MX::new(10, parse("mx.postroom.test."))));
            add(
                &zone,
                RData::TXT(TXT::new(vec!["v=spf1 mx -all".to_owned()])),
            );
        }
    }
    for (host, ip) in WEB_HOSTS {
        // The site is an alias into the edge; the bare domain is flattened onto it.
        if *host == "site.zeta-voice.test" {
            add(
                "site.zeta-voice.test.",
                RData::CNAME(CNAME(parse("site.edge.shieldnet.test."))),
            );
            continue;
        }
        add(&format!("{host}."), address(*ip));
        add(
            &format!("www.{host}."),
            RData::CNAME(CNAME(parse(&format!("{host}.")))),
        );
    }
    add("site.edge.shieldnet.test.", address(EDGE));
    add("mail.zeta-voice.test.", address(ORIGIN));
    add("shieldnet.test.", address(SHIELDNET.machine(1)));
    add("v6.northbyte.test.", RData::AAAA(AAAA(Ipv6Addr::LOCALHOST)));
    add(
        &reverse(ORIGIN),
        RData::PTR(PTR(parse("static-10.northbyte.test."))),
    );
    add(
        &reverse(EDGE),
        RData::PTR(PTR(parse("edge-10.shieldnet.test."))),
    );
    zones
}

fn soa(master: &str) -> RData {
    let responsible = parse("hostmaster.namewright.test.");
    RData::SOA(SOA::new(
        parse(master),
        responsible,
        2_026_030_201,
        3_600,
        600,
        86_400,
        60,
    ))
}

fn reverse(ip: Ipv4Addr) -> String {
    let [a, b, c, d] = ip.octets();
    format!("{d}.{c}.{b}.{a}.in-addr.arpa.")
}

#[cfg(test)]
mod tests;
