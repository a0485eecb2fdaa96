//! `vigie job list | requeue ID`: work that failed for good.

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::job as desk_job;
use vigie_domain::JobId;

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Work that failed for good.
#[derive(Debug, Subcommand)]
pub(crate) enum Job {
    /// Lists it, with the last error of each.
    List,
    /// Puts it back in the queue.
    Requeue(Requeue),
}

/// Puts work back in the queue.
#[derive(Debug, Args)]
pub(crate) struct Requeue {
    /// Its id.
    id: JobId,
}

impl Job {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                let dead = desk_job::list_dead_jobs(desk, actor).await?;
                for job in &dead {
                    let (id, kind, attempts) = (job.id, &job.kind, job.attempts);
                    let error = &job.last_error;
                    out.line(
                        &format!("{id}\t{kind}\t{attempts}\t{error}"),
                        &json!({"id": id, "kind": kind, "attempts": attempts, "error": error}),
                    )?;
                }
                Ok(if dead.is_empty() {
                    Answer::No
                } else {
                    Answer::Yes
                })
            }
            Self::Requeue(Requeue { id }) => {
                desk_job::requeue_job(desk, actor, id).await?;
                out.line(&format!("requeued\t{id}"), &json!({"requeued": id}))?;
                Ok(Answer::Yes)
            }
        }
    }
}
