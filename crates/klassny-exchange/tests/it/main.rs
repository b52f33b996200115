//! The public face of the crate: the sample school, hostile files, untidy files.

#[cfg(test)]
mod facts;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod sample;
