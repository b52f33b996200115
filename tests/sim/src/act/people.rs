//! What people do at a workstation: through the desk, as the window does it.
//!
//! The desk and the store decide what is allowed; a refusal is an answer like any other.

use crate::check::{Failure, Kind};
use crate::school;
use crate::step::Act;
use crate::world::{Outcome, World};
use anyhow::Result;
use chrono::{Days, TimeZone as _, Utc};
use klassny_app::AppError;
use klassny_app::api::{CloseTerm, ReopenTerm};
use klassny_app::closing;
use klassny_app::desk::{Desk, Person};
use klassny_app::view::text::ErrorCode;
use klassny_domain::access::SeatRevocation;
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::{BatchCommit, Change, Compartment, FactId, ImportSource};
use klassny_domain::ids::{AcceptanceId, BatchId, PermitId, RemarkId};
use klassny_domain::lesson::{Assignment, Held, Homework, HomeworkText, LessonRecord, LessonTopic};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::roster::{ClassTeacher, PupilCard, Role, RoleGrant, SchoolClass, StudyForm};
use klassny_domain::term::{
    Acceptance, AcceptanceState, FinalKind, FinalMark, Permit, PermitScope, Remark, RemarkState,
};
use klassny_domain::timetable::{Substitution, SubstitutionKind};
use klassny_domain::work_kind::WorkKind;
use klassny_store::NewFact;

impl World {
    /// Lets a person do something at a device; signs the person in first.
    pub fn act(&mut self, device: usize, staff: u8, act: Act) -> Result<Outcome> {
        if act == Act::Enrol {
            return self.enrol_next(device, staff);
        }
        if let Act::Invite(whom) = act {
            return self.invite(device, staff, whom);
        }
        if !self.admit(device, staff)? {
            return Ok(Outcome::Idle);
        }
        let before = self.device(device).store().last_fact_no()?;
        let done = self.at_desk(device, staff, act);
        self.note_entered(device, staff, before, act)?;
        match done {
            Ok(()) => Ok(Outcome::Entered),
            Err(error) if is_refusal(&error) => {
                self.refusal = format!("{error} {:?}", error.refusal);
                Ok(Outcome::Refused)
            }
            Err(error) => {
                let text = format!("{act:?} of {}: {error}", school::name(staff));
                Err(Failure::ends(Kind::Broken, text))
            }
        }
    }

    fn at_desk(&mut self, device: usize, staff: u8, act: Act) -> std::result::Result<(), AppError> {
        let revoked = match act {
            Act::Revoke(whose, at) => {
                let at = self.device_of(at);
                self.device(at).seat(whose % school::STAFF)
            }
            _ => None,
        };
        let here = self.device(device);
        let Some(seat) = here.seat(staff) else {
            return Err(AppError::new(ErrorCode::NotSignedIn, ""));
        };
        here.station.seal_others(seat)?;
        let entered = here.station.now();
        let person = Person {
            staff: school::staff(staff),
            seat,
            since_ms: entered.wall_ms,
        };
        let desk = Desk::new(here.store(), person, entered, &here.undo, &|_, _| {})?;
        match act {
            Act::Close(class, term) => {
                let args = CloseTerm {
                    class: school::class(class).to_string(),
                    term: school::term(term).to_string(),
                    despite: "приказ".to_owned(),
                };
                closing::close_term(&desk, &args).map(drop)
            }
            Act::Reopen(class, term) => {
                let args = ReopenTerm {
                    class: school::class(class).to_string(),
                    term: school::term(term).to_string(),
                    reason: "ошибка".to_owned(),
                };
                closing::reopen_term(&desk, &args).map(drop)
            }
            Act::Accept => {
                let no = entered.monotonic_ms.to_le_bytes();
                let acceptance = self.acceptance(device, &no)?;
                if acceptance.facts.is_empty() {
                    return Err(AppError::not_found("aside"));
                }
                desk.commit(vec![Change::Acceptance(acceptance).into()])
                    .map(drop)
            }
            Act::Import(group, value, with_load) => desk
                .commit(import(&desk, group, value, with_load))
                .map(drop),
            Act::Roll(class, which) => desk.commit(roll(&desk, class, which)).map(drop),
            Act::RollAsOne(class, which) => desk.commit(roll_as_one(&desk, class, which)).map(drop),
            Act::Revoke(..) => match revoked {
                Some(seat) => {
                    let reason = "ноутбук потерян".to_owned();
                    let fact = Change::SeatRevocation(SeatRevocation {
                        seat,
                        reason,
                        root: None,
                    });
                    let epochs = here.station.new_epochs(&[seat])?;
                    let facts = [fact.into()].into_iter().chain(epochs);
                    desk.commit(facts.collect()).map(drop)
                }
                None => Err(AppError::not_found("seat")),
            },
            _ => desk.commit(facts(&desk, act)).map(drop),
        }
    }
}

impl World {
    /// An acceptance of what does not count at a device, whatever the reason.
    pub fn acceptance(
        &self,
        device: usize,
        no: &[u8],
    ) -> std::result::Result<Acceptance, klassny_store::Error> {
        let facts = self.device(device).store().every_fact()?;
        let aside = facts.iter().filter(|fact| {
            let op = fact.op.as_ref();
            fact.doubt.is_some()
                && op.is_some_and(|op| op.change.compartment() == Compartment::Journal)
        });
        let mut facts: Vec<FactId> = aside.filter_map(|fact| fact.id).collect();
        facts.sort_unstable();
        facts.truncate(Acceptance::FACTS_MAX);
        Ok(Acceptance {
            acceptance: AcceptanceId::derive(&[no]),
            facts,
            state: AcceptanceState::Accepted,
            reason: "приказ".to_owned(),
        })
    }
}

/// Whether the program said no, rather than failed.
pub(super) const fn is_refusal(error: &AppError) -> bool {
    !matches!(
        error.code,
        ErrorCode::Internal | ErrorCode::ReplicaBroken | ErrorCode::DiskFull
    )
}

fn facts(desk: &Desk<'_>, act: Act) -> Vec<NewFact> {
    let changes = of_lesson(act)
        .or_else(|| of_deputy(desk, act))
        .unwrap_or_else(|| of_others(desk, act));
    let permit = permit_for(desk, &changes);
    changes
        .into_iter()
        .map(|change| NewFact {
            permit,
            ..NewFact::from(change)
        })
        .collect()
}

fn of_lesson(act: Act) -> Option<Vec<Change>> {
    Some(match act {
        Act::Mark(group, day, work, pupil, value) => vec![mark(group, day, work, pupil, value)],
        Act::Column(group, day, value) => {
            let mut facts = vec![lesson(group, day, 1)];
            facts.extend((0..school::PUPILS).map(|pupil| mark(group, day, 0, pupil, value)));
            facts
        }
        Act::Absence(group, day, pupil, which) => vec![Change::Attendance(Attendance {
            place: school::place(group, day),
            pupil: school::pupil(school::class_of(group), pupil),
            presence: match which % 3 {
                0 => Presence::Present,
                1 => Presence::Late { minutes: 7 },
                _ => Presence::Absent,
            },
        })],
        Act::Excuse(group, day, pupil, which) => vec![Change::AbsenceExcuse(AbsenceExcuse {
            place: school::place(group, day),
            pupil: school::pupil(school::class_of(group), pupil),
            reason: match which % 2 {
                0 => AbsenceReason::Illness,
                _ => AbsenceReason::Unexcused,
            },
            document: String::new(),
        })],
        Act::Lesson(group, day, which) => vec![lesson(group, day, which)],
        Act::Topic(group, day, which) => vec![Change::LessonTopic(LessonTopic {
            place: school::place(group, day),
            text: format!("Тема {which}"),
            plan_row: None,
        })],
        Act::Homework(group, day, which) => vec![Change::Homework(Homework {
            place: school::place(group, day),
            text: match which {
                0 => HomeworkText::NotSet,
                _ => HomeworkText::Set(format!("№ {which}")),
            },
            due_on: None,
        })],
        Act::Work(group, day, work, kind) => vec![Change::Assignment(Assignment {
            place: school::place(group, day),
            ordinal: work % 2,
            kind: match kind % 3 {
                0 => None,
                1 => Some(WorkKind::Control),
                _ => Some(WorkKind::Oral),
            },
            weight_tenths: 10,
            title: String::new(),
        })],
        _ => return None,
    })
}

fn of_deputy(desk: &Desk<'_>, act: Act) -> Option<Vec<Change>> {
    let later = |days| desk.now().date() + Days::new(days);
    Some(match act {
        Act::Permit(group, day, whom, stands) => {
            vec![Change::Permit(Permit {
                permit: PermitId::derive(&[&[group, day, whom]]),
                staff: school::staff(whom),
                scope: PermitScope::Lesson(school::place(group, day)),
                reason: "ошибка переноса".to_owned(),
                ends_at: Utc.from_utc_datetime(&later(30).and_hms_opt(0, 0, 0)?),
                stands: stands > 0,
                request: None,
            })]
        }
        Act::Remark(group, day, whom, state) => vec![Change::Remark(Remark {
            remark: RemarkId::derive(&[&[group, day]]),
            group: school::group(group),
            lesson: Some(school::place(group, day)),
            pupil: None,
            staff: school::staff(whom),
            text: "исправьте".to_owned(),
            due_on: school::date(2027, 1, 10),
            state: match state % 4 {
                0 => RemarkState::Open,
                1 => RemarkState::Returned,
                2 => RemarkState::Accepted,
                _ => RemarkState::Withdrawn,
            },
        })],
        Act::Substitute(group, day, who) => {
            let place = school::place(group, day);
            vec![Change::Substitution(Substitution {
                substitution: Substitution::id_of(place.group, place.date, place.bell),
                group: place.group,
                date: place.date,
                bell: place.bell,
                absent: school::staff(school::TEACHERS[usize::from(group % school::GROUPS)]),
                reason: "болезнь".to_owned(),
                document: String::new(),
                kind: SubstitutionKind::Substitute,
                substitute: Some(school::staff(who)),
                taught_group: None,
                hours: 1,
                paid: true,
            })]
        }
        Act::Load(group, whom, day) => vec![school::load(group, whom, school::day(day), None)],
        Act::EndLoad(group, whose, until) => {
            let from = school::date(2026, 9, 1);
            vec![school::load(group, whose, from, Some(school::day(until)))]
        }
        _ => return None,
    })
}

fn of_others(desk: &Desk<'_>, act: Act) -> Vec<Change> {
    vec![match act {
        Act::TermMark(group, pupil, term, value) => Change::FinalMark(FinalMark {
            group: school::group(group),
            pupil: school::pupil(school::class_of(group), pupil),
            kind: FinalKind::Term(school::term(term)),
            value: Grade::new(value).map(MarkValue::Grade),
            reason: "решение".to_owned(),
        }),
        Act::Group(group, hours) => Change::Group(school::group_of(group, hours.into())),
        Act::Term(term, days) => Change::Term(school::term_of(term, days % 9)),
        Act::Class(number) => {
            let (grade, letter) = school::grade(number);
            Change::SchoolClass(SchoolClass {
                class: school::class(number),
                year: school::year(),
                grade,
                letter: letter.to_owned(),
            })
        }
        Act::Leader(class, who) => Change::ClassTeacher(ClassTeacher {
            class: school::class(class),
            staff: school::staff(who),
            from: school::date(2026, 9, 1),
            until: None,
        }),
        Act::Role(whom, given) => {
            let from = school::date(2026, 8, 1);
            Change::RoleGrant(RoleGrant {
                staff: school::staff(whom),
                role: Role::DiaryKeeper,
                from,
                // The format holds no end before the beginning, whatever the clock says.
                until: (given == 0).then(|| desk.now().date().max(from)),
            })
        }
        Act::Enrolment(class, pupil, back) => {
            let until = (back == 0).then(|| school::date(2026, 12, 1));
            Change::Enrolment(school::enrolment(class, pupil, until))
        }
        Act::Card(class, pupil, which) => card(class, pupil, which),
        _ => return Vec::new(),
    }]
}

fn card(class: u8, pupil: u8, which: u8) -> Change {
    Change::PupilCard(PupilCard {
        pupil: school::pupil(class, pupil),
        snils: String::new(),
        address: format!("дом {which}"),
        phone: String::new(),
        study_form: StudyForm::FullTime,
        health_group: String::new(),
        uid: String::new(),
        note: String::new(),
    })
}

/// A permit that stands here and opens the lesson: the program names it in the fact.
fn permit_for(desk: &Desk<'_>, changes: &[Change]) -> Option<PermitId> {
    let [Change::Mark(mark)] = changes else {
        return None;
    };
    (0..school::GROUPS)
        .flat_map(|group| (0..school::DAYS).map(move |day| (group, day)))
        .find(|(group, day)| school::place(*group, *day) == mark.place)
        .and_then(|(group, day)| {
            let whom = (0..school::STAFF).find(|who| school::staff(*who) == desk.person.staff)?;
            let permit = PermitId::derive(&[&[group, day, whom]]);
            let register = Change::Permit(Permit {
                permit,
                staff: desk.person.staff,
                scope: PermitScope::Lesson(mark.place),
                reason: String::new(),
                ends_at: Utc.timestamp_nanos(0),
                stands: true,
                request: None,
            })
            .register();
            match desk.store.current(register) {
                Ok(Some(Change::Permit(known))) if known.stands => Some(permit),
                _ => None,
            }
        })
}

pub(super) fn mark(group: u8, day: u8, work: u8, pupil: u8, value: u8) -> Change {
    Change::Mark(Mark {
        place: school::place(group, day),
        ordinal: work % 2,
        pupil: school::pupil(school::class_of(group), pupil),
        value: Grade::new(value).map(MarkValue::Grade),
        written_on: None,
        comment: String::new(),
    })
}

fn lesson(group: u8, day: u8, which: u8) -> Change {
    Change::LessonRecord(LessonRecord {
        place: school::place(group, day),
        held: match which {
            0 => Held::NotHeld {
                reason: "карантин".to_owned(),
            },
            _ => Held::Held,
        },
        taught_by: school::staff(school::TEACHERS[usize::from(group % school::GROUPS)]),
        hours: 1,
    })
}

/// A file of a journal: marks of a group, and its load where it shall take two compartments.
fn import(desk: &Desk<'_>, group: u8, value: u8, with_load: u8) -> Vec<NewFact> {
    let mut changes = Vec::new();
    if with_load > 0 {
        let teacher = school::TEACHERS[usize::from(group % school::GROUPS)];
        changes.push(school::load(group, teacher, school::date(2026, 9, 1), None));
    }
    for day in 0..2 {
        changes.push(lesson(group, day, 1));
        changes.extend((0..school::PUPILS).map(|pupil| mark(group, day, 0, pupil, value)));
    }
    of_file(desk, (group, 0), changes)
}

/// A file of pupils: enrolments, and personal cards as a batch of their own, as the program makes
/// it. The cards lie in a compartment that comes after the fact which counts them.
fn roll(desk: &Desk<'_>, class: u8, which: u8) -> Vec<NewFact> {
    let pupils = 0..school::PUPILS;
    let listed = pupils.clone().map(|pupil| {
        let enrolment = school::enrolment(class, pupil, None);
        Change::Enrolment(enrolment)
    });
    let cards = pupils.map(|pupil| card(class, pupil, which));
    let mut facts = of_file(desk, (class, 0), listed.collect());
    facts.extend(of_file(desk, (class, 1), cards.collect()));
    facts
}

/// Enrolments and cards in one batch: segments come before and after the fact that counts them, and
/// where cards stay closed nothing of it ever counts (D15).
fn roll_as_one(desk: &Desk<'_>, class: u8, which: u8) -> Vec<NewFact> {
    let pupils = (0..school::PUPILS).flat_map(|pupil| {
        let enrolment = school::enrolment(class, pupil, None);
        [Change::Enrolment(enrolment), card(class, pupil, which)]
    });
    of_file(desk, (class, 0), pupils.collect())
}

/// What a file brings, and the fact that counts it.
fn of_file(desk: &Desk<'_>, (file, part): (u8, u8), changes: Vec<Change>) -> Vec<NewFact> {
    let batch = BatchId::derive(&[
        &[part],
        desk.person.seat.as_bytes(),
        &desk.entered.boot.to_le_bytes(),
        &desk.entered.monotonic_ms.to_le_bytes(),
    ]);
    let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    let mut facts: Vec<NewFact> = changes
        .into_iter()
        .map(|change| NewFact {
            import: Some(ImportSource {
                batch,
                file: [file; 16],
                sheet: String::new(),
                cell: "A1".to_owned(),
                teacher: None,
            }),
            ..NewFact::from(change)
        })
        .collect();
    facts.push(NewFact::from(Change::BatchCommit(BatchCommit {
        batch,
        count,
        summary: String::new(),
    })));
    facts
}
