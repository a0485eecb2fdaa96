//! Sign-in: a session lives on the server; the browser holds a random token and nothing else.

use vigie_domain::{Actor, AuditEvent, Language, Permission, Sha256, User};
use vigie_store::SessionRow;

use super::password;
use crate::desk::{Desk, random};
use crate::digest::sha256;
use crate::error::{DeskError, OrNotFound};

/// A session that was opened.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// The token for the cookie: 64 hexadecimal digits, kept nowhere.
    pub token: String,
}

/// Hash of no password, so that an unknown login takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      CQyZtYnAHBeVEwFuLcCmAVnAe4hGTVzI1kKOPkFtlxM";

/// Opens a session.
///
/// # Errors
///
/// [`DeskError::Refused`] with one sentence for an unknown login, a wrong password and a closed
/// login alike.
pub async fn sign_in(desk: &Desk, login: &str, password: &str) -> Result<SignedIn, DeskError> {
    let login = login.trim().to_lowercase();
    let user = desk.store().user_by_login(desk.id, &login).await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = password::verify(
        password.to_owned(),
        hash.unwrap_or_else(|| NOBODY.to_owned()),
    )
    .await;
    let user = user
        .filter(|user| is_right && user.disabled_at.is_none() && user.password_hash.is_some())
        .ok_or_else(|| {
            DeskError::input(
                "sign_in_failed",
                "the login or the password is wrong; try again",
            )
        })?;
    let token = hex::encode(random::<32>());
    let now = desk.now();
    let actor = Actor::person(user.id, desk.id, user.roles.clone());
    let tx = desk.begin(&actor).await?;
    tx.commit(AuditEvent::SessionOpened { user: user.id })
        .await?;
    let row = SessionRow {
        token_sha256: token_sha256(&token),
        user: user.id,
        desk: desk.id,
        side: vigie_domain::Side::Unit,
        csrf: None,
        created_at: now,
        seen_at: now,
    };
    desk.store().put_session(&row).await?;
    Ok(SignedIn { user, token })
}

/// The person behind a token, while the session lasts.
///
/// # Errors
///
/// [`DeskError::Broken`] only; a token that opens nothing is `None`.
pub async fn authenticate_session(
    desk: &Desk,
    token: &str,
) -> Result<Option<(Actor, User)>, DeskError> {
    /// A session is marked as used at most this often, so that reading pages does not write.
    const TOUCH_MS: i64 = vigie_domain::time::MINUTE_MS;
    let id = token_sha256(token);
    let Some(session) = desk.store().session(id).await? else {
        return Ok(None);
    };
    let (now, limits) = (desk.now(), desk.config.session);
    let is_over = now.since_ms(session.seen_at) > limits.idle_ms_max
        || now.since_ms(session.created_at) > limits.age_ms_max
        || session.desk != desk.id;
    if is_over {
        desk.store().delete_session(id).await?;
        return Ok(None);
    }
    let Some(user) = desk
        .store()
        .user(session.user)
        .await?
        .filter(|u| u.disabled_at.is_none())
    else {
        return Ok(None);
    };
    if now.since_ms(session.seen_at) > TOUCH_MS {
        desk.store().touch_session(id, now).await?;
    }
    Ok(Some((
        Actor::person(user.id, desk.id, user.roles.clone()),
        user,
    )))
}

/// Ends a session.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn sign_out(desk: &Desk, token: &str) -> Result<(), DeskError> {
    Ok(desk.store().delete_session(token_sha256(token)).await?)
}

/// Changes one's own interface language.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without a person.
pub async fn set_language(desk: &Desk, actor: &Actor, language: Language) -> Result<(), DeskError> {
    let id = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::ReadItem,
    })?;
    let mut tx = desk.begin(actor).await?;
    let mut user = tx
        .user(id)
        .await?
        .filter(|user| user.desk == desk.id)
        .or_not_found("user")?;
    user.language = language;
    tx.put_user(&user).await?;
    tx.commit(AuditEvent::UserChanged { user: id }).await?;
    Ok(())
}

fn token_sha256(token: &str) -> Sha256 {
    sha256(token.as_bytes())
}
