//! The three typed forms of Regulation (EU) 2021/784: the order, and the two answers to it.
//!
//! ```text
//! Annex I   OrderForm          authority ─▶ provider     what is to go, why, by whom, what can be done against it
//! Annex II  RemovalAnswer      provider ─▶ authority     done, and when
//! Annex III ImpossibleAnswer   provider ─▶ authority     not possible, or not clear enough
//! ```
//!
//! Each is the data of a page and, as JSON, the twin that goes with it. The shape is this file's and
//! has a version (`schema`); the edition of the annex it follows is a word of the legal basis
//! (`edition`), because the annexes can be amended without us. Names of fields are ours; their order
//! is the annex's. Nothing here is printed as law before a legal officer attests the page.

use serde::{Deserialize, Serialize};

use crate::actor::Language;
use crate::assessment::Category;
use crate::{Sha256, Timestamp};

mod answer;

pub use answer::{
    ANNEX_II_SCHEMA, ANNEX_III_SCHEMA, AnswerHead, AnswerRefusal, AnsweredBy, Impossibility,
    ImpossibleAnswer, Measure, RemovalAnswer, Sent,
};

/// Shape of [`OrderForm`], as the JSON twin names it.
pub const ORDER_SCHEMA: &str = "vigie-order/1";
/// Longest line of a form, in characters. Source: house.
pub const LINE_CHARS_MAX: usize = 500;
/// Longest text of a form, in characters. Source: house; two pages of print.
pub const TEXT_CHARS_MAX: usize = 8_000;
/// Shortest reason that can be one, in characters; the same as of a finding.
pub const REASON_CHARS_MIN: usize = crate::assessment::REASON_CHARS_MIN;
/// Most addresses on one order. Source: house; each was looked at by two people.
pub const LOCATIONS_MAX: usize = 20;
/// Longest address, in bytes. Source: what browsers take.
pub const URL_BYTES_MAX: usize = 8_192;

/// Annex I: the order as it is put before the provider.
///
/// Shape: sections A to G of the annex, in its order.
/// Source: Regulation (EU) 2021/784, Article 3(4) and Annex I.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderForm {
    /// [`ORDER_SCHEMA`].
    pub schema: String,
    /// Which edition of the annex, as the legal basis words it.
    pub edition: String,
    /// The language it is written in: one the provider declared.
    pub language: Language,
    /// The legal basis, and which version of it.
    pub legal_basis: BasisLine,
    /// A: the issuing Member State, ISO 3166-1 alpha-2.
    pub issuing_state: String,
    /// A: to whom.
    pub addressee: Addressee,
    /// A: the reference people quote.
    pub reference: String,
    /// A: when it was issued; `None` until it is signed.
    #[serde(with = "rfc3339_option")]
    pub issued_at: Option<Timestamp>,
    /// How long the provider has from receipt, in milliseconds, as the legal basis says.
    pub execute_within_ms: i64,
    /// B: where exactly.
    pub locations: Vec<OrderLocation>,
    /// B: what kind of material, each with its reasons.
    pub material: Vec<MaterialReason>,
    /// B: what else is to be known for considering it terrorist content.
    pub additional_reasons: Option<String>,
    /// C: the provider must not tell the author yet.
    pub non_disclosure: Option<NonDisclosureLine>,
    /// D: the provider is at home in another Member State.
    pub cross_border: bool,
    /// D: the copy that leaves in the same act; given when `cross_border`.
    pub home_copy: Option<HomeCopy>,
    /// E: who issues.
    pub authority: Authority,
    /// E: who signed, and when; `None` until then.
    pub signature: Option<SignatureLine>,
    /// F: whom to tell the time of removal and to ask.
    pub feedback_contact: FormContact,
    /// G: what can be done against it.
    pub redress: Redress,
}

/// The legal basis as the form names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisLine {
    /// Stable code.
    pub code: String,
    /// Which version of it.
    pub version: u32,
    /// The basis in words, in the form's language.
    pub text: String,
}

/// To whom an order is addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// The provider.
    pub name: String,
    /// Its legal representative, where it has no establishment in the Union.
    pub legal_representative: Option<String>,
    /// The published contact point.
    pub contact_point: String,
    /// Member State of main establishment or legal representative, ISO 3166-1 alpha-2.
    pub member_state: String,
}

/// One exact address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLocation {
    /// The exact address.
    pub url: String,
    /// What else identifies the item.
    pub additional_identification: Option<String>,
    /// SHA-256 of the file, where it is one.
    pub sha256: Option<Sha256>,
}

/// A ticked box with the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialReason {
    /// Which box.
    pub category: Category,
    /// Why.
    pub reasons: String,
}

/// The decision that the author is not told yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NonDisclosureLine {
    /// Why public security needs it.
    pub reasons: String,
    /// When it ends by itself.
    #[serde(with = "rfc3339")]
    pub until: Timestamp,
}

/// The copy to the authority of the provider's Member State.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeCopy {
    /// The authority.
    pub authority: FormContact,
    /// When the copy was put in the post: with the order itself. `None` until it is signed.
    #[serde(with = "rfc3339_option")]
    pub sent_at: Option<Timestamp>,
}

/// What kind of authority issues, one box of section E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityKind {
    /// A judge, a court or an investigating judge.
    Judicial,
    /// A law enforcement authority.
    LawEnforcement,
    /// Another competent authority.
    Other,
}

impl AuthorityKind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Judicial, Self::LawEnforcement, Self::Other];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Judicial => "judicial",
            Self::LawEnforcement => "law_enforcement",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Who issues an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Which box.
    pub kind: AuthorityKind,
    /// Its full name.
    pub name: String,
    /// The article of the designation it acts under.
    pub designation: String,
    /// Its file number.
    pub file_number: String,
    /// Its postal address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Its mail address.
    pub email: String,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureLine {
    /// The representative's name.
    pub name: String,
    /// The post held: title or grade.
    pub post: String,
    /// When.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
}

/// Somebody who can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormContact {
    /// Who.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Telephone.
    pub phone: Option<String>,
}

/// What the provider and the author can do against an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redress {
    /// The authority or court.
    pub body: String,
    /// Within how many days.
    pub within_days: u32,
    /// Counted from what, in words.
    pub counted_from: String,
    /// How the provider does it, in easy words.
    pub for_provider: String,
    /// How the author does it, in easy words.
    pub for_author: String,
    /// Where the law stands.
    pub law_url: String,
}

/// An element that every order must hold. Source: Article 3(4), points (a) to (g).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// Who issues, and that it is authentic.
    A,
    /// The statement of reasons, and the type of material.
    B,
    /// The exact address.
    C,
    /// The legal basis.
    D,
    /// Date, time stamp, signature.
    E,
    /// Redress, for provider and author.
    F,
    /// Where needed, the decision on non-disclosure.
    G,
}

impl Element {
    /// Every element.
    pub const ALL: [Self; 7] = [
        Self::A,
        Self::B,
        Self::C,
        Self::D,
        Self::E,
        Self::F,
        Self::G,
    ];

    /// The letter of the point.
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'a',
            Self::B => 'b',
            Self::C => 'c',
            Self::D => 'd',
            Self::E => 'e',
            Self::F => 'f',
            Self::G => 'g',
        }
    }
}

/// Why a form of Annex I is not complete. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormRefusal {
    /// An element is not there, or is not what it must be.
    #[error("the order lacks element ({}) that every order must hold: {what}", element.letter())]
    Missing {
        /// Which.
        element: Element,
        /// What of it.
        what: &'static str,
    },
    /// Too long to be read.
    #[error("`{field}` is longer than {chars_max} characters; shorten it")]
    TooLong {
        /// Which.
        field: &'static str,
        /// The limit.
        chars_max: usize,
    },
    /// Not a form of ours.
    #[error("this is not a form of the kind `{schema}`")]
    OtherSchema {
        /// What was expected.
        schema: &'static str,
    },
    /// A box ticked twice, an address written twice.
    #[error("`{field}` names the same thing twice")]
    Twice {
        /// Which.
        field: &'static str,
    },
}

type Checked = Result<(), FormRefusal>;

const fn missing(element: Element, what: &'static str) -> FormRefusal {
    FormRefusal::Missing { element, what }
}

impl OrderForm {
    /// Checks what must stand before anybody signs: every element but date and signature.
    ///
    /// # Errors
    ///
    /// The first [`FormRefusal`], in the order of the article.
    pub fn check_unsigned(&self) -> Checked {
        if self.schema != ORDER_SCHEMA {
            let schema = ORDER_SCHEMA;
            return Err(FormRefusal::OtherSchema { schema });
        }
        self.check_authority()?;
        self.check_reasons()?;
        self.check_locations()?;
        self.check_basis()?;
        self.check_redress()?;
        self.check_non_disclosure()
    }

    /// Checks every element, date and signature too: what may leave.
    ///
    /// # Errors
    ///
    /// As [`Self::check_unsigned`], and for a missing date or signature.
    pub fn check(&self) -> Checked {
        self.check_unsigned()?;
        let issued_at = self
            .issued_at
            .ok_or(missing(Element::E, "the date and time of issue"))?;
        let signature = self
            .signature
            .as_ref()
            .ok_or(missing(Element::E, "the signature of the authority"))?;
        line(Element::E, "the name of who signs", &signature.name)?;
        line(Element::E, "the post of who signs", &signature.post)?;
        if signature.at != issued_at {
            return Err(missing(
                Element::E,
                "one instant for the date of issue and the signature",
            ));
        }
        if let Some(copy) = &self.home_copy
            && copy.sent_at != Some(issued_at)
        {
            let what = "the copy to the authority of the provider's state, sent with the order";
            return Err(missing(Element::A, what));
        }
        Ok(())
    }

    fn check_authority(&self) -> Checked {
        const A: Element = Element::A;
        state(A, "the issuing Member State", &self.issuing_state)?;
        line(A, "the name of the provider", &self.addressee.name)?;
        optional(
            A,
            "the legal representative",
            self.addressee.legal_representative.as_deref(),
        )?;
        line(
            A,
            "the published contact point",
            &self.addressee.contact_point,
        )?;
        state(
            A,
            "the provider's Member State",
            &self.addressee.member_state,
        )?;
        line(A, "the reference", &self.reference)?;
        let authority = &self.authority;
        line(A, "the name of the authority", &authority.name)?;
        line(
            A,
            "the designation of the authority",
            &authority.designation,
        )?;
        line(A, "the file number", &authority.file_number)?;
        line(A, "the address of the authority", &authority.address)?;
        line(A, "the telephone of the authority", &authority.phone)?;
        mail(A, "the mail address of the authority", &authority.email)?;
        contact(A, "the contact for answers", &self.feedback_contact)?;
        let is_abroad = self.addressee.member_state != self.issuing_state;
        if self.cross_border != is_abroad {
            return Err(missing(
                A,
                "whether the provider is at home in another state",
            ));
        }
        match &self.home_copy {
            Some(copy) if is_abroad => {
                contact(A, "the authority of the provider's state", &copy.authority)
            }
            None if !is_abroad => Ok(()),
            _ => Err(missing(A, "the authority of the provider's state")),
        }
    }

    fn check_reasons(&self) -> Checked {
        const B: Element = Element::B;
        if self.material.is_empty() {
            return Err(missing(
                B,
                "at least one type of material, with its reasons",
            ));
        }
        for (index, found) in self.material.iter().enumerate() {
            if self.material[..index]
                .iter()
                .any(|other| other.category == found.category)
            {
                return Err(FormRefusal::Twice { field: "material" });
            }
            text(B, "the reasons for each type of material", &found.reasons)?;
            if found.reasons.trim().chars().count() < REASON_CHARS_MIN {
                return Err(missing(
                    B,
                    "sufficiently detailed reasons for each type of material",
                ));
            }
        }
        match &self.additional_reasons {
            Some(reasons) => text(B, "the additional reasons, or none", reasons),
            None => Ok(()),
        }
    }

    fn check_locations(&self) -> Checked {
        const C: Element = Element::C;
        if self.locations.is_empty() {
            return Err(missing(C, "the exact address"));
        }
        if self.locations.len() > LOCATIONS_MAX {
            return Err(missing(
                C,
                "at most 20 addresses on one order; write another",
            ));
        }
        for (index, location) in self.locations.iter().enumerate() {
            let url = location.url.as_str();
            let is_web = url.starts_with("https://") || url.starts_with("http://");
            let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_web || !is_plain || url.len() > URL_BYTES_MAX {
                return Err(missing(C, "the exact address, complete and without spaces"));
            }
            if self.locations[..index].iter().any(|other| other.url == url) {
                return Err(FormRefusal::Twice { field: "locations" });
            }
            let more = location.additional_identification.as_deref();
            optional(C, "the additional identification, or none", more)?;
        }
        Ok(())
    }

    fn check_basis(&self) -> Checked {
        const D: Element = Element::D;
        line(D, "the edition of the form", &self.edition)?;
        line(D, "the code of the legal basis", &self.legal_basis.code)?;
        text(D, "the legal basis in words", &self.legal_basis.text)?;
        if self.legal_basis.version == 0 || self.execute_within_ms <= 0 {
            return Err(missing(
                D,
                "the version of the legal basis and its time to execute",
            ));
        }
        Ok(())
    }

    fn check_redress(&self) -> Checked {
        const F: Element = Element::F;
        let redress = &self.redress;
        line(F, "the authority or court for redress", &redress.body)?;
        line(
            F,
            "from when the time for redress runs",
            &redress.counted_from,
        )?;
        text(F, "redress for the provider", &redress.for_provider)?;
        text(F, "redress for the author", &redress.for_author)?;
        line(F, "where the law on redress stands", &redress.law_url)?;
        if redress.within_days == 0 {
            return Err(missing(F, "the time for redress"));
        }
        Ok(())
    }

    fn check_non_disclosure(&self) -> Checked {
        const G: Element = Element::G;
        let Some(decision) = &self.non_disclosure else {
            return Ok(());
        };
        text(G, "why the author is not told", &decision.reasons)?;
        if decision.reasons.trim().chars().count() < REASON_CHARS_MIN {
            return Err(missing(G, "sufficient grounds for not telling the author"));
        }
        Ok(())
    }
}

/// A line: there, short, without a second line hidden in it.
fn line(element: Element, what: &'static str, value: &str) -> Checked {
    if value.trim().is_empty() || value.chars().any(char::is_control) {
        return Err(missing(element, what));
    }
    shorter(what, value, LINE_CHARS_MAX)
}

/// A line that may be absent and is not blank.
fn optional(element: Element, what: &'static str, value: Option<&str>) -> Checked {
    value.map_or(Ok(()), |value| line(element, what, value))
}

/// A text of several lines.
fn text(element: Element, what: &'static str, value: &str) -> Checked {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if value.trim().is_empty() || value.chars().any(is_odd) {
        return Err(missing(element, what));
    }
    shorter(what, value, TEXT_CHARS_MAX)
}

fn shorter(field: &'static str, value: &str, chars_max: usize) -> Checked {
    if value.chars().count() > chars_max {
        return Err(FormRefusal::TooLong { field, chars_max });
    }
    Ok(())
}

/// A country of two capital letters.
fn state(element: Element, what: &'static str, value: &str) -> Checked {
    if is_country(value) {
        Ok(())
    } else {
        Err(missing(element, what))
    }
}

/// Whether this can be an ISO 3166-1 alpha-2 code.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn mail(element: Element, what: &'static str, value: &str) -> Checked {
    line(element, what, value)?;
    match value.split_once('@') {
        Some((local, domain)) if !local.is_empty() && domain.contains('.') => Ok(()),
        _ => Err(missing(element, what)),
    }
}

fn contact(element: Element, what: &'static str, value: &FormContact) -> Checked {
    line(element, what, &value.name)?;
    mail(element, what, &value.email)?;
    optional(element, what, value.phone.as_deref())
}

/// An instant as RFC 3339, as forms and their readers write it.
mod rfc3339 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::Timestamp;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the shape serde asks for"
    )]
    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.rfc3339())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        Timestamp::parse_rfc3339(&text).ok_or_else(|| D::Error::custom("not an RFC 3339 instant"))
    }
}

/// The same for one that may not be there yet.
mod rfc3339_option {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::Timestamp;

    #[expect(clippy::ref_option, reason = "the shape serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.serialize_some(&at.rfc3339()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else {
            return Ok(None);
        };
        let at = Timestamp::parse_rfc3339(&text);
        at.map(Some)
            .ok_or_else(|| D::Error::custom("not an RFC 3339 instant"))
    }
}

#[cfg(test)]
mod tests;
