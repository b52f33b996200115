//! How long a spread takes in a school of 1,030 pupils after a term of 187,000 marks.

use crate::project::tests::replica;
use crate::read::Read;
use chrono::NaiveDate;
use klassny_domain::ids::GroupId;

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the time is printed for people, nothing rests on it"
)]
fn a_spread_after_a_term_of_187_000_marks_holds_its_group_and_no_other() {
    let conn = replica();
    conn.execute_batch(include_str!("a_term.sql")).unwrap();
    let marks: i64 = conn
        .query_row("SELECT COUNT(*) FROM mark", [], |row| row.get(0))
        .unwrap();
    assert_eq!(marks, 187_200);

    let group = GroupId::from_bytes(*b"0000000000000123");
    let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let start = std::time::Instant::now();
    let spread = Read::new(&conn)
        .spread(group, &(date(9, 1)..=date(10, 9)))
        .unwrap();
    println!(
        "a spread of {} marks was read in {:?}",
        spread.marks.len(),
        start.elapsed()
    );

    assert_eq!((spread.lessons.len(), spread.marks.len()), (39, 390));
    assert!(
        spread
            .marks
            .iter()
            .all(|mark| mark.value.place.group == group)
    );
    assert!(
        spread
            .lessons
            .iter()
            .all(|lesson| lesson.place.group == group)
    );
}
