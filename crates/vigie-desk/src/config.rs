//! Settings of the desk itself; its doc comments are the manual. Rooms own their sections.

use serde::{Deserialize, Serialize};
use vigie_domain::{Language, ReferralPolicy, ReviewPolicy};

use crate::order::config::OrderConfig;

/// Section `[desk]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name of the desk, as it is stored. Several desks can share one database.
    pub name: String,
    /// The issuing unit.
    pub unit: UnitConfig,
    /// Address under which people reach this desk from outside, without a slash at the end.
    pub public_url: String,
    /// Language of pages for people who did not choose one.
    pub language: Language,
    /// Where on the network this desk looks from, in words: `paris-1`.
    pub vantage: String,
    /// Which findings go to a second person.
    pub review: ReviewPolicy,
    /// Limits of referrals.
    pub referral: ReferralPolicy,
    /// The authority that issues orders.
    pub order: OrderConfig,
    /// Re-checks.
    pub recheck: RecheckConfig,
    /// Intake.
    pub intake: IntakeConfig,
    /// Complaints.
    pub complaint: ComplaintConfig,
    /// Danger to life.
    pub threat: ThreatConfig,
    /// Reading of texts.
    pub text: TextConfig,
    /// The index of the banks.
    pub index: IndexConfig,
    /// Sign-in.
    pub session: SessionConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: "desk".to_owned(),
            unit: UnitConfig::default(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            language: Language::En,
            vantage: "desk".to_owned(),
            review: ReviewPolicy::default(),
            referral: ReferralPolicy::default(),
            order: OrderConfig::default(),
            recheck: RecheckConfig::default(),
            intake: IntakeConfig::default(),
            complaint: ComplaintConfig::default(),
            threat: ThreatConfig::default(),
            text: TextConfig::default(),
            index: IndexConfig::default(),
            session: SessionConfig::default(),
        }
    }
}

/// Section `[desk.unit]`: who issues. A relay is named as relay and never as sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitConfig {
    /// Full name of the unit.
    pub name: String,
    /// The name in the `From` line.
    pub display_name: String,
    /// The address in the `From` line. Answers and bounces come to its domain. A desk without
    /// one can work on items and cannot send.
    pub sender_address: String,
    /// Where somebody complains about the unit.
    pub complaint_contact: String,
    /// Its telephone.
    pub phone: Option<String>,
    /// Name of another house whose tool carries the letters.
    pub via: Option<String>,
}

impl Default for UnitConfig {
    fn default() -> Self {
        Self {
            name: "Internet Referral Unit".to_owned(),
            display_name: "Internet Referral Unit".to_owned(),
            sender_address: String::new(),
            complaint_contact: String::new(),
            phone: None,
            via: None,
        }
    }
}

/// Section `[desk.recheck]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecheckConfig {
    /// Least time between two requests to one host, in milliseconds.
    pub host_interval_ms: i64,
    /// Most looks made in one round.
    pub looks_per_round_max: u32,
}

impl Default for RecheckConfig {
    fn default() -> Self {
        Self {
            host_interval_ms: 10_000,
            looks_per_round_max: 200,
        }
    }
}

/// Section `[desk.intake]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IntakeConfig {
    /// Most lines of one list.
    pub list_lines_max: usize,
    /// Largest upload, in bytes.
    pub upload_bytes_max: usize,
    /// Items taken in by one transaction of a list.
    pub list_chunk_items: usize,
    /// How long a public reporter's address is kept, in milliseconds.
    pub reporter_contact_ms: i64,
    /// Reports one address may make in an hour through the public form.
    pub public_reports_per_hour: u32,
    /// Whether an item is captured as soon as it is taken in.
    pub captures_at_once: bool,
}

impl Default for IntakeConfig {
    fn default() -> Self {
        Self {
            list_lines_max: 1_000_000,
            upload_bytes_max: 64 << 20,
            list_chunk_items: 1_000,
            reporter_contact_ms: 90 * vigie_domain::time::DAY_MS,
            public_reports_per_hour: 20,
            captures_at_once: true,
        }
    }
}

/// Section `[desk.complaint]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ComplaintConfig {
    /// Time within which a complaint is answered, in milliseconds. A complaint keeps the end it was
    /// told when it came.
    pub answer_within_ms: i64,
    /// How long before that end the desk is reminded, longest first, in milliseconds; at the end it
    /// is reminded once more.
    pub remind_before_ms: Vec<i64>,
    /// How long a complainant's address is kept, in milliseconds.
    pub contact_ms: i64,
    /// How long the form stays good after it was opened, in milliseconds.
    pub form_age_ms_max: i64,
    /// Complaints one address may make in an hour.
    pub complaints_per_hour: u32,
}

impl Default for ComplaintConfig {
    fn default() -> Self {
        use vigie_domain::time::DAY_MS;
        Self {
            answer_within_ms: vigie_domain::complaint::ANSWER_WITHIN_MS,
            remind_before_ms: vec![7 * DAY_MS, 2 * DAY_MS],
            contact_ms: 90 * DAY_MS,
            form_age_ms_max: DAY_MS,
            complaints_per_hour: 10,
        }
    }
}

/// Section `[desk.threat]`: whom to tell when a life is in danger.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThreatConfig {
    /// Services that can help at any hour, in the order they are tried: offices, not people.
    pub contacts: Vec<ThreatContact>,
}

/// One of `[[desk.threat.contacts]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThreatContact {
    /// Its name, as it stands in the record of who was told.
    pub name: String,
    /// How to reach it: a number, an address.
    pub reach: String,
}

/// Section `[desk.text]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextConfig {
    /// Share of the items with text that is read whatever its rank, drawn by the item's id, out of
    /// a million. The estimate of what the order overlooks rests on it.
    pub sample_per_million: u32,
    /// Exhibits read again in one round of work after the model or a term list changed.
    pub rereads_per_round_max: u32,
}

impl Default for TextConfig {
    fn default() -> Self {
        Self {
            sample_per_million: vigie_domain::item::SAMPLE_PER_MILLION,
            rereads_per_round_max: 64,
        }
    }
}

/// Section `[desk.index]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IndexConfig {
    /// Entries from which the index is kept in files for the next start: fewer are read from the
    /// database in less than a second.
    pub kept_entries_min: usize,
}

impl Default for IndexConfig {
    fn default() -> Self {
        Self {
            kept_entries_min: 100_000,
        }
    }
}

/// Section `[desk.session]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session ends after this long without a request, in milliseconds.
    pub idle_ms_max: i64,
    /// A session ends this long after sign-in, in milliseconds.
    pub age_ms_max: i64,
    /// Shortest password, in characters.
    pub password_chars_min: usize,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle_ms_max: 2 * vigie_domain::time::HOUR_MS,
            age_ms_max: 12 * vigie_domain::time::HOUR_MS,
            password_chars_min: 12,
        }
    }
}
