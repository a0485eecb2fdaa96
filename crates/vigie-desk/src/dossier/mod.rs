//! Escalation dossiers: what a provider was asked and what it did, from the log, for an authority.
//!
//! ```text
//! log up to a signed checkpoint ─read─▶ Body ─┬─▶ dossier.json ─┐
//!                                             └─▶ dossier.pdf  ─┼─▶ MANIFEST.sha256 (─▶ .p7s)
//! entry by entry ─prove─▶ proofs.json, checkpoint ──────────────┘
//! ```
//!
//! Figures come from the log alone. No content, no address of an item, no personal data: in the
//! provider's own words addresses and numbers of persons are masked, and the person who releases
//! the dossier reads them before it leaves.

mod body;
mod compile;
mod file;
mod mask;
mod read;
mod release;
mod show;
mod verify;

pub use body::{ActBody, Body, ItemBody, NoticeBody};
pub use compile::{NewDossier, compile_dossier};
pub use file::{DossierFile, MANIFEST};
pub use release::release_dossier;
pub use show::{DossierView, dossier_files, list_dossiers, show_dossier};
pub use verify::{DossierDefect, verify_files};
