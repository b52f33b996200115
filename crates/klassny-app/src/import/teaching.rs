//! Subjects, groups, load, subgroups, the timetable, substitutions, slots, extra groups.

use super::{Mapping, full_subject, key};
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, CourseId, EntrySlotId, GroupId, SubjectId, TimetableSlotId};
use klassny_domain::roster::{Course, CourseMember, Group, GroupMember, Load, Subject};
use klassny_domain::timetable::{EntrySlot, Substitution, TimetableSlot};
use klassny_exchange::{
    ClassName, CourseRow, EntrySlotRow, LoadRow, Source, SubgroupMemberRow, SubstitutionRow,
    TimetableRow,
};

/// States a subject that is named for the first time.
pub(super) fn state_subject(mapping: &mut Mapping<'_>, name: &str, source: &Source) -> SubjectId {
    let key = key(name);
    let subject = SubjectId::derive(&[mapping.settings.school.as_bytes(), key.as_bytes()]);
    mapping.subjects.insert(key, subject);
    let subject_fact = Subject {
        subject,
        name: name.to_owned(),
        short: short(name),
    };
    mapping.state(Change::Subject(subject_fact), source);
    subject
}

/// The short name in narrow columns.
fn short(name: &str) -> String {
    match key(name).as_str() {
        "изобразительное искусство" => "ИЗО".to_owned(),
        "физическая культура" => "Физ-ра".to_owned(),
        "труд (технология)" => "Труд".to_owned(),
        "русский язык" => "Рус. яз.".to_owned(),
        "английский язык" => "Англ. яз.".to_owned(),
        "литературное чтение" => "Лит. чт.".to_owned(),
        "окружающий мир" => "Окр. мир".to_owned(),
        "обществознание" => "Общество".to_owned(),
        "вероятность и статистика" => "Вероятн.".to_owned(),
        _ => name.chars().take(10).collect(),
    }
}

impl Mapping<'_> {
    /// States who teaches what to whom, and when.
    pub(super) fn teaching(&mut self) {
        for row in &self.preview.rows.load {
            self.load(row);
        }
        for row in &self.preview.rows.subgroup_members {
            self.subgroup_member(row);
        }
        for row in &self.preview.rows.timetable {
            self.timetable_slot(row);
        }
        for row in &self.preview.rows.substitutions {
            if self.takes(row.date) {
                self.substitution(row);
            }
        }
        for row in &self.preview.rows.entry_slots {
            self.entry_slot(row);
        }
        for row in &self.preview.rows.courses {
            self.course(row);
        }
        for row in &self.preview.rows.course_members {
            let Some(&pupil) = self.pupils.get(&row.file_number) else {
                continue;
            };
            let course = self.course_id(&row.course);
            self.state(
                Change::CourseMember(CourseMember {
                    course,
                    pupil,
                    listed: true,
                }),
                &row.source,
            );
        }
    }

    /// The group of a class in a subject.
    pub(super) fn group(
        &mut self,
        class: &ClassName,
        subject: &str,
        subgroup: u8,
        source: &Source,
    ) -> Option<GroupId> {
        let class: ClassId = self.class(class, source)?;
        let subject = self.subject(subject, source);
        Some(Group::id_of(class, subject, subgroup))
    }

    fn load(&mut self, row: &LoadRow) {
        let Some(class) = self.class(&row.class, &row.source) else {
            return;
        };
        let subject = self.subject(&row.subject, &row.source);
        let group = Group::id_of(class, subject, row.subgroup);
        let division = self
            .preview
            .rows
            .subgroups
            .iter()
            .find(|known| {
                known.class == row.class
                    && known.subgroup == row.subgroup
                    && key(&known.subject) == key(&row.subject)
            })
            .map(|known| known.division.clone())
            .unwrap_or_default();
        self.state(
            Change::Group(Group {
                group,
                class,
                subject,
                subgroup: row.subgroup,
                week_hours_quarters: row.week_hours_quarters,
                division,
            }),
            &row.source,
        );
        let number = key(&row.personnel_number);
        let by_number = self.staff.get(&number).copied();
        let Some(staff) = by_number.or_else(|| self.person(&row.teacher, &row.source)) else {
            return;
        };
        self.state(
            Change::Load(Load {
                group,
                staff,
                from: self.year.starts_on,
                until: None,
                room: row.room.clone(),
            }),
            &row.source,
        );
    }

    fn subgroup_member(&mut self, row: &SubgroupMemberRow) {
        let Some(group) = self.group(&row.class, &row.subject, row.subgroup, &row.source) else {
            return;
        };
        let Some(&pupil) = self.pupils.get(&row.file_number) else {
            return;
        };
        let from = self.year.starts_on;
        self.state(
            Change::GroupMember(GroupMember {
                group,
                pupil,
                from,
                until: None,
            }),
            &row.source,
        );
    }

    fn timetable_slot(&mut self, row: &TimetableRow) {
        let Some(group) = self.group(&row.class, &row.subject, row.subgroup, &row.source) else {
            return;
        };
        let Some(staff) = self.person(&row.teacher, &row.source) else {
            return;
        };
        let from = self.year.starts_on;
        let day = from.to_string();
        let weekday = weekday_number(row.weekday);
        let parts: [&[u8]; 3] = [group.as_bytes(), &[weekday, row.lesson], day.as_bytes()];
        self.state(
            Change::TimetableSlot(TimetableSlot {
                slot: TimetableSlotId::derive(&parts),
                year: self.year_id(),
                group,
                weekday: row.weekday,
                bell: row.lesson,
                staff,
                room: row.room.clone(),
                from,
                until: None,
            }),
            &row.source,
        );
    }

    fn substitution(&mut self, row: &SubstitutionRow) {
        let Some(group) = self.group(&row.class, &row.subject, row.subgroup, &row.source) else {
            return;
        };
        let Some(absent) = self.person(&row.absent, &row.source) else {
            return;
        };
        let substitute = row
            .substitute
            .as_ref()
            .and_then(|name| self.person(name, &row.source));
        let taught_group = row
            .taught_subject
            .as_ref()
            .filter(|subject| key(&full_subject(subject)) != key(&full_subject(&row.subject)))
            .and_then(|subject| self.group(&row.class, subject, row.subgroup, &row.source));
        self.state(
            Change::Substitution(Substitution {
                substitution: Substitution::id_of(group, row.date, row.lesson),
                group,
                date: row.date,
                bell: row.lesson,
                absent,
                reason: row.reason.clone(),
                document: row.document.clone(),
                kind: row.kind,
                substitute,
                taught_group,
                hours: row.hours,
                paid: row.paid,
            }),
            &row.source,
        );
    }

    fn entry_slot(&mut self, row: &EntrySlotRow) {
        let Some(staff) = self.person(&row.staff, &row.source) else {
            return;
        };
        let start = row.starts_at.to_string();
        let weekday = weekday_number(row.weekday);
        let parts: [&[u8]; 4] = [
            self.year.year.as_bytes(),
            &[weekday],
            &row.workstation.to_le_bytes(),
            start.as_bytes(),
        ];
        self.state(
            Change::EntrySlot(EntrySlot {
                slot: EntrySlotId::derive(&parts),
                year: self.year_id(),
                weekday: row.weekday,
                workstation: row.workstation,
                staff,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                stands: true,
            }),
            &row.source,
        );
    }

    fn course_id(&self, name: &str) -> CourseId {
        CourseId::derive(&[self.year.year.as_bytes(), key(name).as_bytes()])
    }

    fn course(&mut self, row: &CourseRow) {
        // The same course is a group of its own in each class.
        let name = match &row.class {
            Some(class) => format!("{}, {class}", row.name),
            None if row.audience.is_empty() || row.audience == row.name => row.name.clone(),
            None => format!("{}, {}", row.name, row.audience),
        };
        let leader = self.person(&row.leader, &row.source);
        let program = [&row.program, &row.direction]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        self.state(
            Change::Course(Course {
                course: self.course_id(&name),
                year: self.year_id(),
                kind: row.kind,
                name,
                program,
                leader,
                schedule: row.schedule.clone(),
                room: row.room.clone(),
                year_hours: row.year_hours.unwrap_or_default(),
            }),
            &row.source,
        );
    }
}

/// 1 for Monday.
fn weekday_number(weekday: chrono::Weekday) -> u8 {
    u8::try_from(weekday.number_from_monday()).unwrap_or_default()
}
