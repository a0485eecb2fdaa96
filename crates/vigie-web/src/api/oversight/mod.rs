//! Oversight: its figures, for anybody.

mod figures;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default().routes(routes!(figures::show_oversight_figures))
}
