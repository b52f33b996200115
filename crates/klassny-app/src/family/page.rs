//! The page of a class's families.

use super::Access;
use super::edit::can_undo;
use super::period::{Addressees, PAPERS, Period, open, periods, settles};
use crate::api::ClassArgs;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::frame::year_days;
use crate::spread::words::{class_name, name_key, place_view, small};
use crate::view::family::{
    AgreementView, CheckedView, FamiliesView, FamilyRow, GuardianView, HandedView, LetterView,
    NoteView, PaperKind, PaperPeriod,
};
use crate::who::Who;
use chrono::NaiveDate;
use klassny_domain::family::{
    FamilyDuty, FamilyDutyKind, InformationForm, Letter, ParentNote, check_due, dues, month_of,
};
use klassny_domain::ids::{ClassId, PupilId};
use klassny_domain::roster::{Guardian, PupilCard, SchoolClass};
use klassny_store::Standing;
use klassny_store::query::{Listed, Stamp};
use std::collections::HashMap;

/// The page.
///
/// # Errors
/// For who reads no families of the class; a class that is not there.
pub fn families(desk: &Desk<'_>, args: &ClassArgs) -> Result<FamiliesView> {
    view(desk, parse_id(&args.class, ClassId::parse)?)
}

/// The page after anything was done to it.
pub(super) fn view(desk: &Desk<'_>, id: ClassId) -> Result<FamiliesView> {
    let class = desk.store.read(|read| read.class(id))?;
    let class = class.ok_or_else(|| AppError::not_found("class"))?;
    let access = Access::of(desk, id)?;
    let today = desk.now().date();
    let (month, _) = month_of(today);
    let mut view = FamiliesView {
        class: id.to_string(),
        class_name: class_name(&class),
        opened: access.opened,
        may_edit: access.edit,
        may_hand: access.hand,
        letters: access.letters,
        month: month.to_string(),
        check_due: check_due(&desk.calendar, month).to_string(),
        rows: Vec::new(),
        papers: Vec::new(),
        can_undo: can_undo(desk, id),
    };
    if access.opened {
        let kept = Kept::read(desk, &class, access)?;
        view.rows = kept.rows(month)?;
        view.papers = PAPERS.iter().map(|kind| kept.paper(*kind)).collect();
    }
    Ok(view)
}

/// What is kept of the families of a class.
struct Kept<'d> {
    desk: &'d Desk<'d>,
    class: &'d SchoolClass,
    whom: Addressees,
    cards: HashMap<PupilId, PupilCard>,
    guardians: Vec<Standing<Guardian>>,
    forms: Vec<Standing<InformationForm>>,
    duties: Vec<Standing<FamilyDuty>>,
    letters: Vec<Standing<Letter>>,
    notes: Vec<(String, Standing<ParentNote>)>,
    stamps: HashMap<i64, Stamp>,
    who: Who<'d>,
}

impl<'d> Kept<'d> {
    fn read(desk: &'d Desk<'d>, class: &'d SchoolClass, access: Access) -> Result<Self> {
        let id = class.class;
        let days = year_days(desk);
        let (mut listed, cards, guardians, forms) = desk.store.read(|read| {
            Ok((
                read.listed_in_class(id, &days)?,
                read.pupil_cards_of_class(id)?,
                read.guardians_standing(id)?,
                read.information_forms(id)?,
            ))
        })?;
        let (duties, letters, notes) = desk.store.read(|read| {
            let letters = match access.letters {
                true => read.letters(id)?,
                false => Vec::new(),
            };
            let mut notes = Vec::new();
            for group in read.groups_of_class(id)? {
                let subject = read.subject(group.subject)?;
                let subject = subject.map(|subject| subject.name).unwrap_or_default();
                let own = read.parent_notes(group.group, &days)?.into_iter();
                notes.extend(own.map(|note| (subject.clone(), note)));
            }
            Ok((read.family_duties(id, &days)?, letters, notes))
        })?;
        // Late joiners stand at the end of the list, as in the journal.
        let starts_on = desk.calendar.year().starts_on;
        listed.sort_by_cached_key(|row| {
            let late = (row.from > starts_on).then_some(row.from);
            (late, name_key(&row.pupil.name))
        });
        let facts = guardians.iter().map(|x| x.fact_no);
        let facts = facts.chain(duties.iter().map(|x| x.fact_no));
        let facts = facts.chain(letters.iter().map(|x| x.fact_no));
        let facts: Vec<i64> = facts.chain(notes.iter().map(|(_, x)| x.fact_no)).collect();
        let plain: Vec<Guardian> = guardians.iter().map(|g| g.value.clone()).collect();
        Ok(Self {
            stamps: desk.store.read(|read| read.stamps(facts))?,
            who: Who::read(desk)?,
            whom: Addressees::new(listed, &plain),
            cards: cards.into_iter().map(|card| (card.pupil, card)).collect(),
            desk,
            class,
            guardians,
            forms,
            duties,
            letters,
            notes,
        })
    }

    fn rows(&self, month: NaiveDate) -> Result<Vec<FamilyRow>> {
        let mut rows: Vec<FamilyRow> = Vec::new();
        for listed in &self.whom.listed {
            let id = listed.pupil.pupil.to_string();
            // A pupil who came back has two intervals and one family.
            match rows.iter_mut().find(|row| row.pupil == id) {
                Some(row) => row.left = self.has_left(listed),
                None => rows.push(self.row(listed, month)),
            }
        }
        for (row, number) in rows.iter_mut().zip(1..) {
            row.number = number;
        }
        Ok(rows)
    }

    fn has_left(&self, listed: &Listed) -> bool {
        let today = self.desk.now().date();
        listed.until.is_some_and(|until| until <= today)
    }

    fn row(&self, listed: &Listed, month: NaiveDate) -> FamilyRow {
        let pupil = listed.pupil.pupil;
        let card = self.cards.get(&pupil);
        let left = self.has_left(listed);
        FamilyRow {
            pupil: pupil.to_string(),
            number: 0,
            name: listed.pupil.name.short(),
            left,
            phone: card.map(|card| card.phone.clone()).unwrap_or_default(),
            address: card.map(|card| card.address.clone()).unwrap_or_default(),
            guardians: self.guardians_of(pupil),
            paper: self.whom.on_paper(pupil),
            checked: self.checked(pupil, month),
            overdue: !left && self.check_is_missing(listed),
            handed: self.handed(pupil),
            letters: self.letters_of(pupil),
            notes: self.notes_of(pupil),
        }
    }

    fn guardians_of(&self, pupil: PupilId) -> Vec<GuardianView> {
        let own = self.guardians.iter().filter(|g| g.value.pupil == pupil);
        let named = own.filter(|g| !is_removed(&g.value));
        named
            .map(|standing| {
                let guardian = &standing.value;
                let mut forms = self.forms.iter();
                let signed = forms.find(|form| form.value.guardian == guardian.guardian);
                GuardianView {
                    guardian: guardian.guardian.to_string(),
                    name: guardian.name.clone(),
                    kinship: guardian.kinship.clone(),
                    phone: guardian.phone.clone(),
                    email: guardian.email.clone(),
                    form: guardian.electronic.into(),
                    signed: signed.map(|form| AgreementView {
                        signed_on: form.value.signed_on.to_string(),
                        basis: form.value.basis.into(),
                        document: form.value.document.clone(),
                        way: form.value.way.into(),
                        contact: form.value.contact.clone(),
                    }),
                    stamp: self.stamps.get(&standing.fact_no).map(|stamp| {
                        let place = (stamp.seat, stamp.entered_ms);
                        self.who.stamp(place, None)
                    }),
                }
            })
            .collect()
    }

    fn by(&self, fact_no: i64) -> String {
        let seat = self.stamps.get(&fact_no).map(|stamp| stamp.seat);
        self.who
            .initials(seat.and_then(|seat| self.who.staff_of(seat)))
    }

    fn duties_of(&self, pupil: PupilId) -> impl Iterator<Item = &Standing<FamilyDuty>> {
        let own = self.duties.iter().rev();
        own.filter(move |duty| duty.value.pupil == Some(pupil))
    }

    fn checked(&self, pupil: PupilId, month: NaiveDate) -> Option<CheckedView> {
        let mut own = self.duties_of(pupil);
        let last = own.find(|duty| duty.value.kind == FamilyDutyKind::Checked)?;
        Some(CheckedView {
            month: last.value.from.to_string(),
            on: last.value.done_on.to_string(),
            by: self.by(last.fact_no),
            this_month: last.value.from == month,
        })
    }

    /// Whether a check that was due is not done.
    fn check_is_missing(&self, listed: &Listed) -> bool {
        let today = self.desk.now().date();
        let asked = dues(&self.desk.calendar, self.class.grade, today);
        asked.iter().any(|due| {
            let pupil = listed.pupil.pupil;
            let done = || self.duties_of(pupil).any(|duty| settles(&duty.value, due));
            due.kind == FamilyDutyKind::Checked
                && due.due_on < today
                && listed.from <= due.until
                && !done()
        })
    }

    fn handed(&self, pupil: PupilId) -> Vec<HandedView> {
        let own = self.duties_of(pupil);
        let papers = own.filter(|duty| duty.value.kind != FamilyDutyKind::Checked);
        papers.map(|duty| self.handed_view(duty)).collect()
    }

    fn handed_view(&self, duty: &Standing<FamilyDuty>) -> HandedView {
        HandedView {
            kind: duty.value.kind.into(),
            from: duty.value.from.to_string(),
            until: duty.value.until.to_string(),
            on: duty.value.done_on.to_string(),
            way: duty.value.way.into(),
            note: duty.value.note.clone(),
            by: self.by(duty.fact_no),
        }
    }

    fn letters_of(&self, pupil: PupilId) -> Vec<LetterView> {
        let today = self.desk.now().date();
        let own = self.letters.iter().rev();
        let own = own.filter(|letter| letter.value.pupil == pupil);
        own.map(|standing| {
            let letter = &standing.value;
            LetterView {
                letter: letter.letter.to_string(),
                direction: letter.direction.into(),
                way: letter.way.into(),
                on: letter.on.to_string(),
                subject: letter.subject.clone(),
                text: letter.text.clone(),
                answer_due: letter.answer_due.map(|due| due.to_string()),
                answer: letter.answer.clone(),
                answered_on: letter.answered_on.map(|day| day.to_string()),
                overdue: letter.is_overdue(today),
                by: self.by(standing.fact_no),
            }
        })
        .collect()
    }

    fn notes_of(&self, pupil: PupilId) -> Vec<NoteView> {
        let own = self.notes.iter();
        let own = own.filter(|(_, note)| note.value.pupil == pupil);
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|(_, note)| std::cmp::Reverse((note.value.place.date, note.fact_no)));
        own.into_iter()
            .map(|(subject, note)| NoteView {
                place: place_view(note.value.place),
                subject: subject.clone(),
                text: note.value.text.clone(),
                to_parents: note.value.to_parents,
                by: self.by(note.fact_no),
            })
            .collect()
    }

    fn paper(&self, kind: FamilyDutyKind) -> PaperKind {
        let grade = self.class.grade;
        let done: Vec<FamilyDuty> = self.duties.iter().map(|d| d.value.clone()).collect();
        let asked = open(self.desk, grade, (&self.whom, &done));
        let due = asked.iter().find(|open| open.due.kind == kind);
        let known = dues(&self.desk.calendar, grade, self.desk.now().date());
        let all = periods(self.desk, grade, kind);
        let current = due.and_then(|open| all.iter().position(|(from, _)| *from == open.due.from));
        let view = |period: &Period| {
            let of_it = known.iter();
            let mut of_it = of_it.filter(|due| due.kind == kind && due.from == period.0);
            self.period(kind, *period, of_it.next().map(|due| due.due_on))
        };
        PaperKind {
            kind: kind.into(),
            periods: all.iter().map(view).collect(),
            current: small(current.unwrap_or_else(|| all.len().saturating_sub(1))),
        }
    }

    fn period(
        &self,
        kind: FamilyDutyKind,
        period: Period,
        due_on: Option<NaiveDate>,
    ) -> PaperPeriod {
        let wanted = self.whom.of(kind, period);
        let is_done = |pupil: Option<PupilId>| {
            self.duties
                .iter()
                .map(|duty| &duty.value)
                .any(|duty| (duty.kind, duty.from, duty.pupil) == (kind, period.0, pupil))
        };
        let handed = wanted.iter().filter(|pupil| is_done(Some(**pupil))).count();
        let mut duties = self.duties.iter();
        let report = duties.find(|duty| {
            let of_it = duty.value.kind == kind && duty.value.from == period.0;
            kind.is_of_class() && of_it
        });
        PaperPeriod {
            from: period.0.to_string(),
            until: period.1.to_string(),
            due_on: due_on.map(|day| day.to_string()),
            pupils: wanted.iter().map(PupilId::to_string).collect(),
            handed: small(handed),
            report: report.map(|duty| self.handed_view(duty)),
        }
    }
}

/// A guardian without a name is taken off the card.
pub(super) fn is_removed(guardian: &Guardian) -> bool {
    guardian.name.is_empty()
}
