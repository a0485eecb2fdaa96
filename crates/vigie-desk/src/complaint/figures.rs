//! What is counted of complaints and of what was taken back: outcomes, times, what is late.

use serde::Serialize;
use vigie_domain::Timestamp;
use vigie_store::ComplaintCount;

use crate::desk::Desk;
use crate::error::DeskError;

/// Retractions that are looked at for the figures, the newest.
const RETRACTIONS_READ: u32 = 100_000;

/// Figures of a desk that anybody may know: they name nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ComplaintFigures {
    /// Complaints that came.
    pub received: u64,
    /// Of these, how many wait for an answer.
    pub waiting: u64,
    /// How many were answered after their time, or still wait after it.
    pub late: u64,
    /// Found right.
    pub upheld: u64,
    /// Found right in part.
    pub partly_upheld: u64,
    /// Found wrong.
    pub rejected: u64,
    /// Taken back by whoever complained.
    pub withdrawn: u64,
    /// Before a court now.
    pub at_court: u64,
    /// The middle time from receipt to answer, in milliseconds; `None` without an answer.
    pub median_answer_ms: Option<i64>,
    /// The time within which nine tenths were answered, in milliseconds.
    pub p90_answer_ms: Option<i64>,
    /// Things sent that were taken back.
    pub retractions: u64,
    /// Of these, how many everybody was told of within the hour.
    pub retracted_within_hour: u64,
    /// How many were told later.
    pub retracted_late: u64,
    /// How many are not out, within their hour.
    pub retractions_pending: u64,
    /// How many are not out, and their hour is over.
    pub retractions_overdue: u64,
}

/// Counts. Nobody is named, so nobody is asked for a permission.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn complaint_figures(desk: &Desk) -> Result<ComplaintFigures, DeskError> {
    let (store, now) = (desk.store(), desk.now());
    let counts = store.complaint_counts(desk.id).await?;
    let times = store.complaint_times_ms(desk.id).await?;
    let mut figures = ComplaintFigures {
        received: counts.iter().map(|count| count.complaints).sum(),
        waiting: in_states(&counts, &["received", "acknowledged", "assigned"]),
        late: store.complaints_late(desk.id, now).await?,
        upheld: with_outcome(&counts, "upheld"),
        partly_upheld: with_outcome(&counts, "partly_upheld"),
        rejected: with_outcome(&counts, "rejected"),
        withdrawn: in_states(&counts, &["withdrawn"]),
        at_court: in_states(&counts, &["court"]),
        median_answer_ms: nearest_rank(&times, 50),
        p90_answer_ms: nearest_rank(&times, 90),
        ..ComplaintFigures::default()
    };
    count_retractions(desk, now, &mut figures).await?;
    Ok(figures)
}

async fn count_retractions(
    desk: &Desk,
    now: Timestamp,
    figures: &mut ComplaintFigures,
) -> Result<(), DeskError> {
    for one in desk.store().retractions(desk.id, RETRACTIONS_READ).await? {
        figures.retractions += 1;
        let count = match (one.sent_at.is_some(), one.is_late(now)) {
            (true, false) => &mut figures.retracted_within_hour,
            (true, true) => &mut figures.retracted_late,
            (false, false) => &mut figures.retractions_pending,
            (false, true) => &mut figures.retractions_overdue,
        };
        *count += 1;
    }
    Ok(())
}

fn in_states(counts: &[ComplaintCount], states: &[&str]) -> u64 {
    let of = counts.iter().filter(|one| states.contains(&&*one.state));
    of.map(|one| one.complaints).sum()
}

fn with_outcome(counts: &[ComplaintCount], outcome: &str) -> u64 {
    let of = counts
        .iter()
        .filter(|one| one.outcome.as_deref() == Some(outcome));
    of.map(|one| one.complaints).sum()
}

/// The value at a percentile by nearest rank; `sorted` goes from small to large.
pub(crate) fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: percentiles by nearest rank, with nothing, one and many.
    #[test]
    fn ranks_are_the_nearest() {
        assert_eq!(nearest_rank(&[], 50), None);
        assert_eq!(nearest_rank(&[7], 50), Some(7));
        assert_eq!(nearest_rank(&[7], 90), Some(7));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(nearest_rank(&ten, 50), Some(5));
        assert_eq!(nearest_rank(&ten, 90), Some(9));
    }
}
