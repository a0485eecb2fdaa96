//! Hashing videos by their key frames, beside PyPI `vpdq` at one frame a second, and what is found.
//!
//! Both run on one core, in turn, file by file. Ours starts `ffmpeg` in its cage for every file;
//! the peer is a process that has long been started, and decodes in it. What is found is counted
//! over pairs of videos of one scene (which should match) and of different ones (which should
//! not), and over copies made of each.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Map, json};
use vigie_match::video::{MATCHED_PERCENT_MIN, compare};
use vigie_match::{MATCH_DISTANCE_BITS_MAX, PdqHash, QUALITY_MIN};
use vigie_media::{Config, Decoder, Footage, VideoSampling, VideoWants};

use crate::peer::Peer;
use crate::table::{Sample, Table, say};

/// Hashing videos by their key frames, beside PyPI `vpdq`.
#[derive(Debug, Args)]
pub(crate) struct VideoRun {
    /// A Python that has `vpdq`.
    #[arg(long, value_name = "FILE")]
    python: PathBuf,
    /// The script that is the peer.
    #[arg(long, value_name = "FILE")]
    peer: PathBuf,
    /// The program whose workers decode.
    #[arg(long, value_name = "FILE")]
    vigie: PathBuf,
    /// How often each file is hashed by each side.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Prints one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

/// Only the pictures, by their key frames: what the peer does, cheaper.
const KEY_FRAMES: VideoWants = VideoWants {
    sampling: VideoSampling::KeyFrames,
    with_audio: false,
    with_crops: false,
};

/// What people do to a film, in the words of `ffmpeg`.
const EDITS: [(&str, &[&str]); 6] = [
    ("re-encoded small", &["-vf", "scale=iw/2:-2", "-crf", "34"]),
    ("cropped by a tenth", &["-vf", "crop=iw*0.9:ih*0.9"]),
    ("a tenth faster", &["-vf", "setpts=PTS/1.1"]),
    ("an excerpt", &["-ss", "1", "-t", "5"]),
    (
        "a logo of a fifth",
        &[
            "-vf",
            "drawbox=x=iw*0.75:y=ih*0.05:w=iw*0.2:h=ih*0.2:color=white:t=fill",
        ],
    ),
    (
        "within another picture",
        &[
            "-vf",
            "scale=iw*0.6:ih*0.6,pad=iw/0.6:ih/0.6:40:30:color=0x306040",
        ],
    ),
];

/// A video with what both sides say of it.
struct Hashed {
    path: PathBuf,
    scene: String,
    ours: Footage,
    theirs: Vec<(u8, PdqHash)>,
}

/// How many pairs matched, of how many.
#[derive(Default, Clone, Copy)]
struct Rate {
    found: u32,
    asked: u32,
}

impl Rate {
    fn count(&mut self, is_found: bool) {
        self.asked += 1;
        self.found += u32::from(is_found);
    }

    fn percent(self) -> f64 {
        f64::from(self.found) * 100.0 / f64::from(self.asked.max(1))
    }
}

pub(crate) async fn measure(run: &VideoRun) -> anyhow::Result<()> {
    let decoder = Decoder::new(Config {
        program: Some(run.vigie.clone()),
        ..Config::default()
    })?;
    let mut peer = Peer::start(Command::new(&run.python).arg(&run.peer))?;
    say("the peer is started");
    let home = tempfile::tempdir()?;
    let mut videos = sample_videos()?;
    let long = lengthened(&videos, home.path())?;
    videos.push(long);
    let mut table = Table::new();
    let mut report = Map::new();
    time(run, &decoder, &mut peer, &videos, &mut table, &mut report).await?;
    videos.pop();
    let hashed = hash_all(&decoder, &mut peer, &videos).await?;
    pairs(&hashed, &mut table, &mut report);
    copies(
        &decoder,
        &mut peer,
        &hashed,
        home.path(),
        &mut table,
        &mut report,
    )
    .await?;
    peer.end();
    if run.json {
        Table::print_json(&report);
    } else {
        table.print();
    }
    Ok(())
}

/// Seconds for each file by each side, and their ratio.
async fn time(
    run: &VideoRun,
    decoder: &Decoder,
    peer: &mut Peer,
    videos: &[PathBuf],
    table: &mut Table,
    report: &mut Map<String, serde_json::Value>,
) -> anyhow::Result<()> {
    let mut all: Vec<f64> = Vec::new();
    for path in videos {
        let bytes = std::fs::read(path)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..run.runs {
            let start = Instant::now();
            decoder.video(&bytes, KEY_FRAMES).await?;
            ours.push(start.elapsed().as_secs_f64());
            theirs.push(peer_frames(peer, path)?.0);
        }
        let name = name_of(path);
        let ratios: Vec<f64> = theirs.iter().zip(&ours).map(|(a, b)| a / b).collect();
        let [ours, theirs]: [Sample; 2] = [ours, theirs].map(|values| values.into_iter().collect());
        let ratio: Sample = ratios.into_iter().collect();
        report.insert(
            name.clone(),
            json!({
                "ours_s": ours.quantile(0.5),
                "peer_s": theirs.quantile(0.5),
                "ratio": ratio.quantile(0.5),
            }),
        );
        all.push(ratio.quantile(0.5));
        table.add(format!("{name}: key frames"), "ms", ours.scaled(1000.0), "");
        table.add(format!("{name}: peer"), "ms", theirs.scaled(1000.0), "");
        table.add(format!("{name}: ratio"), "×", ratio, "≥ 6");
    }
    table.add(
        "ratio, median of the files",
        "×",
        all.into_iter().collect(),
        "≥ 6",
    );
    Ok(())
}

async fn hash_all(
    decoder: &Decoder,
    peer: &mut Peer,
    videos: &[PathBuf],
) -> anyhow::Result<Vec<Hashed>> {
    let mut hashed = Vec::new();
    for path in videos {
        let ours = decoder
            .video(&std::fs::read(path)?, VideoWants::BANK)
            .await?;
        let theirs = peer_frames(peer, path)?.1;
        let name = name_of(path);
        // The first words of a name say what was filmed; 22 is one take, 19 and 20 are others.
        let scene = [
            "chair-22",
            "chair-orig-22",
            "chair-19",
            "chair-20",
            "pattern-sd",
        ]
        .into_iter()
        .find(|scene| name.starts_with(scene))
        .map_or_else(|| name.clone(), |scene| scene.replace("-orig", ""));
        hashed.push(Hashed {
            path: path.clone(),
            scene,
            ours,
            theirs,
        });
    }
    Ok(hashed)
}

/// Every video asked among all others.
fn pairs(hashed: &[Hashed], table: &mut Table, report: &mut Map<String, serde_json::Value>) {
    let [mut ours, mut theirs, mut our_strangers, mut their_strangers] = [Rate::default(); 4];
    for asked in hashed {
        for known in hashed.iter().filter(|known| known.path != asked.path) {
            let is_one_scene = asked.scene == known.scene;
            // Takes of one object in one place: nobody can say whether they should match.
            let family = |scene: &str| scene.split('-').next().map(str::to_owned);
            if !is_one_scene && family(&asked.scene) == family(&known.scene) {
                continue;
            }
            let ours_found = is_known(&asked.ours, &known.ours);
            let theirs_found = is_known_to_peer(&asked.theirs, &known.theirs);
            if is_one_scene {
                ours.count(ours_found);
                theirs.count(theirs_found);
            } else {
                our_strangers.count(ours_found);
                their_strangers.count(theirs_found);
            }
        }
    }
    for (name, rate) in [
        ("pairs of one scene: ours", ours),
        ("pairs of one scene: peer", theirs),
        ("pairs of strangers: ours", our_strangers),
        ("pairs of strangers: peer", their_strangers),
    ] {
        add_rate(name, rate, table, report);
    }
}

/// Copies of every video, asked by their key frames among what is banked.
async fn copies(
    decoder: &Decoder,
    peer: &mut Peer,
    hashed: &[Hashed],
    folder: &Path,
    table: &mut Table,
    report: &mut Map<String, serde_json::Value>,
) -> anyhow::Result<()> {
    for (name, arguments) in EDITS {
        let (mut ours, mut theirs) = (Rate::default(), Rate::default());
        for known in hashed {
            let copy = folder.join("copy.mp4");
            edit(&known.path, arguments, &copy)?;
            let wants = VideoWants {
                with_audio: false,
                ..VideoWants::QUERY
            };
            let asked = decoder.video(&std::fs::read(&copy)?, wants).await?;
            ours.count(is_known(&asked, &known.ours));
            theirs.count(is_known_to_peer(
                &peer_frames(peer, &copy)?.1,
                &known.theirs,
            ));
        }
        add_rate(&format!("{name}: ours"), ours, table, report);
        add_rate(&format!("{name}: peer"), theirs, table, report);
    }
    Ok(())
}

fn add_rate(
    name: &str,
    rate: Rate,
    table: &mut Table,
    report: &mut Map<String, serde_json::Value>,
) {
    report.insert(
        name.to_owned(),
        json!({"found": rate.found, "asked": rate.asked}),
    );
    let shown = format!("{name} ({} of {})", rate.found, rate.asked);
    table.add(shown, "%", [rate.percent()].into_iter().collect(), "");
}

fn is_known(asked: &Footage, known: &Footage) -> bool {
    let forms = [Some(&asked.sketch), asked.inner.as_ref()];
    let held = known.crops.iter().map(|(_, sketch)| sketch);
    let held: Vec<_> = held
        .chain([&known.sketch])
        .chain(known.inner.as_ref())
        .collect();
    forms
        .into_iter()
        .flatten()
        .any(|form| held.iter().any(|held| compare(form, held).is_some()))
}

/// The rule of python-threatexchange: four of five frames of the asked one are in the known one.
fn is_known_to_peer(asked: &[(u8, PdqHash)], known: &[(u8, PdqHash)]) -> bool {
    let good = |frames: &[(u8, PdqHash)]| -> Vec<PdqHash> {
        let good = frames.iter().filter(|(quality, _)| *quality >= QUALITY_MIN);
        good.map(|(_, hash)| *hash).collect()
    };
    let (asked, known) = (good(asked), good(known));
    let is_near = |hash: &&PdqHash| {
        known
            .iter()
            .any(|other| hash.distance(other) <= MATCH_DISTANCE_BITS_MAX)
    };
    let near = asked.iter().filter(is_near).count();
    let percent_min = usize::try_from(MATCHED_PERCENT_MIN).unwrap_or(100);
    !asked.is_empty() && near * 100 >= asked.len() * percent_min
}

fn sample_videos() -> anyhow::Result<Vec<PathBuf>> {
    let folder = std::env::var_os("VIGIE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from)
        .join("match/tmk/sample-videos");
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("no sample videos in {}", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "mp4"));
    paths.sort();
    ensure!(
        !paths.is_empty(),
        "no sample videos in {}",
        folder.display()
    );
    Ok(paths)
}

/// One of the videos, several times over: starting a program is no part of a long one.
fn lengthened(videos: &[PathBuf], folder: &Path) -> anyhow::Result<PathBuf> {
    let source = videos
        .iter()
        .find(|path| name_of(path) == "chair-orig-22-sd-bar")
        .or(videos.first())
        .context("no sample videos")?;
    let path = folder.join("five-minutes.mp4");
    let looped: Vec<String> = ["-stream_loop", "13", "-i"]
        .map(str::to_owned)
        .into_iter()
        .chain([source.display().to_string()])
        .collect();
    ffmpeg(&looped, &["-c", "copy", "-an"], &path)?;
    Ok(path)
}

fn edit(source: &Path, arguments: &[&str], target: &Path) -> anyhow::Result<()> {
    let input = ["-i".to_owned(), source.display().to_string()];
    let output = [arguments, &["-an", "-preset", "veryfast"]].concat();
    ffmpeg(&input, &output, target)
}

fn ffmpeg(input: &[String], output: &[&str], target: &Path) -> anyhow::Result<()> {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(input)
        .args(output)
        .arg(target)
        .stdin(Stdio::null())
        .status()
        .context("ffmpeg is missing; script/setup installs it")?;
    ensure!(
        status.success(),
        "ffmpeg could not make {}",
        target.display()
    );
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Seconds the peer took, and the frames.
fn peer_frames(peer: &mut Peer, path: &Path) -> anyhow::Result<(f64, Vec<(u8, PdqHash)>)> {
    let line = peer.ask(&path.display().to_string())?;
    // A video without a frame has nothing after its tab.
    let (seconds, frames) = line.split_once('\t').unwrap_or((&line, ""));
    let frames = frames.split_ascii_whitespace().map(|frame| {
        let (quality, hash) = frame.split_once(',').context("a frame of the peer")?;
        Ok((quality.parse()?, hash.parse()?))
    });
    Ok((seconds.parse()?, frames.collect::<anyhow::Result<_>>()?))
}
