//! What runs beside an order: the copy, the scrutiny, the appeal, the silence, the way back.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::UserId;

/// The copy to the authority of the provider's state. It is put in the post by the same act as the
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "copy", rename_all = "snake_case")]
pub enum HomeCopyState {
    /// The provider is at home where we are, or nothing was signed yet.
    #[default]
    NotNeeded,
    /// In the post since the signature.
    Enqueued {
        /// When.
        at: Timestamp,
    },
    /// Left.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// That authority has it.
    Acknowledged {
        /// When.
        at: Timestamp,
    },
}

impl HomeCopyState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::Enqueued { .. } => "enqueued",
            Self::Sent { .. } => "sent",
            Self::Acknowledged { .. } => "acknowledged",
        }
    }
}

/// Who asked for scrutiny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScrutinyBy {
    /// The home authority itself.
    Own,
    /// The provider.
    Provider,
    /// The author.
    Author,
}

impl ScrutinyBy {
    /// All.
    pub const ALL: [Self; 3] = [Self::Own, Self::Provider, Self::Author];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Provider => "provider",
            Self::Author => "author",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }
}

/// The home authority's look at the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "scrutiny", rename_all = "snake_case")]
pub enum Scrutiny {
    /// Nobody asked.
    #[default]
    None,
    /// It is being looked at.
    Open {
        /// Who asked.
        by: ScrutinyBy,
        /// From when the time runs.
        since: Timestamp,
        /// Until when it decides.
        due: Timestamp,
        /// The intention to find an infringement, with its reasons, once we were told.
        intent: Option<String>,
    },
    /// The order infringes nothing.
    NoInfringement {
        /// When that was decided.
        at: Timestamp,
        /// Why.
        reasons: String,
    },
    /// The order infringes the Regulation or a fundamental right.
    Infringement {
        /// When that was decided.
        at: Timestamp,
        /// Why.
        reasons: String,
    },
}

impl Scrutiny {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Open { .. } => "open",
            Self::NoInfringement { .. } => "no_infringement",
            Self::Infringement { .. } => "infringement",
        }
    }
}

/// The appeal against the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "appeal", rename_all = "snake_case")]
pub enum Appeal {
    /// The time for it does not run yet.
    #[default]
    NotOpen,
    /// It can be lodged.
    Open {
        /// Until when.
        until: Timestamp,
    },
    /// Nobody lodged one in time.
    Lapsed {
        /// When the time was out.
        at: Timestamp,
    },
    /// Lodged, not decided.
    Pending {
        /// Since when.
        since: Timestamp,
    },
    /// The order stands.
    Confirmed {
        /// When that was decided.
        at: Timestamp,
    },
    /// The order falls.
    Annulled {
        /// When that was decided.
        at: Timestamp,
    },
}

impl Appeal {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotOpen => "not_open",
            Self::Open { .. } => "open",
            Self::Lapsed { .. } => "lapsed",
            Self::Pending { .. } => "pending",
            Self::Confirmed { .. } => "confirmed",
            Self::Annulled { .. } => "annulled",
        }
    }

    /// Since when the order is final.
    pub const fn final_at(self) -> Option<Timestamp> {
        match self {
            Self::Lapsed { at } | Self::Confirmed { at } => Some(at),
            _ => None,
        }
    }
}

/// The time in which the author is not told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "non_disclosure", rename_all = "snake_case")]
pub enum NonDisclosure {
    /// The author may be told.
    #[default]
    None,
    /// Not yet told.
    Active {
        /// Since when.
        from: Timestamp,
        /// Until when, by itself.
        until: Timestamp,
    },
    /// Extended once, with grounds.
    Extended {
        /// Since when.
        from: Timestamp,
        /// Until when, by itself.
        until: Timestamp,
        /// Who extended it.
        by: UserId,
        /// Why.
        grounds: String,
    },
    /// Over: the author is to be told.
    Ended {
        /// When.
        at: Timestamp,
    },
    /// Over, and the provider was told that the author may be told.
    Told {
        /// When.
        at: Timestamp,
    },
}

impl NonDisclosure {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Active { .. } => "active",
            Self::Extended { .. } => "extended",
            Self::Ended { .. } => "ended",
            Self::Told { .. } => "told",
        }
    }

    /// Until when it lasts.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Active { until, .. } | Self::Extended { until, .. } => Some(*until),
            _ => None,
        }
    }
}

/// The way back, when an order falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "reinstatement", rename_all = "snake_case")]
pub enum Reinstatement {
    /// Nothing to give back.
    #[default]
    NotDue,
    /// The provider is to be told to reinstate.
    Due {
        /// Since when.
        since: Timestamp,
    },
    /// It was told.
    Demanded {
        /// When.
        at: Timestamp,
    },
    /// It is there again.
    Reinstated {
        /// When.
        at: Timestamp,
    },
}

impl Reinstatement {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Due { .. } => "due",
            Self::Demanded { .. } => "demanded",
            Self::Reinstated { .. } => "reinstated",
        }
    }
}
