//! Tokens: what ties an answer to its letter.
//!
//! A token is 128 random bits (drawn at the roof), written in lower-case base32 because mail
//! servers fold the case of addresses. Whoever holds it is taken for the recipient of one letter,
//! so it is never logged: `Debug` hides it.

use url::Url;
use vigie_domain::Timestamp;

/// Digits of RFC 4648 base32, folded to lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Base32 digits of 128 bits.
const TOKEN_CHARS: usize = 26;
/// Path under which the desk's pages answer a link; the token follows it.
pub const ANSWER_PATH: &str = "answer";

/// A 128-bit token, written as 26 lower-case base32 digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token([u8; 16]);

impl Token {
    /// The token made of these random bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the token.
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// Parses 26 base32 digits in either case; `None` for anything else.
    ///
    /// There is one spelling for each token: the two bits that 26 digits have to spare are zero.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != TOKEN_CHARS {
            return None;
        }
        let mut value: u128 = 0;
        let mut last = 0;
        for (position, digit) in text.bytes().enumerate() {
            let digit = digit.to_ascii_lowercase();
            let bits = ALPHABET.iter().position(|known| *known == digit)?;
            last = u128::try_from(bits).ok()?;
            if position < TOKEN_CHARS - 1 {
                value = value << 5 | last;
            }
        }
        // 25 digits are 125 bits; the last digit adds three, and its low two bits must be zero.
        if last & 0b11 != 0 {
            return None;
        }
        Some(Self((value << 3 | last >> 2).to_be_bytes()))
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use std::fmt::Write as _;
        let value = u128::from_be_bytes(self.0);
        for position in 0..TOKEN_CHARS {
            let bits = match position {
                25 => (value & 0b111) << 2,
                _ => value >> (123 - 5 * position) & 0b1_1111,
            };
            let digit = usize::try_from(bits).unwrap_or_default();
            f.write_char(char::from(ALPHABET[digit]))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl std::str::FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or(NotAToken)
    }
}

/// The text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is 26 letters `a`-`z` and digits `2`-`7`")]
pub struct NotAToken;

/// The link where a provider answers: `<base>/answer/<token>`.
///
/// Shape: `base` is the desk's public address, with or without a path and a slash at its end.
pub fn answer_link(base: &Url, token: Token) -> Url {
    let mut link = base.clone();
    link.set_query(None);
    link.set_fragment(None);
    let path = format!(
        "{}/{ANSWER_PATH}/{token}",
        base.path().trim_end_matches('/')
    );
    link.set_path(&path);
    link
}

/// A Message-ID without its brackets: the same for the same letter, whenever it is built.
///
/// Shape: `V-2026-000123.<milliseconds in hexadecimal>@domain`. It does not hold the token, because
/// mailing lists and archives show it.
pub fn message_id(reference: &str, issued_at: Timestamp, domain: &str) -> String {
    format!("{reference}.{:x}@{domain}", issued_at.ms())
}

#[cfg(test)]
mod tests {
    //! Goal: one spelling per token, every spelling found again, nothing else accepted.

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_spellings() {
        // Python: base64.b32encode(bytes(range(16))).decode().lower().rstrip("=")
        let token = Token::from_bytes(std::array::from_fn(|i| u8::try_from(i).unwrap()));
        assert_eq!(token.to_string(), "aaaqeayeaudaocajbifqydiob4");
        assert_eq!(
            Token::from_bytes([255; 16]).to_string(),
            "77777777777777777777777774"
        );
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "aaaqeayeaudaocajbifqydiob",
            "aaaqeayeaudaocajbifqydiob44",
            "77777777777777777777777777",
            "aaaqeayeaudaocajbifqydiob1",
            "aaaqeayeaudaocajbifqydioé",
        ] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }

    #[test]
    fn links_keep_the_path_of_the_desk() {
        let token = Token::from_bytes([0; 16]);
        for (base, expected) in [
            (
                "https://desk.example",
                "https://desk.example/answer/aaaaaaaaaaaaaaaaaaaaaaaaaa",
            ),
            (
                "https://a.example/v/?x#y",
                "https://a.example/v/answer/aaaaaaaaaaaaaaaaaaaaaaaaaa",
            ),
        ] {
            assert_eq!(
                answer_link(&base.parse().unwrap(), token).as_str(),
                expected
            );
        }
    }

    proptest! {
        #[test]
        fn every_token_reads_back_in_either_case(bytes: [u8; 16]) {
            let token = Token::from_bytes(bytes);
            prop_assert_eq!(Token::parse(&token.to_string()), Some(token));
            prop_assert_eq!(Token::parse(&token.to_string().to_ascii_uppercase()), Some(token));
        }
    }
}
