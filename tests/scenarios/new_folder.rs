//! The server is lost: a school begins a new folder with what its machines have.

use klassny_app::view::share::ShareLink;
use klassny_tests::{HeldClock, PASSWORD, START_MS, small, workload};
use std::path::Path;

/// R130: an administrator begins a new folder, a second machine moves there, a third joins there,
/// and all have the same journal. A folder that holds something else is refused and left as it was.
#[test]
fn r130_a_school_that_lost_its_server_goes_on_in_a_new_folder() {
    let dir = tempfile::tempdir().unwrap();
    let clock = HeldClock::at(START_MS + (5 * 60 + 10) * 60_000);
    let old = dir.path().join("share");
    let scene = small::make(dir.path(), &old, &clock).unwrap();
    let [a, b] = ["a", "b"].map(|name| small::open(&dir.path().join(name), &clock).unwrap());
    for machine in [&a, &b] {
        machine.sign_in(&scene.staff, PASSWORD).unwrap();
    }
    for turn in 0..10 {
        workload::write(&a, &scene, turn).unwrap();
    }
    std::fs::remove_dir_all(&old).unwrap();

    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let begin = |place: &str| a.app.begin_share_at(place);
    assert!(begin(&at("nowhere")).is_err(), "the root is never made");
    std::fs::create_dir(at("taken")).unwrap();
    std::fs::write(dir.path().join("taken/чужое.txt"), "!").unwrap();
    assert!(begin(&at("taken")).is_err());
    assert_eq!(crate::files_under(Path::new(&at("taken"))).len(), 1);

    std::fs::create_dir(at("new")).unwrap();
    let report = begin(&at("new")).unwrap();
    assert!(report.share.is_reached(), "{report:?}");
    b.app.move_share_to(&at("new")).unwrap();
    small::exchange(&[&a, &b], &clock).unwrap();
    let c = small::open(&dir.path().join("c"), &clock).unwrap();
    small::join(&a, &c, Path::new(&at("new"))).unwrap();
    small::seat(&a, &c, &scene.staff).unwrap();
    small::exchange(&[&a, &b, &c], &clock).unwrap();
    let cells = workload::cells(&a, &scene).unwrap();
    assert!(cells.len() > 1);
    for other in [&b, &c] {
        assert_eq!(workload::cells(other, &scene).unwrap(), cells);
        assert!(other.equals_its_log().unwrap());
    }
    let brief = a.app.share_brief().unwrap();
    assert_eq!((brief.unsent, &brief.link), (0, &ShareLink::Online));
}
