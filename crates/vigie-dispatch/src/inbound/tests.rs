//! Goal: every kind of mail that comes back is understood, and no mail can hurt.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::sample;

fn config() -> Config {
    Config::for_testing()
}

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/mail");
    std::fs::read(folder.join(name)).unwrap()
}

fn parse(raw: &[u8]) -> (InboundMail, Vec<Defect>) {
    parse_inbound(raw, &config())
}

/// What matters of a mail, a line each.
fn summary(name: &str) -> String {
    let (mail, defects) = parse(&read(name));
    let mut lines = format!("== {name}\nclass: {}\n", mail.class.as_str());
    match &mail.class {
        Class::Bounce(report) | Class::Delay(report) | Class::Arrival(report) => {
            for one in &report.recipients {
                let status = one
                    .status
                    .map(|status| status.to_string())
                    .unwrap_or_default();
                let recipient = one
                    .original_recipient
                    .as_ref()
                    .or(one.final_recipient.as_ref());
                let recipient = recipient.map_or("", String::as_str);
                writeln!(
                    lines,
                    "  {:?} {status} {:?} <{recipient}>",
                    one.action, one.cause
                )
                .unwrap();
            }
        }
        Class::AutoReply(kind) => writeln!(lines, "  {kind:?}").unwrap(),
        Class::Reply | Class::Other => {}
    }
    let handle = match mail.thread.handle() {
        Handle::Token(purpose, token) => {
            assert_eq!(token, sample::TOKEN);
            format!("token for {purpose:?}")
        }
        other => format!("{other:?}"),
    };
    writeln!(lines, "letter: {handle}").unwrap();
    let rest = serde_json::json!({
        "from": [mail.from_address, mail.from_name],
        "subject": mail.subject,
        "date": mail.date.map(Timestamp::rfc3339_seconds),
        "message_ids": mail.thread.message_ids,
        "reference": mail.thread.reference,
        "ticket": mail.ticket,
        "text": mail.text.chars().take(300).collect::<String>(),
        "quoted": mail.quoted.is_some(),
        "attachments": mail
            .attachments
            .iter()
            .map(|one| format!("{:?} {} {}", one.name, one.content_type, one.size_bytes))
            .collect::<Vec<_>>(),
        "hints": mail
            .origin_hints
            .iter()
            .map(|hint| format!("{:?} {}", hint.host, hint.address))
            .collect::<Vec<_>>(),
        "defects": defects.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    for (key, value) in rest.as_object().unwrap() {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            writeln!(lines, "{key}: {value}").unwrap();
        }
    }
    lines
}

#[test]
fn everything_that_comes_back_is_understood() {
    let names = [
        "exim-5.1.1.eml",
        "exim-5.2.2.eml",
        "exim-5.7.1.eml",
        "exim-delayed.eml",
        "postfix-5.1.1.eml",
        "qmail-plain-bounce.eml",
        "ticket-rt.eml",
        "ticket-no-marks.eml",
        "vacation.eml",
        "mdn.eml",
        "reply-plain.eml",
        "reply-arabic-1256.eml",
        "reply-stripped.eml",
        "proxy-discloses-host.eml",
        "unrelated.eml",
    ];
    let summaries: Vec<String> = names.iter().map(|name| summary(name)).collect();
    insta::assert_snapshot!("mails", summaries.join("\n"));
}

#[test]
fn a_token_in_a_foreign_domain_is_not_ours() {
    let ours = Config {
        reply_domains: vec!["Unit.Example".to_owned()],
        ..config()
    };
    let raw = read("reply-plain.eml");
    let (mail, _) = parse_inbound(&raw, &ours);
    assert!(matches!(
        mail.thread.handle(),
        Handle::Token(Purpose::Answer, _)
    ));
    let foreign = Config {
        reply_domains: vec!["other.example".to_owned()],
        ..config()
    };
    let (mail, _) = parse_inbound(&raw, &foreign);
    assert!(matches!(mail.thread.handle(), Handle::MessageIds(_)));
}

#[test]
fn tickets_as_abuse_desks_write_them() {
    for (text, expected) in [
        ("[Ticket#2026112310004711] Re: x", Some("2026112310004711")),
        ("Ticket ID: ABC-123", Some("ABC-123")),
        ("Your ticket number is 12", None),
        ("[archive.example #48213] AutoReply", Some("48213")),
        ("Re: abuse ##88341## received", Some("88341")),
        ("Case No. 00123456", Some("00123456")),
        ("AbuseID:3F21BC:19: notice", Some("3F21BC:19")),
        ("Numéro de dossier : 2026-991", Some("2026-991")),
        ("رقم التذكرة: 55812", Some("55812")),
        ("request to review 2 items", None),
        ("in that case 404 means gone", None),
        ("Case 00123456 opened", Some("00123456")),
        ("nothing here", None),
    ] {
        assert_eq!(classify::find_ticket(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn answers_between_quoted_lines_are_kept() {
    let raw = b"From: a@b.example\nSubject: Re: x\n\nHello\n\nOn Monday, Unit wrote:\n> first?\nyes\n> second?\nno\n";
    let (mail, defects) = parse(raw);
    assert_eq!(mail.text, "Hello\n\nyes\nno");
    assert!(mail.quoted.unwrap().starts_with("On Monday"));
    assert_eq!(defects, []);
}

#[test]
fn outlook_and_french_quotations_are_cut() {
    for quotation in [
        "-----Original Message-----\nFrom: Unit\nlong letter",
        "________________________________\nDe : Unit\nEnvoyé : lundi\nlong letter",
        "From: Unit <u@unit.example>\nSent: Monday\nlong letter",
        "Le lun. 23 nov. 2026 à 17:15, Unit a écrit :\n> long letter",
        "من: الوحدة\nتم الإرسال: الاثنين\nlong letter",
    ] {
        let (mail, _) = parse(format!("From: a@b.example\n\ndone\n\n{quotation}\n").as_bytes());
        assert_eq!(
            mail.text.trim_end_matches('_').trim(),
            "done",
            "{quotation}"
        );
    }
}

#[test]
fn a_forward_without_words_keeps_its_text() {
    let (mail, _) = parse(b"From: a@b.example\n\n-----Original Message-----\nall there is\n");
    assert!(mail.text.contains("all there is"));
}

fn defects_of(raw: &[u8]) -> Vec<Defect> {
    parse(raw).1
}

#[test]
fn limits_are_said_and_kept() {
    let limits = config();

    // Larger than the limit: the head is read, the rest is not.
    let mut large = read("reply-plain.eml");
    large.resize(limits.inbound_bytes_max + 1, b'x');
    let (mail, defects) = parse(&large);
    assert!(
        matches!(defects[..], [Defect::TooLarge { .. }]),
        "{defects:?}"
    );
    assert!(matches!(mail.thread.handle(), Handle::Token(..)));
    assert_eq!(
        (mail.size_bytes, mail.text.as_str()),
        (limits.inbound_bytes_max + 1, "")
    );

    // A hundred thousand headers.
    let many = ["X: y\n".repeat(10_000).as_str(), "\nbody\n"].concat();
    let (mail, defects) = parse(many.as_bytes());
    assert!(
        matches!(defects[..], [Defect::HeadersTooLarge { .. }]),
        "{defects:?}"
    );
    assert_eq!(mail.text, "body");

    // Parts within parts within parts.
    let mut deep = String::from("From: a@b.example\n");
    for level in 0..200 {
        write!(
            deep,
            "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        )
        .unwrap();
    }
    assert!(defects_of(deep.as_bytes()).contains(&Defect::TooDeep { limit: 4 }));

    // More parts than anybody needs.
    let wide = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        "--b\nContent-Type: text/plain\n\nx\n".repeat(500)
    );
    let (mail, defects) = parse(wide.as_bytes());
    assert!(
        defects.contains(&Defect::TooManyParts { limit: 12 }),
        "{defects:?}"
    );
    assert!(mail.text.lines().count() <= 12);

    let long = format!("From: a@b.example\n\n{}", "ش".repeat(5_000));
    let (mail, defects) = parse(long.as_bytes());
    assert_eq!(defects, [Defect::TextCut { limit_chars: 4_000 }]);
    assert_eq!(mail.text.chars().count(), 4_000);
}

/// Method: the limits of earnest, with the largest mail they let through.
#[test]
fn nested_messages_cannot_exhaust_the_stack() {
    let config = Config::default();
    let level = "Content-Type: message/rfc822\n\n";
    let nested = level.repeat(config.inbound_bytes_max / level.len());
    let (mail, _) = parse_inbound(nested.as_bytes(), &config);
    assert_eq!(mail.attachments.len(), 1);
}

#[test]
fn what_is_broken_is_named() {
    assert_eq!(defects_of(b""), [Defect::NoHeaders]);
    assert_eq!(defects_of(b"just words\n"), [Defect::NoHeaders]);
    assert_eq!(
        defects_of(b"Content-Type: multipart/mixed; boundary=b\n\nno parts\n"),
        [Defect::BadBoundary]
    );
    assert_eq!(
        defects_of(b"Content-Type: text/plain; charset=klingon\n\nx\n"),
        [Defect::UnknownCharset]
    );
    assert_eq!(
        defects_of(b"Subject: a\n\nx\0y\x1b[31m\n"),
        [Defect::ControlCharacters]
    );
    assert_eq!(
        defects_of(b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n"),
        [Defect::EmptyReport]
    );
    let (mail, _) = parse(b"Subject: a\0b\r\n\r\nx\0y\r\n");
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("a b", "xy"));
}

#[test]
fn what_was_read_can_be_kept() {
    for name in [
        "exim-5.1.1.eml",
        "reply-arabic-1256.eml",
        "proxy-discloses-host.eml",
    ] {
        let (mail, _) = parse(&read(name));
        let text = serde_json::to_string(&mail).unwrap();
        assert_eq!(serde_json::from_str::<InboundMail>(&text).unwrap(), mail);
    }
}

/// Pieces that make parsers stumble, in any order.
fn hostile_mail() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"Content-Type: multipart/mixed; boundary=\"b\"\r\n".to_vec()),
        Just(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n".to_vec()),
        Just(b"Content-Type: message/rfc822\n".to_vec()),
        Just(b"Content-Type: message/delivery-status\n".to_vec()),
        Just(b"Content-Type: text/html; charset=windows-1256\n".to_vec()),
        Just(b"Content-Type: text/plain; charset*0*=utf-8''%FF\n".to_vec()),
        Just(b"Content-Transfer-Encoding: base64\n".to_vec()),
        Just(b"Content-Transfer-Encoding: quoted-printable\n".to_vec()),
        Just(b"Content-Disposition: attachment; filename*0=\"a\"; filename*2=\"b\"\n".to_vec()),
        Just(b"Subject: =?utf-8?B?w6?= =?x?Q?=ZZ?= [V-2026-00 V-20\xd9\xa0\n".to_vec()),
        Just(b"To: r+a4dqobyha4dqobyha4dqobyha4@unit.example, <<>>, \"\n".to_vec()),
        Just(b"References: <><a@b><\n".to_vec()),
        Just(b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n".to_vec()),
        Just(b"X-Failed-Recipients: ,,\n".to_vec()),
        Just(b"From: MAILER-DAEMON@x\nReturn-Path: <>\n".to_vec()),
        Just(b"Action: failed\nStatus: 5.1.1\nOriginal-Recipient: rfc822;+2+\xc3\xa9\n\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"--b\n".to_vec()),
        Just(b"--b--\n".to_vec()),
        Just(b"=E9=\n=3".to_vec()),
        Just(b"<p>&#xffffff;&amp;<!-- <style> <br".to_vec()),
        Just(b"actual host for x.example is 1.2.3.4, [::1]\n".to_vec()),
        Just("On x wrote:\n> Ticket #\u{130}12\n".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..24),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_mail_can_hurt(raw in hostile_mail()) {
        let (mail, _) = parse(&raw);
        prop_assert_eq!(mail.size_bytes, raw.len());
        prop_assert!(mail.attachments.len() <= 50);
        prop_assert!(!mail.text.contains('\0'));
        let tiny = Config { inbound_bytes_max: 64, inbound_header_bytes_max: 16, ..config() };
        parse_inbound(&raw, &tiny);
    }

    #[test]
    fn no_bytes_can_hurt(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        parse(&raw);
    }
}
