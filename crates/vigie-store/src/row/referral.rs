//! Referrals with their lines, and the references people quote.

use vigie_domain::{
    DeskId, ItemId, LineOutcome, ProviderId, Referral, ReferralId, ReferralState, Sha256, Timestamp,
};

use crate::db::{Arg, Query, Reader, args, json};
use crate::error::StoreError;
use crate::row::Page;
use crate::tx::Tx;

/// Which referrals are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReferralFilter {
    /// Name of a state.
    pub state: Option<&'static str>,
    /// To this provider.
    pub provider: Option<ProviderId>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralCursor {
    /// When the last one shown was written.
    pub created_at: Timestamp,
    /// Its id.
    pub id: ReferralId,
}

impl Reader {
    /// One referral.
    pub async fn referral(&self, id: ReferralId) -> Result<Option<Referral>, StoreError> {
        self.body("SELECT body FROM referral WHERE id = $1", args![id])
            .await
    }

    /// The referral with this reply token.
    pub async fn referral_by_token(&self, token: &str) -> Result<Option<Referral>, StoreError> {
        self.body(
            "SELECT body FROM referral WHERE reply_token = $1",
            args![token],
        )
        .await
    }

    /// The referral whose answer link has this token.
    pub async fn referral_by_answer_token(
        &self,
        token: Sha256,
    ) -> Result<Option<Referral>, StoreError> {
        self.body(
            "SELECT body FROM referral WHERE answer_token_sha256 = $1",
            args![token],
        )
        .await
    }

    /// The referral with this Message-ID.
    pub async fn referral_by_message_id(&self, id: &str) -> Result<Option<Referral>, StoreError> {
        self.body("SELECT body FROM referral WHERE message_id = $1", args![id])
            .await
    }

    /// The referral with this reference.
    pub async fn referral_by_reference(
        &self,
        desk: DeskId,
        reference: &str,
    ) -> Result<Option<Referral>, StoreError> {
        self.body(
            "SELECT body FROM referral WHERE desk_id = $1 AND reference = $2",
            args![desk, reference],
        )
        .await
    }

    /// One page of referrals, newest first.
    pub async fn referrals(
        &self,
        desk: DeskId,
        filter: &ReferralFilter,
        after: Option<ReferralCursor>,
        limit: u32,
    ) -> Result<Page<Referral, ReferralCursor>, StoreError> {
        let mut query = Query::new("SELECT body FROM referral WHERE desk_id = $1", args![desk]);
        if let Some(state) = filter.state {
            query.bind(" AND state = ", state, "");
        }
        if let Some(provider) = filter.provider {
            query.bind(" AND provider_id = ", provider, "");
        }
        if let Some(after) = after {
            query.bind(" AND created_at <= ", after.created_at, "");
            query.bind(" AND (created_at < ", after.created_at, "");
            query.bind(" OR id < ", after.id, ")");
        }
        let one_more = limit.saturating_add(1);
        query.bind(" ORDER BY created_at DESC, id DESC LIMIT ", one_more, "");
        let (sql, args) = query.into_parts();
        let mut rows: Vec<Referral> = self.bodies(sql, args).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| ReferralCursor {
            created_at: last.created_at,
            id: last.id,
        });
        Ok(Page { rows, next })
    }

    /// The referrals an item was ever on, newest first.
    pub async fn referrals_of_item(&self, item: ItemId) -> Result<Vec<Referral>, StoreError> {
        self.bodies(
            "SELECT body FROM referral WHERE id IN \
             (SELECT referral_id FROM referral_line WHERE item_id = $1) \
             ORDER BY created_at DESC, id DESC",
            args![item],
        )
        .await
    }

    /// Reference of the referral to this provider on which the item's line is open.
    pub async fn open_referral_for(
        &self,
        item: ItemId,
        provider: ProviderId,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT referral.reference FROM referral_line JOIN referral \
                   ON referral.id = referral_line.referral_id WHERE referral_line.item_id = $1 \
                   AND referral_line.provider_id = $2 AND referral_line.is_open = 1 LIMIT 1";
        let row = self.row(sql, args![item, provider]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// Lines approved for, or sent to, a provider since then; withdrawn and sent-back ones not counted.
    pub async fn lines_to_provider_since(
        &self,
        provider: ProviderId,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) FROM referral_line WHERE provider_id = $1 AND counts_from >= $2";
        let row = self.row(sql, args![provider, since]).await?;
        let lines = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(u32::try_from(lines).unwrap_or(u32::MAX))
    }
}

/// From when the lines count against the provider's daily limit; `None` while they do not.
fn counts_from(state: &ReferralState) -> Option<Timestamp> {
    match state {
        ReferralState::Approved { at, .. } => Some(*at),
        ReferralState::Sending { since, .. } | ReferralState::Uncertain { since, .. } => {
            Some(*since)
        }
        state => state.receipt_at(),
    }
}

impl Tx<'_> {
    /// Reads a referral to change it: nobody else changes it before this transaction ends.
    pub async fn referral_for_update(
        &self,
        id: ReferralId,
    ) -> Result<Option<Referral>, StoreError> {
        self.body(
            self.pick(
                "SELECT body FROM referral WHERE id = $1",
                "SELECT body FROM referral WHERE id = $1 FOR UPDATE",
            ),
            args![id],
        )
        .await
    }

    /// Writes a referral with its lines.
    pub async fn put_referral(&mut self, referral: &Referral) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO referral (id, desk_id, side, reference, state, provider_id, message_id, \
             reply_token, answer_token_sha256, created_at, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
             provider_id = excluded.provider_id, message_id = excluded.message_id, \
             reply_token = excluded.reply_token, \
             answer_token_sha256 = excluded.answer_token_sha256, body = excluded.body",
            args![
                referral.id,
                referral.desk,
                referral.side.name(),
                &*referral.reference,
                referral.state.name(),
                referral.provider,
                &*referral.message_id,
                &*referral.reply_token,
                referral.answer_token_sha256,
                referral.created_at,
                json(referral)?,
            ],
        )
        .await?;
        self.put_lines(referral).await
    }

    async fn put_lines(&self, referral: &Referral) -> Result<(), StoreError> {
        let mut query = Query::new(
            "DELETE FROM referral_line WHERE referral_id = $1",
            args![referral.id],
        );
        if !referral.lines.is_empty() {
            let ids = referral.lines.iter().map(|line| Arg::from(line.id));
            query.bind_list(" AND id NOT IN ", ids, "");
        }
        let (sql, args) = query.into_parts();
        self.run(sql, args).await?;
        let is_over = matches!(
            referral.state,
            ReferralState::Closed { .. }
                | ReferralState::Withdrawn { .. }
                | ReferralState::Retracted { .. }
        );
        let never_left = matches!(referral.state, ReferralState::Withdrawn { .. });
        for line in &referral.lines {
            let is_open = !is_over && line.outcome == LineOutcome::Open;
            let uncounted = never_left || matches!(line.outcome, LineOutcome::SentBack { .. });
            self.run(
                "INSERT INTO referral_line (id, desk_id, side, referral_id, item_id, provider_id, \
                 is_open, counts_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                 ON CONFLICT (id) DO UPDATE SET provider_id = excluded.provider_id, \
                 is_open = excluded.is_open, counts_from = CASE WHEN $9 = 1 THEN NULL ELSE \
                 COALESCE(referral_line.counts_from, excluded.counts_from) END",
                args![
                    line.id,
                    referral.desk,
                    referral.side.name(),
                    referral.id,
                    line.item,
                    referral.provider,
                    is_open,
                    counts_from(&referral.state).filter(|_| !uncounted),
                    uncounted,
                ],
            )
            .await?;
        }
        Ok(())
    }

    /// The next reference of a desk and year, `V-2026-000123`: without gaps, because a transaction
    /// that is dropped gives its number back.
    pub async fn next_reference(&mut self, desk: DeskId, year: i32) -> Result<String, StoreError> {
        let rows = self
            .run_rows(
                "INSERT INTO reference_counter (desk_id, year, side, last) VALUES ($1, $2, $3, 1) \
                 ON CONFLICT (desk_id, year) DO UPDATE SET last = reference_counter.last + 1 \
                 RETURNING last",
                args![desk, i64::from(year), self.act.side.name()],
            )
            .await?;
        let last = rows.first().map_or(Ok(1), |row| row.int(0))?;
        Ok(format!("V-{year:04}-{last:06}"))
    }
}
