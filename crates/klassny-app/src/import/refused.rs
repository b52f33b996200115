//! A file that could not be read at all refuses the whole import; what follows of that is one line.
//!
//! Rows of other files that name a class or a person of such a file would each be a problem: some
//! thousand of them hide the one that matters.

use klassny_exchange::{Problem, Severity};

/// Puts the files that were not read first, and folds what came of comparing with them.
pub(super) fn fold(problems: &mut Vec<Problem>, found_in_files: usize) {
    if !problems.iter().any(Problem::refuses_file) {
        return;
    }
    let follows = problems.split_off(found_in_files.min(problems.len()));
    // The sort is stable: within each part the files stay in their order.
    problems.sort_by_key(|problem| !problem.refuses_file());
    if follows.is_empty() {
        return;
    }
    problems.push(Problem {
        file: "остальные файлы".into(),
        sheet: "".into(),
        row: None,
        column: None,
        what: format!(
            "замечаний при сверке с непрочитанным: {}, здесь они не перечислены",
            follows.len()
        ),
        what_to_do: "исправьте названные файлы и посмотрите снова".to_owned(),
        severity: Severity::Doubt,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &str, row: Option<u32>) -> Problem {
        Problem {
            file: file.into(),
            sheet: "".into(),
            row,
            column: None,
            what: String::new(),
            what_to_do: String::new(),
            severity: Severity::Refused,
        }
    }

    #[test]
    fn the_file_stands_first_and_what_follows_of_it_is_one_line() {
        let mut problems = vec![problem("a.csv", Some(3)), problem("b.xlsx", None)];
        problems.extend((1..100).map(|row| problem("c.csv", Some(row))));
        fold(&mut problems, 2);
        let files: Vec<&str> = problems.iter().map(|it| &*it.file).collect();
        assert_eq!(files, ["b.xlsx", "a.csv", "остальные файлы"]);
        assert!(problems.iter().any(|it| it.what.contains("99")));
    }

    #[test]
    fn problems_of_rows_alone_stay_as_they_are() {
        let mut problems = vec![problem("a.csv", Some(3)), problem("c.csv", Some(1))];
        let before = problems.clone();
        fold(&mut problems, 1);
        assert_eq!(problems, before);
    }
}
