//! What a template may name: the facts of a notice, cleaned and written out.

use serde::Serialize;
use vigie_domain::{Language, Timestamp};

use super::bidi::clean;
use crate::notice::{Detail, Ground, Hashes, Kind, LogProof, NoticeLine, Recipient, Relay, Unit};
use crate::{Letter, Notice, Token, defang};

/// What stands in for the words of content when a letter is probed for forgotten marks.
const BLANK_CONTENT: &str = "-";

/// The names a template knows.
#[derive(Debug, Clone, Serialize)]
pub(super) struct View {
    language: &'static str,
    letter: &'static str,
    reference: String,
    link_only: bool,
    unit: UnitView,
    recipient: RecipientView,
    count: usize,
    lines: Vec<LineView>,
    legal_hook: String,
    answer_link: String,
    answer_until: String,
    issued_at: String,
    issued_at_local: Option<String>,
    person: String,
    may_forward: bool,
    log_index: u64,
    reminder_number: Option<u32>,
    first_sent_at: Option<String>,
    retraction_grounds: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct UnitView {
    name: String,
    address: String,
    complaint_contact: String,
    phone: Option<String>,
    via: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct RecipientView {
    name: String,
}

#[derive(Debug, Clone, Serialize)]
struct LineView {
    number: usize,
    url: String,
    kind: &'static str,
    sha256: Option<String>,
    md5: Option<String>,
    pdq: Option<String>,
    captured_at: String,
    first_seen: String,
    offence: String,
    grounds: Vec<GroundView>,
    ip: Option<String>,
    asn: Option<u32>,
}

#[derive(Debug, Clone, Serialize)]
struct GroundView {
    category: String,
    reasons: String,
}

impl View {
    pub(super) fn new(notice: &Notice, language: Language) -> Self {
        let (reminder_number, first_sent_at, retraction_grounds) = match &notice.letter {
            Letter::Referral => (None, None, None),
            Letter::Reminder {
                number,
                first_sent_at,
                ..
            } => (Some(*number), Some(moment(*first_sent_at)), None),
            Letter::Retraction {
                first_sent_at,
                grounds,
                ..
            } => (None, Some(moment(*first_sent_at)), Some(clean(grounds))),
        };
        let lines = notice.lines.iter().enumerate();
        Self {
            language: language.code(),
            letter: notice.letter.as_str(),
            reference: clean(&notice.reference),
            link_only: notice.detail == Detail::LinkOnly,
            unit: UnitView::new(&notice.unit),
            recipient: RecipientView {
                name: clean_line(&notice.recipient.name),
            },
            count: notice.lines.len(),
            lines: lines
                .map(|(position, line)| LineView::new(position + 1, line))
                .collect(),
            legal_hook: clean(&notice.legal_hook),
            answer_link: clean_line(&notice.answer_link),
            answer_until: moment(notice.answer_until),
            issued_at: moment(notice.issued_at),
            issued_at_local: notice
                .issued_at
                .civil(&notice.recipient.zone)
                .map(|at| at.text),
            person: clean_line(&notice.person),
            may_forward: notice.may_forward,
            log_index: notice.log.index,
            reminder_number,
            first_sent_at,
            retraction_grounds,
        }
    }

    /// The same facts without a word that comes from content.
    pub(super) fn without_content(&self) -> Self {
        let mut probe = self.clone();
        for line in &mut probe.lines {
            BLANK_CONTENT.clone_into(&mut line.url);
        }
        probe
    }
}

impl UnitView {
    fn new(unit: &Unit) -> Self {
        Self {
            name: clean_line(&unit.name),
            address: clean_line(&unit.sender_address),
            complaint_contact: clean_line(&unit.complaint_contact),
            phone: unit.phone.as_deref().map(clean_line),
            via: unit.via.as_ref().map(|relay| clean_line(&relay.name)),
        }
    }
}

impl LineView {
    fn new(number: usize, line: &NoticeLine) -> Self {
        let grounds = line.grounds.iter().map(|ground| GroundView {
            category: clean_line(&ground.category),
            reasons: clean(&ground.reasons),
        });
        Self {
            number,
            url: clean_line(&defang(&line.url)),
            kind: line.kind.as_str(),
            sha256: line.hashes.sha256.map(|hash| hash.to_string()),
            md5: line.hashes.md5.map(|hash| hash.to_string()),
            pdq: line.hashes.pdq.map(|hash| hash.to_string()),
            captured_at: moment(line.captured_at),
            first_seen: moment(line.first_seen),
            offence: clean_line(&line.offence),
            grounds: grounds.collect(),
            ip: line.ip.map(|ip| ip.to_string()),
            asn: line.asn,
        }
    }
}

/// `2026-11-23 17:15:33 UTC`: what an abuse desk greps its logs for.
fn moment(at: Timestamp) -> String {
    at.rfc3339_seconds()
        .replacen('T', " ", 1)
        .replace('Z', " UTC")
}

fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Made-up notices that reach every branch of a letter: all facts known, and as few as possible.
pub(super) fn rehearsal(letter: &str, language: Language) -> [Notice; 3] {
    let at = Timestamp::from_ms(1_700_000_000_000);
    let of_message_id = "V-0000-000000.0@unit.example".to_owned();
    let letter = match letter {
        "reminder" => Letter::Reminder {
            number: 1,
            of_message_id,
            first_sent_at: at,
        },
        "retraction" => Letter::Retraction {
            of_message_id,
            first_sent_at: at,
            grounds: "-".to_owned(),
        },
        _ => Letter::Referral,
    };
    let word = || "-".to_owned();
    let full = Notice {
        reference: "V-0000-000000".to_owned(),
        letter,
        detail: Detail::Full,
        unit: Unit {
            name: word(),
            display_name: word(),
            sender_address: "unit@unit.example".to_owned(),
            complaint_contact: word(),
            phone: Some(word()),
            via: Some(Relay {
                name: word(),
                address: None,
            }),
        },
        recipient: Recipient {
            name: word(),
            address: "abuse@host.example".to_owned(),
            language,
            zone: "Etc/UTC".to_owned(),
        },
        lines: Kind::ALL
            .map(|kind| NoticeLine {
                url: "https://host.example/a".to_owned(),
                key: word(),
                kind,
                hashes: Hashes {
                    sha256: Some(vigie_domain::Sha256([0; 32])),
                    md5: Some(vigie_domain::Md5([0; 16])),
                    pdq: Some(vigie_domain::Sha256([0; 32])),
                },
                captured_at: at,
                first_seen: at,
                offence: word(),
                grounds: vec![Ground {
                    category: word(),
                    reasons: word(),
                }],
                ip: Some(std::net::Ipv4Addr::LOCALHOST.into()),
                asn: Some(0),
            })
            .to_vec(),
        legal_hook: word(),
        answer_link: word(),
        answer_until: at,
        reply_token: Token::from_bytes([0; 16]),
        message_id: "V-0000-000000.0@unit.example".to_owned(),
        issued_at: at,
        person: word(),
        may_forward: true,
        log: LogProof {
            index: 0,
            inclusion: serde_json::Value::Null,
        },
    };
    let mut bare = full.clone();
    bare.unit.phone = None;
    bare.unit.via = None;
    bare.recipient.zone = String::from("Nowhere/Unknown");
    bare.may_forward = false;
    for line in &mut bare.lines {
        line.hashes = Hashes::default();
        (line.ip, line.asn) = (None, None);
    }
    let link_only = Notice {
        detail: Detail::LinkOnly,
        ..bare.clone()
    };
    [full, bare, link_only]
}
