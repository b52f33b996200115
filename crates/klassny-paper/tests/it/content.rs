//! What a volume states: bytes that can be read again, and differences in words.

use crate::example::volume_5a;
use klassny_paper::view::Remark;
use klassny_paper::{Difference, canonical, content_hash, decode, differences, sheets};

fn difference(sheet: &str, key: &str, old: Option<&str>, new: Option<&str>) -> Difference {
    Difference {
        sheet: sheet.into(),
        key: key.into(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

#[test]
fn content_survives_its_bytes() {
    let volume = volume_5a();
    let bytes = canonical(&volume);
    assert_eq!(decode(&bytes).unwrap(), sheets(&volume));
    for cut in [0, 10, 25, 30, bytes.len() - 1] {
        assert!(decode(&bytes[..cut]).is_err(), "{cut}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(decode(&longer).is_err());
}

#[test]
fn keys_are_unique_and_values_are_not_empty() {
    for sheet in sheets(&volume_5a()) {
        let mut keys: Vec<&str> = sheet.lines.iter().map(|(key, _)| key.as_str()).collect();
        assert!(
            sheet.lines.iter().all(|(_, value)| !value.is_empty()),
            "{}",
            sheet.label
        );
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all, "{}", sheet.label);
    }
}

#[test]
fn printing_again_is_the_same_content_and_another_mark_is_not() {
    let volume = volume_5a();
    let mut again = volume.clone();
    again.printing.edition = 3;
    again.printing.by = "Другая Д. Д.".into();
    again.printing.words.clear();
    assert_eq!(content_hash(&again), content_hash(&volume));
    again.subjects[0].rows[4].cells[0].entry.text = "3".into();
    assert_ne!(content_hash(&again), content_hash(&volume));
}

#[test]
fn differences_name_subject_day_and_pupil() {
    let old = volume_5a();
    let mut new = old.clone();
    let part = new
        .subjects
        .iter_mut()
        .find(|part| part.subject == "Математика")
        .unwrap();
    let row = &mut part.rows[4];
    let last = row
        .cells
        .iter_mut()
        .find(|cell| cell.entry.text == "3")
        .unwrap();
    last.entry.text = "4".into();
    row.cells.pop();
    part.lessons[0].topic.push_str(" и малых");
    new.remarks.as_mut().unwrap().push(Remark {
        text: "Ещё".into(),
        ..Remark::default()
    });
    let found = differences(&sheets(&old), &sheets(&new));
    let topic = "Десятичная система счисления. Чтение и запись больших чисел";
    let topic_now = format!("{topic} и малых");
    let expected = [
        difference("Математика", "01.09: тема", Some(topic), Some(&topic_now)),
        difference("Математика", "02.09, Дубровский П.", Some("3"), Some("4")),
        difference("Математика", "16.10, Дубровский П.", Some("3"), None),
        difference("Замечания", "01.01.1970", None, Some("Ещё")),
    ];
    assert_eq!(found, expected);
    assert_eq!(differences(&sheets(&old), &sheets(&old)), []);
}

#[test]
fn another_order_of_rows_is_a_difference_too() {
    let old = volume_5a();
    let mut new = old.clone();
    new.subjects.swap(0, 1);
    let found = differences(&sheets(&old), &sheets(&new));
    assert_eq!(found, [difference("Том", "порядок строк", None, None)]);
    let gone = differences(&sheets(&old), &[]);
    assert!(
        gone.iter()
            .all(|found| found.old.is_some() && found.new.is_none())
    );
}

#[test]
fn namesakes_are_told_apart() {
    let mut volume = volume_5a();
    volume.pupils[1].surname = volume.pupils[0].surname.clone();
    volume.pupils[1].given = "Анна".into();
    volume.pupils[2].surname = volume.pupils[0].surname.clone();
    volume.pupils[2].given = "Анна".into();
    let sheet = sheets(&volume).remove(1);
    let keys: Vec<&str> = sheet.lines.iter().map(|(key, _)| key.as_str()).collect();
    assert!(keys.contains(&"Галимова Аиша"), "{keys:?}");
    assert!(keys.contains(&"Галимова Анна, № 2") && keys.contains(&"Галимова Анна, № 3"));
}

/// Volumes of all years are compared by these bytes: a change here needs a new number in the
/// first line of the encoding, and a reader for the old one.
#[test]
fn the_encoding_of_content_does_not_change() {
    let hash = blake3::Hash::from_bytes(content_hash(&volume_5a()));
    assert_eq!(
        hash.to_hex().as_str(),
        "2eff1336e4164520bef1dad1276193793c394f6da252820c85e9688d3c5d8386"
    );
}
