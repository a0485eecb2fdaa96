//! The banked PDQ hashes in memory: what a lookup asks, without asking the database.
//!
//! ```text
//!  lookup ──▶ looked less than 20 ms ago? ──yes──▶ search ──▶ numbers of contents
//!                       │ no: one of them asks            ▲
//!                       ▼                                 │
//!              generation moved? ──▶ read what changed ───┘
//! ```
//!
//! Every change of a bank, by whichever process, has a number of its own in the order of commits,
//! so that catching up reads what is behind the last number and nothing else. The rows are the
//! truth; what stands here can be made from them again at any time. So that a start need not read
//! them all, a server keeps the index in files: [`super::kept`].

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Instant;

use vigie_domain::{
    Bank, BankEntry, BankId, BankRole, DeskId, EntryState, Sha256, Signal, Timestamp,
};
use vigie_match::index::{SegmentError, Withdrawn};
use vigie_match::{CopySketch, HammingIndex, PdqHash};
use vigie_store::{ChangeCursor, IndexRow, Store, StoreError};

use super::kept::{Kept, KeptFolder, Opened};
use crate::error::DeskError;

/// How old the last look at the generation may be, in milliseconds: half of what a new entry may
/// take to be found, and one query in some hundreds at the rates we are asked for.
const FRESH_MS: u64 = 20;
/// Rows read at a time.
const PAGE_ROWS: u32 = 10_000;
/// Contents whose other entries are read by one query.
const CONTENTS_AT_ONCE: usize = 256;
/// Bits of a number of the index that are the content; the others are the place of its bank.
const CONTENT_BITS: u32 = 48;
/// The index is kept anew once more than this share of it came and went.
const KEPT_STIR_SHARE: usize = 10;
/// Contents counted between two flushes; what is beyond is not counted, so that a flood of
/// different contents cannot fill the memory.
const COUNTED_CONTENTS_MAX: usize = 1 << 20;

/// What a lookup asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    /// Distance in bits; `None` is each bank's own.
    pub distance_bits_max: Option<u32>,
    /// Names of banks; `None` is all of them.
    pub banks: Option<&'a [&'a str]>,
    /// What was drawn for the enabled ratio, below a million; `None` asks every bank that answers.
    pub coin: Option<u32>,
    /// Whether entries that a client silenced for a time answer all the same.
    pub with_silent: bool,
}

/// A content near what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near {
    /// Its number.
    pub content: u64,
    /// The place of its bank in the index.
    pub bank: u16,
    /// Bits between them.
    pub distance_bits: u32,
}

/// What the index answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Near contents, nearest first.
    pub near: Vec<Near>,
    /// The place of the negative bank that suppresses them, and the content of it that does.
    pub suppressed_by: Option<Near>,
}

impl Found {
    /// What is left when suppression counts.
    pub(crate) fn standing(&self) -> &[Near] {
        if self.suppressed_by.is_some() {
            return &[];
        }
        &self.near
    }
}

struct Slot {
    bank: Bank,
    /// Whether its entries were read; a bank that never answered has none here.
    is_filled: bool,
}

#[derive(Default)]
struct Loaded {
    slots: Vec<Slot>,
    places: HashMap<BankId, u16>,
    /// What a hash alone finds: pictures, and the forms of those that were banked with their file.
    index: HammingIndex,
    /// The parts of pictures that were banked with their file: candidates for [`super::lookup`].
    parts: HammingIndex,
    silent: HashMap<u64, Timestamp>,
    /// The widest distance any bank asks for.
    distance_bits_max: u32,
}

/// How large the index is, for whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexStatus {
    /// Hashes held, the forms of pictures among them.
    pub hashes: usize,
    /// Parts of pictures held, to find copies by.
    pub parts: usize,
    /// The change it has caught up with.
    pub change: i64,
    /// When it last looked.
    pub looked_at: Timestamp,
}

/// One index for each process.
pub(crate) struct BankIndex {
    loaded: RwLock<Loaded>,
    /// The last change that was read; 0 before the first load.
    change: AtomicI64,
    is_loaded: AtomicBool,
    /// Milliseconds since `born` at the last look.
    looked: AtomicU64,
    looked_at: AtomicI64,
    born: Instant,
    catching_up: tokio::sync::Mutex<()>,
    hits: Mutex<HashMap<u64, u32>>,
    /// Entries that came and went since the files were written.
    stirred: AtomicUsize,
}

impl Default for BankIndex {
    fn default() -> Self {
        Self {
            loaded: RwLock::default(),
            change: AtomicI64::new(0),
            is_loaded: AtomicBool::new(false),
            looked: AtomicU64::new(0),
            looked_at: AtomicI64::new(0),
            born: Instant::now(),
            catching_up: tokio::sync::Mutex::default(),
            hits: Mutex::default(),
            stirred: AtomicUsize::new(0),
        }
    }
}

fn number(place: u16, content: u64) -> u64 {
    (u64::from(place) << CONTENT_BITS) | (content & ((1 << CONTENT_BITS) - 1))
}

fn parts(number: u64) -> (u16, u64) {
    let place = u16::try_from(number >> CONTENT_BITS).unwrap_or(u16::MAX);
    (place, number & ((1 << CONTENT_BITS) - 1))
}

impl Loaded {
    /// What a server kept; the rows since are read over it.
    fn of_kept(kept: Kept, index: HammingIndex, parts: HammingIndex) -> Self {
        let banks = kept.banks.into_iter();
        let slots: Vec<Slot> = banks
            .map(|(bank, is_filled)| Slot { bank, is_filled })
            .collect();
        let places = (0_u16..).zip(&slots);
        Self {
            places: places.map(|(place, slot)| (slot.bank.id, place)).collect(),
            slots,
            index,
            parts,
            silent: kept.silent,
            distance_bits_max: 0,
        }
    }

    fn search(&self, hash: &PdqHash, asked: &Asked<'_>, now: Timestamp) -> Found {
        let widest = match asked.distance_bits_max {
            // A negative bank keeps its own distance, whatever is asked of the others.
            Some(bits) => bits.max(self.negative_bits()),
            None => self.distance_bits_max,
        };
        let mut found = Found::default();
        for hit in self.index.search(hash, widest) {
            let (place, content) = parts(hit.id);
            let Some(slot) = self.slots.get(usize::from(place)) else {
                continue;
            };
            let near = Near {
                content,
                bank: place,
                distance_bits: hit.distance_bits,
            };
            if !slot.bank.answers() || self.is_silent(hit.id, asked, now) {
                continue;
            }
            if slot.bank.role == BankRole::Negative {
                if hit.distance_bits <= slot.bank.distance_bits_max {
                    found.suppressed_by.get_or_insert(near);
                }
            } else if admits(&slot.bank, asked, hit.distance_bits) {
                // Several hashes of one content: the nearest came first.
                if !found.near.iter().any(|one| same_content(one, &near)) {
                    found.near.push(near);
                }
            }
        }
        found
    }

    /// Puts a picture in, and the forms and parts that were banked of it.
    fn insert(&self, row: &IndexRow, number: u64) {
        let held = HeldPicture::of(row);
        for hash in held.forms {
            self.index.insert(hash, number);
        }
        for hash in held.parts {
            self.parts.insert(hash, number);
        }
    }

    fn is_silent(&self, number: u64, asked: &Asked<'_>, now: Timestamp) -> bool {
        !asked.with_silent
            && !self.silent.is_empty()
            && self.silent.get(&number).is_some_and(|until| *until > now)
    }

    fn negative_bits(&self) -> u32 {
        let negative = self
            .slots
            .iter()
            .filter(|slot| slot.bank.role == BankRole::Negative && slot.bank.answers());
        let bits = negative.map(|slot| slot.bank.distance_bits_max);
        bits.max().unwrap_or(0)
    }

    /// Takes over how the banks are set up; answers those whose entries were never read.
    fn set_up(&mut self, banks: Vec<Bank>) -> Vec<(u16, Bank)> {
        for slot in &mut self.slots {
            // What is not listed any more was closed.
            slot.bank.is_enabled = false;
        }
        for bank in banks {
            if let Some(place) = self.places.get(&bank.id) {
                self.slots[usize::from(*place)].bank = bank;
            } else {
                let Ok(place) = u16::try_from(self.slots.len()) else {
                    continue;
                };
                self.places.insert(bank.id, place);
                self.slots.push(Slot {
                    bank,
                    is_filled: false,
                });
            }
        }
        let answering = || self.slots.iter().filter(|slot| slot.bank.answers());
        self.distance_bits_max = answering()
            .map(|slot| slot.bank.distance_bits_max)
            .max()
            .unwrap_or(0);
        (0_u16..)
            .zip(&self.slots)
            .filter(|(_, slot)| slot.bank.answers() && !slot.is_filled)
            .map(|(place, slot)| (place, slot.bank.clone()))
            .collect()
    }

    fn hush(&mut self, number: u64, until: Option<Timestamp>) {
        match until {
            Some(until) => drop(self.silent.insert(number, until)),
            None => drop(self.silent.remove(&number)),
        }
    }
}

fn same_content(one: &Near, other: &Near) -> bool {
    one.content == other.content && one.bank == other.bank
}

fn admits(bank: &Bank, asked: &Asked<'_>, distance_bits: u32) -> bool {
    let distance_max = asked.distance_bits_max.unwrap_or(bank.distance_bits_max);
    distance_bits <= distance_max
        && asked
            .banks
            .is_none_or(|names| names.contains(&bank.name.as_str()))
        && asked
            .coin
            .is_none_or(|coin| bank.enabled_ratio.admits(coin))
}

impl BankIndex {
    /// Near contents, without a look at the database.
    pub(crate) fn search(&self, hash: &PdqHash, asked: &Asked<'_>, now: Timestamp) -> Found {
        self.read(|loaded| loaded.search(hash, asked, now))
    }

    /// Whether anything at all is within any bank's distance, were the hash `drift_bits` off.
    pub(crate) fn is_near(&self, hash: &PdqHash, drift_bits: u32) -> bool {
        self.read(|loaded| {
            let widest = loaded.distance_bits_max + drift_bits;
            !loaded.index.search(hash, widest).is_empty()
        })
    }

    /// Contents of which a part is within that distance of one of these hashes, silent ones too.
    pub(crate) fn near_parts(&self, hashes: &[PdqHash], distance_bits_max: u32) -> BTreeSet<u64> {
        self.read(|loaded| {
            let hits = loaded.parts.search_batch(hashes, distance_bits_max);
            hits.iter().flatten().map(|hit| parts(hit.id).1).collect()
        })
    }

    /// Something of the bank at a place.
    pub(crate) fn with_bank<T>(&self, place: u16, take: impl FnOnce(&Bank) -> T) -> Option<T> {
        self.read(|loaded| {
            let slot = loaded.slots.get(usize::from(place));
            slot.map(|slot| take(&slot.bank))
        })
    }

    /// Every bank, answering or not, as of the last look.
    pub(crate) fn banks(&self) -> Vec<Bank> {
        self.read(|loaded| loaded.slots.iter().map(|slot| slot.bank.clone()).collect())
    }

    /// How it stands; `None` until it was loaded.
    pub(crate) fn status(&self) -> Option<IndexStatus> {
        if !self.is_loaded.load(Ordering::Acquire) {
            return None;
        }
        Some(IndexStatus {
            hashes: self.read(|loaded| loaded.index.len()),
            parts: self.read(|loaded| loaded.parts.len()),
            change: self.change.load(Ordering::Acquire),
            looked_at: Timestamp::from_ms(self.looked_at.load(Ordering::Acquire)),
        })
    }

    /// Makes sure that what is held is at most [`FRESH_MS`] behind the database.
    ///
    /// One caller looks; the others go on with what is held, unless nothing is held yet.
    pub(crate) async fn freshen(
        &self,
        store: &Store,
        desk: DeskId,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let is_loaded = self.is_loaded.load(Ordering::Acquire);
        let age = self
            .age_ms()
            .wrapping_sub(self.looked.load(Ordering::Acquire));
        if is_loaded && age < FRESH_MS {
            return Ok(());
        }
        let turn = if is_loaded {
            match self.catching_up.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(()),
            }
        } else {
            self.catching_up.lock().await
        };
        let done = self.catch_up(store, desk, now).await;
        drop(turn);
        done
    }

    /// Catches up with everything that is committed now.
    pub(crate) async fn refresh(
        &self,
        store: &Store,
        desk: DeskId,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let turn = self.catching_up.lock().await;
        let done = self.catch_up(store, desk, now).await;
        drop(turn);
        done
    }

    fn age_ms(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    async fn catch_up(&self, store: &Store, desk: DeskId, now: Timestamp) -> Result<(), DeskError> {
        let looked = self.age_ms();
        // Read before the rows: what is committed in between is read twice, never left out.
        let generation = store.bank_generation(desk).await?;
        if !self.is_loaded.load(Ordering::Acquire) {
            self.take_kept(store, desk, generation).await?;
        }
        let change = self.change.load(Ordering::Acquire);
        if generation != change || !self.is_loaded.load(Ordering::Acquire) {
            let banks = store.banks(desk).await?;
            let unread = self.write(|loaded| loaded.set_up(banks));
            for place in self.filled_places(&unread) {
                self.read_changes(store, desk, place, change).await?;
            }
            self.fill(store, unread).await?;
            self.change.store(generation, Ordering::Release);
            self.is_loaded.store(true, Ordering::Release);
        }
        self.looked.store(looked, Ordering::Release);
        self.looked_at.store(now.ms(), Ordering::Release);
        Ok(())
    }

    /// Takes over what a server kept, when it stems from the history of this database.
    async fn take_kept(
        &self,
        store: &Store,
        desk: DeskId,
        generation: i64,
    ) -> Result<(), DeskError> {
        let folder = KeptFolder::of(&store.config().data_dir, desk);
        let opened = tokio::task::spawn_blocking(move || folder.open(desk));
        let Some(Opened { kept, forms, parts }) = opened.await.map_err(DeskError::broken)? else {
            return Ok(());
        };
        let is_of_here = match kept.leaf {
            Some(leaf) => kept.change <= generation && store.has_leaf(leaf).await?,
            None => false,
        };
        if !is_of_here {
            return Ok(());
        }
        let change = kept.change;
        self.write(|loaded| *loaded = Loaded::of_kept(kept, forms, parts));
        self.change.store(change, Ordering::Release);
        Ok(())
    }

    /// Writes what is held to files, for the next server, once enough of it is new.
    pub(crate) async fn keep(
        &self,
        store: &Store,
        desk: DeskId,
        len_min: usize,
    ) -> Result<bool, DeskError> {
        let len = self.read(|loaded| loaded.index.len() + loaded.parts.len());
        let stirred = self.stirred.load(Ordering::Acquire);
        let is_due = stirred > len / KEPT_STIR_SHARE;
        if !self.is_loaded.load(Ordering::Acquire) || len < len_min || !is_due {
            return Ok(false);
        }
        // Read first: what comes after it is read again by whoever takes the files over.
        let change = self.change.load(Ordering::Acquire);
        let leaf = store.last_leaf().await?;
        let folder = KeptFolder::of(&store.config().data_dir, desk);
        let mut kept = Kept::of(desk, change, leaf);
        let (forms, parts) = self.read(|loaded| {
            let slots = loaded.slots.iter();
            kept.banks = slots
                .map(|slot| (slot.bank.clone(), slot.is_filled))
                .collect();
            kept.silent.clone_from(&loaded.silent);
            (loaded.index.clone(), loaded.parts.clone())
        });
        let written = tokio::task::spawn_blocking(move || folder.write(kept, (&forms, &parts)));
        let written = written.await.map_err(DeskError::broken)?;
        let is_written = written.map_err(DeskError::broken)?;
        if is_written {
            self.stirred.fetch_sub(stirred, Ordering::AcqRel);
        }
        Ok(is_written)
    }

    /// Reads every byte of the files that were taken over. What is damaged is taken out, and
    /// everything is read from the rows again.
    pub(crate) async fn verify(
        &self,
        store: &Store,
        desk: DeskId,
        now: Timestamp,
    ) -> Result<Vec<Withdrawn>, DeskError> {
        let held = self.read(|loaded| [loaded.index.clone(), loaded.parts.clone()]);
        let verified = tokio::task::spawn_blocking(move || {
            held.iter()
                .flat_map(HammingIndex::verify)
                .collect::<Vec<_>>()
        });
        let withdrawn = verified.await.map_err(DeskError::broken)?;
        if withdrawn.is_empty() {
            return Ok(withdrawn);
        }
        let turn = self.catching_up.lock().await;
        KeptFolder::of(&store.config().data_dir, desk)
            .forget()
            .map_err(DeskError::broken)?;
        // Lookups wait from here on: an answer that lacks what went would be a wrong one.
        self.is_loaded.store(false, Ordering::Release);
        self.change.store(0, Ordering::Release);
        self.write(|loaded| *loaded = Loaded::default());
        let done = self.catch_up(store, desk, now).await;
        drop(turn);
        done.map(|()| withdrawn)
    }

    fn filled_places(&self, unread: &[(u16, Bank)]) -> Vec<(u16, BankId)> {
        self.read(|loaded| {
            (0_u16..)
                .zip(&loaded.slots)
                .filter(|(place, slot)| {
                    slot.is_filled && unread.iter().all(|(other, _)| other != place)
                })
                .map(|(place, slot)| (place, slot.bank.id))
                .collect()
        })
    }

    /// Reads banks whole. What is read before anything is held becomes one segment at once.
    async fn fill(&self, store: &Store, unread: Vec<(u16, Bank)>) -> Result<(), DeskError> {
        let is_first = self.read(|loaded| loaded.index.is_empty() && loaded.parts.is_empty());
        let (mut first, mut first_parts) = (Vec::new(), Vec::new());
        for (place, bank) in &unread {
            let mut after = None;
            loop {
                let rows = store.index_rows(bank.id, after, PAGE_ROWS).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.entry);
                self.note_stir(rows.len());
                if is_first {
                    for row in &rows {
                        let number = number(*place, row.content);
                        let held = HeldPicture::of(row);
                        first.extend(held.forms.iter().map(|hash| (*hash, number)));
                        first_parts.extend(held.parts.iter().map(|hash| (*hash, number)));
                    }
                    self.note_silence(*place, &rows);
                } else {
                    self.put(*place, &rows);
                }
            }
        }
        if is_first {
            let built = tokio::task::spawn_blocking(move || {
                let index = HammingIndex::from_entries(first)?;
                Ok::<_, SegmentError>((index, HammingIndex::from_entries(first_parts)?))
            });
            let built = built.await.map_err(DeskError::broken)?;
            let (index, parts) = built.map_err(DeskError::broken)?;
            self.write(|loaded| (loaded.index, loaded.parts) = (index, parts));
        }
        self.write(|loaded| {
            for (place, _) in &unread {
                loaded.slots[usize::from(*place)].is_filled = true;
            }
        });
        Ok(())
    }

    fn note_stir(&self, entries: usize) {
        self.stirred.fetch_add(entries, Ordering::AcqRel);
    }

    fn note_silence(&self, place: u16, rows: &[IndexRow]) {
        if rows.iter().any(|row| row.silent_until.is_some()) {
            self.write(|loaded| {
                for row in rows {
                    loaded.hush(number(place, row.content), row.silent_until);
                }
            });
        }
    }

    async fn read_changes(
        &self,
        store: &Store,
        desk: DeskId,
        (place, bank): (u16, BankId),
        change: i64,
    ) -> Result<(), StoreError> {
        let mut since = ChangeCursor {
            change,
            entry: None,
        };
        loop {
            let rows = store.index_changes(bank, since, PAGE_ROWS).await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            since = ChangeCursor {
                change: last.change,
                entry: Some(last.entry),
            };
            self.note_stir(rows.len());
            let (active, gone): (Vec<IndexRow>, Vec<IndexRow>) =
                rows.into_iter().partition(|row| row.is_active);
            self.put(place, &active);
            self.take_out(store, desk, (place, bank), &gone).await?;
        }
    }

    /// Inserts while others search: the index itself is never waited for.
    fn put(&self, place: u16, rows: &[IndexRow]) {
        self.read(|loaded| {
            for row in rows {
                loaded.insert(row, number(place, row.content));
            }
        });
        let speaks = |row: &IndexRow, loaded: &Loaded| {
            let number = number(place, row.content);
            loaded.silent.get(&number).copied() != row.silent_until
        };
        if self.read(|loaded| rows.iter().any(|row| speaks(row, loaded))) {
            self.write(|loaded| {
                for row in rows {
                    loaded.hush(number(place, row.content), row.silent_until);
                }
            });
        }
    }

    /// A content goes out as a whole; what else of it answers goes in again.
    async fn take_out(
        &self,
        store: &Store,
        desk: DeskId,
        (place, bank): (u16, BankId),
        gone: &[IndexRow],
    ) -> Result<(), StoreError> {
        let contents: BTreeSet<u64> = gone.iter().map(|row| row.content).collect();
        let contents: Vec<u64> = contents.into_iter().collect();
        for chunk in contents.chunks(CONTENTS_AT_ONCE) {
            let left: Vec<IndexRow> = store
                .content_entries(desk, chunk)
                .await?
                .into_iter()
                .filter(|known| known.entry.bank == bank)
                .filter_map(|known| index_row(&known.entry))
                .collect();
            // Under the lock, so that no search falls between taking out and putting back.
            self.write(|loaded| {
                for content in chunk {
                    let number = number(place, *content);
                    loaded.index.remove(number);
                    loaded.parts.remove(number);
                    loaded.silent.remove(&number);
                }
                for row in &left {
                    let number = number(place, row.content);
                    loaded.insert(row, number);
                    loaded.hush(number, row.silent_until);
                }
            });
        }
        Ok(())
    }

    /// Counts that these contents matched.
    pub(crate) fn count_hits(&self, contents: impl Iterator<Item = u64>) {
        let mut hits = self.hits.lock().unwrap_or_else(PoisonError::into_inner);
        for content in contents {
            if hits.len() < COUNTED_CONTENTS_MAX || hits.contains_key(&content) {
                let count = hits.entry(content).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// What was counted since the last time.
    pub(crate) fn take_hits(&self) -> Vec<(u64, u32)> {
        let mut hits = self.hits.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *hits).into_iter().collect()
    }

    fn read<T>(&self, take: impl FnOnce(&Loaded) -> T) -> T {
        take(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Loaded) -> T) -> T {
        change(&mut self.loaded.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What of an entry stands in the index.
#[derive(Default)]
struct HeldPicture {
    /// What a hash alone finds it by.
    forms: Vec<PdqHash>,
    /// What its copies are found by.
    parts: Vec<PdqHash>,
}

impl HeldPicture {
    fn of(row: &IndexRow) -> Self {
        match &row.copies {
            None if row.quality < vigie_domain::signal::PDQ_QUALITY_MIN => Self::default(),
            None => Self {
                forms: vec![PdqHash::from_bytes(row.hash.0)],
                parts: Vec::new(),
            },
            // What cannot be read finds nothing; the picture's own hash stands beside it.
            Some(text) => text.parse::<CopySketch>().map_or_else(
                |_| Self::default(),
                |sketch| Self {
                    forms: sketch.forms().map(|(hash, ..)| hash).collect(),
                    parts: sketch.parts().collect(),
                },
            ),
        }
    }
}

/// The row of an entry that answers with a picture.
fn index_row(entry: &BankEntry) -> Option<IndexRow> {
    let (hash, quality, copies) = match &entry.signal {
        Signal::Pdq { hash, quality } => (*hash, *quality, None),
        Signal::Copies(text) => (Sha256([0; 32]), 100, Some(text.clone())),
        _ => return None,
    };
    (entry.state == EntryState::Active).then_some(IndexRow {
        entry: entry.id,
        content: entry.content,
        change: entry.change,
        hash,
        quality,
        copies,
        is_active: true,
        silent_until: entry.silent_until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a number holds its bank and its content, to the last bit of each.
    #[test]
    fn numbers_hold_both_parts() {
        for place in [0, 1, u16::MAX] {
            for content in [0, 1, (1 << CONTENT_BITS) - 1] {
                assert_eq!(parts(number(place, content)), (place, content));
            }
        }
    }
}
