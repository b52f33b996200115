//! The last hand on a document: everything PDF/A-2u asks for and the library leaves out.
//!
//! Owns the catalogue, the metadata, the outline, the file's id. It must never take a date, an
//! id or a name from anywhere but its arguments: the same volume gives the same bytes.

use crate::{Error, icc};
use chrono::NaiveDate;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// The words of the file's metadata.
pub(crate) struct Facts {
    /// The code of the cover, which names the edition.
    pub code: String,
    /// The title of the document.
    pub(crate) title: String,
    /// The school.
    pub(crate) author: String,
    /// The day written as the file's date.
    pub(crate) on: NaiveDate,
    /// 16 bytes that name this file, made from all it states.
    pub(crate) id: [u8; 16],
    /// How readers name the pages, in order.
    pub(crate) labels: Vec<String>,
    /// How the file is read and printed.
    pub(crate) reading: Reading,
}

/// How a file is read and printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As a book: two pages facing, on both sides of the paper.
    Book,
    /// As loose sheets on one side of the paper.
    Sheets,
}

/// An entry of the outline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bookmark {
    /// What the reader sees.
    pub(crate) title: String,
    /// The page it leads to, counted from 0.
    pub(crate) page: usize,
    /// Entries under it.
    pub(crate) under: Vec<Self>,
}

/// The generator as the file names it. It is part of the bytes and stands beside a file's hash:
/// a new layout gets a new number.
pub const GENERATOR: &str = "Klassny, volume layout 1";

/// Makes the document PDF/A-2u and returns its bytes.
pub(crate) fn finish(
    mut document: Document,
    facts: &Facts,
    outline: &[Bookmark],
) -> Result<Vec<u8>, Error> {
    document.version = "1.7".to_owned();
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    for page in &pages {
        print_links(&mut document, *page)?;
    }
    document.compress();
    let intent = output_intent(&mut document)?;
    let metadata = xmp(&mut document, facts);
    let outlines = outline_tree(&mut document, &pages, outline);
    let catalog = document.catalog_mut()?;
    catalog.set("OutputIntents", vec![intent]);
    catalog.set("Metadata", metadata);
    catalog.set("Lang", Object::string_literal("ru-RU"));
    let (layout, duplex) = match facts.reading {
        Reading::Book => ("TwoPageRight", "DuplexFlipLongEdge"),
        Reading::Sheets => ("SinglePage", "Simplex"),
    };
    catalog.set("PageLayout", layout);
    catalog.set("PageMode", "UseOutlines");
    catalog.set("Outlines", outlines);
    let viewer = dictionary! { "Duplex" => duplex, "DisplayDocTitle" => true };
    catalog.set("ViewerPreferences", viewer);
    catalog.set("PageLabels", page_labels(&facts.labels));
    let info = document.add_object(dictionary! {
        "Title" => unicode(&facts.title),
        "Author" => unicode(&facts.author),
        "Producer" => Object::string_literal(GENERATOR),
        "CreationDate" => Object::string_literal(pdf_date(facts.on)),
        "ModDate" => Object::string_literal(pdf_date(facts.on)),
    });
    document.trailer.set("Info", info);
    let id = Object::String(facts.id.to_vec(), lopdf::StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
    document.prune_objects();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| Error::Document)?;
    Ok(bytes)
}

fn page_labels(labels: &[String]) -> Dictionary {
    let number = |(at, label): (usize, &String)| {
        let at = Object::Integer(i64::try_from(at).unwrap_or_default());
        [
            at,
            Object::Dictionary(dictionary! { "P" => unicode(label) }),
        ]
    };
    let numbers: Vec<Object> = labels.iter().enumerate().flat_map(number).collect();
    dictionary! { "Nums" => numbers }
}

/// Links must print (6.3.2): flag 4, and no empty list of annotations.
fn print_links(document: &mut Document, page: ObjectId) -> Result<(), Error> {
    let page = document.get_object_mut(page)?.as_dict_mut()?;
    let links = page.get_mut(b"Annots")?.as_array_mut()?;
    for link in links.iter_mut() {
        let link = link.as_dict_mut()?;
        link.set("F", 4);
        link.remove(b"C");
    }
    if links.is_empty() {
        page.remove(b"Annots");
    }
    Ok(())
}

fn output_intent(document: &mut Document) -> Result<Object, Error> {
    let mut profile = Stream::new(dictionary! { "N" => 3 }, icc::srgb());
    profile.compress()?;
    let profile = document.add_object(profile);
    Ok(Object::Dictionary(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    }))
}

/// The metadata stands uncompressed, as PDF/A wants it.
fn xmp(document: &mut Document, facts: &Facts) -> ObjectId {
    let (title, author) = (escape(&facts.title), escape(&facts.author));
    let code = &facts.code;
    let date = facts.on.format("%Y-%m-%dT00:00:00Z");
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n\
<dc:format>application/pdf</dc:format>\n\
<dc:identifier>{code}</dc:identifier>\n\
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n\
<dc:language><rdf:Bag><rdf:li>ru-RU</rdf:li></rdf:Bag></dc:language>\n\
<pdf:Producer>{GENERATOR}</pdf:Producer>\n\
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\n\
</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    );
    let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    document.add_object(Stream::new(kind, packet.into_bytes()).with_compression(false))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn pdf_date(on: NaiveDate) -> String {
    on.format("D:%Y%m%d000000Z").to_string()
}

fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

fn outline_tree(document: &mut Document, pages: &[ObjectId], outline: &[Bookmark]) -> ObjectId {
    let root = document.new_object_id();
    let mut top = level(document, pages, outline, root);
    top.set("Type", "Outlines");
    document.set_object(root, top);
    root
}

/// Writes the entries of one level and returns what their parent says of them.
fn level(
    document: &mut Document,
    pages: &[ObjectId],
    entries: &[Bookmark],
    parent: ObjectId,
) -> Dictionary {
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    for (at, (entry, id)) in entries.iter().zip(&ids).enumerate() {
        let mut item = level(document, pages, &entry.under, *id);
        // Entries under an entry start folded, so that the outline reads as a list of subjects.
        if let Ok(open) = item.get(b"Count").and_then(Object::as_i64) {
            item.set("Count", -open);
        }
        item.set("Title", unicode(&entry.title));
        item.set("Parent", parent);
        if let Some(page) = pages.get(entry.page) {
            item.set("Dest", vec![Object::from(*page), "Fit".into()]);
        }
        if let Some(before) = at.checked_sub(1).and_then(|at| ids.get(at)) {
            item.set("Prev", *before);
        }
        if let Some(after) = ids.get(at + 1) {
            item.set("Next", *after);
        }
        document.set_object(*id, item);
    }
    let mut says = Dictionary::new();
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        says.set("First", *first);
        says.set("Last", *last);
        says.set("Count", i64::try_from(ids.len()).unwrap_or_default());
    }
    says
}
