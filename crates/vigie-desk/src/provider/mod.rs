//! Providers: who was met, what they are to an item, how they behave by measure.

mod addressee;
mod figures;
mod list;
mod show;
mod survival;

pub use addressee::{Addressee, list_addressees};
pub use figures::{DEFINITIONS, Figures, measure};
pub use list::list_providers;
pub use show::{ProviderView, TimelineEntry, show_provider};
pub use survival::{Lifetime, Survival};
