//! The simulator: the real core of a small school in one process, with every fault there is.
//!
//! Real replicas, workstations, exchange and signatures; only clocks, chance, the disk of the share
//! and its network are the simulator's. It must never ask a real clock, sleep, or start a thread
//! inside a run: a seed is a history, the same on every machine.

pub mod act;
pub mod book;
pub mod chance;
pub mod check;
pub mod device;
pub mod founding;
pub mod history;
pub mod mortal;
pub mod mutants;
pub mod oracle;
pub mod run;
pub mod scene;
pub mod school;
pub mod shrink;
pub mod step;
pub mod wanted;
pub mod world;
