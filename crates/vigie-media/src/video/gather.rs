//! Hashes of frames as they come, of their middle parts, and of what moves within them.

use vigie_match::{PdqHasher, PdqResult, VideoFeature, VideoSketch};

use super::frames::Frame;

/// Middle parts that are hashed of a known video, in percent of its sides: whoever crops a copy
/// cuts away about as much on all sides.
const CROP_PERCENTS: [usize; 3] = [95, 90, 80];

/// Frames kept for looking at what moves, at half size: some 40 KB each.
const KEPT_FRAMES_MAX: usize = 1_200;

/// Cells of a frame in which movement is looked for, in each direction.
const CELLS: usize = 48;

/// Difference between the lightest and the darkest moment of a cell that is movement.
const MOVEMENT_MIN: u8 = 24;

/// Share of the cells of a row or column that must move for it to belong to the picture.
const MOVING_PERCENT_MIN: usize = 20;

/// Part of the frame that moves, in percent of its area, within which it is a video of its own:
/// more is the frame itself, less is a blinking light.
const INNER_PERCENT: std::ops::RangeInclusive<usize> = 4..=88;

/// Shortest side of a moving part that is hashed, in pixels of the kept copies.
const INNER_SIDE_PX_MIN: usize = 32;

/// Frames that must be seen before what stands still is taken for a frame around a video.
const INNER_FRAMES_MIN: usize = 4;

/// What has been seen so far.
#[derive(Debug)]
pub(super) struct Gathering {
    with_crops: bool,
    whole: Vec<PdqResult>,
    crops: [Vec<PdqResult>; CROP_PERCENTS.len()],
    kept: Vec<Frame>,
    /// The first frame that shows something, else the first.
    pub(super) still: Option<Frame>,
    has_good_still: bool,
}

/// Hashes with their times.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) sketch: VideoSketch,
    pub(super) inner: Option<VideoSketch>,
    pub(super) crops: Vec<(u32, VideoSketch)>,
}

impl Gathering {
    pub(super) fn new(with_crops: bool) -> Self {
        Self {
            with_crops,
            whole: Vec::new(),
            crops: Default::default(),
            kept: Vec::new(),
            still: None,
            has_good_still: false,
        }
    }

    /// Takes the next frame; answers `false` when it could not be hashed.
    pub(super) fn take(&mut self, frame: Frame) -> bool {
        let Some(pdq) = hash(&frame) else {
            return false;
        };
        self.whole.push(pdq);
        if self.with_crops {
            for (crop, percent) in self.crops.iter_mut().zip(CROP_PERCENTS) {
                let middle = middle(&frame, percent).as_ref().and_then(hash);
                crop.push(middle.unwrap_or(pdq));
            }
        }
        if self.kept.len() < KEPT_FRAMES_MAX {
            self.kept.push(frame.halved());
        }
        if self.still.is_none() || (!self.has_good_still && pdq.is_comparable()) {
            self.has_good_still = pdq.is_comparable();
            self.still = Some(frame);
        }
        true
    }

    /// Number of frames taken.
    pub(super) fn len(&self) -> usize {
        self.whole.len()
    }

    /// The sketches; a frame without a time has none.
    pub(super) fn finish(&self, times_ms: &[u32]) -> Gathered {
        let timed = |hashes: &[PdqResult]| {
            let frames = times_ms.iter().zip(hashes);
            VideoSketch::new(
                frames
                    .map(|(time_ms, pdq)| VideoFeature {
                        time_ms: *time_ms,
                        pdq: *pdq,
                    })
                    .collect(),
            )
        };
        let crops = self.crops.iter().zip(CROP_PERCENTS);
        Gathered {
            sketch: timed(&self.whole),
            inner: self.inner_hashes().map(|hashes| timed(&hashes)),
            crops: crops
                .filter(|(hashes, _)| !hashes.is_empty())
                .map(|(hashes, percent)| (u32::try_from(percent).unwrap_or(100), timed(hashes)))
                .collect(),
        }
    }

    /// Hashes of the part that moves, where a still frame lies around it.
    fn inner_hashes(&self) -> Option<Vec<PdqResult>> {
        if self.kept.len() < INNER_FRAMES_MIN {
            return None;
        }
        let (left, top, width, height) = moving_part(&self.kept)?;
        self.kept
            .iter()
            .map(|frame| hash(&frame.part(left, top, width, height)?))
            .collect()
    }
}

fn hash(frame: &Frame) -> Option<PdqResult> {
    let mut hasher = PdqHasher::new(frame.width, frame.height).ok()?;
    for row in frame.rows() {
        hasher.push_row_grey(row).ok()?;
    }
    hasher.finish().ok()
}

/// The middle of a frame, `percent` of its sides.
fn middle(frame: &Frame, percent: usize) -> Option<Frame> {
    let (width, height) = (frame.width * percent / 100, frame.height * percent / 100);
    let (left, top) = ((frame.width - width) / 2, (frame.height - height) / 2);
    frame.part(left, top, width, height)
}

/// Where the frames differ from each other, if that is a part of them: left, top, width, height.
fn moving_part(frames: &[Frame]) -> Option<(usize, usize, usize, usize)> {
    let first = frames.first()?;
    let (width, height) = (first.width, first.height);
    if width < CELLS || height < CELLS {
        return None;
    }
    // A video whose size changes half-way has no frame around it.
    if frames
        .iter()
        .any(|frame| (frame.width, frame.height) != (width, height))
    {
        return None;
    }
    let mut lightest = vec![u8::MIN; CELLS * CELLS];
    let mut darkest = vec![u8::MAX; CELLS * CELLS];
    for frame in frames {
        for cell in 0..CELLS * CELLS {
            let value = mean_of_cell(frame, cell % CELLS, cell / CELLS);
            lightest[cell] = lightest[cell].max(value);
            darkest[cell] = darkest[cell].min(value);
        }
    }
    let moves = |column: usize, row: usize| {
        let cell = row * CELLS + column;
        lightest[cell].saturating_sub(darkest[cell]) >= MOVEMENT_MIN
    };
    let enough = |count: usize| count * 100 >= CELLS * MOVING_PERCENT_MIN;
    let is_column = |column: &usize| enough((0..CELLS).filter(|row| moves(*column, *row)).count());
    let is_row = |row: &usize| enough((0..CELLS).filter(|column| moves(*column, *row)).count());
    let (left, right) = (
        (0..CELLS).find(is_column)?,
        (0..CELLS).rfind(is_column)? + 1,
    );
    let (top, bottom) = ((0..CELLS).find(is_row)?, (0..CELLS).rfind(is_row)? + 1);
    let area_percent = (right - left) * (bottom - top) * 100 / (CELLS * CELLS);
    // Cells at the edge are half still: the edge itself is found within them.
    let edge = |start: usize, end: usize, side: usize| {
        let (start, end) = (start * side / CELLS, (end * side).div_ceil(CELLS));
        (start, end.min(side) - start)
    };
    let (left, inner_width) = edge(left, right, width);
    let (top, inner_height) = edge(top, bottom, height);
    let is_inner =
        INNER_PERCENT.contains(&area_percent) && inner_width.min(inner_height) >= INNER_SIDE_PX_MIN;
    is_inner.then_some((left, top, inner_width, inner_height))
}

fn mean_of_cell(frame: &Frame, column: usize, row: usize) -> u8 {
    let columns = column * frame.width / CELLS..(column + 1) * frame.width / CELLS;
    let rows = row * frame.height / CELLS..(row + 1) * frame.height / CELLS;
    let count = u32::try_from(columns.len() * rows.len()).unwrap_or(1);
    let sum: u32 = rows
        .flat_map(|row| &frame.pixels[row * frame.width..][columns.clone()])
        .map(|value| u32::from(*value))
        .sum();
    u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)
}
