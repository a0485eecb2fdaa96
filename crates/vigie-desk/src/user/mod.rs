//! People, their sign-in and their keys.

mod add;
mod api_key;
mod disable;
mod password;
mod session;

pub use add::{NewUser, add_user, list_users, set_password};
pub use api_key::{
    NewApiKey, add_api_key, authenticate_key, authenticate_key_id, list_api_keys, revoke_api_key,
};
pub use disable::disable_user;
pub use session::{SignedIn, authenticate_session, set_language, sign_in, sign_out};
