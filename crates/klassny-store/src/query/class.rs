//! Questions about subjects, classes, teaching groups and extra groups.
//!
//! Must not tell who is in them; `member.rs` does.

use crate::error::Error;
use crate::project::Noun;
use crate::read::Read;
use crate::sql::{select, statements};
use klassny_domain::ids::{ClassId, CourseId, GroupId, PupilId, SubjectId, YearId};
use klassny_domain::roster::{Course, CourseMember, Group, SchoolClass, Subject};
use rusqlite::named_params;
use std::collections::HashMap;

statements! {
    SUBJECTS = select!(Subject, "ORDER BY name, register_key");
    SUBJECT = select!(Subject, "WHERE register_key = :subject_id");
    CLASSES = select!(SchoolClass, "WHERE year_id = :year_id ORDER BY grade, letter, register_key");
    CLASS = select!(SchoolClass, "WHERE register_key = :class_id");
    GROUP = select!(Group, "WHERE register_key = :group_id");
    GROUPS_OF_CLASS = select!(Group, "WHERE class_id = :class_id ORDER BY subject_id, subgroup");
    GROUPS_OF_YEAR = select!(Group, "WHERE class_id IN (
        SELECT register_key FROM school_class WHERE year_id = :year_id
    )");
    COURSES = select!(Course, "WHERE year_id = :year_id ORDER BY kind, name, register_key");
    COURSE_MEMBERS = select!(CourseMember, "WHERE course_id = :course_id AND listed ORDER BY pupil_id");
    COURSES_OF_PUPIL = select!(Course, "WHERE register_key IN (
        SELECT course_id FROM course_member WHERE pupil_id = :pupil_id AND listed
    ) ORDER BY kind, name, register_key");
}

/// A teaching group with its class and subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCard {
    /// The group.
    pub group: Group,
    /// Its class.
    pub class: SchoolClass,
    /// Its subject.
    pub subject: Subject,
}

impl Read<'_> {
    /// Every subject.
    pub fn subjects(&self) -> Result<Vec<Subject>, Error> {
        self.all(SUBJECTS, &[])
    }

    /// A subject.
    pub fn subject(&self, subject: SubjectId) -> Result<Option<Subject>, Error> {
        self.one(SUBJECT, named_params! { ":subject_id": subject.as_bytes() })
    }

    /// Classes of a year, by grade and letter.
    pub fn classes(&self, year: YearId) -> Result<Vec<SchoolClass>, Error> {
        self.all(CLASSES, named_params! { ":year_id": year.as_bytes() })
    }

    /// A class.
    pub fn class(&self, class: ClassId) -> Result<Option<SchoolClass>, Error> {
        self.one(CLASS, named_params! { ":class_id": class.as_bytes() })
    }

    /// Teaching groups of a class, subgroups of a subject together.
    pub fn groups_of_class(&self, class: ClassId) -> Result<Vec<Group>, Error> {
        self.all(
            GROUPS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// A teaching group with its class and subject; none where any of the three is not here.
    pub fn group(&self, group: GroupId) -> Result<Option<GroupCard>, Error> {
        let group = self.one::<Group>(GROUP, named_params! { ":group_id": group.as_bytes() })?;
        let Some(group) = group else { return Ok(None) };
        let (class, subject) = (self.class(group.class)?, self.subject(group.subject)?);
        Ok(class.zip(subject).map(|(class, subject)| GroupCard {
            group,
            class,
            subject,
        }))
    }

    /// Every teaching group of a year with its class and subject, by grade, letter, subject and
    /// subgroup.
    pub fn groups_of_year(&self, year: YearId) -> Result<Vec<GroupCard>, Error> {
        let of_year = named_params! { ":year_id": year.as_bytes() };
        let classes = keyed(self.all(CLASSES, of_year)?, |class: &SchoolClass| {
            class.class
        });
        let subjects = keyed(self.subjects()?, |subject| subject.subject);
        let mut cards: Vec<GroupCard> = self
            .all::<Group>(GROUPS_OF_YEAR, of_year)?
            .into_iter()
            .filter_map(|group| {
                let class = classes.get(&group.class)?.clone();
                let subject = subjects.get(&group.subject)?.clone();
                Some(GroupCard {
                    group,
                    class,
                    subject,
                })
            })
            .collect();
        cards.sort_by(|a, b| {
            let key = |card: &GroupCard| (card.class.grade, card.group.subgroup, card.group.group);
            let (left, right) = (key(a), key(b));
            left.0
                .cmp(&right.0)
                .then_with(|| a.class.letter.cmp(&b.class.letter))
                .then_with(|| a.subject.name.cmp(&b.subject.name))
                .then_with(|| left.cmp(&right))
        });
        Ok(cards)
    }

    /// Extra groups of a year, by kind and name (R2–R4).
    pub fn courses(&self, year: YearId) -> Result<Vec<Course>, Error> {
        self.all(COURSES, named_params! { ":year_id": year.as_bytes() })
    }

    /// Pupils on the list of an extra group.
    pub fn course_members(&self, course: CourseId) -> Result<Vec<PupilId>, Error> {
        let params = named_params! { ":course_id": course.as_bytes() };
        let members = self.all::<CourseMember>(COURSE_MEMBERS, params)?;
        Ok(members.into_iter().map(|member| member.pupil).collect())
    }

    /// Extra groups of a pupil.
    pub fn courses_of_pupil(&self, pupil: PupilId) -> Result<Vec<Course>, Error> {
        self.all(
            COURSES_OF_PUPIL,
            named_params! { ":pupil_id": pupil.as_bytes() },
        )
    }
}

fn keyed<K: Eq + std::hash::Hash, T: Noun>(all: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    all.into_iter().map(|noun| (key(&noun), noun)).collect()
}
