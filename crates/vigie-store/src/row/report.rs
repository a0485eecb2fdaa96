//! Reports by the public: the reporter's address is optional, sealed, and expires.

use uuid::Uuid;
use vigie_domain::{ItemId, Language, Timestamp};

use crate::db::{Reader, Row, args};
use crate::error::StoreError;
use crate::tx::Tx;

/// A report by somebody without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Its id.
    pub id: Uuid,
    /// About which item.
    pub item: ItemId,
    /// When it came.
    pub received_at: Timestamp,
    /// The reporter's address as [`Store::seal_field`](crate::Store::seal_field) sealed it.
    pub contact: Option<Vec<u8>>,
    /// When the address is erased.
    pub contact_expires_at: Option<Timestamp>,
    /// The language of the form.
    pub language: Language,
}

fn report_row(row: &Row) -> Result<ReportRow, StoreError> {
    let corrupt = |_| StoreError::corrupt("a report");
    let contact = row.opt_text(3)?;
    Ok(ReportRow {
        id: row.parsed(0)?,
        item: row.parsed(1)?,
        received_at: row.time(2)?,
        contact: contact.map(hex::decode).transpose().map_err(corrupt)?,
        contact_expires_at: row.opt_int(4)?.map(Timestamp::from_ms),
        language: Language::parse(&row.text(5)?).unwrap_or_default(),
    })
}

impl Reader {
    /// The reports about an item, oldest first.
    pub async fn reports_of(&self, item: ItemId) -> Result<Vec<ReportRow>, StoreError> {
        let sql = "SELECT id, item_id, received_at, contact_sealed, contact_expires_at, language \
                   FROM report WHERE item_id = $1 ORDER BY received_at, id";
        let rows = self.rows(sql, args![item]).await?;
        rows.iter().map(report_row).collect()
    }

    /// Whether some address has reached its end.
    pub async fn has_expired_reports(&self, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM report WHERE contact_sealed IS NOT NULL \
                   AND contact_expires_at <= $1 LIMIT 1";
        Ok(self.row(sql, args![now]).await?.is_some())
    }
}

impl Tx<'_> {
    /// Writes a report.
    pub async fn put_report(&mut self, report: &ReportRow) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO report (id, desk_id, side, item_id, received_at, language, \
             contact_sealed, contact_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO UPDATE SET contact_sealed = excluded.contact_sealed, \
             contact_expires_at = excluded.contact_expires_at",
            args![
                report.id,
                self.act.desk,
                self.act.side.name(),
                report.item,
                report.received_at,
                report.language.code(),
                report.contact.as_ref().map(hex::encode),
                report.contact_expires_at,
            ],
        )
        .await
    }

    /// Erases the addresses of the transaction's desk that have reached their end; answers how many.
    pub async fn expire_reports(&mut self, now: Timestamp) -> Result<u32, StoreError> {
        let erased = self
            .run(
                "UPDATE report SET contact_sealed = NULL WHERE desk_id = $1 \
                 AND contact_sealed IS NOT NULL AND contact_expires_at <= $2",
                args![self.act.desk, now],
            )
            .await?;
        Ok(u32::try_from(erased).unwrap_or(u32::MAX))
    }
}
