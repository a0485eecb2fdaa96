//! Complaints: the row, what was written about it, and the complainant's address, which expires.

use vigie_domain::{Complaint, ComplaintId, DeskId, ItemId, Sha256, Timestamp};

use crate::db::{Reader, Row, args, json};
use crate::error::StoreError;
use crate::event::index_of;
use crate::row::Page;
use crate::tx::Tx;

/// What is kept beside a complaint and never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComplaint {
    /// SHA-256 of the token that follows it.
    pub token_sha256: Sha256,
    /// SHA-256 of the proof of its form: one form makes one complaint.
    pub proof_sha256: Sha256,
    /// What was named, as it was typed, as [`Store::seal_field`](crate::Store::seal_field) sealed it.
    pub about: Vec<u8>,
    /// Where the complainant may be answered, sealed.
    pub contact: Option<Vec<u8>>,
    /// When that address is erased.
    pub contact_expires_at: Option<Timestamp>,
}

/// The sealed part of a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintPapers {
    /// What was named.
    pub about: Vec<u8>,
    /// Where the complainant may be answered; `None` when none was given or it was erased.
    pub contact: Option<Vec<u8>>,
    /// When that address is erased.
    pub contact_expires_at: Option<Timestamp>,
    /// What was written, oldest first, each with its instant.
    pub notes: Vec<(Timestamp, Vec<u8>)>,
}

/// How many complaints ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintCount {
    /// Name of the state.
    pub state: String,
    /// Name of the outcome, once there is one.
    pub outcome: Option<String>,
    /// How many.
    pub complaints: u64,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComplaintCursor {
    /// When the last one shown came.
    pub received_at: Timestamp,
    /// Its id.
    pub id: ComplaintId,
}

fn sealed(row: &Row, column: usize) -> Result<Vec<u8>, StoreError> {
    hex::decode(row.text(column)?).map_err(|_| StoreError::corrupt("a complaint"))
}

impl Reader {
    /// One complaint.
    pub async fn complaint(&self, id: ComplaintId) -> Result<Option<Complaint>, StoreError> {
        self.body("SELECT body FROM complaint WHERE id = $1", args![id])
            .await
    }

    /// The complaint that a token follows.
    pub async fn complaint_by_token(&self, token: Sha256) -> Result<Option<Complaint>, StoreError> {
        self.body(
            "SELECT body FROM complaint WHERE token_sha256 = $1",
            args![token],
        )
        .await
    }

    /// Whether a form was sent already.
    pub async fn has_complaint_of(&self, proof: Sha256) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM complaint WHERE proof_sha256 = $1";
        Ok(self.row(sql, args![proof]).await?.is_some())
    }

    /// The complaints of a desk that wait for an answer, the one due first first.
    pub async fn complaints_waiting(
        &self,
        desk: DeskId,
        limit: u32,
    ) -> Result<Vec<Complaint>, StoreError> {
        self.bodies(
            "SELECT body FROM complaint WHERE desk_id = $1 AND is_waiting = 1 \
             ORDER BY due_at, id LIMIT $2",
            args![desk, limit],
        )
        .await
    }

    /// One page of a desk's complaints, newest first.
    pub async fn complaints(
        &self,
        desk: DeskId,
        after: Option<ComplaintCursor>,
        limit: u32,
    ) -> Result<Page<Complaint, ComplaintCursor>, StoreError> {
        let one_more = limit.saturating_add(1);
        let mut rows: Vec<Complaint> = match after {
            None => {
                self.bodies(
                    "SELECT body FROM complaint WHERE desk_id = $1 \
                     ORDER BY received_at DESC, id DESC LIMIT $2",
                    args![desk, one_more],
                )
                .await?
            }
            Some(after) => {
                self.bodies(
                    "SELECT body FROM complaint WHERE desk_id = $1 AND received_at <= $2 \
                     AND (received_at < $2 OR id < $3) ORDER BY received_at DESC, id DESC LIMIT $4",
                    args![desk, after.received_at, after.id, one_more],
                )
                .await?
            }
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows
            .last()
            .filter(|_| has_more)
            .map(|last| ComplaintCursor {
                received_at: last.received_at,
                id: last.id,
            });
        Ok(Page { rows, next })
    }

    /// The complaints about an item, oldest first.
    pub async fn complaints_of_item(&self, item: ItemId) -> Result<Vec<Complaint>, StoreError> {
        self.bodies(
            "SELECT body FROM complaint WHERE id IN \
             (SELECT complaint_id FROM complaint_item WHERE item_id = $1) ORDER BY received_at, id",
            args![item],
        )
        .await
    }

    /// What was written about a complaint.
    pub async fn complaint_papers(
        &self,
        id: ComplaintId,
    ) -> Result<Option<ComplaintPapers>, StoreError> {
        let sql = "SELECT about_sealed, contact_sealed, contact_expires_at FROM complaint \
                   WHERE id = $1";
        let Some(row) = self.row(sql, args![id]).await? else {
            return Ok(None);
        };
        let sql = "SELECT at, text_sealed FROM complaint_note WHERE complaint_id = $1 \
                   ORDER BY place";
        let notes = self.rows(sql, args![id]).await?;
        let has_contact = row.opt_text(1)?.is_some();
        Ok(Some(ComplaintPapers {
            about: sealed(&row, 0)?,
            contact: has_contact.then(|| sealed(&row, 1)).transpose()?,
            contact_expires_at: row.opt_int(2)?.map(Timestamp::from_ms),
            notes: notes
                .iter()
                .map(|note| Ok((note.time(0)?, sealed(note, 1)?)))
                .collect::<Result<_, StoreError>>()?,
        }))
    }

    /// How many complaints of a desk stand where, by outcome.
    pub async fn complaint_counts(&self, desk: DeskId) -> Result<Vec<ComplaintCount>, StoreError> {
        let sql = "SELECT state, outcome, COUNT(*) FROM complaint WHERE desk_id = $1 \
                   GROUP BY state, outcome ORDER BY state, outcome";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter()
            .map(|row| {
                Ok(ComplaintCount {
                    state: row.text(0)?,
                    outcome: row.opt_text(1)?,
                    complaints: index_of(row.int(2)?)?,
                })
            })
            .collect()
    }

    /// From receipt to answer of each answered complaint, in milliseconds, shortest first.
    pub async fn complaint_times_ms(&self, desk: DeskId) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT decided_at - received_at AS took FROM complaint WHERE desk_id = $1 \
                   AND decided_at IS NOT NULL ORDER BY took";
        let rows = self.rows(sql, args![desk]).await?;
        rows.iter().map(|row| row.int(0)).collect()
    }

    /// How many complaints were answered after their time, or still wait after it.
    pub async fn complaints_late(&self, desk: DeskId, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM complaint WHERE desk_id = $1 \
                   AND ((decided_at IS NOT NULL AND decided_at > due_at) \
                   OR (is_waiting = 1 AND due_at < $2))";
        let row = self.row(sql, args![desk, now]).await?;
        row.map_or(Ok(0), |row| index_of(row.int(0)?))
    }

    /// Whether some complainant's address has reached its end.
    pub async fn has_expired_complainants(&self, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM complaint WHERE contact_sealed IS NOT NULL \
                   AND contact_expires_at <= $1 LIMIT 1";
        Ok(self.row(sql, args![now]).await?.is_some())
    }
}

impl Tx<'_> {
    /// Reads a complaint to change it: nobody else changes it before this transaction ends.
    pub async fn complaint_for_update(
        &self,
        id: ComplaintId,
    ) -> Result<Option<Complaint>, StoreError> {
        self.body(
            self.pick(
                "SELECT body FROM complaint WHERE id = $1",
                "SELECT body FROM complaint WHERE id = $1 FOR UPDATE",
            ),
            args![id],
        )
        .await
    }

    /// Writes a new complaint with its sealed part; `false` when its form was sent already.
    pub async fn add_complaint(
        &mut self,
        complaint: &Complaint,
        new: &NewComplaint,
    ) -> Result<bool, StoreError> {
        let written = self
            .run(
                "INSERT INTO complaint (id, desk_id, side, state, is_waiting, received_at, due_at, \
                 token_sha256, proof_sha256, about_sealed, contact_sealed, contact_expires_at, body) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                 ON CONFLICT (proof_sha256) DO NOTHING",
                args![
                    complaint.id,
                    complaint.desk,
                    self.act.side.name(),
                    complaint.state.name(),
                    complaint.state.waits(),
                    complaint.received_at,
                    complaint.due_at,
                    new.token_sha256,
                    new.proof_sha256,
                    hex::encode(&new.about),
                    new.contact.as_ref().map(hex::encode),
                    new.contact_expires_at,
                    json(complaint)?,
                ],
            )
            .await?;
        Ok(written == 1)
    }

    /// Writes where a complaint stands from now on.
    pub async fn put_complaint(&mut self, complaint: &Complaint) -> Result<(), StoreError> {
        let decision = complaint.state.decision();
        self.run(
            "UPDATE complaint SET state = $2, is_waiting = $3, due_at = $4, outcome = $5, \
             decided_at = $6, body = $7 WHERE id = $1",
            args![
                complaint.id,
                complaint.state.name(),
                complaint.state.waits(),
                complaint.due_at,
                decision.map(|decision| decision.outcome.name()),
                decision.map(|decision| decision.at),
                json(complaint)?,
            ],
        )
        .await?;
        Ok(())
    }

    /// Makes a complaint findable by its items.
    pub async fn put_complaint_items(
        &mut self,
        complaint: ComplaintId,
        items: &[ItemId],
    ) -> Result<(), StoreError> {
        for item in items {
            self.run(
                "INSERT INTO complaint_item (item_id, complaint_id, desk_id, side) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (item_id, complaint_id) DO NOTHING",
                args![*item, complaint, self.act.desk, self.act.side.name()],
            )
            .await?;
        }
        Ok(())
    }

    /// Adds what the complainant wrote, sealed.
    pub async fn add_complaint_note(
        &mut self,
        complaint: ComplaintId,
        place: u32,
        text: &[u8],
    ) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO complaint_note (complaint_id, place, desk_id, side, at, text_sealed) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                complaint,
                place,
                self.act.desk,
                self.act.side.name(),
                self.act.now,
                hex::encode(text),
            ],
        )
        .await?;
        Ok(())
    }

    /// Erases the addresses of the transaction's desk that have reached their end; answers how many.
    pub async fn expire_complainants(&mut self, now: Timestamp) -> Result<u32, StoreError> {
        let erased = self
            .run(
                "UPDATE complaint SET contact_sealed = NULL WHERE desk_id = $1 \
                 AND contact_sealed IS NOT NULL AND contact_expires_at <= $2",
                args![self.act.desk, now],
            )
            .await?;
        Ok(u32::try_from(erased).unwrap_or(u32::MAX))
    }
}
