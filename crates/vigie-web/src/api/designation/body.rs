//! Bodies of designations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::designation::NewDesignation;
use vigie_domain::Designation;

use crate::api::value::{Id, InstrumentWord, Time};

/// A power to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DesignationNew {
    /// What it allows.
    instrument: InstrumentWord,
    /// The authority the desk then is.
    authority: String,
    /// The article it rests on, as people cite it.
    article: String,
    /// The document that gave it, with number and date.
    document: String,
    /// From when.
    valid_from: Time,
    /// Until when, where the document says so.
    #[serde(default)]
    valid_until: Option<Time>,
}

impl From<DesignationNew> for NewDesignation {
    fn from(body: DesignationNew) -> Self {
        Self {
            instrument: body.instrument.0,
            authority: body.authority,
            article: body.article,
            document: body.document,
            valid_from: body.valid_from.0,
            valid_until: body.valid_until.map(|at| at.0),
        }
    }
}

/// A power that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DesignationMade {
    /// Its id.
    pub(super) id: Id,
}

/// A dated power.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DesignationBody {
    /// Its id.
    id: Id,
    /// What it allows.
    instrument: InstrumentWord,
    /// The authority the desk then is.
    authority: String,
    /// The article it rests on.
    article: String,
    /// The document that gave it.
    document: String,
    /// From when.
    valid_from: Time,
    /// Until when, if it ends.
    valid_until: Option<Time>,
}

impl From<Designation> for DesignationBody {
    fn from(designation: Designation) -> Self {
        Self {
            id: Id(designation.id.0),
            instrument: designation.instrument.into(),
            authority: designation.authority,
            article: designation.article,
            document: designation.document,
            valid_from: designation.valid_from.into(),
            valid_until: designation.valid_until.map(Time),
        }
    }
}
