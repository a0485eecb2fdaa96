//! The token of an answer link: made anew whenever it is needed, stored nowhere but as a digest.
//!
//! It is an HMAC over referral and contact under a key of the desk, so that the letter, its
//! reminders and a preview all carry the same link, and another contact gets another one.

use vigie_dispatch::Token;
use vigie_domain::{ContactId, ReferralId, Sha256};

use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::DeskError;

/// The token of the answer link of a referral to a contact.
pub(crate) fn answer_token(
    desk: &Desk,
    referral: ReferralId,
    contact: ContactId,
) -> Result<Token, DeskError> {
    let name = desk
        .store()
        .pseudonym("answer-link", &format!("{referral} {contact}"));
    let mut bytes = [0; 16];
    hex::decode_to_slice(name, &mut bytes).map_err(DeskError::broken)?;
    Ok(Token::from_bytes(bytes))
}

/// What is stored of it.
pub(crate) fn digest_of(token: Token) -> Sha256 {
    sha256(token.to_string().as_bytes())
}
