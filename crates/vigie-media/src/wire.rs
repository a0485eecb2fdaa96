//! What the server and the decoding child say to each other, over two pipes.
//!
//! ```text
//! request   u32 size │ JSON Request │ the file
//! answer    u32 size │ JSON Answer  │ still │ blurred still
//! ```
//! Sizes are little-endian. The child believes the header, because the server wrote it; the
//! server believes nothing, because hostile bytes may have taken the child over.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use vigie_match::PdqResult;

use crate::config::SandboxMode;
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::sandbox::SandboxReport;

/// Largest header of either side.
pub(crate) const HEADER_BYTES_MAX: u32 = 16 << 10;

/// Largest still accepted from a child.
pub(crate) const STILL_BYTES_MAX: u32 = 4 << 20;

/// What the server asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) input_bytes: u64,
    pub(crate) pixels_max: u64,
    pub(crate) memory_bytes_max: u64,
    pub(crate) cpu_seconds_max: u64,
    pub(crate) still_side_px_max: u32,
    pub(crate) sandbox: SandboxMode,
}

/// What the child answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    Decoded(Header),
    Undecodable {
        error: Undecodable,
        sandbox: SandboxReport,
    },
    NoSandbox {
        missing: String,
    },
}

/// The facts about a decoded picture; the stills follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) kind: MediaKind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pdq: PdqResult,
    pub(crate) still_bytes: u32,
    pub(crate) still_blurred_bytes: u32,
    pub(crate) sandbox: SandboxReport,
}

/// A size and the JSON it measures.
pub(crate) fn frame(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    let size = u32::try_from(json.len()).map_err(io::Error::other)?;
    let mut bytes = size.to_le_bytes().to_vec();
    bytes.extend(json);
    Ok(bytes)
}

/// Reads the request's header; the file follows in `input`.
pub(crate) fn read_request(input: &mut impl Read) -> io::Result<Request> {
    let mut size = [0; 4];
    input.read_exact(&mut size)?;
    let size = u32::from_le_bytes(size);
    if size > HEADER_BYTES_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the header is too large",
        ));
    }
    let mut json = Vec::new();
    input.take(u64::from(size)).read_to_end(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}

/// Writes the answer and the stills it announces.
pub(crate) fn write_answer(
    output: &mut impl Write,
    answer: &Answer,
    stills: [&[u8]; 2],
) -> io::Result<()> {
    output.write_all(&frame(answer)?)?;
    for still in stills {
        output.write_all(still)?;
    }
    output.flush()
}

/// Reads a whole answer out of what the child wrote; `Err` names the part that is wrong.
pub(crate) fn parse_answer(bytes: &[u8]) -> Result<(Answer, Vec<u8>, Vec<u8>), &'static str> {
    let (size, rest) = bytes.split_first_chunk::<4>().ok_or("no answer")?;
    let size = u32::from_le_bytes(*size);
    if size > HEADER_BYTES_MAX {
        return Err("size of the header");
    }
    let size = usize::try_from(size).map_err(|_| "size of the header")?;
    let (json, rest) = rest.split_at_checked(size).ok_or("end of the header")?;
    let answer: Answer = serde_json::from_slice(json).map_err(|_| "header")?;
    let Answer::Decoded(header) = &answer else {
        return Ok((answer, Vec::new(), Vec::new()));
    };
    if header.still_bytes > STILL_BYTES_MAX || header.still_blurred_bytes > STILL_BYTES_MAX {
        return Err("size of a still");
    }
    let size = usize::try_from(header.still_bytes).map_err(|_| "size of a still")?;
    let (still, blurred) = rest.split_at_checked(size).ok_or("end of the still")?;
    if u32::try_from(blurred.len()) != Ok(header.still_blurred_bytes) {
        return Err("end of the blurred still");
    }
    Ok((answer, still.to_vec(), blurred.to_vec()))
}

#[cfg(test)]
mod tests;
