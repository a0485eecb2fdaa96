//! Parcels: letters whose words the desk wrote, with files enclosed; an order leaves as one.
//!
//! The same parcel gives the same bytes, whenever it is built: one that is sent again after a failure
//! is the same letter, and mail programs show it once.

use vigie_domain::{Language, Timestamp};

use crate::message::{Composed, Enclosure, Envelope, seal};
use crate::notice::is_reference;
use crate::{DispatchError, Mailer, Token, Unit};

/// Most files in one parcel.
const ENCLOSURES_MAX: usize = 8;

/// One letter with what is enclosed.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Our reference, put before the subject in brackets.
    pub reference: String,
    /// Who issues it.
    pub unit: Unit,
    /// Who receives it.
    pub recipient_name: String,
    /// Where.
    pub recipient_address: String,
    /// In which language it is written.
    pub language: Language,
    /// What it is about, one line.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What is enclosed.
    pub enclosures: Vec<Enclosure>,
    /// Message-ID of the letter it continues, without brackets.
    pub continues: Option<String>,
    /// The token of the addresses for answers and bounces.
    pub reply_token: Token,
    /// Its Message-ID without brackets.
    pub message_id: String,
    /// When it was issued.
    pub issued_at: Timestamp,
}

impl Mailer {
    /// A parcel as the exact bytes that travel.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Blank`] and [`DispatchError::BadId`] for what is missing, and as a letter
    /// that is composed.
    pub fn pack(&self, parcel: &Parcel) -> Result<Composed, DispatchError> {
        for (field, text) in [
            ("subject", &parcel.subject),
            ("text", &parcel.text),
            ("recipient.name", &parcel.recipient_name),
            ("unit.name", &parcel.unit.name),
        ] {
            if text.trim().is_empty() {
                return Err(DispatchError::Blank {
                    field: field.to_owned(),
                });
            }
        }
        if !is_reference(&parcel.reference) || parcel.enclosures.len() > ENCLOSURES_MAX {
            return Err(DispatchError::BadId { field: "reference" });
        }
        let subject: Vec<&str> = parcel.subject.split_whitespace().collect();
        let subject = format!("[{}] {}", parcel.reference, subject.join(" "));
        let envelope = Envelope {
            unit: &parcel.unit,
            recipient_name: &parcel.recipient_name,
            recipient_address: &parcel.recipient_address,
            language: parcel.language,
            subject: &subject,
            text: &parcel.text,
            enclosures: &parcel.enclosures,
            continues: parcel.continues.as_deref(),
            reply_token: parcel.reply_token,
            message_id: &parcel.message_id,
            issued_at: parcel.issued_at,
        };
        seal(&envelope, self.signers(), self.config())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{ISSUED_AT, TOKEN, notice};

    fn parcel() -> Parcel {
        Parcel {
            reference: "V-2026-000123".to_owned(),
            unit: notice(Language::En).unit,
            recipient_name: "Host Example".to_owned(),
            recipient_address: "tco@host.example".to_owned(),
            language: Language::En,
            subject: "Removal order".to_owned(),
            text: "The order is enclosed.\n".to_owned(),
            enclosures: vec![Enclosure {
                name: "order.json".to_owned(),
                content_type: "application/json",
                bytes: b"{}".to_vec(),
            }],
            continues: None,
            reply_token: TOKEN,
            message_id: "V-2026-000123.1@unit.example".to_owned(),
            issued_at: ISSUED_AT,
        }
    }

    /// Goal: a parcel is the same bytes each time, names its reference, and carries what is enclosed.
    #[test]
    fn a_parcel_is_packed() {
        let mailer = Mailer::open(crate::Config::for_testing()).unwrap();
        let packed = mailer.pack(&parcel()).unwrap();
        assert_eq!(mailer.pack(&parcel()).unwrap(), packed);
        let text = String::from_utf8(packed.bytes).unwrap();
        assert!(
            text.contains("Subject: [V-2026-000123] Removal order"),
            "{text}"
        );
        assert!(
            text.contains("order.json") && text.contains("Reply-To:"),
            "{text}"
        );
        assert_eq!(packed.envelope_to, "tco@host.example");
    }

    /// Goal: a parcel without words, or of a reference that is none, is not packed.
    #[test]
    fn a_blank_parcel_is_refused() {
        let mailer = Mailer::open(crate::Config::for_testing()).unwrap();
        let spoils: [fn(&mut Parcel); 4] = [
            |parcel| parcel.subject.clear(),
            |parcel| parcel.text.clear(),
            |parcel| "a b".clone_into(&mut parcel.reference),
            |parcel| parcel.enclosures = vec![parcel.enclosures[0].clone(); ENCLOSURES_MAX + 1],
        ];
        for spoil in spoils {
            let mut parcel = parcel();
            spoil(&mut parcel);
            assert!(mailer.pack(&parcel).is_err(), "{parcel:?}");
        }
    }
}
