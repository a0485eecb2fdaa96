//! Readers of `vigie-match`: hashes and sketches as text, index files.

use std::sync::LazyLock;

use vigie_match::index::{Searcher, Segment};
use vigie_match::video::{TMK_SIDE, TmkHasher, TmkSketch};
use vigie_match::{
    AudioSketch, DocumentSketch, NEAR_TEXT_SIMILARITY_MIN, NearTextIndex, PageText, PdqHash,
    TextSignature, TextSketch, VideoSketch,
};

/// Every reader, by the name of its target.
pub const READERS: &[(&str, fn(&[u8]))] = &[
    ("signal_text", signal_text),
    ("vpdq_lines", vpdq_lines),
    ("tmk", tmk),
    ("index_file", index_file),
    ("index_damage", index_damage),
    ("near_text_file", near_text_file),
    ("near_text", near_text),
];

/// Distance that is asked, in bits: the usual one, and the widest.
const DISTANCES: [u32; 2] = [31, 63];

/// Most entries of a segment that is searched.
const ENTRIES_MAX: usize = 1 << 16;

/// Signals written as text: PDQ, vPDQ, sound, documents, pages, sketches.
pub fn signal_text(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    read_again::<PdqHash>(text);
    read_again::<VideoSketch>(text);
    read_again::<AudioSketch>(text);
    read_again::<DocumentSketch>(text);
    read_again::<PageText>(text);
    read_again::<TextSketch>(text);
}

/// What is written of what was read is read as the same.
fn read_again<T: std::str::FromStr + ToString + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>();
        assert_eq!(again.ok(), Some(value), "read, written and read again");
    }
}

/// Lines of the vPDQ tool.
pub fn vpdq_lines(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok(sketch) = VideoSketch::parse_lines(text) {
        let again = VideoSketch::parse_lines(&sketch.render_lines(1.0));
        assert_eq!(again.ok(), Some(sketch), "read, written and read again");
    }
}

/// Files of the TMK tool: the bytes as they are, and as the beginning of a whole file.
pub fn tmk(bytes: &[u8]) {
    static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut hasher = TmkHasher::default();
        let frame = [7; TMK_SIDE * TMK_SIDE * 3];
        let made = hasher.push_rgb(&frame).and_then(|()| hasher.finish());
        made.map_or_else(|_| Vec::new(), |sketch| sketch.render())
    });
    let _ = TmkSketch::parse(bytes);
    let rest = WHOLE.get(bytes.len()..).unwrap_or(&[]);
    let file = [bytes, rest].concat();
    if let Ok(sketch) = TmkSketch::parse(&file) {
        assert_eq!(sketch.render(), file, "written as it was read");
        sketch.score(&sketch);
    }
}

/// Index files: opened, searched as they are, verified.
pub fn index_file(bytes: &[u8]) {
    if let Ok(segment) = Segment::from_bytes(bytes) {
        search(&segment);
    }
}

/// An index of the hashes in the first half of the bytes, damaged where the second half says: four
/// bytes each, a place and what is flipped there. Damage is found, and costs hits at most.
pub fn index_damage(bytes: &[u8]) {
    let (hashes, damage) = bytes.split_at(bytes.len() / 2);
    let Ok(whole) = Segment::build(hashes.as_chunks::<32>().0) else {
        return;
    };
    let mut file = whole.as_bytes().to_vec();
    for [low, middle, high, flip] in damage.as_chunks::<4>().0 {
        let place = u32::from_le_bytes([*low, *middle, *high, 0]) as usize;
        let length = file.len();
        file[place % length] ^= flip;
    }
    let Ok(segment) = Segment::from_bytes(&file) else {
        return;
    };
    let is_whole = file == whole.as_bytes();
    assert_eq!(segment.verify().is_ok(), is_whole, "any damage is found");
    search(&segment);
}

/// Asks for an entry and for a hash of no list; what is sound finds its own.
fn search(segment: &Segment) {
    let is_sound = segment.verify().is_ok();
    // A header may announce more than there is time for.
    if segment.len() > ENTRIES_MAX {
        return;
    }
    let known = segment.entries().next().map(|(hash, _)| hash);
    let asked = [known.unwrap_or_default(), PdqHash::from_bytes([0x5a; 32])];
    let mut searcher = Searcher::default();
    for distance in DISTANCES {
        let is_found = !searcher.search(segment, &asked[0], distance).is_empty();
        assert!(
            is_found || !is_sound || known.is_none(),
            "an entry finds itself"
        );
        searcher.search_batch(segment, &asked[..], distance);
    }
    segment.positions_of(0);
}

/// Files of signatures of text.
pub fn near_text_file(bytes: &[u8]) {
    if let Ok(index) = NearTextIndex::from_bytes(bytes) {
        let again = NearTextIndex::from_bytes(&index.to_bytes());
        assert_eq!(again.map(|again| again.len()), Ok(index.len()));
    }
}

/// Signatures of any shingles: a text is like itself.
pub fn near_text(bytes: &[u8]) {
    let shingles: Vec<u32> = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word))
        .collect();
    let Some(signature) = TextSignature::of(&shingles) else {
        return;
    };
    let mut index = NearTextIndex::new();
    index.insert(1, signature);
    let found = index.find(&signature, NEAR_TEXT_SIMILARITY_MIN);
    assert_eq!(found.len(), 1, "a text is like itself");
}
