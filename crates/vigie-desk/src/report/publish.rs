//! The yearly report: counted from what anybody may read of the log, signed, and entered in it.

use vigie_domain::{Actor, AuditEvent, Permission};
use vigie_store::LogFiles;
use vigie_tlog::{Count, CountError, PublishedReport, View, count_log, publish_report};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Counts a year as an outsider would: from the files that are served, checked on the way.
///
/// The year may still be running: [`Count::is_partial`] and the clock tell. O(log).
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right; [`DeskError::Refused`] for an empty log, one that is
/// not sound, and what is no year.
pub async fn count_year(
    desk: &Desk,
    actor: &Actor,
    year: u16,
) -> Result<(Count, String), DeskError> {
    actor.require(Permission::ReadLog)?;
    let store = desk.store();
    store.sequence(desk.now(), desk.log_key()).await?;
    let files = LogFiles::new(store.log_dir());
    let key = desk.log_key().verifier_key().clone();
    let counted = tokio::task::spawn_blocking(move || {
        let unverifiable =
            |error: &dyn std::fmt::Display| DeskError::input("log_unverifiable", error.to_string());
        let view = View::read(&files, &key).map_err(|error| unverifiable(&error))?;
        let older = std::slice::from_ref(&view.head);
        let count = match count_log(&files, &key, older, year, u64::MAX) {
            Ok(count) => count,
            Err(error @ CountError::Year { .. }) => {
                return Err(DeskError::input("report_not_ready", error.to_string()));
            }
            Err(error @ CountError::Log(_)) => return Err(unverifiable(&error)),
        };
        if let Some(defect) = count.log.defects.first() {
            return Err(unverifiable(defect));
        }
        Ok((count, view))
    });
    let (count, view) = counted.await.map_err(DeskError::broken)??;
    if count.log.checkpoint != view.head {
        // Another server moved the head between the two reads.
        let detail = "the log grew while it was counted; do it again";
        return Err(DeskError::input("report_not_ready", detail));
    }
    Ok((count, view.note))
}

/// Publishes the report of a year that is over and out of embargo, and enters it in the log.
///
/// It may be published again: each version is an entry of its own, and the newest is served.
///
/// # Errors
///
/// Those of [`count_year`]; [`DeskError::Refused`] while acts of the year may still come or are
/// under embargo.
pub async fn publish_year(
    desk: &Desk,
    actor: &Actor,
    year: u16,
) -> Result<PublishedReport, DeskError> {
    actor.require(Permission::ManageDesk)?;
    let (count, checkpoint) = count_year(desk, actor, year).await?;
    let now = desk.now();
    let is_over = vigie_domain::report::year_bounds(year).is_some_and(|(_, until)| now >= until);
    if !is_over || count.is_partial {
        let detail = if is_over {
            "acts of this year are still under embargo: publish when they are out"
        } else {
            "this year is not over: `vigie report show` counts what there is"
        };
        return Err(DeskError::input("report_not_ready", detail));
    }
    let report = publish_report(&count, year, &checkpoint, desk.log_key(), now);
    let tx = desk.begin(actor).await?;
    tx.commit(AuditEvent::ReportPublished {
        year,
        outcome: report.note_sha256.to_string(),
    })
    .await?;
    desk.store().sequence(now, desk.log_key()).await?;
    Ok(report)
}
