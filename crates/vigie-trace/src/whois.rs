//! What a WHOIS answer says, in the form that answers of every kind have.

use vigie_format::whois::{WhoisServer, parse_whois};

use crate::chain::{ContactChannel, ContactRole};
use crate::registration::{RawContact, Registrar, Registration};

/// What a WHOIS answer says, and which server it refers to.
pub(crate) struct ReadAnswer {
    pub(crate) registration: Registration,
    pub(crate) referral: Option<WhoisServer>,
}

pub(crate) fn read_answer(bytes: &[u8]) -> ReadAnswer {
    let (answer, defects) = parse_whois(bytes);
    let contacts = answer.abuse_emails.into_iter().map(|email| RawContact {
        role: ContactRole::Abuse,
        channel: ContactChannel::Email(email),
        entity: None,
    });
    let registration = Registration {
        name: answer.domain.or(answer.network_name),
        holder: answer.organisation,
        country: answer.country,
        registrar: answer
            .registrar
            .map(|name| Registrar::new(name, answer.registrar_number)),
        contacts: contacts.collect(),
        defects: defects.iter().map(ToString::to_string).collect(),
        ..Registration::default()
    };
    ReadAnswer {
        registration,
        referral: answer.referral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the registrar and its abuse desk become a registration; the registrant does not.
    #[test]
    fn an_answer_becomes_a_registration() {
        let read = read_answer(
            b"Domain Name: ZETA.IO\r\nRegistrar: Plain Names Ltd\r\nRegistrar IANA ID: 9999\r\n\
            Registrar Abuse Contact Email: abuse@names.example\r\nRegistrant Email: person@zeta.io\r\n\
            refer: whois.names.example:4343\r\n",
        );
        let registration = read.registration;
        let registrar = registration.registrar.unwrap();
        assert_eq!(registrar.name, "Plain Names Ltd");
        assert_eq!(registrar.id.as_deref(), Some("iana:9999"));
        assert_eq!(registration.name.as_deref(), Some("zeta.io"));
        assert_eq!(registration.contacts.len(), 1);
        let referral = read.referral.unwrap();
        assert_eq!(
            (referral.host.as_str(), referral.port),
            ("whois.names.example", 4343)
        );
    }
}
