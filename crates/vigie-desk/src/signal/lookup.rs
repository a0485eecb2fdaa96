//! Is this signal known? The question behind `vigie match`, the API and every capture.

use serde::Serialize;
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{Actor, BankEntry, Permission, Sha256, Signal};
use vigie_match::PdqHash;
use vigie_media::Decoder;

use super::index::bank_name;
use crate::desk::Desk;
use crate::digest::{md5, sha256};
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
}

/// Banked signals near the asked ones, nearest first.
///
/// `distance_bits_max` counts for PDQ only; `None` is the published threshold of 31.
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
    known_among(desk, signals, distance_bits_max).await
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

pub(crate) async fn known_among(
    desk: &Desk,
    signals: &[Signal],
    distance_bits_max: Option<u32>,
) -> Result<Vec<KnownSignal>, DeskError> {
    let distance_bits_max = distance_bits_max.unwrap_or(PDQ_DISTANCE_BITS_MAX);
    if distance_bits_max > 63 {
        return Err(DeskError::input(
            "distance_too_large",
            format!("the distance {distance_bits_max} is too large: at most 63 bits can be asked"),
        ));
    }
    let store = desk.store();
    let banks = store.banks(desk.id).await?;
    let mut known = Vec::new();
    for signal in signals {
        let near: Vec<(BankEntry, u32)> = match signal {
            Signal::Pdq { hash, .. } if signal.is_pdq() => {
                let hash = PdqHash::from_bytes(hash.0);
                let near = desk
                    .index
                    .search(store, desk.id, hash, distance_bits_max)
                    .await?;
                near.into_iter()
                    .map(|found| (found.entry, found.distance_bits))
                    .collect()
            }
            // A picture without texture has a PDQ that says nothing.
            Signal::Pdq { .. } => Vec::new(),
            exact => {
                let values = [exact.value()];
                let entries = store
                    .exact_entries(desk.id, exact.signal_type(), &values)
                    .await?;
                entries.into_iter().map(|known| (known.entry, 0)).collect()
            }
        };
        known.extend(near.into_iter().filter_map(|(entry, distance_bits)| {
            let bank = bank_name(&banks, entry.bank)?.to_owned();
            Some(KnownSignal {
                signal: signal.clone(),
                bank,
                entry,
                distance_bits,
            })
        }));
    }
    known.sort_by_key(|found| found.distance_bits);
    Ok(known)
}

/// Fingerprints of some bytes.
pub(crate) struct Fingerprints {
    pub(crate) signals: Vec<Signal>,
    /// Why a picture has none.
    pub(crate) defect: Option<String>,
}

/// Signals of a file somebody hands over: what `vigie hash` prints.
///
/// # Errors
///
/// [`DeskError::Refused`] with the decoder's sentence for a picture that is broken.
pub async fn hash_bytes(decoder: &Decoder, bytes: &[u8]) -> Result<Vec<Signal>, DeskError> {
    let found = fingerprint(decoder, bytes).await?;
    match found.defect {
        None => Ok(found.signals),
        Some(defect) => Err(DeskError::input("undecodable", defect)),
    }
}

pub(crate) async fn fingerprint(
    decoder: &Decoder,
    bytes: &[u8],
) -> Result<Fingerprints, DeskError> {
    let signals = vec![Signal::Sha256(sha256(bytes)), Signal::Md5(md5(bytes))];
    let mut found = Fingerprints {
        signals,
        defect: None,
    };
    if !vigie_media::sniff(bytes).is_picture() {
        return Ok(found);
    }
    match decoder.decode(bytes).await {
        Ok(decoded) => {
            let hash = Sha256(decoded.pdq.hash.to_bytes());
            found.signals.push(Signal::Pdq {
                hash,
                quality: decoded.pdq.quality,
            });
        }
        Err(error) if error.is_about_bytes() => found.defect = Some(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    Ok(found)
}
