//! Fuzzes what `packproof_fuzz::lexer` says must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| packproof_fuzz::lexer::holds(data));
