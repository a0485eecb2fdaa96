//! The server's side of pictures: asks a worker, checks every field of what it answers.

use std::sync::Arc;

use vigie_match::PdqResult;

use crate::config::Config;
use crate::error::MediaError;
use crate::kind::{MediaKind, sniff};
use crate::picture::{PictureFacts, PictureTask};
use crate::pool::{Pool, Reply};
use crate::sandbox::SandboxReport;
use crate::task::{Product, Task};

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
    /// What confined the worker.
    pub sandbox: SandboxReport,
}

/// Decodes pictures in confined workers; a cheap handle, to be cloned.
#[derive(Debug, Clone)]
pub struct Decoder {
    pool: Arc<Pool>,
}

impl Decoder {
    /// A decoder under `config`. Starts nothing yet.
    ///
    /// # Errors
    ///
    /// [`MediaError::Start`] when no program is configured and our own path is unknown.
    pub fn new(config: Config) -> Result<Self, MediaError> {
        let pool = Arc::new(Pool::new(config)?);
        Ok(Self { pool })
    }

    /// Decodes, hashes and shrinks one picture.
    ///
    /// Waits for a free place; the time limit starts after that. The worker is killed when the
    /// limit passes, or when this future is dropped.
    ///
    /// # Errors
    ///
    /// [`MediaError`]; [`MediaError::is_about_bytes`] tells a broken file from a broken house.
    pub async fn decode(&self, bytes: &[u8]) -> Result<Decoded, MediaError> {
        let config = self.pool.config();
        let kind = sniff(bytes);
        if !kind.is_picture() {
            return Err(MediaError::NotAPicture { kind });
        }
        let task = Task::Picture(PictureTask {
            pixels_max: config.pixels_max,
            memory_bytes_max: config.memory_bytes_max,
            still_side_px_max: config.still_side_px_max,
        });
        let Reply {
            product,
            parts,
            sandbox,
        } = self.pool.ask(&task, bytes).await?;
        let Product::Picture(facts) = product;
        check(&facts, kind, config).map_err(|what| MediaError::Garbled { what })?;
        let Ok([still, still_blurred]) = <[Vec<u8>; 2]>::try_from(parts) else {
            return Err(MediaError::Garbled { what: "stills" });
        };
        if [&still, &still_blurred].map(|still| sniff(still)) != [MediaKind::Jpeg; 2] {
            return Err(MediaError::Garbled { what: "a still" });
        }
        Ok(Decoded {
            kind,
            width: facts.width,
            height: facts.height,
            pdq: facts.pdq,
            still,
            still_blurred,
            sandbox,
        })
    }

    /// Process ids of the workers that wait for a file, the one asked next last.
    pub fn idle_workers(&self) -> Vec<u32> {
        self.pool.idle_workers()
    }

    /// Decodes a picture made here, to learn whether decoding works and what confines it.
    ///
    /// # Errors
    ///
    /// As [`Self::decode`]; [`MediaError::NoSandbox`] where the kernel lacks what is required.
    pub async fn check(&self) -> Result<SandboxReport, MediaError> {
        Ok(self.decode(&checkerboard()).await?.sandbox)
    }
}

/// Believes nothing: every fact is checked; `Err` names the wrong one.
fn check(facts: &PictureFacts, kind: MediaKind, config: &Config) -> Result<(), &'static str> {
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    if facts.kind != kind {
        return Err("format");
    }
    if pixels > config.pixels_max || pixels == 0 {
        return Err("size of the picture");
    }
    if facts.pdq.quality > 100 {
        return Err("quality");
    }
    Ok(())
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
