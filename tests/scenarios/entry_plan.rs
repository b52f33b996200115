//! The plan of entry as it is made: checked, taken back, brought in from a file, printed; who makes it
//! (R34, F32).

use crate::devices::{DIRECTOR, TEACHER, meet, staff_id};
use crate::slots::{HERE, enter, rule, school};
use klassny_app::api::{PrintSlots, SetSlot, SlotArgs, SlotsFile};
use klassny_app::view::slots::{AdviceCode, SlotPolicyCode};
use klassny_app::view::text::ErrorCode;
use klassny_tests::World;

fn wanted(slot: Option<String>, station: u16, from: &str, until: &str) -> SetSlot {
    SetSlot {
        slot,
        workstation: station,
        weekday: 5,
        staff: staff_id(TEACHER).to_string(),
        from: from.to_owned(),
        until: until.to_owned(),
    }
}

/// R34, R13, R24: what overlaps is refused; what would not work is pointed out as the plan is made.
#[test]
fn r34_r13_what_overlaps_is_refused_and_what_would_not_work_is_pointed_out() {
    let world = World::new().unwrap();
    let (admin, _teacher) = school(&world);
    let app = &admin.app;
    let view = app.slot_plan().unwrap();
    let own = view.slots.first().unwrap().clone();
    let homework = own.advice.first().unwrap();
    assert_eq!(
        (homework.what, homework.at.as_str(), own.advice.len()),
        (AdviceCode::AfterHomework, "10:45", 1),
        "an hour after the class's last lesson (R24)"
    );
    assert!(own.clash.is_none());
    assert_eq!(view.lacking.len(), 1, "lessons on Wednesday and no time");
    assert_eq!(view.lacking[0].weekday, 3);

    let refused = |args: &SetSlot| app.set_slot(args).unwrap_err();
    let clash = refused(&wanted(None, 8, "14:10", "14:30")).to_api(String::new());
    assert_eq!(clash.code, ErrorCode::SlotNotTaken);
    assert!(clash.refusal.unwrap().why.contains("АРМ № 7"));
    let short = refused(&wanted(None, 8, "16:00", "16:03"));
    assert_eq!(short.code, ErrorCode::SlotNotTaken);
    assert_eq!(
        refused(&wanted(None, 0, "16:00", "16:30")).code,
        ErrorCode::BadRequest
    );

    let early = app
        .set_slot(&wanted(Some(own.slot), HERE, "9:10", "9:40"))
        .unwrap();
    let codes: Vec<AdviceCode> = early.slots[0].advice.iter().map(|it| it.what).collect();
    assert_eq!(
        codes,
        [AdviceCode::EndsBeforeLastLesson, AdviceCode::DuringLesson]
    );
}

/// R34: a time is moved, made longer, removed, each an act that is taken back and done again; the
/// door of its machine says so.
#[test]
fn r34_every_act_on_the_plan_is_taken_back_and_the_door_says_what_stands() {
    let world = World::new().unwrap();
    let (admin, teacher) = school(&world);
    let app = &admin.app;
    let own = app.slot_plan().unwrap().slots.remove(0);
    let early = app
        .set_slot(&wanted(Some(own.slot.clone()), HERE, "9:10", "9:40"))
        .unwrap();
    assert!(early.undo && early.slots.len() == 1);
    let back = app.undo_slots().unwrap();
    assert_eq!(back.slots[0].from, "14:00");
    assert!(back.redo);
    assert_eq!(app.redo_slots().unwrap().slots[0].from, "9:10");
    app.undo_slots().unwrap();
    // Made longer it is the same time; removed and brought back.
    let longer = app
        .set_slot(&wanted(Some(own.slot.clone()), HERE, "14:00", "14:40"))
        .unwrap();
    assert_eq!(
        (longer.slots.len(), longer.slots[0].until.as_str()),
        (1, "14:40")
    );
    let gone = app
        .remove_slot(&SlotArgs {
            slot: own.slot.clone(),
        })
        .unwrap();
    assert!(gone.slots.is_empty());
    assert_eq!(app.undo_slots().unwrap().slots.len(), 1);

    // The door of the machine knows it at once and elsewhere after an exchange.
    meet(&[&admin, &teacher]);
    let due = teacher.app.app_state().unwrap().plan;
    assert_eq!(due.first().unwrap().until, "14:40");
    assert!(admin.equals_its_log().unwrap());
}

/// R34: a file is looked at first, taken as one act, and twice changes nothing; the plan is printed.
#[test]
fn r34_the_plan_comes_from_its_file_after_a_look_and_is_printed() {
    let world = World::new().unwrap();
    let (admin, _teacher) = school(&world);
    let app = &admin.app;
    let file = world.dir().join("Расписание ввода.csv");
    let rows = format!(
        "ФИО;День недели;Начало;Конец;АРМ №;Место\n\
         {TEACHER};пятница;14:00;14:40;7;каб. 214\n\
         {TEACHER};среда;15:00;15:20;7;каб. 214\n\
         Никто Никита Никитич;среда;16:00;16:20;7;каб. 214\n"
    );
    std::fs::write(&file, rows).unwrap();
    let args = SlotsFile {
        path: file.to_string_lossy().into_owned(),
        replace: false,
    };
    let preview = app.preview_slots(&args).unwrap();
    assert_eq!(
        (preview.added, preview.changed, preview.same),
        (1, 1, 0),
        "{preview:?}"
    );
    assert_eq!(preview.problems.len(), 1, "{preview:?}");
    let brought = app.import_slots(&args).unwrap();
    assert_eq!((brought.slots.len(), brought.lacking.len()), (2, 0));
    let again = app.import_slots(&args).unwrap_err();
    assert_eq!(again.code, ErrorCode::NothingToDo);
    assert_eq!(app.undo_slots().unwrap().slots.len(), 1, "as one act");

    let printed = app.print_slots(&PrintSlots { workstation: None }).unwrap();
    assert!(
        std::fs::read(printed.file)
            .unwrap()
            .starts_with(b"%PDF-1.7")
    );
    let door = PrintSlots {
        workstation: Some(HERE),
    };
    assert!(app.print_slots(&door).is_ok());
    let none = PrintSlots {
        workstation: Some(99),
    };
    assert_eq!(
        app.print_slots(&none).unwrap_err().code,
        ErrorCode::NotFound
    );
    assert!(admin.equals_its_log().unwrap());
}

/// R34: the director looks and changes nothing; a teacher does not even look.
#[test]
fn r34_who_makes_the_plan_who_looks_at_it_and_who_does_neither() {
    let world = World::new().unwrap();
    let (_admin, teacher) = school(&world);
    assert_eq!(enter(&teacher, DIRECTOR), Ok(()));
    let seen = teacher.app.slot_plan().unwrap();
    assert!(!seen.may_edit && !seen.may_set_rule && seen.may_let_in);
    let args = wanted(None, 8, "16:00", "16:30");
    let refused = teacher.app.set_slot(&args).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    let refused = teacher.app.set_slot_rule(&rule(SlotPolicyCode::Note));
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    teacher.app.sign_out().unwrap();
    assert_eq!(enter(&teacher, TEACHER), Ok(()));
    assert_eq!(
        teacher.app.slot_plan().unwrap_err().code,
        ErrorCode::NotAllowed
    );
}
