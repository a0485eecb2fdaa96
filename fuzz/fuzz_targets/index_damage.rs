//! Fuzzes `matching::index_damage`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::matching::index_damage(bytes));
