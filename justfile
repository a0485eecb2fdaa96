# The daily words; each is one command.

check:
    cargo fmt --all --check
    cargo run -q -p xtask -- tidy
    cargo clippy --workspace --all-targets -- -D warnings

test *room:
    {{ if room == "" { "script/test" } else { "cargo test -p vigie-" + room } }}

run *args:
    cargo run -p vigie -- {{args}}

demo *args:
    script/demo {{args}}

tidy:
    cargo run -q -p xtask -- tidy

docs:
    cargo run -q -p xtask -- reference
    cargo doc --workspace --no-deps --open
