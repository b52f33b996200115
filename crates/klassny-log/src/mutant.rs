//! Named faults of the protocol, for the machinery that proves the tests notice them.
//!
//! Without the feature `mutants` there is none, and the compiler removes the question.

/// Whether the program has this fault now: where the feature is on and `KLASSNY_MUTANT` names it.
#[cfg(feature = "mutants")]
pub fn mutant(name: &str) -> bool {
    use std::sync::OnceLock;
    static NAMED: OnceLock<Option<String>> = OnceLock::new();
    let named = NAMED.get_or_init(|| std::env::var("KLASSNY_MUTANT").ok());
    named.as_deref() == Some(name)
}

/// Whether the program has this fault now: never.
#[cfg(not(feature = "mutants"))]
#[inline(always)]
pub const fn mutant(_name: &str) -> bool {
    false
}
