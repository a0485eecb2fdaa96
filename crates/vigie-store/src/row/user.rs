//! Logins and keys of the programming interface.

use vigie_domain::{ApiKey, ApiKeyId, DeskId, Sha256, User, UserId};

use crate::db::{Reader, args, json};
use crate::error::StoreError;
use crate::tx::Tx;

impl Reader {
    /// One login.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.body("SELECT body FROM login WHERE id = $1", args![id])
            .await
    }

    /// The login of that name.
    pub async fn user_by_login(
        &self,
        desk: DeskId,
        login: &str,
    ) -> Result<Option<User>, StoreError> {
        self.body(
            "SELECT body FROM login WHERE desk_id = $1 AND login = $2",
            args![desk, login],
        )
        .await
    }

    /// Everybody on the desk, by login.
    pub async fn users(&self, desk: DeskId) -> Result<Vec<User>, StoreError> {
        self.bodies(
            "SELECT body FROM login WHERE desk_id = $1 ORDER BY login",
            args![desk],
        )
        .await
    }

    /// One key.
    pub async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.body("SELECT body FROM api_key WHERE id = $1", args![id])
            .await
    }

    /// The key with this secret.
    pub async fn api_key_by_secret(&self, secret: Sha256) -> Result<Option<ApiKey>, StoreError> {
        self.body(
            "SELECT body FROM api_key WHERE secret_sha256 = $1",
            args![secret],
        )
        .await
    }

    /// The keys of a desk, oldest first.
    pub async fn api_keys(&self, desk: DeskId) -> Result<Vec<ApiKey>, StoreError> {
        self.bodies(
            "SELECT body FROM api_key WHERE desk_id = $1 ORDER BY id",
            args![desk],
        )
        .await
    }
}

impl Tx<'_> {
    /// Writes a login.
    pub async fn put_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO login (id, desk_id, side, login, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET login = excluded.login, body = excluded.body",
            args![
                user.id,
                user.desk,
                self.act.side.name(),
                &*user.login,
                json(user)?
            ],
        )
        .await
    }

    /// Writes a key.
    pub async fn put_api_key(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO api_key (id, desk_id, side, secret_sha256, body) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET \
             secret_sha256 = excluded.secret_sha256, body = excluded.body",
            args![
                key.id,
                key.desk,
                self.act.side.name(),
                key.secret_sha256,
                json(key)?
            ],
        )
        .await
    }
}
