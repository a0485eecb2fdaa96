//! What is wrong with a part of an input whose other parts were read.

use std::borrow::Cow;
use std::fmt;

/// Where in an input a defect lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line, counted from 1.
    Line(u64),
    /// A byte, counted from 0.
    Byte(u64),
    /// A named field of a structured answer.
    Field(&'static str),
}

/// One thing wrong with an input; the rest was read all the same.
///
/// The sentence states facts about the form, never the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where it lies.
    pub place: Place,
    /// What is wrong: lower case, no full stop.
    pub what: Cow<'static, str>,
}

impl Defect {
    /// A defect of a line, counted from 1.
    pub fn at_line(line: u64, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            place: Place::Line(line),
            what: what.into(),
        }
    }

    /// A defect at a byte, counted from 0.
    pub fn at_byte(offset: u64, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            place: Place::Byte(offset),
            what: what.into(),
        }
    }

    /// A defect of a named field.
    pub fn at_field(field: &'static str, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            place: Place::Field(field),
            what: what.into(),
        }
    }

    /// The line number, when the input is read line by line.
    pub const fn line(&self) -> Option<u64> {
        match self.place {
            Place::Line(line) => Some(line),
            Place::Byte(_) | Place::Field(_) => None,
        }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Line(line) => write!(f, "line {line}: {}", self.what),
            Place::Byte(offset) => write!(f, "byte {offset}: {}", self.what),
            Place::Field(field) => write!(f, "`{field}`: {}", self.what),
        }
    }
}
