//! The real class 5А from check to paper and back: the planted faults are found, the volume is
//! printed from a closed term, and a mark that is changed afterwards is told by its cell.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

// The reader of printed files comes from the system's packages, which `cargo xtask setup` knows
// on Linux only.
#[cfg(target_os = "linux")]
mod cells;
#[cfg(target_os = "linux")]
mod readback;
mod world;

use klassny_app::api::{ClassTerm, CloseTerm, ReopenTerm, Verify, VolumePage, VolumeStepArgs};
use klassny_app::closing::{close_term, reopen_term};
use klassny_app::paper::{
    board_row, paper_board, paper_volume, print_class, print_volume, volume_page, volume_step,
};
use klassny_app::preflight::{class_choices, preflight};
use klassny_app::verify::{verify, verify_file};
use klassny_app::view::paper::{CloseState, Finding, FindingRule, RouteStep, Verdict};
use klassny_app::view::text::ErrorCode;
#[cfg(target_os = "linux")]
use klassny_app::{api::SpreadArgs, desk::Desk};
use klassny_domain::change::Change;
use klassny_domain::ids::PermitId;
use klassny_domain::lesson::LessonPlace;
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::term::{Permit, PermitScope};
use klassny_store::NewFact;
use world::World;

const PLANTED: [(FindingRule, &str, &str, &str); 9] = [
    (
        FindingRule::AbsentAndMarked,
        "История",
        "Емельянов Л.",
        "2026-09-10",
    ),
    (FindingRule::NoTopic, "География", "", "2026-09-24"),
    (FindingRule::NoTopic, "Музыка", "", "2026-10-06"),
    (FindingRule::NoHomework, "Биология", "", "2026-09-21"),
    (
        FindingRule::NoHomework,
        "Изобразительное искусство",
        "",
        "2026-10-05",
    ),
    (FindingRule::NoHomework, "Русский язык", "", "2026-09-29"),
    (
        FindingRule::TermMarkOffAverage,
        "Математика",
        "Максимов П.",
        "",
    ),
    (FindingRule::TermMarkFewMarks, "Биология", "Щербаков Н.", ""),
    (
        FindingRule::TermMarkFewMarks,
        "Английский язык",
        "Колобов С.",
        "",
    ),
];

fn is(finding: &Finding, planted: &(FindingRule, &str, &str, &str)) -> bool {
    let (rule, subject, pupil, date) = planted;
    let day = finding.place.as_ref().map_or("", |place| &place.date);
    finding.rule == *rule
        && finding.subject == *subject
        && finding.pupil_name == *pupil
        && (date.is_empty() || day == *date)
}

#[test]
fn r109_r131_r134_the_volume_of_5a_goes_from_check_to_paper_and_tells_a_later_change() {
    let world = World::found();
    let ids = world.class_term("5А", 1);
    the_check_finds_the_planted_faults(&world, &ids);
    nothing_is_printed_from_an_open_term(&world, &ids);
    a_term_with_faults_closes_only_with_a_reason(&world, &ids);
    let printed = the_volume_is_printed_and_agrees(&world, &ids);
    the_route_goes_in_order(&world, &ids);
    a_changed_mark_is_told_by_its_cell(&world, &ids, &printed);
}

fn the_check_finds_the_planted_faults(world: &World, ids: &ClassTerm) {
    world.at_desk(|desk| {
        let choices = class_choices(desk).unwrap();
        assert_eq!(choices.classes.len(), 40);
        let view = preflight(desk, ids).unwrap();
        for planted in &PLANTED {
            let found = view.findings.iter().filter(|finding| is(finding, planted));
            assert_eq!(found.count(), 1, "{planted:?}");
        }
        let of = |rule| view.findings.iter().filter(move |f| f.rule == rule).count();
        assert_eq!(of(FindingRule::NoTopic), 2);
        assert_eq!(of(FindingRule::NoHomework), 3);
        assert_eq!(of(FindingRule::AbsentAndMarked), 1);
        assert_eq!(of(FindingRule::TermMarkOffAverage), 1);
        assert_eq!(of(FindingRule::TermMarkFewMarks), 2);
        assert!(matches!(view.close, CloseState::Open));
        assert!(view.may_close);
    });
}

fn nothing_is_printed_from_an_open_term(world: &World, ids: &ClassTerm) {
    world.at_desk(|desk| {
        let error = print_volume(desk, ids, &world.out()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotClosed);
        let view = paper_volume(desk, ids).unwrap();
        assert_eq!(view.not_print, Some(ErrorCode::NotClosed));
        assert!(view.edition.is_none());
    });
    assert!(!world.out().exists());
}

fn a_term_with_faults_closes_only_with_a_reason(world: &World, ids: &ClassTerm) {
    let close = |despite: &str| CloseTerm {
        class: ids.class.clone(),
        term: ids.term.clone(),
        despite: despite.to_owned(),
    };
    world.at_desk(|desk| {
        let error = close_term(desk, &close(" ")).unwrap_err();
        assert_eq!(error.code, ErrorCode::PreflightBlocks);
        let closed = close_term(desk, &close("темы внесут по разрешению")).unwrap();
        assert!(matches!(closed.close, CloseState::Closed { ref by, late: 0, .. } if by == "Тетерина М. Е."));
        let again = close_term(desk, &close("ещё раз")).unwrap_err();
        assert_eq!(again.code, ErrorCode::Closed);
        let reopen = ReopenTerm {
            class: ids.class.clone(),
            term: ids.term.clone(),
            reason: "проверка".to_owned(),
        };
        let open = reopen_term(desk, &reopen).unwrap();
        assert!(matches!(open.close, CloseState::Open));
        close_term(desk, &close("темы внесут по разрешению")).unwrap();
    });
}

/// Prints twice: by the window's call and by the command line's.
fn the_volume_is_printed_and_agrees(world: &World, ids: &ClassTerm) -> Vec<u8> {
    world.at_desk(|desk| {
        let printed = print_volume(desk, ids, &world.out()).unwrap();
        let edition = printed.volume.edition.unwrap();
        let bytes = std::fs::read(&printed.file).unwrap();
        #[cfg(target_os = "linux")]
        {
            cells::agree(printed.file.as_ref(), &world::data());
            the_spread_has_the_hours_of_paper(desk, ids, printed.file.as_ref());
        }
        assert_eq!(edition.edition, 1);
        assert!(edition.agrees && edition.differences.is_empty());
        assert_eq!(edition.file, printed.file);
        assert_eq!(edition.words.len(), 6);
        #[cfg(target_os = "linux")]
        assert_eq!(edition.sheets, cells::sheets_of(printed.file.as_ref()));
        for form in [
            "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F10", "F13", "F14", "F16",
        ] {
            assert!(edition.pages.iter().any(|page| page.form == form), "{form}");
        }
        let page = VolumePage {
            class: ids.class.clone(),
            term: ids.term.clone(),
            page: 1,
        };
        let cover = volume_page(desk, &page).unwrap();
        assert!(
            cover
                .texts
                .iter()
                .any(|text| text.text == "Классный журнал")
        );
        for what in [
            edition.code.clone(),
            edition.words.join(" "),
            printed.file.clone(),
        ] {
            let view = verify(desk, &Verify { what: what.clone() }).unwrap();
            assert_eq!(view.verdict, Verdict::Agrees, "{what}");
            assert_eq!((view.class_name.as_str(), view.edition), ("5А", 1));
        }
        let nonsense = Verify {
            what: "шесть слов которых не было никогда".to_owned(),
        };
        let mistyped = verify(desk, &nonsense).unwrap_err();
        assert_eq!(mistyped.code, ErrorCode::Mistyped, "no verdict");
        let other = Verify {
            what: klassny_log::words::fingerprint(&[0; 32], 6).join(" "),
        };
        assert_eq!(verify(desk, &other).unwrap().verdict, Verdict::Unknown);
        let mut forged = bytes.clone();
        let last = forged.len() - 20;
        forged[last] ^= 1;
        let view = verify_file(desk.store, &forged, desk.now()).unwrap();
        assert_eq!((view.verdict, view.edition), (Verdict::FileChanged, 1));
        bytes
    })
}

/// The window and paper count the hours by plan alike, lessons given besides or not.
#[cfg(target_os = "linux")]
fn the_spread_has_the_hours_of_paper(desk: &Desk<'_>, ids: &ClassTerm, file: &std::path::Path) {
    let printed = cells::hours_by_plan(file);
    let groups = klassny_app::journal::journal_groups(desk).unwrap().groups;
    let mut compared = 0;
    for group in groups.iter().filter(|group| group.class_name == "5А") {
        let args = SpreadArgs {
            group: group.group.clone(),
            term: Some(ids.term.clone()),
        };
        let Ok(spread) = klassny_app::spread::spread(desk, &args) else {
            continue;
        };
        let Some(hours) = spread.plan_hours else {
            continue;
        };
        let title = match group.subgroup {
            0 => group.subject.clone(),
            number => format!("{}, {number} группа", group.subject),
        };
        assert_eq!(printed.get(&title), Some(&hours), "{title}");
        compared += 1;
    }
    assert!(compared >= 5, "{compared} of {printed:?}");
}

fn the_route_goes_in_order(world: &World, ids: &ClassTerm) {
    let step = |step, done, note: &str| VolumeStepArgs {
        class: ids.class.clone(),
        term: ids.term.clone(),
        step,
        done,
        note: note.to_owned(),
    };
    world.at_desk(|desk| {
        let early = volume_step(desk, &step(RouteStep::Checked, true, "")).unwrap_err();
        assert_eq!(early.code, ErrorCode::BadRequest);
        let view = volume_step(desk, &step(RouteStep::TransferCertified, true, "")).unwrap();
        let done: Vec<RouteStep> = view
            .route
            .iter()
            .filter(|line| line.done_at.is_some())
            .map(|line| line.step)
            .collect();
        let expected = [
            RouteStep::Preflighted,
            RouteStep::Closed,
            RouteStep::Printed,
            RouteStep::TransferCertified,
        ];
        assert_eq!(done, expected);
        let unsaid = volume_step(desk, &step(RouteStep::TransferCertified, false, ""));
        assert_eq!(unsaid.unwrap_err().code, ErrorCode::NeedsReason);
        let back = step(RouteStep::TransferCertified, false, "ошибка в листах");
        let view = volume_step(desk, &back).unwrap();
        assert!(view.route[3].next && view.route[3].mine);
        let sign = step(RouteStep::TransferCertified, true, "");
        volume_step(desk, &sign).unwrap();
        let sign = step(RouteStep::TeachersSigned, true, "");
        volume_step(desk, &sign).unwrap();
        volume_step(desk, &step(RouteStep::Checked, true, "")).unwrap();
        // The director's step is not the deputy's to do.
        let director = volume_step(desk, &step(RouteStep::DirectorSigned, true, "")).unwrap_err();
        assert_eq!(director.code, ErrorCode::NotAllowed);
        let board = paper_board(desk, &klassny_app::api::PaperBoard { term: None }).unwrap();
        let row = board
            .rows
            .iter()
            .find(|row| row.class_name == "5А")
            .unwrap();
        assert_eq!(row.next, Some(RouteStep::DirectorSigned));
        assert!(
            !row.checked,
            "the board is there before its classes are read"
        );
        let read = board_row(desk, ids).unwrap();
        assert!(read.checked && !read.stale && read.blocks == 0);
        assert!(
            board
                .rows
                .iter()
                .any(|row| row.other_terms && row.class_name == "10А")
        );
    });
}

fn reopening(ids: &ClassTerm) -> ReopenTerm {
    ReopenTerm {
        class: ids.class.clone(),
        term: ids.term.clone(),
        reason: "исправление отметки".to_owned(),
    }
}

fn closing(ids: &ClassTerm) -> CloseTerm {
    CloseTerm {
        class: ids.class.clone(),
        term: ids.term.clone(),
        despite: "исправлено".to_owned(),
    }
}

fn a_changed_mark_is_told_by_its_cell(world: &World, ids: &ClassTerm, printed: &[u8]) {
    let (place, pupil, was) = world.a_grade("5А", "История", "Дубровский");
    let permit = PermitId::from_bytes([7; 16]);
    let teacher = world.staff("Берг Марк Александрович");
    // A closed term takes nothing, whatever the permit: it is opened again first (R59).
    world.at_desk(|desk| {
        reopen_term(desk, &reopening(ids)).unwrap();
        let permit = Permit {
            permit,
            staff: teacher,
            scope: PermitScope::Cell(place, 0, pupil),
            reason: "ошибка переноса".to_owned(),
            ends_at: chrono::DateTime::from_timestamp_millis(world.now_ms() + 86_400_000).unwrap(),
            stands: true,
            request: None,
        };
        desk.commit(vec![NewFact::from(Change::Permit(permit))])
            .unwrap();
    });
    let to = if was == 5 { 4 } else { was + 1 };
    world.sign_in_as(teacher);
    world.at_desk(|desk| {
        let mark = Mark {
            place: LessonPlace { ..place },
            ordinal: 0,
            pupil,
            value: Grade::new(to).map(MarkValue::Grade),
            written_on: None,
            comment: String::new(),
        };
        let fact = NewFact {
            change: Change::Mark(mark),
            import: None,
            permit: Some(permit),
        };
        desk.commit(vec![fact]).unwrap();
    });
    world.sign_in_as_founder();
    world.at_desk(|desk| {
        let view = verify_file(desk.store, printed, desk.now()).unwrap();
        assert_eq!(view.verdict, Verdict::Differs);
        let day = place.date.format("%d.%m").to_string();
        let told = view.differences.iter().find(|difference| {
            difference.place.starts_with("История")
                && difference.place.contains(&day)
                && difference.place.contains("Дубровский П.")
                && difference.printed == was.to_string()
        });
        let told = told.expect("the cell is named");
        assert_eq!(told.now, to.to_string());
        assert!(told.sheet > 0);
        assert_eq!(told.by, "Берг М. А.");
        let at = told.at.as_deref().expect("when it was changed");
        assert!(at.starts_with("2026-10-24T"), "{at}");
        assert!(!paper_volume(desk, ids).unwrap().edition.unwrap().agrees);
        close_term(desk, &closing(ids)).unwrap();
        let second = print_class(desk, "5а", 1, &world.out()).unwrap();
        assert_eq!(second.edition, 2);
        let view = verify(desk, &Verify { what: second.code }).unwrap();
        assert_eq!((view.verdict, view.edition), (Verdict::Agrees, 2));
        let corrected = preflight(desk, ids).unwrap().findings;
        let rule = FindingRule::CorrectedByPermit;
        assert_eq!(
            corrected.iter().filter(|found| found.rule == rule).count(),
            1
        );
    });
}
