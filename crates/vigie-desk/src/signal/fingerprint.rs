//! From a file to its signals: digests of its bytes, and of what it shows, sounds and says.

use vigie_domain::{Md5, Sha256, Signal};
use vigie_match::{CopySide, PdqResult, VideoSketch};
use vigie_media::{Decoder, Document, Footage, MediaError, VideoWants, sniff};

use crate::digest::{md5, sha256};
use crate::error::DeskError;

/// Frames this near to the one before say nothing more of a video.
const PRUNE_DISTANCE_BITS: u32 = 6;

/// Pictures of a document whose own hashes are kept: covers and posters, not every ornament.
const PICTURES_MAX: usize = 100;

/// Files of an archive whose digests are kept.
const MEMBERS_MAX: usize = 500;

/// Fingerprints of some bytes.
#[derive(Debug, Default)]
pub struct Fingerprints {
    /// Digests of the bytes first, then what they show, sound and say.
    pub signals: Vec<Signal>,
    /// The middle parts of a video, for a bank, so that cropped copies of it are found.
    pub middles: Vec<Signal>,
    /// Why there are none but those of the bytes.
    pub defect: Option<String>,
    /// What of it was not read.
    pub notes: Vec<String>,
}

impl Fingerprints {
    /// Takes what was read; what is wrong with the file is its defect, all else is ours.
    fn take<T>(
        &mut self,
        outcome: Result<T, MediaError>,
        add: impl FnOnce(&mut Self, T),
    ) -> Result<(), DeskError> {
        match outcome {
            Ok(found) => add(self, found),
            // Without the program the desk goes on, and says so on the item.
            Err(error @ MediaError::NoVideoProgram { .. }) => self.defect = Some(error.to_string()),
            Err(error) if error.is_about_bytes() => self.defect = Some(error.to_string()),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn add_footage(&mut self, footage: &Footage) {
        let sketches = [Some(&footage.sketch), footage.inner.as_ref()];
        for sketch in sketches.into_iter().flatten() {
            if !sketch.shots().is_empty() {
                self.signals.push(video_signal(sketch));
            }
        }
        let crops = footage.crops.iter().map(|(_, sketch)| sketch);
        let crops = crops.filter(|sketch| !sketch.shots().is_empty());
        self.middles.extend(crops.map(video_signal));
        if let Some(audio) = &footage.audio {
            self.signals.push(Signal::Chromaprint(audio.to_string()));
        }
        self.notes
            .extend(footage.defects.iter().map(ToString::to_string));
    }

    fn add_document(&mut self, document: &Document) {
        if !document.sketch.is_empty() {
            self.signals
                .push(Signal::Pages(document.sketch.to_string()));
        }
        let telling = document.pictures.iter().filter(|pdq| pdq.is_comparable());
        self.signals
            .extend(telling.take(PICTURES_MAX).map(picture_signal));
        for member in document.members.iter().take(MEMBERS_MAX) {
            self.signals.push(Signal::Sha256(Sha256(member.sha256)));
            self.signals.push(Signal::Md5(Md5(member.md5)));
        }
        self.notes
            .extend(document.defects.iter().map(ToString::to_string));
    }
}

pub(super) fn picture_signal(pdq: &PdqResult) -> Signal {
    Signal::Pdq {
        hash: Sha256(pdq.hash.to_bytes()),
        quality: pdq.quality,
    }
}

fn video_signal(sketch: &VideoSketch) -> Signal {
    Signal::Vpdq(sketch.pruned(PRUNE_DISTANCE_BITS).to_string())
}

/// Signals of a file somebody hands over: what `vigie hash` prints.
///
/// # Errors
///
/// [`DeskError::Refused`] with the decoder's sentence for a file that is broken.
pub async fn hash_bytes(decoder: &Decoder, bytes: &[u8]) -> Result<Vec<Signal>, DeskError> {
    let found = fingerprint(decoder, bytes, CopySide::Asked).await?;
    match found.defect {
        None => Ok(found.signals),
        Some(defect) => Err(DeskError::input("undecodable", defect)),
    }
}

/// Signals of a file, by what its bytes are: few to ask by, more to be found by once it is banked.
///
/// # Errors
///
/// Where the decoder itself fails; a file that cannot be read is no error, but a defect.
pub async fn fingerprint(
    decoder: &Decoder,
    bytes: &[u8],
    side: CopySide,
) -> Result<Fingerprints, DeskError> {
    let mut found = Fingerprints {
        signals: vec![Signal::Sha256(sha256(bytes)), Signal::Md5(md5(bytes))],
        ..Fingerprints::default()
    };
    let kind = sniff(bytes);
    if kind.is_picture() {
        let outcome = decoder.copies(bytes, side).await;
        found.take(outcome, |found, (pdq, sketch)| {
            found.signals.push(picture_signal(&pdq));
            // Where the whole says nothing, no part of it says more than others would.
            if pdq.is_comparable() {
                found.signals.push(Signal::Copies(sketch.to_string()));
            }
        })?;
    } else if kind.is_footage() {
        let wants = match side {
            CopySide::Asked => VideoWants::QUERY,
            CopySide::Banked => VideoWants::BANK,
        };
        let outcome = decoder.video(bytes, wants).await;
        found.take(outcome, |found, footage| found.add_footage(&footage))?;
    } else if kind.is_document() {
        let outcome = decoder.document(bytes).await;
        found.take(outcome, |found, document| found.add_document(&document))?;
    }
    Ok(found)
}

/// The still of a file and its blurred copy; `None` where there is nothing to see.
///
/// # Errors
///
/// As the decoder answers.
pub(crate) async fn stills(
    decoder: &Decoder,
    bytes: &[u8],
) -> Result<Option<[Vec<u8>; 2]>, DeskError> {
    let kind = sniff(bytes);
    let stills = if kind.is_footage() {
        let wants = VideoWants {
            with_audio: false,
            ..VideoWants::QUERY
        };
        let footage = decoder.video(bytes, wants).await?;
        [footage.still, footage.still_blurred]
    } else if kind.is_document() {
        let document = decoder.document(bytes).await?;
        [document.still, document.still_blurred]
    } else {
        let decoded = decoder.decode(bytes).await?;
        [decoded.still, decoded.still_blurred]
    };
    Ok((!stills[0].is_empty()).then_some(stills))
}
