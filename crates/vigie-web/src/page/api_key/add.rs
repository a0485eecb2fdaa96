//! `POST /keys`: a key is made; its secret is shown this once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use vigie_desk::user::{NewApiKey, add_api_key};
use vigie_desk::{Desk, DeskError};

use super::list::{keys_page, refused};
use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::permission::parse_permission;
use crate::session::Session;
use crate::view::render;

/// # Errors
///
/// Not a person; an empty or too wide scope is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let new = match read(&fields) {
        Ok(new) => new,
        Err(error) => return refused(&desk, session, fields, error).await,
    };
    match add_api_key(&desk, &session.actor, new).await {
        Ok((_, secret)) => {
            let mut shown = keys_page(&desk, session, Fields::default(), None).await?;
            shown.secret = Some(secret);
            Ok(render(&shown))
        }
        Err(error) => refused(&desk, session, fields, error).await,
    }
}

fn read(fields: &Fields) -> Result<NewApiKey, DeskError> {
    let expires_at = match fields.find("expires") {
        None => None,
        Some(text) => Some(parse_instant(&text).ok_or_else(|| {
            DeskError::input("date_malformed", "write the last day like `2026-11-23`")
        })?),
    };
    Ok(NewApiKey {
        label: fields.text("label").to_owned(),
        scope: fields.list("scope").filter_map(parse_permission).collect(),
        expires_at,
        owner: None,
    })
}

#[cfg(test)]
mod tests {
    use vigie_domain::Permission;

    use super::*;

    /// Goal: a key gets what was ticked and no more; a day that is none is refused, not ignored.
    #[test]
    fn a_key_is_read() {
        let key = read(&Fields::parse(
            b"label=feed&scope=add_item&scope=nonsense&expires=2026-11-23",
        ))
        .unwrap();
        assert_eq!(
            (key.label.as_str(), key.scope),
            ("feed", vec![Permission::AddItem])
        );
        assert!(key.expires_at.is_some());
        assert_eq!(
            read(&Fields::parse(b"expires=soon")).unwrap_err().code(),
            "date_malformed"
        );
    }
}
