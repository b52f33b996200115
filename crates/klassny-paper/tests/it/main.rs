//! The public face of the printed volume.

mod example;
mod volume;
