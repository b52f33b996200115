//! Tables as people make them: other orders, titles above, merged headers, texts for dates,
//! encodings. What is understood is taken; what is not is told, never guessed.

use crate::facts::lines;
use crate::make::{CLASSES, book, csv, texts};
use chrono::{NaiveDate, NaiveTime};
use encoding_rs::{UTF_16LE, WINDOWS_1251};
use klassny_domain::roster::{ElectronicForm, Sex};
use klassny_exchange::{Severity, SheetKind, read_workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

const TIMETABLE: &str = "Класс;День недели;№ урока;Начало;Конец;Предмет;Подгруппа;Учитель;Кабинет\n\
    5А;Понедельник;1;09:00;09:45;Английский язык;1;Белова «Б.»;314\n\
    5А;Пн;1;9:00;9.45;Английский язык;2;Игнатов Тихон;315\n";

fn encode(text: &str, mark: &[u8], how: fn(&str) -> Vec<u8>) -> Vec<u8> {
    [mark.to_vec(), how(text)].concat()
}

#[test]
fn a_csv_is_the_same_in_every_encoding_and_with_every_separator() {
    let expected = csv(TIMETABLE).rows.timetable;
    assert_eq!(expected.len(), 2);
    assert_eq!(expected[0].teacher, "Белова «Б.»");
    assert_eq!(expected[0].room, "314");
    assert_eq!(expected[1].ends_at, NaiveTime::from_hms_opt(9, 45, 0));
    assert_eq!(expected[1].source.row, 3);
    let utf8 = |text: &str| text.as_bytes().to_vec();
    let cp1251 = |text: &str| WINDOWS_1251.encode(text).0.into_owned();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(UTF_16LE.name(), "UTF-16LE");
    for separator in [";", ",", "\t"] {
        let text = TIMETABLE.replace(';', separator);
        for bytes in [
            encode(&text, b"", utf8),
            encode(&text, b"\xef\xbb\xbf", utf8),
            encode(&text, b"", cp1251),
            encode(&text, b"\xff\xfe", utf16),
            encode(&text.replace('\n', "\r\n"), b"", cp1251),
        ] {
            let preview = read_workbook(&bytes, "таблица.csv");
            let start = &bytes[..4];
            assert!(preview.problems.is_empty(), "{start:x?} {separator:?}");
            assert_eq!(preview.rows.timetable, expected);
        }
    }
}

#[test]
fn a_workbook_is_known_by_its_headers_and_not_by_its_name() {
    let bytes = book(&texts(&CLASSES), "<sst/>", &[]);
    for name in ["Классы.xlsx", "x.csv", "без имени", "../../etc/passwd"] {
        let preview = read_workbook(&bytes, name);
        assert_eq!(preview.sheets[0].kind, SheetKind::Classes);
        assert_eq!(preview.rows.classes[1].class.to_string(), "5Б");
    }
}

#[test]
fn columns_are_found_in_any_order_below_a_title_with_untidy_words() {
    let text = ";;\nСписок сотрудников на 2026/2027\n\n\
        Предметы;Дата  приема;ДОЛЖНОСТЬ;Имя;Tаб.\u{a0}№;Фамилия;Отчество;ИНН;Классное руководство\n\
        Физика, Химия;2026-09-01; Учитель  физики ;Анна\u{a0};0007;Соколова;;000637151858;7 «a»\n";
    let preview = csv(text);
    assert!(preview.problems.is_empty(), "{:#?}", preview.problems);
    let [staff] = preview.rows.staff.as_slice() else {
        panic!("one person");
    };
    assert_eq!(staff.personnel_number, "0007");
    assert_eq!(staff.name.full(), "Соколова Анна");
    assert_eq!(staff.position, "Учитель физики");
    assert_eq!(staff.subjects, ["Физика", "Химия"]);
    assert_eq!(staff.hired_on, NaiveDate::from_ymd_opt(2026, 9, 1));
    assert_eq!(staff.inn, "000637151858");
    assert_eq!(staff.class_teacher_of.as_ref().unwrap().to_string(), "7А");
    assert_eq!(staff.source.row, 5);
}

#[test]
fn a_header_of_two_merged_rows_is_read_as_one() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 8, "Список учеников", &plain)
        .unwrap();
    for (column, title) in (0..).zip(["Класс", "№ личного дела", "Фамилия", "Имя", "Пол"])
    {
        sheet
            .merge_range(2, column, 3, column, title, &plain)
            .unwrap();
    }
    sheet.merge_range(2, 5, 2, 7, "Родитель 1", &plain).unwrap();
    for (column, title) in (5..).zip(["ФИО", "телефон", "электронная форма"])
    {
        sheet.write(3, column, title).unwrap();
    }
    sheet.merge_range(4, 0, 5, 0, "5А", &plain).unwrap();
    for (row, number, surname) in [(4, "К-1", "Карпов"), (5, "Л-2", "Лунёв")] {
        for (column, text) in (1..).zip([
            number,
            surname,
            "Матвей",
            "М",
            "Карпова Е. И.",
            "+7",
            "отказ",
        ]) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let preview = read_workbook(&book.save_to_buffer().unwrap(), "список.xlsx");
    assert!(preview.problems.is_empty(), "{:#?}", preview.problems);
    let pupils = &preview.rows.pupils;
    assert_eq!(pupils.len(), 2);
    assert_eq!(pupils[1].class.to_string(), "5А");
    assert_eq!(
        (pupils[1].name.surname.as_str(), pupils[1].sex),
        ("Лунёв", Sex::Male)
    );
    assert_eq!(preview.rows.guardians.len(), 2);
    assert_eq!(
        preview.rows.guardians[0].electronic,
        ElectronicForm::Refused
    );
    assert_eq!(preview.rows.guardians[0].phone, "+7");
}

#[test]
fn numbers_dates_times_and_formulas_of_a_spreadsheet_are_told_where_they_may_deceive() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let titles = [
        "Таб. №",
        "Фамилия",
        "Имя",
        "Должность",
        "Дата рождения",
        "Дата приёма",
        "Часов в неделю",
        "Кабинет",
    ];
    for (column, title) in (0..).zip(titles) {
        sheet.write(0, column, title).unwrap();
    }
    sheet.write(1, 0, 7).unwrap();
    sheet.write(1, 1, "=Соколова").unwrap();
    sheet.write(1, 2, "Анна").unwrap();
    sheet.write(1, 3, "Учитель").unwrap();
    let born = ExcelDateTime::from_ymd(1980, 1, 3).unwrap();
    sheet.write_with_format(1, 4, &born, &date).unwrap();
    sheet.write(1, 5, 46_266).unwrap();
    sheet
        .write_formula(1, 6, Formula::new("=17+0.5").set_result("17.5"))
        .unwrap();
    sheet.write(1, 7, 305).unwrap();
    let preview = read_workbook(&book.save_to_buffer().unwrap(), "кадры.xlsx");
    let staff = &preview.rows.staff[0];
    assert_eq!(staff.personnel_number, "7");
    assert_eq!(staff.name.surname, "=Соколова");
    assert_eq!(staff.born_on, NaiveDate::from_ymd_opt(1980, 1, 3));
    assert_eq!(staff.hired_on, NaiveDate::from_ymd_opt(2026, 9, 1));
    assert_eq!(staff.week_hours_quarters, Some(70));
    assert_eq!(staff.room, "305");
    let doubts = lines(&preview.problems, Severity::Doubt);
    assert_eq!(doubts.len(), 3, "{doubts:#?}");
    for (place, what) in [
        ("A2", "нули в начале"),
        ("F2", "дата записана числом"),
        ("G2", "формулы"),
    ] {
        let told = doubts
            .iter()
            .any(|line| line.contains(place) && line.contains(what));
        assert!(told, "{place} {what}: {doubts:#?}");
    }
}

#[test]
fn every_row_cell_and_column_not_taken_is_told_with_its_place() {
    let text = "Класс;№ личного дела;Фамилия;Имя;Пол;Дата рождения;Любимый цвет;Родитель 1: ФИО;Родитель 1: электронная форма\n\
        5А;К-1;Карпов;Матвей;М;31.02.2015;синий;;согласие\n\
        5Ъ7;К-2;Ким;Лев;М;01.02.2015;;;\n\
        5А;;Лунёв;Пётр;мальчик;01.02.2015;;;\n\
        Итого;2;;;;;;;\n";
    let preview = csv(text);
    assert_eq!(preview.rows.pupils.len(), 1);
    assert_eq!(preview.rows.pupils[0].born_on, None);
    assert!(preview.rows.guardians.is_empty());
    let refused = lines(&preview.problems, Severity::Refused);
    let expected = [
        "таблица.csv, F2: в столбце «Дата рождения» стоит «31.02.2015», не взято",
        "таблица.csv, H2: сведения о родителе 1 без ФИО не взяты",
        "таблица.csv, A3: в столбце «Класс» стоит «5Ъ7», не взято",
        "таблица.csv, B4: пустой столбец «№ личного дела», строка не взята",
        "таблица.csv, E4: в столбце «Пол» стоит «мальчик», не взято",
    ];
    assert_eq!(refused, expected);
    let doubts = lines(&preview.problems, Severity::Doubt);
    assert_eq!(doubts.len(), 2, "{doubts:#?}");
    assert!(
        doubts[0].contains("G1: столбец «Любимый цвет» не взят"),
        "{}",
        doubts[0]
    );
    assert!(
        doubts[1].contains("строка 5: строка итога не взята"),
        "{}",
        doubts[1]
    );
}

#[test]
fn a_header_with_more_words_is_taken_with_a_doubt_and_a_lacking_one_refuses_the_sheet() {
    let preview = csv("Класс;Численность учащихся;Классный руководитель\n5А;28;Шарова\n");
    assert_eq!(preview.rows.classes[0].size, Some(28));
    let doubts = lines(&preview.problems, Severity::Doubt);
    assert!(
        doubts[0].contains("«Численность учащихся» прочитан как «Численность»"),
        "{doubts:#?}"
    );
    let preview = csv("Класс;Численность\n5А;28\n");
    assert_eq!(preview.rows.count(), 0);
    assert!(preview.problems[0].what.contains("файл не узнан"));
    assert_eq!(preview.problems[0].severity, Severity::Refused);
}

#[test]
fn a_journal_of_a_csv_is_read_without_merged_months() {
    let text = "Класс: 5А\nУчебный год: 2026/2027\nПредмет: Труд (технология) (2 подгруппа)\n\
        Учитель:;Шульга А. А.\n\n№;Фамилия, имя;Сентябрь;;Январь;Итог. 1 четв.\n;;29;29;12;\n\
        1;Карпов М.;5;н;О/4;5\n2;Ким Л.;H;Б/4;7;н/а\n\nДата;Тема урока;Домашнее задание\n\
        29.09.2026;Ткань;не задано\n29.09.2026;Нить;не задано\n12.01.2027;Шов;не задано\n\
        13.01.2027;Лишняя;не задано\n";
    let preview = csv(text);
    let [sheet] = preview.rows.journal.as_slice() else {
        panic!("{:#?}", preview.problems);
    };
    assert_eq!(
        (sheet.subject.as_str(), sheet.subgroup),
        ("Труд (технология)", 2)
    );
    assert_eq!(sheet.teacher, "Шульга А. А.");
    let lessons = sheet
        .lessons
        .iter()
        .map(|lesson| (lesson.date.to_string(), lesson.topic.clone()));
    let expected = [
        ("2026-09-29", "Ткань"),
        ("2026-09-29", "Нить"),
        ("2027-01-12", "Шов"),
    ];
    assert!(lessons.eq(expected.map(|(day, topic)| (day.to_owned(), topic.to_owned()))));
    assert_eq!(sheet.pupils[0].grades(), [5, 4]);
    let problems: Vec<String> = preview
        .problems
        .iter()
        .map(|p| format!("{} {}", p.place(), p.what))
        .collect();
    assert_eq!(problems.len(), 3, "{problems:#?}");
    assert!(problems[0].contains("строка 15") && problems[0].contains("нет такого урока"));
    assert!(problems[1].contains("D9") && problems[1].contains("Б/4"));
    assert!(problems[2].contains("E9") && problems[2].contains("«7» не понята"));
}
