//! What the lookup service answers to programs written for Hasher-Matcher-Actioner.
//!
//! The hot path: a PDQ is answered from memory, without a look at the database. Whoever calls was
//! let in before; here it is asked for its permission and nothing else.

use serde_json::Value;
use url::Url;
use vigie_capture::Expected;
use vigie_domain::{Actor, Bank, BankEntry, Permission, Signal, SignalType, Timestamp};
use vigie_match::{FAST_DRIFT_BITS_MAX, PdqHash, PdqProfile};
use vigie_media::Hashed;

use super::fingerprint::picture_signal;
use super::index::{Asked, IndexStatus};
use super::lookup::known_among;
use super::recognise::coin_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// How a lookup is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServiceLookup<'a> {
    /// Names of the banks asked; `None` asks all.
    pub banks: Option<&'a [&'a str]>,
    /// Whether every bank that answers is asked, silenced entries among its own.
    pub is_raw: bool,
    /// Whether banks answer whatever their enabled ratio.
    pub bypasses_ratio: bool,
    /// The same seed draws the same for the enabled ratio; `None` draws anew.
    pub seed: Option<&'a str>,
}

/// A content that is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMatch {
    /// Its number.
    pub content: u64,
    /// The name of its bank; empty for a raw lookup, which does not say.
    pub bank: String,
    /// Bits between them; 0 for exact signals.
    pub distance_bits: u32,
}

/// Looks one signal up; what a negative bank suppresses is left out.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn look_up(
    desk: &Desk,
    actor: &Actor,
    signal: &Signal,
    how: ServiceLookup<'_>,
) -> Result<Vec<ServiceMatch>, DeskError> {
    actor.require(Permission::MatchSignal)?;
    let coin = match how.seed {
        _ if how.is_raw || how.bypasses_ratio => None,
        Some(seed) => Some(coin_of(seed)),
        None => Some(crate::desk::draw(vigie_domain::EnabledRatio::WHOLE)),
    };
    let asked = Asked {
        distance_bits_max: None,
        banks: how.banks,
        coin,
        with_silent: how.is_raw,
    };
    let Signal::Pdq { hash, .. } = signal else {
        let known = known_among(desk, std::slice::from_ref(signal), &asked).await?;
        super::lookup::count(desk, &known);
        let standing = known
            .into_iter()
            .filter(|found| found.suppressed_by.is_none());
        return Ok(standing
            .map(|found| ServiceMatch {
                content: found.entry.content,
                bank: found.bank,
                distance_bits: found.distance_bits,
            })
            .collect());
    };
    let now = desk.now();
    desk.index.freshen(desk.store(), desk.id, now).await?;
    let found = desk.index.search(&PdqHash::from_bytes(hash.0), &asked, now);
    let standing = found.standing();
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    desk.index
        .count_hits(standing.iter().map(|near| near.content));
    let named = standing.iter().map(|near| ServiceMatch {
        content: near.content,
        bank: if how.is_raw {
            String::new()
        } else {
            let name = desk.index.with_bank(near.bank, |bank| bank.name.clone());
            name.unwrap_or_default()
        },
        distance_bits: near.distance_bits,
    });
    Ok(named.collect())
}

/// Looks a picture up by its PDQ alone, as programs written for the lookup service do.
///
/// A stranger is turned away by the fast hash, which reads a JPEG as little as can be. Whatever is
/// near what is banked, by as much as the two hashes can differ, is hashed again exactly: every
/// distance that is told is an exact one.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right; [`DeskError::Refused`] for a broken picture.
pub async fn look_up_picture(
    desk: &Desk,
    actor: &Actor,
    bytes: &[u8],
    how: ServiceLookup<'_>,
) -> Result<Vec<ServiceMatch>, DeskError> {
    actor.require(Permission::MatchSignal)?;
    let mut hashed = hash_picture(desk, bytes, PdqProfile::Fast).await?;
    if hashed.profile == PdqProfile::Fast {
        desk.index
            .freshen(desk.store(), desk.id, desk.now())
            .await?;
        if !desk.index.is_near(&hashed.pdq.hash, FAST_DRIFT_BITS_MAX) {
            return Ok(Vec::new());
        }
        hashed = hash_picture(desk, bytes, PdqProfile::Full).await?;
    }
    if !hashed.pdq.is_comparable() {
        return Ok(Vec::new());
    }
    look_up(desk, actor, &picture_signal(&hashed.pdq), how).await
}

async fn hash_picture(desk: &Desk, bytes: &[u8], profile: PdqProfile) -> Result<Hashed, DeskError> {
    match desk.rooms.decoder.hash(bytes, profile).await {
        Err(error) if error.is_about_bytes() => {
            Err(DeskError::input("undecodable", error.to_string()))
        }
        outcome => Ok(outcome?),
    }
}

/// How the index stands; `None` until it was loaded.
pub fn index_status(desk: &Desk) -> Option<IndexStatus> {
    desk.index.status()
}

/// Loads the index, so that the first lookup does not wait for it.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn warm_index(desk: &Desk) -> Result<(), DeskError> {
    desk.refresh_index().await
}

/// Keeps the index in files, so that the next start need not read every row, once enough of it is
/// new. Answers whether it did.
///
/// # Errors
///
/// [`DeskError::Broken`] when the folder cannot be written; lookups go on.
pub async fn keep_index(desk: &Desk) -> Result<bool, DeskError> {
    let len_min = desk.config.index.kept_entries_min;
    desk.index.keep(desk.store(), desk.id, len_min).await
}

/// The canonical key of an address; `None` for what is none.
pub fn address_key(desk: &Desk, address: &str) -> Option<String> {
    let parsed = desk.keys().parse_locator(address).ok()?;
    Some(parsed.key.to_string())
}

/// Answering entries of a type. O(entries of the type).
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn count_signals(desk: &Desk, kind: SignalType) -> Result<u64, DeskError> {
    Ok(desk.store().count_signals(desk.id, kind).await?)
}

/// What stands at an address, read through the guarded fetcher; it is not kept.
///
/// Answers its bytes and the media type it was served as.
///
/// # Errors
///
/// [`DeskError::Refused`] for an address that cannot be read, with what stood in the way.
pub async fn read_address(
    desk: &Desk,
    actor: &Actor,
    address: &str,
) -> Result<(Vec<u8>, String), DeskError> {
    actor.require(Permission::MatchSignal)?;
    let refused = |detail: String| DeskError::input("address_unreadable", detail);
    let url = Url::parse(address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| {
            refused("give an address that begins with http:// or https://".to_owned())
        })?;
    let probe = desk
        .rooms
        .capturer
        .probe(&url, desk.now(), &Expected::default())
        .await;
    if let Some(failure) = probe.failure {
        return Err(refused(format!("the address cannot be read: {failure}")));
    }
    if !probe
        .status
        .is_some_and(|status| (200..300).contains(&status))
    {
        let status = probe.status.unwrap_or_default();
        return Err(refused(format!("the address answers with status {status}")));
    }
    Ok((probe.payload, probe.content_type.unwrap_or_default()))
}

/// A content of a bank, with all its signals.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentView {
    /// The bank.
    pub bank: Bank,
    /// Its number.
    pub content: u64,
    /// Its entries, withdrawn ones left out.
    pub entries: Vec<BankEntry>,
    /// What a client said of it.
    pub note: Option<Value>,
    /// Until when lookups leave it out.
    pub silent_until: Option<Timestamp>,
}

impl ContentView {
    /// Its first signal of a type.
    pub fn signal(&self, kind: SignalType) -> Option<&Signal> {
        let mut signals = self.entries.iter().map(|entry| &entry.signal);
        signals.find(|signal| signal.signal_type() == kind)
    }
}

/// Shows a content of a bank.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a content that is not in the bank, or was withdrawn from it.
pub async fn content_view(
    desk: &Desk,
    actor: &Actor,
    bank: &str,
    content: u64,
) -> Result<ContentView, DeskError> {
    actor.require(Permission::MatchSignal)?;
    let bank = crate::bank::named_bank(desk, bank).await?;
    let mut entries: Vec<BankEntry> = desk
        .store()
        .content_entries(desk.id, &[content])
        .await?
        .into_iter()
        .map(|known| known.entry)
        .filter(|entry| entry.bank == bank.id && entry.withdrawn_at.is_none())
        .collect();
    entries.sort_by_key(|entry| entry.id);
    let first = entries.first().or_not_found("content of this bank")?;
    Ok(ContentView {
        silent_until: first.silent_until,
        note: desk.store().content_note(desk.id, content).await?,
        bank,
        content,
        entries,
    })
}
