//! Videos, sounds and documents: compared as wholes with everything banked of their kind.
//!
//! Kept in memory, read anew when a bank changed. A comparison says which seconds or pages of
//! which entry, so nothing but the comparison itself is a match.

use std::sync::{Arc, PoisonError, RwLock};

use vigie_domain::{DeskId, Overlap, Signal, SignalType, Stretch};
use vigie_match::{AudioSketch, DocumentSketch, VideoSketch, audio, page, video};
use vigie_store::{KnownEntry, Store, StoreError};

/// Bits of a PDQ hash, and so of a distance that is told.
const HASH_BITS: u32 = 256;

/// An entry near an asked sketch.
#[derive(Debug, Clone)]
pub(crate) struct NearSketch {
    pub(crate) known: KnownEntry,
    pub(crate) distance_bits: u32,
    pub(crate) overlap: Overlap,
}

/// An entry and what it says, read.
struct Held<T> {
    known: KnownEntry,
    sketch: T,
}

#[derive(Default)]
struct Loaded {
    generation: i64,
    videos: Vec<Held<VideoSketch>>,
    sounds: Vec<Held<AudioSketch>>,
    documents: Vec<Held<DocumentSketch>>,
}

/// The banked sketches; one for each process.
#[derive(Default)]
pub(crate) struct SketchIndex(RwLock<Option<Arc<Loaded>>>);

impl SketchIndex {
    /// Entries that have something in common with `signal`, by the share they have of it.
    ///
    /// Cost: one comparison with each banked sketch of its kind, outside the threads of the server.
    pub(crate) async fn search(
        &self,
        store: &Store,
        desk: DeskId,
        signal: &Signal,
    ) -> Result<Vec<NearSketch>, StoreError> {
        let loaded = self.load(store, desk).await?;
        let signal = signal.clone();
        let compared = tokio::task::spawn_blocking(move || loaded.compare(&signal));
        // A comparison that panicked found nothing: its sketch is told as it is elsewhere.
        let mut near = compared.await.unwrap_or_default();
        near.sort_by_key(|found| {
            (
                std::cmp::Reverse(found.overlap.item_percent),
                found.distance_bits,
            )
        });
        Ok(near)
    }

    async fn load(&self, store: &Store, desk: DeskId) -> Result<Arc<Loaded>, StoreError> {
        let generation = store.bank_generation(desk).await?;
        let held = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(loaded) = held.filter(|loaded| loaded.generation == generation) {
            return Ok(loaded);
        }
        let fresh = Arc::new(Loaded {
            generation,
            videos: read(store.sketch_entries(desk, SignalType::Vpdq).await?),
            sounds: read(store.sketch_entries(desk, SignalType::Chromaprint).await?),
            documents: read(store.sketch_entries(desk, SignalType::Pages).await?),
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// Entries whose text can be read; one that cannot was refused when it came.
fn read<T: std::str::FromStr>(entries: Vec<KnownEntry>) -> Vec<Held<T>> {
    entries
        .into_iter()
        .filter_map(|known| {
            let sketch = known.entry.signal.sketch()?.parse().ok()?;
            Some(Held { known, sketch })
        })
        .collect()
}

impl Loaded {
    fn compare(&self, signal: &Signal) -> Vec<NearSketch> {
        match signal {
            Signal::Vpdq(text) => near(text, &self.videos, near_video),
            Signal::Chromaprint(text) => near(text, &self.sounds, near_sound),
            Signal::Pages(text) => near(text, &self.documents, near_document),
            _ => Vec::new(),
        }
    }
}

fn near<T: std::str::FromStr>(
    text: &str,
    held: &[Held<T>],
    compare: impl Fn(&T, &T) -> Option<(u32, Overlap)>,
) -> Vec<NearSketch> {
    let Ok(asked) = text.parse() else {
        return Vec::new();
    };
    held.iter()
        .filter_map(|held| {
            let (distance_bits, overlap) = compare(&asked, &held.sketch)?;
            Some(NearSketch {
                known: held.known.clone(),
                distance_bits,
                overlap,
            })
        })
        .collect()
}

fn near_video(asked: &VideoSketch, known: &VideoSketch) -> Option<(u32, Overlap)> {
    let found = video::compare(asked, known)?;
    let stretches = found.segments.iter().map(|segment| Stretch {
        item_start_ms: segment.query_start_ms,
        item_end_ms: segment.query_end_ms,
        banked_start_ms: segment.reference_start_ms,
        banked_end_ms: segment.reference_end_ms,
    });
    let overlap = Overlap {
        item_percent: found.query_percent,
        banked_percent: found.reference_percent,
        stretches: stretches.collect(),
        pages: Vec::new(),
    };
    Some((found.distance_bits, overlap))
}

fn near_sound(asked: &AudioSketch, known: &AudioSketch) -> Option<(u32, Overlap)> {
    let found = audio::compare(asked, known)?;
    let stretches = found.segments.iter().map(|segment| Stretch {
        item_start_ms: segment.query_start_ms,
        item_end_ms: segment.query_end_ms,
        banked_start_ms: segment.reference_start_ms,
        banked_end_ms: segment.reference_end_ms,
    });
    let overlap = Overlap {
        item_percent: found.query_percent,
        banked_percent: found.reference_percent,
        stretches: stretches.collect(),
        pages: Vec::new(),
    };
    // Told on the scale of pictures, so that one queue has one order.
    let errors = found.segments.iter().map(|segment| segment.error_percent);
    let distance_bits = errors.min().unwrap_or(0) * HASH_BITS / 100;
    Some((distance_bits, overlap))
}

fn near_document(asked: &DocumentSketch, known: &DocumentSketch) -> Option<(u32, Overlap)> {
    let found = page::compare(asked, known)?;
    let pages = found
        .pages
        .iter()
        .map(|page| (page.query_page, page.reference_page));
    let overlap = Overlap {
        item_percent: found.query_percent,
        banked_percent: found.reference_percent,
        stretches: Vec::new(),
        pages: pages.collect(),
    };
    Some((found.distance_bits, overlap))
}
