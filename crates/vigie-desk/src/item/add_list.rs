//! A list arrives: a hundred thousand lines without trouble, and one answer for each line.

use std::collections::HashMap;

use vigie_domain::{Actor, AuditEvent, BatchId, IntakeChannel, ItemId, Permission};
use vigie_format::key::{LocatorRefusal, ParsedLocator};

use super::add::{NewItem, make_item};
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::job::JobKind;

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListLine {
    /// A new item.
    Added {
        /// Which.
        item: ItemId,
        /// Its canonical key.
        key: String,
    },
    /// An item that is known.
    Known {
        /// Which.
        item: ItemId,
        /// Its canonical key.
        key: String,
    },
    /// Refused, with the sentence why; the other lines go in.
    Refused {
        /// Why.
        why: LocatorRefusal,
    },
}

/// What became of a list.
#[derive(Debug, Clone)]
pub struct ListReport {
    /// The batch.
    pub batch: BatchId,
    /// New items.
    pub items_added: u32,
    /// Items known before.
    pub items_known: u32,
    /// Lines refused.
    pub lines_refused: u32,
    /// One answer for each line, in order.
    pub lines: Vec<ListLine>,
}

/// Takes in a list, a chunk to a transaction, so that a reader never waits long behind it.
///
/// `progress` is told how many lines are done. What was acknowledged stays, should the program
/// die in the middle; the same list given again adds nothing twice.
///
/// # Errors
///
/// [`DeskError::Refused`] for a list that is too long; single bad lines are in the report.
pub async fn add_list(
    desk: &Desk,
    actor: &Actor,
    lines: Vec<NewItem>,
    progress: impl Fn(usize) + Send,
) -> Result<ListReport, DeskError> {
    actor.require(Permission::AddItem)?;
    let lines_max = desk.config.intake.list_lines_max;
    if lines.len() > lines_max {
        let detail = format!("{} lines, at most {lines_max}: split the list", lines.len());
        return Err(DeskError::input("list_too_long", detail));
    }
    let batch: BatchId = desk.new_id();
    let mut report = ListReport {
        batch,
        items_added: 0,
        items_known: 0,
        lines_refused: 0,
        lines: Vec::with_capacity(lines.len()),
    };
    for chunk in lines.chunks(desk.config.intake.list_chunk_items.max(1)) {
        add_chunk(desk, actor, batch, chunk, &mut report).await?;
        progress(report.lines.len());
    }
    let tx = desk.begin(actor).await?;
    tx.commit(AuditEvent::BatchAdded {
        batch,
        items_added: report.items_added,
        items_known: report.items_known,
        lines_refused: report.lines_refused,
    })
    .await?;
    Ok(report)
}

async fn add_chunk(
    desk: &Desk,
    actor: &Actor,
    batch: BatchId,
    chunk: &[NewItem],
    report: &mut ListReport,
) -> Result<(), DeskError> {
    let rules = desk.keys();
    let parsed: Vec<Result<ParsedLocator, LocatorRefusal>> = chunk
        .iter()
        .map(|line| rules.parse_locator(&line.url))
        .collect();
    let keys: Vec<String> = parsed
        .iter()
        .flatten()
        .map(|parsed| parsed.key.to_string())
        .collect();

    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let mut known: HashMap<String, ItemId> = tx.items_by_keys(desk.id, &keys).await?;
    let references: Vec<&str> = chunk
        .iter()
        .filter_map(|line| line.external_id.as_deref())
        .collect();
    let mut referred = tx.items_by_external_ids(desk.id, &references).await?;
    let mut items = Vec::new();
    let mut jobs = Vec::new();
    let mut events = Vec::new();
    let mut answers = Vec::with_capacity(chunk.len());
    for (line, parsed) in chunk.iter().zip(parsed) {
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(why) => {
                answers.push(ListLine::Refused { why });
                continue;
            }
        };
        let key = parsed.key.to_string();
        // The caller's own id once more is the same item, as when it comes alone.
        let by_reference = line.external_id.as_ref().and_then(|id| referred.get(id));
        if let Some(item) = by_reference.or_else(|| known.get(&key)) {
            answers.push(ListLine::Known { item: *item, key });
            continue;
        }
        let item = make_item(desk, &parsed, line, Some(batch));
        known.insert(key.clone(), item.id);
        if let Some(external_id) = &line.external_id {
            referred.insert(external_id.clone(), item.id);
        }
        answers.push(ListLine::Added { item: item.id, key });
        if desk.config.intake.captures_at_once {
            jobs.push(JobKind::Capture { item: item.id }.job(now));
        }
        let channel = IntakeChannel::List.name().to_owned();
        events.push(AuditEvent::ItemAdded {
            item: item.id,
            channel,
        });
        items.push(item);
    }
    if !events.is_empty() {
        tx.add_items(&items).await?;
        tx.enqueue_all(jobs).await?;
        tx.commit_all(events).await?;
    }
    for answer in &answers {
        match answer {
            ListLine::Added { .. } => report.items_added += 1,
            ListLine::Known { .. } => report.items_known += 1,
            ListLine::Refused { .. } => report.lines_refused += 1,
        }
    }
    report.lines.extend(answers);
    Ok(())
}
