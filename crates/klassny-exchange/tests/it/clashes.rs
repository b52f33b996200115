//! What the tables of one folder say against each other.

use crate::facts::lines;
use crate::make::folder;
use klassny_exchange::Severity;

const STAFF: &str = "Таб. №;Фамилия;Имя;Отчество;Должность\n\
    0001;Белова;Анна;Ильинична;Учитель\n0002;Гусев;Пётр;Олегович;Учитель\n";
const CLASSES: &str = "Класс;Численность;Классный руководитель\n5А;2;\n5Б;1;\n";
const PUPILS: &str = "Класс;№ личного дела;Фамилия;Имя;Отчество;Пол;Дата рождения\n\
    5А;К-1;Карпов;Матвей;Ильич;М;01.02.2015\n5А;Л-2;Лунёва;Вера;Олеговна;Ж;02.02.2015\n\
    5Б;М-3;Мохов;Лев;Петрович;М;03.02.2015\n";
const LOAD: &str = "Учитель;Таб. №;Класс;Предмет;Подгруппа;Часов в неделю\n\
    Белова Анна Ильинична;0001;5А;Математика;;2\nГусев Пётр Олегович;0002;5Б;Математика;;1\n";
const TIMETABLE: &str = "Класс;День недели;№ урока;Предмет;Подгруппа;Учитель;Кабинет\n";

fn told(files: &[(&str, &str)], severity: Severity) -> Vec<String> {
    lines(&folder(files).problems, severity)
}

fn has(lines: &[String], words: &[&str]) {
    let found = lines
        .iter()
        .any(|line| words.iter().all(|word| line.contains(word)));
    assert!(found, "{words:?} not in {lines:#?}");
}

#[test]
fn a_row_that_names_what_is_in_no_list_is_refused_and_taken_out() {
    let timetable = format!(
        "{TIMETABLE}5А;Пн;1;Математика;;Белова Анна Ильинична;1\n\
        5В;Пн;1;Математика;;Белова Анна Ильинична;1\n5А;Пн;2;Математика;;Иванов Иван;1\n\
        5А;Пн;3;Танцы;;Белова Анна Ильинична;1\n"
    );
    let members = "Класс;Предмет;Подгруппа;№ личного дела;ФИО\n\
        5А;Математика;1;К-1;Карпов\n5А;Математика;1;М-3;Мохов\n5А;Математика;1;Я-9;Яшин\n";
    let files = [
        ("1.csv", STAFF),
        ("2.csv", CLASSES),
        ("3.csv", PUPILS),
        ("4.csv", LOAD),
        ("5.csv", &timetable),
        ("6.csv", members),
    ];
    let preview = folder(&files);
    assert_eq!(preview.rows.timetable.len(), 1);
    assert_eq!(preview.rows.subgroup_members.len(), 1);
    let refused = lines(&preview.problems, Severity::Refused);
    assert_eq!(refused.len(), 5, "{refused:#?}");
    has(&refused, &["5.csv, строка 3", "класса 5В нет"]);
    has(&refused, &["5.csv, строка 4", "«Иванов Иван»"]);
    has(&refused, &["5.csv, строка 5", "«Танцы»"]);
    has(&refused, &["6.csv, строка 3", "учится в 5Б, а не в 5А"]);
    has(&refused, &["6.csv, строка 4", "Я-9"]);
    let alone = folder(&[("5.csv", &timetable)]);
    assert_eq!(
        alone.rows.timetable.len(),
        4,
        "a list that is not there is not missed"
    );
}

#[test]
fn a_number_given_twice_refuses_the_second_row_with_its_guardians() {
    let pupils = "Класс;№ личного дела;Фамилия;Имя;Пол;Родитель 1: ФИО\n\
        5А;К-1;Карпов;Матвей;М;Карпова\n5А;К-1;Лунёва;Вера;Ж;Лунёва\n";
    let staff = format!("{STAFF}0001;Ершов;Олег;Ильич;Учитель\n");
    let preview = folder(&[("1.csv", pupils), ("2.csv", &staff)]);
    assert_eq!(
        (preview.rows.pupils.len(), preview.rows.guardians.len()),
        (1, 1)
    );
    assert_eq!(preview.rows.staff.len(), 2);
    let refused = lines(&preview.problems, Severity::Refused);
    has(&refused, &["1.csv, строка 3", "личное дело К-1"]);
    has(&refused, &["2.csv, строка 4", "табельный номер 0001"]);
}

#[test]
fn clashes_of_teacher_room_and_class_are_told_but_not_joint_lessons() {
    let timetable = format!(
        "{TIMETABLE}5А;Пн;1;Математика;;Белова;1\n5Б;Пн;1;Математика;;Белова;2\n\
        5А;Вт;1;Математика;;Белова;1\n5Б;Вт;1;Физика;;Гусев;1\n\
        5А;Ср;1;Физика;;Гусев;1\n5А;Ср;1;Математика;;Белова;2\n\
        5А;Чт;1;Английский;1;Белова;1\n5А;Чт;1;Английский;2;Гусев;2\n\
        5А;Пт;1;Физкультура;;Белова;Зал\n5Б;Пт;1;Физкультура;;Белова;Зал\n"
    );
    let doubts = told(&[("1.csv", &timetable)], Severity::Doubt);
    assert_eq!(doubts.len(), 3, "{doubts:#?}");
    has(
        &doubts,
        &["строка 3", "понедельник, 1 урок", "Белова ведёт"],
    );
    has(&doubts, &["строка 5", "кабинет 1 занят"]);
    has(&doubts, &["строка 7", "у 5А и Физика, и Математика"]);
}

#[test]
fn r94_the_load_is_compared_with_the_timetable_and_the_curriculum() {
    let timetable = format!(
        "{TIMETABLE}5А;Пн;1;Математика;;Белова Анна Ильинична;1\n5Б;Пн;1;Математика;;Гусев Пётр Олегович;2\n5Б;Вт;1;Математика;;Белова Анна Ильинична;2\n"
    );
    let plan = "Предмет;5 класс\nМатематика;2\nИтого;3\n";
    let files = [("1.csv", LOAD), ("2.csv", &timetable), ("3.csv", plan)];
    let doubts = told(&files, Severity::Doubt);
    assert_eq!(doubts.len(), 4, "{doubts:#?}");
    has(
        &doubts,
        &[
            "1.csv, строка 2",
            "в нагрузке 2 ч в неделю, в расписании уроков 1",
        ],
    );
    has(
        &doubts,
        &["1.csv, строка 3", "в учебном плане 2 ч, в нагрузке 1 ч"],
    );
    has(&doubts, &["2.csv, строка 4", "в нагрузке такого учителя"]);
    has(&doubts, &["3.csv, B3", "в итоге 3 ч, а сумма строк 2 ч"]);
}

#[test]
fn sizes_days_and_orders_are_compared() {
    let classes = "Класс;Численность;Классный руководитель\n5А;3;\n5Б;1;\n";
    let works = "Дата;День недели;№ урока;Класс;Предмет;Вид работы\n\
        07.09.2026;Вторник;1;5А;Математика;КР\n07.09.2026;Понедельник;2;5А;Физика;Викторина века\n";
    let movement = "№ приказа;Дата приказа;Вид движения;ФИО;№ личного дела;Класс (было);Класс (стало);Дата события\n\
        1-у;01.10.2026;перевод;Карпов Матвей Ильич;К-1;5Б;5А;01.10.2026\n\
        2-у;02.10.2026;отчисление;Лунёва Вера Олеговна;Л-2;5А;;02.10.2026\n";
    let counts = "Класс;на 01.09.2026;на 02.10.2026\n5А;2;2\nИтого;3;2\n";
    let slots = "ФИО;День недели;Начало;Конец;АРМ №\n\
        Белова;Пн;10:00;10:20;1\nГусев;Пн;10:10;10:30;1\nГусев;Пн;10:30;10:50;1\n";
    let files = [
        ("1.csv", classes),
        ("2.csv", PUPILS),
        ("3.csv", works),
        ("4.csv", movement),
        ("5.csv", counts),
        ("6.csv", slots),
    ];
    let doubts = told(&files, Severity::Doubt);
    assert_eq!(doubts.len(), 7, "{doubts:#?}");
    has(
        &doubts,
        &["1.csv, строка 2", "«Численность» 3, а в «Контингенте» 2"],
    );
    has(
        &doubts,
        &["3.csv, строка 2", "понедельник, а написано «вторник»"],
    );
    has(&doubts, &["3.csv, строка 3", "уже есть контрольная работа"]);
    has(&doubts, &["3.csv", "«Викторина века» неизвестен"]);
    has(
        &doubts,
        &["4.csv, строка 2", "ученик в 5А, а по приказу в 5Б"],
    );
    has(
        &doubts,
        &[
            "5.csv, строка 2",
            "02.10.2026: в численности 2, по приказам 1",
        ],
    );
    has(
        &doubts,
        &["6.csv, строка 3", "АРМ 1 в это время занят: Белова"],
    );
}
