//! How statements are written down: each is a constant, listed for the test that prepares all.
//!
//! No statement is ever built while the program runs.

/// Names the statements of a file, and lists them for the test that prepares every one.
macro_rules! statements {
    ($($name:ident = $sql:expr;)+) => {
        $(const $name: &str = $sql;)+

        #[cfg(test)]
        pub(crate) const STATEMENTS: &[&str] = &[$($name),+];
    };
}

/// Selects every column of a noun's table, with the conditions and order that follow.
macro_rules! select {
    ($noun:ty, $tail:expr) => {{
        const PARTS: [&str; 2] = [<$noun as $crate::project::Noun>::SELECT, $tail];
        const BYTES: [u8; $crate::sql::length(PARTS)] = $crate::sql::join(PARTS);
        match std::str::from_utf8(&BYTES) {
            Ok(sql) => sql,
            Err(_) => "",
        }
    }};
}

pub(crate) use {select, statements};

/// The length of both parts and the blank between them.
pub(crate) const fn length(parts: [&str; 2]) -> usize {
    let [head, tail] = parts;
    head.len() + 1 + tail.len()
}

/// Joins both parts with a blank.
pub(crate) const fn join<const N: usize>(parts: [&str; 2]) -> [u8; N] {
    let [head, tail] = parts;
    let mut bytes = [b' '; N];
    let (left, right) = bytes.split_at_mut(head.len());
    left.copy_from_slice(head.as_bytes());
    let (_, right) = right.split_at_mut(1);
    right.copy_from_slice(tail.as_bytes());
    bytes
}
