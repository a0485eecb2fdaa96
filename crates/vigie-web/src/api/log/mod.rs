//! The log: its head, its proofs, its entries. The tiles themselves lie under `/log/`, for anybody.

mod checkpoint;
mod entries;
mod prove;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(checkpoint::show_checkpoint))
        .routes(routes!(prove::prove_event))
        .routes(routes!(entries::list_entries))
}
