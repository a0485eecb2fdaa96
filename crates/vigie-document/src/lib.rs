//! Orders, forms and dossiers on paper: PDF/A in three languages, set without a browser or network.
//!
//! A crate for its weight: `typst` and what it needs are compiled here and nowhere else.
//!
//! ```text
//! template + words of one language ─┐
//! data, as JSON                    ─┼─▶ Press::set ─▶ PDF/A-3a bytes, with the data attached
//! an instant                       ─┘
//! ```
//!
//! The same input gives the same bytes. **Never:** a file, a package or a connection while it sets;
//! data spliced into markup; a clock other than to give up.

mod clean;
mod config;
mod error;
mod font;
mod press;
mod template;
mod world;

pub use config::Config;
pub use error::DocumentError;
pub use font::{Family, Missing};
pub use press::{Press, Sheet};
pub use template::Template;
