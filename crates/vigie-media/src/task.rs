//! What can be asked of a worker, one variant a kind of work; the wire and the pool know none.
//!
//! To add one: a file with its `…Task` (what is asked), its `…Facts` (what is answered, small) and
//! a function from bytes to facts and parts (large things: stills, text), a variant in each enum
//! here, and one line in each `match`.

use serde::{Deserialize, Serialize};

use crate::document::{DocumentFacts, DocumentTask};
use crate::error::Undecodable;
use crate::picture::{PictureFacts, PictureTask};

/// What is asked about a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    /// Hashes and stills of one picture.
    Picture(PictureTask),
    /// Pages, pictures and files of one document or archive.
    Document(DocumentTask),
}

/// The facts of an answer; its parts travel beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Product {
    /// Of [`Task::Picture`]; parts: those stills that were asked for.
    Picture(PictureFacts),
    /// Of [`Task::Document`]; parts: pages, pictures, files, text, still, blurred still.
    Document(DocumentFacts),
}

impl Task {
    /// Does the work. Called in a worker only, on bytes that may be anything.
    pub(crate) fn perform(&self, bytes: &[u8]) -> Result<(Product, Vec<Vec<u8>>), Undecodable> {
        match self {
            Self::Picture(task) => {
                let (facts, parts) = task.perform(bytes)?;
                Ok((Product::Picture(facts), parts))
            }
            Self::Document(task) => {
                let (facts, parts) = task.perform(bytes)?;
                Ok((Product::Document(facts), parts))
            }
        }
    }

    /// How much all parts of an answer may weigh together.
    pub(crate) fn parts_bytes_max(&self) -> u64 {
        match self {
            Self::Picture(_) => PictureTask::PARTS_BYTES_MAX,
            Self::Document(_) => DocumentTask::PARTS_BYTES_MAX,
        }
    }
}
