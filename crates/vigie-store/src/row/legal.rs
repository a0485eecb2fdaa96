//! Sets of legal bases, and the printed forms that were compared with the official text.

use vigie_domain::{Attestation, DeskId, LegalSet};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// The sets a desk was given, newest first: the first is in force.
    pub async fn legal_sets(&self, desk: DeskId) -> Result<Vec<LegalSet>, StoreError> {
        self.bodies(
            "SELECT body FROM legal_set WHERE desk_id = $1 ORDER BY seq DESC",
            args![desk],
        )
        .await
    }

    /// The attestations of a desk.
    pub async fn attestations(&self, desk: DeskId) -> Result<Vec<Attestation>, StoreError> {
        self.bodies(
            "SELECT body FROM attestation WHERE desk_id = $1 ORDER BY form, language, template_sha256",
            args![desk],
        )
        .await
    }
}

impl Tx<'_> {
    /// Adds a set; it is in force from now on.
    pub async fn add_legal_set(&mut self, set: &LegalSet) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO legal_set (desk_id, side, edition, imported_at, body) \
             VALUES ($1, $2, $3, $4, $5)",
            args![
                self.act.desk,
                self.act.side.name(),
                &*set.edition,
                self.act.now,
                json(set)?,
            ],
        )
        .await
        .map(|_| ())
    }

    /// Writes an attestation.
    pub async fn put_attestation(&mut self, attestation: &Attestation) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO attestation (desk_id, form, language, template_sha256, side, body) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (desk_id, form, language, template_sha256) \
             DO UPDATE SET body = excluded.body",
            args![
                self.act.desk,
                attestation.form.name(),
                attestation.language.code(),
                attestation.template_sha256,
                self.act.side.name(),
                json(attestation)?,
            ],
        )
        .await
    }
}
