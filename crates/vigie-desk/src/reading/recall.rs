//! How much of what matters stands where it is read: estimated from the share drawn at random.

use vigie_domain::{Actor, Permission};

use super::label::standing_labels;
use super::promote::{COMPARED_TEXTS_MAX, READ_FIRST_SHARE};
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// The standard score of an interval of 95 in 100.
const SCORE_95: f64 = 1.96;

/// An estimate of recall with its interval, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recall {
    /// Drawn items that were decided for or against.
    pub decided: u32,
    /// Of them, those on which something may leave.
    pub positives: u32,
    /// Of those, items whose rank lies in the first tenth.
    pub found: u32,
    /// The rank the first tenth begins at.
    pub mark: u16,
    /// Share of positives that were found, with the ends of its interval; `None` without any.
    pub share: Option<(u16, u16, u16)>,
}

/// Estimates which share of actionable items the model ranks into the first tenth of all texts.
///
/// Only items drawn at random count: they were read whatever their rank, so that what the order
/// overlooks is among them in its true share.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn estimate_recall(desk: &Desk, actor: &Actor) -> Result<Recall, DeskError> {
    actor.require(Permission::ReadItem)?;
    let mark = desk
        .store()
        .rank_of_share(desk.id, COMPARED_TEXTS_MAX, READ_FIRST_SHARE)
        .await?
        .unwrap_or(0);
    let (mut decided, mut positives, mut found) = (0_u32, 0_u32, 0_u32);
    let labels = standing_labels(desk).await?;
    for label in labels.iter().filter(|label| label.is_sampled) {
        let Some(is) = label.says() else { continue };
        decided += 1;
        positives += u32::from(is);
        found += u32::from(is && label.rank >= mark);
    }
    Ok(Recall {
        decided,
        positives,
        found,
        mark,
        share: (positives > 0).then(|| wilson(found, positives)),
    })
}

/// A share with its interval of 95 in 100. Source: Wilson 1927.
fn wilson(found: u32, of: u32) -> (u16, u16, u16) {
    let (n, share) = (f64::from(of), f64::from(found) / f64::from(of));
    let square = SCORE_95 * SCORE_95;
    let middle = share + square / (2.0 * n);
    let width = SCORE_95 * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    let round = super::gauge::thousandths;
    (
        round(share),
        round((middle - width) / scale),
        round((middle + width) / scale),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: few observations have wide intervals; the published values hold.
    #[test]
    fn intervals_are_wilsons() {
        assert_eq!(wilson(8, 10), (800, 490, 943));
        assert_eq!(wilson(0, 5), (0, 0, 434));
        assert_eq!(wilson(5, 5), (1_000, 566, 1_000));
    }
}
