//! Fuzzes `dispatch::mail`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::dispatch::mail(bytes));
