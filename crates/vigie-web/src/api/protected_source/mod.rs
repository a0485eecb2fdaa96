//! The register of sources that are lawful as a rule.

mod add;
mod body;
mod list;
mod remove;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(list::list_protected_sources))
        .routes(routes!(
            add::add_protected_source,
            remove::remove_protected_source
        ))
}
