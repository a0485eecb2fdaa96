//! Encryption of outgoing connections: the system's trusted certificates, and those configured.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::error::EgressError;

/// Whom we trust. The system's certificates are read at the first encrypted connection, because
/// reading them takes longer than the rest of starting up.
pub(crate) struct Tls {
    extra_roots: Vec<CertificateDer<'static>>,
    client: OnceLock<Arc<ClientConfig>>,
}

impl Tls {
    pub(crate) fn new(extra_roots: &[PathBuf]) -> Result<Self, EgressError> {
        let mut certificates = Vec::new();
        for path in extra_roots {
            let refuse = |reason: String| EgressError::BadRoots {
                path: path.clone(),
                reason,
            };
            let count_before = certificates.len();
            let entries =
                CertificateDer::pem_file_iter(path).map_err(|error| refuse(error.to_string()))?;
            for entry in entries {
                certificates.push(entry.map_err(|error| refuse(error.to_string()))?);
            }
            if certificates.len() == count_before {
                return Err(refuse("it holds no certificate in PEM".to_owned()));
            }
        }
        Ok(Self {
            extra_roots: certificates,
            client: OnceLock::new(),
        })
    }

    /// Agrees on encryption with whoever answers for `host`.
    pub(crate) async fn start(
        &self,
        stream: TcpStream,
        host: &str,
    ) -> Result<TlsStream<TcpStream>, EgressError> {
        let fail = |source| EgressError::TlsFailed {
            host: host.to_owned(),
            source,
        };
        let name = ServerName::try_from(host.trim_end_matches('.').to_owned())
            .map_err(|error| fail(std::io::Error::other(error)))?;
        let client = self.client.get_or_init(|| Arc::new(self.configure()));
        TlsConnector::from(Arc::clone(client))
            .connect(name, stream)
            .await
            .map_err(fail)
    }

    fn configure(&self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        let system = rustls_native_certs::load_native_certs();
        let (trusted, unreadable) = roots.add_parsable_certificates(system.certs);
        roots.add_parsable_certificates(self.extra_roots.iter().cloned());
        if roots.is_empty() {
            tracing::warn!(
                egress.roots_unreadable = unreadable + system.errors.len(),
                "no trusted certificates found: install the system's, or set `egress.extra_roots`"
            );
        }
        tracing::debug!(egress.roots = trusted, "trusted certificates read");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth()
    }
}
