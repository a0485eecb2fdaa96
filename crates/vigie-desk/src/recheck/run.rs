//! Looks that are due: one request under way for each host, and a pause after it.

use std::collections::HashSet;

use futures_util::StreamExt as _;
use url::Url;
use vigie_capture::{Expected, ExpectedFile};
use vigie_domain::time::MINUTE_MS;
use vigie_domain::{ExhibitRecord, PageState, Recheck, RecordRole, Timestamp};

use super::record::record_look;
use crate::desk::Desk;
use crate::error::DeskError;

/// How long a host stays taken when whoever asked it never comes back.
const LOOK_MS_MAX: i64 = 10 * MINUTE_MS;
/// Hosts asked at one time.
const HOSTS_AT_ONCE: usize = 16;

/// Makes the looks that are due; how many were made.
///
/// One look for each host: the next one is due when the host's pause is over.
///
/// # Errors
///
/// [`DeskError::Broken`] when the due looks cannot be read; a look that fails is logged and due again.
pub(crate) async fn run_rechecks(desk: &Desk) -> Result<u32, DeskError> {
    let limit = desk.config.recheck.looks_per_round_max;
    let due = desk.store().rechecks_due(desk.now(), limit).await?;
    let mut hosts = HashSet::new();
    let first_of_host: Vec<Recheck> = due
        .into_iter()
        .filter(|recheck| recheck.desk == desk.id && hosts.insert(recheck.host.clone()))
        .collect();
    let looks = futures_util::stream::iter(first_of_host)
        .map(|recheck| look(desk, recheck))
        .buffer_unordered(HOSTS_AT_ONCE);
    let made: Vec<bool> = looks.collect().await;
    Ok(u32::try_from(made.into_iter().filter(|made| *made).count()).unwrap_or(u32::MAX))
}

async fn look(desk: &Desk, recheck: Recheck) -> bool {
    let item = recheck.item;
    match look_now(desk, recheck).await {
        Ok(made) => made,
        Err(error) => {
            tracing::warn!(item.id = %item, %error, "a look at an item failed");
            false
        }
    }
}

/// Looks once, now, when the host may be asked; `false` when it may not.
pub(crate) async fn look_now(desk: &Desk, recheck: Recheck) -> Result<bool, DeskError> {
    let store = desk.store();
    if !store
        .reserve_host(&recheck.host, desk.now(), LOOK_MS_MAX)
        .await?
    {
        return Ok(false);
    }
    let seen = probe_and_record(desk, &recheck).await;
    // Given back also when the look failed: the pause begins now.
    let asked_ms = seen.as_ref().ok().copied().flatten().unwrap_or(0);
    let pause_ms = desk.config.recheck.host_interval_ms.max(asked_ms);
    store
        .free_host(&recheck.host, desk.now().plus_ms(pause_ms))
        .await?;
    seen.map(|_| true)
}

/// Looks once; answers how long a busy server asked everybody to wait.
async fn probe_and_record(desk: &Desk, recheck: &Recheck) -> Result<Option<i64>, DeskError> {
    let Ok(url) = Url::parse(&recheck.url) else {
        return Err(DeskError::input(
            "malformed_url",
            "the address of a watch is no address",
        ));
    };
    let expected = expected(desk, recheck).await?;
    let probe = desk.rooms.capturer.probe(&url, desk.now(), &expected).await;
    record_look(desk, recheck.id, &probe).await?;
    let is_busy = matches!(probe.state, PageState::Busy | PageState::Challenge);
    Ok(probe.retry_after_ms.filter(|_| is_busy))
}

/// The object as it was assessed.
async fn expected(desk: &Desk, recheck: &Recheck) -> Result<Expected, DeskError> {
    let referral = desk.store().referral(recheck.referral).await?;
    let line = referral.and_then(|one| one.lines.into_iter().find(|line| line.id == recheck.line));
    let Some(line) = line else {
        return Ok(Expected::default());
    };
    let exhibit = desk.store().exhibit(line.exhibit).await?;
    let Some(exhibit) = exhibit else {
        return Ok(Expected::default());
    };
    let files = exhibit.records.iter().filter(|record| is_file(record));
    let files = files.filter_map(|record| {
        let url = Url::parse(&record.url).ok()?;
        let sha256 = record.sha256;
        Some(ExpectedFile { url, sha256 })
    });
    Ok(Expected {
        sha256: exhibit.primary().map(|record| record.sha256),
        text: None,
        files: files.collect(),
    })
}

/// Smallest picture of a page that counts as a file of its own, in bytes: below are logos and icons,
/// which sites keep serving for all their pages.
const FILE_BYTES_MIN: u64 = 32 * 1024;

/// Whether a record is a picture, video or document that can outlive its page.
fn is_file(record: &ExhibitRecord) -> bool {
    const KINDS: [&str; 4] = ["image/", "video/", "audio/", "application/pdf"];
    record.role == RecordRole::Requisite
        && record.status == Some(200)
        && record.size_bytes >= FILE_BYTES_MIN
        && KINDS
            .iter()
            .any(|kind| record.content_type.starts_with(kind))
}

/// When the next look can be made: due, and its host free.
pub(crate) async fn next_look_at(desk: &Desk) -> Result<Option<Timestamp>, DeskError> {
    let store = desk.store();
    let now = desk.now();
    let due = store
        .rechecks_due(now, desk.config.recheck.looks_per_round_max)
        .await?;
    let mut next: Option<Timestamp> = None;
    let mut hosts = HashSet::new();
    for recheck in due.iter().filter(|recheck| recheck.desk == desk.id) {
        if !hosts.insert(recheck.host.as_str()) {
            continue;
        }
        let free_at = store
            .host_next_free(&recheck.host)
            .await?
            .unwrap_or(now)
            .max(now);
        next = Some(next.map_or(free_at, |next| next.min(free_at)));
    }
    let later = store.next_recheck_after(desk.id, now).await?;
    Ok([next, later].into_iter().flatten().min())
}
