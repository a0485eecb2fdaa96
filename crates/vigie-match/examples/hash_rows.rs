//! Hashes a picture that arrives row by row, as a decoder gives it: no frame is ever whole in memory.
//!
//! `cargo run -p vigie-match --example hash_rows`. The picture is made: light that falls off to the
//! right, and two discs. Its mirror image is found without reading it again.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use vigie_match::{PdqError, PdqHasher, Turn};

const WIDTH: usize = 640;
const HEIGHT: usize = 400;

fn main() -> Result<(), PdqError> {
    let mut hasher = PdqHasher::new(WIDTH, HEIGHT)?;
    for y in 0..HEIGHT {
        hasher.push_row_rgb(&row(y))?;
    }
    let sketch = hasher.finish_sketch()?;
    let result = sketch.result();
    println!("hash       {}", result.hash);
    println!("quality    {} of 100", result.quality);

    // One transform of 16 × 16 numbers knows all eight ways of laying a picture on a table.
    for turn in [Turn::FlipY, Turn::Rotate180] {
        let hash = sketch.hash(turn);
        let distance = result.hash.distance(&hash);
        println!("{:<10} {hash}, {distance} bits away", turn.name());
    }
    Ok(())
}

/// Row `y`, three bytes a pixel: red, green, blue.
fn row(y: usize) -> Vec<u8> {
    let is_in = |x: usize, left: usize, top: usize, radius: usize| {
        x.abs_diff(left).pow(2) + y.abs_diff(top).pow(2) < radius.pow(2)
    };
    let pixel = |x: usize| match x {
        x if is_in(x, 180, 130, 90) => [210, 60, 40],
        x if is_in(x, 470, 270, 60) => [30, 90, 190],
        x => [u8::try_from(x * 255 / WIDTH).unwrap_or(255); 3],
    };
    (0..WIDTH).flat_map(pixel).collect()
}
