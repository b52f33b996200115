//! The printed volume of one class and one term as PDF/A-2u (forms.md, R131–R136).
//!
//! Owns the layout of every form of the volume, the canonical bytes of what it states and the
//! codes on its pages. It must never read a clock, a file or the journal: [`view::Volume`] comes
//! in, a PDF and its hashes go out, and the same volume always gives the same bytes.

pub mod view;
