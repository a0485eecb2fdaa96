//! Which parts of a picture are banked and looked up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::plane::Plane;

/// A part of a picture; shares are in percent of the side they lie along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// Without borders of one colour.
    Trimmed,
    /// Without bands above and below that are mostly one colour: captions, bars of an app.
    Uncaptioned,
    /// Without bands that are mostly one colour on any side: the frame of a player.
    Unframed,
    /// The middle, without so much on all four sides.
    Middle(u8),
    /// Without so much on the left.
    WithoutLeft(u8),
    /// Without so much on the right.
    WithoutRight(u8),
    /// Without so much at the top.
    WithoutTop(u8),
    /// Without so much at the bottom.
    WithoutBottom(u8),
    /// Tilted by so many degrees, clockwise.
    Tilted(i8),
}

/// Why a text names no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no part of a picture has that name")]
pub struct PartParseError;

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Trimmed => f.write_str("trimmed"),
            Self::Uncaptioned => f.write_str("uncaptioned"),
            Self::Unframed => f.write_str("unframed"),
            Self::Middle(share) => write!(f, "middle:{share}"),
            Self::WithoutLeft(share) => write!(f, "left:{share}"),
            Self::WithoutRight(share) => write!(f, "right:{share}"),
            Self::WithoutTop(share) => write!(f, "top:{share}"),
            Self::WithoutBottom(share) => write!(f, "bottom:{share}"),
            Self::Tilted(degrees) => write!(f, "tilted:{degrees}"),
        }
    }
}

impl FromStr for Part {
    type Err = PartParseError;

    fn from_str(text: &str) -> Result<Self, PartParseError> {
        let (name, number) = text.split_once(':').unwrap_or((text, ""));
        let share = || number.parse().map_err(|_| PartParseError);
        Ok(match name {
            "middle" => Self::Middle(share()?),
            "left" => Self::WithoutLeft(share()?),
            "right" => Self::WithoutRight(share()?),
            "top" => Self::WithoutTop(share()?),
            "bottom" => Self::WithoutBottom(share()?),
            "tilted" => Self::Tilted(number.parse().map_err(|_| PartParseError)?),
            _ if !number.is_empty() => return Err(PartParseError),
            "whole" => Self::Whole,
            "trimmed" => Self::Trimmed,
            "uncaptioned" => Self::Uncaptioned,
            "unframed" => Self::Unframed,
            _ => return Err(PartParseError),
        })
    }
}

/// A part and its pixels.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) part: Part,
    pub(super) plane: Plane,
}

/// Shares cut off all sides before banking. With a reach of about two percent of the side to each
/// side of them, two-step matches cover crops of up to 17 %.
const BANK_MIDDLES: [u8; 4] = [3, 6, 10, 15];

/// Shares cut off one side before banking.
const BANK_SIDES: [u8; 2] = [6, 12];

/// Degrees a picture is tilted by before banking.
const BANK_TILTS: [i8; 2] = [-5, 5];

/// Shares cut off all sides before a lookup: what a frame with a pattern adds.
const QUERY_MIDDLES: [u8; 2] = [5, 10];

/// A part whose side is shorter says too little.
const SIDE_MIN: usize = 64;

pub(super) fn bank_parts(plane: &Plane) -> Vec<Cut> {
    let mut parts = base_parts(plane);
    let shares = BANK_MIDDLES.map(Part::Middle);
    let sides = BANK_SIDES.into_iter().flat_map(|share| {
        [
            Part::WithoutLeft(share),
            Part::WithoutRight(share),
            Part::WithoutTop(share),
            Part::WithoutBottom(share),
        ]
    });
    let tilts = BANK_TILTS
        .into_iter()
        .filter_map(|degrees| tilt(plane, degrees));
    let cuts = shares.into_iter().chain(sides);
    let cuts: Vec<Cut> = cuts
        .filter_map(|part| cut_share(plane, part))
        .chain(tilts)
        .collect();
    // What is inside a border is cropped as well: copies are seldom cropped with it.
    let inside: Vec<Cut> = parts[1..]
        .iter()
        .flat_map(|inner| {
            shares
                .into_iter()
                .filter_map(|part| cut_share(&inner.plane, part))
        })
        .collect();
    parts.extend(cuts.into_iter().chain(inside));
    parts
}

pub(super) fn query_parts(plane: &Plane) -> Vec<Cut> {
    let mut parts = base_parts(plane);
    let inner = parts.last().map_or(plane, |cut| &cut.plane).clone();
    let shares = QUERY_MIDDLES.map(Part::Middle);
    parts.extend(
        shares
            .into_iter()
            .filter_map(|part| cut_share(&inner, part)),
    );
    parts
}

/// The whole, then what is left without borders, captions and frames, where that is less.
fn base_parts(plane: &Plane) -> Vec<Cut> {
    let mut parts = vec![Cut {
        part: Part::Whole,
        plane: plane.clone(),
    }];
    for (part, share, sides) in [
        (Part::Trimmed, TRIM_SHARE, Sides::All),
        (Part::Uncaptioned, UNFRAME_SHARE, Sides::AboveAndBelow),
        (Part::Unframed, UNFRAME_SHARE, Sides::All),
    ] {
        let trimmed = trim(plane, share, sides);
        if !parts.iter().any(|known| known.plane == trimmed) {
            parts.push(Cut {
                part,
                plane: trimmed,
            });
        }
    }
    parts
}

/// Which sides bands are looked for at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    All,
    AboveAndBelow,
}

fn is_large(plane: &Plane) -> bool {
    plane.width >= SIDE_MIN && plane.height >= SIDE_MIN
}

fn cut_share(plane: &Plane, part: Part) -> Option<Cut> {
    let of_width = |share: u8| plane.width * usize::from(share) / 100;
    let of_height = |share: u8| plane.height * usize::from(share) / 100;
    // Columns off the left and the right, rows off the top and the bottom.
    let (left, right, top, bottom) = match part {
        Part::Middle(share) => (
            of_width(share),
            of_width(share),
            of_height(share),
            of_height(share),
        ),
        Part::WithoutLeft(share) => (of_width(share), 0, 0, 0),
        Part::WithoutRight(share) => (0, of_width(share), 0, 0),
        Part::WithoutTop(share) => (0, 0, of_height(share), 0),
        Part::WithoutBottom(share) => (0, 0, 0, of_height(share)),
        _ => return None,
    };
    let width = plane.width.checked_sub(left + right)?;
    let height = plane.height.checked_sub(top + bottom)?;
    let plane = plane.cut(left, top, width, height);
    is_large(&plane).then_some(Cut { part, plane })
}

/// The picture turned about its middle in a frame of the same size; corners repeat the edge.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a plane of a few hundred pixels a side, clamped to it"
)]
fn tilt(plane: &Plane, degrees: i8) -> Option<Cut> {
    if !is_large(plane) {
        return None;
    }
    let (sine, cosine) = f32::from(degrees).to_radians().sin_cos();
    let (middle_x, middle_y) = (plane.width as f32 / 2.0, plane.height as f32 / 2.0);
    let mut luma = Vec::with_capacity(plane.luma.len());
    for y in 0..plane.height {
        for x in 0..plane.width {
            let (u, v) = (x as f32 - middle_x, y as f32 - middle_y);
            let from_x = (u * cosine + v * sine + middle_x).clamp(0.0, plane.width as f32 - 1.0);
            let from_y = (v * cosine - u * sine + middle_y).clamp(0.0, plane.height as f32 - 1.0);
            luma.push(plane.at(from_x as usize, from_y as usize));
        }
    }
    let plane = Plane {
        luma,
        ..plane.clone()
    };
    Some(Cut {
        part: Part::Tilted(degrees),
        plane,
    })
}

/// Share of a border's line that has the border's colour, in percent.
const TRIM_SHARE: usize = 97;

/// Share of a band's line that has the band's colour, in percent: letters take the rest.
const UNFRAME_SHARE: usize = 55;

/// How far luma may be from the border's colour.
const COLOUR_SLACK: u8 = 14;

/// Borders within borders that are looked for.
const ROUNDS_MAX: usize = 3;

/// Takes lines off the sides while `share` percent of a line have the outermost line's colour.
fn trim(plane: &Plane, share: usize, sides: Sides) -> Plane {
    let mut plane = plane.clone();
    for _ in 0..ROUNDS_MAX {
        let rows: Vec<&[u8]> = plane.rows().collect();
        let top = band(rows.iter().copied(), share);
        let bottom = band(rows.iter().rev().copied(), share);
        let (left, right) = match sides {
            Sides::AboveAndBelow => (0, 0),
            Sides::All => {
                let columns = plane.columns();
                let left = band(columns.iter().map(Vec::as_slice), share);
                (left, band(columns.iter().rev().map(Vec::as_slice), share))
            }
        };
        let width = plane.width.saturating_sub(left + right);
        let height = plane.height.saturating_sub(top + bottom);
        if top + bottom + left + right == 0 || width < SIDE_MIN || height < SIDE_MIN {
            break;
        }
        plane = plane.cut(left, top, width, height);
    }
    plane
}

/// How many lines belong to the band that the first line begins.
fn band<'a>(lines: impl Iterator<Item = &'a [u8]>, share: usize) -> usize {
    let mut colour = None;
    let mut count = 0;
    for line in lines {
        let colour = *colour.get_or_insert_with(|| median(line));
        let alike = line
            .iter()
            .filter(|luma| luma.abs_diff(colour) <= COLOUR_SLACK)
            .count();
        if alike * 100 < line.len() * share {
            break;
        }
        count += 1;
    }
    count
}

fn median(line: &[u8]) -> u8 {
    let mut values = line.to_vec();
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0;
    }
    *values.select_nth_unstable(middle).1
}
