//! What is written: searched, explained, and what it is read by.

mod body;
mod explain;
mod model;
mod search;
mod term;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(search::search_texts))
        .routes(routes!(explain::explain_exhibit))
        .routes(routes!(model::list_models))
        .routes(routes!(model::train_model))
        .routes(routes!(model::promote_model))
        .routes(routes!(model::roll_back_model))
        .routes(routes!(model::estimate_recall))
        .routes(routes!(term::list_terms, term::save_terms))
        .routes(routes!(term::show_terms, term::withdraw_terms))
}
