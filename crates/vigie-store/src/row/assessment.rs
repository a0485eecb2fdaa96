//! Assessments and reviews: written once; only the legal officer's word is added.

use vigie_domain::{Assessment, AssessmentId, DeskId, ItemId, LegalLook, Review, ReviewId, Sha256};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One assessment.
    pub async fn assessment(&self, id: AssessmentId) -> Result<Option<Assessment>, StoreError> {
        self.body("SELECT body FROM assessment WHERE id = $1", args![id])
            .await
    }

    /// The assessments of an item, newest first.
    pub async fn assessments_of(&self, item: ItemId) -> Result<Vec<Assessment>, StoreError> {
        self.bodies(
            "SELECT body FROM assessment WHERE item_id = $1 ORDER BY at DESC, id DESC",
            args![item],
        )
        .await
    }

    /// Which findings carry exactly these reasons.
    pub async fn assessments_with_reasons_hash(
        &self,
        desk: DeskId,
        reasons: Sha256,
    ) -> Result<Vec<(AssessmentId, ItemId)>, StoreError> {
        let sql = "SELECT id, item_id FROM assessment WHERE desk_id = $1 AND reasons_sha256 = $2 \
                   ORDER BY id LIMIT 1000";
        let rows = self.rows(sql, args![desk, reasons]).await?;
        rows.iter()
            .map(|row| Ok((row.parsed(0)?, row.parsed(1)?)))
            .collect()
    }

    /// One review.
    pub async fn review(&self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        self.body("SELECT body FROM review WHERE id = $1", args![id])
            .await
    }

    /// The reviews of an assessment, oldest first.
    pub async fn reviews_of(&self, assessment: AssessmentId) -> Result<Vec<Review>, StoreError> {
        self.bodies(
            "SELECT body FROM review WHERE assessment_id = $1 ORDER BY at, id",
            args![assessment],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes an assessment, with the digest of its reasons for comparison with other items'.
    pub async fn put_assessment(
        &mut self,
        assessment: &Assessment,
        reasons: Sha256,
    ) -> Result<(), StoreError> {
        self.insert_once(
            "assessment",
            "INSERT INTO assessment (id, desk_id, side, item_id, user_id, at, reasons_sha256, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            "SELECT body FROM assessment WHERE id = $1",
            args![
                assessment.id,
                assessment.desk,
                self.act.side.name(),
                assessment.item,
                assessment.by,
                assessment.at,
                reasons,
                json(assessment)?,
            ],
        )
        .await
    }

    /// Adds the legal officer's word to an assessment; a later one replaces it.
    pub async fn put_legal_look(
        &mut self,
        assessment: AssessmentId,
        look: &LegalLook,
    ) -> Result<(), StoreError> {
        let mut row = self
            .assessment(assessment)
            .await?
            .ok_or(StoreError::Missing { what: "assessment" })?;
        row.legal_officer = Some(look.clone());
        self.run(
            "UPDATE assessment SET body = $2 WHERE id = $1",
            args![assessment, json(&row)?],
        )
        .await
        .map(|_| ())
    }

    /// Writes a review.
    pub async fn put_review(&mut self, review: &Review) -> Result<(), StoreError> {
        self.insert_once(
            "review",
            "INSERT INTO review (id, desk_id, side, assessment_id, item_id, user_id, at, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            "SELECT body FROM review WHERE id = $1",
            args![
                review.id,
                review.desk,
                self.act.side.name(),
                review.assessment,
                review.item,
                review.by,
                review.at,
                json(review)?,
            ],
        )
        .await
    }
}
