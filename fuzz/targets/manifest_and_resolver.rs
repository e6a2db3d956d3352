//! Fuzzes what `packproof_fuzz::resolver` says must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| packproof_fuzz::resolver::holds(data));
