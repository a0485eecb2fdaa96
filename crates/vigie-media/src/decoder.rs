//! The server's side: starts a child for each file, limits it, and checks what it answers.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use vigie_match::PdqResult;

use crate::config::{Config, SandboxMode};
use crate::error::MediaError;
use crate::kind::{MediaKind, sniff};
use crate::sandbox::SandboxReport;
use crate::wire::{
    Answer, HEADER_BYTES_MAX, Header, Request, STILL_BYTES_MAX, frame, parse_answer,
};

/// Longest answer read from a child.
const ANSWER_BYTES_MAX: u64 = 4 + HEADER_BYTES_MAX as u64 + 2 * STILL_BYTES_MAX as u64;

/// What a picture was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its format.
    pub kind: MediaKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// PDQ hash and quality, profile `pdq/full`.
    pub pdq: PdqResult,
    /// A small copy, `image/jpeg`, no side longer than `media.still_side_px_max`.
    pub still: Vec<u8>,
    /// A copy so blurred that only colours are left, `image/jpeg`, at most 80 pixels a side.
    pub still_blurred: Vec<u8>,
    /// What confined the child.
    pub sandbox: SandboxReport,
}

/// Decodes pictures in confined children; a cheap handle, to be cloned.
#[derive(Debug, Clone)]
pub struct Decoder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: Config,
    program: PathBuf,
    places: Semaphore,
}

impl Decoder {
    /// A decoder under `config`. Starts nothing yet.
    ///
    /// # Errors
    ///
    /// [`MediaError::Start`] when no program is configured and our own path is unknown.
    pub fn new(config: Config) -> Result<Self, MediaError> {
        let program = match config.program.clone() {
            Some(program) => program,
            None => std::env::current_exe().map_err(|source| MediaError::Start {
                program: "this program".to_owned(),
                source,
            })?,
        };
        if config.sandbox == SandboxMode::BestEffort {
            tracing::warn!(
                "`media.sandbox` is `best_effort`: pictures are decoded even where the kernel \
                 cannot confine the decoder"
            );
        }
        let places = Semaphore::new(config.concurrency.max(1));
        Ok(Self {
            shared: Arc::new(Shared {
                config,
                program,
                places,
            }),
        })
    }

    /// Decodes, hashes and shrinks one picture.
    ///
    /// Waits for a free place; the time limit starts after that. The child is killed when the
    /// limit passes, or when this future is dropped.
    ///
    /// # Errors
    ///
    /// [`MediaError`]; [`MediaError::is_about_bytes`] tells a broken file from a broken house.
    pub async fn decode(&self, bytes: &[u8]) -> Result<Decoded, MediaError> {
        let Shared { config, places, .. } = &*self.shared;
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size_bytes > config.input_bytes_max {
            return Err(MediaError::InputTooLarge {
                size_bytes,
                size_bytes_max: config.input_bytes_max,
            });
        }
        let kind = sniff(bytes);
        if !kind.is_picture() {
            return Err(MediaError::NotAPicture { kind });
        }
        let _place = places.acquire().await.expect("the places are never closed");
        let decoded = self.run(bytes, size_bytes).await?;
        if decoded.kind != kind {
            return Err(MediaError::Garbled { what: "format" });
        }
        Ok(decoded)
    }

    /// Decodes a picture made here, to learn whether decoding works and what confines it.
    ///
    /// # Errors
    ///
    /// As [`Self::decode`]; [`MediaError::NoSandbox`] where the kernel lacks what is required.
    pub async fn check(&self) -> Result<SandboxReport, MediaError> {
        Ok(self.decode(&checkerboard()).await?.sandbox)
    }

    async fn run(&self, bytes: &[u8], input_bytes: u64) -> Result<Decoded, MediaError> {
        let Shared {
            config, program, ..
        } = &*self.shared;
        let header = frame(&Request {
            input_bytes,
            pixels_max: config.pixels_max,
            memory_bytes_max: config.memory_bytes_max,
            cpu_seconds_max: config.cpu_seconds_max,
            still_side_px_max: config.still_side_px_max,
            sandbox: config.sandbox,
        })
        .map_err(|_| MediaError::Garbled {
            what: "our own request",
        })?;
        let mut child = Command::new(program)
            .args(&config.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| MediaError::Start {
                program: program.display().to_string(),
                source,
            })?;

        let timeout = Duration::from_millis(config.timeout_ms);
        let Ok(outcome) = tokio::time::timeout(timeout, converse(&mut child, &header, bytes)).await
        else {
            // Reaped here, so that a killed child never outlives the answer.
            let _ = child.kill().await;
            return Err(MediaError::TimedOut {
                timeout_ms: config.timeout_ms,
            });
        };
        let (answer, status) = outcome.map_err(|source| MediaError::Start {
            program: program.display().to_string(),
            source,
        })?;
        read_answer(&answer, status, config)
    }
}

/// Hands the file over, reads the whole answer, waits for the end.
async fn converse(
    child: &mut Child,
    header: &[u8],
    bytes: &[u8],
) -> std::io::Result<(Vec<u8>, ExitStatus)> {
    let mut input = child.stdin.take();
    let output = child.stdout.take();
    let write = async {
        if let Some(input) = &mut input {
            // A child that ends early answers early; its answer counts, not our broken pipe.
            let _ = input.write_all(header).await;
            let _ = input.write_all(bytes).await;
            let _ = input.shutdown().await;
        }
        input = None;
    };
    let read = async {
        let mut answer = Vec::new();
        if let Some(output) = output {
            // Dropped when full: a child that goes on writing then dies of a broken pipe.
            output
                .take(ANSWER_BYTES_MAX + 1)
                .read_to_end(&mut answer)
                .await?;
        }
        Ok::<_, std::io::Error>(answer)
    };
    let ((), answer) = tokio::join!(write, read);
    Ok((answer?, child.wait().await?))
}

/// Believes nothing: every size, side and beginning is checked.
fn read_answer(bytes: &[u8], status: ExitStatus, config: &Config) -> Result<Decoded, MediaError> {
    if let Some(error) = died(status, config) {
        return Err(error);
    }
    let (answer, still, still_blurred) =
        parse_answer(bytes).map_err(|what| MediaError::Garbled { what })?;
    let Header {
        kind,
        width,
        height,
        pdq,
        sandbox,
        ..
    } = match answer {
        Answer::Decoded(header) => header,
        Answer::Undecodable { error, .. } => return Err(error.into()),
        Answer::NoSandbox { missing } => return Err(MediaError::NoSandbox { missing }),
    };
    let garbled = |what| Err(MediaError::Garbled { what });
    if config.sandbox == SandboxMode::Required && !sandbox.is_enforced() {
        return garbled("sandbox");
    }
    if u64::from(width) * u64::from(height) > config.pixels_max || width == 0 || height == 0 {
        return garbled("size of the picture");
    }
    if pdq.quality > 100 {
        return garbled("quality");
    }
    if [&still, &still_blurred]
        .into_iter()
        .any(|still| sniff(still) != MediaKind::Jpeg)
    {
        return garbled("a still");
    }
    Ok(Decoded {
        kind,
        width,
        height,
        pdq,
        still,
        still_blurred,
        sandbox,
    })
}

/// What killed the child, if anything did.
fn died(status: ExitStatus, config: &Config) -> Option<MediaError> {
    use std::os::unix::process::ExitStatusExt;
    Some(match status.signal()? {
        libc::SIGSYS => MediaError::SandboxBreach,
        libc::SIGXCPU => MediaError::CpuExhausted {
            cpu_seconds_max: config.cpu_seconds_max,
        },
        signal => MediaError::Crashed { signal },
    })
}

/// A bitmap of 64 × 64 pixels in squares of 8, 24 bits a pixel.
fn checkerboard() -> Vec<u8> {
    const SIDE: u16 = 64;
    let mut bytes = b"BM".to_vec();
    bytes.extend((54 + 3 * u32::from(SIDE) * u32::from(SIDE)).to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(54_u32.to_le_bytes());
    bytes.extend(40_u32.to_le_bytes());
    bytes.extend(u32::from(SIDE).to_le_bytes());
    bytes.extend(u32::from(SIDE).to_le_bytes());
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    for y in 0..SIDE {
        for x in 0..SIDE {
            bytes.extend(if (x / 8 + y / 8) % 2 == 0 {
                [255; 3]
            } else {
                [0; 3]
            });
        }
    }
    bytes
}
