//! One record as it was read.

use vigie_domain::Timestamp;

/// What a record holds. Source: WARC 1.1, `WARC-Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// About the file.
    WarcInfo,
    /// What was asked.
    Request,
    /// What was answered.
    Response,
    /// Bytes without an exchange.
    Resource,
    /// Facts about another record.
    Metadata,
    /// An answer whose payload was stored before.
    Revisit,
    /// Another form of a record.
    Conversion,
    /// A further segment of a record.
    Continuation,
    /// A type this version does not know.
    Other,
}

/// What a reader is willing to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarcLimits {
    /// Records read from one file.
    pub records_max: usize,
    /// Header fields of one record, together.
    pub header_size_bytes_max: usize,
    /// Block of one record.
    pub block_size_bytes_max: u64,
    /// All blocks together, decompressed.
    pub total_size_bytes_max: u64,
    /// A payload after its content coding was undone.
    pub payload_size_bytes_max: u64,
}

impl Default for WarcLimits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            records_max: 100_000,
            header_size_bytes_max: 64 * 1024,
            block_size_bytes_max: 512 * MIB,
            total_size_bytes_max: 4096 * MIB,
            payload_size_bytes_max: 512 * MIB,
        }
    }
}

/// One record: header fields in order, and the block.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it holds.
    pub kind: RecordKind,
    /// Header fields in the order of the file.
    pub headers: Vec<(String, String)>,
    /// The block, byte for byte.
    pub block: Vec<u8>,
    /// Where the record (its gzip member) begins in the file.
    pub offset_bytes: u64,
    /// `WARC-Date`, when it can be read.
    pub at: Option<Timestamp>,
}
