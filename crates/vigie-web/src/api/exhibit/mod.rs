//! Exhibits: listed, shown, exported, erased.

mod erase;
mod export;
mod list;
mod show;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Actor, Exhibit, ExhibitId, Permission};

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(list::list_exhibits))
        .routes(routes!(show::show_exhibit))
        .routes(routes!(export::export_exhibit))
        .routes(routes!(erase::erase_exhibit))
}

/// One exhibit of this desk, for whoever may see evidence.
async fn find(desk: &Desk, actor: &Actor, id: ExhibitId) -> Result<Exhibit, DeskError> {
    let permission = Permission::ReadExhibit;
    if !actor.may(permission) {
        return Err(DeskError::Forbidden { permission });
    }
    let exhibit = desk
        .store()
        .exhibit(id)
        .await
        .map_err(|error| DeskError::Broken(error.into()))?;
    exhibit
        .filter(|exhibit| exhibit.desk == desk.id())
        .ok_or(DeskError::NotFound { what: "exhibit" })
}
