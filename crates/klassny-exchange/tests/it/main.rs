//! The public face of the crate: the sample school, hostile files, untidy files.

#[cfg(test)]
mod clashes;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod hostile_more;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod make;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_year;
#[cfg(test)]
mod untidy;
