//! Signals come into a bank from a list; bad lines are named, the others go in.

use vigie_domain::{
    Actor, AuditEvent, Bank, BankEntry, BankEntryId, BankRefusal, Permission, Signal, SignalType,
    UserId,
};
use vigie_format::hash_list::parse_hash_list;
use vigie_format::threatexchange::parse_tx_list;

use super::find::named_bank;
use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Entries written by one transaction.
const CHUNK_ENTRIES: usize = 5_000;

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// Its number, from 1.
    pub line: u64,
    /// What was wrong with it.
    pub why: String,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// New entries.
    pub entries_added: u32,
    /// Entries known before.
    pub entries_known: u32,
    /// Lines refused.
    pub refused: Vec<RefusedLine>,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportForm {
    /// One value a line, or CSV `hash,bank,source,label`; all of one type.
    Values(SignalType),
    /// A list of python-threatexchange: each line says its type.
    ThreatExchange,
}

/// A line as every form gives it.
struct Line {
    number: u64,
    kind: SignalType,
    value: String,
    source: Option<String>,
    label: Option<String>,
}

/// Imports a list.
///
/// `source` stands for lines that name none.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank, [`DeskError::Refused`] for a closed one; single
/// bad lines are in the report.
pub async fn import_bank(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    form: ImportForm,
    source: &str,
    list: &[u8],
) -> Result<ImportReport, DeskError> {
    actor.require(Permission::ManageBank)?;
    let bank = named_bank(desk, bank).await?;
    if bank.closed_at.is_some() {
        return Err(BankRefusal::Closed.into());
    }
    let (lines, mut report) = read_list(form, list);
    let mut entries = Vec::with_capacity(lines.len());
    for line in lines {
        match entry(desk, &bank, actor.user(), source, &line) {
            Some(entry) => entries.push(entry),
            None => report.refused.push(RefusedLine {
                line: line.number,
                why: format!(
                    "is no {} value; write its hexadecimal digits",
                    line.kind.name()
                ),
            }),
        }
    }
    report.refused.sort_by_key(|refused| refused.line);
    let chunks = entries.chunks(CHUNK_ENTRIES);
    let chunks_last = chunks.len().saturating_sub(1);
    for (index, chunk) in chunks.enumerate() {
        let mut tx = desk.begin(actor).await?;
        let since = tx.bank_generation(desk.id).await?;
        let done = tx.add_bank_entries(bank.id, chunk).await?;
        report.entries_added += done.added;
        report.entries_known += done.known;
        let refused = if index == chunks_last {
            report.refused.len()
        } else {
            0
        };
        if done.added > 0 {
            search_later(desk, &mut tx, bank.id, since).await?;
        }
        tx.commit(AuditEvent::BankImported {
            bank: bank.id,
            entries_added: done.added,
            entries_known: done.known,
            lines_refused: u32::try_from(refused).unwrap_or(u32::MAX),
        })
        .await?;
    }
    desk.refresh_held_index().await?;
    Ok(report)
}

fn read_list(form: ImportForm, list: &[u8]) -> (Vec<Line>, ImportReport) {
    let (lines, defects) = match form {
        ImportForm::Values(kind) => {
            let (lines, defects) = parse_hash_list(list);
            let lines = lines.into_iter().map(|line| Line {
                number: line.line,
                kind,
                value: line.hash,
                source: line.source,
                label: line.label,
            });
            (lines.collect::<Vec<_>>(), defects)
        }
        ImportForm::ThreatExchange => {
            let (lines, defects) = parse_tx_list(list);
            let lines = lines.into_iter().map(|line| Line {
                number: line.line,
                kind: line.kind,
                value: line.value,
                source: line.collaboration,
                label: line.tags,
            });
            (lines.collect(), defects)
        }
    };
    let refused = defects
        .into_iter()
        .map(|defect| RefusedLine {
            line: defect.line().unwrap_or(0),
            why: defect.to_string(),
        })
        .collect();
    let report = ImportReport {
        refused,
        ..ImportReport::default()
    };
    (lines, report)
}

fn entry(
    desk: &Desk,
    bank: &Bank,
    by: Option<UserId>,
    source: &str,
    line: &Line,
) -> Option<BankEntry> {
    let signal = if line.kind == SignalType::Url {
        // Lists of addresses come as addresses; what is compared is their key.
        let parsed = desk.keys().parse_locator(&line.value).ok()?;
        Signal::Url(parsed.key.to_string())
    } else {
        Signal::parse(line.kind, &line.value)?
    };
    // In the order of the list: an index that grows at its end.
    let id: BankEntryId = vigie_store::new_id(desk.now()).ok()?;
    Some(BankEntry {
        source: line.source.clone().unwrap_or_else(|| source.to_owned()),
        label: line.label.clone().unwrap_or_default(),
        ..BankEntry::new(id, bank, signal, by, desk.now())
    })
}
