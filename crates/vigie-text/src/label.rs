//! What the model looks for: six labels, and five flags of context that lower a rank.
//!
//! Source: the scheme of GermEval 2026 (call to violence, support, glorification) and the
//! offences of Directive (EU) 2017/541, Art. 5 to 7; the flags are what analysts exempt.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One thing a text is scored for: a label or a flag of context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Asks others to use violence.
    CallToViolence,
    /// Announces violence.
    Threat,
    /// Praises violence or those who used it.
    Glorification,
    /// Asks others to join.
    Recruitment,
    /// Teaches how.
    Instruction,
    /// Denies people their humanity; hate.
    Dehumanisation,
    /// Gives somebody else's words.
    Quoted,
    /// Is news of an event.
    Reported,
    /// Speaks against.
    Condemned,
    /// Says that something is not so.
    Negated,
    /// Is a story, a game, a joke.
    Fiction,
    /// Coarse words, whatever they serve: not shown, it lends the labels what many texts taught.
    Offensive,
}

impl Column {
    /// All columns, in the order of a model's rows.
    pub const ALL: [Self; 12] = [
        Self::CallToViolence,
        Self::Threat,
        Self::Glorification,
        Self::Recruitment,
        Self::Instruction,
        Self::Dehumanisation,
        Self::Quoted,
        Self::Reported,
        Self::Condemned,
        Self::Negated,
        Self::Fiction,
        Self::Offensive,
    ];

    /// The word in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallToViolence => "call_to_violence",
            Self::Threat => "threat",
            Self::Glorification => "glorification",
            Self::Recruitment => "recruitment",
            Self::Instruction => "instruction",
            Self::Dehumanisation => "dehumanisation",
            Self::Quoted => "quoted",
            Self::Reported => "reported",
            Self::Condemned => "condemned",
            Self::Negated => "negated",
            Self::Fiction => "fiction",
            Self::Offensive => "offensive",
        }
    }

    /// Whether this is a label that a rank rises with.
    pub const fn is_label(self) -> bool {
        (self as usize) < 6
    }

    /// Whether this is context that a rank falls with.
    pub const fn is_flag(self) -> bool {
        (self as usize) >= 6 && (self as usize) < 11
    }

    /// Expected harm of what the label names, 0 to 1: the weight of the label in the rank.
    ///
    /// Source: house; imminence first, then reach.
    pub const fn harm(self) -> f32 {
        match self {
            Self::CallToViolence | Self::Threat => 1.0,
            Self::Instruction => 0.9,
            Self::Recruitment => 0.8,
            Self::Glorification => 0.6,
            Self::Dehumanisation => 0.5,
            _ => 0.0,
        }
    }
}

/// A label that is not in the scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no label of the scheme; there are {}", known())]
pub struct UnknownLabel {
    /// What was given, at most 40 characters of it.
    pub name: String,
}

fn known() -> String {
    let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    names.join(", ")
}

impl FromStr for Column {
    type Err = UnknownLabel;

    fn from_str(name: &str) -> Result<Self, UnknownLabel> {
        let found = Self::ALL.into_iter().find(|column| column.name() == name);
        found.ok_or_else(|| UnknownLabel {
            name: name.chars().take(40).collect(),
        })
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
