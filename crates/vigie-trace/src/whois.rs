//! WHOIS on port 43 (RFC 3912), for domains whose registry has no RDAP server.
//!
//! Free text without a grammar: only known lines are read, and only those are kept.

use crate::chain::{ContactChannel, ContactRole};
use crate::registration::{RawContact, Registrar, Registration, parse_email, rank_contacts};

/// Keys whose lines are about the domain, its registrar or its network, in lower case.
const KEPT_KEYS: [&str; 38] = [
    "domain",
    "domain name",
    "registry domain id",
    "registrar",
    "registrar name",
    "registrar handle",
    "sponsoring registrar",
    "registrar iana id",
    "registrar url",
    "registrar whois server",
    "registrar abuse contact email",
    "registrar abuse contact phone",
    "abuse-mailbox",
    "orgabuseemail",
    "whois server",
    "whois",
    "refer",
    "name server",
    "nserver",
    "nserver name",
    "dnssec",
    "status",
    "domain status",
    "state",
    "creation date",
    "created",
    "updated date",
    "changed",
    "registry expiry date",
    "expiry date",
    "paid-till",
    "source",
    "country",
    "netname",
    "orgname",
    "org-name",
    "inetnum",
    "netrange",
];
/// Lines looked at in one answer.
const LINES_MAX: usize = 5_000;
/// Length of a value taken from an answer.
const VALUE_CHARS_MAX: usize = 200;

/// What a WHOIS answer says, and which server it refers to.
pub(crate) struct WhoisAnswer {
    pub(crate) registration: Registration,
    pub(crate) refer: Option<String>,
}

/// Reads the known lines of an answer.
pub(crate) fn parse_answer(bytes: &[u8]) -> WhoisAnswer {
    let text = String::from_utf8_lossy(bytes);
    let mut registration = Registration::default();
    let mut refer = None;
    let mut registrar_id = None;
    let mut registrar_name = None;
    for (key, value) in text.lines().take(LINES_MAX).filter_map(known_line) {
        match key.as_str() {
            "domain" | "domain name" => {
                registration.name.get_or_insert(value.to_lowercase());
            }
            "netname" => {
                registration.name.get_or_insert(value);
            }
            "orgname" | "org-name" => {
                registration.holder.get_or_insert(value);
            }
            "registrar" | "registrar name" | "sponsoring registrar" => {
                registrar_name.get_or_insert(value);
            }
            "registrar iana id" => {
                registrar_id.get_or_insert(format!("iana:{value}"));
            }
            "registrar abuse contact email" | "abuse-mailbox" | "orgabuseemail" => {
                match parse_email(&value) {
                    Some(email) => registration.contacts.push(RawContact {
                        role: ContactRole::Abuse,
                        channel: ContactChannel::Email(email),
                        entity: None,
                    }),
                    None => registration
                        .defects
                        .push(format!("the value of `{key}` is unusable")),
                }
            }
            "refer" | "whois" | "registrar whois server" | "whois server" => {
                refer.get_or_insert(value);
            }
            _ => {}
        }
    }
    registration.registrar = registrar_name.map(|name| Registrar {
        name,
        id: registrar_id,
    });
    rank_contacts(&mut registration.contacts);
    WhoisAnswer {
        registration,
        refer,
    }
}

/// The known lines of an answer, and whether others were left out.
///
/// Nothing tells a person's line from another in free text, so what is unknown is not kept.
pub(crate) fn minimise(bytes: &[u8]) -> (Vec<u8>, bool) {
    let text = String::from_utf8_lossy(bytes);
    let mut kept = String::new();
    let mut left_out = false;
    for line in text.lines().take(LINES_MAX) {
        if known_line(line).is_some() {
            kept.push_str(line.trim_end());
            kept.push('\n');
        } else {
            left_out |= !line.trim().is_empty();
        }
    }
    (kept.into_bytes(), left_out)
}

/// `key: value` with a known key and something to say.
fn known_line(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().trim_end_matches('.').to_lowercase();
    let value: String = value
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(VALUE_CHARS_MAX)
        .collect();
    (KEPT_KEYS.contains(&key.as_str()) && !value.is_empty()).then_some((key, value))
}

/// A server as answers and configurations write it: `whois.example`, `whois.example:43`,
/// `whois://whois.example/`.
pub(crate) fn parse_server(text: &str) -> Option<(String, u16)> {
    let bare = text
        .trim()
        .trim_start_matches("whois://")
        .trim_end_matches('/');
    let url = url::Url::parse(&format!("whois://{bare}")).ok()?;
    let host = url
        .host_str()?
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let is_plain = url.path().is_empty() && url.username().is_empty() && url.query().is_none();
    (is_plain && host.contains(['.', ':'])).then(|| (host, url.port().unwrap_or(43)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"Domain Name: ZETA.IO\r\nRegistrar: Plain Names Ltd\r\n\
        Registrar IANA ID: 9999\r\nRegistrar Abuse Contact Email: abuse@names.example\r\n\
        Registrant Name: A Person\r\nRegistrant Email: person@zeta.io\r\n\
        Name Server: ns1.zeta.io\r\n>>> Last update <<<\r\n";

    /// Goal: the registrar and its abuse desk are read; the registrant is neither read nor kept.
    #[test]
    fn the_registrar_is_read_and_persons_are_not() {
        let answer = parse_answer(ANSWER).registration;
        let registrar = answer.registrar.unwrap();
        assert_eq!(registrar.name, "Plain Names Ltd");
        assert_eq!(registrar.id.as_deref(), Some("iana:9999"));
        assert_eq!(answer.contacts.len(), 1);
        let (kept, left_out) = minimise(ANSWER);
        let kept = String::from_utf8(kept).unwrap();
        assert!(left_out && kept.contains("Plain Names") && !kept.contains("erson"));
    }

    /// Goal: a referral is a host and perhaps a port, nothing else.
    #[test]
    fn referrals_are_hosts() {
        #[track_caller]
        fn case(text: &str, expected: Option<(&str, u16)>) {
            assert_eq!(
                parse_server(text),
                expected.map(|(host, port)| (host.to_owned(), port))
            );
        }
        case("whois.nic.io", Some(("whois.nic.io", 43)));
        case("whois://whois.nic.io/", Some(("whois.nic.io", 43)));
        case("127.0.0.1:4343", Some(("127.0.0.1", 4343)));
        case("a@b.example", None);
        case("whois.nic.io/path", None);
        case("", None);
        assert_eq!(
            parse_answer(b"refer: whois.nic.io\n").refer.as_deref(),
            Some("whois.nic.io")
        );
        assert_eq!(parse_answer(&[0xff; 64]).refer, None);
    }
}
