//! Signals come into a bank from a list; bad lines are named, the others go in.

use vigie_domain::{
    Actor, AuditEvent, Bank, BankEntry, BankEntryId, Permission, Signal, SignalType, UserId,
};
use vigie_format::hash_list::{HashLine, parse_hash_list};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

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

/// Imports a list of one kind of signal.
///
/// `source` stands for lines that name none.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank; single bad lines are in the report.
pub async fn import_bank(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    kind: SignalType,
    source: &str,
    list: &[u8],
) -> Result<ImportReport, DeskError> {
    actor.require(Permission::ManageBank)?;
    let bank = desk
        .store()
        .bank_by_name(desk.id, bank)
        .await?
        .or_not_found("bank")?;
    let (lines, defects) = parse_hash_list(list);
    let mut report = ImportReport::default();
    for defect in defects {
        let line = defect.line().unwrap_or(0);
        report.refused.push(RefusedLine {
            line,
            why: defect.to_string(),
        });
    }
    let mut entries = Vec::with_capacity(lines.len());
    for line in lines {
        match entry(desk, &bank, actor.user(), kind, source, &line) {
            Some(entry) => entries.push(entry),
            None => report.refused.push(RefusedLine {
                line: line.line,
                why: format!("is no {} value; write its hexadecimal digits", kind.name()),
            }),
        }
    }
    report.refused.sort_by_key(|refused| refused.line);
    let chunks = entries.chunks(CHUNK_ENTRIES);
    let chunks_last = chunks.len().saturating_sub(1);
    for (index, chunk) in chunks.enumerate() {
        let mut tx = desk.begin(actor).await?;
        let done = tx.add_bank_entries(bank.id, chunk).await?;
        report.entries_added += done.added;
        report.entries_known += done.known;
        let refused = if index == chunks_last {
            report.refused.len()
        } else {
            0
        };
        tx.commit(AuditEvent::BankImported {
            bank: bank.id,
            entries_added: done.added,
            entries_known: done.known,
            lines_refused: u32::try_from(refused).unwrap_or(u32::MAX),
        })
        .await?;
    }
    Ok(report)
}

fn entry(
    desk: &Desk,
    bank: &Bank,
    by: Option<UserId>,
    kind: SignalType,
    source: &str,
    line: &HashLine,
) -> Option<BankEntry> {
    let signal = if kind == SignalType::Url {
        // Lists of addresses come as addresses; what is compared is their key.
        let parsed = desk.rooms.keys.parse_locator(&line.hash).ok()?;
        Signal::Url(parsed.key.to_string())
    } else {
        Signal::parse(kind, &line.hash)?
    };
    Some(BankEntry {
        source: line.source.clone().unwrap_or_else(|| source.to_owned()),
        label: line.label.clone().unwrap_or_default(),
        ..BankEntry::new(desk.new_id::<BankEntryId>(), bank, signal, by, desk.now())
    })
}
