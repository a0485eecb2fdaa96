//! What differs from run to run is replaced in snapshots.

/// Replaces ids, times, hashes and ports in the snapshots of this test, until dropped.
pub(crate) fn redacted() -> impl Drop {
    let mut settings = insta::Settings::clone_current();
    for (pattern, name) in [
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[id]",
        ),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[time]"),
        (r"\b[0-9a-f]{64}\b", "[sha256]"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
        (r"/tmp/\.tmp[A-Za-z0-9]+", "[folder]"),
    ] {
        settings.add_filter(pattern, name);
    }
    settings.bind_to_scope()
}
