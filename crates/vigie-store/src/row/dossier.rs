//! Escalation dossiers.

use vigie_domain::{Dossier, DossierId, ProviderId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One dossier.
    pub async fn dossier(&self, id: DossierId) -> Result<Option<Dossier>, StoreError> {
        self.body("SELECT body FROM dossier WHERE id = $1", args![id])
            .await
    }

    /// The newest dossiers about a provider, newest first.
    pub async fn dossiers_of(
        &self,
        provider: ProviderId,
        limit: u32,
    ) -> Result<Vec<Dossier>, StoreError> {
        self.bodies(
            "SELECT body FROM dossier WHERE provider_id = $1 \
             ORDER BY created_at DESC, id DESC LIMIT $2",
            args![provider, limit],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes a dossier; again, once it is released.
    pub async fn put_dossier(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO dossier (id, desk_id, side, provider_id, created_at, body) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            args![
                dossier.id,
                dossier.desk,
                self.act.side.name(),
                dossier.provider,
                dossier.compiled_at,
                json(dossier)?,
            ],
        )
        .await
    }
}
