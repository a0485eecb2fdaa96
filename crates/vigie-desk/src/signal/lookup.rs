//! Is this signal known? The question behind `vigie match`, the API and every capture.

use serde::Serialize;
use vigie_domain::bank::DISTANCE_BITS_MAX;
use vigie_domain::{
    Actor, BankEntry, BankRole, EntryState, Overlap, Permission, Signal, Timestamp, Transform,
};
use vigie_match::PdqHash;
use vigie_store::KnownEntry;

use super::fingerprint::hash_bytes;
use super::index::{Asked, Found, Near};
use super::sketch::NearSketch;
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
        } else if signal.sketch().is_some() {
            let near = desk.sketches.search(store, desk.id, signal).await?;
            known.extend(admitted(desk, signal, near, asked, now));
        } else if signal.signal_type() != vigie_domain::SignalType::Pdq {
            // A picture without texture has a PDQ that says nothing; all others are exact.
            known.extend(same_values(desk, signal, asked, now).await?);
        }
    }
    known.sort_by_key(|found| (found.suppressed_by.is_some(), found.distance_bits));
    Ok(known)
}

/// A picture as it is, and with dark and light exchanged, whose hash is exactly the complement.
async fn near_pictures(
    desk: &Desk,
    signal: &Signal,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<Vec<KnownSignal>, DeskError> {
    let mut known: Vec<KnownSignal> = Vec::new();
    let forms = [
        (Some(signal.clone()), None),
        (signal.inverted(), Some(Transform::Invert)),
    ];
    for (form, transform) in forms {
        let Some(Signal::Pdq { hash, .. }) = &form else {
            continue;
        };
        let found = desk.index.search(&PdqHash::from_bytes(hash.0), asked, now);
        for mut one in name_found(desk, signal, form.as_ref(), &found).await? {
            one.transform = transform.unwrap_or(one.entry.transform);
            known.push(one);
        }
    }
    Ok(known)
}

/// The entries behind numbers: the nearest one of each content.
async fn name_found(
    desk: &Desk,
    signal: &Signal,
    form: Option<&Signal>,
    found: &Found,
) -> Result<Vec<KnownSignal>, DeskError> {
    if found.near.is_empty() {
        return Ok(Vec::new());
    }
    let contents: Vec<u64> = found.near.iter().map(|near| near.content).collect();
    let entries = desk.store().content_entries(desk.id, &contents).await?;
    let suppressed_by = found
        .suppressed_by
        .and_then(|near| desk.index.with_bank(near.bank, |bank| bank.name.clone()));
    let mut named = Vec::with_capacity(found.near.len());
    for near in &found.near {
        let Some(known) = nearest(desk, &entries, form, near) else {
            continue;
        };
        named.push(KnownSignal {
            signal: signal.clone(),
            bank: known.bank_name.clone(),
            entry: known.entry.clone(),
            distance_bits: near.distance_bits,
            overlap: None,
            transform: known.entry.transform,
            suppressed_by: suppressed_by.clone(),
        });
    }
    Ok(named)
}

fn nearest<'a>(
    desk: &Desk,
    entries: &'a [KnownEntry],
    form: Option<&Signal>,
    near: &Near,
) -> Option<&'a KnownEntry> {
    let bank = desk.index.with_bank(near.bank, |bank| bank.id)?;
    entries
        .iter()
        .filter(|known| known.entry.content == near.content && known.entry.bank == bank)
        .filter(|known| known.entry.state == EntryState::Active)
        .min_by_key(|known| {
            form.and_then(|form| form.distance_bits(&known.entry.signal))
                .unwrap_or(u32::MAX)
        })
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
    let equal = entries.into_iter().map(|known| (known, 0, None));
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
                transform: found.entry.transform,
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
}

impl From<(KnownEntry, u32, Option<Overlap>)> for FoundEntry {
    fn from((known, distance_bits, overlap): (KnownEntry, u32, Option<Overlap>)) -> Self {
        Self {
            known,
            distance_bits,
            overlap,
        }
    }
}

impl From<NearSketch> for FoundEntry {
    fn from(near: NearSketch) -> Self {
        Self {
            known: near.known,
            distance_bits: near.distance_bits,
            overlap: Some(near.overlap),
        }
    }
}
