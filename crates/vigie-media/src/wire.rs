//! What the server and a worker say to each other, over two pipes.
//!
//! ```text
//! server                              worker
//! Setup            ────────────────▶  enters the sandbox
//!                  ◀────────────────  Hello
//! Request │ file   ────────────────▶  works                    ┐ once for
//!                  ◀────────────────  Answer │ part │ part …   ┘ each file
//! ```
//! Every head is a little-endian `u32` size and that much JSON. A worker believes the server; the
//! server believes nothing, because hostile bytes may have taken the worker over. Nothing here
//! knows what is asked: that is [`Task`] and [`Product`].

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::SandboxMode;
use crate::error::Undecodable;
use crate::sandbox::SandboxReport;
use crate::task::{Product, Task};
use crate::video::Launch;

/// Largest head of either side.
pub(crate) const HEAD_BYTES_MAX: u32 = 256 << 10;

/// Most parts behind one answer.
pub(crate) const PARTS_MAX: usize = 4096;

/// What a worker is told before it gives everything up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(crate) memory_bytes_max: u64,
    pub(crate) cpu_seconds_max: u64,
    pub(crate) files_max: u32,
    pub(crate) sandbox: SandboxMode,
    /// Another program to become, once confined; no worker then, and no hello.
    pub(crate) launch: Option<Launch>,
}

/// How a worker reports for work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hello {
    /// Confined, waiting for files.
    Ready { sandbox: SandboxReport },
    /// Not confined, gone.
    NoSandbox { missing: String },
}

/// What the server asks about the file that follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Request {
    /// Counts the files of this worker, so that no answer is taken for another's.
    pub(crate) number: u32,
    pub(crate) input_bytes: u64,
    pub(crate) task: Task,
}

/// What the worker answers; the parts follow in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) number: u32,
    pub(crate) outcome: Result<Product, Undecodable>,
    pub(crate) part_bytes: Vec<u32>,
}

/// A size and the JSON it measures.
pub(crate) fn frame(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, value)?;
    let size = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    if size > HEAD_BYTES_MAX {
        return Err(io::Error::other("the head is too large"));
    }
    bytes[..4].copy_from_slice(&size.to_le_bytes());
    Ok(bytes)
}

/// Reads the next head; `None` where the other side has hung up instead.
pub(crate) fn read_head<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<T>> {
    let mut size = [0; 4];
    match input.read(&mut size[..1])? {
        0 => return Ok(None),
        _ => input.read_exact(&mut size[1..])?,
    }
    let size = u32::from_le_bytes(size);
    if size > HEAD_BYTES_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the head is too large",
        ));
    }
    let mut json = Vec::new();
    input.take(u64::from(size)).read_to_end(&mut json)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

/// Writes a worker's answer and its parts.
pub(crate) fn write_answer(
    output: &mut impl Write,
    number: u32,
    outcome: Result<(Product, Vec<Vec<u8>>), Undecodable>,
) -> io::Result<()> {
    let (outcome, parts) = match outcome {
        Ok((product, parts)) => (Ok(product), parts),
        Err(error) => (Err(error), Vec::new()),
    };
    let part_bytes = parts
        .iter()
        .map(|part| u32::try_from(part.len()).map_err(io::Error::other))
        .collect::<io::Result<_>>()?;
    let head = Answer {
        number,
        outcome,
        part_bytes,
    };
    output.write_all(&frame(&head)?)?;
    for part in &parts {
        output.write_all(part)?;
    }
    output.flush()
}

#[cfg(test)]
mod tests;
