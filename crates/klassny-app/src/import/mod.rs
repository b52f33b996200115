//! Turns what was read from a school's files into facts (D9): pure, nothing is stated here.
//!
//! Every id is derived from what the file calls the thing, so that a second import updates and
//! doubles nothing. What a file does not say is not guessed; it becomes a problem.

mod frame;
mod journal;
mod people;
mod plans;
mod refused;
mod standing;
mod teaching;

pub(crate) use standing::leave_standing;

use chrono::NaiveDate;
use klassny_domain::change::{Change, ImportSource};
use klassny_domain::ids::{BatchId, ClassId, PupilId, SchoolId, StaffId, SubjectId, YearId};
use klassny_domain::roster::{Enrolment, SchoolClass};
use klassny_domain::school::AcademicYear;
use klassny_exchange::{ClassName, FolderPreview, Problem, Severity, Source};
use klassny_store::NewFact;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What an import is told besides the files.
#[derive(Clone, Debug)]
pub struct ImportSettings {
    /// The school.
    pub school: SchoolId,
    /// The batch of all its facts.
    pub batch: BatchId,
    /// The last day of lessons, movement and substitutions to take; none takes all.
    pub until: Option<NaiveDate>,
    /// BLAKE3 of each file's bytes, the first half, by the file's name.
    pub files: HashMap<String, [u8; 16]>,
    /// Staff who are here already, by full name in lower case with ё as е.
    pub known_staff: HashMap<String, StaffId>,
}

/// What an import will state, and what it could not take.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// The facts, in an order in which each may be judged by those before it.
    pub facts: Vec<NewFact>,
    /// What was not taken or is doubtful, by file, sheet, row and column.
    pub problems: Vec<Problem>,
    /// How many facts of each kind, for people: «уроков» → 256.
    pub counts: BTreeMap<&'static str, usize>,
    /// How many records that people entered by hand stay as they are against the files.
    pub kept: usize,
}

impl ImportPlan {
    /// The files that could not be read at all: while there is one, nothing is imported.
    pub fn refused(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|it| it.refuses_file())
    }
}

/// Maps the rows of a folder to facts.
pub fn plan(preview: &FolderPreview, settings: &ImportSettings) -> ImportPlan {
    let mut mapping = Mapping::new(preview, settings);
    mapping.plan.problems.clone_from(&preview.problems);
    mapping.frame();
    mapping.people();
    mapping.teaching();
    mapping.plans();
    mapping.journals();
    mapping.finish()
}

/// The state of one mapping.
struct Mapping<'a> {
    preview: &'a FolderPreview,
    settings: &'a ImportSettings,
    year: AcademicYear,
    subjects: HashMap<String, SubjectId>,
    classes: HashMap<ClassName, SchoolClass>,
    /// Staff by full name and by personnel number.
    staff: HashMap<String, StaffId>,
    /// Pupils by personal file number.
    pupils: HashMap<String, PupilId>,
    enrolments: Vec<(Enrolment, Source)>,
    plan: ImportPlan,
}

impl<'a> Mapping<'a> {
    fn new(preview: &'a FolderPreview, settings: &'a ImportSettings) -> Self {
        let year = frame::year_of(preview, settings.school);
        Self {
            preview,
            settings,
            year,
            subjects: HashMap::new(),
            classes: HashMap::new(),
            staff: HashMap::new(),
            pupils: HashMap::new(),
            enrolments: Vec::new(),
            plan: ImportPlan::default(),
        }
    }

    fn finish(mut self) -> ImportPlan {
        refused::fold(&mut self.plan.problems, self.preview.found_in_files);
        for fact in &self.plan.facts {
            *self
                .plan
                .counts
                .entry(count_name(&fact.change))
                .or_default() += 1;
        }
        self.plan
    }

    /// Keeps a fact with the row it comes from.
    fn state(&mut self, change: Change, source: &Source) {
        self.state_at(change, source, format!("A{}", source.row), None);
    }

    /// Keeps a fact with the cell it comes from and the teacher the file names.
    fn state_at(
        &mut self,
        change: Change,
        source: &Source,
        cell: String,
        teacher: Option<StaffId>,
    ) {
        let import = ImportSource {
            batch: self.settings.batch,
            file: self
                .settings
                .files
                .get(&*source.file)
                .copied()
                .unwrap_or_default(),
            sheet: source.sheet.to_string(),
            cell,
            teacher,
        };
        self.plan.facts.push(NewFact {
            change,
            import: Some(import),
            permit: None,
        });
    }

    fn year_id(&self) -> YearId {
        self.year.year
    }

    /// Whether a day lies within what is to be taken.
    fn takes(&self, day: NaiveDate) -> bool {
        self.settings.until.is_none_or(|until| day <= until)
    }

    fn doubt(&mut self, source: &Source, column: Option<&str>, what: String, what_to_do: &str) {
        self.plan.problems.push(Problem {
            file: Arc::clone(&source.file),
            sheet: Arc::clone(&source.sheet),
            row: Some(source.row),
            column: column.map(str::to_owned),
            what,
            what_to_do: what_to_do.to_owned(),
            severity: Severity::Doubt,
        });
    }

    /// The class of a name; a problem where there is none.
    fn class(&mut self, name: &ClassName, source: &Source) -> Option<ClassId> {
        let found = self.classes.get(name).map(|class| class.class);
        if found.is_none() {
            let what = format!("класс {name} не найден, строка не взята");
            self.doubt(source, None, what, "добавьте класс в файл контингента");
        }
        found
    }

    /// The person of a full name or personnel number; a problem where there is none.
    fn person(&mut self, name: &str, source: &Source) -> Option<StaffId> {
        let found = self.staff.get(&key(name)).copied();
        if found.is_none() && !name.trim().is_empty() {
            let what = "работник не найден, строка не взята".to_owned();
            self.doubt(source, None, what, "сверьте ФИО с файлом сотрудников");
        }
        found
    }

    /// The subject of a name, made where it is new.
    fn subject(&mut self, name: &str, source: &Source) -> SubjectId {
        let name = full_subject(name);
        let known = self.subjects.get(&key(&name)).copied();
        known.unwrap_or_else(|| teaching::state_subject(self, &name, source))
    }
}

/// A name as a key: lower case, ё as е, blanks folded.
fn key(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        .replace('ё', "е")
}

/// The subject of the curriculum that a journal or a grid calls by a short name.
fn full_subject(name: &str) -> String {
    let name = name.trim();
    match key(name).as_str() {
        "изо" => "Изобразительное искусство".to_owned(),
        "труд" | "технология" => "Труд (технология)".to_owned(),
        "физ. культура" | "физ-ра" | "физкультура" => {
            "Физическая культура".to_owned()
        }
        "англ. яз." | "английский яз." => "Английский язык".to_owned(),
        _ => name.to_owned(),
    }
}

/// What people call facts of this kind when they are counted.
#[rustfmt::skip]
const fn count_name(change: &Change) -> &'static str {
    match change {
        Change::SchoolProfile(_) => "реквизиты школы",
        Change::AcademicYear(_) => "учебный год",
        Change::Term(_) => "учебные периоды",
        Change::Break(_) => "каникулы и праздники",
        Change::SchoolWeek(_) => "учебная неделя",
        Change::Bell(_) => "звонки",
        Change::LoadLimit(_) => "предельная нагрузка",
        Change::Workstation(_) => "АРМ",
        Change::Subject(_) => "предметы",
        Change::SchoolClass(_) => "классы",
        Change::Group(_) => "группы",
        Change::GroupMember(_) => "состав подгрупп",
        Change::StaffMember(_) => "сотрудники",
        Change::StaffCard(_) => "личные карточки сотрудников",
        Change::RoleGrant(_) => "роли",
        Change::ClassTeacher(_) => "классные руководители",
        Change::Load(_) => "нагрузка",
        Change::Pupil(_) => "ученики",
        Change::PupilCard(_) => "личные карточки учеников",
        Change::Guardian(_) => "родители",
        Change::Enrolment(_) => "зачисления в класс",
        Change::Movement(_) => "приказы о движении",
        Change::Course(_) => "группы ГПД, ОДОД, внеурочной деятельности",
        Change::CourseMember(_) => "состав групп",
        Change::TimetableSlot(_) => "расписание",
        Change::Substitution(_) => "замены",
        Change::EntrySlot(_) => "время ввода",
        Change::ThematicPlan(_) => "КТП",
        Change::PlanRow(_) => "темы КТП",
        Change::ControlWork(_) => "контрольные работы",
        Change::LessonRecord(_) => "уроки",
        Change::LessonTopic(_) => "темы уроков",
        Change::Homework(_) => "домашние задания",
        Change::Assignment(_) => "работы",
        Change::Mark(_) => "отметки",
        Change::Attendance(_) => "пропуски и опоздания",
        Change::AbsenceExcuse(_) => "причины пропусков",
        Change::FinalMark(_) => "итоговые отметки",
        Change::HomeworkFile(_) | Change::FileHeld(_) | Change::SlotWaiver(_) | Change::Regulation(_)
        | Change::TermClose(_) | Change::TermReopen(_) | Change::YearClose(_)
        | Change::YearReopen(_) | Change::Permit(_) | Change::InformationForm(_)
        | Change::ParentNote(_) | Change::FamilyDuty(_) | Change::Letter(_)
        | Change::PermitRequest(_) | Change::PermitDecline(_) | Change::PlanApproval(_)
        | Change::PlanCorrection(_) | Change::Remark(_) | Change::Acceptance(_)
        | Change::VolumeEdition(_) | Change::VolumeRouteStep(_) | Change::DeviceEnrolment(_)
        | Change::SeatCertificate(_) | Change::Invitation(_) | Change::SeatRevocation(_)
        | Change::Ack(_) | Change::DeviceProgram(_) | Change::RevocationCosign(_)
        | Change::KeyEpoch(_) | Change::RulesetActivation(_) | Change::Seal(_)
        | Change::SealVoid(_) | Change::StateDigest(_) | Change::PackVerified(_)
        | Change::BatchCommit(_) => "прочее",
    }
}
