//! Makes a failing history short: steps are left out as long as it still fails the same way.

use crate::check::Kind;
use crate::history::Plan;
use crate::run::run;
use crate::step::Step;
use klassny_share::faulty::Faults;

/// No step at all, as `--only` takes it.
pub const NOTHING: &str = "nothing";

/// A shortened history.
#[derive(Clone, Debug)]
pub struct Short {
    /// How the run is set up.
    pub plan: Plan,
    /// What happens, each with its place in the whole history.
    pub history: Vec<(usize, Step)>,
    /// How many runs it took.
    pub runs: u32,
}

impl Short {
    /// What happens.
    pub fn steps(&self) -> Vec<Step> {
        steps(&self.history)
    }

    /// The places of the steps in the whole history, as `--only` takes them.
    pub fn places(&self) -> String {
        let places: Vec<String> = self.history.iter().map(|(at, _)| at.to_string()).collect();
        match places.is_empty() {
            true => NOTHING.to_owned(),
            false => places.join(","),
        }
    }
}

/// Leaves out what is not needed for a failure of this kind, in at most so many runs.
pub fn shrink(plan: &Plan, history: &[(usize, Step)], kind: Kind, runs_max: u32) -> Short {
    let mut short = Short {
        plan: *plan,
        history: history.to_vec(),
        runs: 0,
    };
    let calm = Plan {
        faults: Faults::default(),
        ..*plan
    };
    let in_memory = |plan: Plan| Plan {
        on_files: false,
        ..plan
    };
    for simpler in [in_memory(calm), calm, in_memory(*plan)] {
        if simpler != *plan && fails(&simpler, &short.history, kind, &mut short.runs) {
            short.plan = simpler;
            break;
        }
    }
    let mut size = short.history.len().div_ceil(2);
    while size > 0 && short.runs < runs_max {
        let mut at = 0;
        let mut left_out = false;
        while at < short.history.len() && short.runs < runs_max {
            let end = (at + size).min(short.history.len());
            let mut shorter = short.history.clone();
            shorter.drain(at..end);
            if fails(&short.plan, &shorter, kind, &mut short.runs) {
                short.history = shorter;
                left_out = true;
            } else {
                at = end;
            }
        }
        size = match (size, left_out) {
            (1, true) => 1,
            (1, false) => 0,
            (size, _) => size / 2,
        };
    }
    short
}

fn steps(history: &[(usize, Step)]) -> Vec<Step> {
    history.iter().map(|(_, step)| *step).collect()
}

fn fails(plan: &Plan, history: &[(usize, Step)], kind: Kind, runs: &mut u32) -> bool {
    *runs += 1;
    let report = run(plan, &steps(history));
    report.failures.iter().any(|failure| failure.kind == kind)
}
