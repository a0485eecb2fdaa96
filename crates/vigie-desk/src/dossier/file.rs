//! The files of a dossier: page, twin, proofs, checkpoint, and the list of their digests.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_document::Template;
use vigie_domain::{Dossier, Sha256};

use super::body::Body;
use super::read::read_body;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::paper::Printed;

/// The same facts for programs.
const TWIN: &str = "dossier.json";
/// The list of digests, in the form `sha256sum --check` reads.
pub const MANIFEST: &str = "MANIFEST.sha256";
/// The unit's signature under that list, where it has a certificate.
const SIGNATURE: &str = "MANIFEST.sha256.p7s";

/// One file of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An entry of the log with the proof that it is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ProvedEntry {
    /// Its index.
    pub(super) index: u64,
    /// The bytes of its leaf.
    pub(super) leaf: String,
    /// The proof, in its JSON form.
    pub(super) proof: serde_json::Value,
}

/// Makes every file of a dossier; the list of digests comes last, but for a signature under it.
pub(super) async fn make_files(
    desk: &Desk,
    dossier: &Dossier,
) -> Result<Vec<DossierFile>, DeskError> {
    let body = read_body(desk, dossier).await?;
    let twin = serde_json::to_vec_pretty(&body)?;
    let page = desk
        .rooms
        .paper
        .set(Printed {
            template: Template::Dossier,
            language: dossier.language,
            at: dossier.compiled_at,
            data: serde_json::to_value(&body)?,
            is_attested: false,
            twin_name: TWIN,
            twin: twin.clone(),
        })
        .await?;
    let proofs = serde_json::to_vec_pretty(&prove_entries(desk, &body).await?)?;
    let file = |name: &str, bytes: Vec<u8>| DossierFile {
        name: name.to_owned(),
        bytes,
    };
    let mut files = vec![
        file("dossier.pdf", page),
        file(TWIN, twin),
        file("proofs.json", proofs),
        file("checkpoint", dossier.checkpoint.clone().into_bytes()),
    ];
    let manifest = render_manifest(&files).into_bytes();
    let signature = desk.rooms.paper.seal(&manifest, desk.now())?;
    files.push(file(MANIFEST, manifest));
    files.extend(signature.map(|signature| file(SIGNATURE, signature)));
    Ok(files)
}

async fn prove_entries(desk: &Desk, body: &Body) -> Result<Vec<ProvedEntry>, DeskError> {
    let acts = body.items.iter().flat_map(|item| &item.acts);
    let mut indexes: BTreeSet<u64> = acts.map(|act| act.index).collect();
    indexes.extend(body.notices.iter().filter_map(|notice| notice.sent_index));
    let mut entries = Vec::with_capacity(indexes.len());
    for index in indexes {
        let page = desk.store().events_after(desk.id, index, 1).await?;
        let event = page
            .into_iter()
            .find(|event| event.log_index == Some(index));
        let event = event.or_not_found("entry of the log")?;
        let proof = desk.store().inclusion_proof(index).await?;
        let proof = proof.or_not_found("proof of an entry")?;
        entries.push(ProvedEntry {
            index,
            leaf: event.leaf,
            proof: serde_json::from_str(&proof.render_json())?,
        });
    }
    Ok(entries)
}

fn render_manifest(files: &[DossierFile]) -> String {
    let mut text = String::new();
    for file in files {
        let _ = writeln!(text, "{}  {}", sha256(&file.bytes), file.name);
    }
    text
}

pub(super) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(Hasher::digest(bytes).into())
}
