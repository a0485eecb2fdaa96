//! Starting and holding a small internet: listeners, clock, desks; all gone when dropped.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use vigie_domain::Timestamp;

use crate::abuse::AbuseDesks;
use crate::address::{
    Addresses, DNS_SERVERS, LYING_DNS_SERVER, MAIL_RELAY, ORIGIN, RDAP_SERVER, WEB_HOSTS,
};
use crate::behaviour::{Act, Behaviour, Fault};
use crate::clock::DemoClock;
use crate::config::Config;
use crate::content::{find_by_name, known_pictures};
use crate::dns::{self, Honesty};
use crate::error::DemoError;
use crate::mail::{self, OutgoingMail, PostRoom, SmtpLimits, StoredMail};
use crate::scenario::{DESIGNATION, Scenario, scripted_items};
use crate::wire::{self, ServerLimits};
use crate::world::World;
use crate::{rdap, reference_data, site};

/// Ports tried before giving up on finding one that is free on every address.
const PORT_TRIES_MAX: u32 = 50;

/// The door: starts small internets.
#[derive(Debug)]
pub struct SmallInternet;

/// A running small internet. Dropping it closes every listener and connection.
#[derive(Debug)]
pub struct Internet {
    addresses: Addresses,
    clock: DemoClock,
    world: Arc<World>,
    room: Arc<PostRoom>,
    desks: AbuseDesks,
    /// Aborted on drop, and with them their connections.
    _listening: JoinSet<()>,
}

impl SmallInternet {
    /// Starts every host on 127.0.0.0/8. Several may run at once, each on its own ports.
    ///
    /// # Errors
    ///
    /// [`DemoError`] when a port is taken or the system has no such loopback addresses; nothing
    /// is left listening.
    pub async fn start(config: Config) -> Result<Internet, DemoError> {
        let web_machines = web_machines();
        let web = bind_all("web hosts", config.http_port, &web_machines).await?;
        let rdap = bind_all("RDAP", config.rdap_port, &[RDAP_SERVER]).await?;
        let smtp = bind_all("mail", config.smtp_port, &[MAIL_RELAY]).await?;
        let names = bind_names(config.dns_port).await?;

        let addresses = Addresses {
            dns: DNS_SERVERS.map(|ip| SocketAddr::from((ip, names.port))),
            lying_dns: SocketAddr::from((LYING_DNS_SERVER, names.port)),
            http_port: web.port,
            rdap_base_url: format!("http://{}:{}/rdap/", RDAP_SERVER, rdap.port),
            smtp: SocketAddr::from((MAIL_RELAY, smtp.port)),
        };
        let clock = DemoClock::starting_at(Timestamp::from_ms(config.start_at_ms));
        let world = Arc::new(World::new(clock.clone(), web.port));
        let room = Arc::new(PostRoom::new(config.message_count_max));
        let listening = listen(
            &config,
            &addresses,
            &world,
            &room,
            Bound {
                web,
                rdap,
                smtp,
                names,
            },
        );
        let desks = AbuseDesks::new(Arc::clone(&world), Arc::clone(&room), config);
        Ok(Internet {
            addresses,
            clock,
            world,
            room,
            desks,
            _listening: listening,
        })
    }
}

impl Internet {
    /// Where everything listens.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The clock, shared: advancing it elsewhere is seen here.
    pub fn clock(&self) -> DemoClock {
        self.clock.clone()
    }

    /// Lets the abuse desks read their mail and do what is due by `now`, in order of time.
    ///
    /// The clock stands at `now` afterwards. Answers what was done.
    pub async fn tick(&self, now: Timestamp) -> Vec<Act> {
        self.desks.tick(now).await
    }

    /// When the next planned deed is due, as far as mail has been read; for a driver's next step.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.desks.next_due()
    }

    /// Takes the mails that were written to the desk, oldest first, each for `mail ingest`.
    pub fn outbox(&self) -> Vec<OutgoingMail> {
        self.desks.take_outbox()
    }

    /// What one abuse desk's mailbox received, oldest first.
    pub fn mailbox(&self, address: &str) -> Vec<StoredMail> {
        self.room.list_of(address)
    }

    /// The script: items with their URLs on this internet, findings, known pictures.
    pub fn scenario(&self) -> Scenario {
        Scenario {
            items: scripted_items(self.addresses.http_port),
            known_pictures: known_pictures(),
            designation: DESIGNATION,
        }
    }

    /// The URL of a path on one of the web hosts.
    pub fn url(&self, host: &str, path: &str) -> String {
        site::url(host, self.addresses.http_port, path)
    }

    /// Writes the tables a desk imports to know this internet (`data import`), replacing files.
    ///
    /// # Errors
    ///
    /// [`DemoError::Write`]; files written before it stay.
    pub fn write_reference_data(&self, folder: &Path) -> Result<(), DemoError> {
        reference_data::write(folder, &self.addresses)
    }

    /// Where answer links are opened, when the name in them leads nowhere on this machine.
    pub fn set_desk_addr(&self, addr: SocketAddr) {
        self.desks.set_desk_addr(addr);
    }

    /// Gives one item's abuse desk another behaviour; `false` for a name that is none.
    pub fn set_behaviour(&self, item: &str, behaviour: Behaviour) -> bool {
        find_by_name(item)
            .map(|content| self.desks.set_behaviour(content.name, behaviour))
            .is_some()
    }

    /// Takes an item down as its host would, unasked; `false` when it is not up.
    pub fn remove(&self, item: &str) -> bool {
        find_by_name(item)
            .and_then(|content| self.world.remove(content, self.clock.now()))
            .is_some()
    }

    /// Puts an item there again; `false` when it is not down.
    pub fn restore(&self, item: &str) -> bool {
        find_by_name(item).is_some_and(|content| self.world.restore(content))
    }

    /// Whether an item can be seen at its host; `None` for a name that is none.
    pub fn is_up(&self, item: &str) -> Option<bool> {
        find_by_name(item).map(|content| !self.world.is_gone(content))
    }

    /// How many requests for paths starting with `prefix` reached `host`.
    pub fn count_requests(&self, host: &str, prefix: &str) -> u32 {
        self.world.count_requests(host, prefix)
    }

    /// Makes the next SMTP dialogue fail in one way, once.
    pub fn set_mail_fault(&self, fault: Option<Fault>) {
        self.room.set_fault(fault);
    }
}

/// Listeners on several addresses with one port in common.
struct Listeners {
    port: u16,
    sockets: Vec<(Ipv4Addr, TcpListener)>,
}

struct NameListeners {
    port: u16,
    sockets: Vec<(Ipv4Addr, UdpSocket, TcpListener)>,
}

struct Bound {
    web: Listeners,
    rdap: Listeners,
    smtp: Listeners,
    names: NameListeners,
}

fn web_machines() -> Vec<Ipv4Addr> {
    let mut machines: Vec<Ipv4Addr> = WEB_HOSTS.iter().map(|(_, ip)| *ip).collect();
    machines.push(ORIGIN);
    machines.sort_unstable();
    machines.dedup();
    machines
}

fn listen(
    config: &Config,
    addresses: &Addresses,
    world: &Arc<World>,
    room: &Arc<PostRoom>,
    bound: Bound,
) -> JoinSet<()> {
    let idle = Duration::from_millis(config.idle_ms_max);
    let connection_count_max = config.connection_count_max;
    let limits = ServerLimits {
        connection_count_max,
        idle,
    };
    let mut listening = JoinSet::new();
    for (ip, listener) in bound.web.sockets {
        let world = Arc::clone(world);
        listening.spawn(wire::serve(listener, limits, move |request| {
            let world = Arc::clone(&world);
            async move { site::answer(&world, ip, request).await }
        }));
    }
    for (_, listener) in bound.rdap.sockets {
        let base_url = addresses.rdap_base_url.clone();
        listening.spawn(wire::serve(listener, limits, move |request| {
            std::future::ready(rdap::answer(&base_url, &request))
        }));
    }
    let smtp_limits = SmtpLimits {
        message_size_bytes_max: config.message_size_bytes_max,
        connection_count_max,
        idle,
    };
    for (_, listener) in bound.smtp.sockets {
        let clock = world.clock.clone();
        listening.spawn(mail::serve(listener, smtp_limits, clock, Arc::clone(room)));
    }
    for (ip, udp, tcp) in bound.names.sockets {
        let honesty = if ip == LYING_DNS_SERVER {
            Honesty::Lying
        } else {
            Honesty::Truthful
        };
        listening.spawn(dns::serve_udp(udp, honesty));
        listening.spawn(dns::serve_tcp(tcp, honesty, connection_count_max, idle));
    }
    listening
}

/// Binds one port on every address: the given one, or the first found free on all.
async fn bind_all(what: &'static str, port: u16, ips: &[Ipv4Addr]) -> Result<Listeners, DemoError> {
    for _ in 0..tries(port) {
        match try_bind_all(what, port, ips).await {
            Ok(listeners) => return Ok(listeners),
            Err(error) if port == 0 && is_taken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(DemoError::NoCommonPort {
        what,
        tried: PORT_TRIES_MAX,
    })
}

async fn try_bind_all(
    what: &'static str,
    mut port: u16,
    ips: &[Ipv4Addr],
) -> Result<Listeners, DemoError> {
    let mut sockets = Vec::with_capacity(ips.len());
    for ip in ips {
        let (listener, bound) = bind_tcp(what, *ip, port).await?;
        port = bound;
        sockets.push((*ip, listener));
    }
    Ok(Listeners { port, sockets })
}

async fn bind_names(port: u16) -> Result<NameListeners, DemoError> {
    for _ in 0..tries(port) {
        match try_bind_names(port).await {
            Ok(listeners) => return Ok(listeners),
            Err(error) if port == 0 && is_taken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(DemoError::NoCommonPort {
        what: "name servers",
        tried: PORT_TRIES_MAX,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a name server's own socket opens no connection"
)]
async fn try_bind_names(mut port: u16) -> Result<NameListeners, DemoError> {
    const WHAT: &str = "name servers";
    let mut sockets = Vec::new();
    for ip in DNS_SERVERS.into_iter().chain([LYING_DNS_SERVER]) {
        let (tcp, bound) = bind_tcp(WHAT, ip, port).await?;
        port = bound;
        let addr = SocketAddr::from((ip, port));
        let udp = UdpSocket::bind(addr)
            .await
            .map_err(|source| DemoError::Listen {
                what: WHAT,
                addr,
                source,
            })?;
        sockets.push((ip, udp, tcp));
    }
    Ok(NameListeners { port, sockets })
}

async fn bind_tcp(
    what: &'static str,
    ip: Ipv4Addr,
    port: u16,
) -> Result<(TcpListener, u16), DemoError> {
    let addr = SocketAddr::from((ip, port));
    let failed = |source| DemoError::Listen { what, addr, source };
    let listener = TcpListener::bind(addr).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

/// A given port is tried once, any port several times.
const fn tries(port: u16) -> u32 {
    if port == 0 { PORT_TRIES_MAX } else { 1 }
}

fn is_taken(error: &DemoError) -> bool {
    matches!(error, DemoError::Listen { source, .. } if source.kind() == std::io::ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests;
