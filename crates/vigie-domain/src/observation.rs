//! Observations: facts seen at an instant, from a vantage, by a named instrument.

use serde::{Deserialize, Serialize};

use crate::id::{DeskId, ItemId, ObservationId};
use crate::{Sha256, Timestamp};

/// What a locator showed. Only [`PageState::is_gone`] ones may ever stop a clock, and only twice seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// The object is there.
    Up,
    /// Something else is there.
    UpChanged,
    /// Refused for legal or geographic reasons (451).
    RestrictedGeo,
    /// Behind a login (401, 403, a login page).
    RestrictedLogin,
    /// A challenge page stood in the way.
    Challenge,
    /// Too many requests, or the server is busy (429, 503).
    Busy,
    /// 200 with the words of an error page.
    SoftGone,
    /// 404, 410, a tombstone, or the host's own word that it is dark.
    Gone,
    /// The account is gone, and the item with it.
    GoneAccount,
    /// The name does not exist.
    DnsGone,
    /// No connection.
    Unreachable,
    /// Cannot be told.
    Unknown,
}

impl PageState {
    /// Every state.
    pub const ALL: [Self; 12] = [
        Self::Up,
        Self::UpChanged,
        Self::RestrictedGeo,
        Self::RestrictedLogin,
        Self::Challenge,
        Self::Busy,
        Self::SoftGone,
        Self::Gone,
        Self::GoneAccount,
        Self::DnsGone,
        Self::Unreachable,
        Self::Unknown,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::UpChanged => "up_changed",
            Self::RestrictedGeo => "restricted_geo",
            Self::RestrictedLogin => "restricted_login",
            Self::Challenge => "challenge",
            Self::Busy => "busy",
            Self::SoftGone => "soft_gone",
            Self::Gone => "gone",
            Self::GoneAccount => "gone_account",
            Self::DnsGone => "dns_gone",
            Self::Unreachable => "unreachable",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it says the object is not there any more.
    ///
    /// A page that only looks like an error page (`SoftGone`) is left to a person.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Gone | Self::GoneAccount | Self::DnsGone)
    }

    /// Whether it says the object, or something in its place, is there.
    pub const fn is_up(self) -> bool {
        matches!(self, Self::Up | Self::UpChanged)
    }
}

/// A fact seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Its id.
    pub id: ObservationId,
    /// The desk.
    pub desk: DeskId,
    /// Of which item.
    pub item: ItemId,
    /// At which address.
    pub url: String,
    /// When.
    pub at: Timestamp,
    /// From where, in the desk's own words.
    pub vantage: String,
    /// What.
    pub state: PageState,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The address that answered.
    pub peer: Option<String>,
    /// SHA-256 of what came.
    pub sha256: Option<Sha256>,
    /// How long the server asked us to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
}
