#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| msp_fuzz_targets::run("psa_callback", data));
