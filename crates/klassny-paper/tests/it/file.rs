//! The file itself: what PDF/A-2u, printers and readers ask of it. veraPDF judges it in
//! `cargo xtask`; these are the entries it rests on.

use crate::example::volume_5a;
use klassny_paper::render;
use lopdf::{Dictionary, Document, Object};

fn document() -> Document {
    Document::load_mem(&render(&volume_5a()).unwrap().pdf).unwrap()
}

fn followed<'a>(document: &'a Document, object: &'a Object) -> &'a Dictionary {
    document.dereference(object).unwrap().1.as_dict().unwrap()
}

#[test]
fn the_catalogue_says_language_printing_and_standard() {
    let document = document();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"ru-RU");
    assert_eq!(
        catalog.get(b"PageLayout").unwrap().as_name().unwrap(),
        b"TwoPageRight"
    );
    let viewer = catalog
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    assert_eq!(
        viewer.get(b"Duplex").unwrap().as_name().unwrap(),
        b"DuplexFlipLongEdge"
    );
    let intents = catalog.get(b"OutputIntents").unwrap().as_array().unwrap();
    let intent = intents[0].as_dict().unwrap();
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
    let metadata = catalog.get(b"Metadata").unwrap();
    let metadata = document
        .dereference(metadata)
        .unwrap()
        .1
        .as_stream()
        .unwrap();
    assert!(!metadata.is_compressed());
    let xmp = String::from_utf8(metadata.content.clone()).unwrap();
    assert!(
        xmp.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U"),
        "{xmp}"
    );
    assert!(
        xmp.contains("<xmp:CreateDate>2026-10-29T00:00:00Z"),
        "{xmp}"
    );
}

#[test]
fn the_outline_lists_subjects_with_their_spreads_under_them() {
    let document = document();
    let outlines = followed(
        &document,
        document.catalog().unwrap().get(b"Outlines").unwrap(),
    );
    let mut titles = Vec::new();
    let mut next = outlines.get(b"First").ok();
    while let Some(item) = next {
        let item = followed(&document, item);
        let under = item
            .get(b"Count")
            .and_then(Object::as_i64)
            .unwrap_or_default();
        let title = item.get(b"Title").unwrap().as_str().unwrap();
        let units: Vec<u16> = title[2..]
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        titles.push((String::from_utf16(&units).unwrap(), -under));
        next = item.get(b"Next").ok();
    }
    assert_eq!(titles.len(), 24);
    assert!(titles.contains(&("Математика".into(), 2)), "{titles:?}");
    assert!(
        titles.contains(&("Английский язык, 2 группа".into(), 0)),
        "{titles:?}"
    );
}

#[test]
fn links_print_and_lead_to_pages_and_fonts_are_embedded_subsets() {
    let document = document();
    let mut links = 0;
    let mut fonts = 0;
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else {
            continue;
        };
        if let Ok(all) = dictionary.get(b"Annots") {
            for link in all.as_array().unwrap() {
                assert_eq!(
                    link.as_dict().unwrap().get(b"F").unwrap().as_i64().unwrap(),
                    4
                );
                links += 1;
            }
        }
        if dictionary.has_type(b"FontDescriptor") {
            let name = dictionary.get(b"FontName").unwrap().as_name().unwrap();
            assert_eq!(&name[..4], b"KLSN");
            assert!(dictionary.has(b"FontFile2"));
            fonts += 1;
        }
    }
    assert_eq!((links, fonts), (20, 7));
}
