//! Encrypted connections: the right certificate, the wrong name, nobody's certificate.

use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;
use vigie_egress::{Config, Egress, ErrorKind, Request, Rule, WireDefect};

use crate::server::read_head;

/// A server with a certificate for `site.test`; answers its port and its certificate in PEM.
async fn serve_tls(says_farewell: bool) -> (u16, String) {
    let key = rcgen::generate_simple_self_signed(vec!["site.test".to_owned()]).unwrap();
    let pem = key.cert.pem();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let secret = rustls_pki_types::PrivatePkcs8KeyDer::from(key.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], secret.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            read_head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nsealed").await;
            let _ = stream.flush().await;
            if says_farewell {
                let _ = stream.shutdown().await;
            }
        }
    });
    (port, pem)
}

fn egress(pem: &str, folder: &tempfile::TempDir) -> Egress {
    let path = folder.path().join("root.pem");
    std::fs::write(&path, pem).unwrap();
    let loopback = "127.0.0.1".parse().unwrap();
    let hosts = ["site.test", "other.test"].map(|name| (name.to_owned(), loopback));
    let config = Config {
        extra_roots: vec![path],
        hosts: hosts.into(),
        ..Config::for_testing()
    };
    Egress::new(config).unwrap()
}

/// Goal: a trusted certificate of the right name opens; a wrong name and a stranger do not.
#[tokio::test]
async fn only_the_right_certificate_opens() {
    let folder = tempfile::tempdir().unwrap();
    let (port, pem) = serve_tls(true).await;
    let trusting = egress(&pem, &folder);
    let ask = |egress: Egress, host: &str| {
        let request = Request::get(Url::parse(&format!("https://{host}:{port}/")).unwrap());
        async move {
            egress
                .exchange(&request, Rule::Content, egress.limits())
                .await
        }
    };
    let exchange = ask(trusting.clone(), "site.test").await.unwrap();
    assert_eq!(exchange.body(), b"sealed");
    assert_eq!(exchange.peer_certificates.len(), 1);
    assert!(exchange.defects.is_empty());
    let wrong_name = ask(trusting, "other.test").await.unwrap_err();
    assert_eq!(wrong_name.kind(), ErrorKind::TlsFailed);

    let (_, another_pem) = serve_tls(true).await;
    let stranger = ask(egress(&another_pem, &folder), "site.test")
        .await
        .unwrap_err();
    assert_eq!(stranger.kind(), ErrorKind::TlsFailed);
}

/// Goal: an encrypted answer that ends without a farewell is kept, and told.
#[tokio::test]
async fn a_missing_farewell_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (port, pem) = serve_tls(false).await;
    let egress = egress(&pem, &folder);
    let request = Request::get(Url::parse(&format!("https://site.test:{port}/")).unwrap());
    let exchange = egress
        .exchange(&request, Rule::Content, egress.limits())
        .await
        .unwrap();
    assert_eq!(exchange.body(), b"sealed");
    assert_eq!(exchange.defects, [WireDefect::NoCloseNotify]);
}

/// Goal: a plain server behind an encrypted address, and STARTTLS on an open connection.
#[tokio::test]
async fn plain_and_upgraded_connections() {
    let folder = tempfile::tempdir().unwrap();
    let (port, pem) = serve_tls(true).await;
    let egress = egress(&pem, &folder);
    let plain = egress
        .connect("site.test", port, Rule::Configured)
        .await
        .unwrap();
    assert!(!plain.is_encrypted());
    let mut sealed = egress.start_tls(plain, "site.test").await.unwrap();
    assert!(sealed.is_encrypted());
    assert_eq!(sealed.peer_addr().port(), port);
    sealed.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    sealed.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("sealed"));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clear = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.write_all(b"220 hello\r\n").await;
    });
    let failed = egress
        .connect_tls("site.test", clear.port(), Rule::Configured)
        .await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::TlsFailed);
}
