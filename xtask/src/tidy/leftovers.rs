//! What must not stay in the tree: unfinished and skipped work, notes without an issue, paths of
//! somebody's machine.

use super::Source;

/// Words that mean unfinished or skipped work, by the ending of the file they are looked for in.
const UNFINISHED: &[(&str, &[&str])] = &[
    (
        ".rs",
        &[
            concat!("todo", "!("),
            concat!("unimplemented", "!("),
            concat!("#[", "ignore"),
        ],
    ),
    (".ts", SKIPPED),
    (".mjs", SKIPPED),
    (".svelte", SKIPPED),
];
const SKIPPED: &[&str] = &[
    concat!("test", ".skip("),
    concat!("it", ".skip("),
    concat!("describe", ".skip("),
    concat!(".on", "ly("),
    concat!("x", "it("),
];

/// Beginnings of paths that exist on one machine only. `/home/` counts where a name follows.
const MACHINES: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("C:", "\\Users\\"),
];

/// Says where something was left behind.
pub fn findings(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| !source.is_generated()) {
        for (index, line) in source.text.lines().enumerate() {
            let place = format!("{}:{}", source.path, index + 1);
            for (ending, words) in UNFINISHED {
                if source.is(ending) {
                    let left = words.iter().filter(|word| starts_a_word(line, word));
                    found
                        .extend(left.map(|word| format!("{place}: unfinished or skipped: {word}")));
                }
            }
            if note_without_number(line) {
                found.push(format!(
                    "{place}: a note for later needs the number of its issue: (#12)"
                ));
            }
            if let Some(path) = MACHINES.iter().find(|path| names_a_machine(line, path)) {
                found.push(format!("{place}: a path of one machine: {path}…"));
            }
        }
    }
    found
}

/// Whether a word stands in a line by itself, and not as the end of a longer one.
fn starts_a_word(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let names = word.starts_with(part);
    line.match_indices(word)
        .any(|(at, _)| !names || !line.get(..at).is_some_and(|before| before.ends_with(part)))
}

fn note_without_number(line: &str) -> bool {
    [concat!("TO", "DO"), concat!("FIX", "ME")]
        .iter()
        .any(|note| {
            line.match_indices(note).any(|(at, _)| {
                let after = line.get(at + note.len()..).unwrap_or_default();
                starts_a_word(line, note)
                    && !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
                    && !after.starts_with("(#")
            })
        })
}

fn names_a_machine(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line
            .get(at + path.len()..)
            .and_then(|after| after.chars().next());
        // A folder inside another and the path of an address are not paths of a machine.
        before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-/~}".contains(letter))
            && after.is_some_and(|letter| letter.is_alphanumeric() || letter == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> usize {
        findings(&[Source {
            path: path.into(),
            text: text.into(),
        }])
        .len()
    }

    #[test]
    fn skipped_tests_are_found_and_honest_skips_are_not() {
        assert_eq!(of("a.rs", concat!("#[", "ignore]")), 1);
        assert_eq!(of("a.ts", concat!("test", ".skip('x')")), 1);
        assert_eq!(of("a.rs", "rows.iter().skip(1)"), 0);
        assert_eq!(of("a.ts", "process.exit(1)"), 0);
    }

    #[test]
    fn a_note_needs_the_number_of_its_issue() {
        assert_eq!(of("a.rs", concat!("// TO", "DO: later")), 1);
        assert_eq!(of("a.rs", concat!("// TO", "DO(#12): later")), 0);
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        assert_eq!(of("a.md", concat!("see /ho", "me/ann/x")), 1);
        assert_eq!(
            of(
                "a.md",
                concat!("see https://example.org/ho", "me/ann and target/wo", "rk/x")
            ),
            0
        );
    }
}
