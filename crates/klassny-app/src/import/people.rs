//! Staff with roles and cards; classes; pupils with cards, guardians, enrolments and movement.

use super::{Mapping, key};
use chrono::NaiveDate;
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, EnrolmentId, GuardianId, OrderId, PupilId, StaffId};
use klassny_domain::roster::{
    ClassTeacher, Enrolment, Guardian, Movement, MovementKind, Pupil, PupilCard, Role, RoleGrant,
    SchoolClass, StaffCard, StaffMember, StudyForm,
};
use klassny_exchange::{ClassName, GuardianRow, MovementRow, PupilRow, Source, StaffRow};

impl Mapping<'_> {
    /// States people and classes.
    pub(super) fn people(&mut self) {
        for row in &self.preview.rows.staff {
            self.staff_member(row);
        }
        for row in &self.preview.rows.classes {
            self.school_class(&row.class, &row.source);
        }
        for row in &self.preview.rows.pupils {
            self.school_class(&row.class, &row.source);
        }
        for row in &self.preview.rows.classes {
            self.class_teacher(&row.class, &row.class_teacher, &row.source);
        }
        for row in &self.preview.rows.pupils {
            self.pupil(row);
            if let Some(class) = self.class(&row.class, &row.source) {
                let from = self
                    .year
                    .starts_on
                    .max(row.enrolled_on.unwrap_or(NaiveDate::MIN));
                self.enrol(
                    &row.file_number,
                    class,
                    from,
                    (&row.enrolment_order, &row.source),
                );
            }
        }
        for row in &self.preview.rows.guardians {
            self.guardian(row);
        }
        self.arrivals();
        for row in &self.preview.rows.movements {
            if self.takes(row.effective_on) {
                self.movement(row);
            }
        }
        for (enrolment, source) in std::mem::take(&mut self.enrolments) {
            self.state(Change::Enrolment(enrolment.clone()), &source);
            self.enrolments.push((enrolment, source));
        }
    }

    fn staff_member(&mut self, row: &StaffRow) {
        let known = self
            .settings
            .known_staff
            .get(&key(&row.name.full()))
            .copied();
        let parts = [
            &self.settings.school.as_bytes()[..],
            row.personnel_number.as_bytes(),
        ];
        let staff = known.unwrap_or_else(|| StaffId::derive(&parts));
        self.staff.insert(key(&row.name.full()), staff);
        self.staff.insert(key(&row.personnel_number), staff);
        self.state(
            Change::StaffMember(StaffMember {
                staff,
                personnel_number: row.personnel_number.clone(),
                name: row.name.clone(),
                position: row.position.clone(),
                hired_on: row.hired_on,
                left_on: None,
            }),
            &row.source,
        );
        self.state(
            Change::StaffCard(StaffCard {
                staff,
                fields: card_fields(row),
            }),
            &row.source,
        );
        let from = self.year.starts_on;
        for role in roles_of(row) {
            self.state(
                Change::RoleGrant(RoleGrant {
                    staff,
                    role,
                    from,
                    until: None,
                }),
                &row.source,
            );
        }
    }

    fn school_class(&mut self, name: &ClassName, source: &Source) {
        if self.classes.contains_key(name) {
            return;
        }
        let class = SchoolClass {
            class: SchoolClass::id_of(self.year_id(), name.grade, &name.letter),
            year: self.year_id(),
            grade: name.grade,
            letter: name.letter.clone(),
        };
        self.classes.insert(name.clone(), class.clone());
        self.state(Change::SchoolClass(class), source);
    }

    fn class_teacher(&mut self, class: &ClassName, teacher: &str, source: &Source) {
        let Some(class) = self.class(class, source) else {
            return;
        };
        let Some(staff) = self.person(teacher, source) else {
            return;
        };
        let from = self.year.starts_on;
        self.state(
            Change::ClassTeacher(ClassTeacher {
                class,
                staff,
                from,
                until: None,
            }),
            source,
        );
    }

    fn pupil(&mut self, row: &PupilRow) {
        let pupil = PupilId::derive(&[self.settings.school.as_bytes(), row.file_number.as_bytes()]);
        self.pupils.insert(row.file_number.clone(), pupil);
        self.state(
            Change::Pupil(Pupil {
                pupil,
                file_number: row.file_number.clone(),
                name: row.name.clone(),
                sex: row.sex,
                born_on: row.born_on,
            }),
            &row.source,
        );
        self.state(
            Change::PupilCard(PupilCard {
                pupil,
                snils: row.snils.clone(),
                address: row.address.clone(),
                phone: row.phone.clone(),
                study_form: row.study_form.unwrap_or(StudyForm::FullTime),
                health_group: row.health_group.clone(),
                uid: row.uid.clone(),
                note: row.note.clone(),
            }),
            &row.source,
        );
    }

    fn guardian(&mut self, row: &GuardianRow) {
        let Some(&pupil) = self.pupils.get(&row.file_number) else {
            return;
        };
        self.state(
            Change::Guardian(Guardian {
                guardian: GuardianId::derive(&[pupil.as_bytes(), &[row.ordinal]]),
                pupil,
                ordinal: row.ordinal,
                name: row.name.clone(),
                kinship: row.kinship.clone(),
                phone: row.phone.clone(),
                email: row.email.clone(),
                electronic: row.electronic,
            }),
            &row.source,
        );
    }

    /// Pupils who came during the year; one who returns has a card already.
    fn arrivals(&mut self) {
        for row in &self.preview.rows.arrivals {
            let comes = row.enrolled_on.is_none_or(|day| self.takes(day));
            if comes && !self.pupils.contains_key(&row.file_number) {
                self.pupil(row);
            }
        }
        let known: Vec<&GuardianRow> = self
            .preview
            .rows
            .arrival_guardians
            .iter()
            .filter(|row| self.pupils.contains_key(&row.file_number))
            .collect();
        for row in known {
            self.guardian(row);
        }
    }

    fn enrol(
        &mut self,
        file_number: &str,
        class: ClassId,
        from: NaiveDate,
        (order, source): (&str, &Source),
    ) {
        let Some(&pupil) = self.pupils.get(file_number) else {
            return;
        };
        let day = from.to_string();
        let enrolment = Enrolment {
            enrolment: EnrolmentId::derive(&[pupil.as_bytes(), class.as_bytes(), day.as_bytes()]),
            pupil,
            class,
            from,
            until: None,
            order_in: order.to_owned(),
            order_out: String::new(),
            note: String::new(),
        };
        self.enrolments.push((enrolment, source.clone()));
    }

    /// Ends the pupil's interval on a class list.
    fn leave(&mut self, pupil: PupilId, row: &MovementRow, order: &str) {
        let open = self
            .enrolments
            .iter_mut()
            .rev()
            .find(|(enrolment, _)| enrolment.pupil == pupil && enrolment.until.is_none());
        match open {
            Some((enrolment, _)) => {
                enrolment.until = Some(row.effective_on);
                enrolment.order_out = order.to_owned();
                enrolment.note.clone_from(&row.place);
            }
            None => self.doubt(
                &row.source,
                None,
                "ученик не числится ни в одном классе, выбытие не взято".to_owned(),
                "сверьте № личного дела с контингентом",
            ),
        }
    }

    fn movement(&mut self, row: &MovementRow) {
        let Some(&pupil) = self.pupils.get(&row.file_number) else {
            let what = format!("ученик с личным делом {} не найден", row.file_number);
            self.doubt(&row.source, None, what, "добавьте его в лист «Прибывшие»");
            return;
        };
        let from_class = row
            .from_class
            .as_ref()
            .and_then(|name| self.class(name, &row.source));
        let to_class = row
            .to_class
            .as_ref()
            .and_then(|name| self.class(name, &row.source));
        let order = format!("№ {} от {}", row.number, row.ordered_on.format("%d.%m.%Y"));
        match row.kind {
            MovementKind::Departure => self.leave(pupil, row, &order),
            MovementKind::Transfer => self.leave(pupil, row, &order),
            MovementKind::Arrival | MovementKind::HomeStudy => {}
        }
        if let (MovementKind::Arrival | MovementKind::Transfer, Some(class)) = (row.kind, to_class)
        {
            self.enrol(
                &row.file_number,
                class,
                row.effective_on,
                (&order, &row.source),
            );
            if let Some((enrolment, _)) = self.enrolments.last_mut() {
                enrolment.note.clone_from(&row.place);
            }
        }
        let day = row.ordered_on.to_string();
        let parts: [&[u8]; 4] = [
            self.settings.school.as_bytes(),
            row.number.as_bytes(),
            day.as_bytes(),
            pupil.as_bytes(),
        ];
        self.state(
            Change::Movement(Movement {
                order: OrderId::derive(&parts),
                number: row.number.clone(),
                ordered_on: row.ordered_on,
                kind: row.kind,
                pupil,
                from_class,
                to_class,
                place: row.place.clone(),
                reason: row.reason.clone(),
                effective_on: row.effective_on,
                entered_on: row.entered_on,
            }),
            &row.source,
        );
    }
}

/// The roles a position brings; administrators are appointed by the root key alone (D13).
fn roles_of(row: &StaffRow) -> Vec<Role> {
    let position = key(&row.position);
    let mut roles = Vec::new();
    let mut add = |condition: bool, role| {
        if condition {
            roles.push(role);
        }
    };
    add(position.starts_with("директор"), Role::Director);
    add(position.starts_with("заместитель директора"), Role::Deputy);
    add(position.contains("делопроизводитель"), Role::Clerk);
    add(position.contains("медицинск"), Role::MedicalWorker);
    let educates = position.contains("воспитатель") || position.contains("дополнительного");
    add(educates, Role::Educator);
    let teaches = position.starts_with("учитель")
        || position.starts_with("преподаватель")
        || row.week_hours_quarters.is_some_and(|hours| hours > 0);
    add(teaches && !educates, Role::Teacher);
    roles
}

fn card_fields(row: &StaffRow) -> Vec<(String, String)> {
    let day = |day: Option<NaiveDate>| {
        day.map(|day| day.format("%d.%m.%Y").to_string())
            .unwrap_or_default()
    };
    let years = |years: Option<u8>| years.map(|years| years.to_string()).unwrap_or_default();
    [
        ("Предметы", row.subjects.join(", ")),
        ("Категория", row.category.clone()),
        ("Дата аттестации", day(row.attested_on)),
        ("Приказ об аттестации", row.attestation_order.clone()),
        ("Образование", row.education.clone()),
        ("Стаж общий, лет", years(row.years_total)),
        ("Стаж педагогический, лет", years(row.years_teaching)),
        ("Повышение квалификации", row.training.clone()),
        ("ИНН", row.inn.clone()),
        ("СНИЛС", row.snils.clone()),
        ("Дата рождения", day(row.born_on)),
        ("Приказ о приёме", row.hiring_order.clone()),
        ("Кабинет", row.room.clone()),
        ("Телефон", row.phone.clone()),
        ("E-mail", row.email.clone()),
        ("UID", row.uid.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
