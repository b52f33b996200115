//! Prints a volume: fills it, lays it out, keeps the file and states the edition (R131–R136).

use super::ground::{Frame, Ground};
use super::kept::{self, Waiting};
use super::{PRINTERS, closing, newest, page, paper_error, parse, volume};
use crate::api::ClassTerm;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::spread::words::class_name;
use crate::view::paper::Printed;
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, StaffId, TermId};
use klassny_domain::roster::{Role, StaffMember};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep, VolumeStep};
use klassny_log::kill_point;
use klassny_paper::view::{Printing, Signatories, Signatory, Volume};
use klassny_store::{NewFact, Store};
use std::path::{Path, PathBuf};

/// Words of the fingerprint on every page.
pub(crate) const WORDS: usize = 6;
/// How hard the content is pressed; it is kept for ever and read seldom.
const ZSTD_LEVEL: i32 = 19;
/// The greatest content of a volume that is read back, bytes.
const CONTENT_MAX: usize = 64 << 20;

/// What a print left, for the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedClass {
    /// The finished file.
    pub path: PathBuf,
    /// The edition.
    pub edition: u16,
    /// Sheets of paper.
    pub sheets: u32,
    /// Pages of the file, blank backs among them.
    pub pages: usize,
    /// The code of the volume.
    pub code: String,
    /// The fingerprint, in words.
    pub words: Vec<String>,
}

/// Prints a new edition into a folder.
///
/// # Errors
/// [`ErrorCode::NotClosed`] while the term is open; who may not print is refused; a full disk.
/// Nothing is stated then.
pub fn print_volume(desk: &Desk<'_>, args: &ClassTerm, folder: &Path) -> Result<Printed> {
    let (class, term) = parse(&args.class, &args.term)?;
    let printed = print(desk, (class, term), folder)?;
    Ok(Printed {
        file: printed.path.display().to_string(),
        volume: page::view(desk, class, term)?,
    })
}

/// Prints a class by its name, «5А», and the number of its term, into a folder.
///
/// # Errors
/// A class or term that is not there, and as [`print_volume`].
pub fn print_class(
    desk: &Desk<'_>,
    class: &str,
    term_number: u8,
    out: &Path,
) -> Result<PrintedClass> {
    let classes = desk.store.read(|read| read.classes(desk.year_id()))?;
    let wanted = class.trim().to_uppercase();
    let found = classes.iter().find(|class| class_name(class) == wanted);
    let class = found.ok_or_else(|| AppError::not_found("class"))?;
    let terms = desk.calendar.terms_of(class.grade);
    let term = terms.iter().find(|term| term.number == term_number);
    let term = term.ok_or_else(|| AppError::not_found("term"))?;
    print(desk, (class.class, term.term), out)
}

fn print(desk: &Desk<'_>, (class, term): (ClassId, TermId), folder: &Path) -> Result<PrintedClass> {
    const STAGES: u32 = 4;
    desk.require(PRINTERS)?;
    let frame = Frame::read(desk.store, class, term)?;
    if closing(desk.store, class, term)?.is_none() {
        return Err(AppError::new(ErrorCode::NotClosed, "term is open"));
    }
    (desk.progress)(0, STAGES);
    let ground = Ground::read(desk.store, frame)?;
    let mut volume = volume::fill_from(desk.store, &ground)?;
    (desk.progress)(1, STAGES);
    volume.printing = printing(desk, &ground, &volume)?;
    let printed = klassny_paper::render(&volume).map_err(|error| paper_error(&error))?;
    (desk.progress)(2, STAGES);
    let edition = VolumeEdition {
        volume: VolumeEdition::id_of(class, term),
        class,
        term,
        edition: volume.printing.edition,
        content_hash: printed.content_hash,
        file_hash: *blake3::hash(&printed.pdf).as_bytes(),
        sheet_hashes: printed.sheet_hashes.clone(),
        content: pack(&printed.content)?,
        printed_on: volume.printing.on,
        sheet_count: printed.sheets,
    };
    let path = folder.join(file_name(&ground.frame, &volume));
    kill_point("print.laid_out");
    let waiting = Waiting::write(folder, &path, &printed.pdf)?;
    kill_point("print.written");
    kept::keep(desk.store, &edition, &path, &printed, &volume)?;
    kill_point("print.kept");
    (desk.progress)(3, STAGES);
    state(desk, &edition)?;
    kill_point("print.stated");
    waiting.name()?;
    kill_point("print.named");
    (desk.progress)(STAGES, STAGES);
    Ok(PrintedClass {
        path,
        edition: edition.edition,
        sheets: u32::from(printed.sheets),
        pages: printed.pages.len(),
        code: code(
            desk.store,
            &edition.volume,
            edition.edition,
            &edition.content_hash,
        ),
        words: volume.printing.words,
    })
}

fn state(desk: &Desk<'_>, edition: &VolumeEdition) -> Result<()> {
    let step = VolumeRouteStep {
        volume: edition.volume,
        edition: edition.edition,
        step: VolumeStep::Printed,
        done: true,
        note: String::new(),
    };
    desk.commit(vec![
        NewFact::from(Change::VolumeEdition(edition.clone())),
        NewFact::from(Change::VolumeRouteStep(step)),
    ])?;
    Ok(())
}

/// The act of printing: who, when, which edition, and what it says otherwise than the one before.
fn printing(desk: &Desk<'_>, ground: &Ground, volume: &Volume) -> Result<Printing> {
    let today = desk.now().date();
    let (class, term) = (ground.frame.class.class, ground.frame.term.term);
    let id = VolumeEdition::id_of(class, term);
    let editions = desk.store.read(|read| read.editions_of(id))?;
    let before = newest(&editions).map(|newest| newest.edition);
    let before = match before {
        Some(edition) => desk.store.read(|read| read.edition(id, edition))?,
        None => None,
    };
    let changes = match &before {
        Some(before) => changes(before, volume)?,
        None => Vec::new(),
    };
    let hash = klassny_paper::content_hash(volume);
    Ok(Printing {
        edition: before.map_or(1, |before| before.edition.saturating_add(1)),
        by: ground.initials(Some(desk.person.staff)),
        on: today,
        words: words(&hash),
        changes,
        signatories: signatories(desk, ground, volume)?,
    })
}

fn changes(before: &VolumeEdition, now: &Volume) -> Result<Vec<klassny_paper::view::Change>> {
    let old = unpack(&before.content)?;
    let found = klassny_paper::differences(&old, &klassny_paper::sheets(now));
    let lines = found.into_iter().map(|found| klassny_paper::view::Change {
        place: format!("{}, {}", found.sheet, found.key),
        was: found.old.unwrap_or_default(),
        now: found.new.unwrap_or_default(),
    });
    Ok(lines.collect())
}

fn signatories(desk: &Desk<'_>, ground: &Ground, volume: &Volume) -> Result<Signatories> {
    let today = desk.now().date();
    let (deputies, directors, clerks) = desk.store.read(|read| {
        Ok((
            read.staff_in_role(Role::Deputy, today)?,
            read.staff_in_role(Role::Director, today)?,
            read.staff_in_role(Role::Clerk, today)?,
        ))
    })?;
    // The deputy who prints certifies, else the one who closed the term, else the first by name.
    let closer = closer(desk, ground)?;
    let of = |staff| deputies.iter().find(|deputy| Some(deputy.staff) == staff);
    let own = of(Some(desk.person.staff));
    let deputy = own.or(of(closer)).or(deputies.first());
    let mut substitutes: Vec<String> = volume
        .subjects
        .iter()
        .flat_map(|part| part.lessons.iter().map(|lesson| lesson.substitute.clone()))
        .filter(|name| !name.is_empty())
        .collect();
    substitutes.sort();
    substitutes.dedup();
    // Where several could check, who does is written by hand.
    let others = || {
        let certifies = |other: &StaffMember| deputy.is_some_and(|it| it.staff == other.staff);
        deputies.iter().filter(move |other| !certifies(other))
    };
    let second = others().next().filter(|_| others().count() == 1);
    let teacher = |name: String| Signatory {
        post: subject_of(volume, &name),
        name,
    };
    Ok(Signatories {
        deputy: signatory(deputy, "Заместитель директора"),
        director: signatory(directors.first(), "Директор"),
        clerk: signatory(clerks.first(), "Делопроизводитель"),
        second_check: Some(signatory(second, "Заместитель директора")),
        substitutes: substitutes.into_iter().map(teacher).collect(),
    })
}

/// What a substitute gave, as a post: «замена: История».
fn subject_of(volume: &Volume, name: &str) -> String {
    let gave = |lessons: &[klassny_paper::view::Lesson]| {
        lessons.iter().any(|lesson| lesson.substitute == name)
    };
    let mut subjects: Vec<&str> = volume
        .subjects
        .iter()
        .filter(|part| gave(&part.lessons))
        .map(|part| part.subject.as_str())
        .collect();
    subjects.dedup();
    format!("Замена: {}", subjects.join(", "))
}

/// Who closed the term.
fn closer(desk: &Desk<'_>, ground: &Ground) -> Result<Option<StaffId>> {
    let frame = &ground.frame;
    let Some(closing) = closing(desk.store, frame.class.class, frame.term.term)? else {
        return Ok(None);
    };
    let seat = desk.store.read(|read| {
        let stamps = read.stamps([closing.fact_no])?;
        let stamp = stamps.get(&closing.fact_no);
        stamp.map(|stamp| read.seat(stamp.seat)).transpose()
    })?;
    Ok(seat.flatten().map(|seat| seat.staff))
}

/// A person with the post of the staff list, where the list words the role at all.
fn signatory(person: Option<&StaffMember>, role: &str) -> Signatory {
    let post = person.map(|person| person.position.as_str());
    let post = post.filter(|post| post.to_lowercase().starts_with(&role.to_lowercase()));
    Signatory {
        post: post.unwrap_or(role).to_owned(),
        name: person
            .map(|person| person.name.initials())
            .unwrap_or_default(),
    }
}

/// The six words that stand for a content.
pub(crate) fn words(content_hash: &[u8; 32]) -> Vec<String> {
    let words = klassny_log::words::fingerprint(content_hash, WORDS);
    words.into_iter().map(str::to_owned).collect()
}

/// The code of the cover of an edition.
pub(crate) fn code(
    store: &Store,
    volume: &klassny_domain::ids::VolumeId,
    edition: u16,
    content_hash: &[u8; 32],
) -> String {
    let school = store.identity().school;
    let place = klassny_paper::Place::Cover;
    klassny_paper::PageCode::new(
        school.as_bytes(),
        volume.as_bytes(),
        edition,
        place,
        content_hash,
    )
    .map(|code| code.to_string())
    .unwrap_or_default()
}

pub(super) fn pack(content: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(content, ZSTD_LEVEL)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("content: {error}")))
}

/// The content of an edition as it was printed.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<klassny_paper::SheetContent>> {
    let content = zstd::bulk::decompress(packed, CONTENT_MAX)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("content: {error}")))?;
    klassny_paper::decode(&content).map_err(|error| paper_error(&error))
}

/// «Журнал 5А, 1 четверть 2026-2027, издание 1.pdf».
fn file_name(frame: &Frame, volume: &Volume) -> String {
    let year = volume.year.replace('/', "-");
    format!(
        "Журнал {}, {} {year}, издание {}.pdf",
        frame.class_name, volume.term, volume.printing.edition
    )
}
