//! Rows of pupils, their cards, guardians and movements.
//!
//! Must not mix the personal card with what every teacher of the pupil may see.

use super::noun;
use crate::row::{Columns, date_text};
use crate::words::Word;
use klassny_domain::ids::ClassId;
use klassny_domain::roster::{Guardian, Movement, PersonName, Pupil, PupilCard};

noun! {
    Pupil in "pupil";
    write |x| {
        file_number: x.file_number,
        surname: x.name.surname,
        given: x.name.given,
        patronymic: x.name.patronymic,
        sex: x.sex.word(),
        born_on: date_text(x.born_on),
    }
    read |row| Self {
        pupil: row.id("register_key")?,
        file_number: row.text("file_number")?,
        name: PersonName {
            surname: row.text("surname")?,
            given: row.text("given")?,
            patronymic: row.text("patronymic")?,
        },
        sex: row.word("sex")?,
        born_on: row.date_or_none("born_on")?,
    }
}

noun! {
    PupilCard in "pupil_card";
    write |x| {
        snils: x.snils,
        address: x.address,
        phone: x.phone,
        study_form: x.study_form.word(),
        health_group: x.health_group,
        uid: x.uid,
        note: x.note,
    }
    read |row| Self {
        pupil: row.id("register_key")?,
        snils: row.text("snils")?,
        address: row.text("address")?,
        phone: row.text("phone")?,
        study_form: row.word("study_form")?,
        health_group: row.text("health_group")?,
        uid: row.text("uid")?,
        note: row.text("note")?,
    }
}

noun! {
    Guardian in "guardian";
    write |x| {
        pupil_id: x.pupil.as_bytes(),
        ordinal: x.ordinal,
        name: x.name,
        kinship: x.kinship,
        phone: x.phone,
        email: x.email,
        electronic: x.electronic.word(),
    }
    read |row| Self {
        guardian: row.id("register_key")?,
        pupil: row.id("pupil_id")?,
        ordinal: row.number("ordinal")?,
        name: row.text("name")?,
        kinship: row.text("kinship")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
        electronic: row.word("electronic")?,
    }
}

noun! {
    Movement in "movement";
    write |x| {
        number: x.number,
        ordered_on: x.ordered_on.to_string(),
        kind: x.kind.word(),
        pupil_id: x.pupil.as_bytes(),
        from_class_id: x.from_class.as_ref().map(ClassId::as_bytes),
        to_class_id: x.to_class.as_ref().map(ClassId::as_bytes),
        place: x.place,
        reason: x.reason,
        effective_on: x.effective_on.to_string(),
        entered_on: date_text(x.entered_on),
    }
    read |row| Self {
        order: row.id("register_key")?,
        number: row.text("number")?,
        ordered_on: row.date("ordered_on")?,
        kind: row.word("kind")?,
        pupil: row.id("pupil_id")?,
        from_class: row.id_or_none("from_class_id")?,
        to_class: row.id_or_none("to_class_id")?,
        place: row.text("place")?,
        reason: row.text("reason")?,
        effective_on: row.date("effective_on")?,
        entered_on: row.date_or_none("entered_on")?,
    }
}
