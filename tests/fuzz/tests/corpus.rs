//! The targets of the fuzzer in every test run: the committed corpus, and seeded mutations of it.
//!
//! `KLASSNY_FUZZ_EACH=100000` is the long run without libFuzzer. What a fuzzer finds is committed
//! to `corpus/TARGET` with a name that says what it is, and is tried from then on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use klassny_fuzz::{SCHOOL, TARGETS, Target, book};
use klassny_log::join::JoinRequest;
use klassny_log::{CompartmentKey, Envelope, FactOrUnknown, Op};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// A seeded source of chance, SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

/// Bytes that parsers are known to stumble over.
const SHARP: [&[u8]; 12] = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80\x00",
    b"99999999999999999999",
    b"-1",
    b"1e309",
    b"<!--",
    b"</c>",
    b"\"",
    "\u{feff}".as_bytes(),
];

fn mutated(corpus: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let len = chance.below(16).min(bytes.len() - at);
        match chance.below(7) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            1 => {
                bytes.drain(at..at + len);
            }
            2 => {
                let copied = bytes[at..at + len].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, copied);
            }
            3 => {
                let sharp = SHARP[chance.below(SHARP.len())];
                bytes.splice(at..at + len, sharp.iter().copied());
            }
            4 => {
                let other = &corpus[chance.below(corpus.len())];
                let from = chance.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            5 => bytes.truncate(at),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(chance.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

/// The segments whose parts every corpus of the log begins with.
const GOLDEN: [&str; 15] = [
    "vector",
    "chain-1",
    "chain-2",
    "074-mark",
    "094-acceptance",
    "100-volumeedition",
    "120-deviceenrolment",
    "121-seatcertificate",
    "122-invitation",
    "124-ack",
    "029-pupil",
    "053-thematicplan",
    "009-regulation",
    "092-permit",
    "078-homeworkfile",
];

/// Files of a corpus, by target and name.
#[derive(Default)]
struct Seeds(BTreeMap<&'static str, Vec<(String, Vec<u8>)>>);

impl Seeds {
    fn put(&mut self, target: &'static str, name: &str, bytes: impl Into<Vec<u8>>) {
        let seeds = self.0.entry(target).or_default();
        seeds.push((name.to_owned(), bytes.into()));
    }

    /// Two segments of one chain one after another, cut short, and with an endless header.
    fn packs(&mut self) {
        let golden = here().join("../golden/log-v1");
        let [first, second] = ["chain-1", "chain-2"]
            .map(|name| std::fs::read(golden.join(format!("{name}.seg"))).unwrap());
        let chain = [&first[..], &second].concat();
        self.put("pack", "cut", &chain[..chain.len() - 1]);
        self.put("pack", "chain", chain);
        self.put(
            "pack",
            "endless",
            [b"JSG1\xff\xff\xff\xff", &first[..]].concat(),
        );
    }

    /// A blob as it is, cut short and under a key of a later number; files to attach.
    fn files(&mut self) {
        let golden = here().join("../golden/log-v1/vector.blob");
        let bytes = std::fs::read(golden).unwrap();
        self.put("blob", "cut", &bytes[..bytes.len() - 1]);
        let mut later = bytes.clone();
        later[6] = 2;
        self.put("blob", "later-key", later);
        self.put("blob", "good", bytes);
        let office = b"PK\x03\x04[Content_Types].xml word/document.xml";
        for (name, file) in [
            ("pdf", b"a.pdf\n%PDF-1.7".to_vec()),
            ("docx", [b"a.docx\n", &office[..]].concat()),
            (
                "macros",
                [b"a.docx\n", &office[..], b" word/vbaProject.bin"].concat(),
            ),
            ("device", b"C:\\x\\con.txt\nx".to_vec()),
            ("turned", "a\u{202e}fdp.exe\nMZ".as_bytes().to_vec()),
        ] {
            self.put("attachment", name, file);
        }
    }

    /// A golden segment, its header, its certificate and its last op.
    fn segment(&mut self, name: &str) {
        let golden = here().join("../golden/log-v1");
        let bytes = std::fs::read(golden.join(format!("{name}.seg"))).unwrap();
        let envelope = Envelope::parse(&bytes).unwrap();
        self.put("header", name, envelope.header().encode().unwrap());
        if let Some(certificate) = &envelope.header().certificate {
            self.put("certificate", name, certificate.clone());
        }
        if let Some(key) = envelope.header().sign_key {
            let verified = envelope.verify(SCHOOL, &key).unwrap();
            let ops = verified.open(&CompartmentKey::from_bytes([4; 32])).unwrap();
            if let FactOrUnknown::Fact(fact) = ops.into_iter().next_back().unwrap() {
                let op = Op {
                    change: fact.change,
                    base: vec![],
                    entered: fact.entered,
                    import: fact.import,
                    permit: fact.permit,
                };
                self.put("op", name, klassny_log::encode_fact(&op).unwrap());
            }
        }
        self.put("segment", name, bytes);
    }

    /// A request to join, an identity file, and names.
    fn share(&mut self) {
        let request = JoinRequest {
            sign_key: [1; 32],
            box_key: [2; 32],
            nonce: [3; 16],
            machine: "АРМ 7".to_owned(),
        };
        self.put("join_request", "good", request.encode().unwrap());
        let school = format!(
            "klassny share 1\nschool {}\nroot {}\ncreated 1790000000000\n",
            "09".repeat(16),
            "01".repeat(32)
        );
        self.put("identity", "good", school);
        let seat = "0".repeat(26);
        for (name, path) in [
            ("segment", format!("seg/{seat}/000001/00000100-{seat}.seg")),
            (
                "sibling",
                format!("seg/{seat}/000000/00000001-{seat}.r9.seg"),
            ),
            ("beacon", format!("beacon/{seat}.0000ffff-{seat}")),
            ("blob", format!("blob/00/{}.r9", "0".repeat(52))),
            ("request", format!("join/{seat}.req")),
            ("answer", format!("join/{seat}-{seat}.ans")),
        ] {
            self.put("identity", name, path);
        }
    }

    fn tables(&mut self) {
        let sheet = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Класс</t></is></c><c r="B1" t="inlineStr"><is><t>Численность</t></is></c><c r="C1" t="inlineStr"><is><t>Классный руководитель</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>5А</t></is></c><c r="B2"><v>28</v></c><c r="C2" t="inlineStr"><is><t>Шарова Ярослава Васильевна</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>"#;
        self.put("xlsx", "classes", sheet);
        self.put("xlsx", "empty", "<sheetData/>");
        for (name, from, to) in [
            ("row-past-u32", "A2", "A4294967298"),
            ("column-past-u32", "A2", "AAAAAAAAAA2"),
            ("merged-backwards", "A3:B3", "B3:A1"),
        ] {
            self.put("xlsx", name, sheet.replace(from, to));
        }
        self.put("zip", "classes", book(sheet.as_bytes()));
        let table =
            "Класс;Численность;Классный руководитель\r\n5А;28;Шарова Ярослава Васильевна\r\n";
        self.put("csv", "classes", table);
        self.put("csv", "quoted", "\u{feff}\"a\"\"b\",\"c\nd\"\n");
    }
}

/// What every corpus begins with: made of the golden files, and by hand.
fn seeds() -> BTreeMap<&'static str, Vec<(String, Vec<u8>)>> {
    let mut seeds = Seeds::default();
    for name in GOLDEN {
        seeds.segment(name);
    }
    seeds.packs();
    seeds.files();
    seeds.share();
    seeds.tables();
    seeds.0
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = here().join("corpus").join(target);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect()
}

#[test]
fn every_seed_stands_in_the_committed_corpus() {
    let mut missing = Vec::new();
    let seeds = seeds();
    assert_eq!(seeds.len(), TARGETS.len());
    for (target, files) in seeds {
        let folder = here().join("corpus").join(target);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in files {
            let path = folder.join(&name);
            match std::fs::read(&path) {
                Ok(there) => assert!(there == bytes, "{target}/{name} is another one"),
                Err(_) => {
                    std::fs::write(&path, bytes).unwrap();
                    missing.push(format!("{target}/{name}"));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "written, look at them and commit: {missing:?}"
    );
}

/// Runs a target over its corpus and over mutations of it; says what it fell over.
fn run(name: &str, target: Target) {
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name}");
    let each = std::env::var("KLASSNY_FUZZ_EACH").ok();
    let each: u64 = each.and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let seed = blake3::hash(name.as_bytes());
    let mut chance = Chance(u64::from_le_bytes(*seed.as_bytes().first_chunk().unwrap()));
    let mutations = (0..each).map(|_| mutated(&corpus, &mut chance));
    for bytes in corpus.iter().cloned().chain(mutations) {
        if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
            let file = format!("{}-{name}", &blake3::hash(&bytes).to_hex()[..16]);
            let path = std::env::temp_dir().join(file);
            std::fs::write(&path, &bytes).unwrap();
            panic!(
                "{name} fell over these {} bytes: {}",
                bytes.len(),
                path.display()
            );
        }
    }
    println!("{name}: {} files, {each} mutations", corpus.len());
}

macro_rules! targets {
    ($($name:ident)+) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            let target = TARGETS.iter().find(|(known, _)| *known == name);
            run(name, target.expect("a target").1);
        }
    )+};
}

targets! { segment header op pack blob attachment join_request certificate identity xlsx csv zip }
