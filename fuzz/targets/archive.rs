//! Fuzzes what `packproof_fuzz::archive` says must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| packproof_fuzz::archive::holds(data));
