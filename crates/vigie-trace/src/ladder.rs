//! The responsible chain as rungs: whom to approach in which order, how, with what power, on which
//! ground.
//!
//! ```text
//! platform ─or─ proxy ▸ host (unknown: ask the proxy) ▸ network ▸ registrar ▸ DNS operator
//! ```
//!
//! Closest to the content first, one rung at a time: over-blocking grows up the ladder. Pure; the
//! words stand in `data/rungs.tsv`, because articles change and code should not.

use serde::Serialize;
use vigie_domain::Timestamp;
use vigie_domain::provider::{Grade, ProviderRole};

use crate::chain::{FoundContact, HostStanding, Link, ProviderChain};
use crate::grade::Method;
use crate::reference::table_rows;

/// One step of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// What stands on it: `platform`, `proxy`, `host` …
    pub kind: RungKind,
    /// The provider; `None` where it is not known yet.
    pub provider_key: Option<String>,
    /// Its name.
    pub provider_name: Option<String>,
    /// How sure the trace is, at the time of the question.
    pub grade: Option<Grade>,
    /// Whether what it rests on is older than it may be.
    pub is_stale: bool,
    /// How a letter may be worded on this grade.
    pub wording: Wording,
    /// Contacts found, best first; unusable until a person confirms them.
    pub contacts: Vec<FoundContact>,
    /// By which way it is reached.
    pub channel: &'static str,
    /// What it can do.
    pub power: &'static str,
    /// On which ground it is asked.
    pub hook: &'static str,
}

/// What stands on a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RungKind {
    /// Stores what its users supply, known by name.
    Platform,
    /// Keeps a copy of another's page.
    Copy,
    /// Stands before the host.
    Proxy,
    /// Stores, known by its address or by a proxy's word.
    Host,
    /// Announces the addresses.
    Network,
    /// Registered the name.
    Registrar,
    /// Serves the zone.
    DnsOperator,
}

impl RungKind {
    /// The stable name, which is also its line in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Copy => "copy",
            Self::Proxy => "proxy",
            Self::Host => "host",
            Self::Network => "network",
            Self::Registrar => "registrar",
            Self::DnsOperator => "dns_operator",
        }
    }
}

/// What a grade allows a letter to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// A notice may be addressed to it.
    Notice,
    /// "May be hosted by you, please confirm."
    Question,
    /// Nothing leaves the house on it.
    Nothing,
    /// Not known: the rung below is asked for its name.
    AskBelow,
}

impl Wording {
    const fn on(grade: Grade) -> Self {
        match grade {
            Grade::High | Grade::Confirmed => Self::Notice,
            Grade::Medium => Self::Question,
            Grade::Low => Self::Nothing,
        }
    }
}

/// The ladder of a chain as it stands at `now`.
pub fn ladder(chain: &ProviderChain, platform_key: Option<&str>, now: Timestamp) -> Vec<Rung> {
    let is_copy =
        platform_key.is_some_and(|key| key.contains(":memento:") || key.contains(":copy:"));
    let mut rungs: Vec<Rung> = Vec::new();
    for link in &chain.links {
        let kind = match link.role {
            ProviderRole::HostingProvider if is_copy => RungKind::Copy,
            ProviderRole::HostingProvider if is_platform(link) => RungKind::Platform,
            ProviderRole::HostingProvider => RungKind::Host,
            ProviderRole::CdnProxy => RungKind::Proxy,
            ProviderRole::Network => RungKind::Network,
            ProviderRole::Registrar => RungKind::Registrar,
            ProviderRole::DnsOperator => RungKind::DnsOperator,
            ProviderRole::Registry | ProviderRole::Isp | ProviderRole::Search => continue,
        };
        rungs.push(of_link(kind, link, now));
    }
    if let HostStanding::AskProxy { .. } = chain.host_standing {
        rungs.push(unknown_host());
    }
    // The proxy is asked before the host it hides; all else goes up from the content.
    rungs.sort_by_key(|rung| match rung.kind {
        RungKind::Platform | RungKind::Copy => 0,
        RungKind::Proxy if chain.host_standing == HostStanding::Known => 2,
        RungKind::Proxy => 1,
        RungKind::Host => {
            if chain.host_standing == HostStanding::Known {
                1
            } else {
                2
            }
        }
        RungKind::Network => 3,
        RungKind::Registrar => 4,
        RungKind::DnsOperator => 5,
    });
    rungs
}

fn of_link(kind: RungKind, link: &Link, now: Timestamp) -> Rung {
    let grade = link.grade_at(now);
    Rung {
        provider_key: Some(link.provider_key.clone()),
        provider_name: Some(link.provider_name.clone()),
        grade: Some(grade),
        is_stale: grade != link.grade,
        wording: Wording::on(grade),
        contacts: link.contacts.clone(),
        ..bare(kind)
    }
}

fn unknown_host() -> Rung {
    bare(RungKind::Host)
}

/// A rung with its words from the table and nobody on it.
fn bare(kind: RungKind) -> Rung {
    let words =
        table_rows::<4>(include_str!("../data/rungs.tsv")).find(|[name, ..]| *name == kind.name());
    let [_, channel, power, hook] = words.unwrap_or_default();
    Rung {
        kind,
        provider_key: None,
        provider_name: None,
        grade: None,
        is_stale: false,
        wording: Wording::AskBelow,
        contacts: Vec::new(),
        channel,
        power,
        hook,
    }
}

/// Whether a link is known by the table of platforms, or lies under a platform's own suffix.
fn is_platform(link: &Link) -> bool {
    link.evidence
        .iter()
        .any(|evidence| evidence.method == Method::PlatformTable)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every kind of rung has its words.
    #[test]
    fn every_rung_has_its_words() {
        for kind in [
            RungKind::Platform,
            RungKind::Copy,
            RungKind::Proxy,
            RungKind::Host,
            RungKind::Network,
            RungKind::Registrar,
            RungKind::DnsOperator,
        ] {
            let rung = bare(kind);
            assert!(
                !rung.channel.is_empty() && !rung.power.is_empty() && !rung.hook.is_empty(),
                "{kind:?}"
            );
        }
    }

    /// Goal: a grade says what a letter may say, and no less sure one says more.
    #[test]
    fn grades_word_letters() {
        assert_eq!(Wording::on(Grade::Confirmed), Wording::Notice);
        assert_eq!(Wording::on(Grade::High), Wording::Notice);
        assert_eq!(Wording::on(Grade::Medium), Wording::Question);
        assert_eq!(Wording::on(Grade::Low), Wording::Nothing);
    }
}
