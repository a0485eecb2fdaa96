//! Every text the desk read, by its signature: which known one is this nearly a copy of?
//!
//! The signatures lie sealed in the rows; this holds them in memory and reads on from where it was.

use std::sync::{PoisonError, RwLock};

use vigie_domain::{ExhibitId, ItemId, NearestText};
use vigie_match::text::{NEAR_TEXT_SIMILARITY_MIN, NearTextIndex, TextSignature};

use super::gauge::thousandths;
use crate::desk::Desk;
use crate::error::DeskError;

/// Exhibits read at a time.
const PAGE_EXHIBITS: u32 = 2_000;
/// Near texts looked through for one that is another item's and not erased.
const CANDIDATES_MAX: usize = 32;

#[derive(Default)]
struct Loaded {
    index: NearTextIndex,
    /// The text of each number of the index.
    texts: Vec<(ItemId, ExhibitId)>,
    /// The last exhibit that was read in.
    seq: i64,
}

/// The signatures of a process; filled when it is first asked.
#[derive(Default)]
pub(crate) struct NearBook {
    loaded: RwLock<Loaded>,
    catching_up: tokio::sync::Mutex<()>,
}

impl NearBook {
    /// Reads what other texts were read since the last time.
    async fn catch_up(&self, desk: &Desk) -> Result<(), DeskError> {
        let turn = self.catching_up.lock().await;
        let last = desk.store().text_seq(desk.id).await?;
        loop {
            let after = self
                .loaded
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .seq;
            if after >= last {
                break;
            }
            let page = desk
                .store()
                .text_signatures(desk.id, after, PAGE_EXHIBITS)
                .await?;
            let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
            for known in page {
                let bytes = known
                    .signature
                    .as_deref()
                    .map(<[u8; TextSignature::BYTES]>::try_from);
                if let Some(Ok(bytes)) = bytes {
                    let number = loaded.texts.len() as u64;
                    loaded
                        .index
                        .insert(number, TextSignature::from_bytes(&bytes));
                    loaded.texts.push((known.item, known.exhibit));
                }
            }
            loaded.seq = last.min(after + i64::from(PAGE_EXHIBITS));
        }
        drop(turn);
        Ok(())
    }

    fn find(&self, signature: &TextSignature, not: ItemId) -> Vec<NearestText> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let near = loaded.index.find(signature, NEAR_TEXT_SIMILARITY_MIN);
        near.into_iter()
            .filter_map(|near| {
                let number = usize::try_from(near.id).ok()?;
                let (item, exhibit) = *loaded.texts.get(number)?;
                Some(NearestText {
                    item,
                    exhibit,
                    similarity: thousandths(f64::from(near.similarity)),
                })
            })
            .filter(|near| near.item != not)
            .take(CANDIDATES_MAX)
            .collect()
    }
}

/// The nearest text of another item that is still there.
pub(super) async fn nearest(
    desk: &Desk,
    item: ItemId,
    signature: Option<&TextSignature>,
) -> Result<Option<NearestText>, DeskError> {
    let Some(signature) = signature else {
        return Ok(None);
    };
    desk.near.catch_up(desk).await?;
    for near in desk.near.find(signature, item) {
        let exhibit = desk.store().exhibit(near.exhibit).await?;
        if exhibit.is_some_and(|exhibit| exhibit.erased_at.is_none()) {
            return Ok(Some(near));
        }
    }
    Ok(None)
}
