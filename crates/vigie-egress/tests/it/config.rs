//! The section of the configuration, as administrators write it.

use vigie_egress::{Config, Egress, ErrorKind, PortRange};

/// Goal: ports are numbers or ranges, unknown keys and nonsense are errors with a reason.
#[test]
fn the_section_is_read() {
    let config: Config = serde_json::from_str(
        r#"{"ports_allowed": [80, "443", "8000-8999"], "allow_addresses": ["127.0.0.0/8"],
            "resolvers": ["127.0.0.1:5353"], "hosts": {"relay.test": "10.0.0.1"}}"#,
    )
    .unwrap();
    assert_eq!(
        config.ports_allowed[2],
        PortRange {
            first: 8000,
            last: 8999
        }
    );
    assert_eq!(config.redirects_max, Config::default().redirects_max);
    let written = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&written).unwrap(), config);
    for bad in [
        r#"{"port_allowed": [80]}"#,
        r#"{"ports_allowed": ["99-80"]}"#,
        r#"{"ports_allowed": ["http"]}"#,
        r#"{"ports_allowed": [70000]}"#,
        r#"{"allow_addresses": ["localhost"]}"#,
    ] {
        assert!(serde_json::from_str::<Config>(bad).is_err(), "{bad}");
    }
}

/// Goal: a file of certificates that cannot be used is named when the door opens.
#[test]
fn unusable_certificates_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate here").unwrap();
    for path in [empty, folder.path().join("absent.pem")] {
        let config = Config {
            extra_roots: vec![path.clone()],
            ..Config::for_testing()
        };
        let error = Egress::new(config).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRoots);
        assert!(
            error
                .to_string()
                .contains(path.file_name().unwrap().to_str().unwrap())
        );
    }
}
