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

const SEEDS: &str = "--from 14 --seeds 40 --steps 150 --threads 2";
const fn seeds(name: &'static str) -> Mutant {
    Mutant { name, by: SEEDS }
}

const fn by(name: &'static str, by: &'static str) -> Mutant {
    Mutant { name, by }
}

/// Every named fault.
pub const MUTANTS: &[Mutant] = &[
    // The log.
    by("school_not_checked", "--scene threat_another_school"),
    by("no_signature_check", "--scene threat_another_school"),
    seeds("any_compartment"),
    // The share.
    seeds("no_hash_check"),
    seeds("no_mending"),
    by("any_folder_is_ours", "--scene p10_another_folder"),
    seeds("never_read_again"),
    seeds("missing_is_deleted"),
    seeds("beacons_alone"),
    seeds("bad_for_ever"),
    by("a_gap_hides_successors", "--scene p5_a_gap"),
    seeds("a_failed_put_is_believed"),
    by("prepared_is_forgotten", "--scene p10_a_crash"),
    seeds("published_is_not_noted"),
    seeds("siblings_are_not_read"),
    by("keys_are_not_tended", "--scene p11_keys_change"),
    // The store.
    by("acks_by_anybody", "--scene threat_a_teacher_acknowledges"),
    seeds("acks_of_the_same_device"),
    seeds("winner_by_arrival"),
    seeds("frontier_by_number"),
    by("revocation_is_ignored", "--scene p7_a_revoked"),
    by("close_is_ignored", "--scene p7_a_close"),
    by("grant_is_not_checked", "--scene threat_a_teacher_grants"),
    by("anybody_is_administrator", SEEDS),
    seeds("an_incomplete_batch_applies"),
    seeds("judged_before_its_control_log_is_here"),
    seeds("what_waits_is_not_freed"),
    seeds("a_batch_is_judged_once"),
    seeds("a_branch_is_judged_once"),
    seeds("judged_once"),
    seeds("a_close_looks_forward_only"),
    seeds("a_revocation_looks_forward_only"),
    seeds("a_narrowed_right_looks_forward_only"),
    seeds("a_grant_frees_nothing"),
    seeds("a_correction_is_judged_once"),
    seeds("a_cut_has_no_whole_frontier"),
    seeds("no_control_frontier"),
    seeds("a_fork_is_not_seen"),
    seeds("the_first_revocation_wins"),
];
