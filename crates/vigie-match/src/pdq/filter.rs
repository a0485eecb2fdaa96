//! The box filters that blur a picture before it is sampled, one row at a time.
//!
//! A box is a running sum: the element that enters is added, then the one that leaves is
//! subtracted, then the sum is divided by the number of elements inside. Rounding makes the
//! result depend on that order, so it is kept exactly; only the memory layout is ours. Rows are
//! filtered [`LANES`] at a time, because a running sum waits for its own last addition; columns
//! keep one sum each and the last few rows in a ring, so no full picture is ever held.

/// Rows whose sums run side by side.
pub(super) const LANES: usize = 4;

/// A box of `size` elements moving over `length` of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    length: usize,
    size: usize,
    /// Elements right of the centre; for an even size one more than on the left.
    ahead: usize,
}

impl Window {
    /// The window PDQ uses for a side of `length` pixels: a half of one of 64 blocks, rounded up.
    pub(super) fn new(length: usize) -> Self {
        let size = length.div_ceil(128);
        Self {
            length,
            size,
            ahead: size / 2,
        }
    }

    /// Elements inside the window around `at`, clipped to the array.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a window has far fewer than 2^24 elements"
    )]
    fn count(self, at: usize) -> f32 {
        self.range(at).len() as f32
    }

    /// The elements inside the window around `at`.
    pub(super) fn range(self, at: usize) -> std::ops::Range<usize> {
        let end = at + self.ahead + 1;
        end.saturating_sub(self.size)..end.min(self.length)
    }

    /// The windows that hold element `at`.
    pub(super) fn holders(self, at: usize) -> std::ops::Range<usize> {
        let start = at.saturating_sub(self.ahead);
        start..(at + self.size - self.ahead).min(self.length)
    }

    /// The positions whose window is not clipped.
    fn whole(self) -> std::ops::Range<usize> {
        self.size - self.ahead - 1..self.length - self.ahead
    }
}

/// Writes the undivided window sums of [`LANES`] rows, each as long as the window's array.
pub(super) fn running_sums(window: Window, rows: &[f32], sums: &mut [f32]) {
    let Window {
        length,
        size,
        ahead,
    } = window;
    let mut sum = [0.0_f32; LANES];
    let lanes: [&[f32]; LANES] = std::array::from_fn(|lane| &rows[lane * length..][..length]);
    let mut rest = sums;
    let mut outs: [&mut [f32]; LANES] = std::array::from_fn(|_| {
        let (out, after) = std::mem::take(&mut rest).split_at_mut(length);
        rest = after;
        out
    });

    for at in 0..size {
        for lane in 0..LANES {
            sum[lane] += lanes[lane][at];
            if at >= ahead {
                outs[lane][at - ahead] = sum[lane];
            }
        }
    }

    let moves = length - size;
    let entering: [&[f32]; LANES] = lanes.map(|row| &row[size..][..moves]);
    let leaving: [&[f32]; LANES] = lanes.map(|row| &row[..moves]);
    {
        let [out0, out1, out2, out3] = outs.each_mut().map(|out| &mut out[size - ahead..][..moves]);
        for at in 0..moves {
            sum[0] += entering[0][at];
            sum[1] += entering[1][at];
            sum[2] += entering[2][at];
            sum[3] += entering[3][at];
            sum[0] -= leaving[0][at];
            sum[1] -= leaving[1][at];
            sum[2] -= leaving[2][at];
            sum[3] -= leaving[3][at];
            out0[at] = sum[0];
            out1[at] = sum[1];
            out2[at] = sum[2];
            out3[at] = sum[3];
        }
    }

    for at in moves..moves + ahead {
        for lane in 0..LANES {
            sum[lane] -= lanes[lane][at];
            outs[lane][at + size - ahead] = sum[lane];
        }
    }
}

/// Divides each sum of a row by the number of elements it covers.
pub(super) fn divide(window: Window, sums: &mut [f32]) {
    let whole = window.whole();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a window has far fewer than 2^24 elements"
    )]
    let size = window.size as f32;
    for sum in &mut sums[whole.clone()] {
        *sum /= size;
    }
    for at in (0..whole.start).chain(whole.end..window.length) {
        sums[at] /= window.count(at);
    }
}

/// Picks and divides the sums at `columns` only: what the last filter of a row needs.
pub(super) fn divide_at<const N: usize>(
    window: Window,
    sums: &[f32],
    columns: &[usize; N],
) -> [f32; N] {
    columns.map(|at| sums[at] / window.count(at))
}

/// The same filter down the columns, fed with rows from top to bottom.
#[derive(Debug)]
pub(super) struct ColumnBox {
    window: Window,
    sums: Vec<f32>,
    /// The last `size` rows; row `r` lies in slot `r % size`.
    ring: Vec<f32>,
    pushed: usize,
    emitted: usize,
}

impl ColumnBox {
    /// A filter for rows of `width` elements under `window`.
    pub(super) fn new(window: Window, width: usize) -> Self {
        let sums = vec![0.0; width];
        let ring = vec![0.0; width * window.size];
        Self {
            window,
            sums,
            ring,
            pushed: 0,
            emitted: 0,
        }
    }

    /// Takes the next row; writes one finished row to `out` and answers its number, if any.
    pub(super) fn push(&mut self, row: &[f32], out: &mut [f32]) -> Option<usize> {
        let width = self.sums.len();
        let leaving = &mut self.ring[self.pushed % self.window.size * width..][..width];
        let is_full = self.pushed >= self.window.size;
        self.pushed += 1;
        if is_full {
            let count = self.window.count(self.emitted);
            for (((sum, leaving), entering), out) in
                self.sums.iter_mut().zip(leaving).zip(row).zip(out)
            {
                *sum += entering;
                *sum -= *leaving;
                *leaving = *entering;
                *out = *sum / count;
            }
            return Some(self.count_emitted());
        }
        leaving.copy_from_slice(row);
        for (sum, entering) in self.sums.iter_mut().zip(row) {
            *sum += entering;
        }
        if self.pushed <= self.window.ahead {
            return None;
        }
        self.write(out);
        Some(self.count_emitted())
    }

    /// After the last row: writes the next of the rows still inside and answers its number.
    pub(super) fn drain(&mut self, out: &mut [f32]) -> Option<usize> {
        if self.emitted >= self.pushed {
            return None;
        }
        let width = self.sums.len();
        // The oldest row still inside is as far behind the next output as a whole window reaches.
        let oldest = self.emitted + self.window.ahead - self.window.size;
        let leaving = &self.ring[oldest % self.window.size * width..][..width];
        for (sum, leaving) in self.sums.iter_mut().zip(leaving) {
            *sum -= leaving;
        }
        self.write(out);
        Some(self.count_emitted())
    }

    fn write(&self, out: &mut [f32]) {
        let count = self.window.count(self.emitted);
        for (out, sum) in out.iter_mut().zip(&self.sums) {
            *out = sum / count;
        }
    }

    fn count_emitted(&mut self) -> usize {
        self.emitted += 1;
        self.emitted - 1
    }
}
