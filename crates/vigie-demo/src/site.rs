//! The web hosts: which answers by which name at which address.

use std::net::Ipv4Addr;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};

use crate::address::{EDGE, ORIGIN, WEB_HOSTS, find_provider_by_ip};
use crate::clock::http_date;
use crate::world::World;

mod archive;
mod edge;
mod page;
mod press;
mod social;
mod wall;

/// A request as far as our hosts care.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) query: String,
}

/// An answer before the headers every host adds.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: body.into(),
        }
    }

    pub(crate) fn redirect(status: u16, location: String) -> Self {
        Self::new(status, "text/plain; charset=utf-8", "moved\n").with("location", location)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The URL of a path on a host, where web hosts answer at `http_port`.
pub(crate) fn url(host: &str, http_port: u16, path: &str) -> String {
    match http_port {
        80 => format!("http://{host}{path}"),
        port => format!("http://{host}:{port}{path}"),
    }
}

/// Answers a request that arrived at the address `machine`.
pub(crate) async fn answer(
    world: &World,
    machine: Ipv4Addr,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    let asked = read_request(&request);
    world.record_request(&asked.host, &asked.path);
    let is_head = request.method() == http::Method::HEAD;
    let reply = match *request.method() {
        http::Method::GET | http::Method::HEAD if machine == EDGE => {
            edge::answer(world, &asked).await
        }
        http::Method::GET | http::Method::HEAD => answer_host(world, machine, &asked),
        _ => Reply::new(405, "text/plain; charset=utf-8", "only GET and HEAD\n")
            .with("allow", "GET, HEAD"),
    };
    render(world, machine, reply, is_head)
}

fn read_request(request: &Request<Incoming>) -> Asked {
    let host = request
        .headers()
        .get("host")
        .and_then(|value| value.to_str().ok())
        .or_else(|| request.uri().host())
        .unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    Asked {
        host: host.trim_start_matches("www.").to_ascii_lowercase(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
    }
}

/// What the machine itself says; the edge's origin answers here too.
fn answer_host(world: &World, machine: Ipv4Addr, asked: &Asked) -> Reply {
    let lives_here = WEB_HOSTS.iter().any(|(name, at)| {
        *name == asked.host && (*at == machine || (*at == EDGE && machine == ORIGIN))
    });
    if !lives_here {
        return Reply::new(
            404,
            "text/plain; charset=utf-8",
            "no such site on this machine\n",
        );
    }
    match asked.host.as_str() {
        "archive-harbour.test" => archive::answer(world, asked),
        "plazaa.test" | "murmur.test" => social::answer(world, asked),
        "walls.test" => wall::answer(world, asked),
        _ => press::answer(world, asked),
    }
}

fn render(world: &World, machine: Ipv4Addr, reply: Reply, is_head: bool) -> Response<Full<Bytes>> {
    let has_server = reply.headers.iter().any(|(name, _)| *name == "server");
    let server = find_provider_by_ip(machine).map_or("web", |provider| provider.domain);
    let mut response = Response::builder()
        .status(reply.status)
        .header("date", http_date(world.clock.now()))
        .header("content-length", reply.body.len());
    if !has_server {
        response = response.header(
            "server",
            format!("{}-web", server.trim_end_matches(".test")),
        );
    }
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let body = if is_head { Bytes::new() } else { reply.body };
    response.body(Full::new(body)).unwrap_or_else(|_| {
        let mut broken = Response::new(Full::new(Bytes::new()));
        *broken.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        broken
    })
}
