//! Sessions and rate counters: no acts, so no events; each function is a transaction of its own.

use vigie_domain::{DeskId, Sha256, Side, Timestamp, UserId};

use crate::db::{Reader, Row, args};
use crate::error::StoreError;
use crate::store::Store;

/// Somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the cookie's token.
    pub token_sha256: Sha256,
    /// Who.
    pub user: UserId,
    /// On which desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// Since when.
    pub created_at: Timestamp,
    /// Last seen.
    pub seen_at: Timestamp,
    /// Token that forms carry.
    pub csrf: Option<String>,
}

fn session_row(row: &Row) -> Result<SessionRow, StoreError> {
    let side = if row.text(3)? == Side::Provider.name() {
        Side::Provider
    } else {
        Side::Unit
    };
    Ok(SessionRow {
        token_sha256: row.sha256(0)?,
        user: row.parsed(1)?,
        desk: row.parsed(2)?,
        side,
        created_at: row.time(4)?,
        seen_at: row.time(5)?,
        csrf: row.opt_text(6)?,
    })
}

impl Reader {
    /// The session of a token.
    pub async fn session(&self, token: Sha256) -> Result<Option<SessionRow>, StoreError> {
        let sql = "SELECT token_sha256, user_id, desk_id, side, created_at, seen_at, csrf \
                   FROM session WHERE token_sha256 = $1";
        let row = self.row(sql, args![token]).await?;
        row.as_ref().map(session_row).transpose()
    }

    /// Where somebody is signed in, newest first.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<SessionRow>, StoreError> {
        let sql = "SELECT token_sha256, user_id, desk_id, side, created_at, seen_at, csrf \
                   FROM session WHERE user_id = $1 ORDER BY created_at DESC";
        let rows = self.rows(sql, args![user]).await?;
        rows.iter().map(session_row).collect()
    }
}

impl Store {
    /// Writes a session.
    pub async fn put_session(&self, session: &SessionRow) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO session (token_sha256, desk_id, side, user_id, created_at, seen_at, csrf) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (token_sha256) DO NOTHING",
            args![
                session.token_sha256,
                session.desk,
                session.side.name(),
                session.user,
                session.created_at,
                session.seen_at,
                session.csrf.as_deref(),
            ],
        )
        .await
        .map(|_| ())
    }

    /// Notes that a session was seen. Call it once a minute, not once a request.
    pub async fn touch_session(&self, token: Sha256, now: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE session SET seen_at = $2 WHERE token_sha256 = $1 AND seen_at < $2",
            args![token, now],
        )
        .await
        .map(|_| ())
    }

    /// Ends a session.
    pub async fn delete_session(&self, token: Sha256) -> Result<(), StoreError> {
        self.run("DELETE FROM session WHERE token_sha256 = $1", args![token])
            .await
            .map(|_| ())
    }

    /// Ends every session of somebody.
    pub async fn delete_sessions_of(&self, user: UserId) -> Result<u64, StoreError> {
        self.run("DELETE FROM session WHERE user_id = $1", args![user])
            .await
    }

    /// Ends sessions not seen since then.
    pub async fn expire_sessions(&self, seen_before: Timestamp) -> Result<u64, StoreError> {
        self.run("DELETE FROM session WHERE seen_at < $1", args![seen_before])
            .await
    }

    /// Counts a hit on `key` in the window that `now` falls into; answers how many there were.
    ///
    /// Counters of past windows of the key are removed on the way.
    pub async fn count_hit(
        &self,
        key: &str,
        now: Timestamp,
        window_ms: i64,
    ) -> Result<u32, StoreError> {
        let start = now.ms().div_euclid(window_ms.max(1)) * window_ms.max(1);
        let rows = self
            .run_rows(
                "INSERT INTO rate_counter (key, window_start, hits) VALUES ($1, $2, 1) \
                 ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_counter.hits + 1 \
                 RETURNING hits",
                args![key, start],
            )
            .await?;
        let hits = rows.first().map_or(Ok(1), |row| row.int(0))?;
        if hits == 1 {
            self.run(
                "DELETE FROM rate_counter WHERE key = $1 AND window_start < $2",
                args![key, start],
            )
            .await?;
        }
        Ok(u32::try_from(hits).unwrap_or(u32::MAX))
    }
}
