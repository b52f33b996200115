//! `klassny-sim`: runs seeds, says what held, and makes what failed short.
//!
//! Its last line and its exit code say which of four it was: everything held, something that it
//! looks for did not (3), something panicked (4), or it could not run at all (1).

use klassny_sim::check::{Kind, Losses};
use klassny_sim::run::{Report, run};
use klassny_sim::scene;
use klassny_sim::shrink::shrink;
use klassny_sim::step::Step;
use klassny_sim::wanted::Wanted;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Something did not hold.
const FOUND: u8 = 3;
/// Something panicked, and nothing else was found.
const PANICKED: u8 = 4;

/// What all seeds and scenes came to.
#[derive(Default)]
struct Total {
    seeds: u64,
    ops: u64,
    faults: u64,
    losses: Losses,
    passed: u64,
    failed: BTreeMap<u64, Report>,
    scenes_failed: Vec<Report>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--mutants") {
        for mutant in klassny_sim::mutants::MUTANTS {
            println!("{} {}", mutant.name, mutant.by);
        }
        return ExitCode::SUCCESS;
    }
    // A panic is a finding of the run; its text is in the report.
    std::panic::set_hook(Box::new(|_| {}));
    let started = Instant::now();
    let wanted = Wanted::parse(std::env::args().skip(1));
    let total = wanted.and_then(|wanted| {
        let mut total = all(&wanted);
        scenes(&wanted, &mut total)?;
        for (seed, report) in &total.failed {
            tell(&wanted, *seed, report);
        }
        Ok(total)
    });
    match total {
        Ok(total) => conclude(&total, started),
        Err(error) => {
            println!("sim: cannot run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says what everything came to, in the last line what the exit code says.
fn conclude(total: &Total, started: Instant) -> ExitCode {
    let reports = || total.failed.values().chain(&total.scenes_failed);
    let failures = || reports().flat_map(|report| &report.failures);
    let count = |kinds: &[Kind]| failures().filter(|one| kinds.contains(&one.kind)).count();
    let failed = reports().count();
    let seconds = started.elapsed().as_secs_f64().max(0.001);
    println!("sim: {} passed, {failed} failed", total.passed);
    println!(
        "sim: {} seeds, {} ops, {} faults, {} divergences, {} losses (allowed: {} unpublished on \
         replaced disks, {} double faults); {seconds:.0} s, {:.0} ops a second",
        total.seeds,
        total.ops,
        total.faults,
        count(&[Kind::Diverged, Kind::Rebuild]),
        count(&[Kind::Lost, Kind::Confirmed, Kind::Dropped]),
        total.losses.unpublished,
        total.losses.double_faults,
        total.ops as f64 / seconds,
    );
    let found = failures().find(|one| one.kind.is_finding());
    let stopped = failures().find(|one| one.kind == Kind::Stopped);
    match (found, stopped, failures().next()) {
        (Some(found), _, _) => {
            println!("sim: FOUND {found}");
            ExitCode::from(FOUND)
        }
        (None, Some(stopped), _) => {
            println!("sim: cannot run: {stopped}");
            ExitCode::FAILURE
        }
        (None, None, Some(panicked)) => {
            println!("sim: {panicked}");
            ExitCode::from(PANICKED)
        }
        (None, None, None) => {
            println!("sim: held");
            ExitCode::SUCCESS
        }
    }
}

/// Runs the scenes that are asked for.
fn scenes(wanted: &Wanted, total: &mut Total) -> Result<(), String> {
    let Some(named) = &wanted.scenes else {
        return Ok(());
    };
    let chosen: Vec<_> = scene::all()
        .filter(|scene| scene.name.contains(named.as_str()))
        .collect();
    if chosen.is_empty() {
        return Err(format!("no scene is named {named}"));
    }
    for scene in chosen {
        let report = scene.run(wanted.on_files);
        if report.failures.is_empty() {
            total.passed += 1;
            continue;
        }
        println!("scene {} failed:", scene.name);
        for failure in report.failures.iter().take(4) {
            println!("  {failure}");
        }
        println!("  again: cargo xtask sim --scene {}", scene.name);
        total.scenes_failed.push(report);
    }
    Ok(())
}

/// Runs all seeds, each in one thread.
fn all(wanted: &Wanted) -> Total {
    let started = Instant::now();
    let next = AtomicU64::new(wanted.from);
    let total = Mutex::new(Total::default());
    let last = wanted.from.saturating_add(wanted.seeds);
    std::thread::scope(|scope| {
        for _ in 0..wanted.threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(wanted.every, Ordering::Relaxed);
                    let failed = total.lock().is_ok_and(|total| !total.failed.is_empty());
                    if failed && wanted.first_ends {
                        return;
                    }
                    let over = wanted.until.is_some_and(|until| started.elapsed() > until);
                    if seed >= last || over {
                        return;
                    }
                    let plan = wanted.plan(seed);
                    let report = run(&plan, &steps(&wanted.history(&plan)));
                    if let Ok(mut total) = total.lock() {
                        total.take(seed, report);
                    }
                }
            });
        }
    });
    total.into_inner().unwrap_or_default()
}

impl Total {
    fn take(&mut self, seed: u64, report: Report) {
        self.seeds += 1;
        self.ops += report.ops;
        self.faults += report.faults;
        self.losses.unpublished += report.losses.unpublished;
        self.losses.double_faults += report.losses.double_faults;
        match report.failures.first() {
            None => self.passed += 1,
            Some(first) => {
                eprintln!("seed {seed}: {first}");
                self.failed.insert(seed, report);
            }
        }
    }
}

fn steps(history: &[(usize, Step)]) -> Vec<Step> {
    history.iter().map(|(_, step)| *step).collect()
}

/// Says how a seed failed, how to run it again, and its history made short.
fn tell(wanted: &Wanted, seed: u64, report: &Report) {
    println!("\nseed {seed} failed:");
    for failure in report.failures.iter().take(6) {
        println!("  {failure}");
    }
    let again = wanted.again(seed);
    println!("  again: {again}");
    let Some(first) = report.failures.first().filter(|_| wanted.shrinks) else {
        return;
    };
    let plan = wanted.plan(seed);
    let short = shrink(&plan, &wanted.history(&plan), first.kind, wanted.runs_max);
    let calm = short.plan.faults != plan.faults;
    let in_memory = short.plan.on_files != plan.on_files;
    println!(
        "  {} steps after {} runs; repair {}, faults of the network {}:",
        short.history.len(),
        short.runs,
        if short.plan.mends { "on" } else { "off" },
        if calm { "none" } else { "as drawn" },
    );
    for step in short.steps() {
        println!("    {}", words(&step));
    }
    for failure in run(&short.plan, &short.steps()).failures.iter().take(4) {
        println!("  then {failure}");
    }
    println!(
        "  the short one again: {again}{}{} --only {}",
        if calm { " --calm" } else { "" },
        if in_memory { " --in-memory" } else { "" },
        short.places()
    );
}

fn words(step: &Step) -> String {
    match step {
        Step::Do(device, staff, act) => format!(
            "Step::Do({device}, {staff}, Act::{act:?}), // {} at device {device}",
            klassny_sim::school::name(*staff)
        ),
        Step::Device(device, mishap) => format!("Step::Device({device}, Mishap::{mishap:?}),"),
        Step::Share(harm) => format!("Step::Share(Harm::{harm:?}),"),
        Step::Forge(forgery) => format!("Step::Forge(Forgery::{forgery:?}),"),
        other => format!("Step::{other:?},"),
    }
}
