//! Fuzzes `matching::vpdq_lines`; see `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vigie_fuzz::matching::vpdq_lines(bytes));
