//! Two machines whose chains fill shards: what machine `a` has to pack, to verify and to clean up
//! after, all in one pass.

use klassny_domain::ids::SeatId;
use klassny_share::check::check;
use klassny_share::name::{Name, SegmentName};
use klassny_share::plan::Moment;
use klassny_share::share_fs::ShareFs;
use klassny_tests::small::{self, Scene};
use klassny_tests::workload::{self, must};
use klassny_tests::{HeldClock, PASSWORD, Station};
use std::ops::ControlFlow;
use std::path::Path;

/// Segments that fill the first shard, and a little of the next.
const FULL: usize = 260;
const TWO_WEEKS_MS: i64 = 15 * 86_400_000;

fn open(dir: &Path, name: &str, (scene, clock): (&Scene, &HeldClock)) -> Station {
    let station = small::open(&dir.join(name), clock).unwrap();
    station.sign_in(&scene.staff, PASSWORD).unwrap();
    station
}

/// Writes topics, each into a segment of its own.
fn write(on: &Station, scene: &Scene, count: usize) {
    let workstation = on.app.workstation().unwrap();
    let seat = on.app.person().unwrap().seat;
    for number in 0..count {
        let args = small::set_topic(&scene.other, &format!("Тема {number}"));
        must(on, "set_lesson", args).unwrap();
        workstation.seal_all(seat).unwrap();
    }
}

/// Machine `a` has a shard to pack, a pack of `b` to verify, and one of its own that `b` verified
/// two weeks ago.
pub fn fill(dir: &Path, school: (&Scene, &HeldClock)) {
    let (scene, clock) = school;
    let (a, b) = (open(dir, "a", school), open(dir, "b", school));
    for station in [&a, &b] {
        let device = station.app.workstation().unwrap().store.identity().device;
        let args = serde_json::json!({ "device": device.to_string(), "witness": true });
        must(&a, "set_witness", args).unwrap();
    }
    a.app.sync_fully().unwrap();
    b.app.sync_fully().unwrap();
    write(&a, scene, FULL);
    write(&b, scene, FULL);
    a.app.sync_fully().unwrap();
    b.app.sync_fully().unwrap();
    b.app.sync_fully().unwrap();
    // Not everything is listed again, so that `b`'s pack stays to be verified.
    for _ in 0..5 {
        a.app.sync_pass().unwrap();
    }
    clock.advance(TWO_WEEKS_MS);
    write(&a, scene, FULL);
}

/// Every segment stands on the share, in a file or in a whole pack; the shard that was verified
/// stands in its pack alone; both machines show the same.
pub fn hold_all(dir: &Path, school: (&Scene, &HeldClock)) {
    let (scene, clock) = school;
    let (a, b) = (open(dir, "a", school), open(dir, "b", school));
    workload::sound(&a).unwrap();
    small::exchange(&[&a, &b], clock).unwrap();
    workload::equal(&a, &b, scene).unwrap();
    let workstation = a.app.workstation().unwrap();
    let share = dir.join("share");
    let device = workstation.store.identity().device_seat;
    let store = ShareFs::new(share.clone(), device, 7, Box::new(|_| {}));
    let moment = Moment {
        now_ms: clock.ms(),
        chance: 0,
    };
    let going = &mut |_| ControlFlow::Continue(());
    let checked = check(&store, &*workstation, moment, going).unwrap();
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    assert!(checked.not_there.is_empty(), "{:?}", checked.not_there);
    assert!(checked.bad_packs.is_empty(), "{:?}", checked.bad_packs);
    let seat = a.app.person().unwrap().seat;
    assert_eq!(small_files(&share, seat, 0), 0, "the shard is cleaned up");
    assert_eq!(
        small_files(&share, seat, 1),
        256,
        "the next one is not verified"
    );
}

fn small_files(share: &Path, seat: SeatId, shard: u32) -> usize {
    let folder = Name::shard(seat, shard);
    let files = std::fs::read_dir(share.join(folder.as_str()));
    let names = files.into_iter().flatten().flatten().filter(|file| {
        let path = format!("{folder}/{}", file.file_name().to_string_lossy());
        SegmentName::parse(&path).is_some()
    });
    names.count()
}
