//! What is changed on the page of families: guardians, checks, what was handed over; and undo.

use super::page::view;
use super::period::period;
use super::{Access, require_listed, text_of};
use crate::api::{CheckFamilies, ClassArgs, HandOver, SetGuardian};
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::words::{parse_day, parse_pupil};
use crate::take_back::take_back_last;
use crate::view::family::{AgreementView, FamiliesView};
use crate::view::text::ErrorCode;
use chrono::NaiveDate;
use klassny_domain::change::Change;
use klassny_domain::family::{ContactWay, FamilyDuty, FamilyDutyKind, InformationForm, month_of};
use klassny_domain::ids::{ClassId, GuardianId, PupilId};
use klassny_domain::roster::{ElectronicForm, Guardian};
use klassny_store::NewFact;
use std::sync::PoisonError;

/// The longest name, kinship, number, address or remark, characters.
const LINE_MAX: usize = 200;
/// Guardians of a pupil that a card has room for.
const GUARDIANS_MAX: u8 = 9;

/// Writes the data of a guardian, and what the guardian signed.
///
/// # Errors
/// Who may not; a refusal of the electronic form without its paper (R62); a text that is too long.
pub fn set_guardian(desk: &Desk<'_>, args: &SetGuardian) -> Result<FamiliesView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let pupil = parse_pupil(&args.pupil)?;
    let access = Access::of(desk, class)?;
    access.require(access.edit)?;
    require_listed(desk, class, &[pupil])?;
    let known = desk.store.read(|read| read.guardians(pupil))?;
    let before = match args.guardian.as_deref() {
        Some(id) => {
            let id = parse_id(id, GuardianId::parse)?;
            let found = known.iter().find(|guardian| guardian.guardian == id);
            Some(found.ok_or_else(|| AppError::not_found("guardian"))?)
        }
        None => None,
    };
    let electronic: ElectronicForm = args.form.into();
    let named = !args.name.trim().is_empty();
    if named && electronic == ElectronicForm::Refused && args.signed.is_none() {
        return Err(AppError::new(ErrorCode::RefusalUnsigned, "guardian"));
    }
    let (guardian, ordinal) = match before {
        Some(before) => (before.guardian, before.ordinal),
        None => free_place(pupil, &known)?,
    };
    let guardian = Guardian {
        guardian,
        pupil,
        ordinal,
        name: text_of(&args.name, LINE_MAX)?,
        kinship: text_of(&args.kinship, LINE_MAX)?,
        phone: text_of(&args.phone, LINE_MAX)?,
        email: text_of(&args.email, LINE_MAX)?,
        electronic,
    };
    let form = form_of(desk, class, &guardian, args.signed.as_ref())?;
    let mut facts: Vec<NewFact> = Vec::new();
    if before != Some(&guardian) && (named || before.is_some()) {
        facts.push(Change::Guardian(guardian).into());
    }
    facts.extend(form.map(|form| NewFact::from(Change::InformationForm(form))));
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    view(desk, class)
}

/// The id and the number of one more guardian.
fn free_place(pupil: PupilId, known: &[Guardian]) -> Result<(GuardianId, u8)> {
    let mut free = 1..=GUARDIANS_MAX;
    let ordinal = free.find(|ordinal| known.iter().all(|g| g.ordinal != *ordinal));
    let ordinal = ordinal.ok_or_else(|| AppError::bad_request("guardians"))?;
    let id = GuardianId::derive(&[pupil.as_bytes(), &[ordinal]]);
    Ok((id, ordinal))
}

/// The paper behind the form, where it is to say something else than it does.
fn form_of(
    desk: &Desk<'_>,
    class: ClassId,
    guardian: &Guardian,
    signed: Option<&AgreementView>,
) -> Result<Option<InformationForm>> {
    let forms = desk.store.read(|read| read.information_forms(class))?;
    let mut forms = forms.into_iter().map(|form| form.value);
    let before = forms.find(|form| form.guardian == guardian.guardian);
    let Some(signed) = signed else {
        return Ok(before.map(|before| InformationForm {
            stands: false,
            ..before
        }));
    };
    let signed_on = parse_day(&signed.signed_on)?;
    if signed_on > desk.now().date() {
        return Err(AppError::new(ErrorCode::WrongDays, "signed"));
    }
    let form = InformationForm {
        guardian: guardian.guardian,
        pupil: guardian.pupil,
        signed_on,
        basis: signed.basis.into(),
        document: text_of(&signed.document, LINE_MAX)?,
        way: signed.way.into(),
        contact: text_of(&signed.contact, LINE_MAX)?,
        stands: true,
    };
    Ok((before.as_ref() != Some(&form)).then_some(form))
}

/// Notes that the data of families were checked in a month, or takes it back (R88).
///
/// # Errors
/// Who may not; a month that has not begun.
pub fn check_families(desk: &Desk<'_>, args: &CheckFamilies) -> Result<FamiliesView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let access = Access::of(desk, class)?;
    access.require(access.hand)?;
    let month = month_of(parse_day(&args.month)?);
    let done = Done {
        kind: FamilyDutyKind::Checked,
        period: month,
        on: desk.now().date(),
        way: ContactWay::InPerson,
        note: String::new(),
        done: args.done,
    };
    state(desk, class, &args.pupils, &done)
}

/// Notes that papers were handed over, or takes it back.
///
/// # Errors
/// Who may not; a day before the papers could be there or one that has not come.
pub fn hand_over(desk: &Desk<'_>, args: &HandOver) -> Result<FamiliesView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let access = Access::of(desk, class)?;
    access.require(access.hand)?;
    let known = desk.store.read(|read| read.class(class))?;
    let grade = known.ok_or_else(|| AppError::not_found("class"))?.grade;
    let kind: FamilyDutyKind = args.kind.into();
    let done = Done {
        kind,
        period: period(desk, (grade, kind), parse_day(&args.from)?)?,
        on: parse_day(&args.on)?,
        way: args.way.into(),
        note: text_of(&args.note, LINE_MAX)?,
        done: args.done,
    };
    if kind == FamilyDutyKind::Checked || kind.is_of_class() != args.pupils.is_empty() {
        return Err(AppError::bad_request("pupils"));
    }
    state(desk, class, &args.pupils, &done)
}

/// What was done, of whichever pupils.
struct Done {
    kind: FamilyDutyKind,
    period: (NaiveDate, NaiveDate),
    on: NaiveDate,
    way: ContactWay,
    note: String,
    done: bool,
}

fn state(desk: &Desk<'_>, class: ClassId, pupils: &[String], done: &Done) -> Result<FamiliesView> {
    let today = desk.now().date();
    if done.on > today || done.on < done.period.0 {
        return Err(AppError::new(ErrorCode::WrongDays, "family duty"));
    }
    let pupils: Vec<PupilId> = pupils
        .iter()
        .map(|pupil| parse_pupil(pupil))
        .collect::<Result<_>>()?;
    require_listed(desk, class, &pupils)?;
    let whom = match done.kind.is_of_class() {
        true => vec![None],
        false => pupils.into_iter().map(Some).collect(),
    };
    let days = done.period.0..=done.period.0;
    let standing = desk.store.read(|read| read.family_duties(class, &days))?;
    let mut facts = Vec::new();
    for pupil in whom {
        let before = standing
            .iter()
            .map(|duty| &duty.value)
            .find(|duty| (duty.kind, duty.pupil) == (done.kind, pupil));
        let duty = FamilyDuty {
            class,
            pupil,
            kind: done.kind,
            from: done.period.0,
            until: done.period.1,
            done_on: done.on,
            way: done.way,
            note: done.note.clone(),
            done: done.done,
        };
        let duty = match (before, done.done) {
            (None, false) => continue,
            (Some(before), false) => FamilyDuty {
                done: false,
                ..before.clone()
            },
            (Some(before), true) if *before == duty => continue,
            (Some(_) | None, true) => duty,
        };
        facts.push(NewFact::from(Change::FamilyDuty(duty)));
    }
    if !facts.is_empty() {
        desk.commit(facts)?;
    }
    view(desk, class)
}

/// Takes the last act of the session back, where it was of these families.
///
/// # Errors
/// Where it was not, or what taking back refuses.
pub fn undo_family(desk: &Desk<'_>, args: &ClassArgs) -> Result<FamiliesView> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let access = Access::of(desk, class)?;
    access.require(access.edit || access.hand || access.letters)?;
    if !can_undo(desk, class) {
        return Err(AppError::new(ErrorCode::ChangedMeanwhile, "family"));
    }
    take_back_last(desk)?;
    view(desk, class)
}

/// Whether the last act of the session was of families of this class.
pub(super) fn can_undo(desk: &Desk<'_>, class: ClassId) -> bool {
    let stated = {
        let undo = desk.undo.lock().unwrap_or_else(PoisonError::into_inner);
        undo.last()
            .map(|act| act.stated.clone())
            .unwrap_or_default()
    };
    let of_class = |change: &Change| match whose(change) {
        Some(Whose::Class(id)) => id == class,
        Some(Whose::Pupil(pupil)) => require_listed(desk, class, &[pupil]).is_ok(),
        None => false,
    };
    !stated.is_empty() && stated.iter().all(of_class)
}

enum Whose {
    Class(ClassId),
    Pupil(PupilId),
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "families hold no other facts"
)]
const fn whose(change: &Change) -> Option<Whose> {
    match change {
        Change::Guardian(x) => Some(Whose::Pupil(x.pupil)),
        Change::InformationForm(x) => Some(Whose::Pupil(x.pupil)),
        Change::FamilyDuty(x) => Some(Whose::Class(x.class)),
        Change::Letter(x) => Some(Whose::Class(x.class)),
        _ => None,
    }
}
