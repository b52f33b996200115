//! An exported journal of a class becomes lessons, works, marks, absences (D9): as written, its
//! faults too. They are reported by preflight and never repaired here.

use super::{Mapping, full_subject, key};
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, GroupId, PlanId, PupilId, StaffId};
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::Mark;
use klassny_domain::plan::PlanOf;
use klassny_domain::roster::GroupMember;
use klassny_domain::school::{Term, TermKind};
use klassny_domain::term::{FinalKind, FinalMark};
use klassny_domain::timetable::SubstitutionKind;
use klassny_domain::work_kind::WorkKind;
use klassny_exchange::{JournalLesson, JournalPupil, JournalSheet, Source};

/// The usual weight of a work, tenths.
const WEIGHT_TENTHS: u16 = 10;

/// What all facts of one sheet share.
struct Sheet<'s> {
    sheet: &'s JournalSheet,
    class: ClassId,
    group: GroupId,
    teacher: StaffId,
    /// Where each lesson stands; none where it is not to be taken.
    places: Vec<Option<LessonPlace>>,
}

impl Mapping<'_> {
    /// States every exported journal.
    pub(super) fn journals(&mut self) {
        for sheet in &self.preview.rows.journal {
            let source = &sheet.source;
            let Some(class) = self.class(&sheet.class, source) else {
                continue;
            };
            let Some(teacher) = self.person(&sheet.teacher, source) else {
                continue;
            };
            let subject = full_subject(&sheet.subject);
            let Some(group) = self.group(&sheet.class, &subject, sheet.subgroup, source) else {
                continue;
            };
            let places = self.places(sheet, group);
            let sheet = Sheet {
                sheet,
                class,
                group,
                teacher,
                places,
            };
            self.lessons(&sheet);
            self.pupils_of(&sheet);
        }
    }

    /// The bell of each lesson: the n-th lesson of the group on that weekday of the timetable.
    fn places(&mut self, sheet: &JournalSheet, group: GroupId) -> Vec<Option<LessonPlace>> {
        let mut places = Vec::with_capacity(sheet.lessons.len());
        let mut known = sheet.lessons.iter();
        let known = known.any(|lesson| self.bell_of(sheet, lesson).is_some());
        if !known {
            self.doubt(
                &sheet.source,
                None,
                "ни одного урока листа нет в расписании: номера уроков в дне неизвестны, взяты по \
                 порядку"
                    .to_owned(),
                "положите в папку расписание этого класса и загрузите снова",
            );
        }
        for lesson in &sheet.lessons {
            if !self.takes(lesson.date) {
                places.push(None);
                continue;
            }
            let bell = self.bell_of(sheet, lesson);
            if known && bell.is_none() {
                let what = format!(
                    "урока {} нет в расписании: номер урока в дне неизвестен, взят как {}-й",
                    lesson.date.format("%d.%m.%Y"),
                    lesson.ordinal_in_day + 1
                );
                let column = Some(lesson.column.as_str());
                self.doubt(
                    &sheet.source,
                    column,
                    what,
                    "сверьте дату урока с расписанием",
                );
            }
            let bell = bell.unwrap_or(lesson.ordinal_in_day + 1);
            places.push(Some(LessonPlace {
                group,
                date: lesson.date,
                bell,
                ordinal: 0,
            }));
        }
        places
    }

    fn bell_of(&self, sheet: &JournalSheet, lesson: &JournalLesson) -> Option<u8> {
        use chrono::Datelike as _;
        let subject = key(&full_subject(&sheet.subject));
        let mut bells: Vec<u8> = self
            .preview
            .rows
            .timetable
            .iter()
            .filter(|row| {
                row.class == sheet.class
                    && row.weekday == lesson.date.weekday()
                    && row.subgroup == sheet.subgroup
                    && key(&full_subject(&row.subject)) == subject
            })
            .map(|row| row.lesson)
            .collect();
        bells.sort_unstable();
        bells.get(usize::from(lesson.ordinal_in_day)).copied()
    }

    fn lessons(&mut self, sheet: &Sheet<'_>) {
        let mut plan = PlanCursor::new(self, sheet);
        for (index, (lesson, place)) in sheet.sheet.lessons.iter().zip(&sheet.places).enumerate() {
            let plan_row = plan.next(&lesson.topic);
            let Some(place) = *place else { continue };
            let row = lesson.topic_row.unwrap_or(sheet.sheet.source.row);
            let cell = format!("A{row}");
            let taught_by = self.taught_by(place).unwrap_or(sheet.teacher);
            let record = LessonRecord {
                place,
                held: Held::Held,
                taught_by,
                hours: 1,
            };
            self.of_sheet(Change::LessonRecord(record), sheet, cell.clone());
            if !lesson.topic.is_empty() {
                let text = lesson.topic.clone();
                let topic = LessonTopic {
                    place,
                    text,
                    plan_row,
                };
                self.of_sheet(Change::LessonTopic(topic), sheet, format!("B{row}"));
            }
            if !lesson.homework.is_empty() {
                let text = HomeworkText::Set(lesson.homework.clone());
                let homework = Homework {
                    place,
                    text,
                    due_on: None,
                };
                self.of_sheet(Change::Homework(homework), sheet, format!("C{row}"));
            }
            self.works(sheet, index, lesson, place);
        }
    }

    /// As many works as any pupil has marks: their kind is the scheduled control's, else the
    /// plan's, else an oral answer.
    fn works(
        &mut self,
        sheet: &Sheet<'_>,
        index: usize,
        lesson: &JournalLesson,
        place: LessonPlace,
    ) {
        let cells = sheet
            .sheet
            .pupils
            .iter()
            .filter_map(|pupil| pupil.cells.get(index));
        let count = cells.map(|cell| cell.marks.len()).max().unwrap_or_default();
        let scheduled = self.preview.rows.control_works.iter().find(|row| {
            row.class == sheet.sheet.class
                && row.date == lesson.date
                && key(&full_subject(&row.subject)) == key(&full_subject(&sheet.sheet.subject))
        });
        let planned = PlanCursor::kind_of(self, sheet, &lesson.topic);
        let kind = scheduled
            .map(|row| row.kind)
            .or(planned)
            .unwrap_or(WorkKind::Oral);
        let title = scheduled.map(|row| row.topic.clone()).unwrap_or_default();
        let needed = if kind == WorkKind::Oral {
            count
        } else {
            count.max(1)
        };
        for ordinal in (0_u8..).take(needed) {
            let assignment = Assignment {
                place,
                ordinal,
                kind: Some(kind),
                weight_tenths: WEIGHT_TENTHS,
                title: title.clone(),
            };
            let cell = lesson.column.clone();
            self.of_sheet(Change::Assignment(assignment), sheet, cell);
        }
    }

    fn pupils_of(&mut self, sheet: &Sheet<'_>) {
        for row in &sheet.sheet.pupils {
            let Some(pupil) = self.pupil_of_row(sheet, row) else {
                continue;
            };
            self.join_subgroup(sheet, pupil, &row.source);
            for (index, (cell, place)) in row.cells.iter().zip(&sheet.places).enumerate() {
                let Some(place) = *place else { continue };
                let column = sheet
                    .sheet
                    .lessons
                    .get(index)
                    .map_or("", |lesson| &lesson.column);
                let at = format!("{column}{}", row.source.row);
                for (ordinal, value) in (0_u8..).zip(&cell.marks) {
                    let mark = Mark {
                        place,
                        ordinal,
                        pupil,
                        value: Some(*value),
                        written_on: None,
                        comment: String::new(),
                    };
                    self.of_sheet(Change::Mark(mark), sheet, at.clone());
                }
                if let Some(presence) = cell.presence {
                    let attendance = Attendance {
                        place,
                        pupil,
                        presence,
                    };
                    self.of_sheet(Change::Attendance(attendance), sheet, at.clone());
                }
                let absent = cell.presence == Some(Presence::Absent);
                if let Some(reason) = cell.reason.filter(|_| absent)
                    && reason != AbsenceReason::Unresolved
                {
                    let document = String::new();
                    let excuse = AbsenceExcuse {
                        place,
                        pupil,
                        reason,
                        document,
                    };
                    self.of_sheet(Change::AbsenceExcuse(excuse), sheet, at);
                }
            }
            self.total(sheet, row, pupil);
        }
    }

    /// The mark of the term, where the file reaches its end.
    fn total(&mut self, sheet: &Sheet<'_>, row: &JournalPupil, pupil: PupilId) {
        let grade = sheet.sheet.class.grade;
        let kind = if grade <= 9 {
            TermKind::Quarter
        } else {
            TermKind::HalfYear
        };
        let number = sheet
            .sheet
            .term
            .chars()
            .find_map(|c| c.to_digit(10))
            .unwrap_or(1);
        let Ok(number) = u8::try_from(number) else {
            return;
        };
        let term = Term::id_of(self.year_id(), kind, number);
        let ends_on = self.preview.school.as_ref().and_then(|file| {
            file.terms
                .iter()
                .find(|term| term.n == number && term.grades.contains(&grade))
                .map(|term| term.end)
        });
        let over = ends_on.is_some_and(|end| self.takes(end));
        let Some(total) = row
            .total
            .as_ref()
            .filter(|total| over && total.value.is_some())
        else {
            return;
        };
        let mark = FinalMark {
            group: sheet.group,
            pupil,
            kind: FinalKind::Term(term),
            value: total.value,
            reason: String::new(),
        };
        let at = format!("{}{}", total.column, row.source.row);
        self.of_sheet(Change::FinalMark(mark), sheet, at);
    }

    /// The pupil whom the journal calls «Фамилия И.»: one of the class at any time of the year.
    fn pupil_of_row(&mut self, sheet: &Sheet<'_>, row: &JournalPupil) -> Option<PupilId> {
        let wanted = key(&row.name);
        let of_class: Vec<PupilId> = self
            .enrolments
            .iter()
            .filter(|(enrolment, _)| enrolment.class == sheet.class)
            .map(|(enrolment, _)| enrolment.pupil)
            .collect();
        let rows = &self.preview.rows;
        let mut found: Vec<PupilId> = rows
            .pupils
            .iter()
            .chain(&rows.arrivals)
            .filter(|pupil| {
                let initial = pupil.name.given.chars().next().unwrap_or_default();
                key(&format!("{} {initial}.", pupil.name.surname)) == wanted
                    || key(&pupil.name.short()) == wanted
            })
            .filter_map(|pupil| self.pupils.get(&pupil.file_number).copied())
            .filter(|pupil| of_class.contains(pupil))
            .collect();
        found.sort_unstable();
        found.dedup();
        if let [pupil] = found.as_slice() {
            return Some(*pupil);
        }
        let what = match found.len() {
            0 => "ученик не найден в классе, его строка не взята",
            _ => "в классе несколько учеников с таким именем, строка не взята",
        };
        let to_do = "сверьте список журнала с контингентом";
        self.doubt(&row.source, Some("B"), what.to_owned(), to_do);
        None
    }

    /// A pupil who came later stands in no list of subgroups; the journal says which it is.
    fn join_subgroup(&mut self, sheet: &Sheet<'_>, pupil: PupilId, source: &Source) {
        if sheet.sheet.subgroup == 0 {
            return;
        }
        let listed = self.plan.facts.iter().any(|fact| {
            matches!(&fact.change, Change::GroupMember(member)
                if member.group == sheet.group && member.pupil == pupil)
        });
        let from = self
            .enrolments
            .iter()
            .find(|(enrolment, _)| enrolment.class == sheet.class && enrolment.pupil == pupil)
            .map(|(enrolment, _)| enrolment.from);
        if let (false, Some(from)) = (listed, from) {
            let member = GroupMember {
                group: sheet.group,
                pupil,
                from,
                until: None,
            };
            self.state(Change::GroupMember(member), source);
        }
    }

    /// Who gave the lesson instead of the group's teacher.
    fn taught_by(&self, place: LessonPlace) -> Option<StaffId> {
        self.plan.facts.iter().find_map(|fact| {
            let Change::Substitution(x) = &fact.change else {
                return None;
            };
            let same = x.group == place.group && x.date == place.date && x.bell == place.bell;
            x.substitute
                .filter(|_| same && x.kind != SubstitutionKind::NotHeld)
        })
    }

    fn of_sheet(&mut self, change: Change, sheet: &Sheet<'_>, cell: String) {
        self.state_at(change, &sheet.sheet.source, cell, Some(sheet.teacher));
    }
}

/// Walks along the thematic plan of a sheet's subject.
struct PlanCursor {
    plan: Option<PlanId>,
    topics: Vec<(u16, String)>,
    at: usize,
}

impl PlanCursor {
    fn new(mapping: &Mapping<'_>, sheet: &Sheet<'_>) -> Self {
        let of = PlanOf {
            year: mapping.year_id(),
            subject: mapping
                .subjects
                .get(&key(&full_subject(&sheet.sheet.subject)))
                .copied(),
            grade: sheet.sheet.class.grade,
        };
        let plan = of.plan();
        let topics = Self::lines(mapping, sheet)
            .map(|(number, topic, _)| (number, key(topic)))
            .collect();
        Self {
            plan,
            topics,
            at: 0,
        }
    }

    /// The row of the plan with this topic, at or after the last one.
    fn next(&mut self, topic: &str) -> Option<(PlanId, u16)> {
        let (plan, wanted) = (self.plan?, key(topic));
        let rest = self.topics.get(self.at..)?;
        let step = rest.iter().position(|(_, topic)| *topic == wanted)?;
        let (number, _) = rest.get(step)?;
        let found = (plan, *number);
        self.at += step + 1;
        Some(found)
    }

    fn kind_of(mapping: &Mapping<'_>, sheet: &Sheet<'_>, topic: &str) -> Option<WorkKind> {
        let wanted = key(topic);
        Self::lines(mapping, sheet)
            .find(|(_, topic, _)| key(topic) == wanted)
            .and_then(|(_, _, kind)| kind)
    }

    fn lines<'m>(
        mapping: &'m Mapping<'_>,
        sheet: &Sheet<'_>,
    ) -> impl Iterator<Item = (u16, &'m str, Option<WorkKind>)> {
        let subject = key(&full_subject(&sheet.sheet.subject));
        let grade = Some(sheet.sheet.class.grade);
        mapping
            .preview
            .rows
            .plans
            .iter()
            .filter(move |file| {
                file.title.as_ref().is_some_and(|title| {
                    title.grade == grade && key(&full_subject(&title.name)) == subject
                })
            })
            .flat_map(|file| &file.rows)
            .map(|line| (line.number, line.topic.as_str(), line.kind))
    }
}
