//! Providers: who was met, what they are to an item, how they behave by measure.

mod addressee;
mod figures;
mod list;
mod show;

pub use addressee::{Addressee, list_addressees};
pub use list::list_providers;
pub use show::{ProviderView, TimelineEntry, show_provider};
pub use vigie_domain::scorecard::{DEFINITIONS, Scorecard};
