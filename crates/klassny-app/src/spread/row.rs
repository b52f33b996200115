//! A pupil of the spread as the window gets it: cells, average, accumulation, term marks.
//!
//! Must not touch the replica, and gives no mark: proposals are the domain's, decisions people's.

use super::column::{Column, is_counted, is_missing};
use super::expected::Expected;
use super::frame::{Frame, terms_of};
use super::ink::{Ink, InkCell, is_listed};
use super::words::small;
use crate::view::journal::{
    AccumulationView, Cell, CellFlag, CellMark, RowNote, RowNoteKind, SpreadRow, TermCell,
    TermWarning,
};
use chrono::NaiveDate;
use klassny_domain::accumulation::{Accumulation, PupilLesson, PupilTerm, accumulation};
use klassny_domain::attendance::Presence;
use klassny_domain::ids::PupilId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Mark, MarkValue};
use klassny_domain::norm::Lateness;
use klassny_domain::regulation::Assessment;
use klassny_domain::roster::MovementKind;
use klassny_domain::school::Term;
use klassny_domain::term::{FinalKind, FinalMark, PermitScope};
use klassny_domain::term_mark::{Average, Proposal, TermInput, Warning, WeighedMark, propose};
use klassny_store::Standing;
use klassny_store::query::Listed;
use std::collections::{HashMap, HashSet};

/// What the rows need besides the cells.
#[derive(Default)]
pub(crate) struct Beside {
    /// Term marks of the group.
    pub finals: Vec<Standing<FinalMark>>,
    /// Since when and by which order pupils are taught at home.
    pub home: HashMap<PupilId, (NaiveDate, String)>,
    /// Marks brought from another class in this term, with whether each was of written work.
    pub brought: HashMap<PupilId, Vec<WeighedMark>>,
    /// The struck values of marks corrected under permits.
    pub was: HashMap<(LessonPlace, PupilId, u8), MarkValue>,
    /// Who is expected to be away today.
    pub expected: Expected,
    /// Cells with a note of the teacher (R69).
    pub notes: HashSet<(LessonPlace, PupilId)>,
}

impl Beside {
    /// Reads what the rows need; the struck values are found by `tips`.
    pub fn read(frame: &Frame<'_>, ink: &Ink) -> crate::error::Result<Self> {
        let year_start = frame.desk.calendar.year().starts_on;
        let (finals, home, brought, expected, notes) = frame.desk.store.read(|read| {
            let finals = read.final_marks_of_group(frame.group())?;
            let movements = read.movements(&(year_start..=frame.term.ends_on))?;
            let home = movements
                .into_iter()
                .filter(|m| m.kind == MovementKind::HomeStudy && m.effective_on <= frame.today());
            let home = home.map(|m| (m.pupil, (m.effective_on, m.number)));
            let home: HashMap<_, _> = home.collect();
            let brought = super::brought::read(frame, ink, read)?;
            let notes = read.parent_notes(frame.group(), &frame.days())?.into_iter();
            let notes = notes.map(|note| (note.value.place, note.value.pupil));
            let notes: HashSet<_> = notes.collect();
            let expected = super::expected::read(frame, read)?;
            Ok((finals, home, brought, expected, notes))
        })?;
        Ok(Self {
            finals,
            home,
            brought,
            was: super::tips::struck(frame, ink)?,
            expected,
            notes,
        })
    }
}

/// How a pupil's term stands in numbers.
pub(crate) struct Stand {
    /// The accumulation.
    pub accumulation: Accumulation,
    /// What the term mark is proposed to be.
    pub proposal: Proposal,
    /// The average of all marks.
    pub average: Option<Average>,
    /// The day of the last mark.
    pub last_marked_on: Option<NaiveDate>,
    /// Whether the pupil is on the list now, or was at the end of the term.
    pub listed: bool,
}

/// Computes how a pupil's term stands.
pub(crate) fn stand(
    frame: &Frame<'_>,
    ink: &Ink,
    columns: &[Column],
    listed: &[Listed],
    brought: &[WeighedMark],
) -> Option<Stand> {
    let pupil = listed.first()?.pupil.pupil;
    let empty = InkCell::default();
    let mut marks: Vec<WeighedMark> = brought.to_vec();
    let (mut lessons, mut last_marked_on) = (Vec::new(), None);
    let (mut lesson_count, mut missed_count) = (0, 0);
    for column in columns {
        let cell = ink.cell(column.place, pupil).unwrap_or(&empty);
        let (mut mark_count, mut written_count) = (0, 0);
        for mark in cell.valued() {
            let Some(value) = mark.value.value else {
                continue;
            };
            let work = column.work(mark.value.ordinal);
            marks.push(WeighedMark {
                value,
                weight_tenths: work.map_or(10, |work| work.weight_tenths),
            });
            let counted = is_counted(value);
            mark_count += usize::from(counted);
            written_count += usize::from(counted && work.is_some_and(|w| w.kind.is_written()));
        }
        if mark_count > 0 {
            last_marked_on = Some(column.place.date);
        }
        if column.held {
            if is_listed(listed, column.place) {
                lesson_count += 1;
                missed_count += u32::from(cell.absent());
            }
            lessons.push(PupilLesson {
                date: column.place.date,
                missed: cell.absent(),
                mark_count: small(mark_count),
                written_count: small(written_count),
            });
        }
    }
    let today = frame.today().min(frame.term.ends_on);
    let has_written = |column: &Column| column.works.iter().any(|w| w.kind.is_written());
    let term = PupilTerm {
        grade: frame.grade(),
        term: &frame.term,
        week_hours_quarters: frame.card.group.week_hours_quarters,
        listed: &listed.iter().map(|l| (l.from, l.until)).collect::<Vec<_>>(),
        lessons: &lessons,
        brought_count: small(brought.iter().filter(|m| is_counted(m.value)).count()),
        plan_has_written: columns.iter().any(|c| c.held && has_written(c)),
    };
    let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
    let accumulation = accumulation(rules, calendar, &term, today);
    let input = TermInput {
        subject: &frame.card.subject.name,
        assessment: frame.grading.assessment,
        marks: &marks,
        need: accumulation.needs_by_end,
        has_written: accumulation.has_written,
        lesson_count,
        missed_count,
    };
    Some(Stand {
        proposal: propose(rules, &input),
        average: Average::of(&marks),
        accumulation,
        last_marked_on,
        listed: listed.iter().any(|interval| interval.is_on(today)),
    })
}

/// The view of a row.
pub(crate) fn row_view(
    frame: &Frame<'_>,
    ink: &Ink,
    columns: &[Column],
    beside: &Beside,
    (number, listed): (usize, &[Listed]),
) -> Option<SpreadRow> {
    let pupil = &listed.first()?.pupil;
    let id = pupil.pupil;
    let none = Vec::new();
    let brought = beside.brought.get(&id).unwrap_or(&none);
    let stand = stand(frame, ink, columns, listed, brought)?;
    let graded = frame.grading.assessment != Assessment::None && stand.listed;
    let cells = columns.iter();
    let cells = cells.map(|column| cell_view(frame, ink, column, (beside, listed, id)));
    let average = stand.average.map(Average::hundredths);
    let has = stand.accumulation;
    let view = AccumulationView {
        has: has.has,
        needs_now: has.needs_now,
        needs: has.needs_by_end,
        short: has.has < has.needs_now,
        due_since: has.due_since.map(|day| day.to_string()),
    };
    Some(SpreadRow {
        pupil: id.to_string(),
        number: small(number),
        name: pupil.name.short(),
        brought: brought
            .iter()
            .map(|mark| mark.value.text().to_owned())
            .collect(),
        note: note(frame, beside, listed),
        cells: cells.collect(),
        average_hundredths: average.and_then(|average| u32::try_from(average).ok()),
        accumulation: graded.then_some(view),
        terms: term_cells(frame, ink, beside, (id, &stand)),
    })
}

/// The terms with a column of term marks: those before and the frame's.
pub(crate) fn terms_shown<'f>(frame: &'f Frame<'_>) -> Vec<&'f Term> {
    let terms = terms_of(frame.desk, frame.grade(), frame.grading).into_iter();
    terms
        .filter(|term| term.starts_on <= frame.term.starts_on)
        .collect()
}

/// The term mark of a pupil that is decided or emptied.
pub(crate) fn final_of<'b>(
    beside: &'b Beside,
    pupil: PupilId,
    term: &Term,
) -> Option<&'b Standing<FinalMark>> {
    let mut finals = beside.finals.iter();
    finals.find(|mark| mark.value.pupil == pupil && mark.value.kind == FinalKind::Term(term.term))
}

fn term_cells(
    frame: &Frame<'_>,
    ink: &Ink,
    beside: &Beside,
    (pupil, stand): (PupilId, &Stand),
) -> Vec<TermCell> {
    let terms = terms_shown(frame).into_iter();
    let cells = terms.map(|term| {
        let decided = final_of(beside, pupil, term);
        let value = decided.and_then(|mark| mark.value.value);
        let this = term.term == frame.term.term && stand.listed;
        let proposed = stand.proposal.value.filter(|_| this);
        let mut warnings = match this {
            true => stand.proposal.warnings.iter().map(warning).collect(),
            false => Vec::new(),
        };
        if let (Some(value), Some(proposed)) = (value, proposed)
            && value != proposed
        {
            warnings.push(TermWarning::OffAverage);
        }
        TermCell {
            value: value.map(|value| value.text().to_owned()),
            proposal: proposed.map(|value| value.text().to_owned()),
            warnings,
            reason: decided.map(|d| d.value.reason.clone()).unwrap_or_default(),
            conflict: decided.is_some_and(Standing::is_conflict),
            unsent: decided.is_some_and(|decided| ink.unsent(decided.fact_no)),
        }
    });
    cells.collect()
}

const fn warning(warning: &Warning) -> TermWarning {
    match warning {
        Warning::TooFewMarks { .. } => TermWarning::FewMarks,
        Warning::NoWrittenWork => TermWarning::NoWrittenWork,
        Warning::MissedTooMany { .. } => TermWarning::MissedMost,
    }
}

fn note(frame: &Frame<'_>, beside: &Beside, listed: &[Listed]) -> Option<RowNote> {
    let (first, last) = (listed.first()?, listed.last()?);
    let of = |kind, on: NaiveDate, order: &str| RowNote {
        kind,
        on: on.to_string(),
        order: order.to_owned(),
    };
    if let Some(until) = last.until.filter(|until| *until <= frame.term.ends_on) {
        return Some(of(RowNoteKind::Left, until, &last.order_out));
    }
    if first.from > frame.term.starts_on {
        return Some(of(RowNoteKind::Joined, first.from, &first.order_in));
    }
    let home = beside.home.get(&first.pupil.pupil)?;
    Some(of(RowNoteKind::Home, home.0, &home.1))
}

fn cell_view(
    frame: &Frame<'_>,
    ink: &Ink,
    column: &Column,
    (beside, listed, pupil): (&Beside, &[Listed], PupilId),
) -> Cell {
    let place = column.place;
    let mut flags = Vec::new();
    if !is_listed(listed, place) {
        flags.push(CellFlag::OffList);
    }
    if is_opened(frame, place, pupil) {
        flags.push(CellFlag::Permit);
    }
    let empty = InkCell::default();
    let stated = ink.cell(place, pupil);
    let cell = stated.unwrap_or(&empty);
    if is_listed(listed, place) && is_missing(column, cell, frame.desk.now()) {
        flags.push(CellFlag::Missing);
    }
    if stated.is_some() {
        ink_flags(frame, ink, column, (cell, &mut flags));
    }
    if beside.notes.contains(&(place, pupil)) && !flags.contains(&CellFlag::Comment) {
        flags.push(CellFlag::Comment);
    }
    let changed = |(at, who): (LessonPlace, PupilId)| at == place && who == pupil;
    let mut against = ink.unpermitted.iter();
    if against.any(|u| changed((u.mark.place, u.mark.pupil)) && !is_answered(ink, cell, u)) {
        flags.push(CellFlag::Unpermitted);
    }
    let text = |mark: &Mark| {
        mark.value
            .map(MarkValue::text)
            .unwrap_or_default()
            .to_owned()
    };
    let is_empty = cell.valued().next().is_none();
    let expected = beside.expected.get(&(place, pupil));
    Cell {
        expected: expected
            .filter(|_| is_empty && is_listed(listed, place))
            .map(|reason| (*reason).into()),
        marks: cell
            .valued()
            .map(|mark| CellMark {
                ordinal: mark.value.ordinal,
                text: text(&mark.value),
                was: beside
                    .was
                    .get(&(place, pupil, mark.value.ordinal))
                    .map(|value| value.text().to_owned()),
            })
            .collect(),
        absence: cell.reason().map(Into::into),
        late: matches!(cell.presence(), Presence::Late { .. }),
        flags,
    }
}

fn ink_flags(
    frame: &Frame<'_>,
    ink: &Ink,
    column: &Column,
    (cell, flags): (&InkCell, &mut Vec<CellFlag>),
) {
    if cell.facts().any(|fact| ink.unsent(fact)) {
        flags.push(CellFlag::Unsent);
    }
    if cell.valued().any(|mark| !mark.value.comment.is_empty()) {
        flags.push(CellFlag::Comment);
    }
    if cell.conflict() {
        flags.push(CellFlag::Conflict);
    }
    let marks = cell
        .valued()
        .map(|mark| mark_lateness(frame, ink, column, mark));
    let stated = cell.attendance.iter();
    let not_present = stated.filter(|a| a.value.presence != Presence::Present);
    let absences = not_present.map(|a| ink.lateness(frame, a.fact_no, column.record_norm));
    let states: Vec<Lateness> = marks.chain(absences).collect();
    if states.contains(&Lateness::EnteredLate) {
        flags.push(CellFlag::EnteredLate);
    } else if states.contains(&Lateness::DeliveredLate) {
        flags.push(CellFlag::DeliveredLate);
    }
}

/// Whether a mark kept its norm.
pub(crate) fn mark_lateness(
    frame: &Frame<'_>,
    ink: &Ink,
    column: &Column,
    mark: &Standing<Mark>,
) -> Lateness {
    let work = column.work(mark.value.ordinal);
    let norm = work.and_then(|work| column.norm_of(frame, work, mark.value.written_on));
    norm.map_or(Lateness::InTime, |norm| {
        ink.lateness(frame, mark.fact_no, norm)
    })
}

/// Whether what stands in the cell was stated after the change without a permit.
fn is_answered(ink: &Ink, cell: &InkCell, change: &klassny_store::query::UnpermittedMark) -> bool {
    let Some(mark) = cell.mark(change.mark.ordinal) else {
        return false;
    };
    let stamp = ink.stamps.get(&mark.fact_no);
    stamp.is_some_and(|stamp| stamp.entered_ms > change.entered_ms)
}

fn is_opened(frame: &Frame<'_>, place: LessonPlace, pupil: PupilId) -> bool {
    let today = frame.today();
    let permitted = frame.permits_over(place).any(|permit| match permit.scope {
        PermitScope::Cell(_, _, whose) => whose == pupil,
        PermitScope::Lesson(_) | PermitScope::Group(..) => true,
    });
    permitted
        || frame.remarks.iter().any(|remark| {
            let pinned = remark.lesson == Some(place) && remark.pupil == Some(pupil);
            pinned && today <= remark.due_on
        })
}
