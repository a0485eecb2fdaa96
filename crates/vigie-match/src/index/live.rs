//! The index that changes while it is searched: segments, what was removed from them, and the delta.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use arc_swap::ArcSwap;

use super::Hit;
use super::code::Code;
use super::delta::{self, PAGE, Page};
use super::kernel::KernelKind;
use super::plan::DISTANCE_BITS_MAX;
use super::search::{Found, Scratch};
use super::segment::{Segment, SegmentError, code_of, hash_of};
use crate::pdq::PdqHash;

/// Entries of the delta from which it is merged. Measured: up to here it costs a search a tenth.
const DELTA_LEN_MAX: usize = 4096;
/// Pages of the delta that are compared while a search of a segment waits for memory: a full delta
/// is through in the seven turns in which it does. Measured.
const PAGES_A_TURN: usize = 5;
/// A segment is merged with what is newer once that is more than a quarter of its size: so each
/// hash is written a few times over its life, and a search meets few segments.
const MERGE_RATIO: usize = 4;
/// Searches remembered while a segment is not verified.
const REMEMBERED_MAX: usize = 65_536;

/// Hashes with their ids, searchable by distance, while entries come and go.
///
/// An id may stand for several hashes, and several ids for the same hash. A clone is another handle
/// of the same index.
#[derive(Debug, Clone, Default)]
pub struct HammingIndex {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    view: ArcSwap<View>,
    writer: Mutex<Writer>,
}

/// What a reader sees; never changed, only replaced (marks of removed entries excepted).
#[derive(Debug, Clone, Default)]
struct View {
    /// Oldest and largest first.
    segments: Vec<Arc<Held>>,
    pages: Vec<Arc<Page>>,
}

/// A segment and what was removed from it.
#[derive(Debug)]
struct Held {
    segment: Segment,
    /// One bit for each position.
    removed: Box<[AtomicU64]>,
    removed_len: AtomicUsize,
    /// Searches it took part in before every byte of it was read; `None` once it was.
    unverified: Option<Unverified>,
}

/// What a segment answered before it was verified.
#[derive(Debug)]
struct Unverified {
    /// Whether it was verified and is sound.
    is_sound: AtomicBool,
    /// `None` once there is a verdict.
    searches: Mutex<Option<Vec<(PdqHash, u32)>>>,
}

/// A segment that turned out to be damaged, and what has to be searched again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// What is wrong with it.
    pub error: SegmentError,
    /// Number of hashes that went with it: bring them back from where they came from.
    pub len: usize,
    /// Searches it took part in, with their distance in bits.
    pub searches: Vec<(PdqHash, u32)>,
    /// Whether these are all of them; otherwise search everything again.
    pub is_complete: bool,
}

/// What writers share.
#[derive(Debug, Default)]
struct Writer {
    len: usize,
    next_serial: u64,
    is_merging: bool,
    /// Ids removed since the merge under way began.
    removed: Vec<u64>,
    merge: Option<JoinHandle<()>>,
}

impl Held {
    /// A segment that was built here.
    fn built(segment: Segment) -> Self {
        Self::new(segment, None)
    }

    /// A segment that came from elsewhere.
    fn opened(segment: Segment) -> Self {
        let unverified = Unverified {
            is_sound: AtomicBool::new(false),
            searches: Mutex::new(Some(Vec::new())),
        };
        Self::new(segment, Some(unverified))
    }

    fn new(segment: Segment, unverified: Option<Unverified>) -> Self {
        let words = segment.len().div_ceil(64);
        Self {
            segment,
            removed: (0..words).map(|_| AtomicU64::new(0)).collect(),
            removed_len: AtomicUsize::new(0),
            unverified,
        }
    }

    #[inline]
    fn is_removed(&self, position: u32) -> bool {
        let word = self.removed.get(position as usize / 64);
        word.is_none_or(|word| word.load(Ordering::Acquire) >> (position % 64) & 1 == 1)
    }

    /// Marks the entries of `id`; answers how many there were.
    fn remove(&self, id: u64) -> usize {
        let mut count = 0;
        for position in self.segment.positions_of(id) {
            let bit = 1 << (position % 64);
            let before = self.removed[position as usize / 64].fetch_or(bit, Ordering::AcqRel);
            count += usize::from(before & bit == 0);
        }
        self.removed_len.fetch_add(count, Ordering::AcqRel);
        count
    }

    /// Every entry that was not removed.
    fn entries(&self) -> impl Iterator<Item = (PdqHash, u64)> + '_ {
        let live = self.segment.entries();
        let live = live.filter(|(_, position)| !self.is_removed(*position));
        live.map(|(hash, position)| (hash, self.segment.id(position)))
    }

    fn len(&self) -> usize {
        self.segment.len() - self.removed_len.load(Ordering::Acquire)
    }

    /// Whether the segment may be searched; until it is verified, what for is written down first.
    fn admits(&self, hashes: &[PdqHash], distance_bits_max: u32) -> bool {
        let Some(unverified) = &self.unverified else {
            return true;
        };
        if unverified.is_sound.load(Ordering::Acquire) {
            return true;
        }
        let mut searches = lock(&unverified.searches);
        let Some(searches) = &mut *searches else {
            return unverified.is_sound.load(Ordering::Acquire);
        };
        // One more than is handed out, to know that there were more.
        let room = (REMEMBERED_MAX + 1).saturating_sub(searches.len());
        searches.extend(
            hashes
                .iter()
                .take(room)
                .map(|hash| (*hash, distance_bits_max)),
        );
        true
    }

    fn is_sound(&self) -> bool {
        let unverified = self.unverified.as_ref();
        unverified.is_none_or(|unverified| unverified.is_sound.load(Ordering::Acquire))
    }

    /// Id and distance of what was found, if it was not removed.
    fn hit(&self, found: &Found) -> Option<Hit> {
        (!self.is_removed(found.position)).then(|| Hit {
            distance_bits: found.distance_bits,
            id: self.segment.id(found.position),
        })
    }
}

impl View {
    /// Every entry that was not removed.
    fn entries(&self) -> impl Iterator<Item = (PdqHash, u64)> + '_ {
        let new = self.pages.iter().flat_map(|page| page.entries());
        let new = new.map(|(code, id)| (hash_of(code), id));
        new.chain(self.segments.iter().flat_map(|held| held.entries()))
    }
}

impl HammingIndex {
    /// An index without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// An index over these entries, built at once; pairs that repeat count once.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when there are too many for one segment or for the memory.
    pub fn from_entries(mut entries: Vec<(PdqHash, u64)>) -> Result<Self, SegmentError> {
        let index = Self::new();
        entries.sort_unstable_by_key(|(hash, id)| (*id, *hash));
        entries.dedup();
        let mut next = View::default();
        let mut writer = index.writer();
        writer.len = entries.len();
        if entries.len() <= DELTA_LEN_MAX {
            for (hash, id) in entries {
                push(&mut next.pages, &mut writer.next_serial, code_of(&hash), id);
            }
        } else {
            next.segments.push(Arc::new(Held::built(build(&entries)?)));
        }
        index.shared.view.store(Arc::new(next));
        drop(writer);
        Ok(index)
    }

    /// Adds the entries of a segment that was opened, before every byte of it was read: call
    /// [`HammingIndex::verify`] in the background.
    pub fn attach(&self, segment: Segment) {
        let mut writer = self.writer();
        let mut next = View::clone(&self.shared.view.load());
        writer.len += segment.len();
        let held = Held::opened(segment);
        next.segments.push(Arc::new(held));
        next.segments
            .sort_by_key(|held| std::cmp::Reverse(held.segment.len()));
        self.shared.view.store(Arc::new(next));
    }

    /// Number of hashes held.
    pub fn len(&self) -> usize {
        self.writer().len
    }

    /// Whether no hash is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds `hash` under `id`; adding the same pair again changes nothing. The next search finds it.
    pub fn insert(&self, hash: PdqHash, id: u64) {
        let mut writer = self.writer();
        if self.search(&hash, 0).iter().any(|hit| hit.id == id) {
            return;
        }
        let mut next = View::clone(&self.shared.view.load());
        push(&mut next.pages, &mut writer.next_serial, code_of(&hash), id);
        writer.len += 1;
        let is_full = next.pages.len() * PAGE >= DELTA_LEN_MAX + PAGE;
        self.shared.view.store(Arc::new(next));
        if is_full && !writer.is_merging {
            self.begin_merge(&mut writer);
        }
    }

    /// Removes every hash of `id`; answers how many there were.
    pub fn remove(&self, id: u64) -> usize {
        let mut writer = self.writer();
        let view = self.shared.view.load();
        let mut count: usize = view.segments.iter().map(|held| held.remove(id)).sum();
        let mut next = View::clone(&view);
        for page in &mut next.pages {
            if let Some(without) = page.without(id) {
                count += page.len() - without.len();
                *page = Arc::new(without);
            }
        }
        self.shared.view.store(Arc::new(next));
        if writer.is_merging {
            writer.removed.push(id);
        }
        writer.len -= count;
        count
    }

    /// Every entry at most `distance_bits_max` bits away, nearest first, then by id.
    ///
    /// Fast up to 31 bits, exact at every distance; above 63 every hash is compared.
    pub fn search(&self, hash: &PdqHash, distance_bits_max: u32) -> Vec<Hit> {
        self.search_with(KernelKind::best(), hash, distance_bits_max)
    }

    /// The same by a given kernel.
    pub(super) fn search_with(
        &self,
        kernel: KernelKind,
        hash: &PdqHash,
        distance_bits_max: u32,
    ) -> Vec<Hit> {
        let view = self.shared.view.load();
        let (mut hits, mut new) = (Vec::new(), Vec::new());
        let code = code_of(hash);
        let mut parts = view.pages.chunks(PAGES_A_TURN).peekable();
        parts.peek().copied().into_iter().for_each(delta::ask);
        let mut compare = |part| {
            delta::search(part, &code, distance_bits_max, kernel, &mut |id, bits| {
                new.push(Hit {
                    distance_bits: bits,
                    id,
                });
            });
        };
        for held in &view.segments {
            if !held.admits(std::slice::from_ref(hash), distance_bits_max) {
                continue;
            }
            if distance_bits_max > DISTANCE_BITS_MAX {
                held.segment.scan(code, distance_bits_max, |found| {
                    hits.extend(held.hit(&found));
                });
                continue;
            }
            Scratch::with(|scratch, found| {
                let mut meanwhile = || {
                    parts.next().into_iter().for_each(&mut compare);
                    parts.peek().copied().into_iter().for_each(delta::ask);
                };
                held.segment.find_while(
                    code,
                    distance_bits_max,
                    kernel,
                    scratch,
                    found,
                    &mut meanwhile,
                );
                hits.extend(found.iter().filter_map(|found| held.hit(found)));
            });
        }
        parts.for_each(compare);
        hits.append(&mut new);
        hits.sort_unstable();
        hits
    }

    /// What [`HammingIndex::search`] answers for each hash, and faster than one by one.
    pub fn search_batch(&self, hashes: &[PdqHash], distance_bits_max: u32) -> Vec<Vec<Hit>> {
        self.search_batch_with(KernelKind::best(), hashes, distance_bits_max)
    }

    /// The same by a given kernel.
    pub(super) fn search_batch_with(
        &self,
        kernel: KernelKind,
        hashes: &[PdqHash],
        distance_bits_max: u32,
    ) -> Vec<Vec<Hit>> {
        if distance_bits_max > DISTANCE_BITS_MAX {
            let one = |hash| self.search_with(kernel, hash, distance_bits_max);
            return hashes.iter().map(one).collect();
        }
        let view = self.shared.view.load();
        let codes: Vec<Code> = hashes.iter().map(code_of).collect();
        let mut hits = vec![Vec::new(); hashes.len()];
        for held in &view.segments {
            if !held.admits(hashes, distance_bits_max) {
                continue;
            }
            Scratch::with(|scratch, found| {
                held.segment
                    .find_batch(&codes, distance_bits_max, kernel, scratch, found);
                for found in found.iter() {
                    hits[found.query as usize].extend(held.hit(found));
                }
            });
        }
        // Page by page: its columns stay near the processor while all queries look at them.
        for page in view.pages.chunks(1) {
            for (code, hits) in codes.iter().zip(&mut hits) {
                delta::search(page, code, distance_bits_max, kernel, &mut |id, bits| {
                    hits.push(Hit {
                        distance_bits: bits,
                        id,
                    });
                });
            }
        }
        for hits in &mut hits {
            hits.sort_unstable();
        }
        hits
    }

    /// Reads every byte of the segments that were attached; what is damaged is withdrawn.
    ///
    /// Searches go on meanwhile. For each segment withdrawn: bring its entries back from where they
    /// came from, then search again what it answered.
    pub fn verify(&self) -> Vec<Withdrawn> {
        let view = self.shared.view.load_full();
        let mut withdrawn = Vec::new();
        for held in view.segments.iter().filter(|held| !held.is_sound()) {
            let Some(unverified) = &held.unverified else {
                continue;
            };
            let verdict = held.segment.verify();
            let mut searches = lock(&unverified.searches);
            let Some(mut taken) = searches.take() else {
                continue; // Somebody else has just given the verdict.
            };
            let Err(error) = verdict else {
                unverified.is_sound.store(true, Ordering::Release);
                continue;
            };
            drop(searches); // From here on it admits no search.
            let is_complete = taken.len() <= REMEMBERED_MAX;
            taken.truncate(REMEMBERED_MAX);
            withdrawn.push(Withdrawn {
                error,
                len: self.withdraw(held),
                searches: taken,
                is_complete,
            });
        }
        withdrawn
    }

    /// Merges the delta into the segments now; waits for it. Searches and writers do not.
    pub fn merge(&self) {
        self.settle();
        let mut writer = self.writer();
        if !writer.is_merging {
            self.begin_merge(&mut writer);
        }
        drop(writer);
        self.settle();
    }

    /// Hands out all that is held as one segment, to be written to a file: the one there is when
    /// nothing came or went since it was built, otherwise a new one. O(entries) in the second case.
    ///
    /// `None` while something attached is not verified: damage must not spread.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when there are too many for one segment or for the memory.
    pub fn with_whole<T>(
        &self,
        take: impl FnOnce(&Segment) -> T,
    ) -> Result<Option<T>, SegmentError> {
        let view = self.shared.view.load_full();
        if !view.segments.iter().all(|held| held.is_sound()) {
            return Ok(None);
        }
        if let [held] = view.segments.as_slice()
            && view.pages.is_empty()
            && held.len() == held.segment.len()
        {
            return Ok(Some(take(&held.segment)));
        }
        let mut entries: Vec<(PdqHash, u64)> = view.entries().collect();
        entries.sort_unstable_by_key(|(hash, id)| (*id, *hash));
        drop(view);
        Ok(Some(take(&build(&entries)?)))
    }

    /// Waits for the merge under way, if there is one.
    pub fn settle(&self) {
        let merge = self.writer().merge.take();
        if let Some(merge) = merge {
            // A merge that panicked has changed nothing.
            let _ = merge.join();
        }
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        lock(&self.shared.writer)
    }

    /// Takes a segment out; answers how many entries went with it.
    fn withdraw(&self, held: &Arc<Held>) -> usize {
        let mut writer = self.writer();
        let mut next = View::clone(&self.shared.view.load());
        next.segments.retain(|other| !Arc::ptr_eq(other, held));
        self.shared.view.store(Arc::new(next));
        let len = held.len();
        writer.len -= len;
        len
    }

    fn begin_merge(&self, writer: &mut Writer) {
        writer.is_merging = true;
        writer.removed.clear();
        let view = self.shared.view.load_full();
        // Later insertions open a page of their own.
        let cut = writer.next_serial;
        writer.next_serial += 1;
        let shared = Arc::clone(&self.shared);
        let merge = std::thread::Builder::new()
            .name("vigie-index-merge".to_owned())
            .spawn(move || shared.merge(&view, cut));
        match merge {
            Ok(merge) => writer.merge = Some(merge),
            // Without a thread the delta stays: slower, and right. The next insertion tries again.
            Err(_) => writer.is_merging = false,
        }
    }
}

impl Shared {
    /// Builds one segment of the delta below `cut` and of the segments that are not much larger.
    fn merge(&self, view: &View, cut: u64) {
        let mut entries: Vec<(PdqHash, u64)> = view
            .pages
            .iter()
            .flat_map(|page| page.entries())
            .map(|(code, id)| (hash_of(code), id))
            .collect();
        let mut merged: Vec<Arc<Held>> = Vec::new();
        // Damage must not spread: what was not verified is left alone.
        for held in view.segments.iter().rev().filter(|held| held.is_sound()) {
            if held.len() > entries.len() * MERGE_RATIO {
                break;
            }
            entries.extend(held.entries());
            merged.push(Arc::clone(held));
        }
        entries.sort_unstable_by_key(|(hash, id)| (*id, *hash));
        let built = (!entries.is_empty()).then(|| build(&entries)).transpose();

        let mut writer = lock(&self.writer);
        writer.is_merging = false;
        let removed = std::mem::take(&mut writer.removed);
        let Ok(built) = built else {
            return; // No memory: everything stays as it was.
        };
        let mut next = View::clone(&self.view.load());
        next.pages.retain(|page| page.serial >= cut);
        next.segments
            .retain(|held| !merged.iter().any(|other| Arc::ptr_eq(other, held)));
        if let Some(segment) = built {
            let held = Held::built(segment);
            for id in removed {
                held.remove(id);
            }
            next.segments.push(Arc::new(held));
        }
        next.segments
            .sort_by_key(|held| std::cmp::Reverse(held.segment.len()));
        self.view.store(Arc::new(next));
    }
}

/// Puts an entry on the last page, or on a new one.
fn push(pages: &mut Vec<Arc<Page>>, next_serial: &mut u64, code: Code, id: u64) {
    let is_open = |page: &Arc<Page>| !page.is_full() && page.serial + 1 == *next_serial;
    if !pages.last().is_some_and(is_open) {
        pages.push(Arc::new(Page::new(*next_serial)));
        *next_serial += 1;
    }
    if let Some(last) = pages.last_mut() {
        Arc::make_mut(last).push(code, id);
    }
}

/// A segment of entries in the order of their ids.
fn build(entries: &[(PdqHash, u64)]) -> Result<Segment, SegmentError> {
    let (hashes, ids): (Vec<PdqHash>, Vec<u64>) = entries.iter().copied().unzip();
    Segment::build_with_ids(&hashes[..], &ids)
}

/// Nothing is left half-done by a panic under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
