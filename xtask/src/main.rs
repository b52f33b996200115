//! The one door for developers: `cargo xtask COMMAND`.
//!
//! Reads the command and hands over; every command is a short program of its own below. It must
//! depend on nothing heavy, so that the door opens at once.

mod bench;
mod beyond;
mod check;
mod demo;
mod e2e;
mod fuzz;
mod kills;
mod mutants;
mod pdfa;
mod setup;
mod shell;
mod sim;
mod steps;
mod tidy;
mod ui;
mod window;
mod work;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  setup                installs what this machine misses (Debian 12, Ubuntu 24.04)
  demo [--as STATION]  the main job on a made-up school; teacher, deputy or clerk opens one window,
                       --fresh puts its morning back; without a display it runs by itself
  test                 setup, then every test there is
  check                what must pass before a commit, without the window
  fix                  formats, and mends what the linters can mend
  bindings             writes the types of the window anew from the core
  dev [--profile DIR]  the window on the interface as it is being written
  dist                 the programs for schools, into target/dist
  beyond               S3 (on an experimental server) and the district's PostgreSQL, with their tests
  e2e [NAME]           the stories in a browser, or those of a name
  bench [ROW…]         the figures of docs/benchmarks.md on a whole school year
  kills [--minutes M | --each N]
                       a real process killed at every named point, and its power cut, for long
  sim [--fast] [--seed N | --from N --seeds N | --minutes M] [--threads N] [--steps N]
      [--scene NAME] [--sqlcipher]
                       the simulator: a small school under every fault, by seeds
  mutants [NAME]       named faults of the protocol, each of which a test must notice
  fuzz TARGET [--minutes M]
                       libFuzzer on a reader of strangers' bytes, for long; without TARGET: which
  tidy                 the house rules no compiler checks
  pdfa FILE…           whether printed volumes are PDF/A-2u
  migration NAME       starts the next file of migrations/
  ci                   `test` as CI runs it: no debug information, nothing incremental";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => setup::setup(),
        ["test"] => check::test(),
        ["demo", words @ ..] => demo::demo(words),
        ["check"] => check::check(),
        ["fix"] => check::fix(),
        ["bindings"] => ui::bindings(),
        ["dev", words @ ..] => window::dev(words),
        ["dist"] => window::dist(),
        ["beyond"] => beyond::test().map(drop),
        ["e2e"] => e2e::run_stories(None).map(drop),
        ["e2e", name] => e2e::run_stories(Some(name)).map(drop),
        ["kills", words @ ..] => kills::kills(words),
        ["fuzz", words @ ..] => fuzz::fuzz(words),
        ["bench", rows @ ..] => bench::bench(rows),
        ["sim", words @ ..] => sim::sim(words),
        ["mutants"] => mutants::mutants(None),
        ["mutants", name] => mutants::mutants(Some(name)),
        ["tidy"] => tidy::tidy(),
        ["pdfa", files @ ..] => {
            pdfa::check(&files.iter().map(Into::into).collect::<Vec<_>>()).map(drop)
        }
        ["migration", name] => work::migration(name),
        ["ci"] => check::ci(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("no such command: {}\n\n{HELP}", other.join(" ")),
    }
}
