//! The parts of the ZIP format that archives on the open web use. Source: PKWARE's APPNOTE 6.3.
//!
//! ```text
//! file header │ data │ file header │ data │ … │ entry, entry, … │ end record
//!      ▲──────────── offset ──────────────────────────┘ ▲── offset ──┘
//! ```
//! Read from the end, as every program does; stored and deflated files, no others. Deliberately
//! absent: archives over several files, sizes beyond 32 bits, decryption.

use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::document::{Collected, DocumentDefect};
use crate::error::Undecodable;
use crate::kind::MediaKind;

/// Mark of the end record, and its size without a comment.
const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;

/// Longest comment behind the end record.
const COMMENT_BYTES_MAX: usize = 65_535;

/// Mark of an entry of the list, and its size without names.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;

/// Mark of a file's own header, and its size without names.
const FILE: &[u8] = b"PK\x03\x04";
const FILE_BYTES: usize = 30;

/// Entries read at most; what is looked at is a limit of its own.
const ENTRIES_MAX: usize = 65_535;

/// Flag of a file that is encrypted.
const ENCRYPTED: u16 = 1;

/// A file as the list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    packed_bytes: usize,
    offset: usize,
}

/// An archive whose list was read.
#[derive(Debug)]
pub(crate) struct Zip<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

impl<'a> Zip<'a> {
    /// Reads the list.
    pub(crate) fn open(bytes: &'a [u8], format: MediaKind) -> Result<Self, Undecodable> {
        let entries = list(bytes).ok_or_else(|| Undecodable::Malformed {
            format,
            detail: "the list of its files is missing or cut off".to_owned(),
        })?;
        let is_encrypted = |entry: &Entry<'_>| entry.flags & ENCRYPTED != 0;
        if !entries.is_empty() && entries.iter().all(is_encrypted) {
            return Err(Undecodable::PasswordProtected { format });
        }
        Ok(Self { bytes, entries })
    }

    /// Number of files.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The file of that name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.name == name.as_bytes())
    }

    /// Unpacks a file; `None`, and a defect, where that cannot be done.
    pub(crate) fn unpack(&self, at: usize, collected: &mut Collected<'_>) -> Option<Vec<u8>> {
        let entry = self.entries.get(at)?;
        let member = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if entry.flags & ENCRYPTED != 0 {
            collected.note(DocumentDefect::MemberPassword { member });
            return None;
        }
        let limit = collected.task.unpacked_bytes_max;
        let room = limit.saturating_sub(collected.unpacked_bytes);
        let unpacked = self.unpack_within(entry, room);
        match unpacked {
            Ok(bytes) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                collected.unpacked_bytes = collected.unpacked_bytes.saturating_add(size);
                if size > room {
                    collected.note(DocumentDefect::Larger {
                        unpacked_bytes_max: limit,
                    });
                    return None;
                }
                Some(bytes)
            }
            Err(detail) => {
                collected.note(DocumentDefect::Member {
                    member,
                    detail: detail.to_owned(),
                });
                None
            }
        }
    }

    /// At most one byte more than `room`.
    fn unpack_within(&self, entry: &Entry<'_>, room: u64) -> Result<Vec<u8>, &'static str> {
        let header = self
            .bytes
            .get(entry.offset..)
            .filter(|header| header.starts_with(FILE) && header.len() >= FILE_BYTES)
            .ok_or("it does not lie where the list says")?;
        let skipped = FILE_BYTES + short(header, 26) + short(header, 28);
        let data = header
            .get(skipped..)
            .and_then(|rest| rest.get(..entry.packed_bytes))
            .ok_or("it is cut off")?;
        let mut bytes = Vec::new();
        let read = match entry.method {
            0 => data.take(room.saturating_add(1)).read_to_end(&mut bytes),
            8 => DeflateDecoder::new(data)
                .take(room.saturating_add(1))
                .read_to_end(&mut bytes),
            _ => return Err("it is packed in a way that is not supported"),
        };
        read.map_err(|_| "it is broken")?;
        Ok(bytes)
    }
}

/// The entries of the list; `None` where there is no whole list.
fn list(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    let earliest = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
    let tail = &bytes[earliest..];
    let end = tail
        .windows(END.len())
        .rposition(|window| window == END)
        .map(|at| &tail[at..])
        .filter(|end| end.len() >= END_BYTES)?;
    let count = short(end, 10).min(ENTRIES_MAX);
    let mut rest = bytes.get(long(end, 16)..)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if !rest.starts_with(ENTRY) || rest.len() < ENTRY_BYTES {
            return None;
        }
        let name_bytes = short(rest, 28);
        let skipped = ENTRY_BYTES + name_bytes + short(rest, 30) + short(rest, 32);
        let name = rest.get(ENTRY_BYTES..ENTRY_BYTES + name_bytes)?;
        let number = |at: usize| u16::try_from(short(rest, at)).unwrap_or(u16::MAX);
        // A folder is a name that ends in a stroke.
        if !name.ends_with(b"/") {
            entries.push(Entry {
                name,
                flags: number(8),
                method: number(10),
                packed_bytes: long(rest, 20),
                offset: long(rest, 42),
            });
        }
        rest = rest.get(skipped..)?;
    }
    Some(entries)
}

/// Two bytes at `at`, as a size; the caller knows that they are there.
fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// Four bytes at `at`, as a size or place.
fn long(bytes: &[u8], at: usize) -> usize {
    short(bytes, at) | short(bytes, at + 2) << 16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Goal: no bytes make the reader of lists panic.
        #[test]
        fn any_list_is_survived(mut bytes: Vec<u8>, flips: Vec<(u16, u8)>) {
            bytes.extend(ENTRY);
            bytes.extend([0; 60]);
            bytes.extend(END);
            bytes.extend([0, 0, 0, 0, 1, 0, 1, 0, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for (at, value) in flips {
                let at = usize::from(at) % bytes.len();
                bytes[at] = value;
            }
            if let Ok(zip) = Zip::open(&bytes, MediaKind::Zip) {
                for entry in &zip.entries {
                    let _ = zip.unpack_within(entry, 1000);
                }
            }
        }
    }
}
