//! Instruments, who may receive them, and under which dated power a desk uses them.
//!
//! Everything here that is law is data: a table of instrument × provider role, and designations
//! with dates. Without a designation a desk can refer, and cannot order.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::{DesignationId, DeskId};
use crate::provider::ProviderRole;

mod set;

pub use set::{
    Attestation, BASES_MAX, BasisRef, Certainty, FormKind, HomeAuthority, LEGAL_SCHEMA, LegalBasis,
    LegalDiff, LegalRefusal, LegalSet, LetterKind, Texts,
};

/// A kind of act towards a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instrument {
    /// A voluntary request to review against the provider's own terms.
    TcoReferral,
    /// A notice under the Digital Services Act, Article 16.
    Dsa16Notice,
    /// A binding removal order, Regulation (EU) 2021/784, Article 3.
    TcoRemovalOrder,
    /// An order to act, Regulation (EU) 2022/2065, Article 9, on another national basis.
    Dsa9Order,
    /// A request to name who stands behind a proxy.
    OriginDisclosureRequest,
    /// A request to keep data for proceedings.
    PreservationRequest,
    /// The French request to withdraw within 24 hours.
    #[serde(rename = "fr_6_1_withdrawal")]
    Fr61Withdrawal,
    /// The French blocking and delisting that follow it.
    #[serde(rename = "fr_6_1_block_or_delist")]
    Fr61BlockOrDelist,
}

impl Instrument {
    /// Every instrument.
    pub const ALL: [Self; 8] = [
        Self::TcoReferral,
        Self::Dsa16Notice,
        Self::TcoRemovalOrder,
        Self::Dsa9Order,
        Self::OriginDisclosureRequest,
        Self::PreservationRequest,
        Self::Fr61Withdrawal,
        Self::Fr61BlockOrDelist,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TcoReferral => "tco_referral",
            Self::Dsa16Notice => "dsa16_notice",
            Self::TcoRemovalOrder => "tco_removal_order",
            Self::Dsa9Order => "dsa9_order",
            Self::OriginDisclosureRequest => "origin_disclosure_request",
            Self::PreservationRequest => "preservation_request",
            Self::Fr61Withdrawal => "fr_6_1_withdrawal",
            Self::Fr61BlockOrDelist => "fr_6_1_block_or_delist",
        }
    }

    /// The instrument of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|instrument| instrument.name() == name)
    }

    /// Whether the provider must obey.
    pub const fn is_binding(self) -> bool {
        matches!(
            self,
            Self::TcoRemovalOrder
                | Self::Dsa9Order
                | Self::Fr61Withdrawal
                | Self::Fr61BlockOrDelist
        )
    }

    /// Whether the act asks that something go away (a CDN is never offered one of these as an order).
    pub const fn asks_removal(self) -> bool {
        !matches!(
            self,
            Self::OriginDisclosureRequest | Self::PreservationRequest
        )
    }

    /// Who may be its addressee. Refuse everything else.
    ///
    /// Source: the instrument × role matrix; recitals 13 and 14 of Regulation (EU) 2021/784 keep
    /// caching and infrastructure services from being addressees of a removal order.
    pub const fn addressees(self) -> &'static [ProviderRole] {
        use ProviderRole as R;
        match self {
            Self::TcoReferral | Self::Dsa16Notice => &[
                R::HostingProvider,
                R::CdnProxy,
                R::Registrar,
                R::Registry,
                R::Search,
            ],
            Self::TcoRemovalOrder | Self::Fr61Withdrawal => &[R::HostingProvider],
            Self::Dsa9Order => &[
                R::HostingProvider,
                R::CdnProxy,
                R::Registrar,
                R::Registry,
                R::Isp,
                R::Search,
            ],
            Self::OriginDisclosureRequest | Self::PreservationRequest => {
                &[R::HostingProvider, R::CdnProxy, R::Registrar, R::Registry]
            }
            Self::Fr61BlockOrDelist => &[R::Isp, R::Search],
        }
    }

    /// Whether a provider in this role may be addressed (invariant I7).
    pub fn allows(self, role: ProviderRole) -> bool {
        self.addressees().contains(&role)
    }
}

/// A dated power: which authority a desk is, under which article and document, since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designation {
    /// Its id.
    pub id: DesignationId,
    /// The desk that holds it.
    pub desk: DeskId,
    /// What it allows.
    pub instrument: Instrument,
    /// The authority the desk then is.
    pub authority: String,
    /// The article it rests on, as people cite it.
    pub article: String,
    /// The document that gave it, with number and date.
    pub document: String,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when, if it ended.
    pub valid_until: Option<Timestamp>,
}

impl Designation {
    /// Whether it stands at `now`.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }
}

/// Why an instrument may not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstrumentRefusal {
    /// No dated power for a binding act.
    #[error(
        "this desk holds no valid designation for `{instrument}`: it can refer, and cannot order; an administrator records a designation first"
    )]
    NoDesignation {
        /// The instrument asked for.
        instrument: &'static str,
    },
    /// The addressee's role does not allow it.
    #[error(
        "`{instrument}` cannot be addressed to a provider acting as `{role}`; trace further to the hosting provider"
    )]
    RoleNotAllowed {
        /// The instrument asked for.
        instrument: &'static str,
        /// The role of the provider.
        role: &'static str,
    },
}

/// Whether a desk with these designations may send `instrument` to a provider in `role`.
///
/// # Errors
///
/// [`InstrumentRefusal`] when the matrix or the missing designation says no.
pub fn check_instrument(
    instrument: Instrument,
    role: ProviderRole,
    designations: &[Designation],
    now: Timestamp,
) -> Result<(), InstrumentRefusal> {
    if !instrument.allows(role) {
        return Err(InstrumentRefusal::RoleNotAllowed {
            instrument: instrument.name(),
            role: role.name(),
        });
    }
    let designated = designations
        .iter()
        .any(|d| d.instrument == instrument && d.is_valid(now));
    if instrument.is_binding() && !designated {
        return Err(InstrumentRefusal::NoDesignation {
            instrument: instrument.name(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
