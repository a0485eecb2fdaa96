//! One RDAP answer: first made blind to persons, then read.
//!
//! The answer is reduced before it is taken apart, so what is not kept cannot be read.

use vigie_format::rdap::{RdapContact, RdapError, RdapSubject, minimise_rdap, parse_rdap};

use crate::chain::{ContactChannel, Redaction};
use crate::registration::{RawContact, Registrar, Registration, Span, rank_contacts};

/// An answer read, with the bytes of it that may be kept.
#[derive(Debug)]
pub(crate) struct ReadAnswer {
    pub(crate) registration: Registration,
    pub(crate) kept: Vec<u8>,
    pub(crate) is_minimised: bool,
}

/// Reduces and reads an answer. Errors name what made it unusable altogether.
pub(crate) fn read_answer(bytes: &[u8]) -> Result<ReadAnswer, RdapError> {
    let (kept, is_minimised) = minimise_rdap(bytes)?;
    let (answer, defects) = parse_rdap(&kept)?;
    let is_network = matches!(
        answer.subject,
        RdapSubject::Network { .. } | RdapSubject::Autnum { .. }
    );
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
        holder: answer.holder,
        country,
        // Of a network, whoever is called registrar is its registry.
        registrar: answer
            .registrar
            .filter(|_| !is_network)
            .map(|(name, number)| Registrar::new(name, number)),
        range,
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
fn raw_contacts(contact: &RdapContact) -> impl Iterator<Item = RawContact> {
    let emails = contact.emails.iter().cloned().map(ContactChannel::Email);
    let forms = contact.web_forms.iter().cloned().map(ContactChannel::Url);
    emails.chain(forms).map(|channel| RawContact {
        role: contact.role,
        channel,
        entity: contact.handle.clone(),
    })
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
