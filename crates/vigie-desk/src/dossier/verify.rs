//! The outsider's check of a dossier: files against the list, entries against the log's key.
//!
//! Needs nothing of the desk. What the pages say is in the JSON; each act there must be an entry
//! of the log, proved under a checkpoint the key signed, of the same kind and minute.

use std::collections::{BTreeMap, BTreeSet};

use vigie_domain::Timestamp;
use vigie_tlog::{Checkpoint, InclusionProof, Leaf, VerifierKey};

use super::body::{ActBody, Body};
use super::file::{DossierFile, MANIFEST, ProvedEntry, sha256};

/// Something wrong with a dossier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DossierDefect {
    /// A file is not there.
    #[error("`{name}` is missing")]
    Missing {
        /// Which.
        name: String,
    },
    /// A file is not what the list says, or not on it.
    #[error("`{name}` is not the file the manifest lists")]
    Changed {
        /// Which.
        name: String,
    },
    /// A file does not read.
    #[error("`{name}` cannot be read as what it is")]
    Malformed {
        /// Which.
        name: String,
    },
    /// The checkpoint is not the log's, or not the one the dossier names.
    #[error("the checkpoint is not signed by this key, or not the one the dossier names")]
    Checkpoint,
    /// An act is not proved.
    #[error("entry {index} is not proved to be in the log")]
    Unproved {
        /// Its index.
        index: u64,
    },
    /// An act is not what its entry says.
    #[error("the dossier says of entry {index} what the entry does not")]
    OtherAct {
        /// Its index.
        index: u64,
    },
    /// Not released.
    #[error("this is a draft: nobody released it")]
    Draft,
}

/// Checks the files of a dossier under the key of the log; answers every defect, and how many
/// entries were proved. Linear in the files.
pub fn verify_files(files: &[DossierFile], key: &VerifierKey) -> (u64, Vec<DossierDefect>) {
    let by_name: BTreeMap<&str, &[u8]> = files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect();
    let mut defects = check_manifest(&by_name);
    let body: Option<Body> = parse(&by_name, "dossier.json", &mut defects);
    let entries: Option<Vec<ProvedEntry>> = parse(&by_name, "proofs.json", &mut defects);
    let (Some(body), Some(entries)) = (body, entries) else {
        return (0, defects);
    };
    if !body.is_released {
        defects.push(DossierDefect::Draft);
    }
    let head = by_name
        .get("checkpoint")
        .map(|note| Checkpoint::verify(note, key));
    match head {
        Some(Ok(head)) if head.size == body.log.size && head.origin == body.log.origin => {}
        _ => defects.push(DossierDefect::Checkpoint),
    }
    let proved: BTreeMap<u64, Leaf> = entries
        .iter()
        .filter_map(|entry| Some((entry.index, prove(entry, key)?)))
        .collect();
    for act in body.items.iter().flat_map(|item| &item.acts) {
        match proved.get(&act.index) {
            None => defects.push(DossierDefect::Unproved { index: act.index }),
            Some(leaf) if !is_said(act, leaf, &entries) || act.index >= body.log.size => {
                defects.push(DossierDefect::OtherAct { index: act.index });
            }
            Some(_) => {}
        }
    }
    for index in body.notices.iter().filter_map(|notice| notice.sent_index) {
        if !proved.contains_key(&index) {
            defects.push(DossierDefect::Unproved { index });
        }
    }
    defects.dedup();
    (u64::try_from(proved.len()).unwrap_or(u64::MAX), defects)
}

fn parse<T: serde::de::DeserializeOwned>(
    files: &BTreeMap<&str, &[u8]>,
    name: &str,
    defects: &mut Vec<DossierDefect>,
) -> Option<T> {
    let parsed = serde_json::from_slice(files.get(name)?).ok();
    if parsed.is_none() {
        defects.push(DossierDefect::Malformed {
            name: name.to_owned(),
        });
    }
    parsed
}

/// Every file on the list is there and the same, and every file there but the list and the
/// signature under it is listed.
fn check_manifest(files: &BTreeMap<&str, &[u8]>) -> Vec<DossierDefect> {
    let missing = |name: &str| DossierDefect::Missing {
        name: name.to_owned(),
    };
    let Some(manifest) = files.get(MANIFEST) else {
        return vec![missing(MANIFEST)];
    };
    let Ok(manifest) = std::str::from_utf8(manifest) else {
        let name = MANIFEST.to_owned();
        return vec![DossierDefect::Malformed { name }];
    };
    let mut defects = Vec::new();
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    for line in manifest.lines() {
        let Some((digest, name)) = line.split_once("  ") else {
            let name = MANIFEST.to_owned();
            defects.push(DossierDefect::Malformed { name });
            continue;
        };
        listed.insert(name);
        match files.get(name) {
            None => defects.push(missing(name)),
            Some(bytes) if sha256(bytes).to_string() != digest => {
                let name = name.to_owned();
                defects.push(DossierDefect::Changed { name });
            }
            Some(_) => {}
        }
    }
    for name in ["dossier.pdf", "dossier.json", "proofs.json", "checkpoint"] {
        if !listed.contains(name) {
            let name = name.to_owned();
            defects.push(DossierDefect::Changed { name });
        }
    }
    defects
}

/// The leaf of an entry whose proof holds.
fn prove(entry: &ProvedEntry, key: &VerifierKey) -> Option<Leaf> {
    let proof = InclusionProof::parse_json(&entry.proof.to_string()).ok()?;
    if proof.index != entry.index {
        return None;
    }
    proof.verify_leaf(key, entry.leaf.as_bytes()).ok()?;
    Leaf::parse(entry.leaf.as_bytes()).ok()
}

/// Whether the entry is of the kind, minute, hash and outcome the dossier says.
fn is_said(act: &ActBody, leaf: &Leaf, entries: &[ProvedEntry]) -> bool {
    let record = leaf.record();
    let at = Timestamp::parse_rfc3339(&act.at).map(Timestamp::floor_minute);
    let hash = entries
        .iter()
        .find(|entry| entry.index == act.index)
        .map(|entry| vigie_tlog::leaf_hash(entry.leaf.as_bytes()).to_string());
    let says = record.outcome.as_deref();
    record.kind == act.act.replace('.', "_")
        && at == Some(record.at_minute)
        && hash.as_deref() == Some(act.leaf_sha256.as_str())
        && (!matches!(act.act.as_str(), "line.closed" | "claim.received")
            || says == Some(act.says.as_str()))
}
