//! Digests: fixed-size fingerprints of bytes, written in lower-case hexadecimal.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! digests {
    ($($(#[$doc:meta])* $name:ident, $size:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl $name {
            /// Parses exactly as many hexadecimal digits as the digest has, in either case.
            pub fn parse_hex(text: &str) -> Option<Self> {
                let text = text.as_bytes();
                if text.len() != 2 * $size {
                    return None;
                }
                let mut bytes = [0; $size];
                for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
                    let high = char::from(pair[0]).to_digit(16)?;
                    let low = char::from(pair[1]).to_digit(16)?;
                    *byte = u8::try_from(high * 16 + low).ok()?;
                }
                Some(Self(bytes))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse_hex(&text).ok_or_else(|| {
                    serde::de::Error::custom(concat!(stringify!($name), " takes hexadecimal digits"))
                })
            }
        }
    )*};
}

digests! {
    /// SHA-256, 32 bytes.
    Sha256, 32
    /// SHA-1, 20 bytes: WARC digests and archive hosts' file lists, never for integrity.
    Sha1, 20
    /// MD5, 16 bytes: partners' hash lists, never for integrity.
    Md5, 16
}

#[cfg(test)]
mod tests;
