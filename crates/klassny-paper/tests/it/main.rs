//! The public face of the printed volume.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;

mod content;
mod edges;
mod example;
mod family;
mod file;
mod slots;
mod volume;

/// The texts of every page of a PDF as they were drawn, with spaces between them.
fn texts(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    document
        .get_pages()
        .into_values()
        .map(|page| text(&document, page))
        .collect()
}

fn text(document: &lopdf::Document, page: lopdf::ObjectId) -> String {
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: BTreeMap<_, _> = fonts
        .iter()
        .map(|(name, font)| (name.as_slice(), font.get_font_encoding(document).unwrap()))
        .collect();
    let mut encoding = None;
    let mut texts = Vec::new();
    for operation in document
        .get_and_decode_page_content(page)
        .unwrap()
        .operations
    {
        match operation.operator.as_str() {
            "Tf" => {
                encoding = Some(&encodings[operation.operands[0].as_name().unwrap()]);
            }
            "Tj" => {
                let bytes = operation.operands[0].as_str().unwrap();
                texts.push(lopdf::Document::decode_text(encoding.unwrap(), bytes).unwrap());
            }
            _ => {}
        }
    }
    texts.join(" ").replace('\u{a0}', " ")
}
