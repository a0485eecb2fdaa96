//! A login is made.

use vigie_domain::{Actor, AuditEvent, Language, Permission, Role, User, UserId};

use super::password;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Longest login, in characters.
const LOGIN_CHARS_MAX: usize = 64;

/// A login to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Typed at sign-in.
    pub login: String,
    /// Shown to colleagues.
    pub name: String,
    /// What the person is.
    pub roles: Vec<Role>,
    /// Interface language.
    pub language: Language,
    /// The password; without one the login cannot be used yet.
    pub password: Option<String>,
}

/// Makes a login.
///
/// # Errors
///
/// [`DeskError::Refused`] for a login that is taken, no role, or a short password.
pub async fn add_user(desk: &Desk, actor: &Actor, new: NewUser) -> Result<UserId, DeskError> {
    actor.require(Permission::ManageUser)?;
    let login = new.login.trim().to_lowercase();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if login.is_empty() || login.chars().count() > LOGIN_CHARS_MAX || !login.chars().all(is_plain) {
        let detail =
            format!("a login takes 1 to {LOGIN_CHARS_MAX} letters, digits, `-`, `_`, `.` and `@`");
        return Err(DeskError::input("login_malformed", detail));
    }
    if new.roles.is_empty() {
        let names: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
        let detail = format!("give at least one role of: {}", names.join(", "));
        return Err(DeskError::input("role_missing", detail));
    }
    let password_hash = match new.password {
        None => None,
        Some(password) => Some(checked_hash(desk, password).await?),
    };
    let mut tx = desk.begin(actor).await?;
    if tx.user_by_login(desk.id, &login).await?.is_some() {
        let detail = format!("there is a login `{login}` already; choose another");
        return Err(DeskError::input("login_exists", detail));
    }
    let id: UserId = desk.new_id();
    let name = if new.name.trim().is_empty() {
        login.clone()
    } else {
        new.name
    };
    tx.put_user(&User {
        id,
        desk: desk.id,
        login,
        name,
        roles: new.roles.clone(),
        language: new.language,
        password_hash,
        disabled_at: None,
        created_at: desk.now(),
    })
    .await?;
    let roles = new
        .roles
        .iter()
        .map(|role| role.name().to_owned())
        .collect();
    tx.commit(AuditEvent::UserAdded { user: id, roles }).await?;
    Ok(id)
}

/// Sets a password: one's own, or anybody's for an administrator. Other sessions end.
///
/// # Errors
///
/// [`DeskError::Refused`] for a short password.
pub async fn set_password(
    desk: &Desk,
    actor: &Actor,
    id: UserId,
    password: String,
) -> Result<(), DeskError> {
    if actor.user() != Some(id) {
        actor.require(Permission::ManageUser)?;
    }
    let hash = checked_hash(desk, password).await?;
    let mut tx = desk.begin(actor).await?;
    let mut user = tx.user(id).await?.or_not_ours(desk, "user")?;
    user.password_hash = Some(hash);
    tx.put_user(&user).await?;
    tx.commit(AuditEvent::UserChanged { user: id }).await?;
    desk.store().delete_sessions_of(id).await?;
    Ok(())
}

/// Lists the people of the desk.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_users(desk: &Desk, actor: &Actor) -> Result<Vec<User>, DeskError> {
    actor.require(Permission::ReadUser)?;
    Ok(desk.store().users(desk.id).await?)
}

async fn checked_hash(desk: &Desk, password: String) -> Result<String, DeskError> {
    /// Longest password taken: Argon2 is asked to hash no book.
    const PASSWORD_BYTES_MAX: usize = 1_024;
    let chars_min = desk.config.session.password_chars_min;
    if password.chars().count() < chars_min || password.len() > PASSWORD_BYTES_MAX {
        let detail =
            format!("a password takes at least {chars_min} characters; four words make a good one");
        return Err(DeskError::input("password_short", detail));
    }
    password::hash(password).await
}
