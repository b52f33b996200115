//! Scenes of sync.md: the fault table P10 and the neighbours' pains H1–H8, one a scene.

use super::Scene;
use crate::step::{Act, Forgery, Harm, Mishap, Step};

const MARK: Step = Step::Do(2, 4, Act::Mark(0, 4, 0, 0, 5));
const OTHER_MARK: Step = Step::Do(2, 4, Act::Mark(0, 5, 0, 1, 4));
const OUT: Step = Step::SignOut(2, 4);

/// Every scene of this file.
pub const SCENES: &[Scene] = &[
    Scene::new(
        "p10_a_crash_at_each_change_of_the_share",
        &[
            MARK,
            Step::Device(2, Mishap::CrashIn(0)),
            Step::Pass(2),
            Step::Device(2, Mishap::CrashIn(1)),
            Step::Pass(2),
            OTHER_MARK,
            Step::Device(2, Mishap::CrashIn(2)),
            Step::Pass(2),
            Step::Device(2, Mishap::CrashIn(3)),
            Step::Pass(2),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_the_program_dies_while_it_takes_segments",
        &[
            MARK,
            Step::Pass(2),
            OTHER_MARK,
            Step::Pass(2),
            Step::Device(0, Mishap::DieIn(5)),
            Step::Pass(0),
            Step::Device(0, Mishap::DieIn(9)),
            Step::Pass(0),
            Step::Device(0, Mishap::DieIn(14)),
            Step::Pass(0),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_the_share_is_away_and_comes_back",
        &[
            Step::Device(2, Mishap::Offline),
            MARK,
            Step::Pass(2),
            OTHER_MARK,
            OUT,
            Step::Pass(2),
            Step::Device(2, Mishap::Fine),
            Step::Pass(2),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_another_folder_stands_in_place_of_the_share",
        &[
            MARK,
            Step::Device(2, Mishap::Elsewhere),
            Step::Pass(2),
            OTHER_MARK,
            Step::Pass(2),
            Step::Check,
            Step::Device(2, Mishap::Fine),
        ],
    )
    .without_repair(),
    Scene::new(
        "p10_the_share_is_full_and_then_can_only_be_read",
        &[
            Step::Device(2, Mishap::Full),
            MARK,
            Step::Pass(2),
            Step::Device(2, Mishap::ReadOnly),
            OTHER_MARK,
            Step::Pass(2),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_a_file_rots_before_anybody_reads_it",
        &[
            MARK,
            Step::Pass(2),
            Step::Share(Harm::Zeros(0)),
            Step::Share(Harm::Rot(20, 77)),
            Step::Share(Harm::Zeros(30)),
            Step::Pass(0),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_files_are_deleted",
        &[
            MARK,
            Step::Pass(2),
            Step::Share(Harm::Delete(3)),
            Step::Share(Harm::Delete(13)),
            Step::Share(Harm::Delete(23)),
            Step::Share(Harm::Delete(33)),
            Step::Pass(1),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_the_whole_share_is_rolled_back",
        &[
            Step::Share(Harm::Keep),
            MARK,
            Step::Pass(2),
            Step::Pass(0),
            Step::Share(Harm::Rollback),
            OTHER_MARK,
            Step::Pass(2),
            Step::Check,
        ],
    ),
    Scene::new(
        "p10_beacons_are_lost_and_set_back",
        &[
            MARK,
            Step::Pass(2),
            Step::Share(Harm::LoseBeacon(0)),
            Step::Share(Harm::LoseBeacon(1)),
            Step::Share(Harm::OldBeacon(2)),
            Step::Share(Harm::OldBeacon(3)),
            Step::Pass(0),
            OTHER_MARK,
            Step::Pass(2),
            Step::Pass(0),
        ],
    )
    .without_repair(),
    Scene::new(
        "p10_a_frozen_view_of_the_share",
        &[
            Step::Pass(0),
            Step::Device(0, Mishap::Frozen),
            MARK,
            Step::Pass(2),
            Step::Pass(0),
            Step::Pass(0),
            Step::Check,
        ],
    )
    .without_repair(),
    Scene::new(
        "p10_foreign_files_do_not_disturb",
        &[
            Step::Share(Harm::Junk(0)),
            Step::Share(Harm::Junk(1)),
            Step::Share(Harm::Junk(2)),
            MARK,
            Step::Pass(2),
            Step::Pass(0),
        ],
    ),
    Scene::new(
        "p10_a_disk_is_replaced_by_its_backup",
        &[
            MARK,
            Step::Pass(2),
            Step::Device(2, Mishap::Backup),
            OTHER_MARK,
            Step::Pass(2),
            Step::Pass(0),
            Step::Device(2, Mishap::Restore),
            Step::Do(2, 4, Act::Mark(0, 6, 0, 2, 3)),
            Step::Pass(2),
            Step::Pass(0),
        ],
    ),
    Scene::new(
        "p10_what_was_on_one_disk_only_is_lost_with_it_and_counted",
        &[
            Step::Device(2, Mishap::Backup),
            MARK,
            Step::Device(2, Mishap::Restore),
            OTHER_MARK,
            Step::Pass(2),
        ],
    ),
    Scene::new(
        "p10_a_disk_is_cloned",
        &[
            MARK,
            OUT,
            Step::Device(2, Mishap::Clone),
            Step::Do(2, 4, Act::Mark(0, 6, 0, 0, 3)),
            Step::Do(5, 4, Act::Mark(0, 7, 0, 0, 2)),
            Step::Pass(2),
            Step::Pass(5),
            Step::Pass(2),
            Step::Check,
        ],
    ),
    Scene::new(
        "p7_a_close_leaves_what_its_author_had_not_seen",
        &[
            MARK,
            OUT,
            Step::Do(1, 3, Act::Close(0, 1)),
            Step::Pass(1),
            Step::Pass(2),
            Step::Pass(0),
            Step::Check,
        ],
    ),
    Scene::new(
        "d8_two_deputies_close_and_one_opens_again",
        &[
            Step::Do(1, 3, Act::Close(0, 1)),
            MARK,
            Step::Do(2, 2, Act::Close(0, 1)),
            Step::Pass(2),
            Step::Pass(1),
            Step::Do(1, 3, Act::Reopen(0, 1)),
            Step::Do(3, 4, Act::Mark(0, 4, 0, 0, 2)),
            Step::Pass(3),
            Step::Pass(1),
        ],
    ),
    Scene::new(
        "p7_a_revoked_seat_goes_on_writing",
        &[
            Step::Do(3, 6, Act::Mark(2, 4, 0, 0, 5)),
            Step::Pass(3),
            Step::Pass(0),
            Step::Do(0, 0, Act::Revoke(6, 3)),
            Step::Pass(0),
            Step::Forge(Forgery::Mark(5, 2)),
            Step::Forge(Forgery::Mark(6, 2)),
            Step::Pass(1),
            Step::Pass(2),
        ],
    ),
    Scene::new(
        "p6_two_marks_in_one_cell_are_a_conflict_on_every_machine",
        &[
            Step::Do(2, 4, Act::Mark(0, 4, 0, 0, 5)),
            Step::Do(3, 4, Act::Mark(0, 4, 0, 0, 3)),
            Step::Pass(3),
            Step::Pass(2),
            Step::Pass(0),
            Step::Do(2, 4, Act::Mark(0, 4, 0, 0, 4)),
            Step::Pass(2),
        ],
    ),
    Scene::new(
        "d9_a_file_in_two_segments_counts_when_both_are_there",
        &[
            Step::Do(1, 3, Act::Import(0, 5, 1)),
            Step::Device(1, Mishap::CrashIn(3)),
            Step::Pass(1),
            Step::Pass(0),
            Step::Check,
            Step::Pass(1),
            Step::Pass(0),
        ],
    ),
    Scene::new(
        "p8_clocks_are_years_off",
        &[
            Step::Device(2, Mishap::Clock(24 * 900)),
            MARK,
            Step::Device(2, Mishap::Clock(-24 * 900)),
            OTHER_MARK,
            Step::Pass(2),
            Step::Device(0, Mishap::Clock(-24 * 900)),
            Step::Pass(0),
            Step::Device(0, Mishap::Clock(0)),
            Step::Pass(0),
        ],
    ),
    Scene::new(
        "p5_a_gap_hides_no_successor",
        &[
            Step::Forge(Forgery::Gap(4, 5)),
            Step::Pass(0),
            Step::Pass(1),
            Step::Check,
        ],
    ),
    Scene::new(
        "threat_a_teacher_grants_herself_load",
        &[
            Step::Forge(Forgery::Deputy(1)),
            Step::Forge(Forgery::Beyond(0, 5)),
            Step::Forge(Forgery::Administrator(0)),
            Step::Forge(Forgery::Deputy(0)),
            Step::Pass(0),
            Step::Pass(2),
        ],
    ),
    Scene::new(
        "threat_another_school_and_broken_signatures",
        &[
            Step::Forge(Forgery::School),
            Step::Forge(Forgery::Unsigned),
            Step::Pass(0),
            Step::Pass(2),
        ],
    ),
    Scene::new(
        "threat_a_teacher_acknowledges_for_a_device",
        &[
            MARK,
            Step::Pass(2),
            Step::Forge(Forgery::Ack),
            Step::Device(2, Mishap::Everything),
            Step::Pass(2),
            Step::Check,
        ],
    ),
];
