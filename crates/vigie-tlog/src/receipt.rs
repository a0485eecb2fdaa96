//! A proof of presence somebody can keep: it needs the log's key and the entry, nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use vigie_domain::Sha256;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::leaf_hash;
use crate::note::VerifierKey;
use crate::proof::{ProofError, verify_inclusion};

/// First line of the text form (C2SP tlog-proof).
const PROOF_HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Most hashes a proof can need: one for each bit of a size.
const PROOF_HASHES_MAX: usize = 64;

/// Proof that one entry is in the tree of one signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Index of the entry, from 0.
    pub index: u64,
    /// Leaves in the tree it is proved in.
    pub size: u64,
    /// Hash of the entry.
    pub leaf_hash: Sha256,
    /// From the leaf's sibling up to below the root.
    pub hashes: Vec<Sha256>,
    /// The signed checkpoint, whole.
    pub checkpoint: String,
}

/// Why a proof of presence is refused.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// Not of the form asked for.
    #[error("the proof is malformed: {cause}")]
    Malformed {
        /// What is wrong with it.
        cause: &'static str,
    },
    /// The checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is of another tree than the proof.
    #[error("the proof is for {proof} leaves, its checkpoint for {checkpoint}")]
    SizeDiffers {
        /// Size the proof names.
        proof: u64,
        /// Size the checkpoint names.
        checkpoint: u64,
    },
    /// The entry is another one.
    #[error("the entry is not the one the proof is about")]
    EntryDiffers,
    /// The hashes do not lead to the signed root.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// The JSON form; hashes in base64 as in the checkpoint.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    index: u64,
    size: u64,
    leaf_hash: String,
    hashes: Vec<String>,
    checkpoint: String,
}

impl InclusionProof {
    /// Checks signature and path; answers the checkpoint the entry is proved under.
    ///
    /// What the entry says is not checked here: see [`Self::verify_leaf`].
    pub fn verify(&self, key: &VerifierKey) -> Result<Checkpoint, ReceiptError> {
        let head = Checkpoint::verify(self.checkpoint.as_bytes(), key)?;
        if head.size != self.size {
            return Err(ReceiptError::SizeDiffers {
                proof: self.size,
                checkpoint: head.size,
            });
        }
        verify_inclusion(
            self.index,
            self.size,
            &self.leaf_hash,
            &self.hashes,
            &head.root,
        )?;
        Ok(head)
    }

    /// Checks signature, path, and that the proof is about these very bytes.
    pub fn verify_leaf(&self, key: &VerifierKey, entry: &[u8]) -> Result<Checkpoint, ReceiptError> {
        if leaf_hash(entry) != self.leaf_hash {
            return Err(ReceiptError::EntryDiffers);
        }
        self.verify(key)
    }

    /// Renders JSON: `index`, `size`, `leaf_hash`, `hashes`, `checkpoint`.
    pub fn render_json(&self) -> String {
        let body = Body {
            index: self.index,
            size: self.size,
            leaf_hash: encode(&self.leaf_hash),
            hashes: self.hashes.iter().map(encode).collect(),
            checkpoint: self.checkpoint.clone(),
        };
        serde_json::to_string(&body).expect("numbers and strings always serialise")
    }

    /// Parses the JSON form; nothing is verified yet.
    pub fn parse_json(text: &str) -> Result<Self, ReceiptError> {
        let shape = "it takes index, size, leaf_hash, hashes and checkpoint";
        let body: Body = serde_json::from_str(text).map_err(|_| malformed(shape))?;
        Ok(Self {
            index: body.index,
            size: body.size,
            leaf_hash: decode(&body.leaf_hash)?,
            hashes: decode_all(body.hashes.iter().map(String::as_str))?,
            checkpoint: body.checkpoint,
        })
    }

    /// Renders the text form (C2SP tlog-proof): header, index, hashes, blank line, checkpoint.
    pub fn render_text(&self) -> String {
        let hashes: String = self.hashes.iter().map(|hash| encode(hash) + "\n").collect();
        format!(
            "{PROOF_HEADER}\nindex {}\n{hashes}\n{}",
            self.index, self.checkpoint
        )
    }

    /// Parses the text form; the entry gives the leaf hash, the checkpoint the size.
    ///
    /// Nothing is verified yet. A line `extra …` is allowed and passed over.
    pub fn parse_text(text: &str, entry: &[u8]) -> Result<Self, ReceiptError> {
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or(malformed("no blank line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(PROOF_HEADER) {
            return Err(malformed("the first line is not c2sp.org/tlog-proof@v1"));
        }
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines
            .next()
            .and_then(|line| parse_decimal(line.strip_prefix("index ")?));
        let size = checkpoint.split('\n').nth(1).and_then(parse_decimal);
        Ok(Self {
            index: index.ok_or(malformed("no index line"))?,
            size: size.ok_or(malformed("no size in the checkpoint"))?,
            leaf_hash: leaf_hash(entry),
            hashes: decode_all(lines)?,
            checkpoint: checkpoint.to_owned(),
        })
    }
}

fn malformed(cause: &'static str) -> ReceiptError {
    ReceiptError::Malformed { cause }
}

/// Decimal digits without sign or leading zeros.
fn parse_decimal(text: &str) -> Option<u64> {
    text.parse()
        .ok()
        .filter(|value: &u64| value.to_string() == text)
}

fn encode(hash: &Sha256) -> String {
    STANDARD.encode(hash.0)
}

fn decode(text: &str) -> Result<Sha256, ReceiptError> {
    let bytes = STANDARD
        .decode(text)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(Sha256)
        .ok_or(malformed("a hash is 32 bytes in base64"))
}

fn decode_all<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<Sha256>, ReceiptError> {
    let hashes: Vec<Sha256> = texts
        .take(PROOF_HASHES_MAX + 1)
        .map(decode)
        .collect::<Result<_, _>>()?;
    if hashes.len() > PROOF_HASHES_MAX {
        return Err(malformed("more than 64 hashes"));
    }
    Ok(hashes)
}

#[cfg(test)]
mod tests;
