//! Fuzzes what `packproof_fuzz::modules` says must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| packproof_fuzz::modules::holds(data));
