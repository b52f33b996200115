//! Which facts of a register stand (sync.md P6): its tips, and the one shown.
//!
//! A pure function of a set of facts: neither their order of arrival nor any clock matters.

use std::collections::{BTreeMap, BTreeSet};

/// A fact of a register, as merging sees it. `I` is the fact's id, sealed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<I> {
    /// The fact.
    pub id: I,
    /// The Lamport time of its segment.
    pub lamport: u64,
    /// The facts it replaces.
    pub base: Vec<I>,
    /// Whether its author had the right and no cut took it away.
    pub valid: bool,
}

/// What stands in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<I> {
    /// Facts that no valid fact replaces, the shown one first. None: the register is empty.
    pub tips: Vec<I>,
}

impl<I: Copy> Merged<I> {
    /// The fact whose value every replica shows: of several tips the greatest (lamport, id).
    pub fn winner(&self) -> Option<I> {
        self.tips.first().copied()
    }

    /// Whether several people's facts stand side by side, for a person to resolve.
    pub fn is_conflict(&self) -> bool {
        self.tips.len() > 1
    }
}

/// The tips of a register: valid facts that no valid fact names as its base.
pub fn merge<I: Copy + Ord>(facts: &[Stated<I>]) -> Merged<I> {
    let valid = || facts.iter().filter(|fact| fact.valid);
    let replaced: BTreeSet<I> = valid()
        .flat_map(|fact| fact.base.iter().copied().filter(|id| *id != fact.id))
        .collect();
    let tips: BTreeMap<(u64, I), ()> = valid()
        .filter(|fact| !replaced.contains(&fact.id))
        .map(|fact| ((fact.lamport, fact.id), ()))
        .collect();
    Merged {
        tips: tips.into_keys().rev().map(|(_, id)| id).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact(id: u32, lamport: u64, base: &[u32]) -> Stated<u32> {
        Stated {
            id,
            lamport,
            base: base.to_vec(),
            valid: true,
        }
    }

    #[test]
    fn one_tip_is_the_value_and_several_are_a_conflict() {
        let chain = [fact(1, 1, &[]), fact(2, 2, &[1])];
        assert_eq!(merge(&chain).winner(), Some(2));
        assert!(!merge(&chain).is_conflict());
        let fork = [fact(1, 1, &[]), fact(2, 2, &[1]), fact(3, 2, &[1])];
        assert_eq!(merge(&fork).tips, [3, 2]);
        let resolved = [&fork[..], &[fact(4, 3, &[2, 3])]].concat();
        assert_eq!(merge(&resolved).tips, [4]);
        assert_eq!(merge::<u32>(&[]).winner(), None);
    }

    #[test]
    fn a_fact_that_is_not_valid_replaces_nothing() {
        let mut later = fact(2, 2, &[1]);
        later.valid = false;
        assert_eq!(merge(&[fact(1, 1, &[]), later]).tips, [1]);
    }

    /// Facts whose content follows from their id, as with sealed facts; bases point backwards.
    fn facts() -> impl Strategy<Value = Vec<Stated<u32>>> {
        let of_id = |id: u32| {
            let mix = |salt: u32| (id ^ salt).wrapping_mul(0x9E37_79B1).rotate_left(7);
            let base = (0..id)
                .filter(|b| mix(b.wrapping_mul(77)) % 4 == 0)
                .collect();
            Stated {
                id,
                lamport: u64::from(id / 3),
                base,
                valid: mix(5) % 5 != 0,
            }
        };
        prop::collection::vec((0u32..24).prop_map(of_id), 0..24)
    }

    proptest! {
        #[test]
        fn replicas_with_the_same_facts_show_the_same(a in facts(), b in facts(), c in facts()) {
            let join = |sets: &[&[Stated<u32>]]| merge(&sets.concat());
            prop_assert_eq!(join(&[&a, &b]), join(&[&b, &a]));
            let (ab, bc) = ([&a[..], &b].concat(), [&b[..], &c].concat());
            prop_assert_eq!(join(&[&ab, &c]), join(&[&a, &bc]));
            prop_assert_eq!(join(&[&a, &a]), merge(&a));
        }

        #[test]
        fn a_register_with_a_valid_fact_always_shows_one(a in facts()) {
            prop_assert_eq!(merge(&a).winner().is_some(), a.iter().any(|fact| fact.valid));
        }
    }
}
