//! Rows of what is kept of families: agreements, notes from lessons, duties done, letters.
//!
//! All but the notes are personal: they stand only where personal cards open (D15).

use super::noun;
use crate::row::{Columns, date_text};
use crate::words::Word;
use klassny_domain::family::{FamilyDuty, InformationForm, Letter, ParentNote};
use klassny_domain::ids::PupilId;

noun! {
    InformationForm in "information_form";
    write |x| {
        pupil_id: x.pupil.as_bytes(),
        signed_on: x.signed_on.to_string(),
        basis: x.basis.word(),
        document: x.document,
        way: x.way.word(),
        contact: x.contact,
        stands: x.stands,
    }
    read |row| Self {
        guardian: row.id("register_key")?,
        pupil: row.id("pupil_id")?,
        signed_on: row.date("signed_on")?,
        basis: row.word("basis")?,
        document: row.text("document")?,
        way: row.word("way")?,
        contact: row.text("contact")?,
        stands: row.flag("stands")?,
    }
}

noun! {
    ParentNote in "parent_note";
    write |x| {
        group_id: x.place.group.as_bytes(),
        date: x.place.date.to_string(),
        bell: x.place.bell,
        lesson_ordinal: x.place.ordinal,
        pupil_id: x.pupil.as_bytes(),
        text: x.text,
        to_parents: x.to_parents,
    }
    read |row| Self {
        place: row.place()?,
        pupil: row.id("pupil_id")?,
        text: row.text("text")?,
        to_parents: row.flag("to_parents")?,
    }
}

noun! {
    FamilyDuty in "family_duty";
    write |x| {
        class_id: x.class.as_bytes(),
        pupil_id: x.pupil.as_ref().map(PupilId::as_bytes),
        kind: x.kind.word(),
        from_on: x.from.to_string(),
        until_on: x.until.to_string(),
        done_on: x.done_on.to_string(),
        way: x.way.word(),
        note: x.note,
        done: x.done,
    }
    read |row| Self {
        class: row.id("class_id")?,
        pupil: row.id_or_none("pupil_id")?,
        kind: row.word("kind")?,
        from: row.date("from_on")?,
        until: row.date("until_on")?,
        done_on: row.date("done_on")?,
        way: row.word("way")?,
        note: row.text("note")?,
        done: row.flag("done")?,
    }
}

noun! {
    Letter in "letter";
    write |x| {
        class_id: x.class.as_bytes(),
        pupil_id: x.pupil.as_bytes(),
        direction: x.direction.word(),
        way: x.way.word(),
        on_day: x.on.to_string(),
        subject: x.subject,
        text: x.text,
        answer_due: date_text(x.answer_due),
        answer: x.answer,
        answered_on: date_text(x.answered_on),
        stands: x.stands,
    }
    read |row| Self {
        letter: row.id("register_key")?,
        class: row.id("class_id")?,
        pupil: row.id("pupil_id")?,
        direction: row.word("direction")?,
        way: row.word("way")?,
        on: row.date("on_day")?,
        subject: row.text("subject")?,
        text: row.text("text")?,
        answer_due: row.date_or_none("answer_due")?,
        answer: row.text("answer")?,
        answered_on: row.date_or_none("answered_on")?,
        stands: row.flag("stands")?,
    }
}
