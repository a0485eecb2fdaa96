//! Assessments: what a finding needs before it is one.

mod record;
