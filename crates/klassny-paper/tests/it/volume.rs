//! Whole volumes: pages, parity, forms, bytes.

use crate::example::volume_5a;

#[test]
fn smoke() {
    let printed = klassny_paper::render(&volume_5a()).unwrap();
    println!(
        "{} pages, {} sheets, {} bytes",
        printed.pages.len(),
        printed.sheets,
        printed.pdf.len()
    );
}
