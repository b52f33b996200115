//! Whole volumes: every form in its place, parity of pages, codes, equal bytes.

use crate::example::volume_5a;
use crate::texts;
use klassny_paper::{PageCode, Place, Printed, render, sheets};

fn page_of(printed: &Printed, place: Place) -> usize {
    printed
        .pages
        .iter()
        .position(|page| page.place == Some(place))
        .unwrap()
}

#[test]
fn r132_every_form_stands_in_the_order_of_the_archive() {
    let printed = render(&volume_5a()).unwrap();
    let texts = texts(&printed.pdf);
    let titles = [
        "Классный журнал 5 «А» класса",
        "Оглавление",
        "Общие сведения об обучающихся",
        "Родители (законные представители), телефон",
        "Русский язык 5 «А»",
        "Учитель: Лаврентьева Вера Петровна",
        "Математика 5 «А»",
        "Физическая культура 5 «А»",
        "Сведения о пропущенных уроках",
        "Итоги по месяцам и за период",
        "Сводная ведомость учёта успеваемости",
        "Замечания по ведению журнала",
        "Лист заверения переноса данных",
        "Наклейка на оборот последнего листа",
        "ЛИСТ-ЗАВЕРИТЕЛЬ ДЕЛА № 02-14/34",
    ];
    let mut from = 0;
    for title in titles {
        let found = texts[from..].iter().position(|text| text.contains(title));
        from += found.unwrap_or_else(|| panic!("{title} is not after page {from}"));
    }
    assert_eq!(texts.len(), printed.pages.len());
}

#[test]
fn left_pages_are_even_and_lessons_face_their_topics() {
    let volume = volume_5a();
    let printed = render(&volume).unwrap();
    let labels: Vec<String> = sheets(&volume)
        .into_iter()
        .map(|sheet| sheet.label)
        .collect();
    for (at, page) in printed.pages.iter().enumerate() {
        match page.place {
            Some(Place::Verso(_)) => assert_eq!(at % 2, 1, "a left page is an even one"),
            Some(_) => assert_eq!(at % 2, 0, "a right page is an odd one"),
            None => {}
        }
    }
    for part in volume.subjects {
        let label = match part.subgroup.as_str() {
            "" => part.subject,
            group => format!("{}, {group}", part.subject),
        };
        let sheet = labels.iter().position(|of| *of == label).unwrap();
        let pages: Vec<Place> = printed
            .pages
            .iter()
            .filter(|page| page.sheet == Some(sheet))
            .map(|page| page.place.unwrap())
            .collect();
        for spread in pages.chunks(2) {
            let [Place::Verso(left), Place::Recto(right)] = spread else {
                panic!("{label}: {spread:?}")
            };
            assert_eq!(left + 1, *right, "{label}");
        }
    }
}

#[test]
fn sheets_are_numbered_on_their_fronts_and_counted_in_words() {
    let printed = render(&volume_5a()).unwrap();
    let texts = texts(&printed.pdf);
    for sheet in 1..=printed.sheets {
        let front = &texts[page_of(&printed, Place::Recto(sheet))];
        assert!(front.contains(&format!(" {sheet} ")), "{sheet}: {front}");
    }
    assert_eq!(printed.sheets, 22);
    assert!(texts[0].contains("22 (двадцати двух) листах"));
    let sticker = &texts[page_of(&printed, Place::Sticker)];
    assert!(
        sticker.contains("печатью 22 (двадцать два) листа."),
        "{sticker}"
    );
    let certifying = &texts[page_of(&printed, Place::Certifying)];
    assert!(
        certifying.contains("пронумеровано 22 (двадцать два) листа"),
        "{certifying}"
    );
}

#[test]
fn the_code_of_a_page_names_its_sheet_and_content() {
    let volume = volume_5a();
    let printed = render(&volume).unwrap();
    let texts = texts(&printed.pdf);
    for (page, text) in printed.pages.iter().zip(&texts) {
        let Some(place) = page.place else {
            assert_eq!(text, "");
            continue;
        };
        let codes: Vec<PageCode> = text
            .split(' ')
            .filter_map(|word| PageCode::parse(word).ok())
            .collect();
        let [code] = codes.as_slice() else {
            panic!("{place}: {text}")
        };
        assert_eq!((code.place, code.edition), (place, 1));
        assert!(code.is_of_volume(&volume.volume_id) && code.is_of_school(&volume.school_id));
        let hash = page
            .sheet
            .map_or(printed.content_hash, |sheet| printed.sheet_hashes[sheet]);
        assert!(code.is_of_content(&hash), "{place}");
        assert!(text.contains("берёза маяк сапфир ковш лыжи тополь"));
    }
}

#[test]
fn r50_a_correction_is_footnoted_with_words_and_permit() {
    let volume = volume_5a();
    let printed = render(&volume).unwrap();
    let texts = texts(&printed.pdf);
    let page = texts
        .iter()
        .find(|text| text.contains("Исправлено 09.10.2026"))
        .unwrap();
    for says in [
        "Шарова Я. В.",
        "разрешение: Тетерина М. Е.",
        "причина: отметка перенесена не в ту строку",
        "16.09, отметка «4» (четыре) исправлена на «5» (пять): 1) Дубровский П.;",
        "16.09, отметка «5» (пять) исправлена на «4» (четыре): 2) Елисеев М.",
        "Заместитель директора",
        "н?",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
}

#[test]
fn late_joiners_and_leavers_keep_their_rows_with_their_orders() {
    let printed = render(&volume_5a()).unwrap();
    let texts = texts(&printed.pdf);
    let page = texts
        .iter()
        .find(|text| text.starts_with("Математика 5"))
        .unwrap();
    assert!(
        page.contains("29 Ефимов Александр приб. 21.09, пр. 147-у от 21.09.2026"),
        "{page}"
    );
    assert!(
        page.contains("15 Куликов Ярослав выб. 12.10, пр. 164-у от 12.10.2026"),
        "{page}"
    );
}

#[test]
fn the_same_volume_gives_the_same_bytes_in_one_process() {
    let volume = volume_5a();
    let (one, other) = (render(&volume).unwrap(), render(&volume).unwrap());
    assert_eq!(one, other);
    let mut later = volume;
    later.printing.edition = 2;
    assert_ne!(render(&later).unwrap().pdf, one.pdf);
}

/// Says the hash of the printed file; [`the_same_volume_gives_the_same_bytes_in_two_processes`]
/// starts this test in a process of its own.
#[test]
fn the_hash_of_the_example_can_be_said() {
    let printed = render(&volume_5a()).unwrap();
    println!("file hash {}", blake3::hash(&printed.pdf));
    assert_eq!(
        blake3::hash(&printed.content).as_bytes(),
        &printed.content_hash
    );
}

#[test]
fn the_same_volume_gives_the_same_bytes_in_two_processes() {
    let printed = render(&volume_5a()).unwrap();
    let other = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "volume::the_hash_of_the_example_can_be_said",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8(other.stdout).unwrap();
    let hash = format!("file hash {}", blake3::hash(&printed.pdf));
    assert!(other.status.success() && said.contains(&hash), "{said}");
}
