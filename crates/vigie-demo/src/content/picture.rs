//! Coloured patterns: points of colour flowing into each other, the same for the same seed.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::{FilterType, resize};
use image::{ImageEncoder as _, Rgb, RgbImage};

/// The picture the bank knows.
pub(crate) const KNOWN: &str = "zeta-banner.png";
/// The same picture, smaller and compressed again.
pub(crate) const KNOWN_RECODED: &str = "zeta-banner-small.jpg";

const KNOWN_SEED: u64 = 1;
/// Distance of two points of colour, in pixels.
const CELL: u32 = 18;
/// Cells across and down. So many that every frequency a perceptual hash looks at is strong: with
/// a few large tiles PDQ moved by 42 bits when scaled, with these by 8 to 16.
const CELLS: (u32, u32) = (16, 12);
const WIDTH: u32 = CELL * CELLS.0;
const HEIGHT: u32 = CELL * CELLS.1;

/// The known picture.
pub(super) fn known() -> Vec<u8> {
    png(&pattern(KNOWN_SEED))
}

/// The known picture, scaled to three quarters and compressed hard.
pub(super) fn known_recoded() -> Vec<u8> {
    let small = resize(
        &pattern(KNOWN_SEED),
        WIDTH * 3 / 4,
        HEIGHT * 3 / 4,
        FilterType::Triangle,
    );
    jpeg(&small, 55)
}

/// Another pattern as PNG.
pub(super) fn pattern_png(seed: u64) -> Vec<u8> {
    png(&pattern(seed))
}

/// Another pattern as JPEG.
pub(super) fn pattern_jpeg(seed: u64) -> Vec<u8> {
    jpeg(&pattern(seed), 88)
}

/// A pattern, small.
pub(super) fn thumbnail_jpeg(seed: u64) -> Vec<u8> {
    jpeg(&resize(&pattern(seed), 128, 96, FilterType::Triangle), 75)
}

/// O(pixels): between four points of the lattice, colours are mixed by distance.
fn pattern(seed: u64) -> RgbImage {
    let mut state = seed;
    let across = CELLS.0 + 1;
    let points: Vec<[u32; 3]> = (0..across * (CELLS.1 + 1))
        .map(|_| {
            let drawn = split_mix(&mut state).to_le_bytes();
            [0, 2, 4].map(|at| 30 + u32::from(drawn[at]) * 7 / 10)
        })
        .collect();
    let at = |x: u32, y: u32, channel: usize| points[(y * across + x) as usize][channel];
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (left, top, right, below) = (x / CELL, y / CELL, x % CELL, y % CELL);
        Rgb([0, 1, 2].map(|channel| {
            let above =
                at(left, top, channel) * (CELL - right) + at(left + 1, top, channel) * right;
            let under = at(left, top + 1, channel) * (CELL - right)
                + at(left + 1, top + 1, channel) * right;
            let mixed = (above * (CELL - below) + under * below) / (CELL * CELL);
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }))
    })
}

/// SplitMix64: the same numbers for the same seed, everywhere.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(Cursor::new(&mut bytes))
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .expect("memory takes every byte and the size fits the buffer");
    bytes
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(Cursor::new(&mut bytes), quality)
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .expect("memory takes every byte and the size fits the buffer");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean difference of brightness at 32 by 32 points.
    fn difference(left: &[u8], right: &[u8]) -> f64 {
        let small = |bytes: &[u8]| {
            let luma = image::load_from_memory(bytes).unwrap().to_luma8();
            resize(&luma, 32, 32, FilterType::Triangle).into_raw()
        };
        let (left, right) = (small(left), small(right));
        let total: u32 = left
            .iter()
            .zip(&right)
            .map(|(a, b)| u32::from(a.abs_diff(*b)))
            .sum();
        f64::from(total) / 1024.0
    }

    /// Goal: the copy differs in every byte sense but looks the same; other patterns do not.
    #[test]
    fn the_recoded_copy_looks_alike_and_is_not_equal() {
        let (known, copy) = (known(), known_recoded());
        let copied = difference(&known, &copy);
        assert!(copied > 0.0 && copied < 4.0, "{copied}");
        for seed in 2..=9 {
            let other = difference(&known, &pattern_jpeg(seed));
            assert!(other > 15.0, "seed {seed}: {other}");
        }
    }

    /// Goal: the same seed gives the same bytes, in every run.
    #[test]
    fn patterns_are_the_same_in_every_run() {
        assert_eq!(pattern(3).as_raw(), pattern(3).as_raw());
        assert_eq!(known(), known());
        // SplitMix64 of 1 is 0x910a2dec89025cc1: its bytes 0xc1, 0x02, 0xec colour the first point.
        assert_eq!(pattern(1).get_pixel(0, 0), &Rgb([165, 31, 195]));
    }
}
