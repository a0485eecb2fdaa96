//! Work that failed for good.

mod dead;
mod requeue;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(dead::list_dead_jobs))
        .routes(routes!(requeue::requeue_job))
}
