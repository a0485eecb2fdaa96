//! The proof of a form: whoever sends a complaint opened its form first, not long ago, and once.
//!
//! It is an instant and a random number under a key of the desk: nothing is kept of a form that is
//! only looked at. A robot has to ask for each form, within the limit of its address, and what it
//! kept for later is worth nothing.

use vigie_domain::{Sha256, Timestamp};

use crate::desk::{Desk, random};
use crate::digest::sha256;
use crate::error::DeskError;

/// Longest proof that is looked at, in bytes.
const PROOF_BYTES_MAX: usize = 128;

/// Makes the proof of a fresh form.
pub fn open_form(desk: &Desk) -> String {
    let stamp = format!(
        "{:x}.{}",
        desk.now().ms().max(0),
        hex::encode(random::<8>())
    );
    let mark = mark_of(desk, &stamp);
    format!("{stamp}.{mark}")
}

/// Reads a proof back: its digest, by which one form makes one complaint.
pub(super) fn check_form(desk: &Desk, proof: &str) -> Result<Sha256, DeskError> {
    let refused = || {
        let detail =
            "this form is too old or was not opened here; open it again, what you wrote is kept";
        DeskError::input("form_expired", detail)
    };
    let proof = proof.trim();
    let (stamp, mark) = proof.rsplit_once('.').ok_or_else(refused)?;
    if proof.len() > PROOF_BYTES_MAX || mark_of(desk, stamp) != mark {
        return Err(refused());
    }
    let opened_ms = stamp.split('.').next().unwrap_or_default();
    let opened_ms = i64::from_str_radix(opened_ms, 16).map_err(|_| refused())?;
    let age_ms = desk.now().since_ms(Timestamp::from_ms(opened_ms));
    if age_ms < 0 || age_ms > desk.config.complaint.form_age_ms_max {
        return Err(refused());
    }
    Ok(sha256(proof.as_bytes()))
}

fn mark_of(desk: &Desk, stamp: &str) -> String {
    desk.store().pseudonym("complaint-form", stamp)
}
