//! Fuzzes `matching::near_text`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::matching::near_text(bytes));
