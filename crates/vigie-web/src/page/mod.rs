//! Pages: one folder for each noun, one file for each verb, mirroring the desk.

pub(crate) mod answer;
pub(crate) mod api_key;
pub(crate) mod assessment;
pub(crate) mod asset;
pub(crate) mod bank;
pub(crate) mod complaint;
pub(crate) mod contact;
pub(crate) mod designation;
pub(crate) mod dossier;
pub(crate) mod exhibit;
pub(crate) mod home;
pub(crate) mod intake;
pub(crate) mod item;
pub(crate) mod job;
pub(crate) mod legal;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod order;
pub(crate) mod oversight;
pub(crate) mod people;
pub(crate) mod permission;
pub(crate) mod protected_source;
pub(crate) mod provider;
pub(crate) mod referral;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod signal;
pub(crate) mod text;
pub(crate) mod user;

use axum::response::Redirect;

#[cfg(test)]
pub(crate) use permission::{ALL_PERMISSIONS, permission_name};

/// Leads to a page that says what was just done; `word` is one of [`crate::view::DONE`].
pub(crate) fn done(path: &str, word: &'static str) -> Redirect {
    Redirect::to(&format!("{path}?done={word}"))
}
