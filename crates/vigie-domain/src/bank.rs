//! Banks: sets of known signals the desk answers for, and the life of each entry.
//!
//! ```text
//!              activate (another person, where the bank asks for two)
//!  Proposed ────────────────────────────▶ Active ──contest──▶ Contested
//!     ▲  │                                │ ▲ ▲                 │   │
//!     │  │                    quarantine ─┘ │ └── uphold ───────┘   │
//!  propose                          ▼       │   (another person)    │
//!     │  │                     Quarantined ─┴ release               │
//!     │  └────── withdraw ──────────┬───────────── withdraw ────────┘
//!     └───────────────────── Withdrawn, which subscribers learn as a tombstone
//! ```
//!
//! Only an active entry answers. A negative bank answers by silence: what is near one of its
//! entries is shown as suppressed and orders no queue. None of it decides about an item.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::{BankEntryId, BankId, DeskId, ExhibitId, UserId};
use crate::signal::{PDQ_DISTANCE_BITS_MAX, Signal, Transform};

mod flood;

pub use flood::{FLOOD_FACTOR, PAST_DAYS, flood_limit};

/// Matches of one entry in a day that a bank takes without a question, unless it says otherwise.
///
/// Source: judgement; above what one item brings even when it is reported all day long.
pub const FLOOD_FLOOR_PER_DAY: u32 = 1_000;

/// Widest distance that can be asked, in bits: a quarter of a PDQ, where strangers begin to meet.
pub const DISTANCE_BITS_MAX: u32 = 63;

/// What a match with a bank means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankRole {
    /// A match orders the queue.
    #[default]
    Known,
    /// A match suppresses the matches of other banks.
    Negative,
}

/// How far a bank may be given on: the Traffic Light Protocol, version 2.0.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SharingLabel {
    /// Nobody outside the desk.
    Red,
    /// Named subscribers only.
    #[default]
    Amber,
    /// Any subscriber; not the public.
    Green,
    /// Anybody.
    Clear,
}

/// Who makes an entry answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Whoever adds it.
    #[default]
    OnePerson,
    /// Somebody other than whoever proposed it.
    TwoPeople,
}

macro_rules! names {
    ($($type:ident { $($variant:ident = $name:literal),* $(,)? })*) => {$(
        impl $type {
            /// Every one, in the order menus show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    )*};
}

names! {
    BankRole { Known = "known", Negative = "negative" }
    SharingLabel { Red = "red", Amber = "amber", Green = "green", Clear = "clear" }
    Activation { OnePerson = "one_person", TwoPeople = "two_people" }
    EntryState {
        Proposed = "proposed",
        Active = "active",
        Contested = "contested",
        Quarantined = "quarantined",
        Withdrawn = "withdrawn",
    }
    Stance { Agree = "agree", Disagree = "disagree" }
}

/// A share of lookups that a bank answers, in millionths: a way to bring a bank in step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnabledRatio(u32);

impl EnabledRatio {
    /// The whole, in millionths.
    pub const WHOLE: u32 = 1_000_000;
    /// Every lookup.
    pub const FULL: Self = Self(Self::WHOLE);

    /// The ratio of so many millionths; `None` above the whole.
    pub const fn from_millionths(millionths: u32) -> Option<Self> {
        if millionths > Self::WHOLE {
            return None;
        }
        Some(Self(millionths))
    }

    /// The ratio nearest to a fraction from 0 to 1; `None` for anything else.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        if !(0.0..=1.0).contains(&fraction) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and a million, checked above"
        )]
        let millionths = (fraction * f64::from(Self::WHOLE)).round() as u32;
        Self::from_millionths(millionths)
    }

    /// In millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// As a fraction from 0 to 1.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE)
    }

    /// Whether a lookup that drew `coin`, from 0 to a million, is answered. A ratio of 0 answers none.
    pub const fn admits(self, coin: u32) -> bool {
        coin < self.0
    }
}

impl Default for EnabledRatio {
    fn default() -> Self {
        Self::FULL
    }
}

const fn distance_default() -> u32 {
    PDQ_DISTANCE_BITS_MAX
}

const fn flood_default() -> u32 {
    FLOOD_FLOOR_PER_DAY
}

/// A set of known items and their signals that the desk answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// Its id.
    pub id: BankId,
    /// The desk.
    pub desk: DeskId,
    /// Its name, unique on the desk: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it answers.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// What a match with it means.
    #[serde(default)]
    pub role: BankRole,
    /// Who answers for it: a team, a partner.
    #[serde(default)]
    pub owner: String,
    /// How far it may be given on.
    #[serde(default)]
    pub sharing: SharingLabel,
    /// Distance within which a PDQ is a match with it, in bits, at most [`DISTANCE_BITS_MAX`].
    #[serde(default = "distance_default")]
    pub distance_bits_max: u32,
    /// The share of lookups it answers.
    #[serde(default)]
    pub enabled_ratio: EnabledRatio,
    /// Who makes an entry answer.
    #[serde(default)]
    pub activation: Activation,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    #[serde(default = "flood_default")]
    pub flood_floor_per_day: u32,
    /// Keys of the programming interface that may subscribe to a bank labelled amber.
    #[serde(default)]
    pub subscribers: Vec<crate::id::ApiKeyId>,
    /// When it was closed: it answers nothing, and subscribers see every entry withdrawn.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
}

impl Bank {
    /// A bank of default settings.
    pub fn new(id: BankId, desk: DeskId, name: String, now: Timestamp) -> Self {
        Self {
            id,
            desk,
            name,
            description: String::new(),
            is_enabled: true,
            created_at: now,
            role: BankRole::Known,
            owner: String::new(),
            sharing: SharingLabel::default(),
            distance_bits_max: PDQ_DISTANCE_BITS_MAX,
            enabled_ratio: EnabledRatio::FULL,
            activation: Activation::OnePerson,
            flood_floor_per_day: FLOOD_FLOOR_PER_DAY,
            subscribers: Vec::new(),
            closed_at: None,
        }
    }

    /// Whether it answers at all.
    pub const fn answers(&self) -> bool {
        self.is_enabled && self.closed_at.is_none()
    }

    /// The rule of activation that holds: what suppresses always takes two.
    pub const fn activation(&self) -> Activation {
        match self.role {
            BankRole::Negative => Activation::TwoPeople,
            BankRole::Known => self.activation,
        }
    }

    /// Whether it may be given to a client, by its label.
    ///
    /// # Errors
    ///
    /// [`BankRefusal::Red`] and [`BankRefusal::NotSubscribed`].
    pub fn check_subscriber(&self, key: Option<crate::id::ApiKeyId>) -> Result<(), BankRefusal> {
        match self.sharing {
            SharingLabel::Red => Err(BankRefusal::Red),
            SharingLabel::Amber => match key {
                // Somebody who signed in or sits at the machine belongs to the desk.
                None => Ok(()),
                Some(key) if self.subscribers.contains(&key) => Ok(()),
                Some(_) => Err(BankRefusal::NotSubscribed),
            },
            SharingLabel::Green | SharingLabel::Clear => Ok(()),
        }
    }
}

/// Where an entry stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Waits for a second person.
    Proposed,
    /// Answers.
    #[default]
    Active,
    /// Somebody says that it is wrong; silent until another person upholds it.
    Contested,
    /// Matched more than it ever did; silent until a person looked.
    Quarantined,
    /// Taken out.
    Withdrawn,
}

/// One known signal, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankEntry {
    /// Its id.
    pub id: BankEntryId,
    /// The bank.
    pub bank: BankId,
    /// The signal.
    pub signal: Signal,
    /// Who vouches for it: a partner, a list, an item of our own.
    pub source: String,
    /// What it is, in a few words.
    pub label: String,
    /// When it came.
    pub added_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Number of the content it is a signal of, unique on the desk; 0 until it is stored.
    #[serde(default)]
    pub content: u64,
    /// Which picture of that content it is the signal of.
    #[serde(default)]
    pub transform: Transform,
    /// Where it stands.
    #[serde(default)]
    pub state: EntryState,
    /// Who put it forward.
    #[serde(default)]
    pub proposed_by: Option<UserId>,
    /// Who moved it last.
    #[serde(default)]
    pub moved_by: Option<UserId>,
    /// Why, for a contest, a quarantine and a withdrawal.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it first answered; an entry that never did is shown to no subscriber.
    #[serde(default)]
    pub activated_at: Option<Timestamp>,
    /// Most matches in a day, as a person set it when releasing it from quarantine.
    #[serde(default)]
    pub flood_limit_per_day: Option<u32>,
    /// Until when lookups leave it out, as a client of the lookup service set it.
    #[serde(default)]
    pub silent_until: Option<Timestamp>,
    /// The exhibit it was taken from, and which record of it.
    #[serde(default)]
    pub shown_in: Option<(ExhibitId, u32)>,
    /// The state of the desk's banks that its last change made; later ones are larger.
    #[serde(default)]
    pub change: i64,
}

impl BankEntry {
    /// A fresh entry, before anybody moved it.
    pub fn new(
        id: BankEntryId,
        bank: &Bank,
        signal: Signal,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Self {
        let is_active = bank.activation() == Activation::OnePerson;
        Self {
            id,
            bank: bank.id,
            signal,
            source: String::new(),
            label: String::new(),
            added_at: now,
            withdrawn_at: None,
            content: 0,
            transform: Transform::AsIs,
            state: if is_active {
                EntryState::Active
            } else {
                EntryState::Proposed
            },
            proposed_by: by,
            moved_by: None,
            reason: None,
            activated_at: is_active.then_some(now),
            flood_limit_per_day: None,
            silent_until: None,
            shown_in: None,
            change: 0,
        }
    }

    /// Answers a command: the entry as it stands from there on, or the reason there is none.
    ///
    /// The whole life of an entry is in this one `match`.
    ///
    /// # Errors
    ///
    /// [`BankRefusal`]; the entry stays as it was.
    pub fn apply(
        &self,
        command: EntryCommand,
        activation: Activation,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<Self, BankRefusal> {
        use EntryCommand as C;
        use EntryState as S;
        let mut next = self.clone();
        next.moved_by = by;
        next.reason = None;
        match (self.state, command) {
            (S::Proposed, C::Activate) => {
                if activation == Activation::TwoPeople && !is_another(by, self.proposed_by) {
                    return Err(BankRefusal::SamePairOfEyes);
                }
                next.state = S::Active;
                next.activated_at = Some(self.activated_at.unwrap_or(now));
            }
            (S::Active, C::Contest { reason }) => {
                next.state = S::Contested;
                next.reason = Some(given(&reason)?);
            }
            (S::Contested, C::Uphold) => {
                if !is_another(by, self.moved_by) {
                    return Err(BankRefusal::SamePairOfEyes);
                }
                next.state = S::Active;
            }
            (S::Active, C::Quarantine { matches, limit }) => {
                next.state = S::Quarantined;
                next.reason = Some(format!("{matches} matches in a day, at most {limit}"));
            }
            (S::Quarantined, C::Release { limit_per_day }) => {
                next.state = S::Active;
                next.flood_limit_per_day = limit_per_day.or(self.flood_limit_per_day);
            }
            (S::Withdrawn, C::Propose) => {
                next.state = S::Proposed;
                next.proposed_by = by;
                next.withdrawn_at = None;
            }
            (S::Proposed | S::Active | S::Contested | S::Quarantined, C::Withdraw { reason }) => {
                next.state = S::Withdrawn;
                next.reason = Some(given(&reason)?);
                next.withdrawn_at = Some(now);
            }
            (state, _) => {
                return Err(BankRefusal::WrongState {
                    state: state.name(),
                });
            }
        }
        Ok(next)
    }
}

/// Whether `by` is a person, and not `earlier`. Where nobody stood before, anybody is another.
fn is_another(by: Option<UserId>, earlier: Option<UserId>) -> bool {
    by.is_some() && by != earlier
}

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 1_000;

fn given(reason: &str) -> Result<String, BankRefusal> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(BankRefusal::ReasonMissing {
            chars_max: REASON_CHARS_MAX,
        });
    }
    Ok(reason.to_owned())
}

/// What somebody asks of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryCommand {
    /// Make it answer.
    Activate,
    /// Say that it is wrong.
    Contest {
        /// Why.
        reason: String,
    },
    /// Say that it is right after all.
    Uphold,
    /// Silence it: it matches more than it ever did. The machine asks this.
    Quarantine {
        /// Matches of the day.
        matches: u32,
        /// Most that were expected.
        limit: u32,
    },
    /// Let it answer again.
    Release {
        /// Most matches in a day from now on; `None` keeps what was set.
        limit_per_day: Option<u32>,
    },
    /// Take it out.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Put it forward once more after it was taken out.
    Propose,
}

/// Why a bank or an entry refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankRefusal {
    /// One person did both halves of what takes two.
    #[error("this takes two people: somebody else must do it")]
    SamePairOfEyes,
    /// Not from here.
    #[error("the entry is {state}; it cannot do this in its present state")]
    WrongState {
        /// Its state.
        state: &'static str,
    },
    /// No reason was given.
    #[error("say why, in 1 to {chars_max} characters")]
    ReasonMissing {
        /// The longest.
        chars_max: usize,
    },
    /// The label says no.
    #[error("the bank is labelled red: it leaves the desk to nobody")]
    Red,
    /// The label asks for a name.
    #[error(
        "the bank is labelled amber, and this key is not among its subscribers; ask who answers for the bank"
    )]
    NotSubscribed,
    /// A closed bank takes nothing in.
    #[error("the bank is closed")]
    Closed,
}

/// What somebody thinks of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// It is what it says.
    Agree,
    /// It is not.
    Disagree,
}

/// A stated view of an entry; the last one of each holder counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Of which entry.
    pub entry: BankEntryId,
    /// Who holds it: a person of the desk, or the person behind a partner's key.
    pub holder: UserId,
    /// What it says.
    pub stance: Stance,
    /// In the holder's words, at most 1,000 characters.
    pub note: String,
    /// When it was stated.
    pub at: Timestamp,
}

impl SharingLabel {
    /// The label as the Traffic Light Protocol writes it.
    pub const fn tlp(self) -> &'static str {
        match self {
            Self::Red => "TLP:RED",
            Self::Amber => "TLP:AMBER",
            Self::Green => "TLP:GREEN",
            Self::Clear => "TLP:CLEAR",
        }
    }
}

#[cfg(test)]
mod tests;
