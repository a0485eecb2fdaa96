//! One round of work: sequence the log, do what is due, look at what is watched.
//!
//! ```text
//! sequence ─▶ recover ─▶ lease ─▶ run (several at once) ─▶ finish · later · fail ─┐
//!     ▲                    └────────────── until nothing is due ◀─────────────────┘
//!     └── sequence ◀─ looks ◀─ expiry
//! ```
//!
//! A worker may die anywhere: its leases end, and whoever takes its work finds each job either not
//! begun, or done, or marked as begun by the job itself.

use std::time::Duration;

use futures_util::StreamExt as _;
use vigie_domain::time::MINUTE_MS;
use vigie_domain::{Actor, AuditEvent, Timestamp};
use vigie_store::{Failed, LeasedJob, StoreError};
use vigie_tlog::Checkpoint;

use super::kind::JobKind;
use crate::bank::{bank_footage, search_captured, watch_floods};
use crate::complaint::{inform_complainant, remind_of_complaint};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::exhibit::{capture_again, capture_item};
use crate::key::rekey_items;
use crate::order::{run_order_clock, send_order_letter};
use crate::reading::{read_exhibit, reread_texts, watch_model};
use crate::recheck::{next_look_at, run_rechecks};
use crate::referral::{dispatch_referral, nudge_referral, recover_sending};
use crate::retraction::send_retraction;
use crate::signal::recognise_exhibit;
use crate::trace::trace_item;

/// How long a job stays with a worker that is not heard of before another takes it over.
pub const LEASE_MS: i64 = 2 * MINUTE_MS;
/// How often a worker says that it is still on a job.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// Commands of one dialogue with a relay, sign-in and encryption included.
const SMTP_COMMANDS_MAX: u64 = 12;
/// Jobs under way at one time.
const JOBS_AT_ONCE: u32 = 8;
/// Leases taken in one round, so that a flood of work does not starve the looks.
const LEASES_MAX: u32 = 64;
/// Rounds of looks made in one round of work.
const LOOKS_ROUNDS: u32 = 1;

/// What a job came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// Nothing more to do.
    Finished,
    /// To be gone on with then; not a failure.
    Later(Timestamp),
}

/// What a round did.
#[derive(Debug, Clone, Default)]
pub struct RoundReport {
    /// Jobs that ended, or are to be gone on with later.
    pub jobs_done: u32,
    /// Jobs that failed, to be tried again or set aside.
    pub jobs_failed: u32,
    /// Looks at what is watched.
    pub looks: u32,
    /// Letters found between handing over and writing down.
    pub letters_uncertain: u32,
    /// Items looked at under changed rules of canonical keys.
    pub items_rekeyed: u32,
    /// Exhibits whose texts were read again by a changed model or list.
    pub texts_reread: u32,
    /// The log's new head, where it moved.
    pub checkpoint: Option<Checkpoint>,
}

impl RoundReport {
    /// Whether there was nothing to do.
    pub fn is_idle(&self) -> bool {
        self.jobs_done == 0
            && self.jobs_failed == 0
            && self.looks == 0
            && self.items_rekeyed == 0
            && self.texts_reread == 0
            && self.checkpoint.is_none()
    }
}

/// Does what is due now.
///
/// # Errors
///
/// [`DeskError::Broken`] when the store fails; single jobs that fail are in the report.
pub async fn run_round(desk: &Desk, worker: &str) -> Result<RoundReport, DeskError> {
    let mut report = RoundReport::default();
    sequence(desk, &mut report).await?;
    let longest_ms = longest_letter_ms(desk);
    report.letters_uncertain = recover_sending(desk, desk.now().plus_ms(-longest_ms)).await?;
    expire(desk).await?;
    report.items_rekeyed = rekey_items(desk).await?.looked;
    watch_floods(desk).await?;
    report.texts_reread = reread_texts(desk).await?;
    watch_model(desk).await?;
    for _ in 0..LEASES_MAX {
        let jobs = desk
            .store()
            .lease_jobs(worker, desk.now(), JOBS_AT_ONCE, LEASE_MS)
            .await?;
        if jobs.is_empty() {
            break;
        }
        let at_once = usize::try_from(JOBS_AT_ONCE).unwrap_or(1);
        let ended: Vec<Result<bool, DeskError>> = futures_util::stream::iter(jobs)
            .map(|job| run_job(desk, job))
            .buffer_unordered(at_once)
            .collect()
            .await;
        for is_done in ended {
            if is_done? {
                report.jobs_done += 1;
            } else {
                report.jobs_failed += 1;
            }
        }
        // What was just approved or taken back waits for its place in the log.
        sequence(desk, &mut report).await?;
    }
    for _ in 0..LOOKS_ROUNDS {
        report.looks += run_rechecks(desk).await?;
    }
    sequence(desk, &mut report).await?;
    Ok(report)
}

/// When there is something to do next: a job, a look. `None` while nothing is planned.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn next_wakeup(desk: &Desk) -> Result<Option<Timestamp>, DeskError> {
    if desk.store().events_pending().await? > 0 {
        return Ok(Some(desk.now()));
    }
    let job = desk.store().next_job_at().await?;
    let look = next_look_at(desk).await?;
    Ok([job, look].into_iter().flatten().min())
}

/// The longest that handing over one letter can take; whoever takes longer is dead.
fn longest_letter_ms(desk: &Desk) -> i64 {
    let config = desk.rooms.mailer.config();
    let talk_ms = config
        .smtp_command_timeout_ms
        .saturating_mul(SMTP_COMMANDS_MAX);
    let all_ms = talk_ms.saturating_add(config.smtp_final_timeout_ms);
    LEASE_MS.saturating_add(i64::try_from(all_ms).unwrap_or(i64::MAX))
}

async fn sequence(desk: &Desk, report: &mut RoundReport) -> Result<(), DeskError> {
    let head = desk
        .store()
        .sequence(desk.now(), &desk.rooms.log_key)
        .await?;
    report.checkpoint = head.or(report.checkpoint.take());
    Ok(())
}

/// Reporters' and complainants' addresses whose time has come.
async fn expire(desk: &Desk) -> Result<(), DeskError> {
    if desk.store().has_expired_complainants(desk.now()).await? {
        let mut tx = desk.begin(&Actor::job(desk.id)).await?;
        let complaints = tx.expire_complainants(desk.now()).await?;
        if complaints > 0 {
            tx.commit(AuditEvent::ComplainantErased { complaints })
                .await?;
        }
    }
    if !desk.store().has_expired_reports(desk.now()).await? {
        return Ok(());
    }
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    let reports = tx.expire_reports(desk.now()).await?;
    if reports > 0 {
        tx.commit(AuditEvent::ReporterErased { reports }).await?;
    }
    Ok(())
}

/// Does one job and gives it back; `false` when it failed.
async fn run_job(desk: &Desk, job: LeasedJob) -> Result<bool, DeskError> {
    let store = desk.store();
    // On the heap: the work of every kind of job lies in this one future.
    let ended = match Box::pin(keep_at(desk, &job)).await {
        Ok(Done::Finished) => store.finish_job(job.id, job.fence).await.map(|()| true),
        Ok(Done::Later(at)) => store
            .postpone_job(job.id, job.fence, at)
            .await
            .map(|()| true),
        Err(error) => {
            let why = explain(&error);
            tracing::warn!(job.id = %job.id, job.kind, job.attempts, error = why, "a job failed");
            match store
                .fail_job(job.id, job.fence, desk.now(), &why, None)
                .await
            {
                Ok(Failed::Died) => bury(desk, &job).await.map(|()| false),
                Ok(Failed::Retried { .. }) => Ok(false),
                Err(error) => Err(error),
            }
        }
    };
    match ended {
        Ok(is_done) => Ok(is_done),
        // Somebody took us for dead and has the job; what we did is in the rows, once.
        Err(StoreError::LeaseLost) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Does a job, and keeps its lease for as long as it takes.
async fn keep_at(desk: &Desk, job: &LeasedJob) -> Result<Done, DeskError> {
    let work = do_job(desk, job);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(HEARTBEAT) => {
                let until = desk.now().plus_ms(LEASE_MS);
                if let Err(error) = desk.store().extend_job(job.id, job.fence, until).await {
                    // Gone on with all the same: what it writes is checked where it is written.
                    tracing::warn!(job.id = %job.id, %error, "a lease was not kept");
                }
            }
        }
    }
}

async fn do_job(desk: &Desk, job: &LeasedJob) -> Result<Done, DeskError> {
    if job.desk != desk.id {
        // Another desk of the same database: its own workers do it.
        return Ok(Done::Later(desk.now().plus_ms(MINUTE_MS)));
    }
    match serde_json::from_value::<JobKind>(job.payload.clone())? {
        JobKind::Capture { item } => capture_item(desk, item).await.map(|_| Done::Finished),
        JobKind::CaptureAgain { item } => capture_again(desk, item, job.attempts)
            .await
            .map(|()| Done::Finished),
        JobKind::Recognise { item, exhibit } => recognise_exhibit(desk, item, exhibit)
            .await
            .map(|()| Done::Finished),
        JobKind::Read { exhibit } => read_exhibit(desk, exhibit).await.map(|()| Done::Finished),
        JobKind::SearchCaptured { bank, since } => search_captured(desk, bank, since)
            .await
            .map(|()| Done::Finished),
        JobKind::BankFootage {
            bank,
            exhibit,
            record,
        } => bank_footage(desk, bank, (exhibit, record))
            .await
            .map(|()| Done::Finished),
        JobKind::Trace { item } => trace_item(desk, item).await.map(|()| Done::Finished),
        JobKind::Dispatch { referral } => dispatch_referral(desk, referral, job.attempts).await,
        JobKind::Nudge { referral } => nudge_referral(desk, referral).await,
        JobKind::Retract { retraction } => send_retraction(desk, retraction).await,
        JobKind::RemindComplaint { complaint } => remind_of_complaint(desk, complaint).await,
        JobKind::InformComplainant { complaint } => inform_complainant(desk, complaint).await,
        JobKind::OrderLetter { order, letter } => {
            send_order_letter(desk, order, letter, job.attempts).await
        }
        JobKind::OrderClock { order, .. } => run_order_clock(desk, order).await,
    }
}

/// Work failed for good: the record says so, and an operator sees it.
async fn bury(desk: &Desk, job: &LeasedJob) -> Result<(), StoreError> {
    let event = AuditEvent::JobDied {
        job: job.id,
        job_kind: job.kind.clone(),
    };
    let act = vigie_store::Act {
        desk: desk.id,
        side: vigie_domain::Side::Unit,
        actor: Actor::job(desk.id).kind,
        now: desk.now(),
    };
    desk.store()
        .begin(act)
        .await?
        .commit(event)
        .await
        .map(|_| ())
}

/// The whole story of an error on one line, for the operator.
fn explain(error: &DeskError) -> String {
    let mut story = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let said = error.to_string();
        if !story.ends_with(&said) {
            story.push_str(": ");
            story.push_str(&said);
        }
        cause = error.source();
    }
    story
}
