//! What is asked for on the command line.

use crate::history::{Plan, Without};
use crate::shrink::NOTHING;
use crate::step::Step;
use klassny_share::faulty::Faults;
use std::time::Duration;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The first seed.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// No seed is begun later than this.
    pub until: Option<Duration>,
    /// How many runs at once.
    pub threads: u64,
    /// Steps of each history.
    pub steps: u16,
    /// Whether a failing history is made short.
    pub shrinks: bool,
    /// In how many runs at most.
    pub runs_max: u32,
    /// What is left out of histories.
    pub without: Without,
    /// The scenes to run: those whose name holds this.
    pub scenes: Option<String>,
    /// Of so many seeds one.
    pub every: u64,
    /// Whether the first failure ends everything.
    pub first_ends: bool,
    /// Whether every replica is an encrypted file.
    pub on_files: bool,
    /// Whether every replica is in memory.
    pub in_memory: bool,
    /// Whether the network has no faults of its own.
    pub calm: bool,
    /// The steps of the history that happen, by place; all without a list.
    pub only: Option<Vec<usize>>,
}

impl Wanted {
    const fn nothing() -> Self {
        Self {
            from: 1,
            seeds: 20,
            until: None,
            threads: 1,
            steps: 400,
            shrinks: true,
            runs_max: 400,
            without: Without {
                forks: false,
                thief: false,
                revocations: false,
                closes: false,
            },
            scenes: None,
            every: 1,
            first_ends: false,
            on_files: false,
            in_memory: false,
            calm: false,
            only: None,
        }
    }

    /// Reads the words.
    ///
    /// # Errors
    /// In words: which of them it does not understand.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wanted = Self::nothing();
        let mut words = words;
        while let Some(word) = words.next() {
            if wanted.takes_flag(&word) {
                continue;
            }
            let value = words
                .next()
                .ok_or(format!("what is {word}, or what follows it?"))?;
            wanted.take(&word, &value)?;
        }
        Ok(wanted)
    }

    /// Takes a word that stands alone.
    fn takes_flag(&mut self, word: &str) -> bool {
        match word {
            "--scenes" => self.scenes = Some(String::new()),
            "--until-failure" => self.first_ends = true,
            "--no-shrink" => self.shrinks = false,
            "--sqlcipher" => self.on_files = true,
            "--in-memory" => self.in_memory = true,
            "--calm" => self.calm = true,
            "--without-forks" => self.without.forks = true,
            "--without-thief" => self.without.thief = true,
            "--without-revocations" => self.without.revocations = true,
            "--without-closes" => self.without.closes = true,
            _ => return false,
        }
        true
    }

    /// Takes a word and what follows it.
    fn take(&mut self, word: &str, value: &str) -> Result<(), String> {
        let number = |text: &str| -> Result<u64, String> {
            text.parse().map_err(|_| format!("{text} is no number"))
        };
        match word {
            "--scene" => (self.scenes, self.seeds) = (Some(value.to_owned()), 0),
            "--only" => {
                let places = value.split(',').filter(|place| *place != NOTHING);
                let places = places.map(|place| number(place).map(place_of));
                self.only = Some(places.collect::<Result<_, _>>()?);
            }
            "--seed" => (self.from, self.seeds) = (number(value)?, 1),
            "--from" => self.from = number(value)?,
            "--seeds" => self.seeds = number(value)?,
            "--minutes" => {
                self.until = Some(Duration::from_secs(60 * number(value)?));
                self.seeds = u64::MAX / 2;
            }
            "--threads" => self.threads = number(value)?.max(1),
            "--steps" => self.steps = u16::try_from(number(value)?).unwrap_or(u16::MAX),
            "--every" => self.every = number(value)?.max(1),
            "--runs" => self.runs_max = u32::try_from(number(value)?).unwrap_or(u32::MAX),
            other => return Err(format!("what is {other}?")),
        }
        Ok(())
    }

    /// How a seed is run.
    pub fn plan(&self, seed: u64) -> Plan {
        let plan = Plan::of(seed, self.steps);
        Plan {
            without: self.without,
            on_files: (plan.on_files || self.on_files) && !self.in_memory,
            faults: match self.calm {
                true => Faults::default(),
                false => plan.faults,
            },
            ..plan
        }
    }

    /// The words that run a seed again as it was run.
    pub fn again(&self, seed: u64) -> String {
        let flags = [
            ("--sqlcipher", self.on_files),
            ("--in-memory", self.in_memory),
            ("--calm", self.calm),
            ("--without-forks", self.without.forks),
            ("--without-thief", self.without.thief),
            ("--without-revocations", self.without.revocations),
            ("--without-closes", self.without.closes),
        ];
        let steps = self.steps;
        let mut words = format!("cargo xtask sim --seed {seed} --steps {steps}");
        for (flag, _) in flags.iter().filter(|(_, given)| *given) {
            words = format!("{words} {flag}");
        }
        words
    }

    /// The steps of a plan that are to happen, each with its place.
    pub fn history(&self, plan: &Plan) -> Vec<(usize, Step)> {
        let all = plan.history().into_iter().enumerate();
        let happens = |at: usize| self.only.as_ref().is_none_or(|only| only.contains(&at));
        all.filter(|(at, _)| happens(*at)).collect()
    }
}

fn place_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
