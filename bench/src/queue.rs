//! The use case behind the queue page, page after page, without HTTP.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use vigie_desk::item::{QueueFilter, count_queue, list_queue, list_review_queue};

use crate::DeskRun;
use crate::desk;
use crate::table::{Sample, Table};

/// Items of a page.
const PAGE_ITEMS: u32 = 50;
/// Pages turned for one line of the table.
const PAGES: usize = 100;

/// Every filter a person can set that has to find its page among all items.
fn filters() -> Vec<(&'static str, QueueFilter)> {
    let host = "host-7.example".to_owned();
    vec![
        ("everything", QueueFilter::default()),
        (
            "new",
            QueueFilter {
                states: vec!["new"],
                ..QueueFilter::default()
            },
        ),
        (
            "of one host",
            QueueFilter {
                host: Some(host),
                ..QueueFilter::default()
            },
        ),
        (
            "matched",
            QueueFilter {
                matched: Some(true),
                ..QueueFilter::default()
            },
        ),
    ]
}

pub(crate) async fn measure(run: &DeskRun, large: &Path, table: &mut Table) -> Result<()> {
    let opened = desk::open(large).await?;
    let (desk, actor) = (&opened.desk, &opened.operator);
    for (name, filter) in filters() {
        let mut sample = Sample::default();
        let mut after = None;
        for _ in 0..PAGES {
            let begun = Instant::now();
            let page = list_queue(desk, actor, &filter, after, PAGE_ITEMS).await?;
            sample.push(begun.elapsed().as_secs_f64() * 1e3);
            after = page.next;
        }
        let what = format!("a page of the queue, {name}, {} items", run.items);
        table.add(what, "ms", sample, "< 50");
    }
    let (mut review, mut counts) = (Sample::default(), Sample::default());
    for _ in 0..PAGES {
        let begun = Instant::now();
        list_review_queue(desk, actor, None, PAGE_ITEMS).await?;
        review.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        count_queue(desk, actor).await?;
        counts.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    table.add("the review queue", "ms", review, "< 50");
    table.add("how many items in each state", "ms", counts, "< 50");
    opened.close().await;
    Ok(())
}
