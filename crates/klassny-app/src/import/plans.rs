//! Thematic plans and the schedule of control works.

use super::{Mapping, full_subject, key};
use klassny_domain::change::Change;
use klassny_domain::ids::{ControlWorkId, PlanId};
use klassny_domain::plan::{ControlWork, PlanOf, PlanRow, ThematicPlan};
use klassny_exchange::{ControlWorkRow, PlanFile, PlanKind};

impl Mapping<'_> {
    /// States plans and control works.
    pub(super) fn plans(&mut self) {
        for file in &self.preview.rows.plans {
            self.thematic_plan(file);
        }
        for row in &self.preview.rows.control_works {
            self.control_work(row);
        }
    }

    /// The plan of a course.
    fn plan_id(&self, name: &str, grade: u8) -> PlanId {
        let name = key(&full_subject(name));
        PlanId::derive(&[self.year.year.as_bytes(), name.as_bytes(), &[grade]])
    }

    fn thematic_plan(&mut self, file: &PlanFile) {
        let Some(title) = &file.title else {
            let what = "план без титула: не сказано, чей он, план не взят".to_owned();
            self.doubt(&file.source, None, what, "добавьте лист «Титул»");
            return;
        };
        let grade = title.grade.unwrap_or_default();
        let subject = match title.kind {
            PlanKind::Subject => Some(self.subject(&title.name, &title.source)),
            PlanKind::Extracurricular | PlanKind::ExtraEducation => None,
        };
        let of = PlanOf {
            year: self.year_id(),
            subject,
            grade,
        };
        let plan = of
            .plan()
            .unwrap_or_else(|| self.plan_id(&title.name, grade));
        let name = match grade {
            0 => title.name.clone(),
            grade => format!("{}, {grade} класс", title.name),
        };
        self.state(
            Change::ThematicPlan(ThematicPlan {
                plan,
                year: self.year_id(),
                subject,
                grade,
                title: name,
                approved: !title.approved.is_empty(),
            }),
            &title.source,
        );
        for line in &file.rows {
            self.state(
                Change::PlanRow(PlanRow {
                    plan,
                    of,
                    number: line.number,
                    position: PlanRow::position_of(line.number),
                    section: line.section.clone(),
                    topic: line.topic.clone(),
                    hours: line.hours,
                    kind: line.kind,
                    kind_text: line.kind_text.clone(),
                    homework: line.homework.clone(),
                }),
                &line.source,
            );
        }
    }

    fn control_work(&mut self, row: &ControlWorkRow) {
        let Some(class) = self.class(&row.class, &row.source) else {
            return;
        };
        let subject = self.subject(&row.subject, &row.source);
        // A work of several subgroups has as many teachers; the fact names one or none.
        let staff = match row.teachers.as_slice() {
            [teacher] => self.person(teacher, &row.source),
            [] | [_, ..] => None,
        };
        let day = row.date.to_string();
        let parts: [&[u8]; 4] = [
            class.as_bytes(),
            subject.as_bytes(),
            day.as_bytes(),
            &[row.lesson],
        ];
        self.state(
            Change::ControlWork(ControlWork {
                work: ControlWorkId::derive(&parts),
                class,
                subject,
                date: row.date,
                bell: row.lesson,
                kind: row.kind,
                title: row.topic.clone(),
                staff,
                basis: row.basis.clone(),
            }),
            &row.source,
        );
    }
}
