//! Observations: facts seen, written once.

use vigie_domain::{ItemId, Observation, ObservationId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One observation.
    pub async fn observation(&self, id: ObservationId) -> Result<Option<Observation>, StoreError> {
        self.body("SELECT body FROM observation WHERE id = $1", args![id])
            .await
    }

    /// The newest observations of an item, newest first.
    pub async fn observations_of(
        &self,
        item: ItemId,
        limit: u32,
    ) -> Result<Vec<Observation>, StoreError> {
        self.bodies(
            "SELECT body FROM observation WHERE item_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
            args![item, limit],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes an observation.
    pub async fn put_observation(&mut self, observation: &Observation) -> Result<(), StoreError> {
        self.insert_once(
            "observation",
            "INSERT INTO observation (id, desk_id, side, item_id, at, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
            "SELECT body FROM observation WHERE id = $1",
            args![
                observation.id,
                observation.desk,
                self.act.side.name(),
                observation.item,
                observation.at,
                json(observation)?,
            ],
        )
        .await
    }
}
