//! Designations: the dated powers of a desk.

use vigie_domain::{Designation, DesignationId, DeskId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One designation.
    pub async fn designation(&self, id: DesignationId) -> Result<Option<Designation>, StoreError> {
        self.body("SELECT body FROM designation WHERE id = $1", args![id])
            .await
    }

    /// The designations of a desk, oldest first; whether one stands is the domain's to say.
    pub async fn designations(&self, desk: DeskId) -> Result<Vec<Designation>, StoreError> {
        self.bodies(
            "SELECT body FROM designation WHERE desk_id = $1 ORDER BY id",
            args![desk],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes a designation.
    pub async fn put_designation(&mut self, designation: &Designation) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO designation (id, desk_id, side, instrument, body) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            args![
                designation.id,
                designation.desk,
                self.act.side.name(),
                designation.instrument.name(),
                json(designation)?,
            ],
        )
        .await
    }
}
