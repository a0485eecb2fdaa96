//! Reading: what is written in exhibits orders the queue, explains itself, is found and teaches.
//!
//! ```text
//! exhibit ─▶ texts ─▶ gauge (model · model beside · term lists) ─▶ readings, sealed ─▶ place in the queue
//!                      ▲                                              │
//!   promote · roll back · write a list                                ├─▶ near texts ─▶ cluster
//!                      │                                              └─▶ blind tokens ─▶ search
//!               train ◀─ labels ◀─ decisions of people
//! ```
//!
//! Nothing is hidden or decided here: a score orders a queue, and a share of it is drawn at random.

mod copies;
mod explain;
pub(crate) mod gauge;
mod label;
mod learn;
pub(crate) mod near;
mod promote;
mod read;
mod recall;
mod reread;
mod search;
mod sentinel;
mod source;
mod stand;
mod term;
mod word;

pub use copies::{COPIES_MAX, CarriedFinding, TextCopy, assess_copies, list_copies, review_copies};
pub use explain::{ExplainedText, WordHeat, explain_exhibit};
pub use learn::{Trained, train_model};
pub use promote::{ModelView, list_models, promote_model, roll_back_model};
pub use recall::{Recall, estimate_recall};
pub use search::{Piece, SearchHit, SearchPage, search_texts};
pub use term::{TermListView, list_terms, save_terms, show_terms, withdraw_terms};
pub use vigie_text::{Column, WordPart};

pub(crate) use label::{Decided, note_decision};
pub(crate) use promote::watch_model;
pub(crate) use read::read_exhibit;
pub(crate) use reread::reread_texts;
pub(crate) use stand::forget_reading;
