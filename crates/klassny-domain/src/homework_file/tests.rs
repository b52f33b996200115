//! What may be attached to homework, and what its names become (R27).

use super::*;
use proptest::prelude::*;

/// The beginning of an archive with these names of parts in the clear.
fn package(parts: &[&str]) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend([0; 26]);
    for part in parts {
        bytes.extend(part.as_bytes());
        bytes.extend([0xf3, 0x91, 0]);
    }
    bytes
}

fn docx(more: &[&str]) -> Vec<u8> {
    package(&[&["[Content_Types].xml", "word/document.xml"], more].concat())
}

fn odt(more: &[&str]) -> Vec<u8> {
    let said = "mimetypeapplication/vnd.oasis.opendocument.text";
    package(&[&[said], more].concat())
}

#[test]
fn r27_documents_pictures_and_text_may_be_attached() {
    for (name, bytes) in [
        ("Задание.pdf", b"%PDF-1.7\n".to_vec()),
        ("Карта.PNG", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("фото.jpeg", b"\xff\xd8\xff\xe0".to_vec()),
        ("схема.gif", b"GIF89a".to_vec()),
        ("схема.webp", b"RIFF\0\0\0\0WEBP".to_vec()),
        ("план.txt", "№ 12,\r\n\tстр. 7".as_bytes().to_vec()),
        ("план 1251.txt", b"\xcf\xeb\xe0\xed".to_vec()),
        ("Сочинение.docx", docx(&[])),
        (
            "Таблица.xlsx",
            package(&["[Content_Types].xml", "xl/workbook.xml"]),
        ),
        (
            "Урок.pptx",
            package(&["[Content_Types].xml", "ppt/presentation.xml"]),
        ),
        ("Сочинение.odt", odt(&["content.xml"])),
    ] {
        assert_eq!(check(name, &bytes).as_deref(), Ok(name), "{name}");
    }
}

#[test]
fn r27_programs_and_what_hides_them_are_refused() {
    let program = |ending: &str| {
        Err(Refusal::FileKindNotAllowed {
            ending: ending.into(),
        })
    };
    for ending in [
        "exe", "js", "vbs", "bat", "lnk", "html", "svg", "zip", "iso", "",
    ] {
        let name = format!("Задание.{ending}");
        assert_eq!(check(&name, b"%PDF-1.7"), program(ending), "{name}");
    }
    for ending in ["doc", "xls", "ppt", "rtf", "docm", "xlsm", "xlsb", "pptm"] {
        let name = format!("Задание.{ending}");
        let refused = Err(Refusal::FileMayHoldPrograms {
            ending: ending.into(),
        });
        assert_eq!(check(&name, &docx(&[])), refused, "{name}");
    }
    let hides = |ending: &str| {
        Err(Refusal::FileMayHoldPrograms {
            ending: ending.into(),
        })
    };
    for part in [
        "word/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/a.xml",
        "word/embeddings/oleObject1.bin",
    ] {
        assert_eq!(
            check("Задание.docx", &docx(&[part])),
            hides("docx"),
            "{part}"
        );
    }
    for part in ["Basic/script-lc.xml", "Scripts/python/a.py"] {
        assert_eq!(check("Задание.odt", &odt(&[part])), hides("odt"), "{part}");
    }
}

#[test]
fn r27_a_file_must_be_what_its_name_says() {
    for (name, bytes) in [
        ("a.pdf", b"MZ\x90\0".to_vec()),
        ("a.pdf", b" %PDF-1.7".to_vec()),
        ("a.png", b"\xff\xd8\xff".to_vec()),
        (
            "a.docx",
            package(&["[Content_Types].xml", "xl/workbook.xml"]),
        ),
        ("a.docx", b"\xd0\xcf\x11\xe0".to_vec()),
        ("a.odt", package(&["content.xml"])),
        ("a.txt", b"MZ program".to_vec()),
        ("a.txt", b"#!/bin/sh".to_vec()),
        ("a.txt", b"a\0b".to_vec()),
        ("a.webp", b"RIFF\0\0\0\0WAVE".to_vec()),
    ] {
        let ending = ending(name);
        assert_eq!(
            check(name, &bytes),
            Err(Refusal::FileNotWhatItSays { ending }),
            "{name}"
        );
    }
}

#[test]
fn r27_an_empty_file_and_a_large_one_are_refused() {
    assert_eq!(check("a.pdf", b""), Err(Refusal::FileEmpty));
    let mut bytes = b"%PDF-".to_vec();
    bytes.resize(HomeworkFile::LEN_MAX as usize, b' ');
    assert_eq!(check("a.pdf", &bytes).as_deref(), Ok("a.pdf"));
    bytes.push(b' ');
    assert_eq!(
        check("a.pdf", &bytes),
        Err(Refusal::FileTooLarge { megabytes: 10 })
    );
}

#[test]
fn r27_a_name_is_one_file_in_one_folder_on_every_system() {
    for (given, clean) in [
        ("Задание по математике.pdf", "Задание по математике.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\System32\\x.pdf", "x.pdf"),
        ("\\\\server\\share\\x.pdf", "x.pdf"),
        ("a/b\\", "файл"),
        ("", "файл"),
        (".pdf", "файл.pdf"),
        ("...", "файл"),
        (".hidden.pdf", "hidden.pdf"),
        ("x.pdf. . ", "x.pdf"),
        ("x .pdf", "x.pdf"),
        ("a\tb\nc  d.pdf", "a b c d.pdf"),
        ("фото\u{202e}fdp.exe", "фотоfdp.exe"),
        ("a\u{200b}b\u{0}c\u{feff}.pdf", "abc.pdf"),
        ("что<>:\"|?*.pdf", "что_______.pdf"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("NUL.tar.pdf", "_NUL.tar.pdf"),
        ("lpt1 .pdf", "_lpt1.pdf"),
        ("COM¹.txt", "_COM¹.txt"),
        ("COM10.txt", "COM10.txt"),
        ("console.pdf", "console.pdf"),
        ("x.pdf:stream.exe", "x.pdf_stream.exe"),
    ] {
        assert_eq!(clean_name(given), clean, "{given:?}");
    }
    let long = clean_name(&format!("{}.docx", "ж".repeat(500)));
    assert!(
        long.ends_with("ж.docx") && long.len() <= NAME_BYTES_MAX,
        "{long}"
    );
    assert!(clean_name(&"😀".repeat(500)).len() <= NAME_BYTES_MAX);
}

proptest! {
    #[test]
    fn a_clean_name_stays_as_it_is(given in "[./\\\\ A-Za-z0-9а-я:<\u{202e}\u{200b}\t]{0,120}") {
        let clean = clean_name(&given);
        prop_assert_eq!(clean_name(&clean), clean.clone());
        prop_assert!(!clean.is_empty() && clean.chars().count() <= NAME_MAX);
        prop_assert!(!clean.starts_with(['.', ' ']) && !clean.ends_with(['.', ' ']));
        prop_assert!(clean.chars().all(|letter| !is_unseen(letter) && !"/\\:<>".contains(letter)));
    }

    #[test]
    fn no_bytes_make_the_check_stumble(name in ".{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(clean) = check(&name, &bytes) {
            prop_assert!(ENDINGS.contains(&ending(&clean).as_str()));
        }
    }
}
