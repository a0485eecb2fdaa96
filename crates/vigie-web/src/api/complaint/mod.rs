//! Complaints: the public door without a key, and what the desk does with them.

mod act;
mod body;
mod list;
mod public;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(public::open_form))
        .routes(routes!(public::show_figures))
        .routes(routes!(public::submit_complaint, list::list_complaints))
        .routes(routes!(public::follow_complaint))
        .routes(routes!(public::add_note))
        .routes(routes!(public::withdraw_complaint))
        .routes(routes!(show::show_complaint))
        .routes(routes!(act::link_complaint))
        .routes(routes!(act::assign_complaint))
        .routes(routes!(act::answer_complaint))
        .routes(routes!(act::take_to_court))
        .routes(routes!(act::close_complaint))
        .routes(routes!(list::list_retractions))
}
