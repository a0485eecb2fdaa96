//! Banks: made, listed, filled, given out.

mod body;
mod create;
mod export;
mod import;
mod list;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(create::create_bank, list::list_banks))
        .routes(routes!(import::import_bank).layer(sizes.list()))
        .routes(routes!(export::export_bank))
}
