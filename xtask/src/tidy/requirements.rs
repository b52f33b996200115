//! `docs/requirements.md` says nothing false: every test it names is there, every row has its line.

use super::Source;
use std::collections::BTreeSet;

const PAGE: &str = "docs/requirements.md";
/// The rows there are: R1 to R177.
const ROWS: std::ops::RangeInclusive<u16> = 1..=177;

/// Says which tests named on the page do not exist and which rows it leaves out.
pub fn findings(sources: &[Source]) -> Vec<String> {
    let Some(page) = sources.iter().find(|source| source.path == PAGE) else {
        return vec![format!("{PAGE}: is missing")];
    };
    let code = || sources.iter().filter(|source| source.is(".rs"));
    let mut found = Vec::new();
    let mut rows = BTreeSet::new();
    for (index, line) in page.text.lines().enumerate() {
        for name in line.split('`').skip(1).step_by(2).filter(|n| is_test(n)) {
            let declared = format!("fn {name}(");
            if !code().any(|source| source.text.contains(&declared)) {
                found.push(format!("{PAGE}:{}: there is no test {name}", index + 1));
            }
        }
        let mut cells = line.split('|');
        if let (Some(""), Some(first)) = (cells.next(), cells.next()) {
            rows.extend(first.split(',').flat_map(range));
        }
    }
    let missing = ROWS.filter(|row| !rows.contains(row));
    found.extend(missing.map(|row| format!("{PAGE}: row R{row} has no line")));
    found
}

/// `r50_…`: the letter, a number, an underscore.
fn is_test(name: &str) -> bool {
    let digits = name.strip_prefix('r').unwrap_or_default();
    let rest = digits.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < digits.len() && rest.starts_with('_')
}

/// `R40` or `R40–R47`.
fn range(text: &str) -> Vec<u16> {
    let number = |text: &str| text.trim().strip_prefix('R')?.parse::<u16>().ok();
    let (first, last) = text.split_once('–').unwrap_or((text, text));
    match (number(first), number(last)) {
        (Some(first), Some(last)) => (first..=last).collect(),
        (_, _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Vec<String> {
        let source = |path: &str, text: &str| Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let code = source("a.rs", "fn r50_a_test() {}");
        findings(&[source(PAGE, text), code])
    }

    #[test]
    fn a_test_that_is_not_there_and_a_row_left_out_are_found() {
        let text = "| R1–R49, R51–R177 | x | `a/b.rs` | `r50_a_test` `r50_gone` |";
        let found = page(text);
        assert_eq!(
            found,
            [
                "docs/requirements.md:1: there is no test r50_gone",
                "docs/requirements.md: row R50 has no line",
            ]
        );
    }
}
