//! The school's calendar: which days are school days, which term a day is in, when bells ring.
