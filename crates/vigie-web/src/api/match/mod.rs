//! Is this signal, is this file known?

mod explain;
pub(super) mod lookup;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(lookup::match_signals))
        .routes(routes!(explain::explain_match))
        .routes(routes!(lookup::match_file).layer(sizes.file()))
}
