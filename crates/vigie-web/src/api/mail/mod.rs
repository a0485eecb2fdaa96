//! Mail that came in.

mod ingest;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default().routes(routes!(ingest::ingest_mail).layer(sizes.file()))
}
