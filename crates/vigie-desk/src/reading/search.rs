//! Texts are found by their words, whatever was done to the words, and shown with the hits marked.
//!
//! What is searched is a keyed hash of each folded word; what is shown is the sealed original.

use vigie_domain::{Actor, AuditEvent, ExhibitId, Item, Permission};
use vigie_store::TextHit;
use vigie_text::Reader;

use super::learn::text_of;
use super::word::words_of;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Words of one search.
const WORDS_MAX: usize = 16;
/// Longest search, in bytes.
const QUERY_BYTES_MAX: usize = 500;
/// Texts of one page: each is opened, and each is a look on record.
const PAGE_HITS_MAX: u32 = 50;
/// Bytes of the original shown on each side of the first hit.
const AROUND_BYTES: usize = 160;

/// A part of a text, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The original.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_hit: bool,
}

/// A text that holds what was searched for.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The item.
    pub item: Item,
    /// The exhibit.
    pub exhibit: ExhibitId,
    /// Which text of it.
    pub place: u32,
    /// The original around the first hit.
    pub pieces: Vec<Piece>,
    /// Whether the text goes on before and after.
    pub is_cut: (bool, bool),
}

/// One page of what was found, the newest first.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// The texts.
    pub hits: Vec<SearchHit>,
    /// Hand it back for what follows; `None` at the end.
    pub next: Option<i64>,
}

/// Finds texts that hold all words, and all phrases between quotation marks.
///
/// Each text that is shown is a look at its exhibit, on record.
///
/// # Errors
///
/// [`DeskError::Refused`] for a search without words, or with too many.
pub async fn search_texts(
    desk: &Desk,
    actor: &Actor,
    query: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<SearchPage, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadExhibit)?;
    let phrases = phrases(query)?;
    let blind: Vec<Vec<String>> = phrases
        .iter()
        .map(|words| {
            let words = words.iter().map(String::as_str);
            desk.store().blind_words(desk.id, words)
        })
        .collect();
    let limit = limit.clamp(1, PAGE_HITS_MAX);
    let mut found = desk
        .store()
        .search_text(desk.id, &blind, before, limit + 1)
        .await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| has_more).map(|hit| hit.seq);
    // A long text stands in several rows: it is shown once.
    found.dedup_by_key(|hit| (hit.exhibit, hit.place));
    let wanted: Vec<String> = phrases.into_iter().flatten().collect();
    let mut hits = Vec::with_capacity(found.len());
    for hit in found {
        hits.extend(show(desk, hit, &wanted).await?);
    }
    note_looks(desk, actor, &hits).await?;
    Ok(SearchPage { hits, next })
}

async fn show(
    desk: &Desk,
    hit: TextHit,
    wanted: &[String],
) -> Result<Option<SearchHit>, DeskError> {
    let readings = desk.store().readings_of(hit.exhibit).await?;
    let Some(reading) = readings.iter().find(|reading| reading.place == hit.place) else {
        return Ok(None);
    };
    let Some(bytes) = text_of(desk, hit.exhibit, reading).await? else {
        return Ok(None);
    };
    let Some(item) = desk.store().item(hit.item).await? else {
        return Ok(None);
    };
    let wanted = wanted.to_vec();
    let work = move || marked(&String::from_utf8_lossy(&bytes), &wanted);
    let (pieces, is_cut) = tokio::task::spawn_blocking(work)
        .await
        .map_err(DeskError::broken)?;
    Ok(Some(SearchHit {
        item,
        exhibit: hit.exhibit,
        place: hit.place,
        pieces,
        is_cut,
    }))
}

async fn note_looks(desk: &Desk, actor: &Actor, hits: &[SearchHit]) -> Result<(), DeskError> {
    let mut looked: Vec<_> = hits.iter().map(|hit| (hit.exhibit, hit.item.id)).collect();
    looked.sort_unstable();
    looked.dedup();
    if looked.is_empty() {
        return Ok(());
    }
    let events = looked
        .into_iter()
        .map(|(exhibit, item)| AuditEvent::ExhibitRevealed { exhibit, item });
    let tx = desk.begin(actor).await?;
    tx.commit_all(events.collect()).await?;
    Ok(())
}

/// What is searched for: words each by itself, phrases in their order.
fn phrases(query: &str) -> Result<Vec<Vec<String>>, DeskError> {
    let refused = |detail: String| DeskError::input("search_malformed", detail);
    if query.len() > QUERY_BYTES_MAX {
        let detail = format!("search for at most {QUERY_BYTES_MAX} bytes of words");
        return Err(refused(detail));
    }
    let mut reader = Reader::new();
    let mut phrases = Vec::new();
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '„');
    for (place, part) in query.split(is_mark).enumerate() {
        let words = keys_of(&mut reader, part);
        if place % 2 == 1 && !words.is_empty() {
            phrases.push(words);
        } else {
            phrases.extend(words.into_iter().map(|word| vec![word]));
        }
    }
    let count: usize = phrases.iter().map(Vec::len).sum();
    if count == 0 {
        return Err(refused("write at least one word to search for".to_owned()));
    }
    if count > WORDS_MAX {
        return Err(refused(format!("search for at most {WORDS_MAX} words")));
    }
    Ok(phrases)
}

/// The words of a search, each as it stands: further readings are the texts' part.
fn keys_of(reader: &mut Reader, part: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for word in part.split_whitespace() {
        let words = words_of(reader, word);
        // `k1ll` is looked for as it was meant where it has a second reading.
        let ends = words.iter().map(|own| own.end).max();
        let last = words
            .iter()
            .rposition(|own| own.start == 0 && Some(own.end) == ends);
        match last.filter(|last| *last > 0) {
            Some(last) => keys.push(words[last].key.clone()),
            None => keys.extend(words.into_iter().map(|own| own.key)),
        }
    }
    keys
}

/// The original around the first hit, with every hit in it marked.
fn marked(text: &str, wanted: &[String]) -> (Vec<Piece>, (bool, bool)) {
    let words = words_of(&mut Reader::new(), text);
    let hits = words.iter().filter(|word| wanted.contains(&word.key));
    let mut hits: Vec<(usize, usize)> = hits.map(|word| (word.start, word.end)).collect();
    hits.sort_unstable();
    let first = hits.first().map_or(0, |hit| hit.0);
    let start = text.floor_char_boundary(first.saturating_sub(AROUND_BYTES));
    let end = text.ceil_char_boundary((first + 2 * AROUND_BYTES).min(text.len()));
    let mut pieces = Vec::new();
    let mut at = start;
    let mut push = |from: usize, to: usize, is_hit: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            pieces.push(Piece { text, is_hit });
        }
    };
    for (from, to) in hits {
        let (from, to) = (from.max(at), to.min(end));
        if from < to {
            push(at, from, false);
            push(from, to, true);
            at = to;
        }
    }
    push(at, end, false);
    (pieces, (start > 0, end < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: words stand alone, phrases together, nothing and too much are refused.
    #[test]
    fn searches_are_words_and_phrases() {
        let found = phrases("Zeta \"training camp\" «في التدريب»").unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[1], ["training", "camp"]);
        assert_eq!(found[2].len(), 2);
        for bad in ["", " \" \" ", "…", &"word ".repeat(17), &"x".repeat(501)] {
            assert_eq!(
                phrases(bad).unwrap_err().code(),
                "search_malformed",
                "{bad:?}"
            );
        }
    }

    /// Goal: hits are marked on the original, with what was done to them; the pieces are the text.
    #[test]
    fn hits_are_marked_on_the_original() {
        let text = "Das T\u{200b}raining der Zeta, le TRAINING, fin";
        let (pieces, cut) = marked(text, &["training".to_owned()]);
        let hits: Vec<&str> = pieces
            .iter()
            .filter(|piece| piece.is_hit)
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(hits, ["T\u{200b}raining", "TRAINING"]);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!((whole.as_str(), cut), (text, (false, false)));
    }
}
