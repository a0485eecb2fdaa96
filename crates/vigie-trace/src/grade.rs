//! Grades: how sure a link is, and by which methods it is known.
//!
//! The grade of a link is that of its best single method, raised by one step when a second
//! method *of a different class* says the same. Ten prefix lists are still one class.
//! `Confirmed` is reserved for what the provider itself has said, so observation stops at `High`.

use serde::{Deserialize, Serialize};
use vigie_domain::provider::Grade;

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
    /// A provider's statement.
    Statement,
}

impl Method {
    /// The class the method counts in.
    pub const fn class(self) -> MethodClass {
        match self {
            Self::PlatformTable => MethodClass::Table,
            Self::CnameSuffix | Self::NameServer => MethodClass::Dns,
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
            Self::ProviderAnswer => "provider_answer",
        }
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
