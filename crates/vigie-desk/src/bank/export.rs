//! A bank leaves as a list: ours, which an import reads, or one of python-threatexchange.

use vigie_domain::{
    Actor, AuditEvent, Bank, BankEntry, BankEntryId, EntryState, Opinion, Permission, Stance,
};
use vigie_format::hash_list::{HashRow, render_hash_list};
use vigie_format::threatexchange::{TxCategory, TxRow, render_tx_csv, render_tx_lines};

use super::find::named_bank;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Entries read at a time.
const PAGE_ENTRIES: u32 = 5_000;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportFormat {
    /// CSV `hash,bank,source,label`.
    #[default]
    Csv,
    /// One `type value` a line, for the `file_api` exchange of python-threatexchange.
    ThreatExchangeLines,
    /// CSV `signal_type,signal_str,collab,category,tags`, as that library prints data sets.
    ThreatExchangeCsv,
}

impl ExportFormat {
    /// Every format, by the name it is asked for.
    pub const ALL: [(&'static str, Self); 3] = [
        ("csv", Self::Csv),
        ("tx", Self::ThreatExchangeLines),
        ("tx_csv", Self::ThreatExchangeCsv),
    ];

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| format)
    }
}

/// Exports the answering entries of a bank.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank; [`DeskError::Refused`] for one labelled red.
pub async fn export_bank(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    format: ExportFormat,
) -> Result<String, DeskError> {
    actor.require(Permission::ManageBank)?;
    let bank = named_bank(desk, bank).await?;
    // Whoever manages banks is of the desk; what is red leaves through nobody.
    bank.check_subscriber(None)?;
    let mut entries: Vec<BankEntry> = Vec::new();
    let mut after = None;
    loop {
        let page = desk
            .store()
            .bank_entries(bank.id, &[EntryState::Active], after, PAGE_ENTRIES)
            .await?;
        entries.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let text = match format {
        ExportFormat::Csv => render_hash_list(&hash_rows(&bank, &entries)),
        ExportFormat::ThreatExchangeLines => {
            render_tx_lines(&tx_rows(desk, &bank, &entries).await?)
        }
        ExportFormat::ThreatExchangeCsv => render_tx_csv(&tx_rows(desk, &bank, &entries).await?),
    };
    let tx = desk.begin(actor).await?;
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    tx.commit(AuditEvent::BankExported {
        bank: bank.id,
        entries: count,
    })
    .await?;
    Ok(text)
}

fn hash_rows(bank: &Bank, entries: &[BankEntry]) -> Vec<HashRow> {
    entries
        .iter()
        .map(|entry| HashRow {
            hash: entry.signal.value(),
            bank: bank.name.clone(),
            source: entry.source.clone(),
            label: entry.label.clone(),
        })
        .collect()
}

async fn tx_rows(desk: &Desk, bank: &Bank, entries: &[BankEntry]) -> Result<Vec<TxRow>, DeskError> {
    let ids: Vec<BankEntryId> = entries.iter().map(|entry| entry.id).collect();
    let mut opinions = desk.store().opinions_of(&ids).await?;
    opinions.sort_by_key(|opinion| opinion.entry);
    let rows = entries.iter().map(|entry| TxRow {
        signal: entry.signal.clone(),
        collaboration: bank.name.clone(),
        category: category(bank, &opinions, entry.id),
        tags: entry.label.split_whitespace().collect::<Vec<_>>().join(" "),
    });
    Ok(rows.collect())
}

/// What everybody together says; the bank itself is the first opinion.
fn category(bank: &Bank, opinions: &[Opinion], entry: BankEntryId) -> TxCategory {
    let begin = opinions.partition_point(|one| one.entry < entry);
    let is_disputed = opinions[begin..]
        .iter()
        .take_while(|one| one.entry == entry)
        .any(|one| one.stance == Stance::Disagree);
    match (is_disputed, bank.role) {
        (true, _) => TxCategory::Disputed,
        (false, vigie_domain::BankRole::Known) => TxCategory::PositiveClass,
        (false, vigie_domain::BankRole::Negative) => TxCategory::NegativeClass,
    }
}
