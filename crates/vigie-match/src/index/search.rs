//! The search of a segment: a pipeline in which nobody waits for memory.
//!
//! A query opens hundreds of buckets far apart, and memory answers after some 100 ns. So the work is
//! cut into blocks of up to 32 buckets, and each block goes through six stages. A stage asks for the
//! memory the next one needs, and blocks that follow fill the time until it is there:
//!
//! ```text
//! fill ─▶ bound ─▶ compare ─▶ locate ─▶ glance ─▶ confirm
//! keys    ends of   signa-     slot of   half of   all bits, first
//!         buckets   tures      those     the bits  finder, position
//!                              that fit
//! ```
//!
//! Single queries and batches differ only in who fills the blocks.
#![expect(clippy::cast_ptr_alignment, reason = "all reads are unaligned")]
#![expect(
    unsafe_code,
    reason = "unchecked reads where a check would cost more than the read; each states its invariant"
)]
#![expect(
    clippy::inline_always,
    reason = "the stages are compiled once for each kernel"
)]
#![expect(
    clippy::cast_possible_truncation,
    reason = "entries, slots and positions are below 2^31, keys and signatures are masked"
)]

use std::cell::RefCell;

use super::build::HashList;
use super::code::Code;
use super::kernel::{Kernel, KernelKind, Portable, TILE, prefetch};
use super::packed;
use super::plan::{Chunk, SIGNATURE_BITS, Schedule, Step};
use super::segment::{Segment, code_of};
use super::shape::{FAR_BYTES, NEAR_BYTES, Section, Table};
use crate::pdq::PdqHash;

/// Buckets of a block.
pub(super) const BLOCK: usize = 32;
/// Blocks between asking for memory and using it.
const LAG: usize = 2;
/// Stages after the first.
const STAGES: usize = 5;
/// Blocks under way; a power of two above `LAG * STAGES`.
const RING: usize = 16;

/// A hash of a segment within the distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Number of the query in its batch.
    pub query: u32,
    /// Bits in which the two differ.
    pub distance_bits: u32,
    /// Place of the hash in the list the segment was built from.
    pub position: u32,
}

/// Some entries of a bucket whose signatures fit.
#[derive(Debug, Clone, Copy, Default)]
struct Tile {
    /// First entry of the tile.
    entry: u32,
    /// One bit for each entry that fits.
    mask: u32,
    /// The bucket's number in the block.
    probe: u32,
}

/// An entry whose signature fits.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    entry: u32,
    /// First entry of its bucket.
    first: u32,
    key: u32,
    query: u32,
}

/// A place in the payload to be compared.
#[derive(Debug, Clone, Copy)]
struct Place {
    slot: u32,
    query: u32,
}

/// Buckets of one table on their way through the stages.
#[derive(Debug)]
pub(super) struct Block {
    /// Number of the step in the schedule.
    pub(super) step: usize,
    pub(super) len: usize,
    pub(super) keys: [u32; BLOCK],
    pub(super) queries: [u32; BLOCK],
    pub(super) signatures: [u16; BLOCK],
    pub(super) thresholds: [u16; BLOCK],
    /// First entry and the one behind the last.
    bounds: [(u32, u32); BLOCK],
    candidates: Vec<Candidate>,
    places: Vec<Place>,
    near: Vec<Place>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            step: 0,
            len: 0,
            keys: [0; BLOCK],
            queries: [0; BLOCK],
            signatures: [0; BLOCK],
            thresholds: [0; BLOCK],
            bounds: [(0, 0); BLOCK],
            candidates: Vec::new(),
            places: Vec::new(),
            near: Vec::new(),
        }
    }
}

/// Memory a search works in, to be used again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    ring: [Block; RING],
    tiles: Vec<Tile>,
    /// Queries of a batch in the order of their keys.
    pub(super) sorted: Vec<(u32, u32)>,
    pub(super) unsorted: Vec<(u32, u32)>,
}

impl Scratch {
    /// Lends this thread's memory to `work`, with an empty list for what it finds.
    pub(super) fn with<T>(work: impl FnOnce(&mut Self, &mut Vec<Found>) -> T) -> T {
        thread_local! {
            static MINE: RefCell<(Scratch, Vec<Found>)> = RefCell::default();
        }
        MINE.with(|mine| match mine.try_borrow_mut() {
            Ok(mut mine) => {
                let (scratch, found) = &mut *mine;
                found.clear();
                work(scratch, found)
            }
            Err(_) => work(&mut Self::default(), &mut Vec::new()),
        })
    }
}

/// Searches one segment after another with memory of its own.
#[derive(Debug, Default)]
pub struct Searcher {
    scratch: Scratch,
    codes: Vec<Code>,
    found: Vec<Found>,
}

impl Searcher {
    /// Every hash of the segment at most `distance_bits_max` bits away, nearest first.
    ///
    /// Distances above [`DISTANCE_BITS_MAX`] are answered as that one.
    pub fn search(
        &mut self,
        segment: &Segment,
        hash: &PdqHash,
        distance_bits_max: u32,
    ) -> &[Found] {
        self.found.clear();
        let kernel = KernelKind::best();
        let (scratch, found) = (&mut self.scratch, &mut self.found);
        segment.find(code_of(hash), distance_bits_max, kernel, scratch, found);
        self.found.sort_unstable();
        &self.found
    }

    /// The same for many hashes at once, in the order of the hashes, nearest first in each.
    pub fn search_batch(
        &mut self,
        segment: &Segment,
        hashes: &(impl HashList + ?Sized),
        distance_bits_max: u32,
    ) -> &[Found] {
        self.found.clear();
        self.codes.clear();
        self.codes
            .extend((0..hashes.len()).map(|at| code_of(&hashes.hash(at))));
        let kernel = KernelKind::best();
        let (scratch, found) = (&mut self.scratch, &mut self.found);
        segment.find_batch(&self.codes, distance_bits_max, kernel, scratch, found);
        self.found.sort_unstable();
        &self.found
    }
}

/// Who says which buckets to open.
pub(super) trait Source {
    /// Fills the next block; false when there is none.
    fn fill(&mut self, segment: &Segment, block: &mut Block) -> bool;
    /// The query of this number.
    fn code(&self, query: u32) -> &Code;
}

/// One query.
struct Single<'a> {
    code: Code,
    schedule: &'a Schedule,
    step: usize,
    mask: usize,
}

impl Source for Single<'_> {
    #[inline(always)]
    fn fill(&mut self, segment: &Segment, block: &mut Block) -> bool {
        let Some(step) = self.schedule.steps.get(self.step) else {
            return false;
        };
        let chunk = &segment.shape.plan.chunks[step.chunk];
        let key = self.code.field(chunk.offset, chunk.address_bits);
        let signature = self.code.field(chunk.signature_offset(), SIGNATURE_BITS) as u16;
        let len = (step.masks.len() - self.mask).min(BLOCK);
        let masks = &step.masks[self.mask..self.mask + len];
        let thresholds = &step.thresholds[self.mask..self.mask + len];
        for at in 0..len {
            block.keys[at] = key ^ masks[at];
            block.thresholds[at] = thresholds[at];
        }
        block.signatures = [signature; BLOCK];
        block.len = len;
        block.step = self.step;
        self.mask += len;
        if self.mask == step.masks.len() {
            self.mask = 0;
            self.step += 1;
        }
        true
    }

    #[inline(always)]
    fn code(&self, _query: u32) -> &Code {
        &self.code
    }
}

/// Many queries: chunk by chunk, mask by mask, and among these in the order of the keys, so that
/// neighbours in time are neighbours in memory.
struct Batch<'a> {
    codes: &'a [Code],
    schedule: &'a Schedule,
    step: usize,
    mask: usize,
    at: usize,
    sorted: Vec<(u32, u32)>,
    unsorted: Vec<(u32, u32)>,
}

impl Batch<'_> {
    /// Puts the queries into the order of their keys' upper bits; that is order enough.
    fn sort(&mut self, chunk: &Chunk) {
        /// Bits that are sorted by.
        const SORTED_BITS: u32 = 10;
        let shift = chunk.address_bits.saturating_sub(SORTED_BITS);
        let mut next = [0_u32; (1 << SORTED_BITS) + 1];
        self.unsorted.clear();
        for (query, code) in self.codes.iter().enumerate() {
            let key = code.field(chunk.offset, chunk.address_bits);
            next[(key >> shift) as usize + 1] += 1;
            self.unsorted.push((key, query as u32));
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        self.sorted.clear();
        self.sorted.resize(self.codes.len(), (0, 0));
        for pair in &self.unsorted {
            let place = &mut next[(pair.0 >> shift) as usize];
            self.sorted[*place as usize] = *pair;
            *place += 1;
        }
    }
}

impl Source for Batch<'_> {
    #[inline(always)]
    fn fill(&mut self, segment: &Segment, block: &mut Block) -> bool {
        let Some(step) = self.schedule.steps.get(self.step) else {
            return false;
        };
        let chunk = segment.shape.plan.chunks[step.chunk];
        if self.mask == 0 && self.at == 0 {
            self.sort(&chunk);
        }
        let len = (self.sorted.len() - self.at).min(BLOCK);
        let (mask, threshold) = (step.masks[self.mask], step.thresholds[self.mask]);
        for (at, (key, query)) in self.sorted[self.at..self.at + len].iter().enumerate() {
            block.keys[at] = key ^ mask;
            block.queries[at] = *query;
            let code = &self.codes[*query as usize];
            block.signatures[at] = code.field(chunk.signature_offset(), SIGNATURE_BITS) as u16;
        }
        block.thresholds = [threshold; BLOCK];
        block.len = len;
        block.step = self.step;
        self.at += len;
        if self.at == self.sorted.len() {
            self.at = 0;
            self.mask += 1;
            if self.mask == step.masks.len() {
                self.mask = 0;
                self.step += 1;
            }
        }
        true
    }

    #[inline(always)]
    fn code(&self, query: u32) -> &Code {
        &self.codes[query as usize]
    }
}

impl Segment {
    /// Every hash at most `distance_bits_max` bits away.
    pub(super) fn find(
        &self,
        code: Code,
        distance_bits_max: u32,
        kernel: KernelKind,
        scratch: &mut Scratch,
        found: &mut Vec<Found>,
    ) {
        let schedule = self.schedule(distance_bits_max);
        let mut source = Single {
            code,
            schedule,
            step: 0,
            mask: 0,
        };
        run(kernel, self, schedule, &mut source, scratch, found);
    }

    /// The same by comparing with every hash, at any distance.
    pub(super) fn scan(&self, code: Code, distance_bits_max: u32, mut found: impl FnMut(Found)) {
        for slot in 0..self.len() {
            let distance_bits = code.difference(&self.code(slot)).weight();
            if distance_bits <= distance_bits_max {
                found(Found {
                    query: 0,
                    distance_bits,
                    position: self.position(slot),
                });
            }
        }
    }

    /// The same for many queries at once.
    pub(super) fn find_batch(
        &self,
        codes: &[Code],
        distance_bits_max: u32,
        kernel: KernelKind,
        scratch: &mut Scratch,
        found: &mut Vec<Found>,
    ) {
        if codes.is_empty() {
            return;
        }
        let schedule = self.schedule(distance_bits_max);
        let mut source = Batch {
            codes,
            schedule,
            step: 0,
            mask: 0,
            at: 0,
            sorted: std::mem::take(&mut scratch.sorted),
            unsorted: std::mem::take(&mut scratch.unsorted),
        };
        run(kernel, self, schedule, &mut source, scratch, found);
        scratch.sorted = source.sorted;
        scratch.unsorted = source.unsorted;
    }
}

/// Runs the pipeline as it was compiled for this kernel.
fn run<S: Source>(
    kernel: KernelKind,
    segment: &Segment,
    schedule: &Schedule,
    source: &mut S,
    scratch: &mut Scratch,
    found: &mut Vec<Found>,
) {
    if segment.is_empty() {
        return;
    }
    match kernel {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the guard has asked the processor for what the function was compiled for.
        KernelKind::Avx512 if kernel.is_available() => unsafe {
            run_avx512(segment, schedule, source, scratch, found);
        },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        KernelKind::Avx2 if kernel.is_available() => unsafe {
            run_avx2(segment, schedule, source, scratch, found);
        },
        _ => pipeline::<Portable, S>(segment, schedule, source, scratch, found),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512bitalg,avx512vpopcntdq,avx2,bmi1,bmi2,popcnt"
)]
fn run_avx512<S: Source>(
    segment: &Segment,
    schedule: &Schedule,
    source: &mut S,
    scratch: &mut Scratch,
    found: &mut Vec<Found>,
) {
    pipeline::<super::kernel::Avx512, S>(segment, schedule, source, scratch, found);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn run_avx2<S: Source>(
    segment: &Segment,
    schedule: &Schedule,
    source: &mut S,
    scratch: &mut Scratch,
    found: &mut Vec<Found>,
) {
    pipeline::<super::kernel::Avx2, S>(segment, schedule, source, scratch, found);
}

#[inline(always)]
fn pipeline<K: Kernel, S: Source>(
    segment: &Segment,
    schedule: &Schedule,
    source: &mut S,
    scratch: &mut Scratch,
    found: &mut Vec<Found>,
) {
    let stages = Stages {
        segment,
        schedule,
        base: segment.as_bytes().as_ptr(),
    };
    let Scratch { ring, tiles, .. } = scratch;
    // Blocks left to be brought to the end once the source is dry.
    let mut left = LAG * STAGES;
    let mut at = 0_usize;
    loop {
        let block = &mut ring[at % RING];
        if source.fill(segment, block) {
            stages.ask_for_bounds(block);
        } else {
            block.len = 0;
            if left == 0 {
                return;
            }
            left -= 1;
        }
        // A block in which nothing was filled passes through all stages and does nothing.
        let stage = |stage: usize| at.wrapping_sub(stage * LAG) % RING;
        if at >= LAG {
            stages.bound(&mut ring[stage(1)]);
        }
        if at >= 2 * LAG {
            stages.compare::<K>(&mut ring[stage(2)], tiles);
        }
        if at >= 3 * LAG {
            stages.locate(&mut ring[stage(3)]);
        }
        if at >= 4 * LAG {
            stages.glance(&mut ring[stage(4)], source);
        }
        if at >= 5 * LAG {
            stages.confirm(&mut ring[stage(5)], source, found);
        }
        at += 1;
    }
}

/// What the stages share.
struct Stages<'a> {
    segment: &'a Segment,
    schedule: &'a Schedule,
    /// First byte of the segment.
    base: *const u8,
}

impl Stages<'_> {
    #[inline(always)]
    fn step(&self, block: &Block) -> &Step {
        &self.schedule.steps[block.step]
    }

    #[inline(always)]
    fn table(&self, block: &Block) -> &Table {
        &self.segment.shape.tables[self.step(block).chunk]
    }

    #[inline(always)]
    fn ask_for_bounds(&self, block: &Block) {
        let directory = self.base.wrapping_add(self.table(block).directory.offset);
        for key in &block.keys[..block.len] {
            prefetch(directory.wrapping_add(*key as usize * 4));
        }
    }

    /// Reads where the buckets lie, and asks for their signatures.
    #[inline(always)]
    fn bound(&self, block: &mut Block) {
        if block.len == 0 {
            return;
        }
        let table = *self.table(block);
        // SAFETY: the directory lies within the segment (`Shape` made it, `open` compared the
        // length); it holds one place more than there are buckets, and a key has as many bits as
        // buckets have numbers, so both places read are in it.
        let directory = unsafe { self.base.add(table.directory.offset) };
        let signatures = self.base.wrapping_add(table.signature.offset);
        let len = self.segment.shape.len as u32;
        for at in 0..block.len {
            let key = block.keys[at] as usize;
            // SAFETY: as above; eight bytes are two places.
            let both = unsafe { directory.add(key * 4).cast::<u64>().read_unaligned() };
            let both = u64::from_le(both);
            // A damaged directory must not lead out of the table.
            let end = ((both >> 32) as u32).min(len);
            let start = (both as u32).min(end);
            block.bounds[at] = (start, end);
            let first = signatures.wrapping_add(start as usize * 2);
            prefetch(first);
            for line in 1..table.blind_tiles - 1 {
                prefetch(first.wrapping_add(line * 64));
            }
            prefetch(signatures.wrapping_add(end.saturating_sub(1) as usize * 2));
        }
    }

    /// Compares the signatures of each bucket, and asks for the slots of those that fit.
    #[inline(always)]
    fn compare<K: Kernel>(&self, block: &mut Block, tiles: &mut Vec<Tile>) {
        block.candidates.clear();
        if block.len == 0 {
            return;
        }
        let table = *self.table(block);
        tiles.clear();
        tiles.reserve(BLOCK * (table.blind_tiles + 1));
        let signatures = self.base.wrapping_add(table.signature.offset).cast::<u16>();
        for at in 0..block.len {
            let (start, end) = block.bounds[at];
            let (query, threshold) = (block.signatures[at], block.thresholds[at]);
            // Tiles are whole lines of memory, so that none is read that was not asked for.
            let last = end.saturating_sub(1) & !(TILE - 1);
            let mut entry = start & !(TILE - 1);
            let mut before = start - entry;
            for _ in 0..table.blind_tiles {
                // SAFETY: `start` and `end` are at most the number of entries, and behind the
                // signatures there is a margin of more than one tile.
                let mask = unsafe {
                    let tile = signatures.wrapping_add(entry.min(last) as usize);
                    K::compare(tile, query, threshold)
                };
                let mask = mask & within(end.saturating_sub(entry)) & !within(before);
                // SAFETY: room for this many tiles was reserved above, and the next room is
                // reserved below whenever more are written.
                unsafe { push_if(tiles, mask, entry, at as u32) };
                entry += TILE;
                before = 0;
            }
            if entry < end {
                tiles.reserve((BLOCK + 1) * (table.blind_tiles + 1) + (end - entry) as usize / 32);
                while entry < end {
                    // SAFETY: `entry` is below the number of entries.
                    let mask = unsafe {
                        K::compare(signatures.wrapping_add(entry as usize), query, threshold)
                    };
                    // SAFETY: room for this bucket and the rest of the block was reserved.
                    unsafe { push_if(tiles, mask & within(end - entry), entry, at as u32) };
                    entry += TILE;
                }
            }
        }
        let low = self.base.wrapping_add(table.low.offset);
        let high = self.base.wrapping_add(table.high.offset);
        for tile in tiles.iter() {
            let probe = tile.probe as usize;
            let (key, first) = (block.keys[probe], block.bounds[probe].0);
            if table.high_values > 0 {
                let bit = first as usize + key as usize * table.high_values;
                prefetch(high.wrapping_add(bit / 8));
                prefetch(high.wrapping_add(bit / 8 + 32));
            }
            let mut mask = tile.mask;
            while mask != 0 {
                let entry = tile.entry + mask.trailing_zeros();
                mask &= mask - 1;
                prefetch(low.wrapping_add(entry as usize * table.low_bits as usize / 8));
                block.candidates.push(Candidate {
                    entry,
                    first,
                    key,
                    query: block.queries[probe],
                });
            }
        }
    }

    /// Finds the slots of the candidates, and asks for half of their hashes.
    #[inline(always)]
    fn locate(&self, block: &mut Block) {
        block.places.clear();
        if block.candidates.is_empty() {
            return;
        }
        let table = self.table(block);
        let bytes = self.segment.as_bytes();
        let low = table.low.of(bytes);
        let high = table.high.of(bytes);
        let near = self
            .base
            .wrapping_add(self.segment.shape.section(Section::Near).offset);
        for candidate in &block.candidates {
            let slot = if table.low_bits == 0 {
                candidate.entry // The payload is in the order of the first table.
            } else {
                let low = packed::get(low, candidate.entry as usize, table.low_bits);
                low | high_bits(table, high, candidate)
            };
            if (slot as usize) < self.segment.shape.len {
                prefetch(near.wrapping_add(slot as usize * NEAR_BYTES));
                block.places.push(Place {
                    slot,
                    query: candidate.query,
                });
            }
        }
    }

    /// Compares half of the bits, which settles nearly all; asks for the rest.
    #[inline(always)]
    fn glance(&self, block: &mut Block, source: &impl Source) {
        block.near.clear();
        if block.places.is_empty() {
            return;
        }
        let shape = &self.segment.shape;
        let near = shape.section(Section::Near).offset;
        let far = self.base.wrapping_add(shape.section(Section::Far).offset);
        let positions = self
            .base
            .wrapping_add(shape.section(Section::Position).offset);
        let signatures = self.base.wrapping_add(shape.tables[0].signature.offset);
        for place in &block.places {
            let slot = place.slot as usize;
            let code = source.code(place.query);
            // SAFETY: `locate` lets only slots below the number of hashes pass, and `near` holds
            // that many entries of 16 bytes.
            let (third, fourth) = unsafe {
                let entry = self.base.add(near + slot * NEAR_BYTES).cast::<u64>();
                (entry.read_unaligned(), entry.add(1).read_unaligned())
            };
            let bits = (u64::from_le(third) ^ code.0[2]).count_ones()
                + (u64::from_le(fourth) ^ code.0[3]).count_ones();
            if bits <= self.schedule.distance_bits_max {
                prefetch(far.wrapping_add(slot * FAR_BYTES));
                prefetch(signatures.wrapping_add(slot * 2));
                prefetch(positions.wrapping_add(slot * shape.position_bits as usize / 8));
                block.near.push(*place);
            }
        }
    }

    /// Compares all bits. A hash is found from several chunks; the first of them reports it.
    #[inline(always)]
    fn confirm(&self, block: &mut Block, source: &impl Source, found: &mut Vec<Found>) {
        for place in &block.near {
            let code = self.segment.code(place.slot as usize);
            let difference = source.code(place.query).difference(&code);
            let distance_bits = difference.weight();
            if distance_bits <= self.schedule.distance_bits_max
                && !self.is_found_before(block.step, &difference)
            {
                found.push(Found {
                    query: place.query,
                    distance_bits,
                    position: self.segment.position(place.slot as usize),
                });
            }
        }
    }

    /// Whether an earlier step opened the bucket of this hash and let its signature pass.
    #[inline(always)]
    fn is_found_before(&self, step: usize, difference: &Code) -> bool {
        self.schedule.steps[..step].iter().any(|step| {
            let chunk = &self.segment.shape.plan.chunks[step.chunk];
            let address = difference
                .field(chunk.offset, chunk.address_bits)
                .count_ones();
            let signature = difference
                .field(chunk.signature_offset(), SIGNATURE_BITS)
                .count_ones();
            address <= step.radius && address + signature <= step.bits_max
        })
    }
}

/// The lowest `count` bits, at most all 32.
#[inline(always)]
fn within(count: u32) -> u32 {
    ((1_u64 << count.min(TILE)) - 1) as u32
}

/// Writes a tile down if any entry of it fits, without a branch on that.
///
/// # Safety
///
/// There is room for one tile more.
#[inline(always)]
unsafe fn push_if(tiles: &mut Vec<Tile>, mask: u32, entry: u32, probe: u32) {
    debug_assert!(tiles.len() < tiles.capacity());
    // SAFETY: the caller promises the room; the length grows only over what was written.
    unsafe {
        tiles
            .as_mut_ptr()
            .add(tiles.len())
            .write(Tile { entry, mask, probe });
        tiles.set_len(tiles.len() + usize::from(mask != 0));
    }
}

/// High bits of a slot: the number of gaps before the entry's set bit, within its bucket.
#[inline(always)]
fn high_bits(table: &Table, high: &[u8], candidate: &Candidate) -> u32 {
    if table.high_values == 0 {
        return 0;
    }
    let start = candidate.first as usize + candidate.key as usize * table.high_values;
    // Set bits before the one that is looked for.
    let mut before = candidate.entry - candidate.first;
    let mut at = start / 64;
    let mut skipped = start % 64;
    while let Some(word) = high.get(at * 8..at * 8 + 8) {
        let word = word.try_into().map_or(0, u64::from_le_bytes) >> skipped << skipped;
        let ones = word.count_ones();
        if before < ones {
            let bit = at * 64 + select(word, before) as usize;
            let gaps = bit - start - (candidate.entry - candidate.first) as usize;
            return (gaps as u32) << table.low_bits;
        }
        before -= ones;
        skipped = 0;
        at += 1;
    }
    u32::MAX // Damaged: more entries than set bits. No payload has such a slot.
}

/// Place of set bit number `nth`, which there is.
#[inline(always)]
fn select(mut word: u64, nth: u32) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if cfg!(target_feature = "bmi2") {
        // SAFETY: compiled only where every processor has it.
        return unsafe { std::arch::x86_64::_pdep_u64(1 << nth, word) }.trailing_zeros();
    }
    for _ in 0..nth {
        word &= word - 1;
    }
    word.trailing_zeros()
}
