//! WARC 1.1 by hand: evidence as archives that outsiders' programs read.
//!
//! One gzip member per record; requests and responses linked by `WARC-Concurrent-To`; block and
//! payload digests are SHA-256 in hexadecimal, the very digest an exhibit is named by. The payload
//! digest covers the body as stored, transfer coding included, which is what `warcio check` checks.
//!
//! The reader takes what others wrote, too: plain files, records that share a gzip member, damaged
//! members (it goes on at the next one), digests in base32. What is wrong is a [`Defect`](crate::Defect)
//! at a byte, and the other records are read.

mod digest;
mod http;
mod inflow;
mod reader;
mod record;
mod wacz;
mod writer;
mod zip;

pub use digest::DigestCheck;
pub use http::{HttpHead, Payload, PayloadError};
pub use reader::{WarcReader, parse_warc};
pub use record::{Record, RecordCheck, RecordKind, WarcLimits};
pub use wacz::{Wacz, WaczArchive, WaczError, WaczPage, parse_wacz};
pub use writer::{
    Exchange, ExchangeWritten, Metadata, Resource, Revisit, Truncation, WarcInfo, WarcWriter,
    Written,
};

/// Which container some bytes are, by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// WARC, plain or in gzip members.
    Warc,
    /// WACZ: a zip archive with WARC files inside.
    Wacz,
}

/// Tells WARC and WACZ apart; `None` for anything else.
pub fn sniff_archive(bytes: &[u8]) -> Option<ArchiveFormat> {
    if bytes.starts_with(b"WARC/") || bytes.starts_with(&[0x1f, 0x8b]) {
        Some(ArchiveFormat::Warc)
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some(ArchiveFormat::Wacz)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
