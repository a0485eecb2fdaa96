//! Legal bases as data: what a desk may rest an act on, in which words, with which deadlines.
//!
//! A set is whole and dated; a basis in it has a code and versions, each with the days on which it
//! holds. What an act was decided under is kept with the act; a version never changes, a change of
//! law is a new one. An administrator replaces the set by a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Instrument;
use crate::actor::Language;
use crate::clock::{ClockKind, Span};
use crate::order::form::{FormContact, is_country};
use crate::provider::ProviderRole;
use crate::{Sha256, Timestamp};

/// Shape of a set's file.
pub const LEGAL_SCHEMA: &str = "vigie-legal/1";
/// Most bases of one set. Source: house; a state has a few dozen.
pub const BASES_MAX: usize = 500;
/// Most authorities of one set. Source: house; four functions in 27 states, with room.
const AUTHORITIES_MAX: usize = 500;
/// Longest text of a set, in characters. Source: house.
const TEXT_CHARS_MAX: usize = 4_000;
/// Jurisdiction of a basis that is no state's: a recipient's own policy.
const NOBODYS: &str = "INT";

/// Every basis a desk may use, as of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalSet {
    /// [`LEGAL_SCHEMA`].
    pub schema: String,
    /// Name of the edition, as its author counts them.
    pub edition: String,
    /// The bases, every version of each.
    pub bases: Vec<LegalBasis>,
    /// Authorities of other states, for copies of orders.
    #[serde(default)]
    pub authorities: Vec<HomeAuthority>,
}

/// One version of one legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Stable code.
    pub code: String,
    /// Its version, from 1.
    pub version: u32,
    /// What it allows.
    pub instrument: Instrument,
    /// Whose law: an ISO 3166-1 alpha-2 code, `EU`, or `INT` for a recipient's own policy.
    pub jurisdiction: String,
    /// How people cite it; published with each act.
    pub cite: String,
    /// What a letter says of it.
    pub text: Texts,
    /// To whom an act on it may be addressed, in which role; within what the instrument allows.
    pub addressees: Vec<ProviderRole>,
    /// First day on which it holds, UTC.
    #[serde(with = "day")]
    pub valid_from: Timestamp,
    /// First day on which it does not hold any more.
    #[serde(with = "day_option", default)]
    pub valid_until: Option<Timestamp>,
    /// Its clocks.
    #[serde(default)]
    pub deadlines: BTreeMap<ClockKind, Span>,
    /// Final orders within the exposure window from which a provider may be called exposed.
    #[serde(default)]
    pub exposure_orders: Option<u32>,
    /// The letter it is sent as.
    pub letter: LetterKind,
    /// Editions of its forms, where it has forms.
    #[serde(default)]
    pub forms: BTreeMap<FormKind, String>,
    /// Where the text stands.
    pub source: String,
    /// Whether the text was read there, or written down from memory and is still to be compared.
    pub certainty: Certainty,
}

/// As what an act is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// A letter that asks.
    Referral,
    /// A signed order with its forms.
    Order,
    /// Not sent by this program.
    None,
}

impl LetterKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Order => "order",
            Self::None => "none",
        }
    }
}

/// A form of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// Annex I.
    Order,
    /// Annex II.
    Executed,
    /// Annex III.
    Impossible,
}

impl FormKind {
    /// Every form, in the order of the annexes.
    pub const ALL: [Self; 3] = [Self::Order, Self::Executed, Self::Impossible];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Executed => "executed",
            Self::Impossible => "impossible",
        }
    }

    /// The form of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// How sure the words of a basis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Compared with the official text.
    Read,
    /// From memory or a secondary source; a legal officer compares it.
    Memory,
}

impl Certainty {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Memory => "memory",
        }
    }
}

/// The same text in the languages of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Arabic.
    pub ar: String,
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// The text in that language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Ar => &self.ar,
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}

/// The authority of another state that gets copies of orders to providers at home there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeAuthority {
    /// Its state.
    pub state: String,
    /// How it is reached.
    pub contact: FormContact,
    /// The language it is written to.
    pub language: Language,
}

/// Which version of which basis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BasisRef {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: u32,
}

impl std::fmt::Display for BasisRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.code, self.version)
    }
}

/// Why a set is refused, or a basis cannot carry an act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LegalRefusal {
    /// Not a set.
    #[error("this is no set of legal bases: its `schema` must be `vigie-legal/1`")]
    OtherSchema,
    /// Nothing, or too much.
    #[error("a set holds 1 to {bases_max} bases and at most {authorities_max} authorities")]
    Size {
        /// The limit.
        bases_max: usize,
        /// The limit.
        authorities_max: usize,
    },
    /// Something of a basis is missing or cannot be.
    #[error("the legal basis `{basis}`: {what}")]
    Malformed {
        /// Which.
        basis: String,
        /// What of it.
        what: &'static str,
    },
    /// The same version with other words.
    #[error(
        "the legal basis `{basis}` is known with other words: a version never changes, raise its number"
    )]
    VersionChanged {
        /// Which.
        basis: String,
    },
    /// Nothing in the set allows the act today.
    #[error(
        "no legal basis for `{instrument}` holds today; an administrator imports a set that has one (`vigie legal import`)"
    )]
    NoBasis {
        /// The act.
        instrument: &'static str,
    },
    /// Taken out of the set, or run out, since the act was decided.
    #[error(
        "the legal basis `{basis}` this was decided under holds no longer; decide it anew under one that does"
    )]
    Withdrawn {
        /// Which.
        basis: String,
    },
    /// The basis does not name a deadline that the act needs.
    #[error("the legal basis `{basis}` has no deadline `{clock}`; import a set that names it")]
    Silent {
        /// Which.
        basis: String,
        /// Which clock.
        clock: &'static str,
    },
    /// Too far off to be computed.
    #[error("the time zone `{zone}` of the authority is not known, so no deadline can be computed")]
    ZoneUnknown {
        /// Which.
        zone: String,
    },
    /// The basis does not allow the addressee.
    #[error("the legal basis `{basis}` allows no act towards a provider acting as `{role}`")]
    RoleNotAllowed {
        /// Which.
        basis: String,
        /// The role.
        role: &'static str,
    },
    /// Not sent this way.
    #[error("an act under `{basis}` is not sent as this kind of letter; choose another instrument")]
    OtherLetter {
        /// Which.
        basis: String,
    },
}

impl LegalBasis {
    /// Its code and version.
    pub fn reference(&self) -> BasisRef {
        BasisRef {
            code: self.code.clone(),
            version: self.version,
        }
    }

    /// Whether it holds at `now`.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }

    /// How long that clock runs.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::Silent`] where the basis does not say.
    pub fn span(&self, clock: ClockKind) -> Result<Span, LegalRefusal> {
        let span = self.deadlines.get(&clock).copied();
        span.ok_or_else(|| LegalRefusal::Silent {
            basis: self.reference().to_string(),
            clock: clock.name(),
        })
    }

    /// When that clock is out, set going at `start` where the authority sits in `zone`.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::Silent`] and [`LegalRefusal::ZoneUnknown`].
    pub fn due(
        &self,
        clock: ClockKind,
        start: Timestamp,
        zone: &str,
    ) -> Result<Timestamp, LegalRefusal> {
        let due = self.span(clock)?.after(start, zone);
        due.ok_or_else(|| LegalRefusal::ZoneUnknown {
            zone: zone.to_owned(),
        })
    }

    /// Whether an act may be addressed to a provider in this role.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::RoleNotAllowed`].
    pub fn check_role(&self, role: ProviderRole) -> Result<(), LegalRefusal> {
        if self.addressees.contains(&role) {
            return Ok(());
        }
        Err(LegalRefusal::RoleNotAllowed {
            basis: self.reference().to_string(),
            role: role.name(),
        })
    }

    /// Whether it is sent as that kind of letter.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::OtherLetter`].
    pub fn check_letter(&self, letter: LetterKind) -> Result<(), LegalRefusal> {
        if self.letter == letter {
            return Ok(());
        }
        Err(LegalRefusal::OtherLetter {
            basis: self.reference().to_string(),
        })
    }

    fn check(&self) -> Result<(), LegalRefusal> {
        let refuse = |what| {
            Err(LegalRefusal::Malformed {
                basis: self.reference().to_string(),
                what,
            })
        };
        let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=64).contains(&self.code.len()) || !self.code.bytes().all(is_code) {
            return refuse("a code is lower case letters, digits and `_`, at most 64");
        }
        if self.version == 0 {
            return refuse("versions count from 1");
        }
        if !is_country(&self.jurisdiction) && self.jurisdiction != NOBODYS {
            return refuse("the jurisdiction is two capital letters, or `INT` for nobody's law");
        }
        let texts = [
            &self.text.ar,
            &self.text.fr,
            &self.text.en,
            &self.cite,
            &self.source,
        ];
        let is_text = |text: &&String| {
            !text.trim().is_empty()
                && text.chars().count() <= TEXT_CHARS_MAX
                && !text.chars().any(char::is_control)
        };
        if !texts.iter().all(is_text) {
            return refuse(
                "write the citation, the source and the text in ar, fr and en, one line each",
            );
        }
        if self.cite.len() > 512 {
            return refuse("the citation is at most 512 bytes: it stands in the log");
        }
        if self
            .valid_until
            .is_some_and(|until| until <= self.valid_from)
        {
            return refuse("it ends after it begins");
        }
        if self.addressees.is_empty() {
            return refuse("name at least one role of providers it may be addressed to");
        }
        if self
            .addressees
            .iter()
            .any(|role| !self.instrument.allows(*role))
        {
            return refuse("a role stands under `addressees` that the instrument never allows");
        }
        if self.deadlines.values().any(|span| span.is_empty()) {
            return refuse("a deadline is longer than nothing");
        }
        if self.letter == LetterKind::Order {
            return self.check_order(refuse);
        }
        Ok(())
    }

    /// What a basis of orders must say, so that no order stops half way.
    fn check_order(
        &self,
        refuse: impl Fn(&'static str) -> Result<(), LegalRefusal>,
    ) -> Result<(), LegalRefusal> {
        use ClockKind as K;
        if !self.instrument.is_binding() {
            return refuse("only a binding instrument is sent as an order");
        }
        let needed = [
            K::FirstInformation,
            K::Execute,
            K::ScrutinyRequest,
            K::Scrutiny,
            K::Appeal,
            K::NonDisclosure,
            K::NonDisclosureExtension,
            K::Exposure,
        ];
        if let Some(missing) = needed
            .iter()
            .find(|kind| !self.deadlines.contains_key(kind))
        {
            return Err(LegalRefusal::Silent {
                basis: self.reference().to_string(),
                clock: missing.name(),
            });
        }
        if FormKind::ALL
            .iter()
            .any(|form| !self.forms.contains_key(form))
        {
            return refuse("name the editions of the forms `order`, `executed` and `impossible`");
        }
        if self.exposure_orders.is_none_or(|orders| orders == 0) {
            return refuse(
                "say from how many final orders a provider is exposed: `exposure_orders`",
            );
        }
        Ok(())
    }
}

impl LegalSet {
    /// Checks that the set is whole and says nothing twice.
    ///
    /// # Errors
    ///
    /// The first [`LegalRefusal`], naming the basis.
    pub fn check(&self) -> Result<(), LegalRefusal> {
        if self.schema != LEGAL_SCHEMA {
            return Err(LegalRefusal::OtherSchema);
        }
        let fits = (1..=BASES_MAX).contains(&self.bases.len())
            && self.authorities.len() <= AUTHORITIES_MAX;
        if !fits {
            return Err(LegalRefusal::Size {
                bases_max: BASES_MAX,
                authorities_max: AUTHORITIES_MAX,
            });
        }
        let mut known: BTreeMap<BasisRef, &LegalBasis> = BTreeMap::new();
        for basis in &self.bases {
            basis.check()?;
            if known.insert(basis.reference(), basis).is_some() {
                return Err(malformed(basis, "this version stands twice in the set"));
            }
            let overlaps = |other: &&LegalBasis| {
                let ends_before = |a: &LegalBasis, b: &LegalBasis| {
                    a.valid_until.is_some_and(|until| until <= b.valid_from)
                };
                other.code == basis.code
                    && other.version != basis.version
                    && !ends_before(basis, other)
                    && !ends_before(other, basis)
            };
            if self.bases.iter().find(overlaps).is_some() {
                return Err(malformed(
                    basis,
                    "two versions hold on the same day; end the older one",
                ));
            }
        }
        for authority in &self.authorities {
            let contact = &authority.contact;
            let is_reachable = contact
                .email
                .split_once('@')
                .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
            if !is_country(&authority.state) || contact.name.trim().is_empty() || !is_reachable {
                return Err(LegalRefusal::Malformed {
                    basis: format!("authority of {}", authority.state),
                    what: "an authority has a state of two capital letters, a name and a mail address",
                });
            }
        }
        Ok(())
    }

    /// The version of a basis that holds at `now` for an instrument; the first of the file, where
    /// several codes do.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::NoBasis`].
    pub fn in_force(
        &self,
        instrument: Instrument,
        now: Timestamp,
    ) -> Result<&LegalBasis, LegalRefusal> {
        self.bases
            .iter()
            .find(|basis| basis.instrument == instrument && basis.is_valid(now))
            .ok_or(LegalRefusal::NoBasis {
                instrument: instrument.name(),
            })
    }

    /// Whether what was decided under `basis` may go on at `now`.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::Withdrawn`] when it left the set or ran out.
    pub fn check_still(&self, basis: &BasisRef, now: Timestamp) -> Result<(), LegalRefusal> {
        match self.find(basis) {
            Some(found) if found.is_valid(now) => Ok(()),
            _ => Err(LegalRefusal::Withdrawn {
                basis: basis.to_string(),
            }),
        }
    }

    /// A version of a basis.
    pub fn find(&self, basis: &BasisRef) -> Option<&LegalBasis> {
        self.bases
            .iter()
            .find(|one| one.code == basis.code && one.version == basis.version)
    }

    /// The authority of a state.
    pub fn authority_of(&self, state: &str) -> Option<&HomeAuthority> {
        self.authorities.iter().find(|one| one.state == state)
    }

    /// What would change if `next` took the place of this set.
    ///
    /// # Errors
    ///
    /// [`LegalRefusal::VersionChanged`] when a version has other words; that it ends is no other
    /// word.
    pub fn diff(&self, next: &Self) -> Result<LegalDiff, LegalRefusal> {
        let mut diff = LegalDiff::default();
        for basis in &next.bases {
            match self.find(&basis.reference()) {
                None => diff.added.push(basis.reference()),
                Some(known) if known == basis => {}
                Some(known) => {
                    let ended = LegalBasis {
                        valid_until: basis.valid_until,
                        ..known.clone()
                    };
                    if ended != *basis {
                        return Err(LegalRefusal::VersionChanged {
                            basis: basis.reference().to_string(),
                        });
                    }
                    diff.ended.push(basis.reference());
                }
            }
        }
        let gone = |basis: &&LegalBasis| next.find(&basis.reference()).is_none();
        let withdrawn = self.bases.iter().filter(gone);
        diff.withdrawn = withdrawn.map(LegalBasis::reference).collect();
        diff.authorities_changed = self.authorities != next.authorities;
        Ok(diff)
    }
}

fn malformed(basis: &LegalBasis, what: &'static str) -> LegalRefusal {
    LegalRefusal::Malformed {
        basis: basis.reference().to_string(),
        what,
    }
}

/// What an import changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LegalDiff {
    /// New versions.
    pub added: Vec<BasisRef>,
    /// Versions whose last day is another one now.
    pub ended: Vec<BasisRef>,
    /// Versions that are no longer there: what rests on them is refused from then on.
    pub withdrawn: Vec<BasisRef>,
    /// Whether the authorities of other states changed.
    pub authorities_changed: bool,
}

impl LegalDiff {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.ended.is_empty()
            && self.withdrawn.is_empty()
            && !self.authorities_changed
    }
}

/// A legal officer's word that a printed form was compared with the official text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Which form.
    pub form: FormKind,
    /// In which language.
    pub language: Language,
    /// The edition of the annex it was compared with.
    pub edition: String,
    /// SHA-256 of the page it is printed by.
    pub template_sha256: Sha256,
    /// Who.
    pub by: crate::UserId,
    /// When.
    pub at: Timestamp,
    /// With what it was compared, in the officer's words.
    pub compared_with: String,
}

/// A day of the calendar, `2022-06-07`, from its midnight in UTC.
mod day {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::Timestamp;

    pub(super) fn write(at: Timestamp) -> String {
        at.rfc3339_seconds().chars().take(10).collect()
    }

    pub(super) fn read(text: &str) -> Option<Timestamp> {
        if text.len() != 10 {
            return None;
        }
        Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z"))
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the shape serde asks for"
    )]
    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&write(*at))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        read(&text).ok_or_else(|| D::Error::custom("write a day like `2022-06-07`"))
    }
}

/// The same for one that may not be there.
mod day_option {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::Timestamp;

    #[expect(clippy::ref_option, reason = "the shape serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.serialize_some(&super::day::write(*at)),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else {
            return Ok(None);
        };
        let at = super::day::read(&text);
        at.map(Some)
            .ok_or_else(|| D::Error::custom("write a day like `2022-06-07`"))
    }
}

#[cfg(test)]
mod tests;
