//! Providers, what they are to an item, and how they can be reached.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::actor::Language;
use crate::id::{ContactId, DeskId, ProviderId, UserId};
use crate::time::{DAY_MS, MINUTE_MS};

/// What a provider is to a locator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRole {
    /// Stores at the request of a content provider.
    HostingProvider,
    /// Stands before the host: content delivery network, reverse proxy.
    CdnProxy,
    /// Registered the name.
    Registrar,
    /// Runs the top-level domain.
    Registry,
    /// Serves the zone of the name.
    DnsOperator,
    /// Announces the addresses.
    Network,
    /// Gives people access to the internet.
    Isp,
    /// Lists it in search results.
    Search,
}

impl ProviderRole {
    /// Every role, closest to the content first.
    pub const ALL: [Self; 8] = [
        Self::HostingProvider,
        Self::CdnProxy,
        Self::Network,
        Self::DnsOperator,
        Self::Registrar,
        Self::Registry,
        Self::Isp,
        Self::Search,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HostingProvider => "hosting_provider",
            Self::CdnProxy => "cdn_proxy",
            Self::Registrar => "registrar",
            Self::Registry => "registry",
            Self::DnsOperator => "dns_operator",
            Self::Network => "network",
            Self::Isp => "isp",
            Self::Search => "search",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// How sure a traced link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A hint; never leaves the house.
    Low,
    /// To be worded as a question.
    Medium,
    /// May address a notice.
    High,
    /// The provider said so.
    Confirmed,
}

impl Grade {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Confirmed => "confirmed",
        }
    }

    /// Whether a notice may be addressed on it.
    pub fn may_address(self) -> bool {
        self >= Self::High
    }
}

/// A provider the desk has met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// The desk.
    pub desk: DeskId,
    /// Its name, unique on the desk.
    pub name: String,
    /// Domains whose items it hosts as a platform.
    pub domains: Vec<String>,
    /// Autonomous systems it announces.
    pub asns: Vec<u32>,
    /// Country of its main establishment, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// When it was first met.
    pub created_at: Timestamp,
}

/// A published address for notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The desk.
    pub desk: DeskId,
    /// Whose.
    pub provider: ProviderId,
    /// The mail address.
    pub address: String,
    /// Where it was found: `rdap`, `whois`, `operator`, `import`.
    pub source: String,
    /// What it is published for.
    #[serde(default)]
    pub scope: ContactScope,
    /// The language its owner declared.
    pub language: Language,
    /// IANA zone of its owner's office.
    pub zone: String,
    /// When somebody is there; `None` when around the clock.
    pub hours: Option<WorkingHours>,
    /// Who confirmed that it is right, and when. Unusable until then.
    pub confirmed: Option<(UserId, Timestamp)>,
    /// Hard bounces since the last delivery.
    pub bounces: u32,
    /// When it was set aside.
    pub quarantined_at: Option<Timestamp>,
    /// When it was found.
    pub created_at: Timestamp,
}

/// What a contact is published for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactScope {
    /// Abuse of what the provider hosts or announces.
    #[default]
    Abuse,
    /// The running of a network.
    Network,
    /// Abuse of names it registered.
    Registrar,
    /// Removal orders. Source: TCO Art. 15.
    TcoContactPoint,
    /// Authorities and users. Source: DSA Art. 11 and 12.
    DsaContactPoint,
    /// Vulnerabilities, a last resort. Source: RFC 9116.
    Security,
}

impl ContactScope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::Abuse,
        Self::Network,
        Self::Registrar,
        Self::TcoContactPoint,
        Self::DsaContactPoint,
        Self::Security,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abuse => "abuse",
            Self::Network => "network",
            Self::Registrar => "registrar",
            Self::TcoContactPoint => "tco_contact_point",
            Self::DsaContactPoint => "dsa_contact_point",
            Self::Security => "security",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Hard bounces after which a contact is set aside. Source: tracing and delivery, R19.
pub const BOUNCES_MAX: u32 = 2;

/// Why a contact may not be written to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefusal {
    /// Nobody vouched for it.
    #[error(
        "this contact was found by a machine; a liaison officer confirms it before its first use"
    )]
    Unconfirmed,
    /// It bounces.
    #[error(
        "this contact bounced {bounces} times and is set aside; confirm it again or choose another"
    )]
    Quarantined {
        /// How often.
        bounces: u32,
    },
}

impl Contact {
    /// Whether it may be written to.
    ///
    /// # Errors
    ///
    /// [`ContactRefusal`] for one that nobody confirmed or that is set aside.
    pub fn check(&self) -> Result<(), ContactRefusal> {
        if self.quarantined_at.is_some() {
            return Err(ContactRefusal::Quarantined {
                bounces: self.bounces,
            });
        }
        if self.confirmed.is_none() {
            return Err(ContactRefusal::Unconfirmed);
        }
        Ok(())
    }

    /// When the next mail may leave: now, or when the office opens.
    ///
    /// `None` when the zone is unknown to the tables, which a confirmation refuses.
    pub fn next_open(&self, now: Timestamp) -> Option<Timestamp> {
        match &self.hours {
            None => Some(now),
            Some(hours) => hours.next_open(&self.zone, now),
        }
    }
}

/// When an office is staffed, on its own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Days, 1 is Monday.
    pub days: Vec<i8>,
    /// Minutes since midnight when it opens.
    pub from_minute: i32,
    /// Minutes since midnight when it closes.
    pub until_minute: i32,
}

impl Default for WorkingHours {
    fn default() -> Self {
        Self {
            days: vec![1, 2, 3, 4, 5],
            from_minute: 9 * 60,
            until_minute: 17 * 60,
        }
    }
}

impl WorkingHours {
    /// Whether somebody is there. A shift that ends before it begins ends on the next day.
    pub fn is_open(&self, zone: &str, now: Timestamp) -> Option<bool> {
        let civil = now.civil(zone)?;
        let (minute, today) = (civil.minute_of_day, civil.weekday);
        if self.from_minute <= self.until_minute {
            let is_within = (self.from_minute..self.until_minute).contains(&minute);
            return Some(is_within && self.days.contains(&today));
        }
        let yesterday = if today == 1 { 7 } else { today - 1 };
        let began_today = minute >= self.from_minute && self.days.contains(&today);
        let began_yesterday = minute < self.until_minute && self.days.contains(&yesterday);
        Some(began_today || began_yesterday)
    }

    /// The next instant, to the minute, when somebody is there; at most eight days ahead.
    ///
    /// Walks in quarters of an hour and then back to the minute, so that a change of the clocks in
    /// between is no special case.
    pub fn next_open(&self, zone: &str, now: Timestamp) -> Option<Timestamp> {
        const STEP_MS: i64 = 15 * MINUTE_MS;
        if self.is_open(zone, now)? {
            return Some(now);
        }
        let first = Timestamp::from_ms((now.ms().div_euclid(STEP_MS) + 1) * STEP_MS);
        let is_open = |at: &Timestamp| self.is_open(zone, *at) == Some(true);
        let quarter = (0..8 * DAY_MS / STEP_MS)
            .map(|step| first.plus_ms(step * STEP_MS))
            .find(is_open)?;
        let earlier = (1..STEP_MS / MINUTE_MS).map(|minutes| quarter.plus_ms(-minutes * MINUTE_MS));
        let opening = earlier.take_while(|at| *at > now && is_open(at)).last();
        Some(opening.unwrap_or(quarter))
    }
}

/// A domain whose items leave only with the legal officer's written finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedSource {
    /// The domain, with everything under it.
    pub domain: String,
    /// Library, press, government, science, archive.
    pub kind: String,
    /// Why it is on the register.
    pub note: String,
}

impl ProtectedSource {
    /// Whether `host` is the domain or under it.
    ///
    /// In either case of letters, and with the dot of the root that a URL may carry: neither may
    /// be a way around the register.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let domain = self.domain.trim_matches('.').to_ascii_lowercase();
        !domain.is_empty()
            && host
                .strip_suffix(&domain)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

#[cfg(test)]
mod tests;
