//! Questions against a replica in memory: every statement, every list, and how long a spread takes.

mod answers;
mod schema;
mod spread;
mod statements;
