//! One volume at the desk: its newest edition, its pages and its route.

use super::ground::Frame;
use super::kept::{KeptPage, KeptPrint, drawn, kept};
use super::print::{code, words};
use super::route::Route;
use super::{PRINTERS, act, closing, has_role, parse, require_checker, term_ref, time};
use crate::api::{ClassTerm, VolumePage};
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::preflight::blocks;
use crate::verify;
use crate::view::paper::{EditionView, PageDrawing, PageRef, VolumeView};
use crate::view::text::ErrorCode;
use klassny_domain::ids::{ClassId, TermId};
use klassny_paper::Place;
use klassny_paper::view::Volume;
use klassny_store::query::EditionHead;

/// One volume.
///
/// # Errors
/// Who neither checks volumes nor leads the class is refused; a class or term that is not there.
pub fn paper_volume(desk: &Desk<'_>, args: &ClassTerm) -> Result<VolumeView> {
    let (class, term) = parse(&args.class, &args.term)?;
    require_checker(desk, class)?;
    view(desk, class, term)
}

/// One page of the newest edition as it was printed.
///
/// # Errors
/// A page that the edition does not have, or an edition that this machine did not print.
pub fn volume_page(desk: &Desk<'_>, args: &VolumePage) -> Result<PageDrawing> {
    let (class, term) = parse(&args.class, &args.term)?;
    require_checker(desk, class)?;
    let route = Route::read(desk.store, class, term)?;
    let head = route.head.ok_or_else(|| AppError::not_found("edition"))?;
    let drawing = match kept(desk.store, &head)? {
        Some(_) => drawn(desk.store, &head, args.page)?,
        None => None,
    };
    drawing.ok_or_else(|| AppError::not_found("page"))
}

/// The volume as it stands.
pub(crate) fn view(desk: &Desk<'_>, class: ClassId, term: TermId) -> Result<VolumeView> {
    let frame = Frame::read(desk.store, class, term)?;
    let closed = closing(desk.store, class, term)?.is_some();
    let route = Route::read(desk.store, class, term)?;
    let printer = has_role(desk, PRINTERS)?;
    let ground = super::ground::Ground::read(desk.store, frame)?;
    let frame = &ground.frame;
    let edition = match &route.head {
        Some(head) => Some(edition(desk, &ground, head)?),
        None => None,
    };
    let not_print = match (closed, printer) {
        (_, false) => Some(ErrorCode::NotAllowed),
        (false, true) => Some(ErrorCode::NotClosed),
        (true, true) => None,
    };
    Ok(VolumeView {
        class: class.to_string(),
        class_name: frame.class_name.clone(),
        term: term_ref(&frame.term, desk.now().date(), closed),
        edition,
        route: route.lines(desk, class)?,
        may_print: not_print.is_none(),
        not_print,
        blocks: match closed {
            true => 0,
            false => blocks(&ground, desk.now().date()),
        },
    })
}

fn edition(
    desk: &Desk<'_>,
    ground: &super::ground::Ground,
    head: &EditionHead,
) -> Result<EditionView> {
    let differences = verify::differences(desk.store, ground, head)?;
    let printed = desk.store.read(|read| act(read, head.fact_no))?;
    let kept: KeptPrint = kept(desk.store, head)?.unwrap_or_default();
    let here = std::path::Path::new(&kept.file).is_file();
    let pages = kept.pages.into_iter().zip(1..);
    Ok(EditionView {
        edition: head.edition,
        printed_on: head.printed_on.to_string(),
        by: printed.map(|act| act.by).unwrap_or_default(),
        sheets: head.sheet_count,
        pages: pages
            .map(|(page, number)| PageRef {
                page: number,
                sheet: page.sheet,
                form: page.form,
                title: page.title,
            })
            .collect(),
        code: code(desk.store, &head.volume, head.edition, &head.content_hash).replace('-', " "),
        words: words(&head.content_hash),
        file: if here { kept.file } else { String::new() },
        agrees: differences.is_empty(),
        checked_at: time(desk.now()),
        differences,
    })
}

/// The pages of a print with their forms and titles.
pub(super) fn kept_pages(printed: &klassny_paper::Printed, volume: &Volume) -> Vec<KeptPage> {
    let first_subject = 2 + usize::from(volume.inventory.is_some());
    let after = first_subject + volume.subjects.len();
    let pages = printed.pages.iter().enumerate();
    pages
        .map(|(at, page)| {
            let title = printed.titles.iter().rfind(|(_, first)| *first <= at);
            let title = title.map(|(title, _)| title.clone()).unwrap_or_default();
            let form = match (page.place, page.sheet) {
                (None, _) => "",
                (Some(Place::Cover), _) => "F1",
                (Some(Place::Inventory(_)), _) => "F15",
                (Some(Place::Sticker), _) => "F14",
                (Some(Place::Certifying), _) => "F16",
                (Some(_), None) if title == "Оглавление" => "F2",
                (Some(_), None) if title.starts_with("Лист заверения") => "F13",
                (Some(_), None) => "",
                (Some(_), Some(sheet)) if sheet + 1 == first_subject => "F5",
                (Some(Place::Verso(_)), Some(sheet)) if sheet < after => "F3",
                (Some(Place::Recto(_)), Some(sheet)) if sheet < after => "F4",
                (Some(_), Some(sheet)) if sheet == after => "F6",
                (Some(_), Some(sheet)) if sheet == after + 1 => "F7",
                (Some(_), Some(_)) => "F10",
            };
            let sheet = match page.place {
                Some(Place::Recto(sheet) | Place::Verso(sheet)) => Some(u32::from(sheet)),
                Some(_) | None => None,
            };
            KeptPage {
                sheet,
                form: form.to_owned(),
                title,
            }
        })
        .collect()
}
