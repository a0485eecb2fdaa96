//! The small internet from outside.
