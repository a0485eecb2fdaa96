//! Keys of this interface.

mod add;
mod body;
mod list;
mod revoke;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(add::add_api_key, list::list_api_keys))
        .routes(routes!(revoke::revoke_api_key))
}
