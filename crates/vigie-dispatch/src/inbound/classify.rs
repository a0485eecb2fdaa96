//! What a mail is: a server's report, a robot's answer, a person's, or something else.
//!
//! Source: RFC 3834 (automatic answers), and the marks of programs that predate or ignore it. A
//! robot's answer is never counted as the provider's.

use serde::{Deserialize, Serialize};

use super::mime::Tree;
use super::status::{Action, DeliveryReport};
use super::thread::{Handle, Thread};

/// Characters of a ticket name.
const TICKET_CHARS_MAX: usize = 48;
/// Characters at the start of a mail in which a robot says what it did.
const OPENING_CHARS: usize = 1_200;

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum Class {
    /// The letter did not arrive and will not.
    Bounce(DeliveryReport),
    /// The letter has not arrived yet; the server keeps trying.
    Delay(DeliveryReport),
    /// The letter arrived, says a server.
    Arrival(DeliveryReport),
    /// A program answered.
    AutoReply(AutoReply),
    /// Somebody answered one of our letters.
    Reply,
    /// Anything else.
    Other,
}

impl Class {
    /// The word as it is stored, `auto_reply`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Bounce(_) => "bounce",
            Self::Delay(_) => "delay",
            Self::Arrival(_) => "arrival",
            Self::AutoReply(_) => "auto_reply",
            Self::Reply => "reply",
            Self::Other => "other",
        }
    }
}

/// What kind of program answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoReply {
    /// A desk's system: it opened a ticket.
    TicketOpened,
    /// A person is away.
    Absence,
    /// Somebody's program showed the letter to somebody (RFC 8098).
    Displayed,
    /// Some other program.
    Unspecified,
}

pub(super) fn classify(
    tree: &Tree<'_>,
    report: Option<DeliveryReport>,
    subject: &str,
    text: &str,
    thread: &Thread,
    has_ticket: bool,
) -> Class {
    if let Some(report) = report {
        return match report.action() {
            Some(Action::Failed) | None => Class::Bounce(report),
            Some(Action::Delayed) => Class::Delay(report),
            Some(_) => Class::Arrival(report),
        };
    }
    if let Some(kind) = find_robot(tree, subject, text, has_ticket) {
        return Class::AutoReply(kind);
    }
    match thread.handle() {
        Handle::None => Class::Other,
        _ => Class::Reply,
    }
}

fn find_robot(tree: &Tree<'_>, subject: &str, text: &str, has_ticket: bool) -> Option<AutoReply> {
    let head = &tree.head;
    if tree.report_type.as_deref() == Some("disposition-notification") {
        return Some(AutoReply::Displayed);
    }
    let says = |name: &str| head.plain(name).unwrap_or_default().to_ascii_lowercase();
    let auto_submitted = says("auto-submitted");
    let precedence = says("precedence");
    let is_marked = (!auto_submitted.is_empty() && !auto_submitted.starts_with("no"))
        || [
            "x-autoreply",
            "x-autorespond",
            "x-autoresponder",
            "x-auto-reply",
        ]
        .iter()
        .any(|name| head.has(name))
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply")
        || head.plain("return-path").is_some_and(|path| path == "<>");
    let is_absence = speaks_of_absence(subject);
    let opening: String = text
        .chars()
        .take(OPENING_CHARS)
        .collect::<String>()
        .to_lowercase();
    let opens_ticket = has_ticket && TICKET_OPENED.iter().any(|mark| opening.contains(mark));
    match (is_marked, is_absence, opens_ticket) {
        (_, true, _) => Some(AutoReply::Absence),
        (_, _, true) => Some(AutoReply::TicketOpened),
        (true, ..) if has_ticket => Some(AutoReply::TicketOpened),
        (true, ..) => Some(AutoReply::Unspecified),
        _ => None,
    }
}

/// What a ticket system says of itself, and a person seldom.
const TICKET_OPENED: &[&str] = &[
    "automatically generated",
    "automatic response",
    "this is an automated",
    "has been opened",
    "has been created",
    "has been assigned",
    "has been registered",
    "ticket was created",
    "ticket created",
    "généré automatiquement",
    "réponse automatique",
    "a été créé",
    "a été ouvert",
    "a été enregistrée",
    "a été enregistré",
    "تم فتح",
    "تم إنشاء",
    "تم تسجيل",
    "رسالة آلية",
    "رد آلي",
];

fn speaks_of_absence(subject: &str) -> bool {
    let subject = subject.trim().to_lowercase();
    let starts = [
        "automatic reply",
        "auto:",
        "autoreply",
        "auto-reply",
        "out of office",
        "out of the office",
        "vacation",
        "réponse automatique",
        "absence",
        "absent",
        "abwesenheit",
        "automatische antwort",
        "رد تلقائي",
        "خارج المكتب",
    ];
    starts.iter().any(|start| subject.starts_with(start))
}

/// The ticket a mail names, as the systems of abuse desks write it.
///
/// Shape: a word that announces a ticket, at most a few signs, then an id with a digit.
pub(super) fn find_ticket(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    // Lower-casing may change lengths; only where it does not can both be indexed alike.
    let original = if lower.len() == text.len() {
        text
    } else {
        lower.as_str()
    };
    let mut found: Option<(usize, String)> = None;
    let marks = SURE_MARKS.iter().map(|mark| (*mark, true));
    for (mark, is_sure) in marks.chain(WEAK_MARKS.iter().map(|mark| (*mark, false))) {
        for (at, _) in lower.match_indices(mark).take(20) {
            if found.as_ref().is_some_and(|(best, _)| *best <= at) {
                break;
            }
            let is_word_start = lower[..at]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric());
            let after = original.get(at + mark.len()..).filter(|_| is_word_start);
            if let Some(ticket) = after.and_then(|after| ticket_after(after, is_sure)) {
                found = Some((at, ticket));
                break;
            }
        }
    }
    found
        .map(|(_, ticket)| ticket)
        .or_else(|| bracketed_ticket(original))
}

/// Words that hardly stand before a number for another reason.
const SURE_MARKS: &[&str] = &[
    "ticket",
    "abuseid",
    "abuse id",
    "abuse-id",
    "التذكرة",
    "تذكرة",
    "رقم الطلب",
];
/// Words of prose: what follows must be announced as an id, or be long.
const WEAK_MARKS: &[&str] = &[
    "case",
    "incident",
    "request",
    "reference number",
    "dossier",
    "demande",
];
/// Digits of an id that prose does not contain by chance.
const SURE_DIGITS_MIN: usize = 5;

/// `[#ABC-123]`, `[example.org #1234]`, `##1234##`.
fn bracketed_ticket(text: &str) -> Option<String> {
    for (at, _) in text.match_indices('#').take(20) {
        let before = text[..at].trim_end_matches('#');
        let opens = before.is_empty() || before.ends_with(['[', ' ', '(', ':']);
        let id = take_id(text[at..].trim_start_matches('#'));
        let is_long = id.chars().filter(char::is_ascii_digit).count() >= 3;
        if opens && is_long {
            return Some(id);
        }
    }
    None
}

fn ticket_after(rest: &str, is_sure: bool) -> Option<String> {
    let mut rest = rest.strip_prefix('s').unwrap_or(rest);
    let mut is_announced = is_sure;
    for _ in 0..3 {
        let signs = rest.trim_start_matches([' ', ':', '#', '\u{a0}', '[', '(', '-', '=', '"']);
        is_announced |= rest[..rest.len() - signs.len()].contains([':', '#', '=']);
        rest = signs;
        let words = [
            "id", "number", "no.", "nr.", "n°", "nº", "no", "numéro", "key", "رقم",
        ];
        let skipped = words.iter().find_map(|word| {
            let head = rest.get(..word.len())?;
            let tail = &rest[word.len()..];
            let ends = !tail.starts_with(|c: char| c.is_alphanumeric());
            (head.to_lowercase() == *word && ends).then_some(tail)
        });
        let Some(tail) = skipped else { break };
        (rest, is_announced) = (tail, true);
    }
    let id = take_id(rest);
    let digits = id.chars().filter(char::is_ascii_digit).count();
    let digits_min = if is_announced { 2 } else { SURE_DIGITS_MIN };
    (digits >= digits_min && id.len() >= 3).then_some(id)
}

fn take_id(text: &str) -> String {
    let id: String = text
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:./".contains(*c))
        .take(TICKET_CHARS_MAX)
        .collect();
    id.trim_end_matches(['-', '_', ':', '.', '/']).to_owned()
}
