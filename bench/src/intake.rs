//! Batch intake through the same use case as `vigie item add`: parsed, deduplicated, queued for
//! capture, each item with its event, each transaction on the disk before it is answered.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use vigie_desk::item::{NewItem, add_list};
use vigie_domain::IntakeChannel;

use crate::DeskRun;
use crate::desk::{self, Opened};
use crate::table::{Sample, Table};

/// Lines of one list.
const LIST_LINES: usize = 100_000;
/// Lines of the list that an empty desk takes in.
const SMALL_LINES: usize = 20_000;

/// Addresses as they come: many hosts, several platforms, keys spread over the whole index.
pub(crate) fn address(number: usize) -> String {
    // The golden ratio's bits: each number once, in no order.
    let spread = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let host = spread % 997;
    match number % 4 {
        0 => format!("https://archive.org/details/zeta-{spread:016x}"),
        1 => format!(
            "https://www.youtube.com/watch?v=z{:010x}&t=7s",
            spread >> 24
        ),
        2 => format!("https://host-{host}.example/zeta/{spread:016x}.jpg?utm_source=mail"),
        _ => format!("https://t.me/zeta_training_{host}/{}", number + 1),
    }
}

fn list(from: usize, count: usize) -> Vec<NewItem> {
    let line = |number| {
        let mut item = NewItem::url(address(number), IntakeChannel::List);
        item.external_id = Some(format!("zeta-{number}"));
        item.note = Some("A coloured pattern of Training Organisation Zeta".to_owned());
        item
    };
    (from..from + count).map(line).collect()
}

/// Takes in one list; answers items a second, of all of it and of its slowest tenth.
async fn take_in(opened: &Opened, from: usize, count: usize) -> Result<(f64, f64)> {
    let lines = list(from, count);
    let marks = Mutex::new(vec![(0, Instant::now())]);
    let begun = Instant::now();
    let report = add_list(&opened.desk, &opened.operator, lines, |done| {
        if let Ok(mut marks) = marks.lock() {
            marks.push((done, Instant::now()));
        }
    })
    .await?;
    let rate = rate(count, begun);
    ensure!(
        report.items_added as usize == count,
        "{} of {count} were new: the measurement is void",
        report.items_added
    );
    let marks = marks.into_inner().unwrap_or_default();
    let tenth = (marks.len() / 10).max(1);
    let slowest = marks
        .windows(tenth + 1)
        .filter_map(|window| Some((window.first()?, window.last()?)))
        .map(|(first, last)| per_second(last.0 - first.0, last.1 - first.1))
        .fold(f64::INFINITY, f64::min);
    Ok((rate, slowest))
}

fn rate(count: usize, since: Instant) -> f64 {
    per_second(count, since.elapsed())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rate is printed, not computed with"
)]
fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Gives every pending event its place in the log; answers events a second.
async fn sequence(opened: &Opened) -> Result<Option<f64>> {
    let store = opened.desk.store();
    let pending = usize::try_from(store.events_pending().await?)?;
    let begun = Instant::now();
    while store.events_pending().await? > 0 {
        store
            .sequence(opened.desk.now(), opened.desk.log_key())
            .await?;
    }
    Ok((pending > 0).then(|| rate(pending, begun)))
}

/// Empty desks first, then one that grows to the size asked for.
pub(crate) async fn measure(
    run: &DeskRun,
    small: &Path,
    large: &Path,
    table: &mut Table,
) -> Result<()> {
    let mut fresh = Sample::default();
    for number in 0..run.runs {
        let folder = small.with_file_name(format!("small-{number}"));
        let opened = desk::open(&folder).await?;
        fresh.push(take_in(&opened, 0, SMALL_LINES).await?.0);
        sequence(&opened).await?;
        opened.close().await;
        if number == 0 {
            std::fs::rename(&folder, small).context("the small desk")?;
            forget_jobs(small).await?;
        } else {
            std::fs::remove_dir_all(&folder)?;
        }
    }
    table.add("batch intake, empty desk", "items/s", fresh, "≥ 2000");

    let opened = desk::open(large).await?;
    let (mut rates, mut slowest, mut placed) = (Vec::new(), Vec::new(), Sample::default());
    let mut done = 0;
    while done < run.items {
        let count = LIST_LINES.min(run.items - done);
        let (rate, least) = take_in(&opened, done, count).await?;
        done += count;
        crate::table::say(&format!("{done} items: {rate:.0} items/s"));
        rates.push(rate);
        slowest.push(least);
        if let Some(rate) = sequence(&opened).await? {
            placed.push(rate);
        }
    }
    let last = rates.len().saturating_sub(run.runs.max(1));
    table.add(
        format!("batch intake, the last lists up to {done} items"),
        "items/s",
        rates.drain(last..).collect(),
        "≥ a tenth of the above",
    );
    table.add(
        "batch intake, slowest tenth of each list",
        "items/s",
        slowest.into_iter().collect(),
        "",
    );
    table.add(
        "events given their place in the log",
        "events/s",
        placed,
        "",
    );
    opened.close().await;
    forget_jobs(large).await
}

/// Drops the captures that wait: addresses of this measurement lead nowhere, and an idle server
/// is one without work.
async fn forget_jobs(folder: &Path) -> Result<()> {
    let path = folder.join("vigie.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let pool = sqlx::SqlitePool::connect_with(options).await?;
    sqlx::query("DELETE FROM job").execute(&pool).await?;
    pool.close().await;
    Ok(())
}
