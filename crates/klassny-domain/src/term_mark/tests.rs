//! Averages, proposals, year and final marks, forecasts.

use super::*;

fn grade(value: u8) -> MarkValue {
    MarkValue::Grade(Grade::new(value).unwrap())
}

/// `5 4*2 3*0.5`: marks and their weights.
fn marks(text: &str) -> Vec<WeighedMark> {
    text.split_whitespace()
        .map(|mark| {
            let (value, weight) = mark.split_once('*').unwrap_or((mark, "1"));
            let weight: f64 = weight.parse().unwrap();
            WeighedMark {
                value: MarkValue::parse(value).unwrap(),
                weight_tenths: format!("{:.0}", weight * 10.0).parse().unwrap(),
            }
        })
        .collect()
}

fn term(marks: &[WeighedMark]) -> TermInput<'_> {
    TermInput {
        subject: "История",
        assessment: Assessment::Marks,
        marks,
        need: 3,
        has_written: true,
        lesson_count: 24,
        missed_count: 0,
    }
}

#[test]
fn an_average_is_exact_and_rounds_up_from_the_half() {
    for (text, shown, rounded) in [
        ("4 4 3 3", "3,50", 4),
        ("4 3 3", "3,33", 3),
        ("5 4", "4,50", 5),
        ("4*2 3", "3,67", 4),
        ("5*0.5 3 3", "3,40", 3),
        // 3.4967… shows as 3,50 and is still below the half.
        (&["4 ".repeat(76), "3 ".repeat(77)].concat(), "3,50", 3),
        ("5", "5,00", 5),
        ("зач осв 4", "4,00", 4),
    ] {
        let average = Average::of(&marks(text)).unwrap();
        assert_eq!(average.text(), shown, "{text}");
        assert_eq!(average.rounded(50), Grade::new(rounded), "{text}");
    }
    assert_eq!(Average::of(&marks("н/а осв")), None);
    assert_eq!(Average::of(&marks("5*0")), None);
}

#[test]
fn the_rounding_is_a_setting_of_the_subject() {
    let mut rules = Rules::s4();
    rules.term.rounding_of.push(("математика".into(), 60));
    let marks = marks("4 4 3 3");
    let value = |subject| {
        let proposal = propose(
            &rules,
            &TermInput {
                subject,
                ..term(&marks)
            },
        );
        proposal.value
    };
    assert_eq!(value("История"), Some(grade(4)));
    assert_eq!(value("Алгебра"), Some(grade(3)));
}

#[test]
fn r52_r54_with_too_few_marks_the_term_mark_is_proposed_with_a_warning() {
    let marks = marks("4 4");
    let proposal = propose(&Rules::s4(), &term(&marks));
    assert_eq!(proposal.value, Some(grade(4)));
    assert_eq!(
        proposal.warnings,
        [Warning::TooFewMarks { has: 2, needs: 3 }]
    );
    let has_written = false;
    let proposal = propose(
        &Rules::s4(),
        &TermInput {
            has_written,
            need: 2,
            ..term(&marks)
        },
    );
    assert_eq!(proposal.warnings, [Warning::NoWrittenWork], "R54");
}

#[test]
fn not_attested_is_proposed_only_for_absence_and_too_few_marks_together() {
    let (few, many) = (marks("4"), marks("4 4 4"));
    let rules = Rules::s4();
    for (marks, missed_count, expected) in [
        (&few, 16, Some(grade(4))),
        (&few, 17, Some(MarkValue::NotAttested)),
        (&many, 17, Some(grade(4))),
        (&few, 0, Some(grade(4))),
    ] {
        let proposal = propose(
            &rules,
            &TermInput {
                missed_count,
                ..term(marks)
            },
        );
        assert_eq!(proposal.value, expected, "{missed_count}");
    }
    let nothing = propose(&rules, &term(&[]));
    assert_eq!((nothing.value, nothing.average), (None, None));
}

#[test]
fn r59_zachet_and_nothing_are_proposed_by_their_own_scale() {
    let rules = Rules::s4();
    let value = |assessment, text: &str| {
        propose(
            &rules,
            &TermInput {
                assessment,
                ..term(&marks(text))
            },
        )
        .value
    };
    assert_eq!(
        value(Assessment::PassFail, "зач незач зач"),
        Some(MarkValue::Pass)
    );
    assert_eq!(
        value(Assessment::PassFail, "зач незач"),
        Some(MarkValue::Fail)
    );
    assert_eq!(value(Assessment::PassFail, ""), None);
    assert_eq!(value(Assessment::None, "5 5 5"), None);
}

#[test]
fn r59_a_decision_off_the_proposal_asks_for_a_reason() {
    let proposed = |text: &str| propose(&Rules::s4(), &term(&marks(text)));
    let refused = |proposed, given| Err(Refusal::DeviationWithoutReason { proposed, given });
    assert_eq!(check_decision(&proposed("3 3 3"), grade(3), ""), Ok(()));
    assert_eq!(
        check_decision(&proposed("3 3 3"), grade(4), " "),
        refused(grade(3), grade(4))
    );
    assert_eq!(
        check_decision(&proposed("3 3 3"), grade(4), "олимпиада"),
        Ok(())
    );
    assert_eq!(
        check_decision(&proposed("3"), MarkValue::NotAttested, ""),
        Ok(())
    );
    let given = MarkValue::NotAttested;
    assert_eq!(
        check_decision(&proposed("3 3 3"), given, ""),
        refused(grade(3), given)
    );
    assert_eq!(
        check_decision(&proposed("3 3 3"), MarkValue::Exempt, ""),
        Ok(())
    );
    assert_eq!(check_decision(&proposed(""), grade(3), ""), Ok(()));
}

#[test]
fn r59_the_year_mark_is_the_mean_of_the_attested_terms() {
    let rules = Rules::s4();
    for (terms, expected) in [
        ("4 4 5 5", Some("5")),
        ("4 4 4 5", Some("4")),
        ("н/а 4 5 4", Some("4")),
        ("н/а н/а 5 4", Some("5")),
        ("н/а н/а н/а 4", Some("н/а")),
        ("осв осв 4 3", Some("4")),
        ("осв осв осв осв", Some("осв")),
        ("зач зач зач незач", Some("зач")),
        ("4 - 5 5", None),
    ] {
        let terms: Vec<Option<MarkValue>> = terms.split(' ').map(MarkValue::parse).collect();
        let year = year_mark(&rules, "История", &terms);
        assert_eq!(year.map(MarkValue::text), expected, "{terms:?}");
    }
    let mut strict = Rules::s4();
    strict.term.year_from_half = false;
    let terms = [Some(MarkValue::NotAttested), Some(grade(5))];
    assert_eq!(
        year_mark(&strict, "История", &terms),
        Some(MarkValue::NotAttested)
    );
}

#[test]
fn r59_final_marks_of_grades_9_and_11() {
    let rules = Rules::s4();
    let ninth = |year, exam: Option<u8>| {
        final_mark_of_grade_9(&rules, "Алгебра", grade(year), exam.map(grade)).unwrap()
    };
    assert_eq!(ninth(4, Some(3)), grade(4));
    assert_eq!(ninth(5, Some(2)), grade(4));
    assert_eq!(ninth(3, Some(4)), grade(4));
    assert_eq!(ninth(3, None), grade(3));
    let eleventh = [4, 4, 4, 5, 5, 5].map(grade);
    let value = final_mark_of_grade_11(&rules, "Алгебра", &eleventh);
    assert_eq!(value, Some(grade(5)));
    let debt = [grade(4), MarkValue::NotAttested];
    let value = final_mark_of_grade_11(&rules, "Алгебра", &debt);
    assert_eq!(value, Some(MarkValue::NotAttested));
}

#[test]
fn r64_a_forecast_says_what_the_next_marks_would_do() {
    let rules = Rules::s4();
    let given = marks("4 3 3");
    let forecast_now = forecast(
        &rules,
        &TermInput {
            need: 5,
            ..term(&given)
        },
    );
    assert_eq!(forecast_now.grade, Grade::new(3));
    assert_eq!(forecast_now.missing_marks, 2);
    let after: Vec<(u8, u8)> = forecast_now
        .after_next
        .iter()
        .map(|(a, b)| (a.get(), b.get()))
        .collect();
    assert_eq!(after, [(2, 3), (3, 3), (4, 4), (5, 4)]);
    assert_eq!(forecast_now.fives_to_rise, Some(1));
    let rise = |text: &str| forecast(&rules, &term(&marks(text))).fives_to_rise;
    assert_eq!(rise("4 4 4 4"), Some(4));
    assert_eq!(rise("5 5"), None);
    let nothing = forecast(&rules, &term(&[]));
    assert_eq!((nothing.grade, nothing.fives_to_rise), (None, None));
    assert_eq!(nothing.after_next.len(), 4);
}
