//! The commands: one file each, which parses, calls the desk, and prints.

pub(crate) mod backup;
pub(crate) mod bank;
pub(crate) mod capture;
pub(crate) mod complaint;
pub(crate) mod config;
pub(crate) mod contact;
pub(crate) mod data;
pub(crate) mod demo;
pub(crate) mod designation;
pub(crate) mod doctor;
pub(crate) mod dossier;
pub(crate) mod exhibit;
pub(crate) mod hash;
pub(crate) mod index;
pub(crate) mod init;
pub(crate) mod item;
pub(crate) mod job;
pub(crate) mod key;
pub(crate) mod legal;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod matches;
pub(crate) mod order;
pub(crate) mod protected;
pub(crate) mod provider;
pub(crate) mod recheck;
pub(crate) mod reference;
pub(crate) mod referral;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod tend;
pub(crate) mod text;
pub(crate) mod trace;
pub(crate) mod user;
pub(crate) mod worker;

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use vigie_desk::DeskError;
use vigie_egress::EgressError;

/// What to do about an error, where there is something.
pub(crate) fn hint(error: &anyhow::Error) -> Option<&'static str> {
    if let Some(DeskError::NotFound { .. }) = error.downcast_ref() {
        return Some(
            "`vigie item list`, `vigie bank list` and `vigie referral list` name what there is",
        );
    }
    error.chain().find_map(|cause| match cause.downcast_ref() {
        Some(EgressError::RefusedAddress { .. }) => Some(
            "for a demonstration or a test, `allow_addresses` of [egress] names networks that may be reached",
        ),
        _ => None,
    })
}

/// Reads a file, or standard input for `-`, up to a limit.
pub(crate) fn read_input(path: &Path, bytes_max: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(bytes_max + 1)
            .read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(path)
            .with_context(|| format!("`{}` cannot be read", path.display()))?;
        file.take(bytes_max + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > bytes_max {
        bail!("`{}` is larger than {bytes_max} bytes", path.display());
    }
    Ok(bytes)
}

/// Writes a file that nobody sees half written.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&partial)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    };
    write()
        .inspect_err(|_| drop(std::fs::remove_file(&partial)))
        .with_context(|| format!("`{}` cannot be written", path.display()))
}
