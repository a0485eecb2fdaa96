//! Goal: the bytes that travel say who writes, carry the exact data, and are always the same.

use mail_parser::{MessageParser, MimeHeaders as _};
use vigie_domain::Language;

use super::*;
use crate::{Mailer, Relay, sample};

fn compose_with(config: Config, notice: &Notice) -> Result<Composed, DispatchError> {
    Mailer::open(config)?
        .compose(notice)
        .map(|(_, composed)| composed)
}

fn composed(notice: &Notice) -> Composed {
    compose_with(Config::for_testing(), notice).unwrap()
}

fn text_of(bytes: &[u8]) -> String {
    let message = MessageParser::default().parse(bytes).unwrap();
    message.body_text(0).unwrap().into_owned()
}

#[test]
fn a_letter_reads_back_as_it_was_meant() {
    for language in Language::ALL {
        let notice = sample::notice(language);
        let letter = composed(&notice);
        let message = MessageParser::default().parse(&letter.bytes).unwrap();
        let first = |address: Option<&mail_parser::Address<'_>>| {
            address
                .unwrap()
                .first()
                .unwrap()
                .address()
                .unwrap()
                .to_owned()
        };
        assert_eq!(first(message.from()), "referrals@unit.example");
        assert_eq!(
            message.from().unwrap().first().unwrap().name().unwrap(),
            notice.unit.display_name
        );
        assert_eq!(first(message.to()), "abuse@archive.example");
        assert_eq!(
            first(message.reply_to()),
            format!("r+{}@unit.example", sample::TOKEN)
        );
        assert_eq!(
            letter.envelope_from,
            format!("b+{}@unit.example", sample::TOKEN)
        );
        assert_eq!(message.message_id().unwrap(), notice.message_id);
        assert!(message.subject().unwrap().starts_with("[V-2026-000123] "));
        assert_eq!(
            message.date().unwrap().to_timestamp() * 1_000,
            sample::ISSUED_AT.ms()
        );
        assert!(message.header("Auto-Submitted").is_none());
        assert!(message.header("References").is_none());

        assert_eq!(message.attachment_count(), 1);
        let attachment = message.attachment(0).unwrap();
        assert_eq!(attachment.attachment_name(), Some(ATTACHMENT_NAME));
        let data: serde_json::Value = serde_json::from_slice(attachment.contents()).unwrap();
        assert_eq!(data["schema"], ATTACHMENT_SCHEMA);
        for (item, line) in data["items"].as_array().unwrap().iter().zip(&notice.lines) {
            assert_eq!(item["url"], line.url);
        }
        assert_eq!(data["log"]["index"], 4711);

        let text = text_of(&letter.bytes);
        for line in &notice.lines {
            assert!(!text.contains(&line.url), "the text gives a live address");
            assert!(text.contains(&crate::defang(&line.url)));
        }
    }
}

#[test]
fn the_attachment_is_as_documented() {
    let notice = sample::retraction(Language::Fr);
    let (rendered, _) = Mailer::open(Config::for_testing())
        .unwrap()
        .compose(&notice)
        .unwrap();
    let attachment = String::from_utf8(render_attachment(&notice, &rendered)).unwrap();
    insta::with_settings!({ filters => vec![("_sha256\": \"[0-9a-f]{64}", "_sha256\": \"…")] }, {
        insta::assert_snapshot!("attachment", attachment);
    });
}

#[test]
fn the_whole_letter_as_it_travels() {
    let letter = composed(&sample::notice(Language::Fr));
    let text = String::from_utf8(letter.bytes)
        .unwrap()
        .replace("\r\n", "\n");
    // The attachment is shown elsewhere; the head and the first lines are what travels visibly.
    let head: Vec<&str> = text.lines().take(40).collect();
    insta::assert_snapshot!("letter_fr_head", head.join("\n"));
}

#[test]
fn the_same_notice_gives_the_same_bytes() {
    let notice = sample::notice(Language::Ar);
    assert_eq!(composed(&notice), composed(&notice));
    let mut other = notice.clone();
    other.lines[0].url.push('x');
    assert_ne!(composed(&notice).sha256, composed(&other).sha256);
}

#[test]
fn a_later_letter_continues_the_first() {
    for notice in [
        sample::reminder(Language::En),
        sample::retraction(Language::En),
    ] {
        let first = crate::message_id("V-2026-000123", sample::ISSUED_AT, "unit.example");
        let letter = composed(&notice);
        let message = MessageParser::default().parse(&letter.bytes).unwrap();
        assert_ne!(letter.message_id, first);
        assert_eq!(message.references().as_text(), Some(first.as_str()));
        assert_eq!(message.in_reply_to().as_text(), Some(first.as_str()));
    }
}

#[test]
fn a_letter_without_items_carries_none() {
    let mut notice = sample::notice(Language::En);
    notice.detail = Detail::LinkOnly;
    let letter = composed(&notice);
    let message = MessageParser::default().parse(&letter.bytes).unwrap();
    assert_eq!(message.attachment_count(), 0);
    assert!(!String::from_utf8_lossy(&letter.bytes).contains("zeta"));
}

#[test]
fn a_relay_is_named_beside_the_unit() {
    let mut notice = sample::notice(Language::En);
    let address = Some("tool@relay.example".to_owned());
    notice.unit.via = Some(Relay {
        name: "Relay House".to_owned(),
        address,
    });
    let letter = composed(&notice);
    let message = MessageParser::default().parse(&letter.bytes).unwrap();
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(from.address(), Some("referrals@unit.example"));
    let sender = message.sender().unwrap().first().unwrap();
    assert_eq!(sender.address(), Some("tool@relay.example"));
    assert!(letter.envelope_from.ends_with("@unit.example"));
}

#[test]
fn no_value_can_add_a_header() {
    let mut notice = sample::notice(Language::En);
    let evil = "x\r\nBcc: victim@other.example\r\n\r\nbody";
    notice.unit.name = evil.to_owned();
    notice.unit.display_name = evil.to_owned();
    notice.recipient.name = evil.to_owned();
    notice.person = evil.to_owned();
    let letter = composed(&notice);
    let message = MessageParser::default().parse(&letter.bytes).unwrap();
    assert!(message.bcc().is_none());
    assert!(
        message
            .subject()
            .unwrap()
            .contains("Bcc: victim@other.example")
    );
}

#[test]
fn what_is_not_fit_to_be_sent_is_refused() {
    #[track_caller]
    fn case(change: impl FnOnce(&mut Notice), expected: &str) {
        let mut notice = sample::notice(Language::En);
        change(&mut notice);
        let error = compose_with(Config::for_testing(), &notice).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    case(|n| n.lines.clear(), "the notice has no lines");
    case(
        |n| n.lines[1].grounds[0].reasons = " \n".to_owned(),
        "the notice has no lines[1].reasons",
    );
    case(
        |n| n.lines[0].grounds.clear(),
        "the notice has no lines[0].grounds",
    );
    case(|n| n.legal_hook.clear(), "the notice has no legal_hook");
    case(|n| n.person.clear(), "the notice has no person");
    case(
        |n| n.reference = "V-1]\r\nX: y".to_owned(),
        "the reference is not of the form it must have",
    );
    case(
        |n| n.message_id = "a@b> <c@d".to_owned(),
        "the message id is not of the form it must have",
    );
    case(
        |n| n.issued_at = Timestamp::from_ms(-1),
        "the date of issue is not of the form it must have",
    );
    case(
        |n| n.recipient.address = "abuse@host.example>\r\nDATA".to_owned(),
        "the recipient's address is not a mail address that can be used",
    );
    case(
        |n| n.lines = vec![n.lines[0].clone(); 6],
        "the notice has 6 lines; one letter carries 5",
    );
    let large = |n: &mut Notice| n.legal_hook = "word ".repeat(20_000);
    let mut notice = sample::notice(Language::En);
    large(&mut notice);
    let error = compose_with(Config::for_testing(), &notice).unwrap_err();
    assert!(
        matches!(
            error,
            DispatchError::TooLarge {
                limit_bytes: 65_536,
                ..
            }
        ),
        "{error}"
    );
}

/// Method: the example of the manual has exactly the fields of a real attachment, and every field
/// stands in one of its tables.
#[test]
fn the_manual_names_every_field() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reference/referral-json.md"
    );
    let manual = std::fs::read_to_string(path).unwrap();
    let (tables, example) = manual.split_once("```json").unwrap();
    let example = example.split_once("```").unwrap().0;
    let example: serde_json::Value = serde_json::from_str(example).unwrap();
    let notice = sample::notice(Language::En);
    let (rendered, _) = Mailer::open(Config::for_testing())
        .unwrap()
        .compose(&notice)
        .unwrap();
    let real = serde_json::from_slice(&render_attachment(&notice, &rendered)).unwrap();

    let fields = |value: &serde_json::Value| {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let parts: [fn(&serde_json::Value) -> &serde_json::Value; 6] = [
        |value| value,
        |value| &value["unit"],
        |value| &value["answer"],
        |value| &value["log"],
        |value| &value["items"][0],
        |value| &value["items"][0]["grounds"][0],
    ];
    for part in parts {
        assert_eq!(fields(part(&example)), fields(part(&real)));
        for name in fields(part(&real)) {
            assert!(tables.contains(&format!("`{name}`")), "{name}");
        }
    }
    assert!(tables.contains(ATTACHMENT_SCHEMA));
}
