//! The workstation's own disk is full: every act says so and changes nothing, what stands is read
//! as before, and with room again everything goes on.

use crate::disk::{Disk, Flush};
use crate::mount::Mounted;
use klassny_app::view::text::{ApiError, ErrorCode};
use klassny_tests::small::{self, AFTERNOON_MS, Scene};
use klassny_tests::watch::Deadline;
use klassny_tests::{FOUNDER, HeldClock, PASSWORD, Station, sample_school, workload};
use serde_json::{Value, json};

/// What is left on the disk at first, bytes: some pages of the journal.
const LEFT: usize = 256 * 1024;
/// So many topics are more than there is room for.
const TOPICS: u32 = 4000;

/// R14: nothing that was shown as saved is lost on a full disk, and nothing is saved half.
#[test]
fn r14_a_full_disk_of_the_workstation_refuses_in_words_and_changes_nothing() {
    let _deadline = Deadline::seconds(300, "a full disk");
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let scene = small::make(dir.path(), &dir.path().join("share"), &clock).unwrap();
    let home = dir.path().join("a");
    let mounted = Mounted::over(&home, Disk::of(&home, Flush::Kept).unwrap()).unwrap();
    let a = small::open(&home, &clock).unwrap();
    a.sign_in(&scene.staff, PASSWORD).unwrap();
    a.app.sync_fully().unwrap();

    mounted.disk().leave_room(Some(LEFT));
    let topic = fill(&a, &scene);
    mounted.disk().leave_room(Some(0));
    let stands = workload::cells(&a, &scene).unwrap();
    assert_eq!(stands["topic"], topic, "the last that was answered");
    refuses(&a, "set_mark", &mark(&scene));
    refuses(&a, "print_volume", &scene.volume);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
    let refused = a
        .app
        .import_folder(&sample_school(), Some(day))
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::DiskFull, "{refused:?}");
    assert_eq!(workload::cells(&a, &scene).unwrap(), stands);
    // The machine can be left and come back to: a person is never held by its disk.
    a.app.lock().unwrap();
    a.sign_in(&scene.staff, PASSWORD).unwrap();
    a.app.sign_out().unwrap();
    a.sign_in(&scene.staff, PASSWORD).unwrap();
    assert_eq!(workload::cells(&a, &scene).unwrap(), stands);

    mounted.disk().leave_room(None);
    workload::must(&a, "set_mark", mark(&scene)).unwrap();
    workload::must(&a, "print_volume", scene.volume.clone()).unwrap();
    workload::volumes_agree(&a, &scene).unwrap();
    a.app.sync_fully().unwrap();
    let stands = workload::cells(&a, &scene).unwrap();
    workload::sound(&a).unwrap();
    drop(a);
    let a = small::open(&home, &clock).unwrap();
    a.sign_in(&scene.staff, PASSWORD).unwrap();
    assert_eq!(workload::cells(&a, &scene).unwrap(), stands);
    assert!(a.equals_its_log().unwrap());
    // What was entered to the last byte has reached the others.
    let b = small::open(&dir.path().join("b"), &clock).unwrap();
    b.sign_in(&scene.staff, PASSWORD).unwrap();
    b.app.sync_fully().unwrap();
    assert_eq!(workload::cells(&b, &scene).unwrap(), stands);
}

/// A first start on a full disk says so, and can simply be tried again.
#[test]
fn a_school_on_a_full_disk_is_refused_and_made_when_there_is_room() {
    let _deadline = Deadline::seconds(120, "a school on a full disk");
    let dir = tempfile::tempdir().unwrap();
    let (home, share) = (dir.path().join("a"), dir.path().join("share"));
    for folder in [&home, &share] {
        std::fs::create_dir(folder).unwrap();
    }
    let mounted = Mounted::over(&home, Disk::new(Flush::Kept)).unwrap();
    let clock = HeldClock::at(AFTERNOON_MS);
    let a = small::open(&home, &clock).unwrap();
    mounted.disk().leave_room(Some(64 * 1024));
    let refused = a.app.create_school(small::school(&share)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::DiskFull, "{refused:?}");
    mounted.disk().leave_room(None);
    drop(a);
    let a = small::open(&home, &clock).unwrap();
    a.app.create_school(small::school(&share)).unwrap();
    let session = a.app.app_state().unwrap().session.unwrap();
    assert_eq!(session.full_name, FOUNDER.join(" "));
}

/// States topics until the disk takes no more, and returns the last that was answered.
fn fill(a: &Station, scene: &Scene) -> String {
    let mut last = String::new();
    for number in 0..TOPICS {
        let topic = format!("Неравенства, {number}");
        match a
            .app
            .call("set_lesson", small::set_topic(&scene.place, &topic))
        {
            Ok(_) => last = topic,
            Err(refused) => {
                full(&refused);
                return last;
            }
        }
    }
    panic!("the disk is never full");
}

fn refuses(a: &Station, name: &str, args: &Value) {
    let answer = a.app.call(name, args.clone());
    full(&answer.expect_err(name));
}

fn full(refused: &ApiError) {
    assert_eq!(refused.code, ErrorCode::DiskFull, "{refused:?}");
}

fn mark(scene: &Scene) -> Value {
    json!({
        "place": scene.place, "pupil": scene.pupils[0], "ordinal": 0, "value": "5",
        "written_on": null,
    })
}
