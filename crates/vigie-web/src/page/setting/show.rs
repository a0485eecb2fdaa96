//! `GET /settings`: the settings in force, to be read. They are changed in the configuration file.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use vigie_desk::{Desk, DeskError};
use vigie_domain::Permission;

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "setting/show.html")]
struct SettingsPage {
    page: Page,
    settings: Vec<(String, String)>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let may = |permission| session.actor.may(permission);
    // Whoever may read the record of acts may read the rules they were done under.
    if !may(Permission::ManageDesk) && !may(Permission::ReadLog) {
        return Err(DeskError::Forbidden {
            permission: Permission::ManageDesk,
        }
        .into());
    }
    let config = serde_json::to_value(desk.config()).map_err(DeskError::from)?;
    let mut settings = Vec::new();
    flatten("desk", &config, &mut settings);
    Ok(render(&SettingsPage {
        page: session.page,
        settings,
    }))
}

/// Settings as keys of the configuration file. The desk's own section holds no secret.
fn flatten(key: &str, value: &Value, settings: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&format!("{key}.{name}"), value, settings);
            }
        }
        Value::Null => settings.push((key.to_owned(), String::new())),
        Value::String(text) => settings.push((key.to_owned(), text.clone())),
        other => settings.push((key.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a setting is shown under the key an administrator would type.
    #[test]
    fn settings_have_their_keys() {
        let mut settings = Vec::new();
        let value = serde_json::json!({"name": "desk", "unit": {"phone": null}, "referral": {"lines_max": 3}});
        flatten("desk", &value, &mut settings);
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        settings.sort();
        assert_eq!(
            settings,
            [
                pair("desk.name", "desk"),
                pair("desk.referral.lines_max", "3"),
                pair("desk.unit.phone", ""),
            ]
        );
    }
}
