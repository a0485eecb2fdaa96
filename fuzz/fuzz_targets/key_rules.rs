//! Fuzzes `format::key_rules`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::format::key_rules(bytes));
