//! The server's side: starts `ffmpeg` in its cage, reads frames and log, and ends it.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, mpsc};
use vigie_match::AudioSketch;

use super::cage::{INPUT, Launch, Launched};
use super::frames::{Frame, SIDE_PX_MAX, read_frame};
use super::gather::Gathering;
use super::log::Log;
use super::{Footage, VideoConfig, VideoDefect, VideoSampling, VideoWants};
use crate::config::{Config, SandboxMode};
use crate::error::{MediaError, Undecodable};
use crate::kind::{MediaKind, sniff};
use crate::sandbox::SandboxReport;
use crate::still::{Shrinker, blur, render_jpeg};
use crate::wire::{HEAD_BYTES_MAX, Setup, frame};

/// Key frames further apart than this, on average, say too little by themselves.
const KEY_FRAME_GAP_MS_MAX: u32 = 6_000;

/// Key frames fewer than this say too little by themselves.
const KEY_FRAMES_MIN: usize = 4;

/// Frames between decoder and hasher.
const FRAMES_IN_FLIGHT: usize = 4;

/// Largest fingerprint of a sound that is read.
const AUDIO_BYTES_MAX: u64 = 4 * vigie_match::audio::AUDIO_CODES_MAX as u64;

/// Subtitles read of one stream: of a film of three hours they are a tenth of this.
const SUBTITLE_BYTES_MAX: u64 = 1 << 20;

/// Streams of subtitles read of one file: as many languages.
const SUBTITLE_STREAMS_MAX: usize = 8;

/// How much earlier than announced a video may end without a word about it.
const SHORTER_MS_MIN: u64 = 30_000;

/// Bytes read of the log at once.
const LOG_CHUNK_BYTES: usize = 8 << 10;

/// Reads videos; one for each decoder.
#[derive(Debug)]
pub(crate) struct VideoReader {
    config: Config,
    program: PathBuf,
    places: Semaphore,
}

/// What one reading of the pictures gave.
struct Reading {
    gathering: Gathering,
    log: Log,
    sandbox: SandboxReport,
    is_late: bool,
    status: Option<ExitStatus>,
}

/// What one run wrote that is no picture.
struct Written {
    bytes: Vec<u8>,
    log: Log,
    is_late: bool,
}

/// A started `ffmpeg`, confined or not begun.
struct Running {
    child: Child,
    setup: Vec<u8>,
}

impl VideoReader {
    /// A reader that starts `program` as its launcher.
    pub(crate) fn new(config: Config, program: PathBuf) -> Self {
        let places = Semaphore::new(config.video.concurrency.max(1));
        Self {
            config,
            program,
            places,
        }
    }

    fn video(&self) -> &VideoConfig {
        &self.config.video
    }

    /// Whether the configured `ffmpeg` is there.
    pub(crate) fn is_installed(&self) -> bool {
        self.video().program.is_file()
    }

    /// Reads a video or a sound.
    pub(crate) async fn read(
        &self,
        bytes: &[u8],
        wants: VideoWants,
    ) -> Result<Footage, MediaError> {
        let kind = sniff(bytes);
        let Some(demuxer) = demuxer_of(kind) else {
            return Err(MediaError::NotAVideo { kind });
        };
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let size_bytes_max = self.video().input_bytes_max;
        if size_bytes > size_bytes_max {
            return Err(MediaError::InputTooLarge {
                size_bytes,
                size_bytes_max,
            });
        }
        if !self.is_installed() {
            return Err(MediaError::NoVideoProgram {
                program: self.video().program.display().to_string(),
            });
        }
        let _place = self
            .places
            .acquire()
            .await
            .expect("the places are never closed");
        let mut sampling = match wants.sampling {
            VideoSampling::EverySecond => VideoSampling::EverySecond,
            VideoSampling::KeyFrames | VideoSampling::Auto => VideoSampling::KeyFrames,
        };
        let mut reading = self
            .read_frames(bytes, demuxer, sampling, wants.with_crops)
            .await?;
        if wants.sampling == VideoSampling::Auto && self.is_worth_more(&reading) {
            sampling = VideoSampling::EverySecond;
            reading = self
                .read_frames(bytes, demuxer, sampling, wants.with_crops)
                .await?;
        }
        let has_pictures = reading.gathering.len() > 0;
        let mut defects = self.defects(&reading);
        let mut audio = None;
        if wants.with_audio && reading.log.has_audio {
            match self.read_sound(bytes, demuxer).await? {
                Ok(found) => audio = Some(found).filter(|found| !found.is_empty()),
                Err(detail) => defects.push(VideoDefect::Sound { detail }),
            }
        }
        if !has_pictures && audio.is_none() {
            return Err(nothing(kind, &reading));
        }
        Ok(self.footage(reading, sampling, audio, defects))
    }

    /// Whether the key frames say too little, and a frame each second can be afforded.
    fn is_worth_more(&self, reading: &Reading) -> bool {
        let log = &reading.log;
        let frames = reading.gathering.len();
        let last_ms = log.times_ms.last().copied().unwrap_or(0);
        let length_ms = log.announced_ms.unwrap_or(0).max(last_ms.into());
        let count = u64::try_from(frames).unwrap_or(u64::MAX).max(1);
        let is_sparse =
            frames < KEY_FRAMES_MIN || length_ms / count > u64::from(KEY_FRAME_GAP_MS_MAX);
        let is_affordable = length_ms <= u64::from(self.video().dense_seconds_max) * 1000;
        log.has_video && !reading.is_late && is_sparse && is_affordable
    }

    fn footage(
        &self,
        reading: Reading,
        sampling: VideoSampling,
        audio: Option<AudioSketch>,
        defects: Vec<VideoDefect>,
    ) -> Footage {
        let Reading {
            gathering,
            log,
            sandbox,
            ..
        } = reading;
        let gathered = gathering.finish(&log.times_ms);
        let (still, still_blurred) = gathering
            .still
            .as_ref()
            .and_then(|frame| stills(frame, self.config.still_side_px_max))
            .unwrap_or_default();
        let (width, height) = log.size.unwrap_or((0, 0));
        let audio_ms = audio.as_ref().map_or(0, AudioSketch::duration_ms);
        let shots = gathered.sketch.features().last();
        Footage {
            width,
            height,
            duration_ms: shots.map_or(0, |last| last.time_ms).max(audio_ms),
            sampling,
            sketch: gathered.sketch,
            inner: gathered.inner,
            crops: gathered.crops,
            audio,
            still,
            still_blurred,
            defects,
            sandbox,
        }
    }

    fn defects(&self, reading: &Reading) -> Vec<VideoDefect> {
        let Reading { log, gathering, .. } = reading;
        let video = self.video();
        let mut defects = Vec::new();
        let found_ms = log.times_ms.last().copied().unwrap_or(0);
        let limit_ms = u64::from(video.seconds_max) * 1000;
        let announced_ms = log.announced_ms.unwrap_or(0);
        let frames_max = usize::try_from(video.frames_max).unwrap_or(usize::MAX);
        let is_full = gathering.len() >= frames_max;
        if reading.is_late || was_stopped(reading.status) {
            defects.push(VideoDefect::TimedOut {
                timeout_ms: video.timeout_ms,
                read_ms: found_ms,
            });
        } else if is_full {
            defects.push(VideoDefect::MoreFrames {
                frames_max: video.frames_max,
            });
        } else if announced_ms > limit_ms {
            defects.push(VideoDefect::Longer {
                seconds_max: video.seconds_max,
            });
        } else if gathering.len() > 0 && u64::from(found_ms) + SHORTER_MS_MIN < announced_ms {
            defects.push(VideoDefect::Shorter {
                announced_ms,
                found_ms,
            });
        }
        if let Some(first) = &log.first_complaint {
            defects.push(VideoDefect::Broken {
                complaints: log.complaints,
                first: first.clone(),
            });
        }
        defects
    }

    async fn read_frames(
        &self,
        bytes: &[u8],
        demuxer: &str,
        sampling: VideoSampling,
        with_crops: bool,
    ) -> Result<Reading, MediaError> {
        let arguments = picture_arguments(self.video(), demuxer, sampling);
        let Running { mut child, setup } = self.start(bytes, arguments)?;
        let (frames, hashing) = hash_in_thread(with_crops);
        let timeout = Duration::from_millis(self.video().timeout_ms);
        let mut log = Log::default();
        let mut input = child.stdin.take();
        let output = child.stdout.take();
        let said = child.stderr.take();
        let mut sandbox = None;
        let outcome = tokio::time::timeout(timeout, async {
            let write = async {
                if let Some(input) = &mut input {
                    // One that ends early says why; our broken pipe says nothing.
                    let _ = input.write_all(&setup).await;
                    let _ = input.write_all(bytes).await;
                }
                input = None;
            };
            let listen = listen(said, &mut sandbox, &mut log);
            let ((), frames, heard) = tokio::join!(write, pass_frames(output, frames), listen);
            heard?;
            frames.map_err(|what| MediaError::Garbled { what })
        })
        .await;
        let is_late = outcome.is_err();
        let status = self.end(&mut child, is_late).await;
        let gathering = hashing
            .await
            .map_err(|_| MediaError::Garbled { what: "frames" })?;
        if let Ok(Err(error)) = outcome {
            return Err(error);
        }
        let sandbox = self.confined_by(sandbox)?;
        Ok(Reading {
            gathering,
            log,
            sandbox,
            is_late,
            status,
        })
    }

    /// The fingerprint of the first soundtrack; the inner `Err` is what the decoder said.
    async fn read_sound(
        &self,
        bytes: &[u8],
        demuxer: &str,
    ) -> Result<Result<AudioSketch, String>, MediaError> {
        let arguments = sound_arguments(self.video(), demuxer);
        let Written {
            bytes: codes,
            log,
            is_late,
        } = self.write_out(bytes, arguments, AUDIO_BYTES_MAX).await?;
        if is_late {
            return Ok(Err(format!(
                "it took more than {} ms",
                self.video().timeout_ms
            )));
        }
        let codes: Vec<u32> = codes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|code| u32::from_le_bytes(*code))
            .collect();
        Ok(match log.first_complaint {
            Some(complaint) if codes.is_empty() => Err(complaint),
            _ => Ok(AudioSketch::new(codes)),
        })
    }

    /// The subtitles inside a video as `SubRip` texts, one a stream; none where it has none.
    pub(crate) async fn subtitles(&self, bytes: &[u8]) -> Result<Vec<String>, MediaError> {
        let kind = sniff(bytes);
        if !holds_subtitles(bytes) {
            return Ok(Vec::new());
        }
        let Some(demuxer) = demuxer_of(kind) else {
            return Err(MediaError::NotAVideo { kind });
        };
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let size_bytes_max = self.video().input_bytes_max;
        if size_bytes > size_bytes_max {
            return Err(MediaError::InputTooLarge {
                size_bytes,
                size_bytes_max,
            });
        }
        if !self.is_installed() {
            return Err(MediaError::NoVideoProgram {
                program: self.video().program.display().to_string(),
            });
        }
        let _place = self
            .places
            .acquire()
            .await
            .expect("the places are never closed");
        let mut texts = Vec::new();
        let mut stream = 0;
        // How many streams there are is known once the first was asked for.
        let mut streams = 1;
        while stream < streams {
            let arguments = subtitle_arguments(self.video(), demuxer, stream);
            let written = self.write_out(bytes, arguments, SUBTITLE_BYTES_MAX).await?;
            if written.is_late {
                return Err(MediaError::TimedOut {
                    timeout_ms: self.video().timeout_ms,
                });
            }
            if !written.bytes.is_empty() {
                texts.push(String::from_utf8_lossy(&written.bytes).into_owned());
            }
            streams = written.log.subtitles.min(SUBTITLE_STREAMS_MAX);
            stream += 1;
        }
        Ok(texts)
    }

    /// What `ffmpeg` writes of a file, to its end or a limit.
    async fn write_out(
        &self,
        bytes: &[u8],
        arguments: Vec<String>,
        bytes_max: u64,
    ) -> Result<Written, MediaError> {
        let Running { mut child, setup } = self.start(bytes, arguments)?;
        let timeout = Duration::from_millis(self.video().timeout_ms);
        let mut log = Log::default();
        let mut input = child.stdin.take();
        let output = child.stdout.take();
        let said = child.stderr.take();
        let mut sandbox = None;
        let mut written = Vec::new();
        let outcome = tokio::time::timeout(timeout, async {
            let write = async {
                if let Some(input) = &mut input {
                    let _ = input.write_all(&setup).await;
                    let _ = input.write_all(bytes).await;
                }
                input = None;
            };
            let read = async {
                if let Some(output) = output {
                    let _ = output.take(bytes_max).read_to_end(&mut written).await;
                }
            };
            let listen = listen(said, &mut sandbox, &mut log);
            let ((), (), heard) = tokio::join!(write, read, listen);
            heard
        })
        .await;
        let is_late = outcome.is_err();
        self.end(&mut child, is_late).await;
        if let Ok(Err(error)) = outcome {
            return Err(error);
        }
        self.confined_by(sandbox)?;
        Ok(Written {
            bytes: written,
            log,
            is_late,
        })
    }

    /// Starts the launcher. Killed when dropped.
    fn start(&self, bytes: &[u8], arguments: Vec<String>) -> Result<Running, MediaError> {
        let video = self.video();
        let setup = Setup {
            memory_bytes_max: video.memory_bytes_max,
            cpu_seconds_max: video.cpu_seconds_max,
            files_max: 1,
            sandbox: self.config.sandbox,
            launch: Some(Launch {
                program: video.program.clone(),
                arguments,
                input_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            }),
        };
        let setup = frame(&setup).map_err(|_| MediaError::Garbled {
            what: "our own request",
        })?;
        let child = Command::new(&self.program)
            .args(&self.config.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| MediaError::Start {
                program: self.program.display().to_string(),
                source,
            })?;
        Ok(Running { child, setup })
    }

    /// Reaps the process, after killing it if it is late.
    async fn end(&self, child: &mut Child, is_late: bool) -> Option<ExitStatus> {
        if is_late {
            let _ = child.kill().await;
        }
        // Both its pipes are closed; one that lives on regardless gets no more time either.
        let grace = Duration::from_millis(self.video().timeout_ms);
        if let Ok(status) = tokio::time::timeout(grace, child.wait()).await {
            return status.ok();
        }
        let _ = child.kill().await;
        None
    }

    /// What confines the process, if it said so and that is enough.
    fn confined_by(&self, said: Option<Launched>) -> Result<SandboxReport, MediaError> {
        match said {
            Some(Launched::Confined { sandbox })
                if sandbox.is_enforced() || self.config.sandbox == SandboxMode::BestEffort =>
            {
                Ok(sandbox)
            }
            Some(Launched::NoSandbox { missing }) => Err(MediaError::NoSandbox { missing }),
            Some(Launched::Confined { .. }) => Err(MediaError::Garbled { what: "sandbox" }),
            None => Err(MediaError::Garbled { what: "no answer" }),
        }
    }
}

/// The part of `ffmpeg` that reads a format; no other part sees the file.
fn demuxer_of(kind: MediaKind) -> Option<&'static str> {
    Some(match kind {
        MediaKind::Mp4 => "mov",
        MediaKind::Webm => "matroska",
        MediaKind::Avi => "avi",
        MediaKind::Flv => "flv",
        MediaKind::MpegTs => "mpegts",
        MediaKind::Ogg => "ogg",
        MediaKind::Mp3 => "mp3",
        MediaKind::Wav => "wav",
        MediaKind::Flac => "flac",
        _ => return None,
    })
}

fn input_arguments(video: &VideoConfig, demuxer: &str) -> Vec<String> {
    let words = [
        "-nostdin",
        "-hide_banner",
        "-nostats",
        "-loglevel",
        "level+info",
        "-threads",
        "1",
        "-filter_threads",
        "1",
        "-protocol_whitelist",
        "file,pipe",
        "-t",
    ];
    let mut arguments: Vec<String> = words.map(str::to_owned).to_vec();
    arguments.push(video.seconds_max.to_string());
    arguments.extend(["-f", demuxer].map(str::to_owned));
    arguments
}

fn picture_arguments(video: &VideoConfig, demuxer: &str, sampling: VideoSampling) -> Vec<String> {
    let mut arguments = input_arguments(video, demuxer);
    let select = if sampling == VideoSampling::KeyFrames {
        arguments.extend(["-skip_frame", "nokey"].map(str::to_owned));
        ""
    } else {
        // The first frame of each second of the clock, whatever the frame rate does.
        "select=isnan(prev_selected_t)+gt(floor(t)\\,floor(prev_selected_t)),"
    };
    let side = SIDE_PX_MAX;
    let filters = format!(
        "{select}showinfo=checksum=0,\
         scale=min({side}\\,iw):min({side}\\,ih):force_original_aspect_ratio=decrease:flags=area,\
         format=gray"
    );
    let frames_max = video.frames_max.to_string();
    let rest = [
        "-i",
        INPUT,
        "-map",
        "0:V:0",
        "-an",
        "-sn",
        "-dn",
        "-vf",
        &filters,
        "-fps_mode",
        "passthrough",
        "-frames:v",
        &frames_max,
        "-c:v",
        "pgm",
        "-f",
        "image2pipe",
        "pipe:1",
    ];
    arguments.extend(rest.map(str::to_owned));
    arguments
}

fn sound_arguments(video: &VideoConfig, demuxer: &str) -> Vec<String> {
    let mut arguments = input_arguments(video, demuxer);
    let rest = [
        "-vn",
        "-i",
        INPUT,
        "-map",
        "0:a:0",
        "-ac",
        "2",
        "-f",
        "chromaprint",
        "-fp_format",
        "raw",
        "pipe:1",
    ];
    arguments.extend(rest.map(str::to_owned));
    arguments
}

fn subtitle_arguments(video: &VideoConfig, demuxer: &str, stream: usize) -> Vec<String> {
    let mut arguments = input_arguments(video, demuxer);
    let map = format!("0:s:{stream}");
    let rest = [
        "-vn", "-an", "-i", INPUT, "-map", &map, "-c:s", "srt", "-f", "srt", "pipe:1",
    ];
    arguments.extend(rest.map(str::to_owned));
    arguments
}

/// Whether a video says that it holds subtitles of text, as its format names them.
///
/// O(bytes), without a decoder: nearly all videos hold none, and need not be opened for it.
pub fn holds_subtitles(bytes: &[u8]) -> bool {
    let names: &[&[u8]] = match sniff(bytes) {
        // Sample entries of ISO/IEC 14496-30 and of 3GPP TS 26.245.
        MediaKind::Mp4 => &[b"tx3g", b"wvtt", b"stpp"],
        // Codec ids of Matroska and WebM.
        MediaKind::Webm => &[b"S_TEXT/", b"D_WEBVTT/"],
        _ => return false,
    };
    names.iter().any(|name| holds(bytes, name))
}

/// Whether some bytes stand anywhere in others.
fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return true;
    };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}

/// A thread that hashes the frames put into the channel, until it is closed.
fn hash_in_thread(with_crops: bool) -> (mpsc::Sender<Frame>, tokio::task::JoinHandle<Gathering>) {
    let (sender, mut receiver) = mpsc::channel::<Frame>(FRAMES_IN_FLIGHT);
    let hashing = tokio::task::spawn_blocking(move || {
        let mut gathering = Gathering::new(with_crops);
        while let Some(frame) = receiver.blocking_recv() {
            if !gathering.take(frame) {
                break;
            }
        }
        gathering
    });
    (sender, hashing)
}

async fn pass_frames(
    output: Option<impl AsyncRead + Unpin>,
    frames: mpsc::Sender<Frame>,
) -> Result<(), &'static str> {
    let Some(output) = output else {
        return Ok(());
    };
    let mut output = BufReader::new(output);
    while let Some(frame) = read_frame(&mut output).await? {
        if frames.send(frame).await.is_err() {
            return Err("a frame");
        }
    }
    Ok(())
}

/// Reads what the launcher says first, then the log, to its end.
async fn listen(
    said: Option<impl AsyncRead + Unpin>,
    sandbox: &mut Option<Launched>,
    log: &mut Log,
) -> Result<(), MediaError> {
    let garbled = |what| MediaError::Garbled { what };
    let Some(mut said) = said else {
        return Ok(());
    };
    let mut size = [0; 4];
    if said.read_exact(&mut size).await.is_err() {
        return Err(garbled("no answer"));
    }
    let size = u32::from_le_bytes(size);
    if size > HEAD_BYTES_MAX {
        return Err(garbled("size of the head"));
    }
    let mut head = Vec::new();
    let _ = (&mut said)
        .take(u64::from(size))
        .read_to_end(&mut head)
        .await;
    *sandbox = Some(serde_json::from_slice(&head).map_err(|_| garbled("head"))?);
    let mut chunk = vec![0; LOG_CHUNK_BYTES];
    while let Ok(count) = said.read(&mut chunk).await {
        if count == 0 {
            break;
        }
        log.push(&chunk[..count]);
    }
    Ok(())
}

/// Whether the kernel stopped the process for its processor time.
fn was_stopped(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let signal = status.and_then(|status| status.signal());
    signal == Some(libc::SIGXCPU) || signal == Some(libc::SIGKILL)
}

/// Why nothing at all came out.
fn nothing(format: MediaKind, reading: &Reading) -> MediaError {
    if reading.is_late || was_stopped(reading.status) {
        return Undecodable::NothingInTime { format }.into();
    }
    match &reading.log.first_complaint {
        Some(detail) => Undecodable::Malformed {
            format,
            detail: detail.clone(),
        }
        .into(),
        None => Undecodable::NoFrames { format }.into(),
    }
}

/// The still and the blurred still of a grey frame.
fn stills(frame: &Frame, side_px_max: u32) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut shrinker = Shrinker::new(frame.width, frame.height, side_px_max);
    for row in frame.rows() {
        let row: Vec<u8> = row.iter().flat_map(|value| [*value; 3]).collect();
        shrinker.push(&row);
    }
    let small = shrinker.finish();
    let still = render_jpeg(&small).ok()?;
    Some((still, render_jpeg(&blur(&small)).ok()?))
}
