//! The values bodies are made of: ids, instants and the fixed words of the trade, each as text.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;
use vigie_domain::{
    Activation, BankRole, Category, Conclusion, EntryState, Exemption, Finding, Instrument,
    Language, PageState, Permission, ProviderRole, Role, SharingLabel, Sign, SignalType, Stance,
    Timestamp, Transform,
};

use crate::page::permission::{ALL_PERMISSIONS, permission_name};

/// An id, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Id(pub(super) Uuid);

impl Id {
    /// The id of the kind that is asked for.
    pub(super) fn to<T: From<Uuid>>(self) -> T {
        self.0.into()
    }
}

fn text_of_format(format: &str, description: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
        .description(Some(description))
        .into()
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        text_of_format("uuid", "An id.")
    }
}

impl ToSchema for Id {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Id")
    }
}

/// An instant: RFC 3339 with any offset in, UTC with milliseconds out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time(pub(super) Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::parse_rfc3339(&text).map(Self).ok_or_else(|| {
            D::Error::custom("write an instant as RFC 3339, like `2026-11-23T17:15:00Z`")
        })
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        text_of_format("date-time", "An instant, RFC 3339.")
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Time")
    }
}

/// A fixed set of words.
pub(super) trait Words: Copy + 'static {
    /// Name of the set in the specification.
    const SET: &'static str;
    /// Every member.
    const MEMBERS: &'static [Self];
    /// The word.
    fn word(self) -> &'static str;
}

/// One word of a fixed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<T>(pub(super) T);

impl<T: Words> From<T> for Word<T> {
    fn from(member: T) -> Self {
        Self(member)
    }
}

impl<T: Words> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

fn list_words<T: Words>() -> Vec<&'static str> {
    T::MEMBERS.iter().map(|member| member.word()).collect()
}

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let found = T::MEMBERS.iter().find(|member| member.word() == text);
        found.copied().map(Self).ok_or_else(|| {
            D::Error::custom(format!("write one of: {}", list_words::<T>().join(", ")))
        })
    }
}

impl<T: Words> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(list_words::<T>()))
            .into()
    }
}

impl<T: Words> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::SET)
    }
}

macro_rules! words {
    ($($set:ident $alias:ident $word:ident)*) => {$(
        #[doc = concat!("A word of [`", stringify!($set), "`].")]
        pub(super) type $alias = Word<$set>;
        impl Words for $set {
            const SET: &'static str = stringify!($set);
            const MEMBERS: &'static [Self] = &$set::ALL;
            fn word(self) -> &'static str {
                self.$word()
            }
        }
    )*};
}

words! {
    Category CategoryWord name
    Conclusion ConclusionWord name
    Exemption ExemptionWord name
    Finding FindingWord name
    Instrument InstrumentWord name
    Language LanguageWord code
    PageState PageStateWord name
    ProviderRole ProviderRoleWord name
    Role RoleWord name
    Sign SignWord name
    SignalType SignalTypeWord name
    Transform TransformWord name
}

macro_rules! word_lists {
    ($($set:ident $alias:ident)*) => {$(
        #[doc = concat!("A word of [`", stringify!($set), "`].")]
        pub(super) type $alias = Word<$set>;
        impl Words for $set {
            const SET: &'static str = stringify!($set);
            const MEMBERS: &'static [Self] = $set::ALL;
            fn word(self) -> &'static str {
                self.name()
            }
        }
    )*};
}

word_lists! {
    Activation ActivationWord
    BankRole BankRoleWord
    EntryState EntryStateWord
    SharingLabel SharingLabelWord
    Stance StanceWord
}

/// A word of [`Permission`].
pub(super) type PermissionWord = Word<Permission>;

impl Words for Permission {
    const SET: &'static str = "Permission";
    const MEMBERS: &'static [Self] = &ALL_PERMISSIONS;
    fn word(self) -> &'static str {
        permission_name(self)
    }
}

/// The stable word of a value that has one in storage and no function for it.
pub(super) fn stored_word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Values of a list, each as its body.
pub(super) fn bodies<T, B: From<T>>(values: impl IntoIterator<Item = T>) -> Vec<B> {
    values.into_iter().map(B::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the words of the interface are the words the desk stores.
    #[test]
    fn permissions_are_named_as_stored() {
        for permission in Permission::MEMBERS {
            assert_eq!(stored_word(permission), permission.word());
        }
    }

    /// Goal: an instant goes out in one form and comes in from any offset; nothing else comes in.
    #[test]
    fn instants_are_text() {
        let read = |text: &str| serde_json::from_str::<Time>(&format!("\"{text}\""));
        let at = read("2026-11-23T18:15:00+01:00").unwrap();
        assert_eq!(
            serde_json::to_string(&at).unwrap(),
            "\"2026-11-23T17:15:00.000Z\""
        );
        assert!(read("2026-11-23").is_err() && read("0").is_err());
        assert!(serde_json::from_str::<Time>("1700000000000").is_err());
    }

    /// Goal: a wrong word is answered with the right ones.
    #[test]
    fn a_wrong_word_names_the_right_ones() {
        let said = serde_json::from_str::<FindingWord>("\"maybe\"")
            .unwrap_err()
            .to_string();
        assert!(said.contains("none, present, unclear"), "{said}");
        let exempt: ConclusionWord = serde_json::from_str("\"exempt\"").unwrap();
        assert_eq!(exempt.0, Conclusion::Exempt);
    }
}
