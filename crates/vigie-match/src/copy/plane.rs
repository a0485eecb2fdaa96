//! A small copy of a picture to cut parts from: luma only, the shorter side at least 256.

use crate::pdq::{PdqChannels, PdqGeometry, PdqSketch, PdqStream};

/// Shorter side that is kept at least, as for a fast hash.
const SIDE_MIN: usize = 256;

/// Luma of a picture, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) luma: Vec<u8>,
}

/// Makes a [`Plane`] of rows, averaging square cells of pixels.
#[derive(Debug)]
pub struct PlaneBuilder {
    cell: usize,
    columns: usize,
    rows: usize,
    pushed: usize,
    sums: Vec<u32>,
    plane: Plane,
}

impl PlaneBuilder {
    /// For a picture of `width` × `height` pixels.
    pub fn new(width: usize, height: usize) -> Self {
        let cell = (width.min(height) / SIDE_MIN).max(1);
        let columns = width.div_ceil(cell);
        let plane = Plane {
            width: columns,
            height: 0,
            luma: Vec::with_capacity(columns * height.div_ceil(cell)),
        };
        Self {
            cell,
            columns: width,
            rows: height,
            pushed: 0,
            sums: vec![0; columns],
            plane,
        }
    }

    /// Takes the next row, three bytes a pixel; what is missing or too much is not looked at.
    pub fn push_row_rgb(&mut self, row: &[u8]) {
        let pixels = row.as_chunks::<3>().0;
        for (sum, cell) in self.sums.iter_mut().zip(pixels.chunks(self.cell)) {
            *sum += cell.iter().map(|pixel| luma_of(*pixel)).sum::<u32>();
        }
        self.pushed += 1;
        if self.pushed.is_multiple_of(self.cell) || self.pushed == self.rows {
            self.average();
        }
    }

    /// The plane of the rows pushed.
    pub fn finish(self) -> Plane {
        self.plane
    }

    fn average(&mut self) {
        let rows = self.pushed - self.plane.height * self.cell;
        let last = self.columns - (self.plane.width - 1) * self.cell;
        for (at, sum) in self.sums.iter_mut().enumerate() {
            let columns = if at + 1 == self.plane.width {
                last
            } else {
                self.cell
            };
            let count = u32::try_from(rows * columns).unwrap_or(u32::MAX).max(1);
            let mean = *sum / count / LUMA_ONE;
            self.plane.luma.push(u8::try_from(mean).unwrap_or(u8::MAX));
            *sum = 0;
        }
        self.plane.height += 1;
    }
}

/// What white weighs in [`luma_of`], divided by 255.
const LUMA_ONE: u32 = 256;

/// Luma in 256ths. Source: BT.601, rounded to 8 bits.
fn luma_of([red, green, blue]: [u8; 3]) -> u32 {
    77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)
}

impl Plane {
    /// The rows, top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.luma.chunks_exact(self.width.max(1))
    }

    /// The columns, left to right.
    pub(super) fn columns(&self) -> Vec<Vec<u8>> {
        let column = |x| (0..self.height).map(|y| self.at(x, y)).collect();
        (0..self.width).map(column).collect()
    }

    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        self.luma[y * self.width + x]
    }

    /// The part from (`left`, `top`) on, `width` × `height`, all inside.
    pub(super) fn cut(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let rows = self.rows().skip(top).take(height);
        Self {
            width,
            height,
            luma: rows
                .flat_map(|row| &row[left..left + width])
                .copied()
                .collect(),
        }
    }

    /// The samples and frequencies its hashes are made of.
    pub(super) fn sketch(&self) -> PdqSketch {
        let geometry = PdqGeometry::full(self.width, self.height, PdqChannels::Luma);
        let mut stream = PdqStream::new(geometry).expect("a plane is far smaller than the limit");
        for row in self.rows() {
            stream
                .push_row(row)
                .expect("a plane has rows of its own width");
        }
        stream
            .finish()
            .expect("a plane has as many rows as it says")
    }
}
