//! Work that follows an act: what kinds there are, and the round that does what is due.

mod kind;

pub use kind::JobKind;
