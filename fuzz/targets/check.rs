//! Fuzzes what `packproof_fuzz::check` says must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| packproof_fuzz::check::holds(data));
