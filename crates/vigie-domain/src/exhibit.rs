//! Exhibits: captured bytes, sealed by hashes, with custody; immutable.
//!
//! An exhibit is many records (a page, its pictures, a file, a text), each with the collector and
//! the method that made it, so that a browser or a partner can add to it later. The bytes lie in
//! the blob store under a key of the exhibit's own; destroying that key erases it everywhere.

use serde::{Deserialize, Serialize};

use crate::id::{DeskId, ExhibitId, ItemId, UserId};
use crate::signal::Signal;
use crate::{Md5, Sha1, Sha256, Timestamp};

/// Where and how an exhibit came into our hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "custody", rename_all = "snake_case")]
pub enum CustodyOrigin {
    /// We fetched it.
    Captured {
        /// Program and version.
        collector: String,
        /// From where on the network, in the desk's own words.
        vantage: String,
    },
    /// Somebody handed it over; we prove when we had it, not where it was.
    Supplied {
        /// By whom, as stated.
        by: String,
        /// The person of the desk who took it.
        taken_by: Option<UserId>,
    },
}

/// Whether a capture shows what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureStatus {
    /// The page and its media.
    Complete,
    /// Something was left out by a limit or failed.
    Partial,
    /// Refused here for legal or geographic reasons.
    GeoBlocked,
    /// Behind a login.
    LoginWall,
    /// Already gone when we looked.
    Gone,
}

/// One record of an exhibit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExhibitRecord {
    /// The address it was read from; empty for what was handed over without one.
    pub url: String,
    /// What it is for.
    pub role: RecordRole,
    /// Media type as served or as found.
    pub content_type: String,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// Bytes of the payload.
    pub size_bytes: u64,
    /// SHA-256 of the payload.
    pub sha256: Sha256,
    /// SHA-1 of the payload, for comparison with archive hosts' lists.
    pub sha1: Sha1,
    /// MD5 of the payload, for comparison with partners' lists.
    pub md5: Md5,
    /// Program and version that made the record.
    pub collector: String,
    /// `http`, `upload`, `browser`, `partner`.
    pub method: String,
    /// Where the payload begins in the WARC file, in bytes of the compressed file.
    pub warc_offset_bytes: Option<u64>,
    /// Fingerprints found in it.
    pub signals: Vec<Signal>,
}

/// What a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordRole {
    /// The thing the locator names.
    Primary,
    /// A step on the way to it.
    Redirect,
    /// Media the page shows.
    Requisite,
    /// Made from the others: text, a still.
    Derived,
    /// A machine description of the item by its host.
    Metadata,
}

/// Captured bytes with their custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Its id.
    pub id: ExhibitId,
    /// The desk.
    pub desk: DeskId,
    /// Of which item.
    pub item: ItemId,
    /// The URL it is a capture of; `None` for what was handed over without one.
    pub url: Option<String>,
    /// Where redirects led.
    pub url_final: Option<String>,
    /// The moment of acquisition by the collector's clock.
    pub captured_at: Timestamp,
    /// How it came.
    #[serde(flatten)]
    pub origin: CustodyOrigin,
    /// Whether it shows what was there.
    pub status: CaptureStatus,
    /// SHA-256 of the plain WARC file: the name of its blob.
    pub warc_sha256: Sha256,
    /// Size of the plain WARC file.
    pub warc_size_bytes: u64,
    /// What it holds.
    pub records: Vec<ExhibitRecord>,
    /// What was odd about it.
    pub defects: Vec<String>,
    /// The readable text, shortened, folded for comparison; kept sealed, absent here.
    pub text_sketch: Option<u64>,
    /// When its key was destroyed; the row stays, the bytes are gone.
    pub erased_at: Option<Timestamp>,
}

impl Exhibit {
    /// The record the locator names.
    pub fn primary(&self) -> Option<&ExhibitRecord> {
        self.records
            .iter()
            .find(|record| record.role == RecordRole::Primary)
    }

    /// The media a person would look at: the primary when it is media, else the page's own.
    pub fn media(&self) -> impl Iterator<Item = &ExhibitRecord> {
        self.records.iter().filter(|record| {
            matches!(record.role, RecordRole::Primary | RecordRole::Requisite)
                && !record.content_type.starts_with("text/")
        })
    }

    /// Whether `later` shows the same primary object (invariant I6).
    ///
    /// Same SHA-256; or a PDQ of the primary object (of the page's largest picture when the
    /// primary is a page) within `distance_bits_max`; or, where no picture was assessed, the same
    /// folded text. A picture that was assessed and is not there any more is a change, whatever
    /// the words beside it say.
    pub fn shows_same_object(&self, later: &Self, distance_bits_max: u32) -> bool {
        let (Some(before), Some(after)) = (self.primary(), later.primary()) else {
            return false;
        };
        if before.sha256 == after.sha256 {
            return true;
        }
        if let Some(assessed) = self.main_pdq() {
            return later
                .main_pdq()
                .and_then(|shown| assessed.distance_bits(shown))
                .is_some_and(|bits| bits <= distance_bits_max);
        }
        self.text_sketch.is_some() && self.text_sketch == later.text_sketch
    }

    fn main_pdq(&self) -> Option<&Signal> {
        let pdq = |record: &&ExhibitRecord| record.signals.iter().any(Signal::is_pdq);
        let primary = self.primary().filter(pdq);
        let largest = || {
            self.media()
                .filter(pdq)
                .max_by_key(|record| record.size_bytes)
        };
        primary
            .or_else(largest)?
            .signals
            .iter()
            .find(|signal| signal.is_pdq())
    }
}

#[cfg(test)]
mod tests;
