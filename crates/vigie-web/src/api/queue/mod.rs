//! The queue as a whole: how much stands where, and what waits for a blind look.

mod counts;
mod review;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(counts::count_queue))
        .routes(routes!(review::list_review_queue))
}
