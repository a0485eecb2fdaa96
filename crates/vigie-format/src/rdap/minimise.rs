//! An answer made blind to persons, so that what is kept as evidence holds none of them.
//!
//! Abuse desks and registrars are providers and stay; whoever registered the subject goes, except
//! for the name of the organisation that holds a network.

use serde_json::{Map, Value, json};

use super::answer::{RdapError, is_network, parse_json};
use super::contact::{has_organisation, is_individual, organisation_name, roles};

/// The bytes that may be kept, and whether anything was left out of them.
///
/// An answer without persons is kept as it is, byte for byte. Linear in its size; the depth is the
/// JSON parser's, at most 128.
///
/// # Errors
///
/// [`RdapError`] when it is too large or not JSON.
pub fn minimise_rdap(bytes: &[u8]) -> Result<(Vec<u8>, bool), RdapError> {
    let mut value = parse_json(bytes)?;
    let is_network = is_network(&value);
    if strip(&mut value, is_network) {
        Ok((value.to_string().into_bytes(), true))
    } else {
        Ok((bytes.to_vec(), false))
    }
}

/// Takes out what belongs to persons, wherever an entity stands; says whether it did.
fn strip(value: &mut Value, is_network: bool) -> bool {
    if is_entity(value) && !is_provider(value, is_network) {
        let name = organisation_name(value).filter(|_| is_network);
        if let Value::Object(entity) = value {
            blind(entity, name);
        }
        strip_parts(value, is_network);
        return true;
    }
    strip_parts(value, is_network)
}

fn strip_parts(value: &mut Value, is_network: bool) -> bool {
    // Every part is visited: `any` would stop at the first.
    let strip_one = |left_out: bool, part: &mut Value| strip(part, is_network) || left_out;
    match value {
        Value::Array(parts) => parts.iter_mut().fold(false, strip_one),
        Value::Object(parts) => parts.values_mut().fold(false, strip_one),
        _ => false,
    }
}

fn is_entity(value: &Value) -> bool {
    value.is_object()
        && (!value["vcardArray"].is_null()
            || !value["roles"].is_null()
            || value["objectClassName"] == "entity")
}

/// Leaves the roles and what stands below, because an abuse desk may.
fn blind(entity: &mut Map<String, Value>, name: Option<String>) {
    entity.retain(|key, _| matches!(key.as_str(), "objectClassName" | "roles" | "entities"));
    if let Some(name) = name {
        let card = json!([
            "vcard",
            [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
        ]);
        entity.insert("vcardArray".to_owned(), card);
    }
}

/// Abuse desks and registrars are providers; registrants, and whoever is an individual, are not.
fn is_provider(entity: &Value, is_network: bool) -> bool {
    const SOMEBODY: [&str; 5] = [
        "registrant",
        "administrative",
        "billing",
        "reseller",
        "proxy",
    ];
    let roles = roles(entity);
    let has = |role: &str| roles.iter().any(|known| known == role);
    if has("abuse") {
        return true;
    }
    if SOMEBODY.into_iter().any(has) || is_individual(entity) {
        return false;
    }
    has("registrar") || has("technical") && (is_network || has_organisation(entity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdap::parse_rdap;

    fn kept(answer: &str) -> (String, bool) {
        let (kept, is_minimised) = minimise_rdap(answer.as_bytes()).unwrap();
        (String::from_utf8(kept).unwrap(), is_minimised)
    }

    /// Goal: a person is left out wherever and in whatever shape the entity stands.
    #[test]
    fn persons_are_left_out_wherever_they_stand() {
        let card = r#""vcardArray":["vcard",[["fn",{},"text","A Person"],["email",{},"text","p@x.example"]]]"#;
        for answer in [
            format!(r#"{{"ldhName":"zeta.example","entities":{{"roles":["registrant"],{card}}}}}"#),
            format!(r#"{{"ldhName":"zeta.example","nameservers":[{{"entities":[{{{card}}}]}}]}}"#),
            format!(r#"{{"ldhName":"zeta.example","entities":[{{"roles":"registrant",{card}}}]}}"#),
            format!(
                r#"{{"ldhName":"zeta.example","entities":[{{"roles":["registrar"],"entities":[{{"roles":["technical"],{card}}}]}}]}}"#
            ),
        ] {
            let (kept, is_minimised) = kept(&answer);
            assert!(
                is_minimised && !kept.contains("Person") && !kept.contains("p@x"),
                "{kept}"
            );
            let (read, _) = parse_rdap(kept.as_bytes()).unwrap();
            assert!(read.contacts.is_empty() && read.holder.is_none());
        }
    }

    /// Goal: an individual is nobody's contact, whatever the registry calls the role.
    #[test]
    fn individuals_are_left_out() {
        let (kept, is_minimised) = kept(
            r#"{"objectClassName":"domain","ldhName":"zeta.example","entities":[
            {"roles":["technical"],"vcardArray":["vcard",[["kind",{},"text","individual"],
            ["fn",{},"text","A Person"],["email",{},"text","person@zeta.example"]]]},
            {"roles":["registrant","technical"],"vcardArray":["vcard",[["org",{},"text","O"],
            ["email",{},"text","owner@zeta.example"]]]}]}"#,
        );
        assert!(is_minimised);
        assert!(
            !kept.contains("person@") && !kept.contains("A Person") && !kept.contains("owner@")
        );
        let (read, _) = parse_rdap(kept.as_bytes()).unwrap();
        assert!(read.contacts.is_empty());
    }

    /// Goal: of a network's holder the organisation's name stays and nothing else; abuse desks stay.
    #[test]
    fn a_networks_organisation_keeps_its_name() {
        let (kept, is_minimised) = kept(
            r#"{"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255",
            "entities":[{"roles":["registrant"],"handle":"H-1","vcardArray":["vcard",[["org",{},"text",["Zeta Hosting","Unit"]],
            ["email",{},"text","who@zeta.example"]]],
            "entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@zeta.example"]]]}]}]}"#,
        );
        assert!(is_minimised && !kept.contains("who@zeta.example") && !kept.contains("H-1"));
        let (read, _) = parse_rdap(kept.as_bytes()).unwrap();
        assert_eq!(read.holder.as_deref(), Some("Zeta Hosting"));
        assert_eq!(read.notice_emails(), ["abuse@zeta.example"]);
    }

    /// Goal: an answer without persons is kept byte for byte.
    #[test]
    fn an_answer_without_persons_is_kept_as_it_is() {
        let answer = r#"{ "ldhName" : "zeta.example" }"#;
        assert_eq!(kept(answer), (answer.to_owned(), false));
    }
}
