//! How often each content matched, day by day. Counting is nobody's act; silencing is.

use vigie_domain::bank::PAST_DAYS;
use vigie_domain::{DeskId, Side};

use crate::db::{Arg, Reader, args, list_of, placeholders};
use crate::error::StoreError;
use crate::event::{BULK_ROWS, index_of};
use crate::row::bank_entry::number;
use crate::store::Store;

/// How often a content matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HitCount {
    /// Which.
    pub content: u64,
    /// Today, all processes together.
    pub today: u32,
    /// In the days before that a mean is taken of.
    pub past: u64,
}

impl Store {
    /// Adds to the matches of a day, and answers how these contents stand; what is past only of
    /// those that matched more than `past_above` times today, 0 for the others.
    ///
    /// One transaction of small statements: it reaches the disk once, and a lookup on the same core
    /// never waits for more than one statement.
    pub async fn count_hits(
        &self,
        desk: DeskId,
        side: Side,
        day: i64,
        hits: &[(u64, u32)],
        past_above: u32,
    ) -> Result<Vec<HitCount>, StoreError> {
        // Two processes that count the same contents take their rows in the same order.
        let mut hits = hits.to_vec();
        hits.sort_unstable();
        let mut counts = Vec::with_capacity(hits.len());
        let tx = Reader::of_tx(self.begin_counting().await?);
        for chunk in hits.chunks(BULK_ROWS) {
            let mut args = Vec::with_capacity(chunk.len() * 5);
            for (content, matches) in chunk {
                args.extend(args![desk, number(*content), day, side.name(), *matches]);
            }
            let sql = format!(
                "INSERT INTO bank_hit (desk_id, content, day, side, hits) VALUES {} \
                 ON CONFLICT (desk_id, content, day) DO UPDATE SET \
                 hits = bank_hit.hits + excluded.hits RETURNING content, hits",
                placeholders(chunk.len(), 5, 1)
            );
            for row in tx.rows(tx.bulk(sql), args).await? {
                counts.push(HitCount {
                    content: index_of(row.int(0)?)?,
                    today: u32::try_from(row.int(1)?).unwrap_or(u32::MAX),
                    past: 0,
                });
            }
        }
        if let Some(open) = tx.into_open() {
            open.commit().await?;
        }
        let mut many: Vec<&mut HitCount> = counts
            .iter_mut()
            .filter(|one| one.today > past_above)
            .collect();
        self.add_past(desk, day, &mut many).await?;
        Ok(counts)
    }

    async fn add_past(
        &self,
        desk: DeskId,
        day: i64,
        counts: &mut [&mut HitCount],
    ) -> Result<(), StoreError> {
        for chunk in counts.chunks_mut(BULK_ROWS) {
            let sql = format!(
                "SELECT content, CAST(SUM(hits) AS BIGINT) FROM bank_hit \
                 WHERE desk_id = $1 AND day >= $2 AND day < $3 AND content IN {} GROUP BY content",
                list_of(chunk.len(), 4)
            );
            let mut args = args![desk, day - i64::from(PAST_DAYS), day];
            args.extend(chunk.iter().map(|one| Arg::from(number(one.content))));
            for row in self.rows(self.bulk(sql), args).await? {
                let content = index_of(row.int(0)?)?;
                for one in chunk.iter_mut().filter(|one| one.content == content) {
                    one.past = index_of(row.int(1)?)?;
                }
            }
        }
        Ok(())
    }

    /// Forgets the counts of days nothing is measured by any more.
    pub async fn drop_old_hits(&self, day: i64) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM bank_hit WHERE day < $1",
            args![day - i64::from(PAST_DAYS)],
        )
        .await
        .map(|_| ())
    }
}
