//! Scenes left over from seeds that failed, so that they do not fail again.

use super::Scene;
use crate::step::{Act, Forgery, Harm, Mishap, Step};

/// Every scene of this file.
pub const SCENES: &[Scene] = &[
    Scene::new(
        "a_mark_beyond_a_close_is_late",
        &[
            Step::Do(3, 4, Act::Mark(0, 0, 0, 1, 5)),
            Step::Do(1, 3, Act::Close(0, 0)),
        ],
    ),
    Scene::new(
        "a_new_machine_acks_nothing_before_its_enrolment_is_there",
        &[
            Step::Do(0, 0, Act::Enrol),
            Step::Pass(5),
            Step::Wait(5),
            Step::Pass(5),
            Step::Device(5, Mishap::Everything),
            Step::Pass(5),
        ],
    ),
    Scene::new(
        "both_deputies_close_without_the_mark_and_one_opens_again",
        &[
            Step::Do(3, 4, Act::Mark(0, 1, 0, 1, 2)),
            Step::Do(1, 3, Act::Close(0, 0)),
            Step::Pass(3),
            Step::Pass(1),
            Step::Pass(4),
            Step::Do(1, 3, Act::Reopen(0, 0)),
        ],
    ),
    Scene::new(
        "a_later_close_frees_what_the_first_left_out",
        &[
            Step::Do(3, 4, Act::Mark(0, 1, 0, 1, 2)),
            Step::Do(4, 2, Act::Close(0, 0)),
            Step::Pass(3),
            Step::Pass(1),
            Step::Do(1, 3, Act::Close(0, 0)),
            Step::Pass(4),
        ],
    ),
    Scene::new(
        "an_import_and_a_close_of_one_hand",
        &[
            Step::Do(1, 3, Act::Import(2, 5, 1)),
            Step::Do(1, 3, Act::Close(1, 0)),
        ],
    ),
    Scene::new(
        "a_forged_control_segment_that_never_completes_does_not_stop_its_seat",
        &[
            Step::Share(Harm::Rot(2, 4044)),
            Step::Forge(Forgery::Administrator(3)),
            Step::Do(3, 6, Act::Mark(2, 4, 1, 2, 2)),
        ],
    ),
    Scene::new(
        "a_close_cuts_once_its_class_and_term_are_here",
        &[
            Step::Share(Harm::Zeros(4595)),
            Step::Do(0, 0, Act::Enrol),
            Step::Do(3, 6, Act::Column(2, 2, 1)),
            Step::Do(0, 0, Act::Enrol),
            Step::Pass(3),
            Step::Do(1, 3, Act::Close(1, 0)),
            Step::Pass(1),
            Step::Pass(6),
            Step::Check,
        ],
    ),
];
