//! Messages: a letter as the exact bytes that travel, and that we keep as evidence.
//!
//! The same notice gives the same bytes, whenever it is built: a letter that is sent again after a
//! failure is the same letter.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::{Language, Sha256, Timestamp};

use crate::address::MailAddress;
use crate::dkim::Signer;
use crate::notice::{Detail, NoticeLine};
use crate::{Config, DispatchError, Letter, Notice, Rendered, Token, Unit};

/// Name and version of the attachment's form, as `docs/reference/referral-json.md` describes it.
pub const ATTACHMENT_SCHEMA: &str = "vigie-referral/1";
/// Name of the attachment.
pub const ATTACHMENT_NAME: &str = "referral.json";

/// First instant after the last one a mail can be dated with (9999-12-31).
const DATE_END_MS: i64 = 253_402_300_800_000;

/// A letter ready to travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// Message-ID without brackets.
    pub message_id: String,
    /// Where bounces go: `b+<token>@<domain of the unit>`.
    pub envelope_from: String,
    /// The recipient.
    pub envelope_to: String,
    /// The letter, headers and all, with CRLF line ends; plain ASCII.
    pub bytes: Vec<u8>,
    /// SHA-256 over those bytes.
    pub sha256: Sha256,
    /// DNS names of the keys that signed it.
    pub signed_by: Vec<String>,
}

/// Puts a filled letter into an envelope.
///
/// # Errors
///
/// As [`seal`].
pub(crate) fn compose(
    notice: &Notice,
    rendered: &Rendered,
    signers: &[Signer],
    config: &Config,
) -> Result<Composed, DispatchError> {
    let attachment = |bytes| Enclosure {
        name: ATTACHMENT_NAME.to_owned(),
        content_type: "application/json",
        bytes,
    };
    let enclosures = match notice.detail {
        Detail::LinkOnly => Vec::new(),
        Detail::Full => vec![attachment(render_attachment(notice, rendered))],
    };
    let envelope = Envelope {
        unit: &notice.unit,
        recipient_name: &notice.recipient.name,
        recipient_address: &notice.recipient.address,
        language: rendered.language,
        subject: &rendered.subject,
        text: &rendered.text,
        enclosures: &enclosures,
        continues: notice.letter.of_message_id(),
        reply_token: notice.reply_token,
        message_id: &notice.message_id,
        issued_at: notice.issued_at,
    };
    seal(&envelope, signers, config)
}

/// A file that travels with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Everything that decides the bytes of a letter.
pub(crate) struct Envelope<'a> {
    pub(crate) unit: &'a Unit,
    pub(crate) recipient_name: &'a str,
    pub(crate) recipient_address: &'a str,
    pub(crate) language: Language,
    pub(crate) subject: &'a str,
    pub(crate) text: &'a str,
    pub(crate) enclosures: &'a [Enclosure],
    pub(crate) continues: Option<&'a str>,
    pub(crate) reply_token: Token,
    pub(crate) message_id: &'a str,
    pub(crate) issued_at: Timestamp,
}

/// Makes the exact bytes, signed by the keys of the unit's domain.
///
/// # Errors
///
/// [`DispatchError::BadAddress`], [`DispatchError::ForeignSender`] when there are keys and none is
/// the unit's, [`DispatchError::TooLarge`], [`DispatchError::Unbuildable`].
pub(crate) fn seal(
    envelope: &Envelope<'_>,
    signers: &[Signer],
    config: &Config,
) -> Result<Composed, DispatchError> {
    let sender = MailAddress::parse(&envelope.unit.sender_address, "unit's sender address")?;
    let recipient = MailAddress::parse(envelope.recipient_address, "recipient's address")?;
    let reply_to = sender.tagged('r', envelope.reply_token);
    let letter = Headers {
        envelope,
        sender: &sender,
        recipient: &recipient,
        reply_to,
    };
    let unsigned = letter.build()?;
    if !unsigned.is_ascii() || has_bare_line_end(&unsigned) {
        let reason = "its bytes are not plain lines of ascii".to_owned();
        return Err(DispatchError::Unbuildable { reason });
    }

    let signers: Vec<&Signer> = match signers {
        [] => Vec::new(),
        signers => {
            let ours: Vec<_> = signers
                .iter()
                .filter(|signer| signer.speaks_for(&sender.domain))
                .collect();
            if ours.is_empty() {
                return Err(DispatchError::ForeignSender {
                    domain: sender.domain,
                });
            }
            ours
        }
    };
    let mut bytes = Vec::with_capacity(unsigned.len() + 1024);
    for signer in &signers {
        bytes.extend_from_slice(signer.sign(&unsigned, envelope.issued_at)?.as_bytes());
    }
    bytes.extend_from_slice(&unsigned);
    if bytes.len() > config.letter_bytes_max {
        let limit_bytes = config.letter_bytes_max;
        return Err(DispatchError::TooLarge {
            size_bytes: bytes.len(),
            limit_bytes,
        });
    }
    Ok(Composed {
        message_id: envelope.message_id.to_owned(),
        envelope_from: sender.tagged('b', envelope.reply_token).to_string(),
        envelope_to: recipient.to_string(),
        sha256: Sha256(Hasher::digest(&bytes).into()),
        bytes,
        signed_by: signers.into_iter().map(Signer::dns_name).collect(),
    })
}

struct Headers<'a> {
    envelope: &'a Envelope<'a>,
    sender: &'a MailAddress,
    recipient: &'a MailAddress,
    reply_to: MailAddress,
}

impl Headers<'_> {
    fn build(&self) -> Result<Vec<u8>, DispatchError> {
        let envelope = self.envelope;
        let unit = envelope.unit;
        let unbuildable = |error: lettre::error::Error| DispatchError::Unbuildable {
            reason: error.to_string(),
        };
        let mut builder = Message::builder()
            .from(mailbox(
                &unit.display_name,
                self.sender,
                "unit's sender address",
            )?)
            .to(mailbox(
                envelope.recipient_name,
                self.recipient,
                "recipient's address",
            )?)
            .reply_to(mailbox(
                &unit.display_name,
                &self.reply_to,
                "reply address",
            )?)
            .subject(envelope.subject.to_owned())
            .date(date(envelope.issued_at)?)
            .message_id(Some(format!("<{}>", envelope.message_id)))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Content-Language"),
                envelope.language.code().to_owned(),
            ));
        if let Some(relay) = &unit.via
            && let Some(address) = &relay.address
        {
            let address = MailAddress::parse(address, "address of the relay")?;
            builder = builder.sender(mailbox(&relay.name, &address, "address of the relay")?);
        }
        if let Some(continued) = envelope.continues {
            let continued = format!("<{continued}>");
            builder = builder.in_reply_to(continued.clone()).references(continued);
        }
        let text = SinglePart::plain(envelope.text.to_owned());
        let message = if envelope.enclosures.is_empty() {
            builder.singlepart(text)
        } else {
            let mut parts = MultiPart::mixed()
                .boundary(self.boundary())
                .singlepart(text);
            for enclosure in envelope.enclosures {
                let content_type = ContentType::parse(enclosure.content_type).map_err(|_| {
                    DispatchError::Unbuildable {
                        reason: "no media type".to_owned(),
                    }
                })?;
                let attached = Attachment::new(enclosure.name.clone())
                    .body(enclosure.bytes.clone(), content_type);
                parts = parts.singlepart(attached);
            }
            builder.multipart(parts)
        };
        Ok(message.map_err(unbuildable)?.formatted())
    }

    /// A boundary that the same letter always has and that nobody who writes content can foresee.
    ///
    /// `=_` occurs neither in quoted-printable nor in base64.
    fn boundary(&self) -> String {
        let mut hasher = Hasher::new();
        hasher.update(self.envelope.reply_token.bytes());
        hasher.update(self.envelope.message_id.as_bytes());
        let digest = Sha256(hasher.finalize().into()).to_string();
        format!("=_{}", &digest[..32])
    }
}

fn mailbox(
    name: &str,
    address: &MailAddress,
    field: &'static str,
) -> Result<Mailbox, DispatchError> {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let address = lettre::Address::new(&address.local, &address.domain)
        .map_err(|_| DispatchError::BadAddress { field })?;
    Ok(Mailbox::new(Some(name), address))
}

fn date(at: Timestamp) -> Result<SystemTime, DispatchError> {
    u64::try_from(at.ms())
        .ok()
        .filter(|_| at.ms() < DATE_END_MS)
        .map(|ms| SystemTime::UNIX_EPOCH + Duration::from_millis(ms))
        .ok_or(DispatchError::BadId {
            field: "date of issue",
        })
}

fn has_bare_line_end(bytes: &[u8]) -> bool {
    let mut previous = 0;
    for byte in bytes.iter().copied().chain([0]) {
        if (byte == b'\n') != (previous == b'\r') {
            return true;
        }
        previous = byte;
    }
    false
}

/// The attachment: the exact data of a letter, for programs.
///
/// Shape: one JSON object, UTF-8, indented; `docs/reference/referral-json.md` describes it.
pub fn render_attachment(notice: &Notice, rendered: &Rendered) -> Vec<u8> {
    let (reminder_number, retraction_grounds, first_sent_at) = match &notice.letter {
        Letter::Referral => (None, None, None),
        Letter::Reminder {
            number,
            first_sent_at,
            ..
        } => (Some(number), None, Some(first_sent_at)),
        Letter::Retraction {
            grounds,
            first_sent_at,
            ..
        } => (None, Some(grounds), Some(first_sent_at)),
    };
    let unit = &notice.unit;
    let items = notice
        .lines
        .iter()
        .enumerate()
        .map(|(position, line)| item(position + 1, line));
    let value = json!({
        "schema": ATTACHMENT_SCHEMA,
        "kind": notice.letter.as_str(),
        "voluntary": true,
        "reference": notice.reference,
        "message_id": notice.message_id,
        "issued_at": notice.issued_at.rfc3339(),
        "continues": notice.letter.of_message_id(),
        "first_sent_at": first_sent_at.map(|at| at.rfc3339()),
        "reminder_number": reminder_number,
        "retraction_grounds": retraction_grounds,
        "unit": {
            "name": unit.name,
            "address": unit.sender_address,
            "person": notice.person,
            "phone": unit.phone,
            "complaint_contact": unit.complaint_contact,
            "via": unit.via.as_ref().map(|relay| &relay.name),
        },
        "recipient": notice.recipient.name,
        "legal_hook": notice.legal_hook,
        "may_forward": notice.may_forward,
        "answer": {
            "link": notice.answer_link,
            "until": notice.answer_until.rfc3339(),
        },
        "items": items.collect::<Vec<_>>(),
        "log": { "index": notice.log.index, "inclusion": notice.log.inclusion },
        "language": rendered.language.code(),
        "template_sha256": rendered.template_sha256,
        "text_sha256": Sha256(Hasher::digest(rendered.text.as_bytes()).into()),
    });
    let mut bytes = Vec::new();
    // Plain ASCII inside would double Arabic text; every JSON reader takes UTF-8.
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"  ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value
        .serialize(&mut serializer)
        .expect("a JSON value writes into memory");
    bytes.push(b'\n');
    bytes
}

fn item(number: usize, line: &NoticeLine) -> serde_json::Value {
    let grounds = line
        .grounds
        .iter()
        .map(|ground| json!({ "category": ground.category, "reasons": ground.reasons }));
    json!({
        "number": number,
        "url": line.url,
        "key": line.key,
        "kind": line.kind,
        "sha256": line.hashes.sha256,
        "md5": line.hashes.md5,
        "pdq": line.hashes.pdq,
        "captured_at": line.captured_at.rfc3339(),
        "first_seen": line.first_seen.rfc3339(),
        "ip": line.ip,
        "asn": line.asn,
        "offence": line.offence,
        "grounds": grounds.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests;
