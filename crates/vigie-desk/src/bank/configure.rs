//! How a bank is set up: its distance, its share of lookups, its owner, its label, its rule of two.

use vigie_domain::bank::DISTANCE_BITS_MAX;
use vigie_domain::{
    Activation, Actor, ApiKeyId, AuditEvent, Bank, BankRole, EnabledRatio, Permission, SharingLabel,
};

use super::create::{check_name, taken};
use super::find::named_bank;
use super::search::search_later;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Longest description and owner, in characters.
const WORDS_CHARS_MAX: usize = 500;
/// Most subscribers named for one bank.
const SUBSCRIBERS_MAX: usize = 1_000;

/// Settings to be changed; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BankSettings {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it answers.
    pub is_enabled: Option<bool>,
    /// What a match with it means.
    pub role: Option<BankRole>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How far it may be given on.
    pub sharing: Option<SharingLabel>,
    /// Distance within which a PDQ is a match with it, in bits.
    pub distance_bits_max: Option<u32>,
    /// The share of lookups it answers, from 0 to 1.
    pub enabled_ratio: Option<f64>,
    /// Who makes an entry answer.
    pub activation: Option<Activation>,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    pub flood_floor_per_day: Option<u32>,
    /// Keys that may subscribe to a bank labelled amber.
    pub subscribers: Option<Vec<ApiKeyId>>,
}

impl BankSettings {
    /// Puts the settings on a bank.
    pub(super) fn set(self, bank: &mut Bank) -> Result<(), DeskError> {
        if let Some(name) = self.name {
            check_name(&name)?;
            bank.name = name;
        }
        if let Some(words) = self.description {
            bank.description = checked(&words)?;
        }
        if let Some(words) = self.owner {
            bank.owner = checked(&words)?;
        }
        if let Some(bits) = self.distance_bits_max {
            if bits > DISTANCE_BITS_MAX {
                let detail = format!(
                    "the distance {bits} is too large: at most {DISTANCE_BITS_MAX} bits can be asked"
                );
                return Err(DeskError::input("distance_too_large", detail));
            }
            bank.distance_bits_max = bits;
        }
        if let Some(ratio) = self.enabled_ratio {
            bank.enabled_ratio = EnabledRatio::from_fraction(ratio).ok_or_else(|| {
                DeskError::input(
                    "ratio_malformed",
                    "the enabled ratio is a number from 0 to 1",
                )
            })?;
        }
        if let Some(subscribers) = self.subscribers {
            if subscribers.len() > SUBSCRIBERS_MAX {
                let detail = format!("at most {SUBSCRIBERS_MAX} keys can subscribe to a bank");
                return Err(DeskError::input("too_many_subscribers", detail));
            }
            bank.subscribers = subscribers;
        }
        bank.is_enabled = self.is_enabled.unwrap_or(bank.is_enabled);
        bank.role = self.role.unwrap_or(bank.role);
        bank.sharing = self.sharing.unwrap_or(bank.sharing);
        bank.activation = self.activation.unwrap_or(bank.activation);
        bank.flood_floor_per_day = self.flood_floor_per_day.unwrap_or(bank.flood_floor_per_day);
        Ok(())
    }
}

fn checked(words: &str) -> Result<String, DeskError> {
    if words.chars().count() > WORDS_CHARS_MAX || words.chars().any(char::is_control) {
        let detail =
            format!("description and owner take one line of at most {WORDS_CHARS_MAX} characters");
        return Err(DeskError::input("text_malformed", detail));
    }
    Ok(words.trim().to_owned())
}

/// Changes the settings of a bank.
///
/// # Errors
///
/// [`DeskError::NotFound`] without such a bank; [`DeskError::Refused`] for settings that cannot
/// be. A bank with entries keeps its role: what ordered the queue yesterday does not suppress
/// tomorrow without two people looking at each entry.
pub async fn configure_bank(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    settings: BankSettings,
) -> Result<Bank, DeskError> {
    actor.require(Permission::ManageBank)?;
    let found = named_bank(desk, name).await?;
    let mut tx = desk.begin(actor).await?;
    let mut bank = tx.bank(found.id).await?.or_not_found("bank")?;
    let before = bank.clone();
    settings.set(&mut bank)?;
    if bank.role != before.role && !tx.bank_counts(bank.id).await?.is_empty() {
        return Err(DeskError::input(
            "bank_not_empty",
            "a bank that has entries keeps its role; make another bank",
        ));
    }
    if bank.name != before.name && tx.bank_by_name(desk.id, &bank.name).await?.is_some() {
        return Err(taken(&bank.name));
    }
    tx.put_bank(&bank).await?;
    let answers = |bank: &Bank| {
        let Bank {
            is_enabled,
            enabled_ratio,
            distance_bits_max,
            ..
        } = *bank;
        (is_enabled, enabled_ratio, distance_bits_max)
    };
    if answers(&bank) != answers(&before) {
        // What it says of everything captured is another answer now.
        search_later(desk, &mut tx, bank.id, 0).await?;
    }
    tx.commit(AuditEvent::BankConfigured { bank: bank.id })
        .await?;
    desk.refresh_held_index().await?;
    Ok(bank)
}
