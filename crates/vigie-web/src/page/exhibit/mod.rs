//! Exhibits: shown as stills, exported, erased.

pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod picture;

pub(crate) mod view;
