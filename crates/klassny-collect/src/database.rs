//! The district's database: everything that is asked of PostgreSQL.
//!
//! Owns the statements, each a file of `sql/`. The figures of a school are replaced in one
//! transaction, so whoever reads sees the old ones or the new ones.

use crate::figures::{Figures, Record};
use crate::round::{Outcome, State};
use anyhow::{Context as _, Result};
use postgres::{Client, NoTls, Statement, Transaction};

const SCHEMA: &str = include_str!("../sql/schema.sql");
const PUT_SCHOOL: &str = include_str!("../sql/put_school.sql");
const PUT_TROUBLE: &str = include_str!("../sql/put_trouble.sql");
const CLEAR_CLASSES: &str = include_str!("../sql/clear_classes.sql");
const CLEAR_FIGURES: &str = include_str!("../sql/clear_figures.sql");
const PUT_CLASS: &str = include_str!("../sql/put_class.sql");
const PUT_FIGURES: &str = include_str!("../sql/put_figures.sql");
const SEGMENTS_OF: &str = include_str!("../sql/segments_of.sql");
const FORGET: &str = include_str!("../sql/forget.sql");

/// The statements besides the schema, for the test that prepares every one.
const STATEMENTS: [&str; 8] = [
    PUT_SCHOOL,
    PUT_TROUBLE,
    CLEAR_CLASSES,
    CLEAR_FIGURES,
    PUT_CLASS,
    PUT_FIGURES,
    SEGMENTS_OF,
    FORGET,
];

/// The district's database.
pub struct Database(Client);

impl Database {
    /// Connects, and makes the tables that are not there.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn connect(address: &str) -> Result<Self> {
        let mut client = Client::connect(address, NoTls).context(
            "PostgreSQL не отвечает: проверьте адрес в файле --database и что сервер запущен",
        )?;
        client.batch_execute(SCHEMA).context("таблицы не созданы")?;
        Ok(Self(client))
    }

    /// Prepares every statement.
    ///
    /// # Errors
    /// The first that PostgreSQL does not understand.
    pub fn prepare_all(&mut self) -> Result<usize> {
        for sql in STATEMENTS {
            self.0.prepare(sql).with_context(|| sql.to_owned())?;
        }
        Ok(STATEMENTS.len())
    }

    /// How many segments the figures of a school are made of; none where it is not here.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn segments_of(&mut self, called: &str) -> Result<Option<u64>> {
        let row = self.0.query_opt(SEGMENTS_OF, &[&called])?;
        let count: Option<i64> = row.map(|row| row.try_get(0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()))
    }

    /// Writes what a look at a school came to.
    ///
    /// # Errors
    /// What PostgreSQL says; nothing of the school is changed then.
    pub fn put(&mut self, outcome: &Outcome) -> Result<()> {
        let State::Looked(looked) = &outcome.state else {
            let State::Failed(why) = &outcome.state else {
                return Ok(());
            };
            self.0
                .execute(PUT_TROUBLE, &[&outcome.called, why, &outcome.at_ms])?;
            return Ok(());
        };
        let mut change = self.0.transaction()?;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let small = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        change.execute(
            PUT_SCHOOL,
            &[
                &outcome.called,
                &looked.school.as_bytes().as_slice(),
                &looked.figures.name,
                &looked.figures.city,
                &looked.word,
                &looked.trouble,
                &outcome.at_ms,
                &number(looked.segments),
                &small(looked.gaps),
                &small(looked.bad),
                &number(looked.set_aside),
                &number(looked.unread),
            ],
        )?;
        if looked.is_new {
            put_figures(&mut change, &outcome.called, &looked.figures)?;
        }
        change.commit()?;
        Ok(())
    }

    /// Forgets a school.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn forget(&mut self, called: &str) -> Result<bool> {
        Ok(self.0.execute(FORGET, &[&called])? > 0)
    }
}

fn put_figures(change: &mut Transaction<'_>, called: &str, figures: &Figures) -> Result<()> {
    change.execute(CLEAR_CLASSES, &[&called])?;
    change.execute(CLEAR_FIGURES, &[&called])?;
    let put = change.prepare(PUT_CLASS)?;
    for class in &figures.classes {
        let pupils = class.pupils.map(whole);
        change.execute(
            &put,
            &[
                &called,
                &class.year,
                &i16::from(class.grade),
                &class.letter,
                &pupils,
            ],
        )?;
    }
    let put = change.prepare(PUT_FIGURES)?;
    for record in &figures.records {
        put_record(change, &put, (called, record))?;
    }
    Ok(())
}

fn put_record(
    change: &mut Transaction<'_>,
    put: &Statement,
    (called, record): (&str, &Record),
) -> Result<()> {
    let of = record.of_pupils.as_ref();
    change.execute(
        put,
        &[
            &called,
            &record.year,
            &record.term_kind,
            &i16::from(record.term_number),
            &i16::from(record.grade),
            &record.letter,
            &record.subject,
            &record.closed,
            &whole(record.held),
            &whole(record.not_held),
            &whole(record.without_topic),
            &of.map(|of| whole(of.pupils)),
            &of.map(|of| whole(of.absent)),
            &of.map(|of| whole(of.late)),
            &of.map(|of| of.marks.as_str()),
            &of.map(|of| of.finals.as_str()),
        ],
    )?;
    Ok(())
}

fn whole(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
