//! libFuzzer's door to `klassny_fuzz::blob`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| klassny_fuzz::blob(bytes));
