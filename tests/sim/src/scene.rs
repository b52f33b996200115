//! Named scenes: short histories written by hand, or left over from a seed that failed.
//!
//! Each tells one fault of sync.md P10 or one of the neighbours' pains H1–H8, and is run as any
//! seed is: the same steps, then rest, then everything that must hold.

mod faults;
mod found;
mod judging;

use crate::history::{Plan, Without};
use crate::run::{Report, run};
use crate::step::Step;
use klassny_share::faulty::Faults;

/// A short history with a name.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// What it tells.
    pub name: &'static str,
    /// What happens.
    pub steps: &'static [Step],
    /// Whether devices repair the share.
    pub mends: bool,
}

impl Scene {
    const fn new(name: &'static str, steps: &'static [Step]) -> Self {
        Self {
            name,
            steps,
            mends: true,
        }
    }

    const fn without_repair(self) -> Self {
        Self {
            mends: false,
            ..self
        }
    }

    /// Runs the scene; on encrypted files where that is asked for.
    pub fn run(&self, on_files: bool) -> Report {
        let plan = Plan {
            seed: 1_000_000,
            mends: self.mends,
            on_files,
            faults: Faults::default(),
            steps: 0,
            without: Without::default(),
            orders: 4,
        };
        run(&plan, self.steps)
    }
}

/// Every scene.
pub fn all() -> impl Iterator<Item = &'static Scene> {
    faults::SCENES
        .iter()
        .chain(found::SCENES)
        .chain(judging::SCENES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_has_a_name_of_its_own() {
        let names: Vec<&str> = all().map(|scene| scene.name).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(!names[index + 1..].contains(name), "{name}");
        }
    }

    #[test]
    fn the_same_seed_is_the_same_history() {
        let plan = Plan::of(3, 40);
        assert_eq!(plan.history(), plan.history());
        let one = run(&plan, &plan.history());
        let two = run(&plan, &plan.history());
        assert_eq!((one.ops, one.faults), (two.ops, two.faults));
    }
}
