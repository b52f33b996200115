//! How long a file and a function may be, and that a file says first what it owns.
//!
//! A function over the limit is named in `xtask/long-functions.txt` with its length; the list may
//! only shrink, so an entry that has become too generous is a finding too.

use super::Source;

/// Lines of a file; 300 are wanted.
const FILE_MAX: usize = 600;
/// Lines of a function with its signature; 30 are wanted.
const FUNCTION_MAX: usize = 70;

/// Says which files and functions are too long, and which files do not say what they own.
pub fn findings(sources: &[Source], exceptions: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut allowed: Vec<(&str, usize)> = exceptions.lines().filter_map(exception).collect();
    let written = |source: &&Source| {
        [".rs", ".ts", ".svelte", ".mjs", ".css"]
            .iter()
            .any(|ending| source.is(ending))
            && !source.is_generated()
            // A table of words is as long as its words.
            && !source.path.starts_with("ui/src/text/")
    };
    for source in sources.iter().filter(written) {
        let lines = source.text.lines().count();
        let listed = allowed
            .iter()
            .position(|(listed, _)| *listed == source.path);
        let file_max = listed.map_or(FILE_MAX, |at| allowed.remove(at).1);
        if lines > file_max {
            found.push(format!(
                "{}: {lines} lines, {FILE_MAX} are allowed",
                source.path
            ));
        }
        if !source.is(".rs") {
            continue;
        }
        if !source.text.starts_with("//!") {
            found.push(format!(
                "{}: opens without `//!` lines that say what it owns",
                source.path
            ));
        }
        for function in functions(&source.text) {
            let name = format!("{}::{}", source.path, function.name);
            let limit = allowed.iter().position(|(listed, _)| *listed == name);
            let limit = limit.map(|at| allowed.remove(at).1);
            found.extend(verdict(&name, &function, limit));
        }
    }
    found.extend(
        allowed.iter().map(|(name, _)| {
            format!("xtask/long-functions.txt: {name} is gone, take its line out")
        }),
    );
    found
}

fn exception(line: &str) -> Option<(&str, usize)> {
    let (name, length) = line.split_once(' ')?;
    Some((name, length.trim().parse().ok()?))
}

fn verdict(name: &str, function: &Function, limit: Option<usize>) -> Option<String> {
    let Function { line, length, .. } = function;
    match limit {
        None if *length > FUNCTION_MAX => Some(format!(
            "{name} (line {line}): {length} lines, {FUNCTION_MAX} are allowed"
        )),
        Some(limit) if *length > limit => Some(format!(
            "{name} (line {line}): {length} lines, its exception allows {limit}"
        )),
        Some(_) if *length <= FUNCTION_MAX => Some(format!(
            "xtask/long-functions.txt: {name} is short now, take its line out"
        )),
        Some(limit) if *length < limit => Some(format!(
            "xtask/long-functions.txt: {name} has {length} lines now, lower {limit}"
        )),
        None | Some(_) => None,
    }
}

#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    line: usize,
    length: usize,
}

/// The functions with a body, nested ones too, from `fn` to the closing brace.
fn functions(text: &str) -> Vec<Function> {
    let code = code_only(text);
    let mut done = Vec::new();
    // Functions whose body is open: name, first line, depth of the body.
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let mut heading: Option<(String, usize)> = None;
    let mut depth = 0;
    let mut brackets = 0_i32;
    for (index, line) in code.lines().enumerate() {
        let mut word = String::new();
        let mut after_fn = false;
        for letter in line.chars().chain(['\n']) {
            if letter.is_alphanumeric() || letter == '_' {
                word.push(letter);
                continue;
            }
            if after_fn && !word.is_empty() {
                heading = Some((word.clone(), index));
            }
            // `fn` with a name after it; `fn(` is a type.
            after_fn = word == "fn" && letter.is_whitespace();
            word.clear();
            match letter {
                '{' => {
                    depth += 1;
                    if let Some((name, start)) = heading.take() {
                        open.push((name, start, depth));
                    }
                }
                '}' => {
                    if open.last().is_some_and(|(_, _, body)| *body == depth)
                        && let Some((name, start, _)) = open.pop()
                    {
                        done.push(Function {
                            name,
                            line: start + 1,
                            length: index - start + 1,
                        });
                    }
                    depth = depth.saturating_sub(1);
                }
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                // A declaration without a body; the `;` of `[u8; 32]` is inside brackets.
                ';' if brackets == 0 => heading = None,
                _ => {}
            }
        }
    }
    done
}

/// The text with strings, characters and comments blanked, line breaks kept.
fn code_only(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let mut code = String::with_capacity(text.len());
    let mut i = 0;
    while i < letters.len() {
        let end = match at(i) {
            '/' if at(i + 1) == '/' => find_from(&letters, i, |j| at(j) == '\n'),
            '/' if at(i + 1) == '*' => block_comment_end(&letters, i),
            '"' => string_end(&letters, i),
            'r' => raw_string_end(&letters, i).unwrap_or(i),
            '\'' => char_end(&letters, i).unwrap_or(i),
            _ => i,
        };
        if end == i {
            code.push(at(i));
            i += 1;
        } else {
            code.extend(
                letters
                    .iter()
                    .take(end)
                    .skip(i)
                    .filter(|letter| **letter == '\n'),
            );
            i = end;
        }
    }
    code
}

fn find_from(letters: &[char], from: usize, found: impl Fn(usize) -> bool) -> usize {
    (from..letters.len())
        .find(|index| found(*index))
        .unwrap_or(letters.len())
}

fn block_comment_end(letters: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut i = from;
    while i < letters.len() {
        match (letters.get(i), letters.get(i + 1)) {
            (Some('/'), Some('*')) => (depth, i) = (depth + 1, i + 2),
            (Some('*'), Some('/')) if depth == 1 => return i + 2,
            (Some('*'), Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
    }
    i
}

fn string_end(letters: &[char], from: usize) -> usize {
    let mut i = from + 1;
    while let Some(letter) = letters.get(i) {
        match letter {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    i
}

fn raw_string_end(letters: &[char], from: usize) -> Option<usize> {
    let hashes = letters
        .iter()
        .skip(from + 1)
        .take_while(|letter| **letter == '#')
        .count();
    let open = from + 1 + hashes;
    if letters.get(open) != Some(&'"') {
        return None;
    }
    let close: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    let end = find_from(letters, open + 1, |j| {
        letters
            .get(j..)
            .is_some_and(|rest| rest.starts_with(&close))
    });
    Some(end + close.len())
}

// 'x', '\n', '\u{1b}'; a lifetime has no closing quote where a character would.
fn char_end(letters: &[char], from: usize) -> Option<usize> {
    if letters.get(from + 1) == Some(&'\\') {
        return Some(find_from(letters, from + 3, |j| letters.get(j) == Some(&'\'')) + 1);
    }
    (letters.get(from + 2) == Some(&'\'')).then_some(from + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<(String, usize)> {
        functions(text)
            .into_iter()
            .map(|f| (f.name, f.length))
            .collect()
    }

    #[test]
    fn a_function_runs_from_its_name_to_its_brace() {
        let text = "pub fn a(x: [u8; 2]) -> u8\nwhere\n{\n    1\n}\ntrait T { fn no_body(x: [u8; 2]); fn b() {} }\n";
        assert_eq!(lengths(text), [("a".into(), 5), ("b".into(), 1)]);
    }

    #[test]
    fn braces_in_strings_comments_and_characters_do_not_count() {
        let text = "fn a<'a>() {\n \"}\\\"}\"; r#\"}\"}\"#; '}'; '\\''; // }\n /* } /* } */ } */\n}\nfn b() {}\n";
        assert_eq!(lengths(text), [("a".into(), 4), ("b".into(), 1)]);
    }

    #[test]
    fn a_pointer_to_a_function_is_a_type() {
        assert_eq!(lengths("struct S { f: fn(u8) -> u8 }\n"), []);
    }

    #[test]
    fn the_list_of_exceptions_may_only_shrink() {
        let long = format!("//! x\nfn long() {{\n{}}}\n", "x();\n".repeat(80));
        let source = [Source {
            path: "a.rs".into(),
            text: long,
        }];
        assert_eq!(
            findings(&source, ""),
            ["a.rs::long (line 2): 82 lines, 70 are allowed"]
        );
        assert_eq!(findings(&source, "a.rs::long 82"), Vec::<String>::new());
        assert_eq!(findings(&source, "a.rs::long 90").len(), 1);
        assert_eq!(findings(&source, "a.rs::long 82\na.rs::gone 90").len(), 1);
    }
}
