//! The command `klassny`.

fn main() {}
