//! What abuse desks write back: automatic replies, questions, refusals, bounces.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vigie_domain::Timestamp;

use super::notice::Notice;
use super::{OutgoingMail, StoredMail};
use crate::address::Provider;
use crate::clock::mail_date;

/// Bytes of UTF-8 in one encoded word of a header, RFC 2047 (75 characters at most).
const ENCODED_WORD_BYTES: usize = 42;
/// Characters of a line of base64, RFC 2045.
const BASE64_LINE_CHARS: usize = 76;

/// Who wrote a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// A ticket system.
    Automatic,
    /// A person.
    Person,
}

/// A reply in the thread of `notice`.
pub(crate) fn reply(
    provider: &Provider,
    notice: &Notice,
    hand: Hand,
    text: &str,
    number: u64,
    at: Timestamp,
) -> OutgoingMail {
    let mut head = format!(
        "From: {} <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <reply-{number}@{}>\r\n",
        encode_words(&format!("{} abuse desk", provider.name)),
        provider.abuse_mail,
        notice.reply_to,
        encode_words(&format!("Re: {}", notice.subject)),
        mail_date(at),
        provider.domain,
    );
    if let Some(id) = &notice.message_id {
        let _ = write!(head, "In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n");
    }
    if hand == Hand::Automatic {
        head.push_str("Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n");
    }
    head.push_str(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n",
    );
    OutgoingMail {
        sent_at: at,
        envelope_from: provider.abuse_mail.to_owned(),
        envelope_to: notice.reply_to.clone(),
        raw: [head.into_bytes(), base64_lines(text)].concat(),
    }
}

/// A delivery status notification for a mail that could not be delivered, RFC 3464.
pub(crate) fn bounce(mail: &StoredMail, number: u64, at: Timestamp) -> OutgoingMail {
    let head_end = mail
        .raw
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map_or(0, |at| at + 2);
    let head = String::from_utf8_lossy(&mail.raw[..head_end]);
    let boundary = format!("dsn-{number}");
    let raw = format!(
        "From: Mail Delivery System <mailer-daemon@postroom.test>\r\nTo: <{to}>\r\n\
         Subject: Undelivered mail returned to sender\r\nDate: {date}\r\n\
         Message-ID: <bounce-{number}@postroom.test>\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n \
         boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
         Your message to <{mailbox}> could not be delivered: no such user.\r\n\r\n\
         --{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.postroom.test\r\nArrival-Date: {arrived}\r\n\r\n\
         Final-Recipient: rfc822; {mailbox}\r\nOriginal-Recipient: rfc822;{mailbox}\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{mailbox}>: user unknown\r\n\r\n\
         --{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n--{boundary}--\r\n",
        to = mail.envelope_from,
        mailbox = mail.mailbox,
        date = mail_date(at),
        arrived = mail_date(mail.received_at),
    );
    OutgoingMail {
        sent_at: at,
        envelope_from: String::new(),
        envelope_to: mail.envelope_from.clone(),
        raw: raw.into_bytes(),
    }
}

/// The notice as it is passed on to somebody else: unchanged but for two lines on top.
pub(crate) fn forward(
    provider: &Provider,
    mail: &StoredMail,
    to: &str,
    at: Timestamp,
) -> StoredMail {
    let head = format!(
        "Resent-From: <{}>\r\nResent-To: <{to}>\r\nResent-Date: {}\r\n",
        provider.abuse_mail,
        mail_date(at)
    );
    StoredMail {
        received_at: at,
        envelope_from: provider.abuse_mail.to_owned(),
        mailbox: to.to_owned(),
        raw: [head.as_bytes(), &mail.raw].concat(),
    }
}

/// Plain when it is ASCII, else encoded words, folded, cut between characters.
fn encode_words(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    if text.is_ascii() {
        return text;
    }
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if word.len() + character.len_utf8() > ENCODED_WORD_BYTES {
            words.push(std::mem::take(&mut word));
        }
        word.push(character);
    }
    words.push(word);
    let encoded: Vec<String> = words
        .iter()
        .map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word)))
        .collect();
    encoded.join("\r\n ")
}

fn base64_lines(text: &str) -> Vec<u8> {
    let encoded = STANDARD.encode(text);
    let mut lines = Vec::with_capacity(encoded.len() + encoded.len() / 32);
    for line in encoded.as_bytes().chunks(BASE64_LINE_CHARS) {
        lines.extend_from_slice(line);
        lines.extend_from_slice(b"\r\n");
    }
    lines
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;
    use crate::address::MURMUR;

    /// Goal: what is written can be read: thread, subject in Arabic, automatic or not.
    #[test]
    fn a_reply_reads_back() {
        let notice = Notice {
            reply_to: "r+abc@desk.example".to_owned(),
            subject: "[V-2026-000123] إحالة محتوى منشور على منصتكم للنظر فيه وفق شروطكم".to_owned(),
            message_id: Some("one@desk.example".to_owned()),
            ..Notice::default()
        };
        let at = Timestamp::from_ms(1_772_438_400_000);
        let sent = reply(
            &MURMUR,
            &notice,
            Hand::Automatic,
            "وصلتنا رسالتكم.\n",
            3,
            at,
        );
        let read = MessageParser::default().parse(&sent.raw).unwrap();
        assert_eq!(
            read.subject(),
            Some(format!("Re: {}", notice.subject).as_str())
        );
        assert_eq!(read.in_reply_to().as_text(), Some("one@desk.example"));
        assert_eq!(
            read.header_raw("Auto-Submitted").map(str::trim),
            Some("auto-replied")
        );
        assert_eq!(read.body_text(0).unwrap().trim(), "وصلتنا رسالتكم.");
        assert_eq!(sent.envelope_to, "r+abc@desk.example");
        let person = reply(&MURMUR, &notice, Hand::Person, "سؤال", 4, at);
        let read = MessageParser::default().parse(&person.raw).unwrap();
        assert_eq!(read.header_raw("Auto-Submitted"), None);
        assert!(
            String::from_utf8(sent.raw)
                .unwrap()
                .lines()
                .all(|line| line.len() <= 200)
        );
    }

    /// Goal: a bounce has the three parts of RFC 3464 and goes to the envelope's sender.
    #[test]
    fn a_bounce_is_a_delivery_status_notification() {
        let mail = StoredMail {
            received_at: Timestamp::from_ms(1_772_438_400_000),
            envelope_from: "b+abc@desk.example".to_owned(),
            mailbox: "abuse@quietpages.test".to_owned(),
            raw: b"Message-ID: <one@desk.example>\r\nSubject: x\r\n\r\nbody\r\n".to_vec(),
        };
        let sent = bounce(&mail, 1, mail.received_at);
        let read = MessageParser::default().parse(&sent.raw).unwrap();
        assert_eq!(read.parts.len(), 4);
        let status = std::str::from_utf8(read.parts[2].contents()).unwrap();
        assert!(status.contains("Final-Recipient: rfc822; abuse@quietpages.test"));
        assert!(status.contains("\r\nAction: failed\r\nStatus: 5.1.1\r\n"));
        let head = std::str::from_utf8(read.parts[3].contents()).unwrap();
        assert!(head.starts_with("Message-ID: <one@desk.example>"));
        assert!(!head.contains("body"));
        assert_eq!(
            (sent.envelope_from.as_str(), sent.envelope_to.as_str()),
            ("", "b+abc@desk.example")
        );
    }
}
