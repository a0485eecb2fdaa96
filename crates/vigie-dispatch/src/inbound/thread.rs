//! Which letter a mail belongs to: by its token, else by message ids, else by our reference.

use serde::{Deserialize, Serialize};

use super::header::Head;
use super::mime::Tree;
use super::text::Words;
use crate::{Config, Token};

/// Headers that hold the address a mail was delivered to, surest first.
const RECIPIENT_HEADERS: [&str; 8] = [
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "to",
    "cc",
    "resent-to",
];
/// Characters at the start of a text in which our reference is looked for.
const TEXT_CHARS_SEARCHED: usize = 20_000;

/// What a mail says about the letter it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Thread {
    /// The token of the address it was sent to. Whoever used it holds our letter.
    #[serde(with = "token_text")]
    pub token: Option<(Purpose, Token)>,
    /// Message ids it refers to, without brackets, nearest first. Anybody can write them.
    pub message_ids: Vec<String>,
    /// Our reference in its subject or text. Anybody can write it.
    pub reference: Option<String>,
}

/// What an address with a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// `r+…`: answers.
    Answer,
    /// `b+…`: bounces.
    Bounce,
}

/// The surest way a mail names its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handle<'a> {
    /// By a token only the recipient of the letter was given.
    Token(Purpose, Token),
    /// By message ids.
    MessageIds(&'a [String]),
    /// By our reference.
    Reference(&'a str),
    /// Not at all.
    None,
}

impl Thread {
    /// The surest way this mail names its letter.
    pub fn handle(&self) -> Handle<'_> {
        match (
            self.token,
            self.message_ids.as_slice(),
            self.reference.as_deref(),
        ) {
            (Some((purpose, token)), ..) => Handle::Token(purpose, token),
            (None, [], Some(reference)) => Handle::Reference(reference),
            (None, [], None) => Handle::None,
            (None, ids, _) => Handle::MessageIds(ids),
        }
    }
}

pub(super) fn find(tree: &Tree<'_>, subject: &str, words: &Words, config: &Config) -> Thread {
    let domains = &config.reply_domains;
    let token = find_token(&tree.head, &RECIPIENT_HEADERS, domains).or_else(|| {
        // A report that came without its address still encloses the header of our letter.
        let ours = ["reply-to", "return-path"];
        tree.enclosed
            .iter()
            .find_map(|head| find_token(head, &ours, domains))
    });
    // Old servers put the header of our letter into their words.
    let token = token.or_else(|| {
        let texts = [Some(&words.text), words.quoted.as_ref()];
        texts
            .into_iter()
            .flatten()
            .find_map(|text| find_token_in_words(text, domains))
    });
    let mut message_ids = tree.head.ids("in-reply-to");
    let mut references = tree.head.ids("references");
    references.reverse();
    message_ids.extend(references);
    message_ids.extend(tree.enclosed.iter().flat_map(|head| head.ids("message-id")));
    let mut seen = std::collections::HashSet::new();
    message_ids.retain(|id| seen.insert(id.clone()));
    let text: String = words.text.chars().take(TEXT_CHARS_SEARCHED).collect();
    let quoted: String = words
        .quoted
        .iter()
        .flat_map(|text| text.chars())
        .take(TEXT_CHARS_SEARCHED)
        .collect();
    let enclosed = || tree.enclosed.iter().find_map(|head| head.text("subject"));
    let reference = find_reference(subject)
        .or_else(|| find_reference(&enclosed()?))
        .or_else(|| find_reference(&text))
        .or_else(|| find_reference(&quoted));
    Thread {
        token,
        message_ids,
        reference,
    }
}

fn find_token(head: &Head<'_>, names: &[&str], domains: &[String]) -> Option<(Purpose, Token)> {
    let mailboxes = names.iter().flat_map(|name| head.mailboxes(name));
    mailboxes
        .into_iter()
        .find_map(|(address, _)| token_of(&address, domains))
}

fn find_token_in_words(text: &str, domains: &[String]) -> Option<(Purpose, Token)> {
    text.split(|c: char| c.is_whitespace() || "<>()[]:;,\"".contains(c))
        .filter(|word| word.contains('@'))
        .take(1_000)
        .find_map(|word| token_of(word, domains))
}

/// `r+<token>@domain`, in either case.
fn token_of(address: &str, domains: &[String]) -> Option<(Purpose, Token)> {
    let (local, domain) = address.rsplit_once('@')?;
    let is_ours =
        domains.is_empty() || domains.iter().any(|ours| ours.eq_ignore_ascii_case(domain));
    let (mark, token) = local.split_once('+')?;
    let purpose = match mark {
        "r" | "R" => Purpose::Answer,
        "b" | "B" => Purpose::Bounce,
        _ => return None,
    };
    Token::parse(token)
        .filter(|_| is_ours)
        .map(|token| (purpose, token))
}

/// `V-2026-000123` wherever it stands; letters after it are not part of it.
fn find_reference(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    upper.match_indices("V-").take(50).find_map(|(at, _)| {
        let is_word_start = upper[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '-');
        let rest = &upper[at + 2..];
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest
            .get(5..)
            .filter(|_| digits(rest) == 4 && rest.as_bytes()[4] == b'-')?;
        let length = digits(number);
        let ends = !number[length..].starts_with(|c: char| c.is_alphanumeric());
        (is_word_start && ends && (1..=9).contains(&length))
            .then(|| upper[at..at + 7 + length].to_owned())
    })
}

/// A token as text: it has no serde of its own, so that it is never written by accident.
mod token_text {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::{Purpose, Token};

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<(Purpose, Token)>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value
            .map(|(purpose, token)| (purpose, token.to_string()))
            .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<(Purpose, Token)>, D::Error> {
        let Some((purpose, text)) = Option::<(Purpose, String)>::deserialize(deserializer)? else {
            return Ok(None);
        };
        let token = text.parse().map_err(serde::de::Error::custom)?;
        Ok(Some((purpose, token)))
    }
}
