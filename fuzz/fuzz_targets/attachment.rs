//! libFuzzer's door to `klassny_fuzz::attachment`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| klassny_fuzz::attachment(bytes));
