//! ZIP: the list at its end, and each file unpacked within what is left of the limits.
//!
//! What the headers say is only a claim: a file is unpacked until its own end or until the limit,
//! and what it announces of its size is never allocated.

mod zip;

use md5::Md5;
use sha2::{Digest, Sha256};

pub(crate) use zip::Zip;

use crate::document::{Collected, DEPTH_MAX, DocumentDefect, Member};
use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};

/// Reads every file of an archive within the limits.
pub(crate) fn read(
    bytes: &[u8],
    collected: &mut Collected<'_>,
    depth: u32,
) -> Result<(), Undecodable> {
    let zip = Zip::open(bytes, MediaKind::Zip)?;
    for at in 0..zip.len() {
        if !collected.has_time() {
            break;
        }
        let member = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if member > collected.task.members_max {
            collected.note(DocumentDefect::MoreMembers {
                members_max: collected.task.members_max,
            });
            break;
        }
        let Some(bytes) = zip.unpack(at, collected) else {
            continue;
        };
        take_member(&bytes, member, collected, depth);
    }
    Ok(())
}

fn take_member(bytes: &[u8], member: u32, collected: &mut Collected<'_>, depth: u32) {
    if bytes.is_empty() {
        return;
    }
    collected.take_member(Member {
        size_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        sha256: Sha256::digest(bytes).into(),
        md5: Md5::digest(bytes).into(),
    });
    let kind = sniff(bytes);
    if kind.is_footage() {
        collected.note(DocumentDefect::Footage { member });
        return;
    }
    if kind == MediaKind::Zip && depth + 1 >= DEPTH_MAX {
        collected.note(DocumentDefect::Deeper {
            depth_max: DEPTH_MAX,
        });
        return;
    }
    match collected.take_file(bytes, kind, depth + 1) {
        Ok(()) => {}
        Err(Undecodable::PasswordProtected { .. }) => {
            collected.note(DocumentDefect::MemberPassword { member });
        }
        Err(error) => collected.note(DocumentDefect::Member {
            member,
            detail: error.to_string(),
        }),
    }
}
