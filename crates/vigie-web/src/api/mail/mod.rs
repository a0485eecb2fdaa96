//! Mail that came in.

mod body;
mod file;
mod ingest;
mod list_unfiled;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub(super) use body::MailBody;

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(ingest::ingest_mail).layer(sizes.file()))
        .routes(routes!(list_unfiled::list_unfiled_mail))
        .routes(routes!(file::file_mail))
}
