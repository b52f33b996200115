//! Further hostile files: tables of text, mutations of good files, folders with bad ones among good.

use crate::facts;
use crate::hostile::{assert_refused, classes};
use crate::make::{CLASSES, book, texts};
use klassny_exchange::{Severity, read_folder, read_workbook};
use std::io::Write;

#[test]
fn a_csv_beyond_the_limits_or_in_no_encoding_is_refused() {
    let rows = "1;2\n".repeat(100_001);
    assert_refused(rows.as_bytes(), "больше 100000 строк");
    let columns = "1;".repeat(301);
    assert_refused(columns.as_bytes(), "300 столбцов");
    let cell = format!("a;{}", "я".repeat(70_000));
    assert_refused(cell.as_bytes(), "длиннее");
    assert_refused(b"\xff\xfe\x00\xd8\x00\xd8", "кодировке");
    assert_refused(b"\"quote\x00;", "неизвестного вида");
}

/// A small generator of the test's own: the same mutations every time.
fn random(seed: &mut u64) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap()
}

#[test]
fn no_mutation_of_a_sheet_or_a_table_panics() {
    let mut seed = 2026;
    let good = format!(
        r#"{}<mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#,
        texts(&CLASSES)
    );
    for _ in 0..600 {
        let mut sheet = good.clone().into_bytes();
        for _ in 0..=random(&mut seed) % 4 {
            let at = random(&mut seed) % sheet.len().max(1);
            match random(&mut seed) % 3 {
                _ if sheet.is_empty() => {}
                0 => sheet[at] = b"<>\"&;/9AZ= "[random(&mut seed) % 11],
                1 => drop(sheet.remove(at)),
                _ => sheet.truncate(at.max(1)),
            }
        }
        let text = String::from_utf8_lossy(&sheet).into_owned();
        let preview = read_workbook(&book(&text, "<sst/>", &[]), "файл.xlsx");
        let told = preview
            .problems
            .iter()
            .any(|p| p.severity == Severity::Refused);
        assert!(told || preview.rows.count() > 0);
        read_workbook(&sheet, "файл.csv");
    }
}

#[test]
fn no_mutation_of_the_packed_bytes_panics() {
    let mut seed = 1292;
    let good = classes();
    for _ in 0..600 {
        let mut zip = good.clone();
        for _ in 0..=random(&mut seed) % 3 {
            let at = random(&mut seed) % zip.len();
            zip[at] = u8::try_from(random(&mut seed) % 256).unwrap();
        }
        let preview = read_workbook(&zip, "файл.xlsx");
        let told = preview
            .problems
            .iter()
            .any(|p| p.severity == Severity::Refused);
        assert!(told || preview.rows.count() > 0);
    }
}

#[test]
fn a_bad_file_in_a_folder_leaves_the_others_whole() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let mut file = std::fs::File::create(folder.path().join(name)).unwrap();
        file.write_all(bytes).unwrap();
    };
    put("Классы.xlsx", &classes());
    put("Сломан.xlsx", &classes()[..300]);
    put("Картинка.xlsx", b"\x89PNG\r\n");
    put("school.toml", b"[school]\nname = 5\n");
    put("заметка.txt", b"...");
    put("~$Классы.xlsx", b"...");
    let preview = read_folder(folder.path());
    assert_eq!(preview.rows.classes.len(), 2);
    assert_eq!(preview.rows.count(), 2);
    assert!(preview.school.is_none());
    let mut files: Vec<&str> = preview
        .problems
        .iter()
        .map(|problem| &*problem.file)
        .collect();
    files.sort_unstable();
    assert_eq!(files, ["school.toml", "Картинка.xlsx", "Сломан.xlsx"]);
    assert_eq!(preview.passed_over.len(), 2);
    let line = &preview
        .problems
        .iter()
        .find(|p| &*p.file == "school.toml")
        .unwrap()
        .what;
    assert!(line.contains("строка 2"), "{line}");
}

#[test]
fn a_folder_that_is_not_there_or_too_full_is_refused() {
    let full = tempfile::tempdir().unwrap();
    for number in 0..=500 {
        std::fs::File::create(full.path().join(format!("{number}.csv"))).unwrap();
    }
    let preview = read_folder(full.path());
    assert_eq!(preview.problems.len(), 1);
    assert!(preview.problems[0].what.contains("больше 500 файлов"));
    let preview = read_folder(&facts::folder().join("нет такой"));
    assert_eq!(preview.problems.len(), 1);
    assert_eq!(preview.rows.count(), 0);
}
