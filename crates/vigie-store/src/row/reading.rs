//! Readings of texts: sealed under the key of their exhibit, and the tokens they are searched by.

use std::collections::HashMap;

use vigie_domain::{DeskId, ExhibitId, ItemId, TextReading};

use crate::blob::Blobs;
use crate::db::{Query, Reader, Row, args, json};
use crate::error::StoreError;
use crate::key::hmac;
use crate::seal;
use crate::store::Store;
use crate::tx::Tx;

/// What the sealed part of a reading is sealed for.
const READING: &str = "text reading";
/// What a signature is sealed for.
const SIGNATURE: &str = "text signature";
/// What the key of tokens is derived for.
const TOKEN: &str = "text token";
/// Bytes of a token that are kept: two different words of a desk share one once in 2^56 pairs.
const TOKEN_BYTES: usize = 7;
/// Tokens of one row: a text has as many rows as it needs, and PostgreSQL counts to 16,383.
const ROW_TOKENS: usize = 8_000;
/// Tokens that the next row repeats, so that a phrase is found across its edge.
const ROW_OVERLAP: usize = 16;

/// A reading, to be written with what it is compared and searched by.
#[derive(Debug, Clone)]
pub struct NewReading {
    /// The reading.
    pub reading: TextReading,
    /// What it was read by.
    pub edition: String,
    /// What near texts are found by; `None` for a text without letters.
    pub signature: Option<Vec<u8>>,
    /// Its folded words, blind: [`Store::blind_words`].
    pub tokens: Vec<String>,
}

/// The signature of a text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSignature {
    /// The number of its exhibit among those read: later ones are larger.
    pub seq: i64,
    /// The exhibit.
    pub exhibit: ExhibitId,
    /// The item.
    pub item: ItemId,
    /// Which text of the exhibit.
    pub place: u32,
    /// The signature; `None` without letters, or when the exhibit was erased.
    pub signature: Option<Vec<u8>>,
}

/// A text that holds what was searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextHit {
    /// Hand it back for what follows.
    pub seq: i64,
    /// The exhibit.
    pub exhibit: ExhibitId,
    /// The item.
    pub item: ItemId,
    /// Which text of the exhibit.
    pub place: u32,
}

/// The ranks of the foremost text of an exhibit, without opening anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadRank {
    /// By the model that orders the queue.
    pub rank: u16,
    /// By the model beside.
    pub shadow_rank: Option<u16>,
}

/// How two models agree on the texts read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShadowAgreement {
    /// Texts that both read.
    pub texts: u64,
    /// Texts that both put above the mark, or both below.
    pub agreed: u64,
    /// Mean distance of the two ranks, in thousandths.
    pub distance: u16,
}

fn purpose(what: &str, exhibit: ExhibitId, place: u32) -> String {
    format!("{what} {exhibit} {place}")
}

fn rank_of(row: &Row, column: usize) -> Result<u16, StoreError> {
    u16::try_from(row.int(column)?).map_err(|_| StoreError::corrupt("a rank"))
}

fn opt_rank_of(row: &Row, column: usize) -> Result<Option<u16>, StoreError> {
    let rank = row.opt_int(column)?.map(u16::try_from).transpose();
    rank.map_err(|_| StoreError::corrupt("a rank"))
}

fn open(
    blobs: &Blobs,
    wrapped: &str,
    (what, exhibit, place): (&str, ExhibitId, u32),
    sealed: &str,
) -> Result<Vec<u8>, StoreError> {
    let corrupt = || StoreError::corrupt(format!("a {what}"));
    let key = blobs.unwrap_key(exhibit, wrapped)?;
    let sealed = hex::decode(sealed).map_err(|_| corrupt())?;
    seal::open_field(&key, &purpose(what, exhibit, place), &sealed).ok_or_else(corrupt)
}

impl Store {
    /// The words as they are kept and searched for on a desk: a keyed hash of letters only.
    pub fn blind_words<'w>(
        &self,
        desk: DeskId,
        words: impl Iterator<Item = &'w str>,
    ) -> Vec<String> {
        let key = self.inner.keys.derived(TOKEN);
        let desk = desk.to_string();
        let mut known: HashMap<&str, String> = HashMap::new();
        words
            .map(|word| {
                let blind = || {
                    let mac = hmac(&key, &[desk.as_bytes(), b"\0", word.as_bytes()]);
                    let nibbles = mac[..TOKEN_BYTES].iter().flat_map(|b| [b >> 4, b & 15]);
                    nibbles.map(|n| char::from(b'a' + n)).collect()
                };
                known.entry(word).or_insert_with(blind).clone()
            })
            .collect()
    }

    /// The readings of an exhibit, opened; none once it was erased.
    pub async fn readings_of(&self, exhibit: ExhibitId) -> Result<Vec<TextReading>, StoreError> {
        let rows = self
            .rows(
                "SELECT text_reading.place, text_reading.sealed, exhibit_key.wrapped \
                 FROM text_reading JOIN exhibit_key \
                 ON exhibit_key.exhibit_id = text_reading.exhibit_id \
                 WHERE text_reading.exhibit_id = $1 ORDER BY text_reading.place",
                args![exhibit],
            )
            .await?;
        let corrupt = || StoreError::corrupt("a reading");
        rows.iter()
            .map(|row| {
                let place = u32::try_from(row.int(0)?).map_err(|_| corrupt())?;
                let what = (READING, exhibit, place);
                let plain = open(self.blobs(), &row.text(2)?, what, &row.text(1)?)?;
                serde_json::from_slice(&plain).map_err(|_| corrupt())
            })
            .collect()
    }

    /// Signatures of the texts read after that one, in the order they were read.
    pub async fn text_signatures(
        &self,
        desk: DeskId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<KnownSignature>, StoreError> {
        // Whole exhibits: all texts of the last number are answered.
        let rows = self
            .rows(
                "SELECT r.seq, r.exhibit_id, r.item_id, r.place, r.signature, k.wrapped \
                 FROM text_reading AS r LEFT JOIN exhibit_key AS k ON k.exhibit_id = r.exhibit_id \
                 WHERE r.desk_id = $1 AND r.seq > $2 AND r.seq <= $2 + $3 ORDER BY r.seq, r.place",
                args![desk, after, limit],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let (exhibit, place): (ExhibitId, _) = (row.parsed(1)?, row.int(3)?);
                let place = u32::try_from(place).map_err(|_| StoreError::corrupt("a reading"))?;
                let what = (SIGNATURE, exhibit, place);
                let signature = match (row.opt_text(4)?, row.opt_text(5)?) {
                    (Some(sealed), Some(wrapped)) => {
                        Some(open(self.blobs(), &wrapped, what, &sealed)?)
                    }
                    _ => None,
                };
                Ok(KnownSignature {
                    seq: row.int(0)?,
                    exhibit,
                    item: row.parsed(2)?,
                    place,
                    signature,
                })
            })
            .collect()
    }
}

impl Reader {
    /// The number of the last exhibit that was read on a desk.
    pub async fn text_seq(&self, desk: DeskId) -> Result<i64, StoreError> {
        let sql = "SELECT seq FROM text_count WHERE desk_id = $1";
        self.row(sql, args![desk])
            .await?
            .map_or(Ok(0), |row| row.int(0))
    }

    /// The ranks of an exhibit's foremost text.
    pub async fn read_rank(&self, exhibit: ExhibitId) -> Result<Option<ReadRank>, StoreError> {
        let sql = "SELECT rank, shadow_rank FROM text_reading WHERE exhibit_id = $1 \
                   ORDER BY rank DESC, place LIMIT 1";
        let row = self.row(sql, args![exhibit]).await?;
        row.map(|row| {
            Ok(ReadRank {
                rank: rank_of(&row, 0)?,
                shadow_rank: opt_rank_of(&row, 1)?,
            })
        })
        .transpose()
    }

    /// Exhibits whose texts were read by something else than that edition, some of them.
    pub async fn outdated_readings(
        &self,
        desk: DeskId,
        edition: &str,
        limit: u32,
    ) -> Result<Vec<ExhibitId>, StoreError> {
        // Two ranges of one index; "is not" would walk all of it.
        let rows = self
            .rows(
                "SELECT exhibit_id FROM \
                 (SELECT exhibit_id FROM text_reading WHERE desk_id = $1 AND edition < $2 \
                  ORDER BY edition, exhibit_id LIMIT $3) AS earlier \
                 UNION SELECT exhibit_id FROM \
                 (SELECT exhibit_id FROM text_reading WHERE desk_id = $1 AND edition > $2 \
                  ORDER BY edition, exhibit_id LIMIT $3) AS later",
                args![desk, edition, limit],
            )
            .await?;
        rows.iter().map(|row| row.parsed(0)).collect()
    }

    /// The rank that a thousandth share of the texts read last lie above, in thousandths.
    ///
    /// `None` before anything was read. O(texts looked at).
    pub async fn rank_of_share(
        &self,
        desk: DeskId,
        texts_max: u32,
        share: u16,
    ) -> Result<Option<u16>, StoreError> {
        let sql = "SELECT rank FROM (SELECT rank FROM text_reading WHERE desk_id = $1 \
                   ORDER BY seq DESC LIMIT $2) AS latest ORDER BY rank DESC";
        let rows = self.rows(sql, args![desk, texts_max]).await?;
        let place = rows.len() * usize::from(share) / 1_000;
        rows.get(place).map(|row| rank_of(row, 0)).transpose()
    }

    /// How the two models agree about which texts lie above a mark, over the texts read last.
    pub async fn shadow_agreement(
        &self,
        desk: DeskId,
        texts_max: u32,
        mark: u16,
    ) -> Result<ShadowAgreement, StoreError> {
        let sql = "SELECT COUNT(*), \
                   CAST(COALESCE(SUM(CASE WHEN (rank >= $3) = (shadow_rank >= $3) THEN 1 ELSE 0 END), 0) AS BIGINT), \
                   CAST(COALESCE(SUM(ABS(rank - shadow_rank)), 0) AS BIGINT) FROM \
                   (SELECT rank, shadow_rank FROM text_reading WHERE desk_id = $1 \
                    ORDER BY seq DESC LIMIT $2) AS latest WHERE shadow_rank IS NOT NULL";
        let Some(row) = self.row(sql, args![desk, texts_max, mark]).await? else {
            return Ok(ShadowAgreement::default());
        };
        let texts = crate::event::index_of(row.int(0)?)?;
        let distance = crate::event::index_of(row.int(2)?)? / texts.max(1);
        Ok(ShadowAgreement {
            texts,
            agreed: crate::event::index_of(row.int(1)?)?,
            distance: u16::try_from(distance).unwrap_or(u16::MAX),
        })
    }

    /// Texts that hold every one of these phrases of blind words, the newest first.
    pub async fn search_text(
        &self,
        desk: DeskId,
        phrases: &[Vec<String>],
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<TextHit>, StoreError> {
        if phrases.is_empty() || phrases.iter().any(Vec::is_empty) {
            return Ok(Vec::new());
        }
        // Blind words are letters from a to p: nothing in them means anything to either engine.
        let asked = phrases.iter().map(|phrase| {
            if self.is_pg() {
                format!("({})", phrase.join(" <-> "))
            } else {
                format!("\"{}\"", phrase.join(" "))
            }
        });
        let joiner = if self.is_pg() { " & " } else { " AND " };
        let asked = asked.collect::<Vec<_>>().join(joiner);
        let mut query = Query::new(
            self.pick(
                "SELECT t.seq, t.exhibit_id, t.item_id, t.place FROM text_search AS s \
                 JOIN text_token AS t ON t.seq = s.rowid \
                 WHERE t.desk_id = $1 AND s.text_search MATCH $2",
                "SELECT t.seq, t.exhibit_id, t.item_id, t.place FROM text_token AS t \
                 WHERE t.desk_id = $1 AND to_tsvector('simple', t.tokens) @@ to_tsquery('simple', $2)",
            ),
            args![desk, asked],
        );
        if let Some(before) = before {
            query.bind(self.pick(" AND s.rowid < ", " AND t.seq < "), before, "");
        }
        query.push(self.pick(" ORDER BY s.rowid DESC", " ORDER BY t.seq DESC"));
        query.bind(" LIMIT ", limit, "");
        let (sql, args) = query.into_parts();
        let rows = self.rows(sql, args).await?;
        let hit = |row: &Row| {
            Ok(TextHit {
                seq: row.int(0)?,
                exhibit: row.parsed(1)?,
                item: row.parsed(2)?,
                place: u32::try_from(row.int(3)?).map_err(|_| StoreError::corrupt("a token"))?,
            })
        };
        rows.iter().map(hit).collect()
    }
}

impl Tx<'_> {
    /// Writes the readings of an exhibit in the place of those it had; answers its number.
    ///
    /// [`StoreError::Erased`] when the exhibit was erased meanwhile.
    pub async fn put_readings(
        &mut self,
        exhibit: ExhibitId,
        item: ItemId,
        readings: &[NewReading],
    ) -> Result<i64, StoreError> {
        let sql = self.pick(
            "SELECT wrapped FROM exhibit_key WHERE exhibit_id = $1",
            // Nobody destroys the key before these rows are there to be deleted with it.
            "SELECT wrapped FROM exhibit_key WHERE exhibit_id = $1 FOR SHARE",
        );
        let Some(row) = self.row(sql, args![exhibit]).await? else {
            return Err(StoreError::Erased { exhibit });
        };
        let key = self.store.blobs().unwrap_key(exhibit, &row.text(0)?)?;
        let (desk, side) = (self.act.desk, self.act.side.name());
        let before = self
            .row(
                "SELECT MIN(seq) FROM text_reading WHERE exhibit_id = $1",
                args![exhibit],
            )
            .await?;
        let seq = match before.map(|row| row.opt_int(0)).transpose()?.flatten() {
            Some(seq) => seq,
            None => self.next_text_seq().await?,
        };
        self.forget_texts(exhibit).await?;
        for new in readings {
            let place = new.reading.place;
            let seal = |what: &str, plain: &[u8]| {
                seal::seal_field(&key, &purpose(what, exhibit, place), plain).map(hex::encode)
            };
            let sealed = seal(READING, json(&new.reading)?.as_bytes())?;
            let signature = new.signature.as_deref();
            let signature = signature.map(|plain| seal(SIGNATURE, plain)).transpose()?;
            self.run(
                "INSERT INTO text_reading (exhibit_id, place, desk_id, side, item_id, seq, edition, \
                 rank, shadow_rank, sealed, signature) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                args![
                    exhibit,
                    place,
                    desk,
                    side,
                    item,
                    seq,
                    &*new.edition,
                    new.reading.rank,
                    new.reading.shadow_rank.map(i64::from),
                    sealed,
                    signature
                ],
            )
            .await?;
            for tokens in rows_of(&new.tokens) {
                self.run(
                    "INSERT INTO text_token (exhibit_id, place, desk_id, side, item_id, tokens) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    args![exhibit, place, desk, side, item, tokens.join(" ")],
                )
                .await?;
            }
        }
        Ok(seq)
    }

    /// Writes readings again that another model made: texts, signatures and tokens stay.
    pub async fn reread(
        &mut self,
        exhibit: ExhibitId,
        edition: &str,
        readings: &[TextReading],
    ) -> Result<(), StoreError> {
        let sql = "SELECT wrapped FROM exhibit_key WHERE exhibit_id = $1";
        let Some(row) = self.row(sql, args![exhibit]).await? else {
            return Ok(());
        };
        let key = self.store.blobs().unwrap_key(exhibit, &row.text(0)?)?;
        for reading in readings {
            let purpose = purpose(READING, exhibit, reading.place);
            let sealed = seal::seal_field(&key, &purpose, json(reading)?.as_bytes())?;
            self.run(
                "UPDATE text_reading SET edition = $3, rank = $4, shadow_rank = $5, sealed = $6 \
                 WHERE exhibit_id = $1 AND place = $2",
                args![
                    exhibit,
                    reading.place,
                    edition,
                    reading.rank,
                    reading.shadow_rank.map(i64::from),
                    hex::encode(sealed)
                ],
            )
            .await?;
        }
        Ok(())
    }

    /// Deletes the readings of an exhibit, and what they are searched by.
    async fn forget_texts(&self, exhibit: ExhibitId) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM text_token WHERE exhibit_id = $1",
            "DELETE FROM text_reading WHERE exhibit_id = $1",
        ] {
            self.run(sql, args![exhibit]).await?;
        }
        Ok(())
    }

    /// The next number, under the lock of one row: whoever reads a number has all below it.
    async fn next_text_seq(&self) -> Result<i64, StoreError> {
        let rows = self
            .run_rows(
                "INSERT INTO text_count (desk_id, side, seq) VALUES ($1, $2, 1) \
                 ON CONFLICT (desk_id) DO UPDATE SET seq = text_count.seq + 1 RETURNING seq",
                args![self.act.desk, self.act.side.name()],
            )
            .await?;
        rows.first().map_or(Ok(1), |row| row.int(0))
    }
}

/// Deletes everything that was read in exhibits whose keys are gone.
pub(crate) async fn forget_erased(db: &Reader) -> Result<(), StoreError> {
    for table in ["text_token", "text_reading", "text_label"] {
        let sql = format!(
            "DELETE FROM {table} WHERE exhibit_id IN (SELECT exhibit_id FROM key_destruction)"
        );
        db.run(crate::db::built(sql), args![]).await?;
    }
    Ok(())
}

fn rows_of(tokens: &[String]) -> impl Iterator<Item = &[String]> {
    let step = ROW_TOKENS - ROW_OVERLAP;
    let starts = (0..tokens.len()).step_by(step);
    starts
        .filter(move |start| *start == 0 || start + ROW_OVERLAP < tokens.len())
        .map(move |start| &tokens[start..tokens.len().min(start + ROW_TOKENS)])
}

/// Deletes everything that was read in an exhibit, and what decisions said of it.
pub(crate) async fn forget_exhibit(tx: &Tx<'_>, exhibit: ExhibitId) -> Result<(), StoreError> {
    tx.forget_texts(exhibit).await?;
    let sql = "DELETE FROM text_label WHERE exhibit_id = $1";
    tx.run(sql, args![exhibit]).await.map(|_| ())
}
