//! Matches of an item, replaced as a whole by each comparison.

use vigie_domain::{ItemId, Match};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// The matches of an item, in the order they were handed over (nearest first, as a rule).
    pub async fn matches_of(&self, item: ItemId) -> Result<Vec<Match>, StoreError> {
        self.bodies(
            "SELECT body FROM item_match WHERE item_id = $1 ORDER BY place",
            args![item],
        )
        .await
    }
}

impl Tx<'_> {
    /// Replaces the matches of an item, which must have been put before.
    pub async fn replace_matches(
        &mut self,
        item: ItemId,
        matches: &[Match],
    ) -> Result<(), StoreError> {
        self.run("DELETE FROM item_match WHERE item_id = $1", args![item])
            .await?;
        for (place, found) in (0_i64..).zip(matches) {
            self.run(
                "INSERT INTO item_match (item_id, place, desk_id, side, bank_id, body) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                args![
                    item,
                    place,
                    self.act.desk,
                    self.act.side.name(),
                    found.bank,
                    json(found)?,
                ],
            )
            .await?;
        }
        self.run(
            "UPDATE item SET matched = $2 WHERE id = $1 AND matched <> $2",
            args![item, !matches.is_empty()],
        )
        .await
        .map(|_| ())
    }
}
