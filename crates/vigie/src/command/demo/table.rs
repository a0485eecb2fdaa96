//! The closing table: scripted end, actual end, time to removal, place in the log.

use serde::Serialize;

use crate::output::Output;

/// How one item ended.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Ending {
    /// Its name in the script.
    pub(crate) item: &'static str,
    /// How it was to end.
    pub(crate) scripted: &'static str,
    /// How it did.
    pub(crate) actual: String,
    /// From the receipt to the first sighting gone.
    pub(crate) time_to_removal_ms: Option<i64>,
    /// Index in the log of its last act.
    pub(crate) log_index: Option<u64>,
}

/// Prints the table; answers whether every item ended as scripted.
pub(crate) fn print(endings: &[Ending], out: Output) -> anyhow::Result<bool> {
    if !out.is_json {
        let head = [
            "item",
            "scripted end",
            "actual end",
            "time to removal",
            "log index",
        ];
        out.line("", &())?;
        out.line(&row(head.map(str::to_owned)), &())?;
        out.line(&"─".repeat(100), &())?;
    }
    for ending in endings {
        let removal = ending
            .time_to_removal_ms
            .map_or_else(|| "-".to_owned(), duration);
        let index = ending
            .log_index
            .map_or_else(|| "-".to_owned(), |index| index.to_string());
        let mark = if ending.scripted == ending.actual {
            ""
        } else {
            "  ← not as scripted"
        };
        let cells = [
            ending.item.to_owned(),
            ending.scripted.to_owned(),
            ending.actual.clone(),
            removal,
            index,
        ];
        out.line(&format!("{}{mark}", row(cells)), ending)?;
    }
    let right = endings
        .iter()
        .filter(|ending| ending.scripted == ending.actual)
        .count();
    if !out.is_json {
        out.line("", &())?;
        out.line(
            &format!("{right} of {} items ended as scripted", endings.len()),
            &(),
        )?;
    }
    Ok(right == endings.len())
}

fn row(cells: [String; 5]) -> String {
    let [item, scripted, actual, removal, index] = cells;
    format!("{item:<20} {scripted:<28} {actual:<28} {removal:>15} {index:>9}")
}

/// `3 d 04 h`, `5 h 12 min`, `7 min`.
fn duration(ms: i64) -> String {
    let minutes = ms / vigie_domain::time::MINUTE_MS;
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, hours) => format!("{hours} h {:02} min", minutes % 60),
        (days, hours) => format!("{days} d {hours:02} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a duration is read at a glance.
    #[test]
    fn durations_are_short() {
        assert_eq!(duration(7 * 60_000), "7 min");
        assert_eq!(duration((5 * 60 + 12) * 60_000), "5 h 12 min");
        assert_eq!(duration((3 * 1_440 + 4 * 60) * 60_000), "3 d 04 h");
    }
}
