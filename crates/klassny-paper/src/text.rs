//! Text before it is drawn: cleaned of what no font has, measured, wrapped.
//!
//! Owns line breaking. It must never drop a word: what does not fit is wrapped, and a word
//! longer than its column is broken between letters.

use crate::fonts::FaceTable;

/// Millimetres in a point.
pub(crate) const MM_PER_PT: f32 = 25.4 / 72.0;

/// Words that stay with the word after them.
const GLUED: [&str; 12] = [
    "№", "№№", "§", "§§", "п.", "пп.", "с.", "стр.", "гл.", "упр.", "зад.", "т.",
];

/// Replaces what looks alike on paper and no font draws: odd spaces and hyphens, split letters,
/// marks without width. Words are kept apart by single spaces.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{a0}' | '\u{2007}' | '\u{202f}' => out.push('\u{a0}'),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{306}' | '\u{308}' => match (out.pop(), letter) {
                (Some('и'), '\u{306}') => out.push('й'),
                (Some('И'), '\u{306}') => out.push('Й'),
                (Some('е'), '\u{308}') => out.push('ё'),
                (Some('Е'), '\u{308}') => out.push('Ё'),
                (before, _) => out.extend(before.into_iter().chain([letter])),
            },
            space if space.is_whitespace() || space.is_control() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            other => out.push(other),
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The width of a text, in mm.
pub(crate) fn width(table: &FaceTable, size_pt: f32, text: &str) -> f32 {
    table.ems(text) * size_pt * MM_PER_PT
}

/// Breaks a cleaned text into lines no wider than `limit_mm`. An empty text has no lines.
pub(crate) fn wrap(table: &FaceTable, size_pt: f32, text: &str, limit_mm: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let longer = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if width(table, size_pt, &longer) <= limit_mm {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A word wider than the column breaks after a hyphen or a stroke, else between letters.
        for piece in word.split_inclusive(['-', '/', '_']) {
            let longer = format!("{line}{piece}");
            if width(table, size_pt, &longer) <= limit_mm {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in piece.chars() {
                line.push(letter);
                if width(table, size_pt, &line) > limit_mm && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Words with those joined that must not be parted: a number and its sign, a one-letter
/// preposition and its noun.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut glue = false;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match words.last_mut().filter(|_| glue) {
            Some(before) => {
                before.push('\u{a0}');
                before.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        let mut letters = word.chars();
        let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        glue = GLUED.contains(&word) || single;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::{Face, Fonts};

    #[test]
    fn text_is_cleaned_of_what_no_font_draws() {
        assert_eq!(
            clean("  a\u{2009}\n\tb\u{202f}c\u{2011}d\u{ad}e "),
            "a b\u{a0}c-de"
        );
        assert_eq!(clean("и\u{306}Е\u{308}"), "йЁ");
    }

    #[test]
    fn wrapping_loses_no_letter_and_keeps_signs_with_numbers() {
        let table = Fonts::get().unwrap().table(Face::Sans).unwrap();
        let text = "Решение задач на движение, № 266 и п. 12, \
            https://example.org/a-very-long-address-that-does-not-fit-the-column";
        let lines = wrap(table, 8.0, text, 30.0);
        assert!(
            lines.iter().all(|line| width(table, 8.0, line) <= 30.0),
            "{lines:?}"
        );
        assert!(
            lines
                .iter()
                .all(|line| !line.ends_with('№') && !line.ends_with("п.")),
            "{lines:?}"
        );
        let kept: String = lines
            .concat()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let whole: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(kept, whole);
        assert_eq!(wrap(table, 8.0, "", 30.0), Vec::<String>::new());
    }
}
