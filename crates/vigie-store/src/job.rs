//! The job queue: enqueued with the act that needs it, leased with a fence, never lost.
//!
//! ```text
//! ready ─lease─▶ leased ─finish─▶ (row gone)
//!   ▲              │ ├─ fail, attempts left ─▶ ready, later
//!   │ requeue      │ └─ fail, none left ─▶ dead: an operator looks
//!   └── dead ◀─────┘    lease over ─▶ leased again by somebody else, under a higher fence
//! ```
//!
//! Each lease raises the fence; whoever comes back with an older one is refused.

use serde_json::Value;
use vigie_domain::{DeskId, JobId, Timestamp};

use crate::db::{Arg, Reader, Row, args, json, placeholders};
use crate::error::StoreError;
use crate::event::BULK_ROWS;
use crate::store::{Store, new_id};
use crate::tx::Tx;

/// Work to be done once a transaction is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What kind of work, `capture`.
    pub kind: String,
    /// What it needs to know.
    pub payload: Value,
    /// Not before.
    pub run_at: Timestamp,
    /// While one of this kind and key waits, a second is not added.
    pub dedup_key: Option<String>,
    /// Higher is sooner, among those due.
    pub priority: i64,
}

/// Work handed to a worker until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedJob {
    /// Its id.
    pub id: JobId,
    /// The desk it is done for.
    pub desk: DeskId,
    /// What kind of work.
    pub kind: String,
    /// What it needs to know.
    pub payload: Value,
    /// How often it was begun, this time counted.
    pub attempts: u32,
    /// To be named when it ends.
    pub fence: i64,
}

/// Work that failed for good.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DeadJob {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What it needs to know.
    pub payload: Value,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed last.
    pub last_error: String,
    /// When it was first asked for.
    pub created_at: Timestamp,
}

/// What becomes of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// Tried again.
    Retried {
        /// When.
        at: Timestamp,
    },
    /// Set aside for an operator.
    Died,
}

/// Columns of `job` that asking for work fills.
const JOB_COLUMNS: usize = 13;
const INSERT_JOBS: &str = "INSERT INTO job (id, desk_id, side, kind, payload, state, priority, \
                           run_at, due_at, dedup_key, attempts, fence, created_at) VALUES ";

/// Longest error kept, in characters.
const ERROR_CHARS_MAX: usize = 500;

fn leased_row(row: &Row) -> Result<LeasedJob, StoreError> {
    Ok(LeasedJob {
        id: row.parsed(0)?,
        desk: row.parsed(1)?,
        kind: row.text(2)?,
        payload: row.json(3)?,
        attempts: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        fence: row.int(5)?,
    })
}

impl Tx<'_> {
    /// Asks for work, to be done after this transaction; `None` when the same already waits.
    pub async fn enqueue(&mut self, job: Job) -> Result<Option<JobId>, StoreError> {
        let id: JobId = new_id(self.act.now)?;
        let sql = format!(
            "{INSERT_JOBS}{} ON CONFLICT DO NOTHING",
            placeholders(1, JOB_COLUMNS, 1)
        );
        let added = self.run(self.bulk(sql), self.job_args(id, job)?).await?;
        Ok((added > 0).then_some(id))
    }

    /// Asks for much work at once; answers how much of it did not wait already.
    pub async fn enqueue_all(&mut self, jobs: Vec<Job>) -> Result<u64, StoreError> {
        let mut added = 0;
        let mut jobs = jobs.into_iter().peekable();
        while jobs.peek().is_some() {
            let mut args = Vec::with_capacity(BULK_ROWS * JOB_COLUMNS);
            for job in jobs.by_ref().take(BULK_ROWS) {
                args.extend(self.job_args(new_id(self.act.now)?, job)?);
            }
            let sql = format!(
                "{INSERT_JOBS}{} ON CONFLICT DO NOTHING",
                placeholders(args.len() / JOB_COLUMNS, JOB_COLUMNS, 1)
            );
            added += self.run(self.bulk(sql), args).await?;
        }
        Ok(added)
    }

    fn job_args(&self, id: JobId, job: Job) -> Result<Vec<Arg>, StoreError> {
        Ok(args![
            id,
            self.act.desk,
            self.act.side.name(),
            job.kind,
            json(&job.payload)?,
            "ready",
            job.priority,
            job.run_at,
            job.run_at,
            job.dedup_key,
            0_i64,
            0_i64,
            self.act.now,
        ])
    }

    /// Ends a job together with what it did.
    pub async fn finish_job(&mut self, id: JobId, fence: i64) -> Result<(), StoreError> {
        finish(self, id, fence).await
    }

    /// Puts a dead job back in the queue.
    pub async fn requeue_job(&mut self, id: JobId) -> Result<(), StoreError> {
        let requeued = self
            .run(
                "UPDATE job SET state = 'ready', attempts = 0, run_at = $2, due_at = $2, fence = fence + 1, \
                 dedup_key = NULL WHERE id = $1 AND state = 'dead'",
                args![id, self.act.now],
            )
            .await?;
        if requeued == 0 {
            return Err(StoreError::Missing { what: "dead job" });
        }
        Ok(())
    }
}

async fn finish(db: &Reader, id: JobId, fence: i64) -> Result<(), StoreError> {
    let gone = db
        .run(
            "DELETE FROM job WHERE id = $1 AND fence = $2 AND state = 'leased'",
            args![id, fence],
        )
        .await?;
    if gone == 0 {
        return Err(StoreError::LeaseLost);
    }
    Ok(())
}

impl Reader {
    /// The dead jobs of a desk, oldest first, at most a thousand.
    pub async fn dead_jobs(&self, desk: DeskId) -> Result<Vec<DeadJob>, StoreError> {
        let sql = "SELECT id, kind, payload, attempts, last_error, created_at FROM job \
                   WHERE desk_id = $1 AND state = 'dead' ORDER BY created_at, id LIMIT 1000";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter()
            .map(|row| {
                Ok(DeadJob {
                    id: row.parsed(0)?,
                    kind: row.text(1)?,
                    payload: row.json(2)?,
                    attempts: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
                    last_error: row.opt_text(4)?.unwrap_or_default(),
                    created_at: row.time(5)?,
                })
            })
            .collect()
    }

    /// When the next job is due or the next lease ends; `None` when there is none.
    pub async fn next_job_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT run_at FROM job WHERE state <> 'dead' ORDER BY run_at LIMIT 1";
        let row = self.row(sql, args![]).await?;
        row.map(|row| row.time(0)).transpose()
    }

    /// Jobs by state: `ready`, `leased`, `dead`.
    pub async fn job_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT state, COUNT(*) FROM job GROUP BY state ORDER BY state";
        let rows = self.rows(sql, args![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, crate::event::index_of(row.int(1)?)?)))
            .collect()
    }
}

impl Store {
    /// Leases what is due: new work, and work whose lease ended, most urgent first.
    pub async fn lease_jobs(
        &self,
        worker: &str,
        now: Timestamp,
        limit: u32,
        lease_ms: i64,
    ) -> Result<Vec<LeasedJob>, StoreError> {
        // Most looks find nothing: they must not cost a write.
        if self.next_job_at().await?.is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        // Work that kills its worker never gets to fail: it dies when its last lease is over.
        self.run(
            "UPDATE job SET state = 'dead', worker = NULL, last_error = \
             'the worker died or stalled on each attempt' \
             WHERE state = 'leased' AND run_at <= $1 AND attempts >= $2",
            args![now, self.inner.config.job_attempts_max],
        )
        .await?;
        let sql = self.pick(
            "UPDATE job SET state = 'leased', worker = $1, attempts = attempts + 1, \
             fence = fence + 1, run_at = $2 WHERE id IN (SELECT id FROM job \
             WHERE state <> 'dead' AND run_at <= $3 ORDER BY priority DESC, run_at, id LIMIT $4) \
             RETURNING id, desk_id, kind, payload, attempts, fence, priority, due_at",
            "UPDATE job SET state = 'leased', worker = $1, attempts = attempts + 1, \
             fence = fence + 1, run_at = $2 WHERE id IN (SELECT id FROM job \
             WHERE state <> 'dead' AND run_at <= $3 ORDER BY priority DESC, run_at, id LIMIT $4 \
             FOR UPDATE SKIP LOCKED) \
             RETURNING id, desk_id, kind, payload, attempts, fence, priority, due_at",
        );
        let rows = self
            .run_rows(sql, args![worker, now.plus_ms(lease_ms), now, limit])
            .await?;
        let mut leased = rows
            .iter()
            .map(|row| {
                Ok((
                    std::cmp::Reverse(row.int(6)?),
                    row.int(7)?,
                    leased_row(row)?,
                ))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        leased.sort_by_key(|(priority, due_at, job)| (*priority, *due_at, job.id));
        Ok(leased.into_iter().map(|(_, _, job)| job).collect())
    }

    /// Keeps a lease for longer work.
    pub async fn extend_job(
        &self,
        id: JobId,
        fence: i64,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = self
            .run(
                "UPDATE job SET run_at = $3 WHERE id = $1 AND fence = $2 AND state = 'leased'",
                args![id, fence, until],
            )
            .await?;
        if kept == 0 {
            return Err(StoreError::LeaseLost);
        }
        Ok(())
    }

    /// Gives a job back that cannot be gone on with before `at`; the attempt is not counted.
    pub async fn postpone_job(
        &self,
        id: JobId,
        fence: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        // The same work asked for meanwhile keeps the key; this one waits beside it without.
        let changed = self
            .run(
                "UPDATE job SET state = 'ready', run_at = $3, worker = NULL, \
                 attempts = attempts - 1, \
                 dedup_key = CASE WHEN EXISTS (SELECT 1 FROM job AS other WHERE other.id <> job.id \
                 AND other.state = 'ready' AND other.desk_id = job.desk_id AND other.kind = job.kind \
                 AND other.dedup_key = job.dedup_key) THEN NULL ELSE dedup_key END \
                 WHERE id = $1 AND fence = $2 AND state = 'leased'",
                args![id, fence, at],
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::LeaseLost);
        }
        Ok(())
    }

    /// Ends a job that had nothing to write.
    pub async fn finish_job(&self, id: JobId, fence: i64) -> Result<(), StoreError> {
        finish(self, id, fence).await
    }

    /// Gives a job back that failed: it is tried again, or set aside after too many attempts.
    ///
    /// `retry_at` overrides the doubling pause; `error` is for the operator and holds no content.
    pub async fn fail_job(
        &self,
        id: JobId,
        fence: i64,
        now: Timestamp,
        error: &str,
        retry_at: Option<Timestamp>,
    ) -> Result<Failed, StoreError> {
        let error: String = error
            .chars()
            .filter(|c| *c != '\0')
            .take(ERROR_CHARS_MAX)
            .collect();
        let sql = "SELECT attempts FROM job WHERE id = $1 AND fence = $2 AND state = 'leased'";
        let row = self.row(sql, args![id, fence]).await?;
        let attempts = row.ok_or(StoreError::LeaseLost)?.int(0)?;
        let config = &self.inner.config;
        let is_last = attempts >= i64::from(config.job_attempts_max);
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(32);
        let pause_ms = config
            .job_backoff_ms
            .saturating_mul(1_i64 << doublings)
            .min(config.job_backoff_ms_max);
        let at = retry_at.unwrap_or_else(|| now.plus_ms(pause_ms));
        // A job that waits again under a key another one took meanwhile keeps no key.
        let changed = self
            .run(
                "UPDATE job SET state = $3, run_at = $4, due_at = $4, last_error = $5, worker = NULL, \
                 dedup_key = CASE WHEN EXISTS (SELECT 1 FROM job AS other WHERE other.id <> job.id \
                 AND other.state = 'ready' AND other.desk_id = job.desk_id AND other.kind = job.kind \
                 AND other.dedup_key = job.dedup_key) THEN NULL ELSE dedup_key END \
                 WHERE id = $1 AND fence = $2 AND state = 'leased'",
                args![id, fence, if is_last { "dead" } else { "ready" }, at, error],
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::LeaseLost);
        }
        Ok(if is_last {
            Failed::Died
        } else {
            Failed::Retried { at }
        })
    }
}
