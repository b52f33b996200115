//! `klassny-sim`: runs seeds, says what held, and makes what failed short.

use klassny_sim::check::{Kind, Losses};
use klassny_sim::history::{Plan, Without};
use klassny_sim::run::{Report, run};
use klassny_sim::scene;
use klassny_sim::shrink::shrink;
use klassny_sim::step::Step;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What is asked for.
struct Wanted {
    from: u64,
    seeds: u64,
    until: Option<Duration>,
    threads: u64,
    steps: u16,
    shrinks: bool,
    runs_max: u32,
    without: Without,
    scenes: Option<String>,
    every: u64,
    first_ends: bool,
}

impl Wanted {
    fn parse() -> Result<Self, String> {
        let mut wanted = Self {
            from: 1,
            seeds: 20,
            until: None,
            threads: 1,
            steps: 400,
            shrinks: true,
            runs_max: 400,
            without: Without::default(),
            scenes: None,
            every: 1,
            first_ends: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            if word == "--scenes" {
                wanted.scenes = Some(String::new());
                continue;
            }
            if word == "--scene" {
                (wanted.scenes, wanted.seeds) = (words.next(), 0);
                continue;
            }
            let mut number = || -> Result<u64, String> {
                let text = words.next().ok_or(format!("{word} needs a number"))?;
                text.parse().map_err(|_| format!("{text} is no number"))
            };
            match word.as_str() {
                "--seed" => (wanted.from, wanted.seeds) = (number()?, 1),
                "--from" => wanted.from = number()?,
                "--seeds" => wanted.seeds = number()?,
                "--minutes" => {
                    wanted.until = Some(Duration::from_secs(60 * number()?));
                    wanted.seeds = u64::MAX / 2;
                }
                "--threads" => wanted.threads = number()?.max(1),
                "--steps" => wanted.steps = u16::try_from(number()?).unwrap_or(u16::MAX),
                "--every" => wanted.every = number()?.max(1),
                "--until-failure" => wanted.first_ends = true,
                "--runs" => wanted.runs_max = u32::try_from(number()?).unwrap_or(u32::MAX),
                "--no-shrink" => wanted.shrinks = false,
                "--without-forks" => wanted.without.forks = true,
                "--without-thief" => wanted.without.thief = true,
                "--without-revocations" => wanted.without.revocations = true,
                "--without-closes" => wanted.without.closes = true,
                other => return Err(format!("what is {other}?")),
            }
        }
        Ok(wanted)
    }

    fn plan(&self, seed: u64) -> Plan {
        Plan {
            without: self.without,
            ..Plan::of(seed, self.steps)
        }
    }
}

/// What all seeds came to.
#[derive(Default)]
struct Total {
    seeds: u64,
    ops: u64,
    faults: u64,
    losses: Losses,
    failed: BTreeMap<u64, Report>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--mutants") {
        for mutant in klassny_sim::mutants::MUTANTS {
            println!("{} {}", mutant.name, mutant.by);
        }
        return ExitCode::SUCCESS;
    }
    let wanted = match Wanted::parse() {
        Ok(wanted) => wanted,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    // A panic is a finding of the run; its text is in the report.
    std::panic::set_hook(Box::new(|_| {}));
    let (scenes_passed, scenes_failed) = scenes(&wanted);
    let total = all(&wanted);
    for (seed, report) in &total.failed {
        tell(&wanted, *seed, report);
    }
    let count = |kinds: &[Kind]| {
        let failures = total.failed.values().flat_map(|report| &report.failures);
        failures
            .filter(|failure| kinds.contains(&failure.kind))
            .count()
    };
    let passed = total.seeds - total.failed.len() as u64 + scenes_passed;
    let failed = total.failed.len() as u64 + scenes_failed;
    println!("sim: {passed} passed, {failed} failed");
    println!(
        "sim: {} seeds, {} ops, {} faults, {} divergences, {} losses (allowed: {} unpublished on \
         replaced disks, {} double faults)",
        total.seeds,
        total.ops,
        total.faults,
        count(&[Kind::Diverged, Kind::Rebuild]),
        count(&[Kind::Lost, Kind::Confirmed, Kind::Dropped]),
        total.losses.unpublished,
        total.losses.double_faults,
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs the scenes that are asked for; tells how many passed and failed.
fn scenes(wanted: &Wanted) -> (u64, u64) {
    let Some(named) = &wanted.scenes else {
        return (0, 0);
    };
    let (mut passed, mut failed) = (0, 0);
    for scene in scene::all().filter(|scene| scene.name.contains(named.as_str())) {
        let report = scene.run();
        if report.failures.is_empty() {
            passed += 1;
            continue;
        }
        failed += 1;
        println!("scene {} failed:", scene.name);
        for failure in report.failures.iter().take(4) {
            println!("  {failure}");
        }
        println!("  again: cargo xtask sim --scene {}", scene.name);
    }
    (passed, failed)
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
                    let report = run(&plan, &plan.history());
                    if let Ok(mut total) = total.lock() {
                        total.seeds += 1;
                        total.ops += report.ops;
                        total.faults += report.faults;
                        total.losses.unpublished += report.losses.unpublished;
                        total.losses.double_faults += report.losses.double_faults;
                        if !report.failures.is_empty() {
                            eprintln!("seed {seed}: {}", report.failures[0]);
                            total.failed.insert(seed, report);
                        }
                    }
                }
            });
        }
    });
    total.into_inner().unwrap_or_default()
}

/// Says how a seed failed, how to run it again, and its history made short.
fn tell(wanted: &Wanted, seed: u64, report: &Report) {
    println!("\nseed {seed} failed:");
    for failure in report.failures.iter().take(6) {
        println!("  {failure}");
    }
    println!(
        "  again: cargo xtask sim --seed {seed} --steps {}",
        wanted.steps
    );
    let Some(first) = report.failures.first().filter(|_| wanted.shrinks) else {
        return;
    };
    let plan = wanted.plan(seed);
    let short = shrink(&plan, &plan.history(), first.kind, wanted.runs_max);
    println!(
        "  {} steps after {} runs; repair {}, faults of the network {}:",
        short.history.len(),
        short.runs,
        if short.plan.mends { "on" } else { "off" },
        if short.plan.faults == plan.faults {
            "as drawn"
        } else {
            "none"
        },
    );
    for step in &short.history {
        println!("    {}", words(step));
    }
    for failure in run(&short.plan, &short.history).failures.iter().take(4) {
        println!("  then {failure}");
    }
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
