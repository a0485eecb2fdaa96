//! Fuzzes `format::tx_list`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::format::tx_list(bytes));
