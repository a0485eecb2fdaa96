//! Delivery reports: what a mail server says about a letter it could not hand over.
//!
//! Source: RFC 3464 (form), RFC 3463 (status); the plain bounces of servers that write neither.

use serde::{Deserialize, Serialize};

use super::mime::Tree;
use super::{Defect, label};
use crate::smtp::EnhancedStatus;

/// Recipients of one report that are kept: our letters have one.
const RECIPIENTS_MAX: usize = 20;

/// What a mail server says about a letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// The server that reports.
    pub reporting_mta: Option<String>,
    /// The envelope id we gave the letter.
    pub envelope_id: Option<String>,
    /// Each recipient it reports on.
    pub recipients: Vec<RecipientReport>,
    /// Whether the report is of the standard form; otherwise it was read from plain words.
    pub is_structured: bool,
}

/// What a mail server says about one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientReport {
    /// What was done.
    pub action: Action,
    /// The status; that of the server that refused, where the reporting one is vague.
    pub status: Option<EnhancedStatus>,
    /// The address we wrote to, as the server repeats it.
    pub original_recipient: Option<String>,
    /// The address it came to after forwarding.
    pub final_recipient: Option<String>,
    /// The words of the server that refused.
    pub diagnostic: Option<String>,
    /// What that means for our contact.
    pub cause: BounceCause,
}

/// What was done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are those of RFC 3464")]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// What a failure means for our contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceCause {
    /// There is no such address (5.1.x, disabled mailboxes): look for another contact.
    NoSuchAddress,
    /// The mailbox is full (x.2.2).
    MailboxFull,
    /// The letter itself was refused, mostly for the addresses it names (5.7.x, 5.6.x).
    ContentRefused,
    /// The letter is too large for the mailbox (x.2.3, x.3.4).
    TooLarge,
    /// Their system or network failed (x.3.x, x.4.x).
    SystemTrouble,
    /// None of these.
    Unknown,
}

impl DeliveryReport {
    /// The gravest thing it says.
    pub fn action(&self) -> Option<Action> {
        self.recipients
            .iter()
            .map(|recipient| recipient.action)
            .min()
    }
}

/// Reads the delivery report a mail carries, if it carries one.
pub(super) fn parse(
    tree: &Tree<'_>,
    text: &str,
    defects: &mut Vec<Defect>,
) -> Option<DeliveryReport> {
    let part = tree.leaves.iter().find(|leaf| {
        leaf.media.kind == "message"
            && matches!(
                leaf.media.subtype.as_str(),
                "delivery-status" | "global-delivery-status"
            )
    });
    if let Some(part) = part {
        let (bytes, _) = part.bytes();
        let report = parse_status(&String::from_utf8_lossy(&bytes));
        if !report.recipients.is_empty() {
            return Some(report);
        }
        defects.push(Defect::EmptyReport);
    }
    parse_plain(tree, text)
}

/// One block of fields for the letter, then one for each recipient.
fn parse_status(body: &str) -> DeliveryReport {
    let mut report = DeliveryReport {
        is_structured: true,
        ..DeliveryReport::default()
    };
    let body = body.replace("\r\n", "\n");
    let mut blocks = body.split("\n\n").filter(|block| !block.trim().is_empty());
    let Some(first) = blocks.next() else {
        return report;
    };
    let first = Fields::new(first);
    report.reporting_mta = first.typed("reporting-mta");
    report.envelope_id = first.find("original-envelope-id");
    // Some servers forget the empty line between the two kinds of block.
    let merged = first.find("action").is_some().then_some(first);
    for fields in merged
        .into_iter()
        .chain(blocks.take(RECIPIENTS_MAX).map(Fields::new))
    {
        report.recipients.extend(fields.recipient());
    }
    report
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn new(block: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in block.lines().take(200) {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    fn find(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(label(value)).filter(|value| !value.is_empty())
    }

    /// `rfc822; a@b` → `a@b`.
    fn typed(&self, name: &str) -> Option<String> {
        let value = self.find(name)?;
        let value = value
            .split_once(';')
            .map_or(value.as_str(), |(_, value)| value);
        Some(value.trim().trim_matches(['<', '>']).to_owned()).filter(|value| !value.is_empty())
    }

    fn recipient(&self) -> Option<RecipientReport> {
        let action = match self
            .find("action")?
            .to_ascii_lowercase()
            .split_whitespace()
            .next()?
        {
            "failed" => Action::Failed,
            "delayed" => Action::Delayed,
            "delivered" => Action::Delivered,
            "relayed" => Action::Relayed,
            "expanded" => Action::Expanded,
            _ => return None,
        };
        let diagnostic = self.typed("diagnostic-code");
        let status = self.find("status");
        let status = status.and_then(|text| EnhancedStatus::parse(text.split_whitespace().next()?));
        let status = refine(status, diagnostic.as_deref().unwrap_or_default());
        Some(RecipientReport {
            cause: cause(status, diagnostic.as_deref()),
            action,
            status,
            original_recipient: self
                .typed("original-recipient")
                .map(|text| decode_xtext(&text)),
            final_recipient: self.typed("final-recipient"),
            diagnostic,
        })
    }
}

/// The status of the server that refused, where the reporting one only says "something" (`5.0.0`):
/// exim does, and leaves the true status in the words.
fn refine(status: Option<EnhancedStatus>, words: &str) -> Option<EnhancedStatus> {
    if status.is_some_and(|status| (status.subject, status.detail) != (0, 0)) {
        return status;
    }
    let told = find_status(words);
    told.filter(|told| status.is_none_or(|status| status.class == told.class))
        .or(status)
}

/// The first status of a failure in running words.
fn find_status(words: &str) -> Option<EnhancedStatus> {
    words
        .split(|c: char| c.is_whitespace() || "()[]#;:,".contains(c))
        .filter_map(|word| EnhancedStatus::parse(word.trim_end_matches('.')))
        .find(|status| status.class != 2)
}

/// Undoes the `+2B` of RFC 3461; our own recipient comes back that way.
fn decode_xtext(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        decoded.push_str(before);
        let code = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code.filter(u8::is_ascii_graphic) {
            decoded.push(char::from(code));
            rest = &after[2..];
        } else {
            decoded.push('+');
            rest = after;
        }
    }
    decoded + rest
}

/// A bounce in plain words: the mark old servers leave, or a daemon writing from nowhere.
fn parse_plain(tree: &Tree<'_>, text: &str) -> Option<DeliveryReport> {
    let head = &tree.head;
    let failed = head.plain("x-failed-recipients");
    let (from, _) = head
        .mailboxes("from")
        .into_iter()
        .next()
        .unwrap_or_default();
    let is_daemon = from.starts_with("mailer-daemon@") || from.starts_with("postmaster@");
    let is_from_nowhere = head.plain("return-path").is_some_and(|path| path == "<>");
    if failed.is_none() && !(is_daemon && is_from_nowhere) {
        return None;
    }
    let status = find_status(text);
    let lower = text.to_lowercase();
    let is_delay = status.is_some_and(|status| status.class == 4)
        || [
            "warning: message",
            "still trying",
            "will be retried",
            "has not been delivered yet",
        ]
        .iter()
        .any(|mark| lower.contains(mark));
    let diagnostic: String = text.chars().take(1_000).collect();
    let listed = failed.and_then(|list| list.split(',').next().map(|one| one.trim().to_owned()));
    let recipient = listed.or_else(|| {
        // qmail: the address alone on its line, before the reason.
        let named = |line: &str| line.trim().strip_prefix('<')?.strip_suffix(">:").map(label);
        text.lines().find_map(named)
    });
    Some(DeliveryReport {
        recipients: vec![RecipientReport {
            action: if is_delay {
                Action::Delayed
            } else {
                Action::Failed
            },
            status,
            original_recipient: recipient,
            final_recipient: None,
            cause: cause(status, Some(&diagnostic)),
            diagnostic: Some(label(&diagnostic)),
        }],
        ..DeliveryReport::default()
    })
}

/// What a failure means: the words first where the status says nothing, else the status.
fn cause(status: Option<EnhancedStatus>, diagnostic: Option<&str>) -> BounceCause {
    use BounceCause as C;
    if status.is_some_and(|status| status.class == 4 && status.subject == 7) {
        // Greylisting and the like: nothing is wrong with the letter.
        return C::SystemTrouble;
    }
    match status.map(|status| (status.subject, status.detail)) {
        Some((1, _) | (2, 1)) => return C::NoSuchAddress,
        Some((2, 2)) => return C::MailboxFull,
        Some((2 | 3, 3 | 4)) => return C::TooLarge,
        Some((6 | 7, _)) => return C::ContentRefused,
        Some((3 | 4, _)) => return C::SystemTrouble,
        _ => {}
    }
    let words = diagnostic.unwrap_or_default().to_lowercase();
    let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
    if says(&[
        "user unknown",
        "no such user",
        "does not exist",
        "unrouteable",
        "unknown user",
        "recipient address rejected",
        "no mailbox",
        "invalid recipient",
        "address not found",
    ]) {
        C::NoSuchAddress
    } else if says(&[
        "quota",
        "mailbox full",
        "mailbox is full",
        "over limit",
        "552 ",
    ]) {
        C::MailboxFull
    } else if says(&[
        "spam",
        "blacklist",
        "blocklist",
        "listed",
        "policy",
        "content",
        "virus",
        "malicious",
        "surbl",
        "uribl",
        "554 ",
    ]) {
        C::ContentRefused
    } else if says(&["too large", "size limit", "exceeds"]) {
        C::TooLarge
    } else if says(&[
        "timed out",
        "connection refused",
        "host not found",
        "no route",
        "retry",
    ]) {
        C::SystemTrouble
    } else {
        C::Unknown
    }
}
