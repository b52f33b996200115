//! Fills the volume of a class and term: everything `klassny_paper` lays out, as plain words.
//!
//! Pure over the replica: never asks who prints or what day it is. What the act of printing adds
//! stands in `Volume::printing`, which no hash of the content sees.

use super::ground::{Frame, Ground};
use super::{subject, totals};
use crate::error::{AppError, Result};
use klassny_domain::ids::PupilId;
use klassny_domain::roster::{Guardian, PupilCard, Sex};
use klassny_domain::school::{SchoolProfile, TermKind};
use klassny_domain::term::RemarkState;
use klassny_domain::volume::VolumeEdition;
use klassny_paper::view::{Case, Moved, Printing, Pupil, Remark, School, Volume};
use klassny_store::Store;
use klassny_store::query::Listed;

/// A volume of the school is kept so long (R135).
const RETENTION: &str = "5 лет";
/// The requisite that names the case of journals in the school's nomenclature (F16).
const CASE_REQUISITE: &str = "Индекс дела журналов";

/// Fills the volume of a class and term, without the act of printing.
pub(crate) fn fill_from(store: &Store, ground: &Ground) -> Result<Volume> {
    let frame = &ground.frame;
    let class = frame.class.class;
    let (profile, cards, guardians, leader) = store.read(|read| {
        Ok((
            read.school_profile()?,
            read.pupil_cards_of_class(class)?,
            read.guardians_of_class(class)?,
            read.class_teacher_on(class, frame.term.ends_on)?,
        ))
    })?;
    let profile = profile.unwrap_or_default();
    let leader = leader.and_then(|leader| ground.staff.get(&leader.staff));
    let own = (cards.as_slice(), guardians.as_slice());
    Ok(Volume {
        school_id: *store.identity().school.as_bytes(),
        volume_id: *VolumeEdition::id_of(class, frame.term.term).as_bytes(),
        school: school(&profile),
        class: format!("{} «{}»", frame.class.grade, frame.class.letter),
        year: frame.calendar.year().name.clone(),
        term: term_title(frame.term.kind, frame.term.number),
        class_teacher: leader.map(|name| name.full()).unwrap_or_default(),
        case: case(&profile, frame),
        printing: Printing::default(),
        inventory: None,
        pupils: ground
            .listed
            .iter()
            .map(|row| pupil(frame, row, own))
            .collect(),
        subjects: ground
            .groups
            .iter()
            .filter(|group| !group.lessons.is_empty())
            .map(|group| subject::part(ground, group))
            .collect(),
        absences: totals::absences(ground),
        summary: totals::summary(ground),
        remarks: Some(remarks(store, ground)?),
    })
}

/// «1 четверть», «I полугодие».
pub(crate) fn term_title(kind: TermKind, number: u8) -> String {
    match (kind, number) {
        (TermKind::Quarter, number) => format!("{number} четверть"),
        (TermKind::HalfYear, 1) => "I полугодие".to_owned(),
        (TermKind::HalfYear, 2) => "II полугодие".to_owned(),
        (TermKind::HalfYear, number) => format!("{number} полугодие"),
        (TermKind::Trimester, number) => format!("{number} триместр"),
    }
}

fn school(profile: &SchoolProfile) -> School {
    let name = match profile.full_name.as_str() {
        "" => &profile.name,
        name => name,
    };
    School {
        founder: profile.founder.clone(),
        name: name.to_owned(),
        short_name: profile.name.clone(),
        town: profile.city.clone(),
    }
}

fn case(profile: &SchoolProfile, frame: &Frame) -> Case {
    let mut requisites = profile.requisites.iter();
    let index = requisites.find(|(name, _)| name == CASE_REQUISITE);
    Case {
        index: index.map(|(_, index)| index.clone()).unwrap_or_default(),
        volume_no: u32::from(frame.term.number),
        started: Some(frame.term.starts_on),
        finished: Some(frame.term.ends_on),
        retention: RETENTION.to_owned(),
    }
}

fn pupil(frame: &Frame, row: &Listed, (cards, guardians): (&[PupilCard], &[Guardian])) -> Pupil {
    let of = row.pupil.pupil;
    let card = cards.iter().find(|card| card.pupil == of);
    let (joined, left) = moved(frame, row);
    Pupil {
        surname: row.pupil.name.surname.clone(),
        given: row.pupil.name.given.clone(),
        patronymic: row.pupil.name.patronymic.clone(),
        sex: match row.pupil.sex {
            Sex::Male => "М".to_owned(),
            Sex::Female => "Ж".to_owned(),
        },
        born: row.pupil.born_on,
        file_no: row.pupil.file_number.clone(),
        address: card.map(|card| card.address.clone()).unwrap_or_default(),
        phone: card.map(|card| card.phone.clone()).unwrap_or_default(),
        guardians: guardians_of(of, guardians),
        joined,
        left,
        note: card.map(note).unwrap_or_default(),
    }
}

fn note(card: &PupilCard) -> String {
    use klassny_domain::roster::StudyForm;
    match card.study_form {
        StudyForm::Home => "на дому".to_owned(),
        StudyForm::FullTime => String::new(),
    }
}

/// How a pupil came after the first day of the term, and left by its last one.
pub(crate) fn moved(frame: &Frame, row: &Listed) -> (Option<Moved>, Option<Moved>) {
    let left = row.until.filter(|until| *until <= frame.term.ends_on);
    let joined = (row.from > frame.term.starts_on).then(|| Moved {
        on: row.from,
        order: order(&row.order_in),
        // The words of the row are of the last move.
        place: match left {
            Some(_) => String::new(),
            None => row.note.clone(),
        },
    });
    let left = left.map(|on| Moved {
        on,
        order: order(&row.order_out),
        place: row.note.clone(),
    });
    (joined, left)
}

/// «пр. № 172-у от 18.09.2026»; empty for none.
fn order(words: &str) -> String {
    match words.trim() {
        "" => String::new(),
        words => format!("пр. {words}"),
    }
}

fn guardians_of(pupil: PupilId, all: &[Guardian]) -> Vec<klassny_paper::view::Guardian> {
    let mut own: Vec<&Guardian> = all
        .iter()
        .filter(|g| g.pupil == pupil && !g.name.is_empty())
        .collect();
    own.sort_by_key(|guardian| guardian.ordinal);
    own.into_iter()
        .map(|guardian| klassny_paper::view::Guardian {
            relation: guardian.kinship.clone(),
            name: guardian.name.clone(),
            workplace: String::new(),
            phone: guardian.phone.clone(),
        })
        .collect()
}

/// Remarks on the pages of the term (F10).
fn remarks(store: &Store, ground: &Ground) -> Result<Vec<Remark>> {
    let frame = &ground.frame;
    let offset = frame.rules.entry.offset();
    let remarks = store.read(|read| {
        let mut all = Vec::new();
        for group in &ground.groups {
            for remark in read.remarks_of_group(group.group.group)? {
                let stamp = read.stamps([remark.fact_no])?;
                let stamp = stamp.get(&remark.fact_no).copied();
                let seat = stamp.map(|stamp| read.seat(stamp.seat)).transpose()?;
                let author = seat.flatten().map(|seat| seat.staff);
                all.push((remark.value, stamp, author, group.subject.name.clone()));
            }
        }
        Ok(all)
    })?;
    let mut lines = Vec::new();
    for (remark, stamp, author, subject) in remarks {
        let written = stamp.and_then(|stamp| super::local_time(stamp.entered_ms, offset));
        let Some(on) = written.map(|at| at.date()) else {
            return Err(AppError::not_found("stamp of a remark"));
        };
        let day = remark.lesson.map_or(on, |lesson| lesson.date);
        if !frame.days().contains(&day) {
            continue;
        }
        let lesson = remark
            .lesson
            .map(|at| at.date.format(", %d.%m").to_string());
        lines.push(Remark {
            on,
            text: format!("{subject}{}: {}", lesson.unwrap_or_default(), remark.text),
            by: ground.initials(author),
            due: Some(remark.due_on),
            done: match remark.state {
                RemarkState::Accepted => "выполнено, принято".to_owned(),
                RemarkState::Returned => "выполнено, не принято".to_owned(),
                RemarkState::Open | RemarkState::Withdrawn => String::new(),
            },
        });
    }
    lines.sort_by(|a, b| (a.on, &a.text).cmp(&(b.on, &b.text)));
    Ok(lines)
}
