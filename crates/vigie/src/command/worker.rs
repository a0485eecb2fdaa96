//! `vigie worker`: does what follows acts, round after round.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::watch;
use vigie_desk::{Desk, job};

use super::serve::shutdown_asked;
use super::tend::tend_index;
use crate::Answer;
use crate::config::Config;
use crate::output::say;
use crate::wiring::{self, Hold};

/// Does the work that follows acts, without serving pages.
#[derive(Debug, Args)]
pub(crate) struct Worker {
    /// Do what is due now, and stop.
    #[arg(long)]
    once: bool,
}

impl Worker {
    pub(crate) async fn run(self, config: &Config) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        if self.once {
            // Work makes work: a capture is followed by a comparison and a trace.
            const ROUNDS_MAX: u32 = 10_000;
            opened.desk.doubt_keys();
            for _ in 0..ROUNDS_MAX {
                let report = job::run_round(&opened.desk, &name()).await?;
                if report.is_idle() {
                    break;
                }
            }
            return Ok(Answer::Yes);
        }
        let asked = shutdown_asked();
        say("working; Ctrl-C stops");
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            asked.await;
            let _ = stop.send(true);
        });
        let tended = tokio::spawn(tend_index(Arc::clone(&opened.desk), stopped.clone()));
        work_until(Arc::clone(&opened.desk), stopped).await;
        tended.await?;
        Ok(Answer::Yes)
    }
}

/// Works until told to stop: a round, then rest until the next is due or an act commits.
pub(crate) async fn work_until(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    /// Longest rest: another process may have written without our hearing of it.
    const REST_MS_MAX: u64 = 1_000;
    /// Rest after a round that failed, so that a broken disk is not hammered.
    const REST_AFTER_FAILURE_MS: u64 = 5_000;
    let mut commits = desk.store().commits();
    let worker = name();
    desk.doubt_keys();
    while !*stopped.borrow() {
        commits.mark_unchanged();
        let rest_ms = match job::run_round(&desk, &worker).await {
            Ok(report) if report.is_idle() => REST_MS_MAX,
            Ok(_) => 0,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a round of work failed"
                );
                REST_AFTER_FAILURE_MS
            }
        };
        if rest_ms > 0 {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(rest_ms)) => {}
                _ = commits.changed() => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        }
    }
}

/// The name under which this process holds leases.
fn name() -> String {
    format!("worker-{}", std::process::id())
}
