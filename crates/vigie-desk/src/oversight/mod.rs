//! Oversight: its own queue, looks that serve every copy, samples drawn by the log, recommendations.
//!
//! It reads everything and sends nothing.

mod answer;
mod figures;
mod list;
mod look;
mod sample;

pub use answer::{answer_recommendation, contest_refusal, list_recommendations};
pub use figures::{OversightFigures, oversight_figures};
pub use list::{Cluster, list_clusters};
pub use look::{NewLook, record_look};
pub use sample::{SAMPLE_MAX, draw_sample};
