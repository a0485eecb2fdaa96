//! The server's side of the workers: starts them, hands them files, limits and replaces them.
//!
//! ```text
//!            ┌──── a clean answer, fewer than `files_per_worker_max` files ────┐
//!            ▼                                                                │
//!  start ─▶ idle ─▶ asked ─┬──────────────────────────────────────────────────┘
//!                          └─ anything else: late, dead, a broken file, a strange answer ─▶ killed
//! ```
//! A worker is kept only while nothing odd has happened to it: a file that could not be read is
//! the likeliest to have done more than that. A file that fails in a used worker is tried once
//! more in a fresh one, so that a crash costs the file that caused it and no other. What is asked
//! is a [`Task`]; the pool looks at none.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;

use crate::config::{Config, SandboxMode};
use crate::error::MediaError;
use crate::sandbox::SandboxReport;
use crate::task::{Product, Task};
use crate::wire::{Answer, HEAD_BYTES_MAX, Hello, PARTS_MAX, Request, Setup, frame};

/// Confined processes that wait for files.
#[derive(Debug)]
pub(crate) struct Pool {
    config: Config,
    program: PathBuf,
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

/// What a worker said about one file.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) product: Product,
    pub(crate) parts: Vec<Vec<u8>>,
    pub(crate) sandbox: SandboxReport,
}

/// One process, confined and waiting. Killed when dropped.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// What confines it, once it has said so.
    sandbox: Option<SandboxReport>,
    files: u32,
}

/// A head of ours that does not fit the wire.
const OUR_OWN: MediaError = MediaError::Garbled {
    what: "our own request",
};

/// Why a worker gave no answer that can be used.
enum Failure {
    /// It hung up; why is in its exit status.
    HungUp,
    /// It said something it should not.
    Garbled(&'static str),
}

impl Pool {
    /// A pool under `config`. Starts nothing yet.
    pub(crate) fn new(config: Config) -> Result<Self, MediaError> {
        let program = match config.program.clone() {
            Some(program) => program,
            None => std::env::current_exe().map_err(|source| MediaError::Start {
                program: "this program".to_owned(),
                source,
            })?,
        };
        if config.sandbox == SandboxMode::BestEffort {
            tracing::warn!(
                "`media.sandbox` is `best_effort`: files are decoded even where the kernel \
                 cannot confine the decoder"
            );
        }
        let places = Semaphore::new(config.concurrency.max(1));
        Ok(Self {
            config,
            program,
            places,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// The program the workers are, and with other instructions the launcher of videos.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Asks a worker for `task` on `bytes`.
    ///
    /// Waits for a free place; the time limit starts after that. The worker is killed when the
    /// limit passes, or when this future is dropped.
    pub(crate) async fn ask(&self, task: &Task, bytes: &[u8]) -> Result<Reply, MediaError> {
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let size_bytes_max = self.config.input_bytes_max;
        if size_bytes > size_bytes_max {
            return Err(MediaError::InputTooLarge {
                size_bytes,
                size_bytes_max,
            });
        }
        let _place = self
            .places
            .acquire()
            .await
            .expect("the places are never closed");
        if let Some(worker) = self.idle_worker() {
            let answer = self.ask_worker(Some(worker), task, size_bytes, bytes).await;
            if answer.is_ok() {
                return answer;
            }
            // What an earlier file left behind must not be laid at this one's door: once more,
            // in a worker that has seen no other.
        }
        self.ask_worker(None, task, size_bytes, bytes).await
    }

    /// Asks this worker, or a new one, and keeps it if it did well.
    async fn ask_worker(
        &self,
        mut worker: Option<Worker>,
        task: &Task,
        size_bytes: u64,
        bytes: &[u8],
    ) -> Result<Reply, MediaError> {
        let timeout_ms = self.config.timeout_ms;
        let work = async {
            let worker = match &mut worker {
                Some(worker) => worker,
                empty => empty.insert(self.start()?),
            };
            let sandbox = self.greet(worker).await?;
            let (product, parts) = self.converse(worker, task, size_bytes, bytes).await?;
            Ok(Reply {
                product,
                parts,
                sandbox,
            })
        };
        let answer = tokio::time::timeout(Duration::from_millis(timeout_ms), work)
            .await
            .unwrap_or(Err(MediaError::TimedOut { timeout_ms }));
        if let Some(worker) = worker {
            if answer.is_ok() && worker.files < self.config.files_per_worker_max {
                self.idle().push(worker);
            } else {
                worker.end().await;
            }
        }
        answer
    }

    /// Process ids of the workers that wait, the one asked next last.
    pub(crate) fn idle_workers(&self) -> Vec<u32> {
        let idle = self.idle();
        idle.iter().filter_map(|worker| worker.child.id()).collect()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        // A list of idle workers is whole after every single operation on it.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker that waits and still lives: one that died while idle is no file's fault.
    fn idle_worker(&self) -> Option<Worker> {
        let mut idle = self.idle();
        while let Some(mut worker) = idle.pop() {
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Some(worker);
            }
        }
        None
    }

    /// Starts a worker, which then enters the sandbox by itself.
    fn start(&self) -> Result<Worker, MediaError> {
        let failed = |source| MediaError::Start {
            program: self.program.display().to_string(),
            source,
        };
        let mut child = Command::new(&self.program)
            .args(&self.config.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(std::io::Error::other("no pipes")));
        };
        Ok(Worker {
            child,
            input,
            output,
            sandbox: None,
            files: 0,
        })
    }

    /// Waits until the worker is confined, if it has not said so before.
    async fn greet(&self, worker: &mut Worker) -> Result<SandboxReport, MediaError> {
        if let Some(sandbox) = worker.sandbox {
            return Ok(sandbox);
        }
        let setup = Setup {
            memory_bytes_max: self.config.memory_bytes_max,
            cpu_seconds_max: self.config.cpu_seconds_max,
            files_max: self.config.files_per_worker_max,
            sandbox: self.config.sandbox,
            launch: None,
        };
        let setup = frame(&setup).map_err(|_| OUR_OWN)?;
        // One that ends early says why in its hello; that counts, not our broken pipe.
        let _ = worker.input.write_all(&setup).await;
        let sandbox = match read_head(&mut worker.output).await {
            Ok(Hello::Ready { sandbox }) => sandbox,
            Ok(Hello::NoSandbox { missing }) => return Err(MediaError::NoSandbox { missing }),
            Err(failure) => return Err(self.explain(failure, &mut worker.child).await),
        };
        if self.config.sandbox == SandboxMode::Required && !sandbox.is_enforced() {
            return Err(MediaError::Garbled { what: "sandbox" });
        }
        worker.sandbox = Some(sandbox);
        Ok(sandbox)
    }

    /// Hands one file over and reads one answer.
    async fn converse(
        &self,
        worker: &mut Worker,
        task: &Task,
        input_bytes: u64,
        bytes: &[u8],
    ) -> Result<(Product, Vec<Vec<u8>>), MediaError> {
        worker.files += 1;
        let number = worker.files;
        let request = Request {
            number,
            input_bytes,
            task: task.clone(),
        };
        let request = frame(&request).map_err(|_| OUR_OWN)?;
        let (input, output) = (&mut worker.input, &mut worker.output);
        let write = async {
            // One that dies early is asked for its exit status; our broken pipe says nothing.
            let _ = input.write_all(&request).await;
            let _ = input.write_all(bytes).await;
        };
        let read = async {
            let answer: Answer = read_head(output).await?;
            if answer.number != number {
                return Err(Failure::Garbled("number"));
            }
            let parts = read_parts(output, &answer.part_bytes, task.parts_bytes_max()).await?;
            Ok((answer.outcome, parts))
        };
        tokio::pin!(read);
        let answer = tokio::select! {
            biased;
            () = write => read.await,
            // A worker reads the whole file before it says anything about it.
            _ = &mut read => Err(Failure::Garbled("answer before the end of the file")),
        };
        match answer {
            Ok((Ok(product), parts)) => Ok((product, parts)),
            Ok((Err(error), _)) => Err(error.into()),
            Err(failure) => Err(self.explain(failure, &mut worker.child).await),
        }
    }

    /// Why a worker has no answer: what killed it, or what it said instead.
    async fn explain(&self, failure: Failure, child: &mut Child) -> MediaError {
        match failure {
            Failure::Garbled(what) => MediaError::Garbled { what },
            // Its pipe is closed; one that lives on regardless runs into the time limit.
            Failure::HungUp => match child.wait().await {
                Ok(status) => died(status, &self.config),
                Err(_) => MediaError::Garbled { what: "no answer" },
            },
        }
    }
}

impl Worker {
    /// Kills and reaps it, so that no worker outlives the answer about the file that ended it.
    async fn end(mut self) {
        let _ = self.child.kill().await;
    }
}

/// Reads a head from a worker.
async fn read_head<T: DeserializeOwned>(output: &mut ChildStdout) -> Result<T, Failure> {
    let mut size = [0; 4];
    output
        .read_exact(&mut size)
        .await
        .map_err(|_| Failure::HungUp)?;
    let size = u32::from_le_bytes(size);
    if size > HEAD_BYTES_MAX {
        return Err(Failure::Garbled("size of the head"));
    }
    let json = read_bytes(output, size).await?;
    serde_json::from_slice(&json).map_err(|_| Failure::Garbled("head"))
}

/// Reads the parts an answer announces, as far as the task may have so many bytes of them.
async fn read_parts(
    output: &mut ChildStdout,
    part_bytes: &[u32],
    parts_bytes_max: u64,
) -> Result<Vec<Vec<u8>>, Failure> {
    let total: u64 = part_bytes.iter().map(|size| u64::from(*size)).sum();
    if total > parts_bytes_max || part_bytes.len() > PARTS_MAX {
        return Err(Failure::Garbled("size of the parts"));
    }
    let mut parts = Vec::with_capacity(part_bytes.len());
    for size in part_bytes {
        parts.push(read_bytes(output, *size).await?);
    }
    Ok(parts)
}

async fn read_bytes(output: &mut ChildStdout, size: u32) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let found = output
        .take(u64::from(size))
        .read_to_end(&mut bytes)
        .await
        .map_err(|_| Failure::HungUp)?;
    if u32::try_from(found) == Ok(size) {
        Ok(bytes)
    } else {
        Err(Failure::HungUp)
    }
}

/// What the end of a worker means that should have answered.
fn died(status: ExitStatus, config: &Config) -> MediaError {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        None => MediaError::Garbled { what: "no answer" },
        Some(libc::SIGSYS) => MediaError::SandboxBreach,
        Some(libc::SIGXCPU) => MediaError::CpuExhausted {
            cpu_seconds_max: config.cpu_seconds_max,
        },
        Some(signal) => MediaError::Crashed { signal },
    }
}
