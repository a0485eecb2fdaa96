//! Section `[desk.order]`: the authority that issues, as its orders name it.

use serde::{Deserialize, Serialize};
use vigie_domain::order::form::AuthorityKind;

/// Section `[desk.order]`: which authority issues orders, where it sits, what can be done against
/// them. A desk without a state can refer, and cannot order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrderConfig {
    /// The Member State of the authority, two capital letters: `FR`.
    pub state: String,
    /// Time zone of the authority, IANA name: days, weeks and months of the law are counted there.
    pub zone: String,
    /// What kind of authority it is: `judicial`, `law_enforcement`, `other`.
    pub authority_kind: AuthorityKind,
    /// Its postal address, one line.
    pub address: String,
    /// The authority or court that hears appeals.
    pub redress_body: String,
    /// Where the law on appeals stands.
    pub redress_law_url: String,
}

impl Default for OrderConfig {
    fn default() -> Self {
        Self {
            state: String::new(),
            zone: "UTC".to_owned(),
            authority_kind: AuthorityKind::LawEnforcement,
            address: String::new(),
            redress_body: String::new(),
            redress_law_url: String::new(),
        }
    }
}
