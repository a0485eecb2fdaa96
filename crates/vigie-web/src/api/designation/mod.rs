//! Powers of the desk: under which authority, article and document it may order.

mod body;
mod end;
mod list;
mod record;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(record::record_designation, list::list_designations))
        .routes(routes!(end::end_designation))
}
