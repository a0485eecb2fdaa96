//! Zip archives, as far as WACZ uses them: a directory, stored and deflated members, zip64.
//!
//! Source: APPNOTE 6.3.10. Not read: encryption, split archives, other methods.

use std::borrow::Cow;
use std::io::Read;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

const END_SIGNATURE: &[u8; 4] = b"PK\x05\x06";
const END_SIZE_BYTES: usize = 22;
/// The end record may be followed by a comment.
const COMMENT_SIZE_BYTES_MAX: usize = 65_535;
const ZIP64_LOCATOR: &[u8; 4] = b"PK\x06\x07";
const ZIP64_LOCATOR_SIZE_BYTES: usize = 20;
const ZIP64_END: &[u8; 4] = b"PK\x06\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const ENTRY_SIZE_BYTES: usize = 46;
const LOCAL: &[u8; 4] = b"PK\x03\x04";
const LOCAL_SIZE_BYTES: usize = 30;
/// Extra field with 64-bit sizes.
const ZIP64_EXTRA: u16 = 1;
/// What a 32-bit field holds when the true value stands in the extra field.
const SEE_EXTRA: u64 = 0xffff_ffff;

/// One member, as the directory describes it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: String,
    is_encrypted: bool,
    method: u16,
    crc: u32,
    packed_bytes: u64,
    pub(super) size_bytes: u64,
    local_bytes: u64,
}

/// Why a member cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberFault {
    Encrypted,
    Method,
    Place,
    TooLarge,
    Damaged,
}

impl MemberFault {
    pub(super) const fn what(self) -> &'static str {
        match self {
            Self::Encrypted => "a member is encrypted",
            Self::Method => "a member is compressed by a method not known here",
            Self::Place => "a member lies outside the file",
            Self::TooLarge => "a member is larger than allowed",
            Self::Damaged => "a member is damaged",
        }
    }
}

/// Reads the directory; `None` when these bytes are not a zip archive with at most `max` members.
pub(super) fn list_members(bytes: &[u8], max: usize) -> Option<Vec<Member>> {
    let end = find_end(bytes)?;
    let (mut count, mut at) = (
        u64::from(le16(bytes, end + 10)?),
        u64::from(le32(bytes, end + 16)?),
    );
    if (count == 0xffff || at == SEE_EXTRA)
        && let Some((true_count, true_at)) = zip64_end(bytes, end)
    {
        (count, at) = (true_count, true_at);
    }
    if count > max as u64 {
        return None;
    }
    let mut at = usize::try_from(at).ok()?;
    let mut members = Vec::new();
    for _ in 0..count {
        let (member, size) = read_entry(bytes, at)?;
        members.push(member);
        at = at.checked_add(size)?;
    }
    Some(members)
}

/// The bytes of a member, at most `size_bytes_max` and `ratio_max` times its packed size.
pub(super) fn read_member<'b>(
    bytes: &'b [u8],
    member: &Member,
    size_bytes_max: u64,
    ratio_max: u64,
) -> Result<Cow<'b, [u8]>, MemberFault> {
    if member.is_encrypted {
        return Err(MemberFault::Encrypted);
    }
    if member.size_bytes > size_bytes_max {
        return Err(MemberFault::TooLarge);
    }
    let packed = packed_bytes(bytes, member).ok_or(MemberFault::Place)?;
    let content = match member.method {
        0 => Cow::Borrowed(packed),
        8 => {
            let max = size_bytes_max.min(member.packed_bytes.saturating_mul(ratio_max));
            let mut content = Vec::new();
            let answer = DeflateDecoder::new(packed)
                .take(max.saturating_add(1))
                .read_to_end(&mut content);
            if content.len() as u64 > max {
                return Err(MemberFault::TooLarge);
            }
            answer.map_err(|_| MemberFault::Damaged)?;
            Cow::Owned(content)
        }
        _ => return Err(MemberFault::Method),
    };
    let mut crc = Crc::new();
    crc.update(&content);
    if crc.sum() == member.crc {
        Ok(content)
    } else {
        Err(MemberFault::Damaged)
    }
}

fn packed_bytes<'b>(bytes: &'b [u8], member: &Member) -> Option<&'b [u8]> {
    let local = usize::try_from(member.local_bytes).ok()?;
    if bytes.get(local..local.checked_add(4)?)? != LOCAL {
        return None;
    }
    let names = usize::from(le16(bytes, local + 26)?) + usize::from(le16(bytes, local + 28)?);
    let start = local.checked_add(LOCAL_SIZE_BYTES)?.checked_add(names)?;
    let end = start.checked_add(usize::try_from(member.packed_bytes).ok()?)?;
    bytes.get(start..end)
}

fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_SIZE_BYTES)?;
    let first = last.saturating_sub(COMMENT_SIZE_BYTES_MAX);
    (first..=last)
        .rev()
        .find(|&at| &bytes[at..at + 4] == END_SIGNATURE)
}

/// Count and place of the directory in a zip64 archive.
fn zip64_end(bytes: &[u8], end: usize) -> Option<(u64, u64)> {
    let locator = end.checked_sub(ZIP64_LOCATOR_SIZE_BYTES)?;
    if bytes.get(locator..locator + 4)? != ZIP64_LOCATOR {
        return None;
    }
    let at = usize::try_from(le64(bytes, locator + 8)?).ok()?;
    if bytes.get(at..at.checked_add(4)?)? != ZIP64_END {
        return None;
    }
    Some((le64(bytes, at + 32)?, le64(bytes, at + 48)?))
}

fn read_entry(bytes: &[u8], at: usize) -> Option<(Member, usize)> {
    let head = bytes.get(at..at.checked_add(ENTRY_SIZE_BYTES)?)?;
    if &head[..4] != ENTRY {
        return None;
    }
    let name_size = usize::from(le16(head, 28)?);
    let extra_size = usize::from(le16(head, 30)?);
    let comment_size = usize::from(le16(head, 32)?);
    let name_at = at + ENTRY_SIZE_BYTES;
    let name = bytes.get(name_at..name_at.checked_add(name_size)?)?;
    let extra_at = name_at + name_size;
    let extra = bytes.get(extra_at..extra_at.checked_add(extra_size)?)?;
    let mut member = Member {
        name: String::from_utf8_lossy(name).into_owned(),
        is_encrypted: le16(head, 8)? & 1 == 1,
        method: le16(head, 10)?,
        crc: le32(head, 16)?,
        packed_bytes: le32(head, 20)?.into(),
        size_bytes: le32(head, 24)?.into(),
        local_bytes: le32(head, 42)?.into(),
    };
    widen(&mut member, extra);
    Some((
        member,
        ENTRY_SIZE_BYTES + name_size + extra_size + comment_size,
    ))
}

/// Takes 64-bit values from the extra field, in their order, where 32 bits did not do.
fn widen(member: &mut Member, mut extra: &[u8]) {
    while let (Some(id), Some(size)) = (le16(extra, 0), le16(extra, 2)) {
        let end = 4 + usize::from(size);
        let Some(field) = extra.get(4..end) else {
            return;
        };
        if id == ZIP64_EXTRA {
            let mut at = 0;
            for value in [
                &mut member.size_bytes,
                &mut member.packed_bytes,
                &mut member.local_bytes,
            ] {
                if *value == SEE_EXTRA
                    && let Some(wide) = le64(field, at)
                {
                    *value = wide;
                    at += 8;
                }
            }
        }
        extra = &extra[end..];
    }
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..at.checked_add(8)?)?
        .try_into()
        .ok()
        .map(u64::from_le_bytes)
}
