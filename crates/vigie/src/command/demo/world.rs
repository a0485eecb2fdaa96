//! The small internet, the desk before it, and the one clock of both.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use vigie_demo::{Internet, SmallInternet};
use vigie_desk::trace::import_data;
use vigie_desk::{Clock, Desk, SimulatedClock};
use vigie_domain::{Actor, SignalType, Timestamp};

use super::people::{self, Cast};
use crate::config::Config;
use crate::wiring;

/// Name of the demo's bank.
pub(crate) const BANK: &str = "zeta-known";

/// Everything of a running demo.
pub(crate) struct World {
    pub(crate) internet: Internet,
    pub(crate) desk: Arc<Desk>,
    pub(crate) cast: Cast,
    pub(crate) operator: Actor,
    pub(crate) clock: SimulatedClock,
    pub(crate) listen: SocketAddr,
    _server: Server,
}

/// The pages, served until dropped.
struct Server(tokio::task::JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl World {
    /// Starts the small internet, and a desk in `folder` that knows it.
    pub(crate) async fn start(
        folder: &Path,
        listen: SocketAddr,
        start: Option<Timestamp>,
    ) -> anyhow::Result<Self> {
        let mut outside = vigie_demo::Config {
            answer_path_mark: "/answer/".to_owned(),
            ..Default::default()
        };
        if let Some(start) = start {
            outside.start_at_ms = start.ms();
        }
        let internet = SmallInternet::start(outside)
            .await
            .context("the small internet")?;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| {
                format!("{listen} cannot be listened on; choose another with --listen")
            })?;
        let listen = listener.local_addr()?;
        let config = config(&internet, folder, listen)?;
        let clock = SimulatedClock::new(internet.clock().now());
        let opened = wiring::create_at(&config, Arc::new(clock.clone())).await?;
        let desk = opened.desk;
        let tables = folder.join("small-internet-tables");
        std::fs::create_dir_all(&tables)?;
        internet.write_reference_data(&tables)?;
        let target = wiring::reference_dir(&config.store.data_dir);
        import_data(&desk, &opened.operator, &tables, &target).await?;
        let cast = people::hire(&desk, &opened.operator).await?;
        fill_bank(&internet, &desk, &opened.operator, &config).await?;

        let router = vigie_web::router(Arc::clone(&desk), &config.web);
        let server = tokio::spawn(async move {
            if let Err(error) = vigie_web::serve(listener, router, std::future::pending()).await {
                tracing::error!(error = %error, "the pages stopped");
            }
        });
        internet.set_desk_addr(listen);
        Ok(Self {
            internet,
            desk,
            cast,
            operator: opened.operator,
            clock,
            listen,
            _server: Server(server),
        })
    }

    /// Sets both clocks; they never go back.
    pub(crate) fn advance_to(&self, at: Timestamp) {
        self.clock.advance_to(at);
        self.internet.clock().advance_to(at);
    }

    /// The present instant of the demo.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// A configuration that knows the small internet and nothing else.
fn config(internet: &Internet, folder: &Path, listen: SocketAddr) -> anyhow::Result<Config> {
    let at = internet.addresses();
    let mut config = Config::default();
    config.store.data_dir = folder.to_path_buf();
    "demo.vigie.test/log".clone_into(&mut config.store.log_origin);
    config.store.log_embargo_ms = vigie_domain::time::DAY_MS;
    config.desk.public_url = format!("http://{listen}");
    "small-internet".clone_into(&mut config.desk.vantage);
    "Demonstration Referral Unit".clone_into(&mut config.desk.unit.name);
    "Demonstration Referral Unit".clone_into(&mut config.desk.unit.display_name);
    "referrals@unit.test".clone_into(&mut config.desk.unit.sender_address);
    "complaints@unit.test".clone_into(&mut config.desk.unit.complaint_contact);
    config.egress.resolvers = at.dns.to_vec();
    config.egress.ports_allowed.push(at.http_port.into());
    config
        .egress
        .ports_allowed
        .push(rdap_port(&at.rdap_base_url)?.into());
    config.egress.allow_addresses = vec!["127.0.0.0/8".parse()?];
    config.egress.allow_configured_private = true;
    config.capture.metadata_hosts = vec!["archive-harbour.test".to_owned()];
    config.trace.rdap_base_url.clone_from(&at.rdap_base_url);
    config.trace.whois_root.clear();
    config.dispatch.smtp_host = at.smtp.ip().to_string();
    config.dispatch.smtp_port = at.smtp.port();
    config.dispatch.smtp_security = vigie_dispatch::SmtpSecurity::Plain;
    let rules = folder.join("small-internet-keys.txt");
    std::fs::create_dir_all(folder)?;
    std::fs::write(&rules, RULES)?;
    config.keys.rules_file = Some(rules);
    // Whoever looks around afterwards: `vigie --config DIR/vigie.toml …`.
    std::fs::write(folder.join("vigie.toml"), toml::to_string_pretty(&config)?)?;
    Ok(config)
}

fn rdap_port(base: &str) -> anyhow::Result<u16> {
    let url = url::Url::parse(base)?;
    url.port()
        .context("the RDAP server of the small internet has a port")
}

/// The platforms of the small internet, in the form of the built-in rules.
const RULES: &str = "\
version 1

class demo-id    A-Za-z0-9._-   1-101
class demo-name  A-Za-z0-9_     1-40
class demo-num   0-9            1-20

collection  archive-harbour.test  /details/texts                          harbour:collection:texts
collection  archive-harbour.test  /details/movies                         harbour:collection:movies
search      archive-harbour.test  /search                                 -
item        archive-harbour.test  /details|download|metadata/{id:demo-id} harbour:item:{id}
item        plazaa.test           /@{user:demo-name}/{n:demo-num}         plazaa:post:{n}
profile     plazaa.test           /@{user:demo-name}                      plazaa:account:{user|lower}
item        murmur.test           /@{user:demo-name}/{n:demo-num}         murmur:post:{n}
profile     murmur.test           /@{user:demo-name}                      murmur:account:{user|lower}
redirector  shorty.test           /{code:demo-id}                         shortener:shorty:{code}
collection  open-stacks.test      /collections/{id:demo-id}               open-stacks:collection:{id}
";

async fn fill_bank(
    internet: &Internet,
    desk: &Desk,
    operator: &Actor,
    config: &Config,
) -> anyhow::Result<()> {
    use vigie_desk::{bank, signal};
    if desk.store().bank_by_name(desk.id(), BANK).await?.is_some() {
        return Ok(());
    }
    bank::create_bank(desk, operator, BANK, "pictures of a made-up organisation").await?;
    let decoder = wiring::decoder(config)?;
    let mut list = String::from("hash,bank,source,label\n");
    for picture in internet.scenario().known_pictures {
        let signals = signal::hash_bytes(&decoder, &picture.bytes).await?;
        let pdq = signals
            .iter()
            .find(|signal| signal.signal_type() == SignalType::Pdq);
        let pdq = pdq.context("a known picture has a PDQ")?;
        writeln!(list, "{},{BANK},demo,{}", pdq.value(), picture.label)?;
    }
    let list = list.into_bytes();
    bank::import_bank(
        desk,
        operator,
        BANK,
        bank::ImportForm::Values(SignalType::Pdq),
        "demo",
        &list,
    )
    .await?;
    Ok(())
}
