//! The forms of the volume, a file each (forms.md).
//!
//! Owns what the forms share: names, dates, upright heads, lines to sign on.

pub(crate) mod absences;
pub(crate) mod certify;
pub(crate) mod contents;
pub(crate) mod cover;
pub(crate) mod entry;
pub(crate) mod grid;
pub(crate) mod lessons;
pub(crate) mod marks;
pub(crate) mod notes;
pub(crate) mod pupils;
pub(crate) mod remarks;
pub(crate) mod subject;
pub(crate) mod summary;

use crate::canvas::{Ink, Page, Pen, Type};
use crate::fonts::Face;
use crate::view::{Moved, Pupil, Signatory};
use chrono::{Datelike, NaiveDate};

/// `07.10.2026`, nothing for no date.
pub(crate) fn date(on: Option<NaiveDate>) -> String {
    on.map(|on| on.format("%d.%m.%Y").to_string())
        .unwrap_or_default()
}

/// The name of a month, as a head.
pub(crate) fn month(on: NaiveDate) -> &'static str {
    let names = [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ];
    names.get(on.month0() as usize).copied().unwrap_or_default()
}

/// Surname and given name.
pub(crate) fn name_of(pupil: &Pupil) -> String {
    format!("{} {}", pupil.surname, pupil.given)
}

/// How a pupil came and left: `приб. 21.09, пр. 172-у, из 5 «Б»`.
pub(crate) fn movement(joined: Option<&Moved>, left: Option<&Moved>, note: &str) -> String {
    let words = |verb: &str, moved: &Moved| {
        let day = format!("{verb} {}", moved.on.format("%d.%m"));
        let parts = [day, moved.order.clone(), moved.place.clone()];
        parts
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let parts = [
        joined.map(|moved| words("приб.", moved)),
        left.map(|moved| words("выб.", moved)),
        Some(note.to_owned()).filter(|note| !note.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// [`movement`] of a pupil without the places, for the small line under a name.
pub(crate) fn short_movement(pupil: &Pupil) -> String {
    let short = |moved: &Moved| Moved {
        place: String::new(),
        ..moved.clone()
    };
    let (joined, left) = (
        pupil.joined.as_ref().map(short),
        pupil.left.as_ref().map(short),
    );
    movement(joined.as_ref(), left.as_ref(), &pupil.note)
}

/// Whether a pupil who came and left so was on the list that day.
pub(crate) fn on_list(joined: Option<&Moved>, left: Option<&Moved>, day: NaiveDate) -> bool {
    joined.is_none_or(|moved| day >= moved.on) && left.is_none_or(|moved| day < moved.on)
}

/// A place for a signature: post, a line to sign on, the name, a line for the date. Returns the y
/// under it.
pub(crate) fn signature(
    page: &mut Page,
    ink: Ink,
    (left, top): (f32, f32),
    width: f32,
    who: &Signatory,
) -> f32 {
    let kind = Type(Face::Serif, 10.0);
    let small = Type(Face::Sans, 6.5);
    let post_width = width * 0.36;
    let lines = ink.wrap(kind, &who.post, post_width - 3.0);
    let mut base = top + 5.0;
    for (at, line) in lines.iter().enumerate() {
        base = top + 5.0 + at as f32 * 4.6;
        page.text(kind, left, base, line);
    }
    let rule = base + 1.2;
    let spots = [
        (0.36, 0.20, "подпись", ""),
        (0.58, 0.25, "расшифровка подписи", who.name.as_str()),
        (0.85, 0.15, "дата", ""),
    ];
    for (from, wide, what, text) in spots {
        let (x, w) = (left + width * from, width * wide);
        page.across(Pen::Sign, rule, x, x + w);
        let mut name = kind;
        while name.1 > 6.0 && ink.width(name, text) > w - 1.0 {
            name.1 -= 0.5;
        }
        page.middle(ink, name, (x + w / 2.0, base), text);
        page.middle(ink, small, (x + w / 2.0, rule + 2.9), what);
    }
    rule + 6.0
}

/// Writes a head that reads upwards in a column, in as many lines as it needs.
pub(crate) fn upright(page: &mut Page, ink: Ink, [x, top, w, h]: [f32; 4], text: &str) {
    let mut size = 7.5;
    let mut lines = ink.wrap(Type(Face::Narrow, size), text, h - 2.0);
    while size > 4.5 && lines.len() as f32 * size * 0.38 > w - 0.4 {
        size -= 0.25;
        lines = ink.wrap(Type(Face::Narrow, size), text, h - 2.0);
    }
    let kind = Type(Face::Narrow, size);
    let step = size * 0.38;
    let mut base = x + w / 2.0 - lines.len() as f32 * step / 2.0 + step * 0.75;
    for line in &lines {
        page.upright(kind, base, top + h - 1.2, line);
        base += step;
    }
}
