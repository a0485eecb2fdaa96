//! Contacts inside an answer: roles, and what a jCard says. Source: RFC 9083 5.1, RFC 7095, RFC 8605.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Defect;
use crate::channel::{parse_email, parse_form};

use super::answer::{list, text, texts};

/// How deep entities are followed inside one another; registries nest two.
const ENTITY_DEPTH_MAX: usize = 4;
/// Contacts kept of one answer.
const CONTACTS_MAX: usize = 64;

/// The roles a notice may go to, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Handles reports of abuse.
    Abuse,
    /// Runs the machines.
    Technical,
    /// Registered the name for the holder.
    Registrar,
}

/// A published contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdapContact {
    /// In which role it is published.
    pub role: ContactRole,
    /// Name of the organisation, or of the desk.
    pub name: Option<String>,
    /// Addresses, preferred first.
    pub emails: Vec<String>,
    /// Telephone numbers, preferred first.
    pub phones: Vec<String>,
    /// Web forms. Source: RFC 8605, `CONTACT-URI`.
    pub web_forms: Vec<String>,
    /// The registry's handle of the contact.
    pub handle: Option<String>,
}

/// All contacts of an answer, best role first, in the order of the answer within a role.
pub(super) fn collect_contacts(answer: &Value, defects: &mut Vec<Defect>) -> Vec<RdapContact> {
    let mut contacts = Vec::new();
    // An entity asked for by its handle carries its roles itself.
    if answer["objectClassName"] == "entity" {
        walk(answer, false, 0, &mut contacts, defects);
    } else {
        for entity in list(&answer["entities"]) {
            walk(entity, false, 0, &mut contacts, defects);
        }
    }
    contacts.sort_by_key(|contact| contact.role);
    contacts
}

/// Follows nested entities; below a holder only abuse contacts are public functions.
fn walk(
    entity: &Value,
    is_below_holder: bool,
    depth: usize,
    contacts: &mut Vec<RdapContact>,
    defects: &mut Vec<Defect>,
) {
    if depth >= ENTITY_DEPTH_MAX || contacts.len() >= CONTACTS_MAX {
        defects.push(Defect::at_field(
            "entities",
            "there are more contacts than are read",
        ));
        return;
    }
    let roles = roles(entity);
    let is = |name: &str| roles.iter().any(|role| role == name);
    let is_holder = is("registrant") || is("administrative");
    let role = if is("abuse") {
        Some(ContactRole::Abuse)
    } else if is_holder || is_below_holder {
        None
    } else if is("technical") {
        Some(ContactRole::Technical)
    } else if is("registrar") {
        Some(ContactRole::Registrar)
    } else {
        None
    };
    if let Some(role) = role {
        let contact = read_contact(entity, role, defects);
        if !contact.emails.is_empty() || !contact.phones.is_empty() || !contact.web_forms.is_empty()
        {
            contacts.push(contact);
        }
    }
    for nested in list(&entity["entities"]) {
        walk(
            nested,
            is_below_holder || is_holder,
            depth + 1,
            contacts,
            defects,
        );
    }
}

/// Name and IANA number of the registrar.
pub(super) fn registrar_name(answer: &Value) -> Option<(String, Option<u32>)> {
    let registrar = list(&answer["entities"])
        .find(|entity| roles(entity).iter().any(|role| role == "registrar"))?;
    let name = find_property(registrar, "fn");
    let number = list(&registrar["publicIds"])
        .filter(|id| {
            id["type"]
                .as_str()
                .is_some_and(|kind| kind.contains("IANA"))
        })
        .find_map(|id| match &id["identifier"] {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
        });
    Some((name.or_else(|| text(&registrar["handle"]))?, number))
}

fn read_contact(entity: &Value, role: ContactRole, defects: &mut Vec<Defect>) -> RdapContact {
    let mut emails = Vec::new();
    let mut phones = Vec::new();
    let mut web_forms = Vec::new();
    let (mut name, mut organisation) = (None, None);
    for property in properties(entity) {
        match property.name.as_str() {
            "fn" => name = name.or_else(|| property.text()),
            "org" => organisation = organisation.or_else(|| property.text()),
            "email" => match property.value.as_str().and_then(parse_email) {
                Some(email) => emails.push((property.preference, email)),
                None => defects.push(Defect::at_field("email", "an address cannot be read")),
            },
            "tel" if !property.is_fax => {
                if let Some(text) = property.text() {
                    let number = text.strip_prefix("tel:").unwrap_or(&text).to_owned();
                    phones.push((property.preference, number));
                }
            }
            "contact-uri" => {
                let uri = property.value.as_str().unwrap_or_default();
                if let Some(form) = parse_form(uri) {
                    web_forms.push((property.preference, form));
                } else if let Some(email) = uri.strip_prefix("mailto:").and_then(parse_email) {
                    emails.push((property.preference, email));
                }
            }
            _ => {}
        }
    }
    // The name of a person is not needed to write to a function.
    let name = organisation.or(if is_individual(entity) { None } else { name });
    RdapContact {
        role,
        name,
        emails: in_order(emails),
        phones: in_order(phones),
        web_forms: in_order(web_forms),
        handle: text(&entity["handle"]),
    }
}

/// Preferred first, each once.
fn in_order(mut values: Vec<(u8, String)>) -> Vec<String> {
    values.sort_by_key(|(preference, _)| *preference);
    let mut ordered: Vec<String> = Vec::new();
    for (_, value) in values {
        if !ordered.contains(&value) {
            ordered.push(value);
        }
    }
    ordered
}

/// The roles of an entity, lower case.
pub(super) fn roles(entity: &Value) -> Vec<String> {
    texts(&entity["roles"])
        .iter()
        .map(|role| role.to_ascii_lowercase())
        .collect()
}

/// The name of an organisation; of an individual, none.
pub(super) fn organisation_name(entity: &Value) -> Option<String> {
    if is_individual(entity) {
        return None;
    }
    find_property(entity, "fn").or_else(|| find_property(entity, "org"))
}

/// Whether the card says that it is an organisation's.
pub(super) fn has_organisation(entity: &Value) -> bool {
    find_property(entity, "org").is_some() || has_kind(entity, &["org", "group"])
}

/// Whether the card says that it is a person's.
pub(super) fn is_individual(entity: &Value) -> bool {
    has_kind(entity, &["individual"])
}

fn has_kind(entity: &Value, kinds: &[&str]) -> bool {
    properties(entity)
        .filter(|property| property.name == "kind")
        .filter_map(|property| property.text())
        .any(|kind| kinds.contains(&kind.to_ascii_lowercase().as_str()))
}

fn find_property(entity: &Value, name: &str) -> Option<String> {
    properties(entity)
        .filter(|property| property.name == name)
        .find_map(|property| property.text())
}

/// One property of a jCard.
struct Property<'v> {
    name: String,
    value: &'v Value,
    /// 1 is best, 100 is worst and the default. Source: RFC 6350, 5.3.
    preference: u8,
    is_fax: bool,
}

impl Property<'_> {
    /// The text; of structured values, the first part that says something.
    fn text(&self) -> Option<String> {
        match self.value {
            Value::Array(_) => list(self.value).find_map(text),
            value => text(value),
        }
    }
}

fn properties(entity: &Value) -> impl Iterator<Item = Property<'_>> {
    let card = &entity["vcardArray"][1];
    list(card).filter_map(|property| {
        let parameters = &property[1];
        Some(Property {
            name: property[0].as_str()?.to_ascii_lowercase(),
            value: &property[3],
            preference: preference(&parameters["pref"]),
            is_fax: texts(&parameters["type"]).iter().any(|kind| kind == "fax"),
        })
    })
}

/// Servers write the preference as a number or as a text.
fn preference(value: &Value) -> u8 {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64(),
    };
    number
        .filter(|number| (1..=100).contains(number))
        .and_then(|n| u8::try_from(n).ok())
        .unwrap_or(100)
}
