//! Mails that came in; their bytes are a sealed blob.

use serde_json::Value;
use vigie_domain::{DeskId, MailId, ReferralId, Sha256, Timestamp};

use crate::db::{Reader, Row, args, built, json};
use crate::error::StoreError;
use crate::tx::Tx;

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its id.
    pub id: MailId,
    /// The desk.
    pub desk: DeskId,
    /// The referral it was filed under.
    pub referral: Option<ReferralId>,
    /// What it is: bounce, auto-reply, reply, other.
    pub class: String,
    /// When it came.
    pub received_at: Timestamp,
    /// SHA-256 of the raw message: the name of its blob.
    pub raw_sha256: Sha256,
    /// What the desk keeps about it.
    pub summary: Value,
}

const MAIL: &str = "id, desk_id, referral_id, class, received_at, raw_sha256, body";

fn mail_row(row: &Row) -> Result<MailRow, StoreError> {
    Ok(MailRow {
        id: row.parsed(0)?,
        desk: row.parsed(1)?,
        referral: row.opt_parsed(2)?,
        class: row.text(3)?,
        received_at: row.time(4)?,
        raw_sha256: row.sha256(5)?,
        summary: row.json(6)?,
    })
}

impl Reader {
    /// One mail.
    pub async fn mail(&self, id: MailId) -> Result<Option<MailRow>, StoreError> {
        let sql = format!("SELECT {MAIL} FROM mail WHERE id = $1");
        let row = self.row(built(sql), args![id]).await?;
        row.as_ref().map(mail_row).transpose()
    }

    /// The mail with exactly these bytes: the same one handed over twice.
    pub async fn mail_by_raw(
        &self,
        desk: DeskId,
        raw: Sha256,
    ) -> Result<Option<MailRow>, StoreError> {
        let sql = format!("SELECT {MAIL} FROM mail WHERE desk_id = $1 AND raw_sha256 = $2 LIMIT 1");
        let row = self.row(built(sql), args![desk, raw]).await?;
        row.as_ref().map(mail_row).transpose()
    }

    /// The mails filed under a referral, oldest first.
    pub async fn mails_of(&self, referral: ReferralId) -> Result<Vec<MailRow>, StoreError> {
        let sql =
            format!("SELECT {MAIL} FROM mail WHERE referral_id = $1 ORDER BY received_at, id");
        let rows = self.rows(built(sql), args![referral]).await?;
        rows.iter().map(mail_row).collect()
    }

    /// The mails nobody could file, oldest first, at most a thousand.
    pub async fn mails_unfiled(&self, desk: DeskId) -> Result<Vec<MailRow>, StoreError> {
        let sql = format!(
            "SELECT {MAIL} FROM mail WHERE desk_id = $1 AND referral_id IS NULL \
             ORDER BY received_at, id LIMIT 1000"
        );
        let rows = self.rows(built(sql), args![desk]).await?;
        rows.iter().map(mail_row).collect()
    }
}

impl Tx<'_> {
    /// Writes a mail; again, once it is filed.
    pub async fn put_mail(&mut self, mail: &MailRow) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO mail (id, desk_id, side, referral_id, class, received_at, raw_sha256, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
             referral_id = excluded.referral_id, class = excluded.class, body = excluded.body",
            args![
                mail.id,
                mail.desk,
                self.act.side.name(),
                mail.referral,
                &*mail.class,
                mail.received_at,
                mail.raw_sha256,
                json(&mail.summary)?,
            ],
        )
        .await
    }
}
