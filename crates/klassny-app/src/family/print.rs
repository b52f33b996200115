//! Prints papers for families in one go: fills, lays out, keeps one file to be shown and printed.
//!
//! Only the newest file of papers stays in its folder: they are for families, not for the machine.

use super::fill::{self, About};
use super::period::{Addressees, Period, period};
use super::{Access, report, require_listed};
use crate::api::PrintFamilies;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::paper::ground::{Frame, Ground};
use crate::paper::kept::Waiting;
use crate::paper::paper_error;
use crate::spread::frame::year_days;
use crate::spread::words::{class_title, parse_day, parse_pupil, small};
use crate::view::family::FamilyPrinted;
use crate::view::text::ErrorCode;
use chrono::NaiveDate;
use klassny_domain::family::FamilyDutyKind;
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::roster::{Role, SchoolClass};
use klassny_domain::school::Term;
use klassny_domain::term::FinalMark;
use klassny_paper::family::view::{FamilyFile, FamilySheet};
use klassny_paper::render_sheets;
use klassny_paper::view::Signatory;
use klassny_store::Standing;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Prints papers of a period into a folder; answers without a file where it was cancelled.
///
/// # Errors
/// Who may not; where the papers are for nobody; a full disk.
pub fn print_families(
    desk: &Desk<'_>,
    args: &PrintFamilies,
    (folder, cancelled): (&Path, &AtomicBool),
) -> Result<FamilyPrinted> {
    cancelled.store(false, Ordering::Relaxed);
    let id = parse_id(&args.class, ClassId::parse)?;
    let access = Access::of(desk, id)?;
    access.require(access.hand)?;
    let class = desk.store.read(|read| read.class(id))?;
    let class = class.ok_or_else(|| AppError::not_found("class"))?;
    let kind: FamilyDutyKind = args.kind.into();
    if kind == FamilyDutyKind::Checked {
        return Err(AppError::bad_request("kind"));
    }
    let days = period(desk, (class.grade, kind), parse_day(&args.from)?)?;
    let pupils = pupils(desk, &class, (kind, days), &args.pupils)?;
    let work = Work::read(desk, &class, kind, days)?;
    let goes_on = |done: usize, of: usize| {
        (desk.progress)(
            u32::try_from(done).unwrap_or(u32::MAX),
            u32::try_from(of).unwrap_or(u32::MAX),
        );
        !cancelled.load(Ordering::Relaxed)
    };
    let total = pupils.len().max(1) * 2;
    let mut file = work.file(desk)?;
    if kind.is_of_class() {
        file.sheets.push(work.report(desk)?);
    }
    for (at, pupil) in pupils.iter().enumerate() {
        if !goes_on(at, total) {
            return Ok(nothing());
        }
        file.sheets.push(work.sheet(desk, *pupil)?);
    }
    let printed = render_sheets(&file, &mut |done| goes_on(pupils.len() + done, total));
    let Some(printed) = printed.map_err(|error| paper_error(&error))? else {
        return Ok(nothing());
    };
    let path = keep(folder, &file_name(&file.title), &printed.pdf)?;
    goes_on(total, total);
    Ok(FamilyPrinted {
        file: Some(path.display().to_string()),
        pages: u32::try_from(printed.pages).unwrap_or(u32::MAX),
        sheets: small(file.sheets.len()),
        pupils: pupils.iter().map(PupilId::to_string).collect(),
    })
}

const fn nothing() -> FamilyPrinted {
    FamilyPrinted {
        file: None,
        pages: 0,
        sheets: 0,
        pupils: Vec::new(),
    }
}

/// Those asked for, or all the papers are for.
fn pupils(
    desk: &Desk<'_>,
    class: &SchoolClass,
    (kind, days): (FamilyDutyKind, Period),
    asked: &[String],
) -> Result<Vec<PupilId>> {
    if kind.is_of_class() {
        return Ok(Vec::new());
    }
    let year = year_days(desk);
    let (listed, guardians) = desk.store.read(|read| {
        Ok((
            read.listed_in_class(class.class, &year)?,
            read.guardians_of_class(class.class)?,
        ))
    })?;
    let asked: Vec<PupilId> = asked
        .iter()
        .map(|pupil| parse_pupil(pupil))
        .collect::<Result<_>>()?;
    require_listed(desk, class.class, &asked)?;
    let mut found = match asked.is_empty() {
        true => Addressees::new(listed, &guardians).of(kind, days),
        false => asked,
    };
    found.dedup();
    match found.is_empty() {
        true => Err(AppError::new(ErrorCode::NoAddressees, "papers")),
        false => Ok(found),
    }
}

/// What all sheets of one printing are filled from.
struct Work {
    kind: FamilyDutyKind,
    days: Period,
    ground: Ground,
    finals: Vec<Standing<FinalMark>>,
    /// The terms begun so far, for the report card.
    grounds: Vec<(Term, Ground)>,
    signatories: Vec<Signatory>,
    today: NaiveDate,
}

impl Work {
    fn read(
        desk: &Desk<'_>,
        class: &SchoolClass,
        kind: FamilyDutyKind,
        days: Period,
    ) -> Result<Self> {
        let today = desk.now().date();
        let terms = desk.calendar.terms_of(class.grade);
        let term = terms.iter().rfind(|term| term.starts_on <= days.0);
        let term = term.ok_or_else(|| AppError::not_found("term"))?;
        let read = |term: &Term| {
            let frame = Frame::read(desk.store, class.class, term.term)?;
            Ground::read(desk.store, frame)
        };
        let mut grounds = Vec::new();
        if kind == FamilyDutyKind::ReportCard {
            for term in terms.iter().filter(|term| term.starts_on <= today) {
                grounds.push(((*term).clone(), read(term)?));
            }
        }
        let finals = desk
            .store
            .read(|read| read.final_marks_of_class(class.class))?;
        Ok(Self {
            ground: read(term)?,
            signatories: signatories(desk, class)?,
            kind,
            days,
            finals,
            grounds,
            today,
        })
    }

    fn file(&self, desk: &Desk<'_>) -> Result<FamilyFile> {
        let frame = &self.ground.frame;
        let profile = desk.store.read(|read| read.school_profile())?;
        let class = class_title(&frame.class);
        let title = title(self.kind, self.days);
        Ok(FamilyFile {
            title: format!("{title}, {class}"),
            school: profile.unwrap_or_default().name,
            class,
            year: frame.calendar.year().name.clone(),
            teacher: leader(desk, frame.class.class)?,
            printed_on: self.today,
            sheets: Vec::new(),
        })
    }

    fn report(&self, desk: &Desk<'_>) -> Result<FamilySheet> {
        let deputy = office(desk, Role::Deputy, "Заместитель директора")?;
        let whose = (self.today, deputy);
        Ok(FamilySheet::Report(report::report(
            &self.ground,
            self.kind,
            whose,
        )))
    }

    fn sheet(&self, desk: &Desk<'_>, pupil: PupilId) -> Result<FamilySheet> {
        let about = About {
            desk,
            ground: &self.ground,
            pupil,
            from: self.days.0,
            until: self.days.1,
            today: self.today,
        };
        Ok(match self.kind {
            FamilyDutyKind::WeekExtract => FamilySheet::WeekExtract(fill::week(&about)?),
            FamilyDutyKind::Results => FamilySheet::Results(fill::results(&about)?),
            FamilyDutyKind::Forecast => FamilySheet::Forecast(fill::forecast(&about)),
            FamilyDutyKind::ReportCard => {
                FamilySheet::ReportCard(fill::report_card(&about, &self.finals, &self.grounds))
            }
            FamilyDutyKind::MarksExtract => {
                FamilySheet::Marks(fill::marks(&about, &self.finals, &self.signatories))
            }
            FamilyDutyKind::Checked
            | FamilyDutyKind::PreliminaryReport
            | FamilyDutyKind::FinalReport => return Err(AppError::bad_request("kind")),
        })
    }
}

/// «Недельные выписки 12.10–16.10.2026».
fn title(kind: FamilyDutyKind, (from, until): Period) -> String {
    let name = match kind {
        FamilyDutyKind::Checked => "Проверка данных",
        FamilyDutyKind::WeekExtract => "Недельные выписки",
        FamilyDutyKind::Results => "Сведения о результатах",
        FamilyDutyKind::Forecast => "Прогноз успеваемости",
        FamilyDutyKind::ReportCard => "Табели",
        FamilyDutyKind::PreliminaryReport => "Предварительный отчёт",
        FamilyDutyKind::FinalReport => "Отчёт классного руководителя",
        FamilyDutyKind::MarksExtract => "Выписки текущих отметок",
    };
    format!(
        "{name} {}–{}",
        from.format("%d.%m"),
        until.format("%d.%m.%Y")
    )
}

fn leader(desk: &Desk<'_>, class: ClassId) -> Result<String> {
    let today = desk.now().date();
    let leader = desk.store.read(|read| {
        let leader = read.class_teacher_on(class, today)?;
        let leader = leader.map(|leader| read.staff_member(leader.staff));
        Ok(leader.transpose()?.flatten())
    })?;
    Ok(leader
        .map(|person| person.name.initials())
        .unwrap_or_default())
}

/// Who holds an office, where one person does; an empty name is written by hand.
fn office(desk: &Desk<'_>, role: Role, post: &str) -> Result<Signatory> {
    let today = desk.now().date();
    let people = desk.store.read(|read| read.staff_in_role(role, today))?;
    let only = people.first().filter(|_| people.len() == 1);
    Ok(Signatory {
        post: post.to_owned(),
        name: only
            .map(|person| person.name.initials())
            .unwrap_or_default(),
    })
}

fn signatories(desk: &Desk<'_>, class: &SchoolClass) -> Result<Vec<Signatory>> {
    Ok(vec![
        Signatory {
            post: "Классный руководитель".to_owned(),
            name: leader(desk, class.class)?,
        },
        office(desk, Role::Deputy, "Заместитель директора")?,
        office(desk, Role::Director, "Директор")?,
    ])
}

fn file_name(title: &str) -> String {
    let name: String = title
        .chars()
        .filter(|letter| !matches!(letter, '«' | '»' | '"'))
        .map(|letter| match letter {
            '/' | '\\' | ':' => '-',
            other => other,
        })
        .collect();
    format!("{name}.pdf")
}

/// Keeps the file whole or not at all; earlier ones go.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let failed = |error: std::io::Error| AppError::file("print", &error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    for entry in std::fs::read_dir(folder).map_err(failed)?.flatten() {
        // One that a viewer still holds stays until the next print.
        drop(std::fs::remove_file(entry.path()));
    }
    let path = folder.join(name);
    Waiting::write(folder, &path, bytes)?.name()?;
    Ok(path)
}
