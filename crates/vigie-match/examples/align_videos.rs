//! Says which seconds of one video are which seconds of another.
//!
//! `cargo run -p vigie-match --example align_videos`. The frames are made, one a second: a copy is
//! cut out of a longer video, and something else is put before it.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use std::error::Error;

use vigie_match::video::{VideoFeature, VideoSketch, compare};
use vigie_match::{PdqError, pdq_from_rgb};

const SIDE: usize = 64;
const MS_PER_SECOND: u32 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let known = sketch(0..40)?;
    // Five seconds of other pictures, then seconds 12 to 32 of the known video.
    let asked = sketch((900..905).chain(12..32))?;

    let Some(found) = compare(&asked, &known) else {
        println!("nothing in common");
        return Ok(());
    };
    for segment in &found.segments {
        println!(
            "seconds {:.1} to {:.1} are seconds {:.1} to {:.1} of the known video, by {} frames",
            seconds(segment.query_start_ms),
            seconds(segment.query_end_ms),
            seconds(segment.reference_start_ms),
            seconds(segment.reference_end_ms),
            segment.frames,
        );
    }
    println!(
        "{} % of this video, {} % of the known one, {} bits apart in the median",
        found.query_percent, found.reference_percent, found.distance_bits
    );

    // The list as programs of ThreatExchange write it.
    let lines = known.render_lines(1.0);
    let again = VideoSketch::parse_lines(&lines)?;
    println!("{} frames written and read", again.len());
    Ok(())
}

fn seconds(time_ms: u32) -> f64 {
    f64::from(time_ms) / f64::from(MS_PER_SECOND)
}

/// A video that shows these scenes for a second each.
fn sketch(scenes: impl Iterator<Item = u32>) -> Result<VideoSketch, PdqError> {
    let mut features = Vec::new();
    for (second, scene) in (0..).zip(scenes) {
        features.push(VideoFeature {
            time_ms: second * MS_PER_SECOND,
            pdq: pdq_from_rgb(SIDE, SIDE, &frame(scene))?,
        });
    }
    Ok(VideoSketch::new(features))
}

/// Blocks of grey without a pattern, others for each scene.
fn frame(scene: u32) -> Vec<u8> {
    const BLOCK: usize = 8;
    let grey = |at: usize| {
        let block = at / SIDE / BLOCK * (SIDE / BLOCK) + at % SIDE / BLOCK;
        let number = scene.wrapping_mul(64) + u32::try_from(block).unwrap_or(0);
        let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B1);
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA6B);
        [mixed.to_be_bytes()[0]; 3]
    };
    (0..SIDE * SIDE).flat_map(grey).collect()
}
