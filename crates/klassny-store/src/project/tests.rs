//! What is written is what is read back, for every kind of fact.

use super::samples::changes;
use super::{TABLES, Winner, clear, counts, read_back, remove, write};
use crate::error::Error;
use crate::words::Word;
use chrono::Weekday;
use klassny_domain::attendance::AbsenceReason;
use klassny_domain::change::{Change, Kind};
use klassny_domain::family::{AgreementBasis, ContactWay, FamilyDutyKind, LetterDirection};
use klassny_domain::mark::MarkValue;
use klassny_domain::roster::{CourseKind, ElectronicForm, MovementKind, Role, Sex, StudyForm};
use klassny_domain::school::{BreakKind, TermKind};
use klassny_domain::term::{AcceptanceState, RemarkState};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::volume::VolumeStep;
use klassny_domain::work_kind::WorkKind;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// An empty replica in memory.
pub(crate) fn replica() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.set_prepared_statement_cache_capacity(256);
    crate::open::migrations::migrations::runner()
        .run(&mut conn)
        .unwrap();
    conn
}

/// Writes a fact as the only one of its register.
pub(crate) fn state(conn: &Connection, fact: i64, change: &Change) -> Result<(), Error> {
    write(
        conn,
        Winner {
            key: change.register().key,
            fact,
            tips: 1,
            change,
        },
    )
}

fn state_all(conn: &Connection) {
    for (fact, change) in (1..).zip(&changes()) {
        state(conn, fact, change).unwrap();
    }
}

fn dump(conn: &Connection) -> Vec<String> {
    Kind::ALL
        .iter()
        .flat_map(|kind| read_back(conn, *kind))
        .map(|row| format!("{row:?}"))
        .collect()
}

#[test]
fn the_samples_hold_every_kind_of_fact() {
    let kinds: BTreeSet<Kind> = changes().iter().map(Change::kind).collect();
    assert_eq!(kinds, Kind::ALL.iter().copied().collect());
}

#[test]
fn every_fact_is_read_back_as_it_was_written() {
    let conn = replica();
    state_all(&conn);
    for change in changes() {
        assert!(
            read_back(&conn, change.kind()).contains(&change),
            "{change:?}"
        );
    }
    let written = changes().len() as u64;
    assert_eq!(
        counts(&conn)
            .unwrap()
            .iter()
            .map(|(_, count)| count)
            .sum::<u64>(),
        written
    );
}

#[test]
fn writing_twice_is_writing_once() {
    let conn = replica();
    state_all(&conn);
    let once = dump(&conn);
    state_all(&conn);
    assert_eq!(dump(&conn), once);
}

#[test]
fn a_later_winner_takes_the_place_of_the_earlier() {
    let conn = replica();
    for change in &changes() {
        let key = change.register().key;
        state(&conn, 1, change).unwrap();
        write(
            &conn,
            Winner {
                key,
                fact: 2,
                tips: 3,
                change,
            },
        )
        .unwrap();
    }
    for table in TABLES {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE fact_no <> 2 OR tips <> 3");
        assert_eq!(
            conn.query_row(&sql, [], |row| row.get::<_, i64>(0)),
            Ok(0),
            "{table}"
        );
    }
}

#[test]
fn a_register_without_a_valid_fact_loses_its_row_and_no_other() {
    let conn = replica();
    state_all(&conn);
    for change in changes() {
        let register = change.register();
        let others = read_back(&conn, register.kind).len() - 1;
        remove(&conn, register.kind, &register.key).unwrap();
        remove(&conn, register.kind, &register.key).unwrap();
        let rest = read_back(&conn, register.kind);
        assert_eq!(rest.len(), others);
        assert!(!rest.contains(&change));
    }
    assert!(dump(&conn).is_empty());
}

#[test]
fn clearing_empties_every_table_of_the_journal() {
    let conn = replica();
    state_all(&conn);
    clear(&conn).unwrap();
    assert!(dump(&conn).is_empty());
}

#[test]
fn every_table_of_the_migration_is_projected_and_has_its_register() {
    let conn = replica();
    let sql = "SELECT t.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
               WHERE c.name = 'register_key' AND t.name NOT LIKE 'log\\_%' ESCAPE '\\'";
    let mut select = conn.prepare(sql).unwrap();
    let made: BTreeSet<String> = select
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        made,
        TABLES.iter().map(|table| (*table).to_owned()).collect()
    );
}

#[test]
fn every_word_of_an_enum_is_allowed_in_its_columns() {
    fn check<T: Word>(conn: &Connection, columns: &[(&str, &str)]) {
        for ((table, column), word) in columns
            .iter()
            .flat_map(|at| T::WORDS.iter().map(move |word| (at, word)))
        {
            let sql = format!("UPDATE {table} SET {column} = ?1");
            assert!(
                conn.execute(&sql, [word]).unwrap() > 0,
                "{table}.{column} = {word}"
            );
            assert_eq!(T::from_word(word).map(Word::word), Some(*word));
        }
    }
    let conn = replica();
    state_all(&conn);
    check::<TermKind>(&conn, &[("term", "kind")]);
    check::<BreakKind>(&conn, &[("school_break", "kind")]);
    check::<Sex>(&conn, &[("pupil", "sex")]);
    check::<StudyForm>(&conn, &[("pupil_card", "study_form")]);
    check::<ElectronicForm>(&conn, &[("guardian", "electronic")]);
    check::<ContactWay>(
        &conn,
        &[
            ("information_form", "way"),
            ("family_duty", "way"),
            ("letter", "way"),
        ],
    );
    check::<AgreementBasis>(&conn, &[("information_form", "basis")]);
    check::<FamilyDutyKind>(&conn, &[("family_duty", "kind")]);
    check::<LetterDirection>(&conn, &[("letter", "direction")]);
    check::<MovementKind>(&conn, &[("movement", "kind")]);
    check::<CourseKind>(&conn, &[("course", "kind")]);
    check::<Role>(&conn, &[("role_grant", "role")]);
    check::<Weekday>(
        &conn,
        &[("timetable_slot", "weekday"), ("entry_slot", "weekday")],
    );
    check::<SubstitutionKind>(&conn, &[("substitution", "kind")]);
    let kinds = [
        ("plan_row", "kind"),
        ("control_work", "kind"),
        ("assignment", "kind"),
    ];
    check::<WorkKind>(&conn, &kinds);
    check::<AbsenceReason>(&conn, &[("absence_excuse", "reason")]);
    check::<RemarkState>(&conn, &[("remark", "state")]);
    check::<AcceptanceState>(&conn, &[("acceptance", "state")]);
    check::<VolumeStep>(&conn, &[("volume_route_step", "step")]);
    check::<MarkValue>(&conn, &[("mark", "value"), ("final_mark", "value")]);
}
