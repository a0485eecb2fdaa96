//! Keys of the programming interface: scoped, dated, shown once.

use vigie_domain::{Actor, ActorKind, ApiKey, ApiKeyId, AuditEvent, Permission, Timestamp, UserId};

use crate::desk::{Desk, random};
use crate::digest::sha256;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What it is for.
    pub label: String,
    /// The only permissions it has.
    pub scope: Vec<Permission>,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// Who answers for it; `None` for the maker. Only an administrator makes one for another.
    pub owner: Option<UserId>,
}

/// Makes a key; it can do no more than whoever answers for it. The secret is shown this once.
///
/// # Errors
///
/// [`DeskError::Refused`] for a scope that is empty, [`DeskError::Forbidden`] for one wider than
/// the owner's own permissions.
pub async fn add_api_key(
    desk: &Desk,
    actor: &Actor,
    new: NewApiKey,
) -> Result<(ApiKeyId, String), DeskError> {
    // A key makes no keys: what leaks must not multiply.
    let ActorKind::Person { user: maker } = actor.kind else {
        return Err(DeskError::Forbidden {
            permission: Permission::ManageUser,
        });
    };
    let owner = match new.owner.filter(|owner| *owner != maker) {
        None => actor.clone(),
        Some(other) => {
            actor.require(Permission::ManageUser)?;
            let user = desk.store().user(other).await?;
            let user = user.filter(|user| user.desk == desk.id && user.disabled_at.is_none());
            let user = user.or_not_found("user")?;
            Actor::person(user.id, desk.id, user.roles)
        }
    };
    let user = owner.user().unwrap_or(maker);
    if new.scope.is_empty() {
        return Err(DeskError::input(
            "scope_empty",
            "give the key at least one permission",
        ));
    }
    for permission in &new.scope {
        owner.require(*permission)?;
    }
    let secret = format!("vigie_{}", hex::encode(random::<32>()));
    let id: ApiKeyId = desk.new_id();
    let mut tx = desk.begin(actor).await?;
    tx.put_api_key(&ApiKey {
        id,
        desk: desk.id,
        user,
        label: new.label,
        scope: new.scope,
        secret_sha256: sha256(secret.as_bytes()),
        created_at: desk.now(),
        expires_at: new.expires_at,
        revoked_at: None,
    })
    .await?;
    tx.commit(AuditEvent::ApiKeyAdded { key: id }).await?;
    Ok((id, secret))
}

/// The actor behind a secret, while the key and its maker's login stand.
///
/// # Errors
///
/// [`DeskError::Broken`] only; a secret that opens nothing is `None`.
pub async fn authenticate_key(desk: &Desk, secret: &str) -> Result<Option<Actor>, DeskError> {
    let key = desk
        .store()
        .api_key_by_secret(sha256(secret.as_bytes()))
        .await?;
    standing(desk, key).await
}

/// The actor behind a key that the configuration names, while the key and its maker's login stand.
///
/// # Errors
///
/// [`DeskError::Broken`] only; an id that opens nothing is `None`.
pub async fn authenticate_key_id(desk: &Desk, id: ApiKeyId) -> Result<Option<Actor>, DeskError> {
    let key = desk.store().api_key(id).await?;
    standing(desk, key).await
}

async fn standing(desk: &Desk, key: Option<ApiKey>) -> Result<Option<Actor>, DeskError> {
    let Some(key) = key else {
        return Ok(None);
    };
    let now = desk.now();
    let is_dead = key.desk != desk.id
        || key.revoked_at.is_some()
        || key.expires_at.is_some_and(|end| end <= now);
    if is_dead {
        return Ok(None);
    }
    let user = desk
        .store()
        .user(key.user)
        .await?
        .filter(|user| user.disabled_at.is_none());
    Ok(user.map(|user| Actor {
        kind: ActorKind::Key {
            key: key.id,
            user: user.id,
        },
        desk: desk.id,
        roles: user.roles,
        scope: Some(key.scope),
    }))
}

/// Lists keys: one's own, or all for an administrator.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn list_api_keys(desk: &Desk, actor: &Actor) -> Result<Vec<ApiKey>, DeskError> {
    let mut keys = desk.store().api_keys(desk.id).await?;
    if !actor.may(Permission::ManageUser) {
        keys.retain(|key| Some(key.user) == actor.user());
    }
    Ok(keys)
}

/// Withdraws a key: one's own, or any for an administrator.
///
/// # Errors
///
/// [`DeskError::NotFound`] and [`DeskError::Forbidden`].
pub async fn revoke_api_key(desk: &Desk, actor: &Actor, id: ApiKeyId) -> Result<(), DeskError> {
    let mut tx = desk.begin(actor).await?;
    let mut key = tx.api_key(id).await?.or_not_ours(desk, "key")?;
    if Some(key.user) != actor.user() {
        actor.require(Permission::ManageUser)?;
    }
    key.revoked_at = Some(desk.now());
    tx.put_api_key(&key).await?;
    tx.commit(AuditEvent::ApiKeyRevoked { key: id }).await?;
    Ok(())
}
