//! How a list is parted over pages: as few pages as hold it, evenly filled.
//!
//! Owns nothing but ranges. It must never leave a row out, and never leave one or two rows alone
//! on a last page when they can be shared.

use std::ops::Range;

/// Parts `count` items so that each part `fits`, in the smallest number of parts, and with the
/// smallest limit that still needs no more parts. `fits` is asked with growing ranges and a limit
/// up to `full`; an item that fits nowhere stands alone.
pub(crate) fn split(
    count: usize,
    full: usize,
    fits: impl Fn(Range<usize>, usize) -> bool,
) -> Vec<Range<usize>> {
    let parts = greedy(count, full, &fits);
    let (mut low, mut high) = (0, full);
    while low < high {
        let middle = usize::midpoint(low, high);
        if greedy(count, middle, &fits).len() <= parts.len() {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    greedy(count, high, &fits)
}

fn greedy(
    count: usize,
    limit: usize,
    fits: &impl Fn(Range<usize>, usize) -> bool,
) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < count {
        let mut end = start + 1;
        while end < count && fits(start..end + 1, limit) {
            end += 1;
        }
        parts.push(start..end);
        start = end;
    }
    parts
}

/// [`split`] by the heights of rows, in mm, over pages that hold `room` mm.
pub(crate) fn split_heights(heights: &[f32], room: f32) -> Vec<Range<usize>> {
    // Tenths of a millimetre are fine enough to share rows evenly.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let tenths = |mm: f32| (mm * 10.0).max(0.0) as usize;
    split(heights.len(), tenths(room), |range, limit| {
        let total: f32 = heights.get(range).unwrap_or_default().iter().sum();
        total * 10.0 <= limit as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_nine_lessons_over_a_limit_of_twenty_seven_are_shared_evenly() {
        let parts = split(39, 27, |range, limit| range.len() <= limit);
        assert_eq!(parts, [0..20, 20..39]);
        assert_eq!(split(0, 27, |range, limit| range.len() <= limit), []);
        assert_eq!(split(3, 1, |_, _| false), [0..1, 1..2, 2..3]);
    }

    #[test]
    fn no_row_is_left_alone_on_a_last_page() {
        let parts = split_heights(&[10.0; 26], 250.0);
        assert_eq!(parts, [0..13, 13..26]);
        assert_eq!(split_heights(&[300.0, 10.0], 250.0), [0..1, 1..2]);
    }
}
