//! Replies of a mail server: three digits, an enhanced status, and words.

use serde::{Deserialize, Serialize};

/// Characters of a reply that are kept.
const TEXT_CHARS_MAX: usize = 500;

/// What a mail server said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    /// The enhanced status, `5.1.1`, where it gave one.
    pub enhanced: Option<EnhancedStatus>,
    /// Its words, on one line, cut to a readable length.
    pub text: String,
}

impl Reply {
    /// A reply from its code and the lines that follow it.
    pub(super) fn new(code: u16, lines: &[String]) -> Self {
        let enhanced = lines.first().and_then(|line| {
            EnhancedStatus::parse(line.split_whitespace().next()?)
                .filter(|status| u16::from(status.class) == code / 100)
        });
        let mut words = lines.join(" ");
        words.retain(|character| !character.is_control());
        let text = words.chars().take(TEXT_CHARS_MAX).collect();
        Self {
            code,
            enhanced,
            text,
        }
    }

    pub(super) const fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    pub(super) const fn is_transient(&self) -> bool {
        self.code / 100 == 4
    }

    pub(super) const fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// The relay's name for the letter, as the common relays write it.
    pub(super) fn find_queue_id(&self) -> Option<String> {
        let lower = self.text.to_ascii_lowercase();
        let after = |mark: &str| lower.find(mark).map(|at| &self.text[at + mark.len()..]);
        let candidate = after("queued as ")
            .or_else(|| after("queued with id "))
            .or_else(|| after(" id="))
            .or_else(|| {
                // Sendmail: `2.0.0 4ANHx0aB012345 Message accepted for delivery`.
                let end = lower.find(" message accepted")?;
                self.text[..end].rsplit(' ').next()
            })?;
        let id: String = candidate
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
            .take(64)
            .collect();
        let id = id.trim_end_matches('.');
        (!id.is_empty()).then(|| id.to_owned())
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// A status by three numbers, `5.1.1` (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnhancedStatus {
    /// 2 success, 4 for now, 5 for good.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

impl EnhancedStatus {
    /// Parses `class.subject.detail`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().splitn(3, '.');
        let mut next = |digits_max: usize| {
            let digits = numbers.next()?;
            let plain = (1..=digits_max).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain {
                digits.parse::<u16>().ok()
            } else {
                None
            }
        };
        let class = u8::try_from(next(1)?)
            .ok()
            .filter(|class| matches!(class, 2 | 4 | 5))?;
        Some(Self {
            class,
            subject: next(3)?,
            detail: next(3)?,
        })
    }
}

impl std::fmt::Display for EnhancedStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for EnhancedStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EnhancedStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a status is written `5.1.1`"))
    }
}

#[cfg(test)]
mod tests {
    //! Goal: the words of the common relays are understood.

    use super::*;

    #[test]
    fn queue_ids_of_common_relays() {
        for (text, expected) in [
            ("2.0.0 Ok: queued as 4F1A2B3C4D", Some("4F1A2B3C4D")),
            ("OK id=1rABCd-0000Xy-2k", Some("1rABCd-0000Xy-2k")),
            (
                "2.0.0 4ANHx0aB012345 Message accepted for delivery",
                Some("4ANHx0aB012345"),
            ),
            ("2.6.0 Queued mail for delivery", None),
            ("OK", None),
        ] {
            let reply = Reply::new(250, &[text.to_owned()]);
            assert_eq!(reply.find_queue_id().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn enhanced_status_belongs_to_its_code() {
        let status = |code, text: &str| {
            Reply::new(code, &[text.to_owned()])
                .enhanced
                .map(|status| status.to_string())
        };
        assert_eq!(status(550, "5.1.1 no such user"), Some("5.1.1".to_owned()));
        assert_eq!(status(550, "2.1.1 nonsense"), None);
        assert_eq!(status(550, "10.0.0.1 is listed"), None);
        assert_eq!(status(452, "4.2.2"), Some("4.2.2".to_owned()));
    }
}
