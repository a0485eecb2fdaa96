//! Findings: written, settled, looked at by the legal officer.

pub(crate) mod legal_look;
pub(crate) mod record;
pub(crate) mod settle;

pub(crate) mod typed;
