//! The decoding child as the tests see it.
fn main() -> std::process::ExitCode {
    vigie_media::run_child()
}
