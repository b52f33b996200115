//! Russian number words: what archives ask for as «цифрами и прописью».
//!
//! Owns numbers up to 999 999, the forms of the words counted with them and the names of marks.

/// The case a number word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// тридцать один.
    Nominative,
    /// на тридцати одном.
    Prepositional,
}

/// The gender of what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// один лист.
    Masculine,
    /// одна запись.
    Feminine,
    /// одно дело.
    Neuter,
}

/// The three forms a counted word takes: 1 лист, 2 листа, 5 листов.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The gender of the word.
    pub gender: Gender,
    /// With 1, 21, 31 …
    pub one: &'static str,
    /// With 2–4, 22–24 …
    pub few: &'static str,
    /// With 5–20, 0 …
    pub many: &'static str,
    /// `на одном листе`.
    pub one_at: &'static str,
    /// `на пяти листах`.
    pub many_at: &'static str,
}

/// лист.
pub const SHEET: Counted = Counted {
    gender: Gender::Masculine,
    one: "лист",
    few: "листа",
    many: "листов",
    one_at: "листе",
    many_at: "листах",
};

/// документ.
pub const DOCUMENT: Counted = Counted {
    gender: Gender::Masculine,
    one: "документ",
    few: "документа",
    many: "документов",
    one_at: "документе",
    many_at: "документах",
};

/// The word that goes with a number: `листов` for 11, `листа` for 32.
pub fn form(number: u32, word: &Counted, case: Case) -> &'static str {
    let single = number % 10 == 1 && number % 100 != 11;
    let few = matches!(number % 10, 2..=4) && !matches!(number % 100, 12..=14);
    match case {
        Case::Nominative if single => word.one,
        Case::Nominative if few => word.few,
        Case::Nominative => word.many,
        Case::Prepositional if single => word.one_at,
        Case::Prepositional => word.many_at,
    }
}

/// A number in figures and words with what it counts: `38 (тридцать восемь) листов`.
pub fn counted(number: u32, word: &Counted, case: Case) -> String {
    let words = number_words(number, word.gender, case);
    format!("{number} ({words}) {}", form(number, word, case))
}

/// The word of a mark, for footnotes of corrections: `пять`; nothing for what is no grade.
pub fn mark_word(mark: &str) -> Option<&'static str> {
    match mark {
        "1" => Some("один"),
        "2" => Some("два"),
        "3" => Some("три"),
        "4" => Some("четыре"),
        "5" => Some("пять"),
        _ => None,
    }
}

/// The number in words. From a million on, figures.
pub fn number_words(number: u32, gender: Gender, case: Case) -> String {
    if number == 0 {
        return match case {
            Case::Nominative => "ноль".to_owned(),
            Case::Prepositional => "нуле".to_owned(),
        };
    }
    if number >= 1_000_000 {
        return number.to_string();
    }
    let mut words = Vec::new();
    let (thousands, rest) = (number / 1000, number % 1000);
    if thousands > 0 {
        below_thousand(thousands, Gender::Feminine, case, &mut words);
        let thousand = Counted {
            gender: Gender::Feminine,
            one: "тысяча",
            few: "тысячи",
            many: "тысяч",
            one_at: "тысяче",
            many_at: "тысячах",
        };
        words.push(form(thousands, &thousand, case));
    }
    below_thousand(rest, gender, case, &mut words);
    words.join(" ")
}

fn below_thousand(number: u32, gender: Gender, case: Case, words: &mut Vec<&'static str>) {
    let pick = |pair: (&'static str, &'static str)| match case {
        Case::Nominative => pair.0,
        Case::Prepositional => pair.1,
    };
    let hundreds = match number / 100 {
        1 => Some(("сто", "ста")),
        2 => Some(("двести", "двухстах")),
        3 => Some(("триста", "трёхстах")),
        4 => Some(("четыреста", "четырёхстах")),
        5 => Some(("пятьсот", "пятистах")),
        6 => Some(("шестьсот", "шестистах")),
        7 => Some(("семьсот", "семистах")),
        8 => Some(("восемьсот", "восьмистах")),
        9 => Some(("девятьсот", "девятистах")),
        _ => None,
    };
    words.extend(hundreds.map(pick));
    let rest = number % 100;
    let tens = match rest / 10 {
        2 => Some(("двадцать", "двадцати")),
        3 => Some(("тридцать", "тридцати")),
        4 => Some(("сорок", "сорока")),
        5 => Some(("пятьдесят", "пятидесяти")),
        6 => Some(("шестьдесят", "шестидесяти")),
        7 => Some(("семьдесят", "семидесяти")),
        8 => Some(("восемьдесят", "восьмидесяти")),
        9 => Some(("девяносто", "девяноста")),
        _ => None,
    };
    words.extend(tens.map(pick));
    let last = if rest < 20 { rest } else { rest % 10 };
    words.extend(below_twenty(last, gender).map(pick));
}

fn below_twenty(number: u32, gender: Gender) -> Option<(&'static str, &'static str)> {
    let pair = match (number, gender) {
        (1, Gender::Masculine) => ("один", "одном"),
        (1, Gender::Feminine) => ("одна", "одной"),
        (1, Gender::Neuter) => ("одно", "одном"),
        (2, Gender::Feminine) => ("две", "двух"),
        (2, _) => ("два", "двух"),
        (3, _) => ("три", "трёх"),
        (4, _) => ("четыре", "четырёх"),
        (5, _) => ("пять", "пяти"),
        (6, _) => ("шесть", "шести"),
        (7, _) => ("семь", "семи"),
        (8, _) => ("восемь", "восьми"),
        (9, _) => ("девять", "девяти"),
        (10, _) => ("десять", "десяти"),
        (11, _) => ("одиннадцать", "одиннадцати"),
        (12, _) => ("двенадцать", "двенадцати"),
        (13, _) => ("тринадцать", "тринадцати"),
        (14, _) => ("четырнадцать", "четырнадцати"),
        (15, _) => ("пятнадцать", "пятнадцати"),
        (16, _) => ("шестнадцать", "шестнадцати"),
        (17, _) => ("семнадцать", "семнадцати"),
        (18, _) => ("восемнадцать", "восемнадцати"),
        (19, _) => ("девятнадцать", "девятнадцати"),
        _ => return None,
    };
    Some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_counted_in_figures_and_words() {
        let table = [
            (0, "0 (ноль) листов", "0 (нуле) листах"),
            (1, "1 (один) лист", "1 (одном) листе"),
            (2, "2 (два) листа", "2 (двух) листах"),
            (4, "4 (четыре) листа", "4 (четырёх) листах"),
            (5, "5 (пять) листов", "5 (пяти) листах"),
            (11, "11 (одиннадцать) листов", "11 (одиннадцати) листах"),
            (13, "13 (тринадцать) листов", "13 (тринадцати) листах"),
            (19, "19 (девятнадцать) листов", "19 (девятнадцати) листах"),
            (20, "20 (двадцать) листов", "20 (двадцати) листах"),
            (21, "21 (двадцать один) лист", "21 (двадцати одном) листе"),
            (
                38,
                "38 (тридцать восемь) листов",
                "38 (тридцати восьми) листах",
            ),
            (42, "42 (сорок два) листа", "42 (сорока двух) листах"),
            (90, "90 (девяносто) листов", "90 (девяноста) листах"),
            (100, "100 (сто) листов", "100 (ста) листах"),
            (101, "101 (сто один) лист", "101 (ста одном) листе"),
            (
                112,
                "112 (сто двенадцать) листов",
                "112 (ста двенадцати) листах",
            ),
            (
                256,
                "256 (двести пятьдесят шесть) листов",
                "256 (двухстах пятидесяти шести) листах",
            ),
            (
                999,
                "999 (девятьсот девяносто девять) листов",
                "999 (девятистах девяноста девяти) листах",
            ),
        ];
        for (number, nominative, prepositional) in table {
            assert_eq!(counted(number, &SHEET, Case::Nominative), nominative);
            assert_eq!(counted(number, &SHEET, Case::Prepositional), prepositional);
        }
    }

    #[test]
    fn gender_and_thousands_agree() {
        let words = |number, gender| number_words(number, gender, Case::Nominative);
        assert_eq!(words(1, Gender::Feminine), "одна");
        assert_eq!(words(22, Gender::Feminine), "двадцать две");
        assert_eq!(words(1, Gender::Neuter), "одно");
        assert_eq!(words(1000, Gender::Masculine), "одна тысяча");
        assert_eq!(
            words(2268, Gender::Feminine),
            "две тысячи двести шестьдесят восемь"
        );
        assert_eq!(
            words(11_011, Gender::Masculine),
            "одиннадцать тысяч одиннадцать"
        );
        assert_eq!(
            words(121_004, Gender::Neuter),
            "сто двадцать одна тысяча четыре"
        );
        assert_eq!(words(2_000_000, Gender::Neuter), "2000000");
        assert_eq!(
            number_words(5001, Gender::Masculine, Case::Prepositional),
            "пяти тысячах одном"
        );
    }

    #[test]
    fn only_grades_have_words() {
        assert_eq!(mark_word("4"), Some("четыре"));
        assert_eq!(mark_word("зач"), None);
    }
}
