//! People of the desk.

mod add;
mod body;
mod disable;
mod list;
mod password;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(add::add_user, list::list_users))
        .routes(routes!(disable::disable_user))
        .routes(routes!(password::set_password))
}
