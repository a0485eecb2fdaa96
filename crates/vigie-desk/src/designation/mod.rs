//! Designations: under which authority, article and document a desk may order, from when to when.

mod end;
mod list;
mod record;

pub use end::end_designation;
pub use list::list_designations;
pub use record::{NewDesignation, record_designation};
