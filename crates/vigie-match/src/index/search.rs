//! The search of a segment: a pipeline in which nobody waits for memory.
//!
//! A query opens hundreds of buckets far apart, and memory answers after some 100 ns. So buckets go
//! through six stages in waves. A stage asks for the memory the next one needs, and the waves that
//! follow fill the time until it is there:
//!
//! ```text
//! fill ─▶ bound ─▶ scan ──▶ locate ─▶ glance ─▶ confirm
//! keys    ends of   signa-   slots of  half of   all bits, first
//!         buckets   tures    what fits the bits  finder, position
//! ```
//!
//! The first three take turns bucket by bucket, so that comparing goes on while memory is fetched.
//! Single queries and batches differ only in who fills the waves.
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
    reason = "entries and places are below 2^32, slots and positions below 2^28, the rest is masked"
)]

use std::cell::RefCell;

use super::build::HashList;
use super::code::Code;
use super::kernel::{Kernel, KernelKind, Portable, TILE, lowest, prefetch};
use super::packed;
use super::plan::{Chunk, SIGNATURE_BITS, Schedule};
use super::segment::{Segment, code_of};
use super::shape::{FAR_BYTES, NEAR_BYTES, Section, Table};
use crate::pdq::PdqHash;

/// Buckets of a wave: those of two chunks of 16 bits at the usual distance. Measured.
const WAVE: usize = 68;
/// Most lines that are read of a bucket without looking at its end.
const LINES_MAX: usize = 7;
/// Masks of a wave, in whole vectors.
const MASKS: usize = (WAVE * LINES_MAX).next_multiple_of(16);
/// Waves under way: one in each stage, and the next power of two above.
const RING: usize = 8;
/// Turns until signatures are compared.
const BEGINNING: usize = 2;
/// Stages after the first.
const STAGES: usize = 5;

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

/// An entry whose signature fits.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    entry: u32,
    /// The bucket's number in the wave.
    probe: u32,
}

/// A place in the payload to be compared.
#[derive(Debug, Clone, Copy)]
struct Place {
    slot: u32,
    query: u32,
    step: u32,
}

/// Buckets on their way through the stages.
#[derive(Debug)]
struct Wave {
    len: usize,
    /// Lines that are read of each bucket without looking at its end.
    lines: usize,
    /// For each bucket the number of its step in the schedule.
    steps: [u8; WAVE],
    keys: [u32; WAVE],
    /// Where in the directory it stands.
    places: [u32; WAVE],
    queries: [u32; WAVE],
    /// What its signatures are compared with, and how many bits may differ.
    signatures: [u16; WAVE],
    thresholds: [u16; WAVE],
    /// First entry and the one behind the last.
    bounds: [(u32, u32); WAVE],
    candidates: Vec<Candidate>,
    /// Offsets of the memory they are read from.
    asked: Vec<usize>,
    located: Vec<Place>,
    near: Vec<Place>,
}

impl Default for Wave {
    fn default() -> Self {
        Self {
            len: 0,
            lines: 0,
            steps: [0; WAVE],
            keys: [0; WAVE],
            places: [0; WAVE],
            queries: [0; WAVE],
            signatures: [0; WAVE],
            thresholds: [0; WAVE],
            bounds: [(0, 0); WAVE],
            candidates: Vec::new(),
            asked: Vec::new(),
            located: Vec::new(),
            near: Vec::new(),
        }
    }
}

/// Memory a search works in, to be used again.
#[derive(Debug)]
pub(super) struct Scratch {
    ring: Box<[Wave; RING]>,
    masks: Box<[u32; MASKS]>,
    /// Masks that are not zero.
    marked: Box<[u32; MASKS + 16]>,
    /// Queries of a batch with their keys, in the order of the keys.
    sorted: Vec<(u32, u32)>,
    unsorted: Vec<(u32, u32)>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            ring: Box::default(),
            masks: Box::new([0; MASKS]),
            marked: Box::new([0; MASKS + 16]),
            sorted: Vec::new(),
            unsorted: Vec::new(),
        }
    }
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
    /// Distances above `DISTANCE_BITS_MAX` are answered as that one.
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
trait Source {
    /// Fills the next wave; false when there is none.
    fn fill(&mut self, segment: &Segment, wave: &mut Wave) -> bool;
    /// Called when lines of memory are under way and there is nothing to do until they are here.
    #[inline(always)]
    fn wait(&mut self) {}
    /// The query of this number.
    fn code(&self, query: u32) -> &Code;
}

/// One query.
struct Single<'a> {
    code: Code,
    schedule: &'a Schedule,
    step: usize,
    mask: usize,
    meanwhile: &'a mut dyn FnMut(),
}

impl Source for Single<'_> {
    #[inline(always)]
    fn fill(&mut self, segment: &Segment, wave: &mut Wave) -> bool {
        wave.len = 0;
        while let Some(step) = self.schedule.steps.get(self.step) {
            let table = &segment.shape.tables[step.chunk];
            if wave.len == WAVE || (wave.len > 0 && wave.lines != table.blind_lines) {
                break;
            }
            wave.lines = table.blind_lines;
            let chunk = &segment.shape.plan.chunks[step.chunk];
            let key = self.code.field(chunk.offset, chunk.address_bits);
            let signature = self.code.field(chunk.signature_offset(), SIGNATURE_BITS) as u16;
            let len = (step.masks.len() - self.mask).min(WAVE - wave.len);
            let (masks, part) = (self.mask..self.mask + len, wave.len..wave.len + len);
            let keys = wave.keys[part.clone()]
                .iter_mut()
                .zip(&mut wave.places[part.clone()]);
            for ((to, place), mask) in keys.zip(&step.masks[masks.clone()]) {
                *to = key ^ mask;
                *place = table.first_place + (key ^ mask);
            }
            wave.thresholds[part.clone()].copy_from_slice(&step.thresholds[masks]);
            wave.signatures[part.clone()].fill(signature);
            wave.steps[part].fill(self.step as u8);
            wave.len += len;
            self.mask += len;
            if self.mask == step.masks.len() {
                self.mask = 0;
                self.step += 1;
            }
        }
        wave.len > 0
    }

    #[inline(always)]
    fn wait(&mut self) {
        (self.meanwhile)();
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
    fn fill(&mut self, segment: &Segment, wave: &mut Wave) -> bool {
        let Some(step) = self.schedule.steps.get(self.step) else {
            return false;
        };
        let chunk = segment.shape.plan.chunks[step.chunk];
        let table = &segment.shape.tables[step.chunk];
        if self.mask == 0 && self.at == 0 {
            self.sort(&chunk);
        }
        let len = (self.sorted.len() - self.at).min(WAVE);
        let mask = step.masks[self.mask];
        for (at, (key, query)) in self.sorted[self.at..self.at + len].iter().enumerate() {
            wave.keys[at] = key ^ mask;
            wave.places[at] = table.first_place + (key ^ mask);
            wave.queries[at] = *query;
            let code = &self.codes[*query as usize];
            wave.signatures[at] = code.field(chunk.signature_offset(), SIGNATURE_BITS) as u16;
        }
        wave.thresholds[..len].fill(step.thresholds[self.mask]);
        wave.steps[..len].fill(self.step as u8);
        wave.len = len;
        wave.lines = table.blind_lines;
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
        self.find_while(code, distance_bits_max, kernel, scratch, found, &mut || {});
    }

    /// The same, calling `meanwhile` some times at moments when memory has to be waited for.
    pub(super) fn find_while(
        &self,
        code: Code,
        distance_bits_max: u32,
        kernel: KernelKind,
        scratch: &mut Scratch,
        found: &mut Vec<Found>,
        meanwhile: &mut dyn FnMut(),
    ) {
        let schedule = self.schedule(distance_bits_max);
        let mut source = Single {
            code,
            schedule,
            step: 0,
            mask: 0,
            meanwhile,
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
    let stages = Stages::new(segment, schedule);
    let Scratch {
        ring,
        masks,
        marked,
        ..
    } = scratch;
    for wave in ring.iter_mut() {
        wave.len = 0;
        wave.candidates.clear();
        wave.located.clear();
        wave.near.clear();
    }
    // Turns that are left once the source is dry.
    let mut left = STAGES;
    for turn in 0_usize.. {
        let stage = |stage: usize| turn.wrapping_sub(stage) % RING;
        if !source.fill(segment, &mut ring[stage(0)]) {
            ring[stage(0)].len = 0;
            left -= 1;
        }
        let Ok([asked, bounded, scanned]) = ring.get_disjoint_mut([stage(0), stage(1), stage(2)])
        else {
            return; // Three turns that follow each other are three waves.
        };
        match scanned.lines {
            0..=2 => stages.open::<K, 2>(asked, bounded, scanned, masks, marked),
            3..=4 => stages.open::<K, 4>(asked, bounded, scanned, masks, marked),
            _ => stages.open::<K, LINES_MAX>(asked, bounded, scanned, masks, marked),
        }
        stages.locate(&mut ring[stage(3)]);
        stages.glance(&mut ring[stage(4)], source);
        stages.confirm(&mut ring[stage(5)], source, found);
        // The first turns and the last have little to do while memory answers.
        if turn < BEGINNING || left < STAGES {
            source.wait();
        }
        if left == 0 {
            return;
        }
    }
}

/// What the stages share.
struct Stages<'a> {
    segment: &'a Segment,
    schedule: &'a Schedule,
    /// First byte of the segment.
    base: *const u8,
    directory: *const u8,
    signatures: *const u16,
    entries_end: u32,
}

impl<'a> Stages<'a> {
    fn new(segment: &'a Segment, schedule: &'a Schedule) -> Self {
        let base = segment.as_bytes().as_ptr();
        let shape = &segment.shape;
        Self {
            segment,
            schedule,
            base,
            directory: base.wrapping_add(shape.section(Section::Directory).offset),
            signatures: base
                .wrapping_add(shape.section(Section::Signature).offset)
                .cast(),
            entries_end: shape.entries_end(),
        }
    }

    #[inline(always)]
    fn table(&self, step: usize) -> &Table {
        &self.segment.shape.tables[self.schedule.steps[step].chunk]
    }

    /// The first three stages, each for another wave, bucket by bucket in turn: a processor has few
    /// places for lines under way, and asking for more at once makes everything behind it wait.
    #[inline(always)]
    fn open<K: Kernel, const LINES: usize>(
        &self,
        asked: &Wave,
        bounded: &mut Wave,
        scanned: &mut Wave,
        masks: &mut [u32; MASKS],
        marked: &mut [u32; MASKS + 16],
    ) {
        for place in &asked.places[..asked.len] {
            prefetch(self.directory.wrapping_add(*place as usize * 4));
        }
        // Plain loops: what is in a closure is not compiled for the kernel's processor.
        let both = bounded.len.min(scanned.len);
        for at in 0..both {
            bounded.bounds[at] = self.bound(bounded.places[at], bounded.lines);
            self.scan::<K, LINES>(scanned, at, masks);
        }
        for at in both..bounded.len {
            bounded.bounds[at] = self.bound(bounded.places[at], bounded.lines);
        }
        for at in both..scanned.len {
            self.scan::<K, LINES>(scanned, at, masks);
        }
        if scanned.len > 0 {
            self.mark::<K, LINES>(scanned, masks, marked);
        }
    }

    /// Compares the signatures of a bucket.
    #[inline(always)]
    fn scan<K: Kernel, const LINES: usize>(
        &self,
        wave: &Wave,
        at: usize,
        masks: &mut [u32; MASKS],
    ) {
        let Some(masks) = masks[at * LINES..].first_chunk_mut::<LINES>() else {
            return; // `MASKS` has room for every bucket of a wave.
        };
        let (query, threshold) = (wave.signatures[at], wave.thresholds[at]);
        // SAFETY: `bound` keeps start and end in order and within the signatures, behind which one
        // more line can be read; the kernel was chosen for this processor.
        unsafe { K::scan(self.signatures, wave.bounds[at], query, threshold, masks) };
    }

    /// Reads where a bucket lies, and asks for its signatures.
    #[inline(always)]
    fn bound(&self, place: u32, lines: usize) -> (u32, u32) {
        // SAFETY: the directory lies within the segment (`Shape` made it, `open` compared the
        // length). A table has one place more than buckets, and a key has as many bits as buckets
        // have numbers, so this place and the next are in it.
        let both = unsafe {
            let place = self.directory.add(place as usize * 4);
            u64::from_le(place.cast::<u64>().read_unaligned())
        };
        let (start, end) = (both as u32, (both >> 32) as u32);
        if start > end || end > self.entries_end {
            return (0, 0); // Damaged; it must not lead out of the table.
        }
        let first = self.signatures.wrapping_add(start as usize);
        let last = self.signatures.wrapping_add(end.saturating_sub(1) as usize);
        prefetch(first);
        for line in 1..lines - 1 {
            prefetch(first.wrapping_add(line * TILE as usize).min(last));
        }
        prefetch(last);
        (start, end)
    }

    /// Writes down what fits, and asks for the slots.
    #[inline(always)]
    fn mark<K: Kernel, const LINES: usize>(
        &self,
        wave: &mut Wave,
        masks: &mut [u32; MASKS],
        marked: &mut [u32; MASKS + 16],
    ) {
        wave.candidates.clear();
        let used = wave.len * LINES;
        let whole = used.next_multiple_of(16).min(MASKS);
        masks[used..whole].fill(0);
        // SAFETY: the kernel was chosen for this processor.
        let count = unsafe { K::compact(&masks[..whole], marked) };
        for place in &marked[..count] {
            let (probe, line) = (*place as usize / LINES, *place % LINES as u32);
            let first = wave.bounds[probe].0 & !(TILE - 1);
            Self::keep(wave, probe, first + line * TILE, masks[*place as usize]);
        }
        // Buckets that have more: few, unless many hashes are made to be alike.
        for probe in 0..wave.len {
            let (start, end) = wave.bounds[probe];
            let mut entry = (start & !(TILE - 1)).saturating_add(TILE * LINES as u32);
            while entry < end {
                let (query, threshold) = (wave.signatures[probe], wave.thresholds[probe]);
                // SAFETY: `entry` is below the end of a bucket, which lies within the signatures.
                let mask =
                    unsafe { K::compare(self.signatures.add(entry as usize), query, threshold) };
                Self::keep(wave, probe, entry, mask & lowest(end - entry));
                entry += TILE;
            }
        }
        self.ask_for_slots(wave);
    }

    #[inline(always)]
    fn keep(wave: &mut Wave, probe: usize, first: u32, mut mask: u32) {
        while mask != 0 {
            let entry = first + mask.trailing_zeros();
            mask &= mask - 1;
            wave.candidates.push(Candidate {
                entry,
                probe: probe as u32,
            });
        }
    }

    /// Asks for what the slots of the candidates are read from.
    #[inline(always)]
    fn ask_for_slots(&self, wave: &mut Wave) {
        wave.asked.clear();
        for candidate in &wave.candidates {
            let probe = candidate.probe as usize;
            let table = self.table(wave.steps[probe] as usize);
            let entry = candidate.entry.wrapping_sub(table.first_entry) as usize;
            let low = entry.wrapping_mul(table.low_bits as usize) / 8;
            wave.asked.push(table.low.offset.wrapping_add(low));
            if table.high_values > 0 {
                let start = wave.bounds[probe].0;
                let first = (start.wrapping_sub(table.first_entry) as usize)
                    .wrapping_add(wave.keys[probe] as usize * table.high_values);
                // There are about as many gaps as entries.
                let about = first.wrapping_add(candidate.entry.wrapping_sub(start) as usize * 2);
                wave.asked.push(table.high.offset.wrapping_add(first / 8));
                wave.asked.push(table.high.offset.wrapping_add(about / 8));
            }
        }
        for offset in &wave.asked {
            prefetch(self.base.wrapping_add(*offset));
        }
    }

    /// Finds the slots of the candidates, and asks for half of their hashes.
    #[inline(always)]
    fn locate(&self, wave: &mut Wave) {
        wave.located.clear();
        let bytes = self.segment.as_bytes();
        let near = self.segment.shape.section(Section::Near).offset;
        let near = self.base.wrapping_add(near);
        for candidate in &wave.candidates {
            let probe = candidate.probe as usize;
            let step = u32::from(wave.steps[probe]);
            let table = self.table(step as usize);
            let entry = candidate.entry.wrapping_sub(table.first_entry);
            let slot = if table.low_bits == 0 {
                entry // The payload is in the order of the first table.
            } else {
                let low = packed::get(table.low.of(bytes), entry as usize, table.low_bits);
                let first = wave.bounds[probe].0.wrapping_sub(table.first_entry);
                low | high_bits(table, table.high.of(bytes), entry, first, wave.keys[probe])
            };
            if (slot as usize) < self.segment.shape.len {
                wave.located.push(Place {
                    slot,
                    query: wave.queries[probe],
                    step,
                });
            }
        }
        wave.candidates.clear();
        for place in &wave.located {
            prefetch(near.wrapping_add(place.slot as usize * NEAR_BYTES));
        }
    }

    /// Compares half of the bits, which settles nearly all; asks for the rest.
    #[inline(always)]
    fn glance(&self, wave: &mut Wave, source: &impl Source) {
        wave.near.clear();
        let shape = &self.segment.shape;
        let near = shape.section(Section::Near).offset;
        for place in &wave.located {
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
                let far = shape.section(Section::Far).offset + slot * FAR_BYTES;
                let position = shape.section(Section::Position).offset
                    + slot * shape.position_bits as usize / 8;
                prefetch(self.base.wrapping_add(far));
                prefetch(self.base.wrapping_add(position));
                prefetch(self.signatures.wrapping_add(slot));
                wave.near.push(*place);
            }
        }
        wave.located.clear();
    }

    /// Compares all bits. A hash is found from several chunks; the first of them reports it.
    #[inline(always)]
    fn confirm(&self, wave: &mut Wave, source: &impl Source, found: &mut Vec<Found>) {
        for place in &wave.near {
            let code = self.segment.code(place.slot as usize);
            let difference = source.code(place.query).difference(&code);
            let distance_bits = difference.weight();
            if distance_bits <= self.schedule.distance_bits_max
                && !self.is_found_before(place.step as usize, &difference)
            {
                found.push(Found {
                    query: place.query,
                    distance_bits,
                    position: self.segment.position(place.slot as usize),
                });
            }
        }
        wave.near.clear();
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

/// High bits of a slot: the number of gaps before the entry's set bit, within its bucket.
#[inline(always)]
fn high_bits(table: &Table, high: &[u8], entry: u32, first: u32, key: u32) -> u32 {
    if table.high_values == 0 {
        return 0;
    }
    let start = (first as usize).wrapping_add(key as usize * table.high_values);
    // Set bits before the one that is looked for.
    let rank = entry.wrapping_sub(first);
    let mut before = rank;
    let mut at = start / 64;
    let mut skipped = start % 64;
    while let Some(word) = high.get(at.wrapping_mul(8)..at.wrapping_mul(8).wrapping_add(8)) {
        let word = word.try_into().map_or(0, u64::from_le_bytes) >> skipped << skipped;
        let ones = word.count_ones();
        if before < ones {
            let bit = at * 64 + select(word, before) as usize;
            let gaps = (bit - start).wrapping_sub(rank as usize);
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
