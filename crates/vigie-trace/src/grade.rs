//! Grades: how sure a link is, and by which methods it is known.
//!
//! The grade of a link is that of its best single method, raised by one step when a second
//! method *of a different class* says the same. Ten prefix lists are still one class.
//! `Confirmed` is reserved for what the provider itself has said, so observation stops at `High`.

use serde::{Deserialize, Serialize};
use vigie_domain::provider::Grade;
use vigie_domain::time::DAY_MS;

/// One way a link was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The host belongs to a platform known by name.
    PlatformTable,
    /// A name of the CNAME chain ends in a provider's suffix.
    CnameSuffix,
    /// The address lies in a published, dated prefix list.
    PrefixList,
    /// The zone is served by a provider's name servers.
    NameServer,
    /// The captured response carried a provider's header.
    ResponseHeader,
    /// The network announcing the address, by the offline table.
    AsnTable,
    /// RDAP on the address.
    RdapAddress,
    /// RDAP on the autonomous system.
    RdapAutnum,
    /// RDAP on the domain.
    RdapDomain,
    /// WHOIS on port 43, where there is no RDAP server.
    Whois,
    /// The name an address is filed under.
    ReverseName,
    /// The address of a mail exchanger of the zone's own.
    MailExchanger,
    /// An address the sender policy names.
    SenderPolicy,
    /// A token or issuer the zone names.
    ZoneText,
    /// What others recorded of the name earlier.
    PassiveDns,
    /// A certificate in a public log.
    CertificateLog,
    /// The provider's own answer.
    ProviderAnswer,
}

/// Methods that fail together form one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodClass {
    /// Our own table of names.
    Table,
    /// What the zone says.
    Dns,
    /// Address lists published by or about providers.
    AddressList,
    /// What the web server says of itself.
    Http,
    /// The routing table.
    Routing,
    /// Registration data.
    Registration,
    /// What others recorded.
    Record,
    /// A provider's statement.
    Statement,
}

impl Method {
    /// The class the method counts in.
    pub const fn class(self) -> MethodClass {
        match self {
            Self::PlatformTable => MethodClass::Table,
            Self::CnameSuffix
            | Self::NameServer
            | Self::ReverseName
            | Self::MailExchanger
            | Self::SenderPolicy
            | Self::ZoneText => MethodClass::Dns,
            Self::PassiveDns | Self::CertificateLog => MethodClass::Record,
            Self::PrefixList => MethodClass::AddressList,
            Self::ResponseHeader => MethodClass::Http,
            Self::AsnTable => MethodClass::Routing,
            Self::RdapAddress | Self::RdapAutnum | Self::RdapDomain | Self::Whois => {
                MethodClass::Registration
            }
            Self::ProviderAnswer => MethodClass::Statement,
        }
    }

    /// The word shown to people and stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlatformTable => "platform_table",
            Self::CnameSuffix => "cname_suffix",
            Self::PrefixList => "prefix_list",
            Self::NameServer => "name_server",
            Self::ResponseHeader => "response_header",
            Self::AsnTable => "asn_table",
            Self::RdapAddress => "rdap_address",
            Self::RdapAutnum => "rdap_autnum",
            Self::RdapDomain => "rdap_domain",
            Self::Whois => "whois",
            Self::ReverseName => "reverse_name",
            Self::MailExchanger => "mail_exchanger",
            Self::SenderPolicy => "sender_policy",
            Self::ZoneText => "zone_text",
            Self::PassiveDns => "passive_dns",
            Self::CertificateLog => "certificate_log",
            Self::ProviderAnswer => "provider_answer",
        }
    }

    /// How long an observation by this method holds; `None` for what has its own date.
    ///
    /// Source: tracing and delivery, 1.2: names and answers a week, registrations a month.
    pub const fn holds_ms(self) -> Option<i64> {
        match self.class() {
            MethodClass::Dns
            | MethodClass::Http
            | MethodClass::AddressList
            | MethodClass::Routing => Some(7 * DAY_MS),
            MethodClass::Registration => Some(30 * DAY_MS),
            MethodClass::Table | MethodClass::Record | MethodClass::Statement => None,
        }
    }
}

/// The grade of what was found by `methods` and observed `age_ms` ago: what no longer holds counts
/// one step less.
pub(crate) fn decayed(methods: &[(Method, Grade)], age_ms: i64) -> Option<Grade> {
    let aged: Vec<(Method, Grade)> = methods
        .iter()
        .map(|&(method, grade)| {
            let is_stale = method.holds_ms().is_some_and(|holds| age_ms > holds);
            (method, if is_stale { lowered(grade) } else { grade })
        })
        .collect();
    combine(&aged)
}

const fn lowered(grade: Grade) -> Grade {
    match grade {
        Grade::Confirmed | Grade::High => Grade::Medium,
        Grade::Medium | Grade::Low => Grade::Low,
    }
}

/// The grade several methods give together; `None` without any.
pub(crate) fn combine(methods: &[(Method, Grade)]) -> Option<Grade> {
    let (best_method, best) = *methods.iter().max_by_key(|(_, grade)| *grade)?;
    let seconded = methods
        .iter()
        .any(|(method, _)| method.class() != best_method.class());
    Some(if seconded { raised(best) } else { best })
}

const fn raised(grade: Grade) -> Grade {
    match grade {
        Grade::Low => Grade::Medium,
        Grade::Medium | Grade::High => Grade::High,
        Grade::Confirmed => Grade::Confirmed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: an observation counts less when it is old, each by its own measure.
    #[test]
    fn observations_grow_old() {
        let day = DAY_MS;
        let name = [(Method::PrefixList, Grade::High)];
        assert_eq!(decayed(&name, 7 * day), Some(Grade::High));
        assert_eq!(decayed(&name, 7 * day + 1), Some(Grade::Medium));
        let both = [
            (Method::PrefixList, Grade::High),
            (Method::RdapAddress, Grade::High),
        ];
        assert_eq!(decayed(&both, 8 * day), Some(Grade::High));
        // Two old words of two classes are as good as one fresh one: it is asked again, not lost.
        assert_eq!(decayed(&both, 31 * day), Some(Grade::High));
        let holder = [(Method::RdapAddress, Grade::High)];
        assert_eq!(decayed(&holder, 31 * day), Some(Grade::Medium));
        let said = [(Method::ProviderAnswer, Grade::Confirmed)];
        assert_eq!(decayed(&said, 365 * day), Some(Grade::Confirmed));
    }

    /// Goal: a second signal raises only when its class differs, and only by one step.
    #[test]
    fn only_another_class_raises_the_grade() {
        #[track_caller]
        fn case(methods: &[(Method, Grade)], expected: Option<Grade>) {
            assert_eq!(combine(methods), expected);
        }
        case(&[], None);
        case(&[(Method::NameServer, Grade::Medium)], Some(Grade::Medium));
        case(
            &[
                (Method::NameServer, Grade::Medium),
                (Method::CnameSuffix, Grade::Medium),
            ],
            Some(Grade::Medium),
        );
        case(
            &[
                (Method::NameServer, Grade::Medium),
                (Method::ResponseHeader, Grade::Low),
            ],
            Some(Grade::High),
        );
        case(
            &[
                (Method::NameServer, Grade::Low),
                (Method::ResponseHeader, Grade::Low),
                (Method::AsnTable, Grade::Low),
            ],
            Some(Grade::Medium),
        );
        case(
            &[
                (Method::PrefixList, Grade::High),
                (Method::CnameSuffix, Grade::High),
            ],
            Some(Grade::High),
        );
        case(
            &[(Method::ProviderAnswer, Grade::Confirmed)],
            Some(Grade::Confirmed),
        );
    }
}
