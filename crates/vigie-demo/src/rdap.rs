//! The registry's RDAP server: networks, autonomous systems, domains, in the shape of RFC 9083.

use std::net::{IpAddr, Ipv4Addr};

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use serde_json::{Value, json};

use crate::address::{DNS_SERVERS, PROVIDERS, Provider, find_provider_by_ip};

/// The registrar through which every domain is registered, with its own abuse desk.
const REGISTRAR: &str = "Namewright Registrar";
const REGISTRAR_ABUSE_MAIL: &str = "abuse@namewright.test";

/// Answers one request; `base_url` ends with a slash.
pub(crate) fn answer(base_url: &str, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let (status, body) = look_up(base_url, request.uri().path());
    Response::builder()
        .status(status)
        .header("content-type", "application/rdap+json")
        .header("access-control-allow-origin", "*")
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap_or_default()
}

/// The status and the object at a path below `/rdap/`.
fn look_up(base_url: &str, path: &str) -> (u16, Value) {
    let path = path
        .strip_prefix("/rdap/")
        .unwrap_or(path)
        .trim_end_matches('/');
    let found = match path.split_once('/') {
        Some(("ip", ip)) => network(base_url, ip),
        Some(("autnum", number)) => autnum(base_url, number),
        Some(("domain", name)) => domain(base_url, &name.to_ascii_lowercase(), Answerer::Registry),
        // What the registry's `related` link leads to.
        Some(("registrar", rest)) => rest
            .strip_prefix("domain/")
            .and_then(|name| domain(base_url, &name.to_ascii_lowercase(), Answerer::Registrar)),
        None if path == "help" => Some(json!({
            "rdapConformance": ["rdap_level_0"],
            "notices": [{ "title": "Help", "description": ["The registry of the small internet."] }],
        })),
        _ => {
            return (
                400,
                problem(400, "Bad Request", "this kind of object is not kept here"),
            );
        }
    };
    found.map_or_else(
        || {
            (
                404,
                problem(404, "Not Found", "nothing is registered under this name"),
            )
        },
        |object| (200, object),
    )
}

fn problem(status: u16, title: &str, description: &str) -> Value {
    json!({
        "rdapConformance": ["rdap_level_0"],
        "errorCode": status,
        "title": title,
        "description": [description],
    })
}

/// `/ip/ADDRESS` or `/ip/ADDRESS/LENGTH`: the smallest registered network around it.
fn network(base_url: &str, asked: &str) -> Option<Value> {
    let address = asked.split('/').next()?;
    let IpAddr::V4(ip) = address.parse().ok()? else {
        return None;
    };
    let provider = find_provider_by_ip(ip)?;
    let [a, b] = provider.network;
    let prefix = provider.prefix();
    Some(json!({
        "rdapConformance": ["rdap_level_0", "cidr0"],
        "objectClassName": "ip network",
        "handle": format!("NET-{a}-{b}-0-0-1"),
        "startAddress": Ipv4Addr::new(a, b, 0, 0).to_string(),
        "endAddress": Ipv4Addr::new(a, b, 255, 255).to_string(),
        "ipVersion": "v4",
        "name": handle(provider),
        "type": "ASSIGNED PA",
        "country": provider.country,
        "parentHandle": "NET-127-0-0-0-1",
        "status": ["active"],
        "cidr0_cidrs": [{ "v4prefix": Ipv4Addr::new(a, b, 0, 0).to_string(), "length": 16 }],
        "arin_originas0_originautnums": [provider.asn],
        "links": [self_link(base_url, &format!("ip/{prefix}"))],
        "events": events(),
        "entities": [holder(base_url, provider)],
        "port43": "whois.namewright.test",
    }))
}

fn autnum(base_url: &str, asked: &str) -> Option<Value> {
    let number: u32 = asked.trim_start_matches("AS").parse().ok()?;
    let provider = PROVIDERS.iter().find(|provider| provider.asn == number)?;
    Some(json!({
        "rdapConformance": ["rdap_level_0"],
        "objectClassName": "autnum",
        "handle": format!("AS{number}"),
        "startAutnum": number,
        "endAutnum": number,
        "name": handle(provider),
        "type": "DIRECT ALLOCATION",
        "country": provider.country,
        "status": ["active"],
        "links": [self_link(base_url, &format!("autnum/{number}"))],
        "events": events(),
        "entities": [holder(base_url, provider)],
    }))
}

/// Who answers for a domain: the registry sends on to the registrar, which has the last word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answerer {
    Registry,
    Registrar,
}

fn domain(base_url: &str, name: &str, answerer: Answerer) -> Option<Value> {
    let is_registered = ["zeta-voice.test", "walls.test", "postroom.test"].contains(&name)
        || PROVIDERS.iter().any(|provider| provider.domain == name);
    if !is_registered {
        return None;
    }
    let mut links = vec![self_link(base_url, &format!("domain/{name}"))];
    if answerer == Answerer::Registry {
        let related = format!("{base_url}registrar/domain/{name}");
        links.push(json!({
            "value": format!("{base_url}domain/{name}"), "rel": "related", "href": related,
            "type": "application/rdap+json",
        }));
    }
    let keeper = if name == "zeta-voice.test" {
        "shieldnet"
    } else {
        "namewright"
    };
    let servers: Vec<Value> = (1..=DNS_SERVERS.len())
        .map(|n| json!({ "objectClassName": "nameserver", "ldhName": format!("ns{n}.{keeper}.test") }))
        .collect();
    let mut object = json!({
        "rdapConformance": ["rdap_level_0"],
        "objectClassName": "domain",
        "handle": format!("DOM-{}", name.trim_end_matches(".test").to_uppercase()),
        "ldhName": name,
        "status": ["client transfer prohibited"],
        "links": links,
        "events": events(),
        "nameservers": servers,
        "secureDNS": { "delegationSigned": false },
        "entities": [registrar(base_url)],
        "port43": "whois.namewright.test",
    });
    if name == "zeta-voice.test" {
        redact(&mut object);
    }
    Some(object)
}

/// The registrant is there in name only, RFC 9537.
fn redact(object: &mut Value) {
    object["rdapConformance"] = json!(["rdap_level_0", "redacted"]);
    if let Some(entities) = object["entities"].as_array_mut() {
        entities.push(json!({
            "objectClassName": "entity",
            "handle": "REG-0012",
            "roles": ["registrant"],
            "vcardArray": ["vcard", [
                ["version", {}, "text", "4.0"],
                ["fn", {}, "text", ""],
            ]],
        }));
    }
    object["redacted"] = json!([
        {
            "name": { "description": "Registrant Name" },
            "postPath": "$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='fn')][3]",
            "pathLang": "jsonpath",
            "method": "emptyValue",
            "reason": { "description": "Server policy" },
        },
        {
            "name": { "type": "Registrant Email" },
            "prePath": "$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='email')]",
            "method": "removal",
            "reason": { "description": "Server policy" },
        },
    ]);
}

/// The holder of a network, its abuse contact nested inside as real registries do.
fn holder(base_url: &str, provider: &Provider) -> Value {
    json!({
        "objectClassName": "entity",
        "handle": handle(provider),
        "roles": ["registrant"],
        "vcardArray": card(provider.name, "org", None),
        "links": [self_link(base_url, &format!("entity/{}", handle(provider)))],
        "entities": [{
            "objectClassName": "entity",
            "handle": format!("{}-ABUSE", handle(provider)),
            "roles": ["abuse"],
            "vcardArray": card(&format!("{} abuse desk", provider.name), "group", Some(provider.abuse_mail)),
        }],
    })
}

fn registrar(base_url: &str) -> Value {
    json!({
        "objectClassName": "entity",
        "handle": "NAMEWRIGHT",
        "roles": ["registrar"],
        "publicIds": [{ "type": "IANA Registrar ID", "identifier": "9999" }],
        "vcardArray": card(REGISTRAR, "org", Some("info@namewright.test")),
        "links": [self_link(base_url, "entity/NAMEWRIGHT")],
        "entities": [{
            "objectClassName": "entity",
            "roles": ["abuse"],
            "vcardArray": card("Abuse contact", "group", Some(REGISTRAR_ABUSE_MAIL)),
        }],
    })
}

fn card(name: &str, kind: &str, mail: Option<&str>) -> Value {
    let mut fields = vec![
        json!(["version", {}, "text", "4.0"]),
        json!(["fn", {}, "text", name]),
        json!(["kind", {}, "text", kind]),
    ];
    if let Some(mail) = mail {
        fields.push(json!(["email", { "type": "work", "pref": "1" }, "text", mail]));
    }
    json!(["vcard", fields])
}

fn handle(provider: &Provider) -> String {
    provider.domain.trim_end_matches(".test").to_uppercase()
}

fn self_link(base_url: &str, path: &str) -> Value {
    let href = format!("{base_url}{path}");
    json!({ "value": href, "rel": "self", "href": href, "type": "application/rdap+json" })
}

fn events() -> Value {
    json!([
        { "eventAction": "registration", "eventDate": "2019-05-06T10:00:00Z" },
        { "eventAction": "last changed", "eventDate": "2025-11-03T08:00:00Z" },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://127.53.0.43:1/rdap/";

    /// Goal: an address leads to its holder and the abuse contact nested inside.
    #[test]
    fn a_network_names_its_holder_and_abuse_desk() {
        let (status, object) = look_up(BASE, "/rdap/ip/127.22.0.10");
        assert_eq!(status, 200);
        assert_eq!(object["startAddress"], "127.22.0.0");
        let holder = &object["entities"][0];
        assert_eq!(holder["vcardArray"][1][1][3], "Northbyte Hosting");
        let abuse = &holder["entities"][0];
        assert_eq!(abuse["roles"][0], "abuse");
        assert_eq!(abuse["vcardArray"][1][3][3], "abuse@northbyte.test");
    }

    /// Goal: the registry sends on to the registrar; the redaction is declared.
    #[test]
    fn a_domain_names_its_registrar_and_what_is_redacted() {
        let (_, object) = look_up(BASE, "/rdap/domain/Zeta-Voice.test");
        assert_eq!(object["links"][1]["rel"], "related");
        assert_eq!(object["redacted"][0]["method"], "emptyValue");
        assert_eq!(
            object["entities"][0]["entities"][0]["vcardArray"][1][3][3],
            REGISTRAR_ABUSE_MAIL
        );
        let (status, related) = look_up(BASE, "/rdap/registrar/domain/zeta-voice.test");
        assert_eq!(
            (status, related["links"].as_array().unwrap().len()),
            (200, 1)
        );
        assert!(
            look_up(BASE, "/rdap/domain/plazaa.test")
                .1
                .get("redacted")
                .is_none()
        );
    }

    /// Goal: absent objects and absent kinds are errors in RDAP's own shape.
    #[test]
    fn what_is_not_registered_is_an_error_object() {
        for path in [
            "/rdap/ip/10.0.0.1",
            "/rdap/ip/::1",
            "/rdap/autnum/1",
            "/rdap/domain/a.test",
        ] {
            let (status, object) = look_up(BASE, path);
            assert_eq!((status, &object["errorCode"]), (404, &json!(404)), "{path}");
        }
        assert_eq!(look_up(BASE, "/rdap/nonsense/x").0, 400);
        assert_eq!(look_up(BASE, "/rdap/autnum/64501").1["name"], "SHIELDNET");
    }
}
