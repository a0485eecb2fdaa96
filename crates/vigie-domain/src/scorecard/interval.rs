//! How far a share may be off: the interval of Wilson.

/// The normal deviate of a two-sided 95 % interval.
pub(super) const DEVIATE_95: f64 = 1.959_963_984_540_054;

/// Two ends, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The 95 % interval of `part` in `whole`; all there is when nothing was observed.
///
/// Source: Wilson 1927. It stays within 0 and 1 and holds for few observations, where the usual
/// one does not.
pub fn wilson(part: u32, whole: u32) -> Interval {
    if whole == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let (n, square) = (f64::from(whole), DEVIATE_95 * DEVIATE_95);
    let share = f64::from(part) / n;
    let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
    let spread = (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let half = DEVIATE_95 * spread / (1.0 + square / n);
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}
