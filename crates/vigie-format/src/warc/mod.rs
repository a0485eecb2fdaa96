//! WARC 1.1 by hand: evidence as archives that outsiders' programs read.
//!
//! One gzip member per record; requests and responses linked by `WARC-Concurrent-To`; block and
//! payload digests are SHA-256 in hexadecimal, the very digest an exhibit is named by.

mod record;
mod writer;

pub use record::{Record, RecordKind, WarcLimits};
pub use writer::{
    Exchange, ExchangeWritten, Metadata, Resource, Revisit, Truncation, WarcInfo, WarcWriter,
    Written,
};
