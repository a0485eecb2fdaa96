//! What is counted of oversight: looks, how long they took together, and what was recommended.

use serde::Serialize;

use crate::complaint::nearest_rank;
use crate::desk::Desk;
use crate::error::DeskError;

/// Figures that anybody may know: they name nobody, and no single look is told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OversightFigures {
    /// Items that somebody outside was told of.
    pub told: u64,
    /// Of these, how many a look served.
    pub seen: u64,
    /// Looks.
    pub looks: u64,
    /// The middle time of a look, in milliseconds; `None` below five looks, which would tell one.
    pub median_look_ms: Option<i64>,
    /// Recommendations that wait for an answer.
    pub open: u64,
    /// Followed.
    pub followed: u64,
    /// Refused.
    pub refused: u64,
}

/// Fewest looks of which a time is published.
const LOOKS_MIN: usize = 5;

/// Counts. Nobody is named, so nobody is asked for a permission.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn oversight_figures(desk: &Desk) -> Result<OversightFigures, DeskError> {
    let store = desk.store();
    let times = store.look_times_ms(desk.id).await?;
    let counts = store.recommendation_counts(desk.id).await?;
    let of = |names: &[&str]| {
        let found = counts.iter().filter(|one| names.contains(&&*one.name));
        found.map(|one| one.count).sum()
    };
    let told = store.told_items(desk.id).await?.len();
    Ok(OversightFigures {
        told: u64::try_from(told).unwrap_or(u64::MAX),
        seen: store.items_seen(desk.id).await?,
        looks: u64::try_from(times.len()).unwrap_or(u64::MAX),
        median_look_ms: (times.len() >= LOOKS_MIN)
            .then(|| nearest_rank(&times, 50))
            .flatten(),
        open: of(&["open", "contested"]),
        followed: of(&["followed"]),
        refused: of(&["refused"]),
    })
}
