//! Signals of one content come into a bank, by hand or by a program.

use serde_json::Value;
use vigie_domain::{
    Actor, AuditEvent, Bank, BankEntry, BankEntryId, BankId, BankRefusal, EntryState, Exhibit,
    ExhibitId, Permission, RecordRole, Signal, Transform, UserId,
};
use vigie_match::CopySide;

use super::find::named_bank;
use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::exhibit::payload;
use crate::job::JobKind;
use crate::signal::{Fingerprints, fingerprint};

/// Signals of one content.
pub const SIGNALS_MAX: usize = 64;
/// Longest label and source, in characters.
const WORDS_CHARS_MAX: usize = 500;

/// A content to be banked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewContent {
    /// Its signals, each with the picture of it that it is the signal of.
    pub signals: Vec<(Signal, Transform)>,
    /// What it is, in a few words.
    pub label: String,
    /// Who vouches for it.
    pub source: String,
    /// What a client of the lookup service said of it.
    pub note: Option<Value>,
    /// Where it was seen.
    pub shown_in: Option<(ExhibitId, u32)>,
}

/// A content as it stands in the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankedContent {
    /// Its number.
    pub content: u64,
    /// Whether it is new.
    pub is_new: bool,
    /// Its entries.
    pub entries: Vec<BankEntry>,
}

/// Who puts a content forward, and what of it is still to be read.
#[derive(Default)]
struct Putting {
    /// The person; `None` for a program.
    by: Option<UserId>,
    /// A record that is read by a job.
    later: Option<(ExhibitId, u32)>,
}

/// Adds a content to a bank; it is found by the next lookup, where the bank takes one person.
///
/// When the bank knows its first signal, it is that content, and the others join it.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank; [`DeskError::Refused`] for a closed one, for no
/// signal, and for words that are too long.
pub async fn add_content(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    new: NewContent,
) -> Result<BankedContent, DeskError> {
    actor.require(Permission::CurateBank)?;
    if new.signals.len() > SIGNALS_MAX {
        let detail = format!("give 1 to {SIGNALS_MAX} signals of the content");
        return Err(DeskError::input("signal_malformed", detail));
    }
    let bank = named_bank(desk, bank).await?;
    let putting = Putting {
        by: actor.user(),
        later: None,
    };
    bank_content(desk, actor, bank, new, putting).await
}

/// The same, of a file of the desk's own, which may hold any number of pictures and files.
async fn bank_content(
    desk: &Desk,
    actor: &Actor,
    bank: Bank,
    new: NewContent,
    putting: Putting,
) -> Result<BankedContent, DeskError> {
    check(&new)?;
    if bank.closed_at.is_some() {
        return Err(BankRefusal::Closed.into());
    }
    let mut tx = desk.begin(actor).await?;
    let since = tx.bank_generation(desk.id).await?;
    let known = match new.signals.first() {
        Some((signal, _)) => tx.entry_of_signal(bank.id, signal).await?,
        None => None,
    };
    let content = match &known {
        Some(entry) => entry.content,
        None => tx.reserve_contents(desk.id, 1).await?,
    };
    let entries: Vec<BankEntry> = new
        .signals
        .iter()
        .map(|(signal, transform)| BankEntry {
            content,
            transform: *transform,
            label: new.label.trim().to_owned(),
            source: new.source.trim().to_owned(),
            shown_in: new.shown_in,
            ..BankEntry::new(
                desk.new_id::<BankEntryId>(),
                &bank,
                signal.clone(),
                putting.by,
                desk.now(),
            )
        })
        .collect();
    let addition = tx.add_bank_entries(bank.id, &entries).await?;
    if let Some(note) = &new.note {
        tx.put_content_note(desk.id, bank.id, content, note).await?;
    }
    search_later(desk, &mut tx, bank.id, since).await?;
    if let Some((exhibit, record)) = putting.later {
        let work = JobKind::BankFootage {
            bank: bank.id,
            exhibit,
            record,
        };
        tx.enqueue(work.job(desk.now())).await?;
    }
    tx.commit(AuditEvent::BankEntriesAdded {
        bank: bank.id,
        entries_added: addition.added,
        entries_known: addition.known,
    })
    .await?;
    desk.refresh_held_index().await?;
    let mut stored = desk.store().content_entries(desk.id, &[content]).await?;
    stored.retain(|known| known.entry.bank == bank.id);
    Ok(BankedContent {
        content,
        is_new: known.is_none(),
        entries: stored.into_iter().map(|known| known.entry).collect(),
    })
}

fn check(new: &NewContent) -> Result<(), DeskError> {
    if new.signals.is_empty() {
        let detail = format!("give 1 to {SIGNALS_MAX} signals of the content");
        return Err(DeskError::input("signal_malformed", detail));
    }
    let is_long = |words: &str| words.chars().count() > WORDS_CHARS_MAX;
    if is_long(&new.label) || is_long(&new.source) {
        let detail = format!("label and source take at most {WORDS_CHARS_MAX} characters");
        return Err(DeskError::input("text_malformed", detail));
    }
    Ok(())
}

/// Banks a captured record: all its fingerprints, and where it was seen, so that a later match can
/// show both pictures.
///
/// A video or a sound is banked by its digests at once; what its copies are found by is read by a
/// job, for that can take minutes.
///
/// # Errors
///
/// [`DeskError::NotFound`] for an exhibit or a record that is not there; [`DeskError::Refused`]
/// for one without fingerprints.
pub async fn bank_record(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    (exhibit, record): (ExhibitId, u32),
    label: &str,
) -> Result<BankedContent, DeskError> {
    actor.require(Permission::CurateBank)?;
    actor.require(Permission::ReadExhibit)?;
    let found = desk
        .store()
        .exhibit(exhibit)
        .await?
        .or_not_ours(desk, "exhibit")?;
    let place = usize::try_from(record).unwrap_or(usize::MAX);
    let shown = found
        .records
        .get(place)
        .or_not_found("record of this exhibit")?;
    if matches!(shown.role, RecordRole::Redirect | RecordRole::Metadata) {
        return Err(DeskError::input(
            "signal_malformed",
            "this record is a step on the way; bank what it leads to",
        ));
    }
    let is_long = is_footage(&shown.content_type);
    let signals = if is_long {
        digests(&shown.signals)
    } else {
        signals_of_record(desk, &found, place).await?
    };
    let new = NewContent {
        signals,
        label: label.to_owned(),
        source: "desk".to_owned(),
        note: None,
        shown_in: Some((exhibit, record)),
    };
    let bank = named_bank(desk, bank).await?;
    let putting = Putting {
        by: actor.user(),
        later: is_long.then_some((exhibit, record)),
    };
    bank_content(desk, actor, bank, new, putting).await
}

/// Reads a banked video or sound once more, and adds the sketches its copies are found by to what
/// stands in the bank. Nothing when it was withdrawn meanwhile.
pub(crate) async fn bank_footage(
    desk: &Desk,
    bank: BankId,
    (exhibit, record): (ExhibitId, u32),
) -> Result<(), DeskError> {
    let store = desk.store();
    let bank = store
        .bank(bank)
        .await?
        .filter(|bank| bank.desk == desk.id)
        .or_not_found("bank")?;
    let found = store.exhibit(exhibit).await?.or_not_ours(desk, "exhibit")?;
    let place = usize::try_from(record).unwrap_or(usize::MAX);
    let shown = found
        .records
        .get(place)
        .or_not_found("record of this exhibit")?;
    let first = digests(&shown.signals).into_iter().next();
    let (first, _) = first.or_not_found("digest of this record")?;
    let standing = store.entry_of_signal(bank.id, &first).await?;
    let Some(entry) = standing.filter(|entry| entry.withdrawn_at.is_none()) else {
        return Ok(());
    };
    if bank.closed_at.is_some() {
        return Ok(());
    }
    let new = NewContent {
        signals: signals_of_record(desk, &found, place).await?,
        label: entry.label,
        source: entry.source,
        note: None,
        shown_in: entry.shown_in,
    };
    let putting = Putting {
        by: entry.proposed_by,
        later: None,
    };
    bank_content(desk, &Actor::job(desk.id), bank, new, putting).await?;
    Ok(())
}

/// Whether a media type is that of a video or a sound.
fn is_footage(content_type: &str) -> bool {
    ["video/", "audio/"]
        .iter()
        .any(|kind| content_type.starts_with(kind))
}

/// The digests of the bytes.
fn digests(signals: &[Signal]) -> Vec<(Signal, Transform)> {
    let is_digest = |signal: &&Signal| matches!(signal, Signal::Sha256(_) | Signal::Md5(_));
    let digests = signals.iter().filter(is_digest).cloned();
    digests.map(|signal| (signal, Transform::AsIs)).collect()
}

/// What a file is banked by: digests, the whole of it, and the parts its copies are found by.
///
/// The file is not kept.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right; [`DeskError::Refused`] for a file that is broken.
pub async fn hash_to_bank(
    desk: &Desk,
    actor: &Actor,
    bytes: &[u8],
) -> Result<Vec<(Signal, Transform)>, DeskError> {
    actor.require(Permission::CurateBank)?;
    let found = fingerprint(&desk.rooms.decoder, bytes, CopySide::Banked).await?;
    match found.defect {
        None => Ok(told(found)),
        Some(defect) => Err(DeskError::input("undecodable", defect)),
    }
}

/// The same of evidence: read again where it is still there, and what its capture told.
async fn signals_of_record(
    desk: &Desk,
    exhibit: &Exhibit,
    place: usize,
) -> Result<Vec<(Signal, Transform)>, DeskError> {
    let blobs = desk.store().blobs();
    let is_there = exhibit.erased_at.is_none() && blobs.has_sealed(exhibit.id, exhibit.warc_sha256);
    let mut signals = Vec::new();
    if is_there {
        let bytes = payload(desk, exhibit.id, place).await?;
        let found = fingerprint(&desk.rooms.decoder, &bytes, CopySide::Banked).await?;
        signals = told(found);
    }
    let captured = exhibit.records.get(place).map(|record| &record.signals);
    let captured = usable(captured.cloned().unwrap_or_default());
    // Sketches to be found by are larger than those to ask by; one of a kind is enough.
    let is_better = |signals: &[(Signal, Transform)], signal: &Signal| {
        let kind = signal.signal_type();
        signals
            .iter()
            .any(|(known, _)| known == signal || (kind.is_sketch() && known.signal_type() == kind))
    };
    for (signal, transform) in captured {
        if !is_better(&signals, &signal) {
            signals.push((signal, transform));
        }
    }
    Ok(signals)
}

fn told(found: Fingerprints) -> Vec<(Signal, Transform)> {
    let middles = found.middles.into_iter();
    usable(found.signals)
        .chain(middles.map(|signal| (signal, Transform::Crop)))
        .collect()
}

/// A picture without texture has a PDQ that says nothing, and would match every other such one.
fn usable(signals: Vec<Signal>) -> impl Iterator<Item = (Signal, Transform)> {
    signals
        .into_iter()
        .filter(|signal| !matches!(signal, Signal::Pdq { .. }) || signal.is_pdq())
        .map(|signal| (signal, Transform::AsIs))
}

/// Whether an entry of a bank would answer.
pub(crate) fn answers(bank: &Bank, entry: &BankEntry) -> bool {
    bank.answers() && entry.state == EntryState::Active
}
