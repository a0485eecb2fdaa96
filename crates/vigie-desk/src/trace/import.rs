//! Reference tables come in from a folder, and are in use from the next trace on.

use std::path::Path;
use std::sync::Arc;

use vigie_domain::{Actor, AuditEvent, Permission};
use vigie_trace::reference::{ImportReport, Missing, TableStatus, import_folder, rollback};
use vigie_trace::{ReferenceData, ReferenceError};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Imports the tables of `folder` into the desk's folder `dir`, all or nothing.
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence for a folder or a file that is not usable; the tables
/// in use stay as they were.
pub async fn import_data(
    desk: &Desk,
    actor: &Actor,
    folder: &Path,
    dir: &Path,
) -> Result<ImportReport, DeskError> {
    actor.require(Permission::ImportData)?;
    let now = desk.now();
    let (from, into) = (folder.to_path_buf(), dir.to_path_buf());
    // Megabytes are parsed and sorted: not on a thread that serves others.
    let work = tokio::task::spawn_blocking(move || {
        let report = import_folder(&from, &into, now)?;
        let (reference, _) = ReferenceData::load(&into)?;
        Ok::<_, ReferenceError>((report, reference))
    });
    let (report, reference) = work.await.map_err(DeskError::broken)?.map_err(refusal)?;
    let tx = desk.begin(actor).await?;
    let tables = u32::try_from(report.files_taken).unwrap_or(u32::MAX);
    tx.commit(AuditEvent::DataImported { tables }).await?;
    desk.tracer().replace_reference(Arc::new(reference));
    Ok(report)
}

/// Goes back to the tables of the import before.
///
/// # Errors
///
/// [`DeskError::Refused`] when there is none; the tables in use stay as they were.
pub async fn rollback_data(desk: &Desk, actor: &Actor, dir: &Path) -> Result<(), DeskError> {
    actor.require(Permission::ImportData)?;
    let folder = dir.to_path_buf();
    let work = tokio::task::spawn_blocking(move || {
        rollback(&folder)?;
        Ok::<_, ReferenceError>(ReferenceData::load(&folder)?.0)
    });
    let reference = work.await.map_err(DeskError::broken)?.map_err(refusal)?;
    let tx = desk.begin(actor).await?;
    // An event of its own kind would say no more: the tables in use are others from now on.
    tx.commit(AuditEvent::DataImported { tables: 0 }).await?;
    desk.tracer().replace_reference(Arc::new(reference));
    Ok(())
}

/// The tables in use with their age, and those that are expected and absent.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub fn list_data(
    desk: &Desk,
    actor: &Actor,
    age_days_max: u32,
) -> Result<(Vec<TableStatus>, Vec<Missing>), DeskError> {
    if !actor.may(Permission::ReadProvider) {
        actor.require(Permission::ImportData)?;
    }
    let reference = desk.tracer().reference();
    Ok((
        reference.list(desk.now(), age_days_max),
        reference.list_missing(),
    ))
}

fn refusal(error: ReferenceError) -> DeskError {
    match error {
        ReferenceError::EmptyFolder
        | ReferenceError::NoPrevious
        | ReferenceError::BadFile { .. }
        | ReferenceError::ManifestMismatch { .. } => {
            DeskError::input("data_unusable", error.to_string())
        }
        error => DeskError::broken(error),
    }
}
