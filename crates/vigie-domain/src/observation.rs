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
    /// A filter between us and the site answered in its place.
    BlockedByOurPath,
    /// Cannot be told.
    Unknown,
}

impl PageState {
    /// Every state.
    pub const ALL: [Self; 13] = [
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
        Self::BlockedByOurPath,
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
            Self::BlockedByOurPath => "blocked_by_our_path",
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

/// What in an answer decided how it is read: the *why* of a [`PageState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Nothing but the status.
    Status,
    /// The very object that was assessed, by digest or text.
    SameObject,
    /// The page describes the thing it shows, as no error page does.
    OwnDescription,
    /// Something that is not the object that was assessed.
    OtherObject,
    /// A page that tests its visitor.
    Challenge,
    /// A page that asks for consent before it shows anything.
    ConsentWall,
    /// A form that asks for a password.
    LoginForm,
    /// A redirect to where one signs in.
    LoginRedirect,
    /// Words of a wall: sign in, prove your age, join.
    LoginWords,
    /// 451, or words that it is withheld for legal or geographic reasons.
    LegalBlock,
    /// Words of a busy or resting server.
    BusyWords,
    /// An answer of a filter on our own path.
    FilterPage,
    /// A program's word that the object is not there.
    MachineGone,
    /// A program's word, or a gone page's, that the whole account is not there.
    AccountGone,
    /// A tombstone of ActivityPub.
    Tombstone,
    /// The host's own description of the item says that it is dark.
    HostWord,
    /// A title or heading of an error page.
    ErrorTitle,
    /// Words of an error page.
    ErrorWords,
    /// A redirect to the front page, or to a list.
    SentHome,
    /// The page of a registrar that sells or keeps the name.
    Parking,
    /// The page of a host that suspended the site.
    Suspended,
    /// A page without anything to read or to see.
    EmptyPage,
    /// Bytes are missing.
    CutShort,
    /// A neighbour that nobody has made shows the same page.
    SameAsSibling,
    /// A cache answered; its origin says gone.
    CacheCopy,
    /// The page is gone, and a file of it is still served.
    FileStillServed,
    /// Every resolver says that the name does not exist.
    NoName,
    /// No connection, or no whole answer.
    NoAnswer,
}

impl Sign {
    /// Every sign.
    pub const ALL: [Self; 28] = [
        Self::Status,
        Self::SameObject,
        Self::OwnDescription,
        Self::OtherObject,
        Self::Challenge,
        Self::ConsentWall,
        Self::LoginForm,
        Self::LoginRedirect,
        Self::LoginWords,
        Self::LegalBlock,
        Self::BusyWords,
        Self::FilterPage,
        Self::MachineGone,
        Self::AccountGone,
        Self::Tombstone,
        Self::HostWord,
        Self::ErrorTitle,
        Self::ErrorWords,
        Self::SentHome,
        Self::Parking,
        Self::Suspended,
        Self::EmptyPage,
        Self::CutShort,
        Self::SameAsSibling,
        Self::CacheCopy,
        Self::FileStillServed,
        Self::NoName,
        Self::NoAnswer,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::SameObject => "same_object",
            Self::OwnDescription => "own_description",
            Self::OtherObject => "other_object",
            Self::Challenge => "challenge",
            Self::ConsentWall => "consent_wall",
            Self::LoginForm => "login_form",
            Self::LoginRedirect => "login_redirect",
            Self::LoginWords => "login_words",
            Self::LegalBlock => "legal_block",
            Self::BusyWords => "busy_words",
            Self::FilterPage => "filter_page",
            Self::MachineGone => "machine_gone",
            Self::AccountGone => "account_gone",
            Self::Tombstone => "tombstone",
            Self::HostWord => "host_word",
            Self::ErrorTitle => "error_title",
            Self::ErrorWords => "error_words",
            Self::SentHome => "sent_home",
            Self::Parking => "parking",
            Self::Suspended => "suspended",
            Self::EmptyPage => "empty_page",
            Self::CutShort => "cut_short",
            Self::SameAsSibling => "same_as_sibling",
            Self::CacheCopy => "cache_copy",
            Self::FileStillServed => "file_still_served",
            Self::NoName => "no_name",
            Self::NoAnswer => "no_answer",
        }
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
    /// Why it is read so, what decided first; empty in what was seen before signs were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<Sign>,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The address that answered.
    pub peer: Option<String>,
    /// SHA-256 of what came.
    pub sha256: Option<Sha256>,
    /// How long the server asked us to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
}
