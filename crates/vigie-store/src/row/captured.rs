//! Every signal of every exhibit, so that what is banked today is found in what was captured before.

use vigie_domain::{DeskId, Exhibit, ExhibitId, ItemId, Signal, SignalType};

use crate::db::{Arg, Reader, Row, args, built, list_of, placeholders};
use crate::error::StoreError;
use crate::event::BULK_ROWS;
use crate::row::bank_entry::{quality_of, signal_of, value_of};
use crate::tx::Tx;

/// A signal that was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturedSignal {
    /// In which exhibit.
    pub exhibit: ExhibitId,
    /// In which of its records.
    pub place: u32,
    /// Of which item.
    pub item: ItemId,
    /// The signal.
    pub signal: Signal,
    /// The capture that brought it: later ones are larger.
    pub seq: i64,
}

/// Where a reader of captured signals stopped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CapturedCursor {
    seq: i64,
    exhibit: String,
    place: i64,
    value: String,
}

const CAPTURED: &str = "exhibit_id, place, item_id, signal_type, value, quality, seq";

/// Columns of an insert.
const INSERT_COLUMNS: usize = 9;

fn captured_row(row: &Row) -> Result<CapturedSignal, StoreError> {
    let corrupt = || StoreError::corrupt("a captured signal");
    let kind = SignalType::parse(&row.text(3)?).ok_or_else(corrupt)?;
    Ok(CapturedSignal {
        exhibit: row.parsed(0)?,
        place: u32::try_from(row.int(1)?).map_err(|_| corrupt())?,
        item: row.parsed(2)?,
        signal: match kind {
            // Each part of a picture has a row, which is its PDQ.
            SignalType::Copies => signal_of(SignalType::Pdq, &row.text(4)?, row.int(5)?),
            kind => signal_of(kind, &row.text(4)?, row.int(5)?),
        }
        .ok_or_else(corrupt)?,
        seq: row.int(6)?,
    })
}

impl CapturedSignal {
    /// Hand it back for what follows.
    pub fn cursor(&self) -> CapturedCursor {
        CapturedCursor {
            seq: self.seq,
            exhibit: self.exhibit.to_string(),
            place: i64::from(self.place),
            value: self.signal.value(),
        }
    }
}

impl Reader {
    /// One page of a desk's captured PDQ of a type, of whole pictures or of the parts copies are
    /// found by, after the cursor, in the order of capture.
    pub async fn captured_pdq(
        &self,
        desk: DeskId,
        kind: SignalType,
        after: Option<&CapturedCursor>,
        limit: u32,
    ) -> Result<Vec<CapturedSignal>, StoreError> {
        let sql = format!(
            "SELECT {CAPTURED} FROM captured_signal WHERE desk_id = $1 AND signal_type = '{}' \
             AND seq >= $2 AND (seq > $2 OR (exhibit_id, place, value) > ($3, $4, $5)) \
             ORDER BY seq, exhibit_id, place, value LIMIT $6",
            kind.name()
        );
        let args = match after {
            None => args![desk, 0_i64, "", 0_i64, "", limit],
            Some(after) => args![
                desk,
                after.seq,
                &*after.exhibit,
                after.place,
                &*after.value,
                limit
            ],
        };
        let rows = self.rows(built(sql), args).await?;
        rows.iter().map(captured_row).collect()
    }

    /// Captured signals that equal one of these values.
    pub async fn captured_exact(
        &self,
        desk: DeskId,
        kind: SignalType,
        values: &[String],
    ) -> Result<Vec<CapturedSignal>, StoreError> {
        let mut found = Vec::new();
        for chunk in values.chunks(BULK_ROWS) {
            let sql = format!(
                "SELECT {CAPTURED} FROM captured_signal WHERE desk_id = $1 AND signal_type = $2 \
                 AND value IN {} ORDER BY exhibit_id, place",
                list_of(chunk.len(), 3)
            );
            let mut args = args![desk, kind.name()];
            args.extend(chunk.iter().map(|value| Arg::from(&**value)));
            for row in self.rows(self.bulk(sql), args).await? {
                found.push(captured_row(&row)?);
            }
        }
        Ok(found)
    }

    /// Items of which a signal of that type was captured.
    pub async fn captured_items(
        &self,
        desk: DeskId,
        kind: SignalType,
    ) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT DISTINCT item_id FROM captured_signal WHERE desk_id = $1 \
                   AND signal_type = $2 ORDER BY item_id";
        let rows = self.rows(sql, args![desk, kind.name()]).await?;
        rows.iter().map(|row| row.parsed(0)).collect()
    }

    /// The number of the last capture of a desk.
    pub async fn captured_seq(&self, desk: DeskId) -> Result<i64, StoreError> {
        let sql = "SELECT seq FROM captured_count WHERE desk_id = $1";
        let row = self.row(sql, args![desk]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}

impl Tx<'_> {
    /// Writes the signals of an exhibit; the same exhibit again changes nothing.
    ///
    /// The number of the capture is given out under the lock of one row, so that whoever reads a
    /// number has all that is below it.
    pub(crate) async fn put_captured(&self, exhibit: &Exhibit) -> Result<(), StoreError> {
        let mut signals: Vec<(u32, SignalType, String, i64)> = Vec::new();
        for (place, record) in (0_u32..).zip(&exhibit.records) {
            for signal in &record.signals {
                let kind = signal.signal_type();
                if kind == SignalType::Copies {
                    let parts = signal.parts();
                    signals.extend(
                        parts.map(|part| (place, kind, value_of(&part), quality_of(&part))),
                    );
                } else {
                    signals.push((place, kind, value_of(signal), quality_of(signal)));
                }
            }
        }
        if signals.is_empty() {
            return Ok(());
        }
        let rows = self
            .run_rows(
                "INSERT INTO captured_count (desk_id, side, seq) VALUES ($1, $2, 1) \
                 ON CONFLICT (desk_id) DO UPDATE SET seq = captured_count.seq + 1 RETURNING seq",
                args![exhibit.desk, self.act.side.name()],
            )
            .await?;
        let seq = rows.first().map_or(Ok(1), |row| row.int(0))?;
        for chunk in signals.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * INSERT_COLUMNS);
            for (place, kind, value, quality) in chunk {
                args.extend(args![
                    exhibit.id,
                    *place,
                    kind.name(),
                    &**value,
                    exhibit.desk,
                    self.act.side.name(),
                    exhibit.item,
                    *quality,
                    seq,
                ]);
            }
            let sql = format!(
                "INSERT INTO captured_signal (exhibit_id, place, signal_type, value, desk_id, \
                 side, item_id, quality, seq) VALUES {} ON CONFLICT DO NOTHING",
                placeholders(chunk.len(), INSERT_COLUMNS, 1)
            );
            self.run(self.bulk(sql), args).await?;
        }
        Ok(())
    }
}
