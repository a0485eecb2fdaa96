//! Evasions.
