//! Frames out of the pipe: a PGM picture each, so every frame says its own size.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// Longer side frames are shrunk to before they are hashed.
///
/// PDQ samples 64 × 64 points, so eight pixels for each are plenty; hashing costs a tenth.
pub(super) const SIDE_PX_MAX: u32 = 512;

/// Longest header: three numbers and a mark.
const HEADER_BYTES_MAX: u64 = 64;

/// One grey frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width: usize,
    pub(super) height: usize,
    /// One byte a pixel, no padding.
    pub(super) pixels: Vec<u8>,
}

impl Frame {
    /// Its rows, top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width.max(1))
    }

    /// A part of it; `None` where it does not lie within.
    pub(super) fn part(
        &self,
        left: usize,
        top: usize,
        width: usize,
        height: usize,
    ) -> Option<Self> {
        let rows = self.rows().skip(top).take(height);
        let mut pixels = Vec::with_capacity(width * height);
        for row in rows {
            pixels.extend(row.get(left..left + width)?);
        }
        (pixels.len() == width * height).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// A copy of half its sides, each pixel the mean of four.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact(2 * self.width.max(1)) {
            let (upper, lower) = pair.split_at(self.width);
            let upper = upper.chunks_exact(2);
            for (a, b) in upper.zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).map(|value| u16::from(*value)).sum();
                pixels.push((sum / 4).to_le_bytes()[0]);
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }
}

/// Reads the next frame; `None` at the end, `Err` names the part that is wrong.
pub(super) async fn read_frame(
    output: &mut (impl AsyncBufRead + Unpin),
) -> Result<Option<Frame>, &'static str> {
    let mut header = Vec::new();
    for _ in 0..3 {
        let mut line = (&mut *output).take(HEADER_BYTES_MAX);
        line.read_until(b'\n', &mut header)
            .await
            .map_err(|_| "end of a frame")?;
    }
    if header.is_empty() {
        return Ok(None);
    }
    let (width, height) = parse_header(&header).ok_or("header of a frame")?;
    let mut pixels = vec![0; width * height];
    match output.read_exact(&mut pixels).await {
        Ok(_) => Ok(Some(Frame {
            width,
            height,
            pixels,
        })),
        // A process that was stopped leaves half a frame: what came before it counts.
        Err(_) => Ok(None),
    }
}

/// `P5`, the sides, `255`.
fn parse_header(header: &[u8]) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(header).ok()?;
    let mut words = text.split_ascii_whitespace();
    if words.next()? != "P5" {
        return None;
    }
    let side = |word: &str| {
        let side: u32 = word.parse().ok()?;
        (1..=SIDE_PX_MAX).contains(&side).then_some(side)
    };
    let width = side(words.next()?)?;
    let height = side(words.next()?)?;
    (words.next()? == "255" && words.next().is_none())
        .then_some((width.try_into().ok()?, height.try_into().ok()?))
}
