//! Is this signal known? The question behind `vigie match`, the API and every capture.

use std::collections::BTreeSet;

use serde::Serialize;
use vigie_domain::bank::DISTANCE_BITS_MAX;
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{
    Actor, Bank, BankEntry, BankId, BankRole, EntryState, Overlap, Permission, Signal, SignalType,
    Timestamp, Transform,
};
use vigie_match::copy::CANDIDATE_DISTANCE_BITS_MAX;
use vigie_match::{CopyForm, CopySketch, Part, PdqHash};
use vigie_store::KnownEntry;

use super::fingerprint::hash_bytes;
use super::index::{Asked, Found, Near};
use super::sketch::NearSketch;
use super::transform::{transform_of, transform_of_form, transform_of_parts};
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// A banked signal near an asked one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownSignal {
    /// The asked signal.
    pub signal: Signal,
    /// The bank that knows it.
    pub bank: String,
    /// The entry.
    pub entry: BankEntry,
    /// Bits between them; 0 for exact signals.
    pub distance_bits: u32,
    /// Which seconds or pages, where wholes were compared.
    pub overlap: Option<Overlap>,
    /// What was done to a picture for the two to be near.
    pub transform: Transform,
    /// The negative bank that says to leave it alone.
    pub suppressed_by: Option<String>,
}

/// Banked signals near the asked ones, nearest first; suppressed ones are marked as such.
///
/// `distance_bits_max` counts for PDQ only; `None` is each bank's own distance.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right; a distance above 63 is refused.
pub async fn find_known(
    desk: &Desk,
    actor: &Actor,
    signals: &[Signal],
    distance_bits_max: Option<u32>,
) -> Result<Vec<KnownSignal>, DeskError> {
    actor.require(Permission::MatchSignal)?;
    let asked = Asked {
        distance_bits_max,
        ..Asked::default()
    };
    let known = known_among(desk, signals, &asked).await?;
    count(desk, &known);
    Ok(known)
}

/// Signals of a file that somebody asks about; the file is not kept.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right; [`DeskError::Refused`] for a broken picture.
pub async fn hash_upload(
    desk: &Desk,
    actor: &Actor,
    bytes: &[u8],
) -> Result<Vec<Signal>, DeskError> {
    actor.require(Permission::MatchSignal)?;
    hash_bytes(&desk.rooms.decoder, bytes).await
}

/// Counts what matched, so that an entry that matches too much is noticed.
pub(crate) fn count(desk: &Desk, known: &[KnownSignal]) {
    if !known.is_empty() {
        desk.index
            .count_hits(known.iter().map(|found| found.entry.content));
    }
}

/// Refuses a distance nobody can mean.
pub(crate) fn check_distance(distance_bits_max: Option<u32>) -> Result<(), DeskError> {
    match distance_bits_max {
        Some(bits) if bits > DISTANCE_BITS_MAX => {
            let detail = format!(
                "the distance {bits} is too large: at most {DISTANCE_BITS_MAX} bits can be asked"
            );
            Err(DeskError::input("distance_too_large", detail))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn known_among(
    desk: &Desk,
    signals: &[Signal],
    asked: &Asked<'_>,
) -> Result<Vec<KnownSignal>, DeskError> {
    check_distance(asked.distance_bits_max)?;
    let now = desk.now();
    let (store, index) = (desk.store(), &desk.index);
    index.freshen(store, desk.id, now).await?;
    let mut known = Vec::new();
    for signal in signals {
        if signal.is_pdq() {
            known.extend(near_pictures(desk, signal, asked, now).await?);
        } else if let Signal::Copies(text) = signal {
            let near = near_copies(desk, text, asked, now).await?;
            known.extend(near.named(desk, signal, asked, now));
        } else if signal.sketch().is_some() {
            let near = desk.sketches.search(store, desk.id, signal).await?;
            known.extend(admitted(desk, signal, near, asked, now));
        } else if signal.signal_type() != vigie_domain::SignalType::Pdq {
            // A picture without texture has a PDQ that says nothing; all others are exact.
            known.extend(same_values(desk, signal, asked, now).await?);
        }
    }
    known.sort_by_key(|found| (found.suppressed_by.is_some(), found.distance_bits));
    count_contents_once(&mut known);
    Ok(known)
}

/// A picture and its parts are one question: a content that answers the first is not told again.
fn count_contents_once(known: &mut Vec<KnownSignal>) {
    let whole: BTreeSet<(BankId, u64)> = known
        .iter()
        .filter(|found| found.signal.is_pdq())
        .map(|found| (found.entry.bank, found.entry.content))
        .collect();
    let mut told = BTreeSet::new();
    known.retain(|found| {
        let content = (found.entry.bank, found.entry.content);
        found.signal.signal_type() != SignalType::Copies
            || (!whole.contains(&content) && told.insert(content))
    });
}

/// A picture by its hash alone: as it is, turned, and with dark and light exchanged.
async fn near_pictures(
    desk: &Desk,
    signal: &Signal,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<Vec<KnownSignal>, DeskError> {
    let Signal::Pdq { hash, .. } = signal else {
        return Ok(Vec::new());
    };
    let mut known: Vec<KnownSignal> = Vec::new();
    for form in CopyForm::all() {
        let shown = form.undo(PdqHash::from_bytes(hash.0));
        let found = desk.index.search(&shown, asked, now);
        known.extend(name_found(desk, signal, (form, shown), &found).await?);
    }
    // A picture that looks the same turned is one match, in its nearest form.
    known.sort_by_key(|found| found.distance_bits);
    let mut told = BTreeSet::new();
    known.retain(|found| told.insert((found.entry.bank, found.entry.content)));
    Ok(known)
}

/// A picture by its parts: candidates of the index, each confirmed by a second detector.
async fn near_copies(
    desk: &Desk,
    text: &str,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<NearCopies, DeskError> {
    let mut near = NearCopies::default();
    let Ok(sketch) = text.parse::<CopySketch>() else {
        return Ok(near);
    };
    let widest = asked
        .distance_bits_max
        .unwrap_or(CANDIDATE_DISTANCE_BITS_MAX);
    let mut contents = BTreeSet::new();
    for hash in sketch.parts() {
        let forms: Vec<PdqHash> = CopyForm::all().map(|form| form.undo(hash)).collect();
        contents.extend(desk.index.near_parts(&forms, widest));
        // Each part is some milliseconds of work among a million pictures.
        tokio::task::yield_now().await;
    }
    if let Some(whole) = sketch.parts().next() {
        // What is harmless as a whole is harmless in its parts.
        let found = desk.index.search(&whole, asked, now);
        near.suppressed_by = suppressor(desk, &found);
    }
    let contents: Vec<u64> = contents.into_iter().collect();
    let banks = desk.index.banks();
    for known in desk.store().content_entries(desk.id, &contents).await? {
        let bank = banks.iter().find(|bank| bank.id == known.entry.bank);
        let banked = copies_of(&known.entry);
        let (Some(bank), Some(banked)) = (bank.filter(|bank| bank.answers()), banked) else {
            continue;
        };
        let limit = asked.distance_bits_max.unwrap_or(copies_bits_max(bank));
        if let Some(found) = banked.find(&sketch)
            && found.distance_bits <= limit
        {
            near.found.push(FoundEntry {
                known,
                distance_bits: found.distance_bits,
                overlap: None,
                transform: transform_of(&found),
            });
        }
    }
    near.found.sort_by_key(|found| found.distance_bits);
    Ok(near)
}

/// The parts of an entry that answers.
fn copies_of(entry: &BankEntry) -> Option<CopySketch> {
    match &entry.signal {
        Signal::Copies(text) if entry.state == EntryState::Active => text.parse().ok(),
        _ => None,
    }
}

/// How far a part of a copy may be from a bank's: to be confirmed, unless the bank's own distance
/// is narrower than the published one, which says that its team wants less.
pub(crate) fn copies_bits_max(bank: &Bank) -> u32 {
    if bank.distance_bits_max >= PDQ_DISTANCE_BITS_MAX {
        CANDIDATE_DISTANCE_BITS_MAX
    } else {
        bank.distance_bits_max
    }
}

/// Copies that were confirmed.
#[derive(Default)]
struct NearCopies {
    found: Vec<FoundEntry>,
    suppressed_by: Option<String>,
}

impl NearCopies {
    fn named(
        self,
        desk: &Desk,
        signal: &Signal,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Vec<KnownSignal> {
        let mut known = admitted(desk, signal, self.found, asked, now);
        for one in &mut known {
            if one.suppressed_by.is_none() {
                one.suppressed_by.clone_from(&self.suppressed_by);
            }
        }
        known
    }
}

fn suppressor(desk: &Desk, found: &Found) -> Option<String> {
    let near = found.suppressed_by?;
    desk.index.with_bank(near.bank, |bank| bank.name.clone())
}

/// The entries behind numbers: the nearest one of each content.
async fn name_found(
    desk: &Desk,
    signal: &Signal,
    form: (CopyForm, PdqHash),
    found: &Found,
) -> Result<Vec<KnownSignal>, DeskError> {
    if found.near.is_empty() {
        return Ok(Vec::new());
    }
    let contents: Vec<u64> = found.near.iter().map(|near| near.content).collect();
    let entries = desk.store().content_entries(desk.id, &contents).await?;
    let suppressed_by = suppressor(desk, found);
    let mut named = Vec::with_capacity(found.near.len());
    for near in &found.near {
        let Some((known, distance_bits, transform)) = nearest(desk, &entries, form, near) else {
            continue;
        };
        named.push(KnownSignal {
            signal: signal.clone(),
            bank: known.bank_name.clone(),
            entry: known.entry.clone(),
            distance_bits,
            overlap: None,
            transform,
            suppressed_by: suppressed_by.clone(),
        });
    }
    Ok(named)
}

/// The entry of a content that is as near as the index says, how near, and after which change.
fn nearest<'a>(
    desk: &Desk,
    entries: &'a [KnownEntry],
    (form, shown): (CopyForm, PdqHash),
    near: &Near,
) -> Option<(&'a KnownEntry, u32, Transform)> {
    let bank = desk.index.with_bank(near.bank, |bank| bank.id)?;
    let of_content = entries
        .iter()
        .filter(|known| known.entry.content == near.content && known.entry.bank == bank)
        .filter(|known| known.entry.state == EntryState::Active);
    let pictures = of_content.flat_map(|known| {
        let pictures = hashes_of(&known.entry, form);
        pictures
            .into_iter()
            .map(move |(hash, transform)| (known, hash.distance(&shown), transform))
    });
    pictures
        // A part is only told by the hash as it came: turned as well, it would be anybody's.
        .filter(|(_, distance_bits, _)| *distance_bits == near.distance_bits)
        .min_by_key(|(_, _, transform)| *transform)
}

/// The hashes an entry is found by when somebody asks for a picture in that form.
fn hashes_of(entry: &BankEntry, form: CopyForm) -> Vec<(PdqHash, Transform)> {
    match &entry.signal {
        Signal::Pdq { hash, .. } => {
            let transform = match transform_of_form(form) {
                Transform::AsIs => entry.transform,
                transform => transform,
            };
            vec![(PdqHash::from_bytes(hash.0), transform)]
        }
        Signal::Copies(_) if form == CopyForm::PLAIN => copies_of(entry)
            .iter()
            .flat_map(CopySketch::forms)
            .map(|(hash, part, form)| (hash, transform_of_parts(part, Part::Whole, form)))
            .collect(),
        _ => Vec::new(),
    }
}

async fn same_values(
    desk: &Desk,
    signal: &Signal,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<Vec<KnownSignal>, DeskError> {
    let values = [signal.value()];
    let entries = desk
        .store()
        .exact_entries(desk.id, signal.signal_type(), &values)
        .await?;
    let equal = entries.into_iter().map(|known| FoundEntry {
        transform: known.entry.transform,
        known,
        distance_bits: 0,
        overlap: None,
    });
    Ok(admitted(desk, signal, equal, asked, now))
}

/// Of what was found, what may answer: in an asked bank, not silent, and not said to be harmless.
fn admitted(
    desk: &Desk,
    signal: &Signal,
    found: impl IntoIterator<Item = impl Into<FoundEntry>>,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Vec<KnownSignal> {
    let banks = desk.index.banks();
    let mut known = Vec::new();
    let mut suppressed_by = None;
    for found in found {
        let FoundEntry {
            known: found,
            distance_bits,
            overlap,
            transform,
        } = found.into();
        let Some(bank) = banks.iter().find(|bank| bank.id == found.entry.bank) else {
            continue;
        };
        let is_silent = found.entry.silent_until.is_some_and(|until| until > now);
        if is_silent && !asked.with_silent {
            continue;
        }
        if bank.role == BankRole::Negative {
            suppressed_by.get_or_insert_with(|| bank.name.clone());
            continue;
        }
        let is_asked = asked
            .banks
            .is_none_or(|names| names.contains(&bank.name.as_str()));
        if is_asked
            && asked
                .coin
                .is_none_or(|coin| bank.enabled_ratio.admits(coin))
        {
            known.push(KnownSignal {
                signal: signal.clone(),
                bank: found.bank_name,
                transform,
                entry: found.entry,
                distance_bits,
                overlap,
                suppressed_by: None,
            });
        }
    }
    for one in &mut known {
        one.suppressed_by.clone_from(&suppressed_by);
    }
    known
}

/// An entry that equals or resembles what was asked.
struct FoundEntry {
    known: KnownEntry,
    distance_bits: u32,
    overlap: Option<Overlap>,
    transform: Transform,
}

impl From<NearSketch> for FoundEntry {
    fn from(near: NearSketch) -> Self {
        Self {
            transform: near.known.entry.transform,
            known: near.known,
            distance_bits: near.distance_bits,
            overlap: Some(near.overlap),
        }
    }
}
