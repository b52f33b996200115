//! Named steps with their times, and the summary at the end.
//!
//! A step that fails does not hide the others: all are run, the summary says which failed, and
//! the whole fails. A step is only here when it really runs.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// What has been run so far.
pub struct Steps {
    started: Instant,
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    outcome: Result<Vec<String>>,
}

impl Steps {
    /// Starts the clock.
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Runs a step that has no words of its own for the summary.
    pub fn run(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        self.report(name, || work().map(|()| Vec::new()));
    }

    /// Runs a step whose runner says in closing lines what it did.
    pub fn report(&mut self, name: &'static str, work: impl FnOnce() -> Result<Vec<String>>) {
        eprintln!("\n== {name}");
        let started = Instant::now();
        let outcome = work();
        if let Err(error) = &outcome {
            eprintln!("== {name} FAILED: {error:#}");
        }
        self.done.push(Step {
            name,
            took: started.elapsed(),
            outcome,
        });
    }

    /// Prints the summary and fails if a step failed.
    pub fn finish(self) -> Result<()> {
        let width = self
            .done
            .iter()
            .map(|step| step.name.chars().count())
            .max()
            .unwrap_or(0);
        println!("\n== summary");
        for step in &self.done {
            let verdict = if step.outcome.is_ok() {
                "ok    "
            } else {
                "FAILED"
            };
            println!(
                "{verdict} {:width$} {:>7.1} s",
                step.name,
                step.took.as_secs_f64()
            );
            for line in step.outcome.iter().flatten() {
                println!("       {line}");
            }
        }
        let failed: Vec<_> = self
            .done
            .iter()
            .filter(|step| step.outcome.is_err())
            .map(|step| step.name)
            .collect();
        let took = self.started.elapsed().as_secs_f64();
        if failed.is_empty() {
            println!("all {} steps passed in {took:.1} s", self.done.len());
            return Ok(());
        }
        bail!(
            "{} of {} steps failed in {took:.1} s: {}",
            failed.len(),
            self.done.len(),
            failed.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole_and_is_named() {
        let mut steps = Steps::start();
        steps.run("good", || Ok(()));
        steps.run("bad", || bail!("no"));
        steps.run("after", || Ok(()));
        let error = steps.finish().expect_err("a step failed").to_string();
        assert!(
            error.starts_with("1 of 3 steps failed") && error.ends_with(": bad"),
            "{error}"
        );
    }
}
