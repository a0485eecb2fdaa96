//! Desks.

use serde::{Deserialize, Serialize};
use vigie_domain::{DeskId, Side, Timestamp};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

/// An organisational unit with its own queue, people and legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// Its name, unique; public records carry it.
    pub name: String,
    /// Which side of a notice it is on.
    pub side: Side,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Reader {
    /// One desk.
    pub async fn desk(&self, id: DeskId) -> Result<Option<Desk>, StoreError> {
        self.body("SELECT body FROM desk WHERE id = $1", args![id])
            .await
    }

    /// The desk of that name.
    pub async fn desk_by_name(&self, name: &str) -> Result<Option<Desk>, StoreError> {
        self.body("SELECT body FROM desk WHERE name = $1", args![name])
            .await
    }

    /// Every desk, oldest first.
    pub async fn desks(&self) -> Result<Vec<Desk>, StoreError> {
        self.bodies("SELECT body FROM desk ORDER BY created_at, id", args![])
            .await
    }
}

impl Tx<'_> {
    /// Writes a desk.
    pub async fn put_desk(&mut self, desk: &Desk) -> Result<(), StoreError> {
        if let Ok(mut names) = self.store.inner.desk_names.write() {
            names.remove(&desk.id);
        }
        self.upsert(
            "INSERT INTO desk (id, side, name, created_at, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body",
            args![
                desk.id,
                desk.side.name(),
                &*desk.name,
                desk.created_at,
                json(desk)?
            ],
        )
        .await
    }
}
