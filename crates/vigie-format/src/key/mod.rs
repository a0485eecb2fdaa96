//! Locators and canonical keys: many URLs, one item.
//!
//! ```text
//! raw text ─refang─▶ url ─unwrap (≤ 5)─▶ url ─rules─▶ key "platform:type:id" + scope
//!                     └─ refused, with a sentence that says what to do
//! ```
//!
//! The rules are data (`rules.txt`): a platform costs a line. What no rule knows becomes
//! `web:url:…`, with the case of its path kept: two ids that differ in case stay two items.

mod canonical;
mod engine;
mod filter;
mod locator;
mod pattern;
mod refang;
mod refusal;
mod rules;
mod table;
mod web_url;

pub use locator::{CanonicalKey, LOCATOR_BYTES_MAX, ParsedLocator, UNWRAP_DEPTH_MAX};
pub use refang::{defang, refang};
pub use refusal::LocatorRefusal;
pub use rules::{KEY_RULES_VERSION, KeyRuleError, KeyRules};

/// Reads a locator under the built-in rules; [`KeyRules::parse_locator`] does so under others.
///
/// # Errors
///
/// [`LocatorRefusal`]: the sentence says what was wrong and what to do.
pub fn parse_locator(raw: &str) -> Result<ParsedLocator, LocatorRefusal> {
    KeyRules::builtin().parse_locator(raw)
}

#[cfg(test)]
mod tests;
