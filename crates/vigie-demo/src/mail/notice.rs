//! What an abuse desk reads in a mail: which URLs, which answer link, to whom to write back.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use url::Url;

use crate::address::WEB_HOSTS;

/// Most URLs read in one mail.
const URL_COUNT_MAX: usize = 1_000;
/// Invisible marks that text in two directions carries around URLs.
const DIRECTION_MARKS: [char; 12] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}',
];

/// A mail as an abuse desk understands it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notice {
    /// Host and path of every URL of the small internet in it.
    pub(crate) places: Vec<(String, String)>,
    /// Where the sender wants to be answered on the web.
    pub(crate) answer_link: Option<Url>,
    /// Where replies go.
    pub(crate) reply_to: String,
    pub(crate) subject: String,
    pub(crate) message_id: Option<String>,
    /// Message ids, and our reference in brackets, that tie it to mail before it.
    pub(crate) threads: Vec<String>,
    /// Whether it takes an earlier notice back.
    pub(crate) is_retraction: bool,
}

/// Reads a mail; what cannot be read is simply not in it. O(bytes).
pub(crate) fn parse_notice(raw: &[u8], answer_path_mark: &str) -> Notice {
    let Some(message) = MessageParser::default().parse(raw) else {
        return Notice::default();
    };
    let text = readable_text(&message);
    let urls = find_urls(&text);
    let is_ours = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        WEB_HOSTS
            .iter()
            .any(|(name, _)| host == *name || host == format!("www.{name}"))
    };
    let places = urls.iter().filter(|url| is_ours(url)).map(|url| {
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_start_matches("www.");
        (host.to_owned(), url.path().to_owned())
    });
    let subject = message.subject().unwrap_or_default().to_owned();
    Notice {
        places: places.collect(),
        answer_link: urls
            .iter()
            .find(|url| !is_ours(url) && url.path().contains(answer_path_mark))
            .cloned(),
        reply_to: reply_address(&message),
        threads: threads(&message, &subject),
        message_id: message.message_id().map(str::to_owned),
        is_retraction: is_retraction(&message),
        subject,
    }
}

/// The text of every part that is text or JSON, with defanged URLs made whole.
fn readable_text(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in &message.parts {
        if let Ok(bytes) = std::str::from_utf8(part.contents())
            && part.sub_parts().is_none()
        {
            text.push_str(bytes);
            text.push('\n');
        }
    }
    text.retain(|character| !DIRECTION_MARKS.contains(&character));
    text.replace("hxxp", "http")
        .replace("[.]", ".")
        .replace("(.)", ".")
        .replace("[:]", ":")
        .replace("\\/", "/")
}

fn find_urls(text: &str) -> Vec<Url> {
    let starts = text.match_indices("http").map(|(at, _)| &text[at..]);
    starts
        .filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"))
        .filter_map(|rest| {
            let end = rest.find(|c: char| c.is_whitespace() || "<>\"'`|".contains(c));
            let url = &rest[..end.unwrap_or(rest.len())];
            Url::parse(url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '،']))
                .ok()
        })
        .take(URL_COUNT_MAX)
        .collect()
}

fn reply_address(message: &Message<'_>) -> String {
    let first = |address: Option<&mail_parser::Address<'_>>| {
        address
            .and_then(|list| list.first())
            .and_then(|one| one.address.as_deref().map(str::to_owned))
    };
    first(message.reply_to())
        .or_else(|| first(message.from()))
        .unwrap_or_default()
}

fn threads(message: &Message<'_>, subject: &str) -> Vec<String> {
    let ids = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
        value
            .as_text_list()
            .map(|list| list.iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    };
    let reference = subject
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    ids(message.in_reply_to())
        .into_iter()
        .chain(ids(message.references()))
        .chain(reference.map(|(inside, _)| inside.to_owned()))
        .collect()
}

/// Whether a JSON part calls itself a retraction.
fn is_retraction(message: &Message<'_>) -> bool {
    message.attachments().any(|part| {
        part.content_type()
            .is_some_and(|kind| kind.subtype().is_some_and(|it| it.contains("json")))
            && serde_json::from_slice::<serde_json::Value>(part.contents())
                .is_ok_and(|value| value["kind"] == "retraction")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: Unit <unit@desk.example>\r\nReply-To: r+abc@desk.example\r\n\
        Message-ID: <one@desk.example>\r\nIn-Reply-To: <zero@desk.example>\r\n\
        Subject: [V-2026-000123] referral\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\n\
        \u{2066}hxxp://plazaa[.]test:8080/@zeta_training/1001\u{2069}.\r\n\
        Answer: http://127.0.0.1:9/answer/abcdefghijklmnopqrstuvwxyz\r\n--b\r\n\
        Content-Type: application/json; name=x.json\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        eyJraW5kIjoicmV0cmFjdGlvbiIsInVybCI6Imh0dHA6Ly9tdXJtdXIudGVzdC9AYS8xIn0=\r\n--b--\r\n";

    /// Goal: defanged and exact URLs are read, the answer link is told from them.
    #[test]
    fn a_notice_is_understood() {
        let notice = parse_notice(MAIL.as_bytes(), "/answer");
        let place = |host: &str, path: &str| (host.to_owned(), path.to_owned());
        assert_eq!(
            notice.places,
            [
                place("plazaa.test", "/@zeta_training/1001"),
                place("murmur.test", "/@a/1")
            ]
        );
        assert_eq!(
            notice.answer_link.unwrap().as_str(),
            "http://127.0.0.1:9/answer/abcdefghijklmnopqrstuvwxyz"
        );
        assert_eq!(notice.reply_to, "r+abc@desk.example");
        assert_eq!(notice.threads, ["zero@desk.example", "V-2026-000123"]);
        assert!(notice.is_retraction);
    }

    /// Goal: bytes that are no mail are read as an empty one.
    #[test]
    fn garbage_is_an_empty_notice() {
        for raw in [
            &b""[..],
            b"\xff\xfe\x00",
            b"no header at all",
            b"Subject: [\r\n\r\nhttp://",
        ] {
            let notice = parse_notice(raw, "/answer");
            assert!(notice.places.is_empty() && notice.answer_link.is_none());
        }
    }
}
