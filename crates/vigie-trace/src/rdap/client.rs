//! Questions to registries: RDAP where there is a server, WHOIS where there is none.
//!
//! ```text
//! override ─▶ own mirror ─▶ bootstrap table ─▶ RDAP ─related─▶ the registrar's RDAP
//!                                  └─ none ─▶ WHOIS override ─▶ root ─refer─▶ registry
//! ```
//!
//! A server from the configuration is reached under its rule; a server named by a table, a
//! redirect or an answer is reached under the rule for content, which refuses private addresses
//! at every hop. Never from https to http.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;
use vigie_egress::{Egress, EgressError, Exchange, Limits, Request, Rule};
use vigie_format::whois::{WhoisServer, minimise_whois, parse_whois_server};

use super::answer;
use super::cache::RangeCache;
use super::servers::base_url;
use crate::chain::{RawAnswer, TraceDefect};
use crate::config::Config;
use crate::ledger::{Ledger, sha256};
use crate::reference::ReferenceData;
use crate::registration::{Answered, Subject};
use crate::whois;

/// Servers of one bootstrap entry that are tried.
const SERVERS_MAX: usize = 2;
/// WHOIS servers asked for one domain: the root, the registry, the registrar.
const WHOIS_SERVERS_MAX: usize = 3;

/// What is needed to ask.
pub(crate) struct Registries<'a> {
    pub(crate) egress: &'a Egress,
    pub(crate) reference: &'a ReferenceData,
    pub(crate) config: &'a Config,
    pub(crate) cache: &'a RangeCache,
}

/// A server to ask, and the rule it is reached under.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    base: String,
    rule: Rule,
}

/// Why a question has no answer.
enum Failure {
    /// The registry knows nothing of the subject.
    NotFound(String),
    Defect(TraceDefect),
}

impl Registries<'_> {
    /// Every answer about `subject`: the registry's first, then the registrar's.
    pub(crate) async fn ask(&self, subject: &Subject, ledger: &mut Ledger) -> Vec<Answered> {
        if let Some(cached) = self.cache.find(subject, ledger.now) {
            ledger.keep(cached.raw.clone());
            return vec![cached];
        }
        let limit = Duration::from_millis(self.config.registration_timeout_ms);
        let mut answers = Vec::new();
        let asking = self.ask_within(subject, ledger, &mut answers);
        if tokio::time::timeout(limit, asking).await.is_err() {
            ledger.note(TraceDefect::RegistrationServer {
                server: subject.to_string(),
                reason: format!("no answer within {} ms", limit.as_millis()),
            });
        }
        for answered in &answers {
            ledger.keep(answered.raw.clone());
            self.cache.put(answered);
            for detail in &answered.registration.defects {
                ledger.note(TraceDefect::DamagedAnswer {
                    server: answered.source.clone(),
                    detail: detail.clone(),
                });
            }
        }
        answers
    }

    async fn ask_within(
        &self,
        subject: &Subject,
        ledger: &mut Ledger,
        answers: &mut Vec<Answered>,
    ) {
        let servers = self.servers_for(subject);
        if servers.is_empty() {
            self.ask_whois(subject, ledger, answers).await;
            return;
        }
        let mut hops_left = self.config.referrals_max;
        for server in servers.iter().take(SERVERS_MAX) {
            let Some(url) = question_url(&server.base, subject) else {
                continue;
            };
            match self
                .fetch(url.clone(), server.rule, &mut hops_left, ledger)
                .await
            {
                Ok(answered) => {
                    let related = answered.registration.related.clone();
                    answers.push(answered);
                    if let Some(answered) = self
                        .follow_related(&url, related, &mut hops_left, ledger)
                        .await
                    {
                        answers.push(answered);
                    }
                    return;
                }
                Err(Failure::NotFound(server)) => {
                    ledger.note(TraceDefect::RegistrationServer {
                        server,
                        reason: "it knows nothing of the subject".to_owned(),
                    });
                    return;
                }
                Err(Failure::Defect(defect)) => ledger.note(defect),
            }
        }
    }

    /// The registrar's own answer, which has what a thin registry leaves out.
    async fn follow_related(
        &self,
        asked: &Url,
        related: Option<String>,
        hops_left: &mut usize,
        ledger: &mut Ledger,
    ) -> Option<Answered> {
        let link = related
            .and_then(|link| Url::parse(&link).ok())
            .filter(|link| link != asked)?;
        match check_hop(asked, &link, hops_left) {
            Err(defect) => ledger.note(defect),
            Ok(()) => match self.fetch(link, Rule::Content, hops_left, ledger).await {
                Ok(answered) => return Some(answered),
                Err(Failure::Defect(defect)) => ledger.note(defect),
                Err(Failure::NotFound(server)) => ledger.note(TraceDefect::RegistrationServer {
                    server,
                    reason: "it knows nothing of the subject".to_owned(),
                }),
            },
        }
        None
    }

    async fn fetch(
        &self,
        mut url: Url,
        mut rule: Rule,
        hops_left: &mut usize,
        ledger: &Ledger,
    ) -> Result<Answered, Failure> {
        loop {
            let server = server_of(&url);
            let request = Request::get(url.clone())
                .with_header("Accept", "application/rdap+json, application/json;q=0.9")
                .with_header("Accept-Encoding", "identity");
            let exchange = self
                .egress
                .exchange(&request, rule, self.limits())
                .await
                .map_err(|error| Failure::Defect(defect_of(&server, &error)))?;
            match exchange.status {
                200 => return self.answered(&url, &exchange, ledger),
                301 | 302 | 303 | 307 | 308 => {
                    let target = exchange
                        .header("location")
                        .and_then(|location| url.join(location.trim()).ok())
                        .ok_or_else(|| {
                            Failure::Defect(bad_answer(&server, "a redirect to nowhere"))
                        })?;
                    check_hop(&url, &target, hops_left).map_err(Failure::Defect)?;
                    // Where a configured mirror points inside itself, it is still the mirror.
                    if target.origin() != url.origin() {
                        rule = Rule::Content;
                    }
                    url = target;
                }
                404 => return Err(Failure::NotFound(server)),
                429 | 503 => {
                    return Err(Failure::Defect(TraceDefect::RateLimited {
                        server,
                        retry_after_ms: retry_after_ms(&exchange),
                    }));
                }
                status => {
                    let reason = format!("it answered with status {status}");
                    return Err(Failure::Defect(TraceDefect::RegistrationServer {
                        server,
                        reason,
                    }));
                }
            }
        }
    }

    fn answered(
        &self,
        url: &Url,
        exchange: &Exchange,
        ledger: &Ledger,
    ) -> Result<Answered, Failure> {
        let server = server_of(url);
        let body = exchange
            .decoded_body(self.config.answer_size_bytes_max)
            .map_err(|error| Failure::Defect(defect_of(&server, &error)))?;
        let read = answer::read_answer(&body)
            .map_err(|error| Failure::Defect(bad_answer(&server, &error.to_string())))?;
        let raw = RawAnswer {
            sha256: sha256(&body),
            source: format!("rdap {url}"),
            received_at: ledger.now,
            bytes: read.kept,
            is_minimised: read.is_minimised,
        };
        Ok(Answered {
            registration: read.registration,
            source: format!("RDAP {server}"),
            is_whois: false,
            raw,
        })
    }

    fn limits(&self) -> Limits {
        Limits {
            exchange_timeout_ms: self.config.registration_timeout_ms,
            body_bytes_max: self.config.answer_size_bytes_max,
            ..self.egress.limits()
        }
    }

    fn servers_for(&self, subject: &Subject) -> Vec<Server> {
        let configured = |base: &str| {
            base_url(base)
                .map(|base| Server {
                    base,
                    rule: Rule::Configured,
                })
                .into_iter()
                .collect()
        };
        if let Some(base) = self.override_for(subject) {
            return configured(base);
        }
        if !self.config.rdap_base_url.is_empty() {
            return configured(&self.config.rdap_base_url);
        }
        let bootstrap = &self.reference.servers;
        let found = match subject {
            Subject::Domain(domain) => bootstrap.find_domain(domain),
            Subject::Address(address) => bootstrap.find_address(*address),
            Subject::Autnum(asn) => bootstrap.find_asn(*asn),
        };
        found
            .unwrap_or_default()
            .iter()
            .map(|base| Server {
                base: base.clone(),
                rule: Rule::Content,
            })
            .collect()
    }

    /// The operator's own server for a subject: longest domain or prefix, or the very network.
    fn override_for(&self, subject: &Subject) -> Option<&str> {
        let overrides = &self.config.rdap_overrides;
        let found = match subject {
            Subject::Domain(domain) => overrides
                .iter()
                .filter(|(key, _)| crate::host::is_under(domain, key.trim_start_matches('.')))
                .max_by_key(|(key, _)| key.len()),
            Subject::Address(address) => overrides
                .iter()
                .filter_map(|(key, url)| {
                    let net = key.parse::<ipnet::IpNet>().ok()?;
                    net.contains(address)
                        .then_some((net.prefix_len(), (key, url)))
                })
                .max_by_key(|(bits, _)| *bits)
                .map(|(_, entry)| entry),
            Subject::Autnum(asn) => {
                let name = format!("AS{asn}");
                overrides
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(&name))
            }
        };
        found.map(|(_, url)| url.as_str())
    }

    /// WHOIS, from the override or the root to the registry and the registrar.
    async fn ask_whois(&self, subject: &Subject, ledger: &mut Ledger, answers: &mut Vec<Answered>) {
        let mut next = match self.whois_server_for(subject) {
            Ok(server) => Some((server, Rule::Configured)),
            Err(defect) => {
                ledger.note(defect);
                return;
            }
        };
        let mut asked: Vec<String> = Vec::new();
        while let Some((WhoisServer { host, port }, rule)) = next.take() {
            let name = format!("{host}:{port}");
            if asked.contains(&name) || asked.len() >= WHOIS_SERVERS_MAX {
                return;
            }
            asked.push(name.clone());
            match self.ask_whois_server(&host, port, rule, subject).await {
                Err(defect) => {
                    ledger.note(defect);
                    return;
                }
                Ok(bytes) => {
                    let read = whois::read_answer(&bytes);
                    let (kept, is_minimised) = minimise_whois(&bytes);
                    next = read.referral.map(|server| (server, Rule::Content));
                    let raw = RawAnswer {
                        sha256: sha256(&bytes),
                        source: format!("whois {name} {subject}"),
                        received_at: ledger.now,
                        bytes: kept,
                        is_minimised,
                    };
                    answers.push(Answered {
                        registration: read.registration,
                        source: format!("WHOIS {name}"),
                        is_whois: true,
                        raw,
                    });
                }
            }
        }
    }

    /// The configured server to begin with: the override of the longest domain, else the root.
    fn whois_server_for(&self, subject: &Subject) -> Result<WhoisServer, TraceDefect> {
        let own = match subject {
            Subject::Domain(domain) => self
                .config
                .whois_overrides
                .iter()
                .filter(|(key, _)| crate::host::is_under(domain, key.trim_start_matches('.')))
                .max_by_key(|(key, _)| key.len()),
            Subject::Address(_) | Subject::Autnum(_) => None,
        };
        let server = own.map_or(&self.config.whois_root, |(_, server)| server);
        if server.is_empty() {
            return Err(TraceDefect::NoServer {
                subject: subject.to_string(),
            });
        }
        parse_whois_server(server).ok_or_else(|| TraceDefect::RegistrationServer {
            server: server.clone(),
            reason: "the configuration writes it in another way than `host:port`".to_owned(),
        })
    }

    async fn ask_whois_server(
        &self,
        host: &str,
        port: u16,
        rule: Rule,
        subject: &Subject,
    ) -> Result<Vec<u8>, TraceDefect> {
        let server = format!("{host}:{port}");
        let mut connection = self
            .egress
            .connect(host, port, rule)
            .await
            .map_err(|error| defect_of(&server, &error))?;
        let failed = |error: std::io::Error| TraceDefect::RegistrationServer {
            server: server.clone(),
            reason: error.kind().to_string(),
        };
        connection
            .write_all(format!("{subject}\r\n").as_bytes())
            .await
            .map_err(failed)?;
        let mut bytes = Vec::new();
        let limit = self.config.answer_size_bytes_max as u64;
        (&mut connection)
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .await
            .map_err(failed)?;
        if bytes.len() as u64 > limit {
            let reason = format!("its answer is larger than {limit} bytes");
            return Err(TraceDefect::RegistrationServer { server, reason });
        }
        Ok(bytes)
    }
}

/// Whether a redirect or link may be followed; counts it.
fn check_hop(from: &Url, to: &Url, hops_left: &mut usize) -> Result<(), TraceDefect> {
    let refuse = |reason: &str| TraceDefect::RefusedReferral {
        server: server_of(from),
        reason: reason.to_owned(),
    };
    if from.scheme() == "https" && to.scheme() != "https" {
        return Err(refuse("it leads from https to something weaker"));
    }
    let Some(left) = hops_left.checked_sub(1) else {
        return Err(refuse("too many redirects and links"));
    };
    *hops_left = left;
    Ok(())
}

fn question_url(base: &str, subject: &Subject) -> Option<Url> {
    let path = match subject {
        Subject::Domain(domain) => format!("domain/{domain}"),
        Subject::Address(address) => format!("ip/{address}"),
        Subject::Autnum(asn) => format!("autnum/{asn}"),
    };
    Url::parse(base).ok()?.join(&path).ok()
}

fn server_of(url: &Url) -> String {
    url[url::Position::BeforeHost..url::Position::AfterPort].to_owned()
}

fn bad_answer(server: &str, detail: &str) -> TraceDefect {
    TraceDefect::DamagedAnswer {
        server: server.to_owned(),
        detail: detail.to_owned(),
    }
}

/// A refusal of our own is told apart from a server that fails.
fn defect_of(server: &str, error: &EgressError) -> TraceDefect {
    let server = server.to_owned();
    if error.is_refusal() {
        TraceDefect::RefusedReferral {
            server,
            reason: error.to_string(),
        }
    } else {
        TraceDefect::RegistrationServer {
            server,
            reason: error.to_string(),
        }
    }
}

/// Seconds, the form registries use; a date is left to the caller's own schedule.
fn retry_after_ms(exchange: &Exchange) -> Option<u64> {
    let seconds: u64 = exchange.header("retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: encryption is never given up on the way, and the way has an end.
    #[test]
    fn hops_are_counted_and_never_weaken() {
        #[track_caller]
        fn case(from: &str, to: &str, mut left: usize, expected: Option<usize>) {
            let url = |text: &str| Url::parse(text).unwrap();
            let answer = check_hop(&url(from), &url(to), &mut left)
                .ok()
                .map(|()| left);
            assert_eq!(answer, expected, "{from} to {to}");
        }
        case("https://a.example/", "https://b.example/", 5, Some(4));
        case("http://a.example/", "https://b.example/", 1, Some(0));
        case("http://a.example/", "http://b.example/", 1, Some(0));
        case("https://a.example/", "http://a.example/", 5, None);
        case("https://a.example/", "ftp://a.example/", 5, None);
        case("https://a.example/", "https://b.example/", 0, None);
    }

    /// Goal: the question is put below the base, whatever path the base has.
    #[test]
    fn questions_keep_the_base_path() {
        let address = Subject::Address("2001:db8::1".parse().unwrap());
        let url = question_url("https://rdap.example/registry/", &address).unwrap();
        assert_eq!(url.as_str(), "https://rdap.example/registry/ip/2001:db8::1");
    }
}
