//! Sign-in, sign-out, language.

pub(crate) mod language;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
