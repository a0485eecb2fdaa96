//! `GET /oversight/figures`: looks and recommendations, counted.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_desk::oversight::oversight_figures;
use vigie_desk::{Desk, oversight};

use crate::failure::Failure;

/// Figures that name nobody, and tell no single look.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OversightFiguresBody {
    /// Items that somebody outside was told of.
    told: u64,
    /// Of these, how many a look served.
    seen: u64,
    /// Looks.
    looks: u64,
    /// The middle time of a look, by nearest rank; `null` below five looks, which would tell one.
    median_look_ms: Option<i64>,
    /// Recommendations that wait for an answer.
    open: u64,
    /// Followed.
    followed: u64,
    /// Refused.
    refused: u64,
}

impl From<oversight::OversightFigures> for OversightFiguresBody {
    fn from(figures: oversight::OversightFigures) -> Self {
        Self {
            told: figures.told,
            seen: figures.seen,
            looks: figures.looks,
            median_look_ms: figures.median_look_ms,
            open: figures.open,
            followed: figures.followed,
            refused: figures.refused,
        }
    }
}

/// Counts the looks of oversight and its recommendations. It needs no key: it names nobody.
#[utoipa::path(
    get,
    path = "/oversight/figures",
    tag = "oversight",
    responses((status = 200, description = "The figures.", body = OversightFiguresBody)),
    security(()),
)]
pub(super) async fn show_oversight_figures(
    State(desk): State<Arc<Desk>>,
) -> Result<Json<OversightFiguresBody>, Failure> {
    Ok(Json(oversight_figures(&desk).await?.into()))
}
