//! Where rows of pixels go: into hashes and the still, and nowhere else.

use vigie_match::{
    Orientation, PdqChannels, PdqError, PdqGeometry, PdqHasher, PdqResult, PdqSketch, PdqStream,
    Plane, PlaneBuilder,
};

use super::malformed;
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::picture::PictureTask;
use crate::still::{Shrinker, Small};

/// Takes the rows of one picture, three bytes a pixel, top to bottom.
pub(super) trait Sink {
    /// Announces the picture, before any pixel is decoded.
    fn begin(&mut self, size: Size, orientation: Orientation) -> Result<(), Undecodable>;

    /// Takes the next row.
    fn push(&mut self, row: &[u8]) -> Result<(), PdqError>;
}

/// The sides of a picture that may be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Size {
    /// Checks what a file announces.
    ///
    /// # Errors
    ///
    /// [`Undecodable::TooManyPixels`] and [`Undecodable::Empty`].
    pub(super) fn check(width: u64, height: u64, task: &PictureTask) -> Result<Self, Undecodable> {
        let pixels_max = task.pixels_max;
        let too_many = Undecodable::TooManyPixels {
            width,
            height,
            pixels_max,
        };
        if width == 0 || height == 0 {
            return Err(Undecodable::Empty);
        }
        if width.saturating_mul(height) > pixels_max {
            return Err(too_many);
        }
        let sides = u32::try_from(width).ok().zip(u32::try_from(height).ok());
        let counts = usize::try_from(width)
            .ok()
            .zip(usize::try_from(height).ok());
        let (Some((width, height)), Some((columns, rows))) = (sides, counts) else {
            return Err(too_many);
        };
        Ok(Self {
            width,
            height,
            columns,
            rows,
        })
    }

    fn too_many(self, task: &PictureTask) -> Undecodable {
        Undecodable::TooManyPixels {
            width: self.width.into(),
            height: self.height.into(),
            pixels_max: task.pixels_max,
        }
    }
}

/// The first pass: samples, upright samples where they differ, the still, and the plane
/// that copies are cut from.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    task: &'a PictureTask,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    size: Size,
    full: PdqStream,
    upright: Option<PdqStream>,
    shrinker: Option<Shrinker>,
    plane: Option<PlaneBuilder>,
}

/// What the first pass found.
#[derive(Debug)]
pub(super) struct Surveyed {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) sketch: PdqSketch,
    pub(super) upright: Option<PdqResult>,
    pub(super) small: Option<Small>,
    pub(super) plane: Option<Plane>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(task: &'a PictureTask) -> Self {
        Self { task, begun: None }
    }

    pub(super) fn finish(self, kind: MediaKind) -> Result<Surveyed, Undecodable> {
        let begun = self.begun.ok_or(Undecodable::Empty)?;
        let sketch = |stream: PdqStream| stream.finish().map_err(|error| malformed(kind, &error));
        let upright = begun.upright.map(sketch).transpose()?;
        Ok(Surveyed {
            width: begun.size.width,
            height: begun.size.height,
            sketch: sketch(begun.full)?,
            upright: upright.map(|upright| upright.result()),
            small: begun.shrinker.map(Shrinker::finish),
            plane: begun.plane.map(PlaneBuilder::finish),
        })
    }
}

impl Sink for Survey<'_> {
    fn begin(&mut self, size: Size, orientation: Orientation) -> Result<(), Undecodable> {
        let geometry = PdqGeometry::full(size.columns, size.rows, PdqChannels::Rgb);
        let stream = |geometry| PdqStream::new(geometry).map_err(|_| size.too_many(self.task));
        let upright = PdqGeometry {
            orientation,
            ..geometry
        };
        self.begun = Some(Begun {
            size,
            full: stream(geometry)?,
            upright: (!orientation.is_upright())
                .then(|| stream(upright))
                .transpose()?,
            shrinker: self
                .task
                .still_side_px_max
                .map(|side| Shrinker::new(size.columns, size.rows, side)),
            plane: self
                .task
                .copies
                .map(|_| PlaneBuilder::new(size.columns, size.rows)),
        });
        Ok(())
    }

    fn push(&mut self, row: &[u8]) -> Result<(), PdqError> {
        let Some(begun) = &mut self.begun else {
            return Err(PdqError::TooManyRows { height: 0 });
        };
        begun.full.push_row(row)?;
        if let Some(upright) = &mut begun.upright {
            upright.push_row(row)?;
        }
        if let Some(shrinker) = &mut begun.shrinker {
            shrinker.push(row);
        }
        if let Some(plane) = &mut begun.plane {
            plane.push_row_rgb(row);
        }
        Ok(())
    }
}

/// The second pass, where rounding decides.
#[derive(Debug, Default)]
pub(super) struct Careful {
    hasher: Option<PdqHasher>,
}

impl Careful {
    pub(super) fn finish(self, kind: MediaKind) -> Result<PdqResult, Undecodable> {
        let hasher = self.hasher.ok_or(Undecodable::Empty)?;
        hasher.finish().map_err(|error| malformed(kind, &error))
    }
}

impl Sink for Careful {
    fn begin(&mut self, size: Size, _: Orientation) -> Result<(), Undecodable> {
        let hasher = PdqHasher::new(size.columns, size.rows);
        // The first pass has accepted these sides.
        self.hasher = Some(hasher.map_err(|_| Undecodable::Empty)?);
        Ok(())
    }

    fn push(&mut self, row: &[u8]) -> Result<(), PdqError> {
        match &mut self.hasher {
            Some(hasher) => hasher.push_row_rgb(row),
            None => Err(PdqError::TooManyRows { height: 0 }),
        }
    }
}
