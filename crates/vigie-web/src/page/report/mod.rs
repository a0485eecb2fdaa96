//! The public report form.

pub(crate) mod submit;
