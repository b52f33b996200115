//! One run: a history on a fresh school, then rest, then what must hold.

use crate::check::{self, Failure, Kind, Losses};
use crate::device::Disk;
use crate::founding;
use crate::history::Plan;
use crate::step::Step;
use crate::world::{Outcome, World};
use anyhow::Result;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Facts that people entered.
    pub ops: u64,
    /// Facts refused or without sense.
    pub idle: u64,
    /// Faults injected.
    pub faults: u64,
    /// What did not hold; after a failure in the middle the run ends.
    pub failures: Vec<Failure>,
    /// What was lost and may be.
    pub losses: Losses,
}

/// Runs a history. A panic is a failure like any other.
pub fn run(plan: &Plan, history: &[Step]) -> Report {
    let mut report = Report::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| go(plan, history, &mut report)));
    let failed = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(match error.downcast::<Failure>() {
            Ok(failure) => failure,
            Err(error) => Failure {
                kind: Kind::Stopped,
                text: format!("{error:#}"),
            },
        }),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Some(Failure {
                kind: Kind::Panicked,
                text: text.unwrap_or_default(),
            })
        }
    };
    report.failures.extend(failed);
    report
}

fn go(plan: &Plan, history: &[Step], report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let disk = match plan.on_files {
        true => Disk::Files(folder.path().to_path_buf()),
        false => Disk::Memory,
    };
    let mut world = founding::school(plan.seed, disk, plan.mends)?;
    world.faults_of_wires = plan.faults;
    world.orders = plan.orders;
    for device in &world.devices {
        device.wire.set_faults(plan.faults);
    }
    let founded = world.book.ops();
    let done = steps(&mut world, history, report);
    report.ops = world.book.ops() - founded;
    report.faults = world.fault_count();
    done
}

fn steps(world: &mut World, history: &[Step], report: &mut Report) -> Result<()> {
    for step in history {
        if *step == Step::Check {
            report.failures = check::in_the_middle(world)?;
            if !report.failures.is_empty() {
                return Ok(());
            }
        }
        if world.step(*step)? != Outcome::Entered {
            report.idle += 1;
        }
    }
    world.settle()?;
    let (failures, losses) = check::at_the_end(world)?;
    report.failures = failures;
    report.losses = losses;
    Ok(())
}
