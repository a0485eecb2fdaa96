//! Fuzzes `matching::near_text_file`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::matching::near_text_file(bytes));
