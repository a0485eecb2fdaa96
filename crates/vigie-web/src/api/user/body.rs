//! Bodies of people. No password ever leaves, in any form.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::user::NewUser;
use vigie_domain::User;

use crate::api::value::{Id, LanguageWord, RoleWord, Time, Word, bodies};

/// A login to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserNew {
    /// Typed at sign-in.
    login: String,
    /// Shown to colleagues; the login when absent.
    #[serde(default)]
    name: String,
    /// What the person is; at least one.
    roles: Vec<RoleWord>,
    /// Interface language; the desk's when absent.
    #[serde(default)]
    language: Option<LanguageWord>,
    /// The password; without one the login cannot be used yet.
    #[serde(default)]
    password: Option<String>,
}

impl UserNew {
    pub(super) fn into_user(self, language: vigie_domain::Language) -> NewUser {
        NewUser {
            login: self.login,
            name: self.name,
            roles: self.roles.into_iter().map(|role| role.0).collect(),
            language: self.language.map_or(language, |word| word.0),
            password: self.password,
        }
    }
}

/// A login that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserAdded {
    /// Its id.
    pub(super) id: Id,
}

/// A person of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserBody {
    /// The id.
    id: Id,
    /// Typed at sign-in.
    login: String,
    /// Shown to colleagues.
    name: String,
    /// What the person is.
    roles: Vec<RoleWord>,
    /// Interface language.
    language: LanguageWord,
    /// Whether a password was set.
    has_password: bool,
    /// Since when the login is closed.
    disabled_at: Option<Time>,
    /// When the login was made.
    created_at: Time,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self {
            id: Id(user.id.0),
            login: user.login,
            name: user.name,
            roles: bodies(user.roles),
            language: Word(user.language),
            has_password: user.password_hash.is_some(),
            disabled_at: user.disabled_at.map(Time),
            created_at: user.created_at.into(),
        }
    }
}
