//! Providers: who was met, and how they behave by measure.

mod body;
mod list;
mod release;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use body::{ContactBody, HoursBody, ProviderBody};

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(list::list_providers))
        .routes(routes!(show::show_provider))
        .routes(routes!(release::release_volume))
}
