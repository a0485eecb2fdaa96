//! Fuzzes `format::asn_table`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::format::asn_table(bytes));
