//! Contacts: found by a machine, unusable until a person confirms them.

mod add;
mod body;
mod confirm;
mod list_unconfirmed;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(list_unconfirmed::list_unconfirmed))
        .routes(routes!(confirm::confirm_contact))
        .routes(routes!(add::add_contact))
}
