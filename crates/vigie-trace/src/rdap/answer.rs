//! One RDAP answer (RFC 9083): what it says about providers, and the bytes that may be kept.
//!
//! Contacts stand in nested entities, so the whole tree is walked. What belongs to registrants
//! and other persons is neither read nor kept.

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::chain::{ContactChannel, ContactRole, Redaction};
use crate::registration::{
    RawContact, Registrar, Registration, Span, parse_email, parse_form, rank_contacts,
};

/// Levels of entities inside entities.
const DEPTH_MAX: usize = 6;
/// Entities looked at in one answer.
const ENTITIES_MAX: usize = 256;
/// Length of a name, handle or reason.
const TEXT_CHARS_MAX: usize = 200;
/// Redactions and related links kept.
const NOTES_MAX: usize = 64;

/// Reads an answer. Errors name what made it unusable altogether.
pub(crate) fn parse_answer(bytes: &[u8]) -> Result<Registration, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        format!(
            "not JSON at line {}, column {}",
            error.line(),
            error.column()
        )
    })?;
    let Some(object) = value.as_object() else {
        return Err("not a JSON object".to_owned());
    };
    if object.contains_key("errorCode") {
        return Err("an error notice in place of an answer".to_owned());
    }
    let is_network = is_network(object);
    let mut registration = Registration {
        handle: text(object, "handle"),
        name: text(object, "name").or_else(|| text(object, "ldhName")),
        country: text(object, "country").filter(|code| code.len() == 2),
        range: span(object),
        redactions: redactions(object),
        related: related(object),
        ..Registration::default()
    };
    let mut walk = Walk {
        registration: &mut registration,
        is_network,
        entities: 0,
    };
    walk.entities_of(object, &[], 0);
    if walk.entities >= ENTITIES_MAX {
        registration.defects.push(format!(
            "more than {ENTITIES_MAX} entities; the rest was left"
        ));
    }
    rank_contacts(&mut registration.contacts);
    Ok(registration)
}

/// The answer without what belongs to persons, and whether anything was left out.
///
/// The parts of networks keep the name of their organisation, because that is the provider.
pub(crate) fn minimise(bytes: &[u8]) -> (Vec<u8>, bool) {
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        // What is no JSON cannot be told apart: nothing of it is kept but its hash.
        return (Vec::new(), true);
    };
    let Some(object) = value.as_object_mut() else {
        return (Vec::new(), true);
    };
    let is_network = is_network(object);
    let left_out = strip_entities(object, is_network, 0);
    if !left_out {
        return (bytes.to_vec(), false);
    }
    (serde_json::to_vec(&value).unwrap_or_default(), true)
}

fn strip_entities(object: &mut Map<String, Value>, is_network: bool, depth: usize) -> bool {
    let Some(entities) = object.get_mut("entities").and_then(Value::as_array_mut) else {
        return false;
    };
    if depth > DEPTH_MAX {
        entities.clear();
        return true;
    }
    let mut left_out = false;
    for entity in entities.iter_mut().filter_map(Value::as_object_mut) {
        if standing(entity, is_network) != Standing::Provider {
            let organisation = (is_network && !is_individual(entity)).then(|| organisation(entity));
            entity
                .retain(|key, _| matches!(key.as_str(), "objectClassName" | "roles" | "entities"));
            if let Some(name) = organisation.flatten() {
                entity.insert("vcardArray".to_owned(), bare_card(&name));
            }
            left_out = true;
        }
        left_out |= strip_entities(entity, is_network, depth + 1);
    }
    left_out
}

fn bare_card(name: &str) -> Value {
    serde_json::json!([
        "vcard",
        [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
    ])
}

/// Whether an entity speaks for a provider or is somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Provider,
    Person,
}

/// Abuse desks and registrars are providers; registrants, and whoever is an individual, are not.
fn standing(entity: &Map<String, Value>, is_network: bool) -> Standing {
    let roles = roles(entity);
    let has = |role: &str| roles.iter().any(|known| known == role);
    if has("abuse") || has("registrar") && !is_individual(entity) {
        return Standing::Provider;
    }
    let is_somebody = [
        "registrant",
        "administrative",
        "billing",
        "reseller",
        "sponsor",
        "proxy",
    ]
    .into_iter()
    .any(has);
    let is_desk = has("technical") || has("noc");
    if is_desk && !is_somebody && !is_individual(entity) && (is_network || has_organisation(entity))
    {
        Standing::Provider
    } else {
        Standing::Person
    }
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

struct Walk<'a> {
    registration: &'a mut Registration,
    is_network: bool,
    entities: usize,
}

impl Walk<'_> {
    fn entities_of(&mut self, object: &Map<String, Value>, above: &[String], depth: usize) {
        let entities = object.get("entities").and_then(Value::as_array);
        for entity in entities.into_iter().flatten().filter_map(Value::as_object) {
            if self.entities >= ENTITIES_MAX || depth > DEPTH_MAX {
                return;
            }
            self.entities += 1;
            let roles = roles(entity);
            self.entity(entity, &roles, above);
            self.entities_of(entity, &roles, depth + 1);
        }
    }

    fn entity(&mut self, entity: &Map<String, Value>, roles: &[String], above: &[String]) {
        let has = |role: &str| roles.iter().any(|known| known == role);
        let is_top = above.is_empty();
        if has("registrar") && self.registration.registrar.is_none() && !self.is_network {
            self.registration.registrar = organisation(entity)
                .or_else(|| text(entity, "handle"))
                .map(|name| Registrar {
                    name,
                    id: registrar_id(entity),
                });
        }
        let names_holder = self.is_network && is_top && has("registrant");
        if names_holder && self.registration.holder.is_none() && !is_individual(entity) {
            self.registration.holder = organisation(entity);
        }
        if standing(entity, self.is_network) == Standing::Provider {
            let role = if has("abuse") {
                ContactRole::Abuse
            } else if has("registrar") {
                ContactRole::Registrar
            } else {
                ContactRole::Technical
            };
            self.contacts(entity, role);
        }
    }

    fn contacts(&mut self, entity: &Map<String, Value>, role: ContactRole) {
        let handle = text(entity, "handle");
        for property in card(entity) {
            let channel = match property.name.as_str() {
                "email" => parse_email(&property.value).map(ContactChannel::Email),
                "contact-uri" => parse_form(&property.value).map(ContactChannel::Url),
                _ => continue,
            };
            match channel {
                Some(channel) => self.registration.contacts.push(RawContact {
                    role,
                    channel,
                    preference: property.preference,
                    entity: handle.clone(),
                }),
                None => self
                    .registration
                    .defects
                    .push(format!("an `{}` property is unusable", property.name)),
            }
        }
    }
}

/// One property of a jCard (RFC 7095): `[name, parameters, type, value]`.
struct Property {
    name: String,
    value: String,
    preference: u8,
}

fn card(entity: &Map<String, Value>) -> Vec<Property> {
    let properties = entity
        .get("vcardArray")
        .and_then(|card| card.get(1))
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    properties
        .iter()
        .take(ENTITIES_MAX)
        .filter_map(|property| {
            let name = property.get(0)?.as_str()?.to_lowercase();
            let value = match property.get(3)? {
                Value::String(text) => text.clone(),
                // Structured values: the first part that says something.
                Value::Array(parts) => parts
                    .iter()
                    .filter_map(Value::as_str)
                    .find(|part| !part.is_empty())?
                    .to_owned(),
                _ => return None,
            };
            Some(Property {
                name,
                value,
                preference: preference(property.get(1)),
            })
        })
        .collect()
}

/// `pref` is a number in some answers and a text in others.
fn preference(parameters: Option<&Value>) -> u8 {
    let parsed = match parameters.and_then(|parameters| parameters.get("pref")) {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    parsed
        .and_then(|number| u8::try_from(number).ok())
        .filter(|n| (1..=100).contains(n))
        .unwrap_or(100)
}

fn organisation(entity: &Map<String, Value>) -> Option<String> {
    let card = card(entity);
    let find = |name: &str| {
        card.iter()
            .find(|property| property.name == name && !property.value.trim().is_empty())
            .map(|property| shorten(&property.value))
    };
    find("fn").or_else(|| find("org"))
}

fn has_organisation(entity: &Map<String, Value>) -> bool {
    card(entity).iter().any(|property| {
        property.name == "org" && !property.value.trim().is_empty()
            || property.name == "kind" && matches!(property.value.as_str(), "org" | "group")
    })
}

fn is_individual(entity: &Map<String, Value>) -> bool {
    card(entity).iter().any(|property| {
        property.name == "kind" && property.value.eq_ignore_ascii_case("individual")
    })
}

fn registrar_id(entity: &Map<String, Value>) -> Option<String> {
    let ids = entity.get("publicIds").and_then(Value::as_array);
    ids.into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .find(|id| text(id, "type").is_some_and(|kind| kind.contains("IANA")))
        .and_then(|id| text(id, "identifier"))
        .map(|number| format!("iana:{number}"))
        .or_else(|| text(entity, "handle"))
}

fn is_network(object: &Map<String, Value>) -> bool {
    let class = object
        .get("objectClassName")
        .and_then(Value::as_str)
        .unwrap_or_default();
    class == "ip network"
        || class == "autnum"
        || object.contains_key("startAddress")
        || object.contains_key("startAutnum")
}

fn span(object: &Map<String, Value>) -> Option<Span> {
    let address = |key: &str| -> Option<IpAddr> {
        // Some registries append the prefix length to the address.
        object
            .get(key)?
            .as_str()?
            .split('/')
            .next()?
            .trim()
            .parse()
            .ok()
    };
    let number = |key: &str| {
        object
            .get(key)?
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
    };
    let addresses = || {
        Some(Span::Addresses(
            address("startAddress")?,
            address("endAddress")?,
        ))
    };
    let numbers = || Some(Span::Numbers(number("startAutnum")?, number("endAutnum")?));
    addresses().or_else(numbers)
}

/// RFC 9537: what the registry withheld and why. "Redacted because …", never "unknown".
fn redactions(object: &Map<String, Value>) -> Vec<Redaction> {
    let described = |value: Option<&Value>| {
        let value = value?;
        value
            .get("description")
            .or_else(|| value.get("type"))
            .and_then(Value::as_str)
            .map(shorten)
    };
    let items = object.get("redacted").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .take(NOTES_MAX)
        .filter_map(|item| {
            Some(Redaction {
                name: described(item.get("name"))?,
                // The RFC's default.
                method: item
                    .get("method")
                    .and_then(Value::as_str)
                    .map_or_else(|| "removal".to_owned(), shorten),
                reason: described(item.get("reason")),
            })
        })
        .collect()
}

fn related(object: &Map<String, Value>) -> Vec<String> {
    let links = object.get("links").and_then(Value::as_array);
    links
        .into_iter()
        .flatten()
        .take(NOTES_MAX)
        .filter(|link| {
            let part = |key: &str| link.get(key).and_then(Value::as_str).unwrap_or_default();
            part("rel") == "related" && part("type") == "application/rdap+json"
        })
        .filter_map(|link| link.get("href").and_then(Value::as_str).map(str::to_owned))
        .collect()
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    object
        .get(key)
        .and_then(Value::as_str)
        .map(shorten)
        .filter(|text| !text.is_empty())
}

/// One line of at most [`TEXT_CHARS_MAX`] characters, control characters taken out.
fn shorten(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(TEXT_CHARS_MAX)
        .collect()
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
        let registration = parse_answer(answer).unwrap();
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
        assert_eq!(registration.defects.len(), 1);
        let span = registration.range.unwrap();
        assert!(span.holds(&crate::registration::Subject::Address(
            "192.0.2.9".parse().unwrap()
        )));

        let (kept, is_minimised) = minimise(answer);
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
        let registration = parse_answer(answer).unwrap();
        assert!(registration.contacts.is_empty());
        let (kept, _) = minimise(answer);
        let kept = String::from_utf8(kept).unwrap();
        assert!(
            !kept.contains("person@") && !kept.contains("A Person") && !kept.contains("owner@")
        );
    }

    /// Goal: hostile shapes give an error or defects, never a panic.
    #[test]
    fn hostile_answers_are_survived() {
        assert!(parse_answer(b"<html>").is_err());
        assert!(parse_answer(b"[]").is_err());
        assert!(parse_answer(br#"{"errorCode":404}"#).is_err());
        assert_eq!(minimise(b"<html>"), (Vec::new(), true));
        let odd = br#"{"entities":[1,{"roles":7,"vcardArray":{}},{"roles":"abuse","vcardArray":["vcard",[[],["email"],["email",1,2,3]]]}],"links":{},"redacted":[{}]}"#;
        assert!(parse_answer(odd).unwrap().contacts.is_empty());
        let deep = format!("{}{}", r#"{"entities":["#.repeat(60), "]}".repeat(60));
        assert!(parse_answer(deep.as_bytes()).is_ok());
        assert!(minimise(deep.as_bytes()).1);
    }
}
