//! The bytes of an imported table, decompressed. What they say is read by `vigie-format`.

use std::borrow::Cow;
use std::io::Read;

use super::import::SourceFile;
use crate::error::ReferenceError;

/// Largest table after decompression; the largest known is 14 MB.
const PLAIN_BYTES_MAX: u64 = 256 << 20;

/// The bytes, decompressed when the name ends in `.zst`.
pub(crate) fn plain_bytes(source: &SourceFile) -> Result<Cow<'_, [u8]>, ReferenceError> {
    if source.file.strip_suffix(".zst").is_none() {
        return Ok(Cow::Borrowed(&source.bytes));
    }
    let damaged = |detail: String| bad(source, &format!("it cannot be decompressed: {detail}"));
    let decoder = ruzstd::decoding::StreamingDecoder::new(source.bytes.as_slice())
        .map_err(|error| damaged(error.to_string()))?;
    let mut plain = Vec::new();
    decoder
        .take(PLAIN_BYTES_MAX + 1)
        .read_to_end(&mut plain)
        .map_err(|error| damaged(error.to_string()))?;
    if plain.len() as u64 > PLAIN_BYTES_MAX {
        return Err(bad(
            source,
            &format!("it decompresses to more than {PLAIN_BYTES_MAX} bytes"),
        ));
    }
    Ok(Cow::Owned(plain))
}

/// Why a whole file is refused.
pub(crate) fn bad(source: &SourceFile, reason: &impl ToString) -> ReferenceError {
    ReferenceError::BadFile {
        file: source.file.clone(),
        reason: reason.to_string(),
    }
}
