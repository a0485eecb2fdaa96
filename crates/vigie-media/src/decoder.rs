//! The server's side of pictures: asks a worker, checks every field of what it answers.

use std::sync::Arc;

use vigie_match::copy::CODES_MAX;
use vigie_match::{CopySide, CopySketch, PdqProfile, PdqResult};

use crate::config::Config;
use crate::document::{self, Document};
use crate::error::{MediaError, Undecodable};
use crate::kind::{MediaKind, sniff};
use crate::picture::{FrameFacts, PictureFacts, PictureTask};
use crate::pool::Pool;
use crate::sandbox::SandboxReport;
use crate::task::{Product, Task};
use crate::video::{Footage, VideoReader, VideoWants};

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
    /// The same of the upright picture, where the file says that it lies otherwise.
    pub upright: Option<PdqResult>,
    /// Frames of an animation, spread over its length; none of a still picture.
    pub frames: Vec<FrameFacts>,
    /// A small copy, `image/jpeg`, no side longer than `media.still_side_px_max`.
    pub still: Vec<u8>,
    /// A copy so blurred that only colours are left, `image/jpeg`, at most 80 pixels a side.
    pub still_blurred: Vec<u8>,
    /// What confined the worker.
    pub sandbox: SandboxReport,
}

/// The hashes of a picture, without its stills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashed {
    /// Its format.
    pub kind: MediaKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How `pdq` was made: [`PdqProfile::Fast`] only where that was asked for and possible.
    pub profile: PdqProfile,
    /// PDQ hash and quality.
    pub pdq: PdqResult,
    /// The full hash of the upright picture, where the file says that it lies otherwise.
    pub upright: Option<PdqResult>,
    /// Frames of an animation, spread over its length; none of a still picture.
    pub frames: Vec<FrameFacts>,
}

/// Decodes pictures in confined workers; a cheap handle, to be cloned.
#[derive(Debug, Clone)]
pub struct Decoder {
    pool: Arc<Pool>,
    video: Arc<VideoReader>,
}

impl Decoder {
    /// A decoder under `config`. Starts nothing yet.
    ///
    /// # Errors
    ///
    /// [`MediaError::Start`] when no program is configured and our own path is unknown.
    pub fn new(config: Config) -> Result<Self, MediaError> {
        let pool = Arc::new(Pool::new(config)?);
        let video = Arc::new(VideoReader::new(
            pool.config().clone(),
            pool.program().into(),
        ));
        Ok(Self { pool, video })
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
        let task = PictureTask::whole(self.pool.config());
        let (facts, parts, sandbox) = self.ask(task, bytes).await?;
        let Ok([still, still_blurred]) = <[Vec<u8>; 2]>::try_from(parts) else {
            return Err(MediaError::Garbled { what: "stills" });
        };
        if [&still, &still_blurred].map(|still| sniff(still)) != [MediaKind::Jpeg; 2] {
            return Err(MediaError::Garbled { what: "a still" });
        }
        Ok(Decoded {
            kind: facts.kind,
            width: facts.width,
            height: facts.height,
            pdq: facts.pdq,
            upright: facts.upright,
            frames: facts.frames,
            still,
            still_blurred,
            sandbox,
        })
    }

    /// Hashes one picture and makes no still of it.
    ///
    /// With [`PdqProfile::Fast`] a JPEG is shrunk while it is decoded, unless its hash would waver:
    /// the answer says which it is. Ask for [`PdqProfile::Full`] again when the nearest known hash
    /// lies within [`vigie_match::FAST_UNDECIDED_BITS`].
    ///
    /// # Errors
    ///
    /// As [`Self::decode`].
    pub async fn hash(&self, bytes: &[u8], profile: PdqProfile) -> Result<Hashed, MediaError> {
        let task = PictureTask::hashes(self.pool.config(), profile);
        let (facts, _, _) = self.ask(task, bytes).await?;
        Ok(Hashed {
            kind: facts.kind,
            width: facts.width,
            height: facts.height,
            profile: facts.profile,
            pdq: facts.pdq,
            upright: facts.upright,
            frames: facts.frames,
        })
    }

    /// The full hash of a picture, and the codes under which it is banked, or looked up, so that
    /// its copies are found.
    ///
    /// # Errors
    ///
    /// As [`Self::decode`].
    pub async fn copies(
        &self,
        bytes: &[u8],
        side: CopySide,
    ) -> Result<(PdqResult, CopySketch), MediaError> {
        let task = PictureTask::copies(self.pool.config(), side);
        let (facts, _, _) = self.ask(task, bytes).await?;
        Ok((facts.pdq, CopySketch::new(facts.copies)))
    }

    async fn ask(
        &self,
        task: PictureTask,
        bytes: &[u8],
    ) -> Result<(PictureFacts, Vec<Vec<u8>>, SandboxReport), MediaError> {
        let kind = sniff(bytes);
        if matches!(kind, MediaKind::Avif | MediaKind::Heif) {
            let detail = "no decoder we may ship reads it".to_owned();
            return Err(Undecodable::Unsupported {
                format: kind,
                detail,
            }
            .into());
        }
        if !kind.is_picture() {
            return Err(MediaError::NotAPicture { kind });
        }
        let reply = self.pool.ask(&Task::Picture(task.clone()), bytes).await?;
        let Product::Picture(facts) = reply.product else {
            return Err(MediaError::Garbled {
                what: "kind of the answer",
            });
        };
        check(&facts, kind, &task).map_err(|what| MediaError::Garbled { what })?;
        Ok((facts, reply.parts, reply.sandbox))
    }

    /// Process ids of the workers that wait for a file, the one asked next last.
    pub fn idle_workers(&self) -> Vec<u32> {
        self.pool.idle_workers()
    }

    /// Reads a video or a sound: frames hashed with their times, the soundtrack, a still.
    ///
    /// Waits for a free place; the time limit of each reading starts after that. What was read
    /// before a limit or a break counts, and [`Footage::defects`] says what is missing.
    ///
    /// # Errors
    ///
    /// [`MediaError`]; [`MediaError::NoVideoProgram`] where `ffmpeg` is missing.
    pub async fn video(&self, bytes: &[u8], wants: VideoWants) -> Result<Footage, MediaError> {
        self.video.read(bytes, wants).await
    }

    /// Reads the subtitles inside a video, as `SubRip` texts, one a stream; at most eight of them.
    ///
    /// None where the file names none (see [`crate::holds_subtitles`]). Subtitles that are pictures
    /// are passed over.
    ///
    /// # Errors
    ///
    /// As [`Self::video`].
    pub async fn subtitles(&self, bytes: &[u8]) -> Result<Vec<String>, MediaError> {
        self.video.subtitles(bytes).await
    }

    /// Reads a document or an archive: pages hashed and read, pictures and files taken out.
    ///
    /// What was read before a limit or a break counts, and [`Document::defects`] says what is
    /// missing.
    ///
    /// # Errors
    ///
    /// As [`Self::decode`].
    pub async fn document(&self, bytes: &[u8]) -> Result<Document, MediaError> {
        document::read(&self.pool, bytes).await
    }

    /// Whether there is an `ffmpeg` to read videos and sounds with.
    pub fn reads_videos(&self) -> bool {
        self.video.is_installed()
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
fn check(facts: &PictureFacts, kind: MediaKind, task: &PictureTask) -> Result<(), &'static str> {
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    if facts.kind != kind {
        return Err("format");
    }
    if pixels > task.pixels_max || pixels == 0 {
        return Err("size of the picture");
    }
    if facts.profile != PdqProfile::Full && facts.profile != task.profile {
        return Err("profile");
    }
    if facts.frames.len() > task.frames_max {
        return Err("number of frames");
    }
    if facts.copies.len() > task.copies.map_or(0, |_| CODES_MAX) {
        return Err("number of codes");
    }
    let frames = facts.frames.iter().map(|frame| &frame.pdq);
    let mut results = [&facts.pdq].into_iter().chain(&facts.upright).chain(frames);
    if results.any(|pdq| pdq.quality > QUALITY_MAX) {
        return Err("quality");
    }
    Ok(())
}

/// The highest quality there is.
const QUALITY_MAX: u8 = 100;

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
