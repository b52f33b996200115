//! The named faults of the protocol (`klassny_log::mutant`) and what must notice each.
//!
//! `cargo xtask mutants` runs them; one that nothing notices is a hole in the tests, not a detail.
//! A proven equivalent leaves the list with its proof in `docs/sim-ledger.md`.

/// A named fault.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// Its name in the core.
    pub name: &'static str,
    /// The words for `klassny-sim` under which it must be noticed.
    pub by: &'static str,
}

const fn by(name: &'static str, by: &'static str) -> Mutant {
    Mutant { name, by }
}

/// Every named fault.
pub const MUTANTS: &[Mutant] = &[
    // The log.
    by("school_not_checked", "--scene threat_another_school"),
    by("no_signature_check", "--scene threat_another_school"),
    by(
        "any_compartment",
        "test klassny-log an_op_that_is_not_understood_hides_no_other",
    ),
    // The share.
    by("no_hash_check", "--scene p10_a_copy_beside"),
    by("no_mending", "--scene p10_a_copy_beside"),
    by("any_folder_is_ours", "--scene p10_another_folder"),
    by("never_read_again", "--scene p10_a_copy_beside"),
    by("missing_is_deleted", "--scene p10_the_whole_share"),
    by("beacons_alone", "--scene p10_the_whole_share"),
    by("bad_for_ever", "--scene p10_a_copy_beside"),
    by("a_gap_hides_successors", "--scene p5_a_gap"),
    by("a_failed_put_is_believed", "--scene p10_what_a_full_share"),
    by("prepared_is_forgotten", "--scene p10_a_crash"),
    by("published_is_not_noted", "--scene p10_a_crash"),
    by("siblings_are_not_read", "--scene p10_a_copy_beside"),
    by("keys_are_not_tended", "--scene p11_keys_change"),
    by(
        "no_blob_hash_check",
        "test klassny-share r27_a_missing_or_damaged_file",
    ),
    by(
        "every_machine_has_every_key",
        "test klassny-tests r156_d15_personal_cards",
    ),
    by(
        "old_programs_write",
        "test klassny-tests p10_new_rules_wait_for_every_machine",
    ),
    // The store.
    by("acks_by_anybody", "--scene threat_a_teacher_acknowledges"),
    by("acks_of_the_same_device", "--scene d7_a_clone"),
    by("winner_by_arrival", "--scene p6_two_marks"),
    by("frontier_by_number", "--scene d5_a_close_over_one_branch"),
    by("revocation_is_ignored", "--scene p7_a_revoked"),
    by("close_is_ignored", "--scene p7_a_close"),
    by("grant_is_not_checked", "--scene threat_a_teacher_grants"),
    by(
        "anybody_is_administrator",
        "--scene threat_a_teacher_lets_a_machine_in",
    ),
    by("an_incomplete_batch_applies", "--scene d9_a_file"),
    by(
        "judged_before_its_control_log_is_here",
        "--scene p6_nothing_is_made",
    ),
    by("what_waits_is_not_freed", "--scene p6_two_marks"),
    by("a_batch_is_judged_once", "--scene d9_a_file_counts_when"),
    by("a_branch_is_judged_once", "--scene d5_marks_of_a_forked"),
    by("judged_once", "--scene p7_a_close_leaves"),
    by("a_close_looks_forward_only", "--scene d8_two_deputies"),
    by(
        "a_revocation_looks_forward_only",
        "--scene p7_a_revocation_cuts",
    ),
    by(
        "a_narrowed_right_looks_forward_only",
        "--scene d6_a_right_that_ended",
    ),
    by("a_grant_frees_nothing", "--scene p7_what_rested"),
    by("a_correction_is_judged_once", "--scene d12_a_correction"),
    by("a_cut_has_no_whole_frontier", "--scene p7_a_close_covers"),
    by("no_control_frontier", "--scene p7_a_close_leaves"),
    by("a_fork_is_not_seen", "--scene d5_a_fork_is_judged"),
    by("the_first_revocation_wins", "--scene p7_of_two_revocations"),
    by("a_close_frees_nothing_late", "--scene d8_a_later_close"),
    by("a_reopen_is_ignored", "--scene d8_what_is_opened_again"),
    by("a_fork_turns_nothing", "--scene d5_a_branch_that"),
    by(
        "an_own_control_holds_for_ever",
        "--scene a_forged_control_segment",
    ),
    by("a_twin_is_kept_twice", "--scene p10_a_fact_sealed"),
    // The close of a year.
    by("a_year_close_is_ignored", "test klassny-app d8_p7_what_no"),
    by(
        "a_year_lets_in_what_is_late",
        "test klassny-app d8_p7_a_close_of_the_year",
    ),
    // The second signature.
    by(
        "a_refusal_is_ignored",
        "test klassny-tests r83_p7_a_revocation_holds",
    ),
    by(
        "one_person_signs_twice",
        "test klassny-tests r83_p7_a_revocation_holds",
    ),
    // Acceptance.
    by("anybody_accepts", "--scene threat_a_teacher_accepts"),
    by(
        "an_acceptance_gives_a_right",
        "--scene threat_an_acceptance",
    ),
    by("an_acceptance_looks_forward_only", "--scene p7_a_late_mark"),
];
