//! libFuzzer's door to `klassny_fuzz::join_request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| klassny_fuzz::join_request(bytes));
