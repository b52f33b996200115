//! `cargo xtask mutants`: named faults of the protocol, each of which a test must notice.
//!
//! Believes only what the simulator says it found, or a test that fails by name; and only where
//! the same run without the fault holds. Whatever could not run proves nothing and fails.

use crate::shell::{cargo, output, run};
use crate::sim::program;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where `klassny_log::mutant` finds which fault the program has now.
const FAULT: &str = "KLASSNY_MUTANT";
/// What the simulator ends with when something did not hold.
const FOUND: i32 = 3;
const FOUND_LINE: &str = "sim: FOUND ";
const HELD_LINE: &str = "sim: held";
const SCENE: &str = "--scene ";
/// So many runs at once.
const WORKERS: usize = 2;

/// A named fault and what must notice it.
#[derive(Clone, Debug)]
struct Mutant {
    name: String,
    by: String,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// It says what it found.
    Found(String),
    /// Everything held.
    Held,
    /// It did not run, or ended as nothing ends that looks at something.
    CannotRun(String),
}

/// Runs every named fault, or one, and says whether it was noticed.
pub fn mutants(wanted: Option<&str>) -> Result<()> {
    let features = ["--features", "klassny-sim/mutants"];
    let build = ["build", "--locked", "-p", "klassny-sim"];
    run(cargo(&[&build[..], &features].concat()))?;
    let mutants = listed(wanted)?;
    without_faults(&mutants)?;
    let verdicts = side_by_side(&mutants, |mutant| check(&mutant.by, &mutant.name));
    let mut missed = Vec::new();
    for (mutant, verdict) in mutants.iter().zip(verdicts) {
        let Mutant { name, by } = mutant;
        match verdict {
            Verdict::Found(what) => println!("noticed      {name}: {by}: {what}"),
            Verdict::Held => {
                println!("NOT noticed  {name}: {by}");
                missed.push(name.as_str());
            }
            Verdict::CannotRun(why) => bail!("{name}: {by} could not run: {why}"),
        }
    }
    let noticed = mutants.len() - missed.len();
    println!("mutants: {noticed} noticed, {} not noticed", missed.len());
    if missed.is_empty() && noticed > 0 {
        return Ok(());
    }
    bail!("not noticed: {}", missed.join(", "))
}

fn listed(wanted: Option<&str>) -> Result<Vec<Mutant>> {
    let all = output(program(&["--mutants"]))?;
    let of_line = |line: &str| {
        let (name, by) = line.split_once(' ')?;
        Some(Mutant {
            name: name.to_owned(),
            by: by.to_owned(),
        })
    };
    let all = all.lines().filter_map(of_line);
    let mutants: Vec<Mutant> = all
        .filter(|mutant| wanted.is_none_or(|wanted| wanted == mutant.name))
        .collect();
    if mutants.is_empty() {
        bail!("no such fault: {}", wanted.unwrap_or("there is none"));
    }
    Ok(mutants)
}

/// What fails without any fault proves nothing with one.
fn without_faults(mutants: &[Mutant]) -> Result<()> {
    let checks = mutants.iter().map(|mutant| match mutant.by.as_str() {
        by if by.starts_with(SCENE) && mutants.len() > 1 => "--scenes --seeds 0".to_owned(),
        by => by.to_owned(),
    });
    let checks: BTreeSet<String> = checks.collect();
    let checks: Vec<String> = checks.into_iter().collect();
    let verdicts = side_by_side(&checks, |by| check(by, ""));
    for (by, verdict) in checks.iter().zip(verdicts) {
        if verdict != Verdict::Held {
            bail!("{by} without any fault: {verdict:?}");
        }
    }
    Ok(())
}

/// Asks the same of all, some at once, and answers in their order.
fn side_by_side<T: Sync>(all: &[T], ask: impl Fn(&T) -> Verdict + Sync) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(vec![Verdict::CannotRun("not asked".to_owned()); all.len()]);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else { return };
                    let answer = ask(one);
                    if let Ok(mut answers) = answers.lock()
                        && let Some(place) = answers.get_mut(at)
                    {
                        *place = answer;
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_default()
}

/// Runs what must notice a fault; without a name the program has none.
fn check(by: &str, fault: &str) -> Verdict {
    let words: Vec<&str> = by.split_whitespace().collect();
    match words.as_slice() {
        ["test", package, test] => by_test(package, test, fault),
        words => by_simulator(words, fault),
    }
}

fn by_simulator(words: &[&str], fault: &str) -> Verdict {
    let words = [words, &["--no-shrink", "--until-failure"]].concat();
    let output = match with(program(&words), fault) {
        Ok(output) => output,
        Err(why) => return Verdict::CannotRun(why),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().unwrap_or_default();
    match (output.status.code(), last.strip_prefix(FOUND_LINE)) {
        (Some(0), _) if last == HELD_LINE => Verdict::Held,
        (Some(FOUND), Some(what)) => Verdict::Found(what.chars().take(120).collect()),
        (code, _) => Verdict::CannotRun(format!("it ended with {code:?} and said: {last}")),
    }
}

/// A test that must fail by its name; a build that fails is no finding.
fn by_test(package: &str, test: &str, fault: &str) -> Verdict {
    let features = ["--features", "klassny-log/mutants"];
    let run = ["test", "--locked", "-p", package];
    let command = cargo(&[&run[..], &features, &["--", test]].concat());
    let output = match with(command, fault) {
        Ok(output) => output,
        Err(why) => return Verdict::CannotRun(why),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let ended = |how: &str| {
        let mut lines = said.lines();
        lines.any(|line| line.starts_with("test ") && line.contains(test) && line.ends_with(how))
    };
    match (
        output.status.success(),
        ended("... ok"),
        ended("... FAILED"),
    ) {
        (true, true, false) => Verdict::Held,
        (false, _, true) => Verdict::Found(format!("{test} fails")),
        _ => {
            let why = String::from_utf8_lossy(&output.stderr);
            Verdict::CannotRun(why.lines().last().unwrap_or_default().to_owned())
        }
    }
}

fn with(mut command: Command, fault: &str) -> std::result::Result<Output, String> {
    let ran = command.env(FAULT, fault).output();
    ran.map_err(|error| error.to_string())
}
