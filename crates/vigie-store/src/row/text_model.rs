//! What text is read by: models, term lists, and the decisions that teach.

use vigie_domain::{DeskId, TermListVersion, TextLabel, TextModel};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

/// Where a reader of labels stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCursor {
    at: i64,
    id: String,
}

impl Reader {
    /// The models of a desk, the one that changed last first.
    pub async fn text_models(&self, desk: DeskId) -> Result<Vec<TextModel>, StoreError> {
        self.bodies(
            "SELECT body FROM text_model WHERE desk_id = $1 ORDER BY changed_at DESC, hash",
            args![desk],
        )
        .await
    }

    /// The newest version of each term list, withdrawn ones too, by name.
    pub async fn term_lists(&self, desk: DeskId) -> Result<Vec<TermListVersion>, StoreError> {
        self.bodies(
            "SELECT body FROM term_list WHERE desk_id = $1 AND is_current = 1 ORDER BY name",
            args![desk],
        )
        .await
    }

    /// Every version of a term list, newest first.
    pub async fn term_list_versions(
        &self,
        desk: DeskId,
        name: &str,
    ) -> Result<Vec<TermListVersion>, StoreError> {
        self.bodies(
            "SELECT body FROM term_list WHERE desk_id = $1 AND name = $2 ORDER BY version DESC",
            args![desk, name],
        )
        .await
    }

    /// One page of what decisions said, oldest first.
    pub async fn text_labels(
        &self,
        desk: DeskId,
        after: Option<&LabelCursor>,
        limit: u32,
    ) -> Result<(Vec<TextLabel>, Option<LabelCursor>), StoreError> {
        let (at, id) = after.map_or((i64::MIN, ""), |after| (after.at, &*after.id));
        let rows = self
            .rows(
                "SELECT body, at, id FROM text_label WHERE desk_id = $1 \
                 AND at >= $2 AND (at > $2 OR id > $3) ORDER BY at, id LIMIT $4",
                args![desk, at, id, limit],
            )
            .await?;
        let cursor = rows.last().map(|row| {
            Ok::<_, StoreError>(LabelCursor {
                at: row.int(1)?,
                id: row.text(2)?,
            })
        });
        let labels = rows.iter().map(|row| row.json(0)).collect::<Result<_, _>>();
        Ok((labels?, cursor.transpose()?))
    }
}

impl Tx<'_> {
    /// Appends what a decision said.
    pub async fn add_text_label(
        &mut self,
        id: uuid::Uuid,
        label: &TextLabel,
    ) -> Result<(), StoreError> {
        self.insert_once(
            "text label",
            "INSERT INTO text_label (id, desk_id, side, exhibit_id, item_id, at, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            "SELECT body FROM text_label WHERE id = $1",
            args![
                id,
                self.act.desk,
                self.act.side.name(),
                label.exhibit,
                label.item,
                label.at,
                json(label)?
            ],
        )
        .await
    }

    /// Writes a model of the desk, with what it is used for.
    pub async fn put_text_model(&mut self, model: &TextModel) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO text_model (desk_id, hash, side, standing, changed_at, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (desk_id, hash) DO UPDATE SET \
             standing = excluded.standing, changed_at = excluded.changed_at, body = excluded.body",
            args![
                self.act.desk,
                &*model.hash,
                self.act.side.name(),
                model.standing.name(),
                model.changed_at,
                json(model)?
            ],
        )
        .await
    }

    /// Writes a new version of a term list; the one before stays on record.
    ///
    /// A version that is there is a conflict: somebody else wrote it first.
    pub async fn add_term_list(&mut self, list: &TermListVersion) -> Result<(), StoreError> {
        self.run(
            "UPDATE term_list SET is_current = 0 WHERE desk_id = $1 AND name = $2",
            args![self.act.desk, &*list.name],
        )
        .await?;
        let added = self
            .run(
                "INSERT INTO term_list (desk_id, name, version, side, is_current, body) \
                 VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING",
                args![
                    self.act.desk,
                    &*list.name,
                    list.version,
                    self.act.side.name(),
                    json(list)?
                ],
            )
            .await?;
        if added == 0 {
            return Err(StoreError::Conflict { what: "term list" });
        }
        Ok(())
    }
}
