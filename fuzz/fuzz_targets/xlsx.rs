//! libFuzzer's door to `klassny_fuzz::xlsx`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: klassny_fuzz::forgive_calamine(),
    |bytes: &[u8]| klassny_fuzz::xlsx(bytes)
);
