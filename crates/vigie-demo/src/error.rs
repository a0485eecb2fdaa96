//! What can go wrong when the small internet starts or writes its reference data.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the small internet could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// An address or port is taken, or the system has no such loopback address.
    #[error("cannot listen on {addr} for {what}")]
    Listen {
        /// What was to listen there.
        what: &'static str,
        /// Where.
        addr: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No port was free on every address that needs the same one.
    #[error("found no port free on all addresses of {what} after {tried} tries")]
    NoCommonPort {
        /// What was to listen there.
        what: &'static str,
        /// How many ports were tried.
        tried: u32,
    },
    /// The reference data could not be written.
    #[error("cannot write reference data to `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}
