//! Named scenes: short histories written by hand, or left over from a seed that failed.
