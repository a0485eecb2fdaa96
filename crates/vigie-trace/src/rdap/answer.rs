//! One RDAP answer: first made blind to persons, then read.
//!
//! What belongs to registrants and other persons is neither read nor kept: the answer is reduced
//! before `vigie-format` takes it apart, so what is not kept cannot be read.

use serde_json::{Map, Value};
use vigie_format::rdap::{RdapContact, RdapSubject, parse_rdap};

use crate::chain::{ContactChannel, ContactRole, Redaction};
use crate::registration::{
    RawContact, Registrar, Registration, Span, parse_email, parse_form, rank_contacts,
};

/// Length of a name.
const NAME_CHARS_MAX: usize = 200;
/// Properties of a card that are looked at.
const PROPERTIES_MAX: usize = 256;

/// An answer read, with the bytes of it that may be kept.
#[derive(Debug)]
pub(crate) struct ReadAnswer {
    pub(crate) registration: Registration,
    pub(crate) kept: Vec<u8>,
    pub(crate) is_minimised: bool,
}

/// Reduces and reads an answer. Errors name what made it unusable altogether.
pub(crate) fn read_answer(bytes: &[u8]) -> Result<ReadAnswer, String> {
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| {
        format!(
            "not JSON at line {}, column {}",
            error.line(),
            error.column()
        )
    })?;
    let is_network = is_network(&value);
    let is_minimised = strip(&mut value, is_network);
    let kept = if is_minimised {
        value.to_string().into_bytes()
    } else {
        bytes.to_vec()
    };
    let (answer, defects) = parse_rdap(&kept).map_err(|error| error.to_string())?;
    let related = answer.related().map(str::to_owned);
    let (name, country, range) = match answer.subject {
        RdapSubject::Network {
            name,
            country,
            range,
            ..
        } => (
            name,
            country,
            range.map(|(first, last)| Span::Addresses(first, last)),
        ),
        RdapSubject::Autnum {
            name,
            country,
            range,
        } => (
            name,
            country,
            range.map(|(first, last)| Span::Numbers(first, last)),
        ),
        RdapSubject::Domain { name, .. } | RdapSubject::Nameserver { name } => {
            (Some(name), None, None)
        }
        RdapSubject::Entity => (None, None, None),
    };
    let mut registration = Registration {
        handle: answer.handle,
        name,
        holder: if is_network {
            find_holder(&value)
        } else {
            None
        },
        country,
        range,
        registrar: answer
            .registrar
            .filter(|_| !is_network)
            .map(|(name, number)| Registrar {
                name,
                id: number.map(|number| format!("iana:{number}")),
            }),
        contacts: answer.contacts.iter().flat_map(raw_contacts).collect(),
        redactions: answer
            .redacted
            .into_iter()
            .map(|redacted| Redaction {
                name: redacted.name,
                // The default of RFC 9537.
                method: redacted.method.unwrap_or_else(|| "removal".to_owned()),
                reason: redacted.reason,
            })
            .collect(),
        related,
        defects: defects.iter().map(ToString::to_string).collect(),
    };
    rank_contacts(&mut registration.contacts);
    Ok(ReadAnswer {
        registration,
        kept,
        is_minimised,
    })
}

/// Every address and form of a contact that a notice could be sent to.
fn raw_contacts(contact: &RdapContact) -> Vec<RawContact> {
    use vigie_format::rdap::ContactRole as Published;
    let role = match contact.role {
        Published::Abuse => ContactRole::Abuse,
        Published::Technical => ContactRole::Technical,
        Published::Registrar => ContactRole::Registrar,
    };
    let emails = contact.emails.iter().filter_map(|text| parse_email(text));
    let forms = contact.web_forms.iter().filter_map(|text| parse_form(text));
    emails
        .map(ContactChannel::Email)
        .chain(forms.map(ContactChannel::Url))
        .map(|channel| RawContact {
            role,
            channel,
            entity: contact.handle.clone(),
        })
        .collect()
}

/// Takes out what belongs to persons, wherever an entity stands; says whether it did.
///
/// The parts of networks keep the name of their organisation, because that is the provider.
/// The depth is the JSON parser's, at most 128.
fn strip(value: &mut Value, is_network: bool) -> bool {
    match value {
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |left_out, value| strip(value, is_network) | left_out),
        Value::Object(object) => {
            let is_entity = object.contains_key("vcardArray")
                || object.contains_key("roles")
                || object
                    .get("objectClassName")
                    .is_some_and(|class| class == "entity");
            let mut left_out = false;
            if is_entity && !is_provider(object, is_network) {
                let name = if is_network {
                    organisation(object)
                } else {
                    None
                };
                object.retain(|key, _| {
                    matches!(key.as_str(), "objectClassName" | "roles" | "entities")
                });
                if let Some(name) = name {
                    object.insert("vcardArray".to_owned(), bare_card(&name));
                }
                left_out = true;
            }
            object.values_mut().fold(left_out, |left_out, value| {
                strip(value, is_network) | left_out
            })
        }
        _ => false,
    }
}

fn bare_card(name: &str) -> Value {
    serde_json::json!([
        "vcard",
        [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
    ])
}

/// Abuse desks and registrars are providers; registrants, and whoever is an individual, are not.
fn is_provider(entity: &Map<String, Value>, is_network: bool) -> bool {
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

fn roles(entity: &Map<String, Value>) -> Vec<String> {
    match entity.get("roles") {
        Some(Value::Array(roles)) => roles
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .collect(),
        Some(Value::String(role)) => vec![role.to_lowercase()],
        _ => Vec::new(),
    }
}

/// The organisation a network is registered to; an individual is not named.
fn find_holder(answer: &Value) -> Option<String> {
    let entities = answer.get("entities")?.as_array()?;
    entities
        .iter()
        .filter_map(Value::as_object)
        .find(|entity| roles(entity).iter().any(|role| role == "registrant"))
        .and_then(organisation)
}

/// Name and value of each property of the jCard (RFC 7095): `[name, parameters, type, value]`.
fn card(entity: &Map<String, Value>) -> impl Iterator<Item = (String, &str)> {
    let properties = entity
        .get("vcardArray")
        .and_then(|card| card.get(1))
        .and_then(Value::as_array);
    properties
        .into_iter()
        .flatten()
        .take(PROPERTIES_MAX)
        .filter_map(|property| {
            let value = match property.get(3)? {
                Value::String(text) => text.as_str(),
                // Structured values: the first part that says something.
                Value::Array(parts) => parts
                    .iter()
                    .filter_map(Value::as_str)
                    .find(|part| !part.is_empty())?,
                _ => return None,
            };
            Some((property.get(0)?.as_str()?.to_lowercase(), value.trim()))
        })
}

fn organisation(entity: &Map<String, Value>) -> Option<String> {
    if is_individual(entity) {
        return None;
    }
    let find = |wanted: &str| {
        card(entity)
            .find(|(name, value)| name == wanted && !value.is_empty())
            .map(|(_, value)| {
                value
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(NAME_CHARS_MAX)
                    .collect()
            })
    };
    find("fn").or_else(|| find("org"))
}

fn has_organisation(entity: &Map<String, Value>) -> bool {
    card(entity).any(|(name, value)| match name.as_str() {
        "org" => !value.is_empty(),
        "kind" => value == "org" || value == "group",
        _ => false,
    })
}

fn is_individual(entity: &Map<String, Value>) -> bool {
    card(entity).any(|(name, value)| name == "kind" && value.eq_ignore_ascii_case("individual"))
}

fn is_network(answer: &Value) -> bool {
    let class = answer
        .get("objectClassName")
        .and_then(Value::as_str)
        .unwrap_or_default();
    class == "ip network"
        || class == "autnum"
        || answer.get("startAddress").is_some()
        || answer.get("startAutnum").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> ContactChannel {
        ContactChannel::Email(text.to_owned())
    }

    /// Goal: preference as number or text orders contacts; a form counts; a broken one is named.
    #[test]
    fn preference_and_forms_are_read() {
        let answer = br#"{"objectClassName":"ip network","startAddress":"192.0.2.0",
            "endAddress":"192.0.2.255/24","handle":"NET-ZETA","entities":[{"roles":["registrant"],
            "vcardArray":["vcard",[["fn",{},"text","Zeta Hosting"],["email",{},"text","who@zeta.example"]]],
            "entities":[{"roles":["abuse"],"handle":"AB-1","vcardArray":["vcard",[
            ["email",{"pref":"2"},"text","second@zeta.example"],
            ["email",{"pref":1},"text","first@zeta.example"],
            ["contact-uri",{},"uri","https://zeta.example/report"],
            ["email",{},"text","broken"]]]}]}]}"#;
        let ReadAnswer {
            registration,
            kept,
            is_minimised,
        } = read_answer(answer).unwrap();
        let channels: Vec<_> = registration
            .contacts
            .iter()
            .map(|contact| contact.channel.clone())
            .collect();
        assert_eq!(
            channels,
            [
                email("first@zeta.example"),
                email("second@zeta.example"),
                ContactChannel::Url("https://zeta.example/report".to_owned())
            ]
        );
        assert_eq!(registration.holder.as_deref(), Some("Zeta Hosting"));
        let span = registration.range.unwrap();
        assert!(span.holds(&crate::registration::Subject::Address(
            "192.0.2.9".parse().unwrap()
        )));

        let kept = String::from_utf8(kept).unwrap();
        assert!(is_minimised && !kept.contains("who@zeta.example"));
        assert!(kept.contains("first@zeta.example") && kept.contains("Zeta Hosting"));
    }

    /// Goal: an individual is neither holder nor contact, whatever the registry calls the role.
    #[test]
    fn individuals_are_left_out() {
        let answer = br#"{"objectClassName":"domain","ldhName":"zeta.example","entities":[
            {"roles":["technical"],"vcardArray":["vcard",[["kind",{},"text","individual"],
            ["fn",{},"text","A Person"],["email",{},"text","person@zeta.example"]]]},
            {"roles":["registrant","technical"],"vcardArray":["vcard",[["org",{},"text","O"],
            ["email",{},"text","owner@zeta.example"]]]}]}"#;
        let ReadAnswer {
            registration,
            kept,
            is_minimised,
        } = read_answer(answer).unwrap();
        assert!(registration.contacts.is_empty());
        assert!(is_minimised);
        let kept = String::from_utf8(kept).unwrap();
        assert!(
            !kept.contains("person@") && !kept.contains("A Person") && !kept.contains("owner@")
        );
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
            let read = read_answer(answer.as_bytes()).unwrap();
            let kept = String::from_utf8(read.kept).unwrap();
            assert!(
                read.is_minimised && !kept.contains("Person") && !kept.contains("p@x"),
                "{kept}"
            );
            assert!(read.registration.contacts.is_empty());
        }
    }

    /// Goal: hostile shapes give an error or defects, never a panic.
    #[test]
    fn hostile_answers_are_survived() {
        for bad in ["<html>", "[]", r#"{"errorCode":404}"#, "7", ""] {
            assert!(read_answer(bad.as_bytes()).is_err(), "{bad}");
        }
        let odd = br#"{"ldhName":"zeta.example","entities":[1,{"roles":7,"vcardArray":{}},
            {"roles":"abuse","vcardArray":["vcard",[[],["email"],["email",1,2,3]]]}],
            "links":{},"redacted":[{}]}"#;
        assert!(read_answer(odd).unwrap().registration.contacts.is_empty());
        for levels in [50, 5_000] {
            let deep = [
                r#"{"ldhName":"z.example","entities":["#.repeat(levels),
                "]}".repeat(levels),
            ];
            let _ = read_answer(deep.concat().as_bytes());
        }
    }
}
