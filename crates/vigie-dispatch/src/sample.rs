//! A made-up notice for tests: two items, every fact known.

use serde_json::json;
use vigie_domain::{Language, Md5, Sha256, Timestamp};

use crate::{
    Detail, Ground, Hashes, Kind, Letter, LogProof, Notice, NoticeLine, Recipient, Token, Unit,
};

/// 2026-11-23T17:15:33Z.
pub(crate) const ISSUED_AT: Timestamp = Timestamp::from_ms(1_795_454_133_000);
/// The token of the sample.
pub(crate) const TOKEN: Token = Token::from_bytes([7; 16]);

/// A referral of a picture and a page of the made-up Training Organisation Zeta.
pub(crate) fn notice(language: Language) -> Notice {
    let words = words(language);
    let captured_at = ISSUED_AT.plus_ms(-3_600_000);
    let first_seen = ISSUED_AT.plus_ms(-90_000_000);
    let ground = |reasons: &str| Ground {
        category: words.category.to_owned(),
        reasons: reasons.to_owned(),
    };
    Notice {
        reference: "V-2026-000123".to_owned(),
        letter: Letter::Referral,
        detail: Detail::Full,
        unit: Unit {
            name: words.unit.to_owned(),
            display_name: words.unit.to_owned(),
            sender_address: "referrals@unit.example".to_owned(),
            complaint_contact: "https://unit.example/complaint".to_owned(),
            phone: Some("+00 1 23 45 67".to_owned()),
            via: None,
        },
        recipient: Recipient {
            name: "Archive Host Abuse Desk".to_owned(),
            address: "abuse@archive.example".to_owned(),
            language,
            zone: "Europe/Paris".to_owned(),
        },
        lines: vec![
            NoticeLine {
                url: "https://archive.example/download/zeta-01/poster.png?a=1&b=2".to_owned(),
                key: "ia:item:zeta-01".to_owned(),
                kind: Kind::Picture,
                hashes: Hashes {
                    sha256: Some(Sha256([0xab; 32])),
                    md5: Some(Md5([0xcd; 16])),
                    pdq: Some(Sha256([0xf0; 32])),
                },
                captured_at,
                first_seen,
                offence: words.offence.to_owned(),
                grounds: vec![ground(words.reasons[0]), ground(words.reasons[1])],
                ip: Some(std::net::Ipv4Addr::new(192, 0, 2, 7).into()),
                asn: Some(64500),
            },
            NoticeLine {
                url: "http://www.archive.example/صفحة/zeta".to_owned(),
                key: "web:url:www.archive.example/zeta".to_owned(),
                kind: Kind::Page,
                hashes: Hashes::default(),
                captured_at,
                first_seen,
                offence: words.offence.to_owned(),
                grounds: vec![ground(words.reasons[1])],
                ip: None,
                asn: None,
            },
        ],
        legal_hook: words.hook.to_owned(),
        answer_link: "https://desk.unit.example/answer/pppppppppppppppppppppppppp".to_owned(),
        answer_until: ISSUED_AT.plus_ms(30 * 86_400_000),
        reply_token: TOKEN,
        message_id: crate::message_id("V-2026-000123", ISSUED_AT, "unit.example"),
        issued_at: ISSUED_AT,
        person: "Amina B.".to_owned(),
        may_forward: true,
        log: LogProof {
            index: 4711,
            inclusion: json!({ "origin": "unit.example/log" }),
        },
    }
}

/// The same notice as a reminder.
pub(crate) fn reminder(language: Language) -> Notice {
    let mut notice = notice(language);
    notice.letter = Letter::Reminder {
        number: 1,
        of_message_id: std::mem::take(&mut notice.message_id),
        first_sent_at: ISSUED_AT,
    };
    later(notice)
}

/// The same notice taken back.
pub(crate) fn retraction(language: Language) -> Notice {
    let mut notice = notice(language);
    notice.letter = Letter::Retraction {
        of_message_id: std::mem::take(&mut notice.message_id),
        first_sent_at: ISSUED_AT,
        grounds: words(language).retraction.to_owned(),
    };
    later(notice)
}

fn later(mut notice: Notice) -> Notice {
    notice.issued_at = ISSUED_AT.plus_ms(86_400_000);
    notice.message_id = crate::message_id(&notice.reference, notice.issued_at, "unit.example");
    notice
}

struct Words {
    unit: &'static str,
    category: &'static str,
    offence: &'static str,
    reasons: [&'static str; 2],
    hook: &'static str,
    retraction: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            unit: "Referral Unit of Exampleland",
            category: "(c) asks others to join a group",
            offence: "joining an armed group (sample)",
            reasons: [
                "The poster names Training Organisation Zeta\nand tells the reader to join it.",
                "The page calls on readers to sign up, in Arabic: «انضموا».",
            ],
            hook: "Your terms of service, section 4 (sample).",
            retraction: "The page is a news report that quotes the poster.",
        },
        Language::Fr => Words {
            unit: "Unité de signalement d’Exempléa",
            category: "c) incite à rejoindre un groupe",
            offence: "participation à un groupe armé (exemple)",
            reasons: [
                "L’affiche nomme l’Organisation d’entraînement Zeta\net invite à la rejoindre.",
                "La page appelle à s’inscrire, en arabe : «انضموا».",
            ],
            hook: "Vos conditions d’utilisation, article 4 (exemple).",
            retraction: "La page est un article de presse qui cite l’affiche.",
        },
        Language::Ar => Words {
            unit: "وحدة الإحالة في إكزامبلاند",
            category: "(ج) يدعو إلى الانضمام إلى جماعة",
            offence: "الانضمام إلى جماعة مسلحة (مثال)",
            reasons: [
                "الملصق يذكر منظمة التدريب Zeta\nويدعو القارئ إلى الانضمام إليها.",
                "الصفحة تدعو القراء إلى التسجيل.",
            ],
            hook: "شروط خدمتكم، القسم 4 (مثال).",
            retraction: "الصفحة خبر صحفي يقتبس الملصق.",
        },
    }
}
