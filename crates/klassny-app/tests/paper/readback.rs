//! Reads a printed volume with poppler's `pdftotext`, which knows nothing of this program: the
//! words of every page with their places.

use std::path::Path;
use std::process::Command;

/// Points in a millimetre.
const PT: f32 = 72.0 / 25.4;
/// The left rules of the columns of F4, in mm from the edge of a right page.
const F4_TOPIC: (f32, f32) = (48.0, 112.0);
const F4_HOMEWORK: (f32, f32) = (132.0, 176.0);
const F4_DATE: (f32, f32) = (20.0, 31.0);
const F4_NUMBER: (f32, f32) = (31.0, 40.0);
/// The greatest width of the columns № and «Фамилия, имя» of F3, in mm from the edge of a left page.
const F3_NUMBER: (f32, f32) = (10.0, 16.0);

/// No day of F3 stands left of this, in mm.
const F3_DAYS: f32 = 45.0;

/// A word and where it stands, in points.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Word {
    fn x(&self) -> f32 {
        (self.left + self.right) / 2.0
    }

    fn y(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    fn size(&self) -> f32 {
        self.bottom - self.top
    }

    fn within(&self, (from, to): (f32, f32)) -> bool {
        from * PT <= self.left && self.left < to * PT
    }
}

/// A page of a subject, left: who stands in which row, what in which column.
#[derive(Debug, Default)]
pub struct Marks {
    /// The rows: the number in the list and the words of the name.
    pub names: Vec<String>,
    /// Days of the months over the columns.
    pub days: Vec<u32>,
    /// By row and column.
    pub cells: Vec<Vec<String>>,
    /// What stands in the column of the term, by row; empty where the page has none.
    pub results: Vec<String>,
}

/// A row of a right page.
#[derive(Debug)]
pub struct Lesson {
    pub date: String,
    pub number: String,
    pub topic: String,
    pub homework: String,
}

/// The words of every page.
pub fn pages(file: &Path) -> Vec<Vec<Word>> {
    let mut read = Command::new("pdftotext");
    let read = read.args(["-bbox", "-enc", "UTF-8"]).arg(file).arg("-");
    let read = read.output().expect("pdftotext of poppler-utils");
    assert!(read.status.success(), "{read:?}");
    let text = String::from_utf8(read.stdout).unwrap();
    let pages = text.split("<page ").skip(1);
    pages
        .map(|page| page.lines().filter_map(word).collect())
        .collect()
}

fn word(line: &str) -> Option<Word> {
    let line = line.trim().strip_prefix("<word ")?;
    let (places, text) = line.strip_suffix("</word>")?.split_once('>')?;
    let mut places = places.split('"').skip(1).step_by(2);
    let mut place = || places.next().unwrap().parse::<f32>().unwrap();
    let (left, top, right, bottom) = (place(), place(), place(), place());
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&amp;", "&");
    Some(Word {
        text,
        left,
        right,
        top,
        bottom,
    })
}

/// The words of a title: those of the largest type on the upper edge, the sheet's number apart.
pub fn title(page: &[Word]) -> String {
    let upper = page
        .iter()
        .filter(|word| word.top > 30.0 && word.bottom < 60.0);
    let large = upper.filter(|word| word.size() > 14.0);
    joined(large)
}

fn joined<'w>(words: impl Iterator<Item = &'w Word>) -> String {
    let words: Vec<&str> = words.map(|word| word.text.as_str()).collect();
    words.join(" ")
}

/// The numbers of a column, one a row, in the order of the page.
fn rows(page: &[Word], column: (f32, f32)) -> Vec<&Word> {
    let in_column = page.iter().filter(|word| word.within(column));
    let mut rows: Vec<&Word> = in_column
        .filter(|word| word.text.parse::<u32>().is_ok())
        .filter(|word| word.y() < 780.0)
        .collect();
    rows.sort_by(|one, other| one.y().total_cmp(&other.y()));
    rows
}

/// Which of some places is the nearest.
fn nearest(places: &[f32], at: f32) -> Option<(usize, f32)> {
    let distances = places.iter().map(|place| (place - at).abs()).enumerate();
    distances.min_by(|one, other| one.1.total_cmp(&other.1))
}

/// Reads the left page of a spread.
pub fn marks(page: &[Word]) -> Marks {
    let numbers = rows(page, F3_NUMBER);
    let ys: Vec<f32> = numbers.iter().map(|number| number.y()).collect();
    let first = ys[0] - (ys[1] - ys[0]) / 2.0;
    let last = ys[ys.len() - 1] + (ys[1] - ys[0]) / 2.0;
    let is_day = |word: &&Word| word.text.len() == 2 && word.text.parse::<u32>().is_ok();
    let head = page
        .iter()
        .filter(|word| word.y() < first && word.left > F3_DAYS * PT);
    let mut days: Vec<&Word> = head.filter(is_day).collect();
    days.sort_by(|one, other| one.x().total_cmp(&other.x()));
    let xs: Vec<f32> = days.iter().map(|day| day.x()).collect();
    let step = xs[1] - xs[0];
    let from = xs[0] - step / 2.0;
    let mut read = Marks {
        names: vec![String::new(); ys.len()],
        days: days.iter().map(|day| day.text.parse().unwrap()).collect(),
        cells: vec![vec![String::new(); xs.len()]; ys.len()],
        results: vec![String::new(); ys.len()],
    };
    let body = page
        .iter()
        .filter(|word| first < word.y() && word.y() < last);
    for word in body.filter(|word| !word.within(F3_NUMBER)) {
        let (row, _) = nearest(&ys, word.y()).unwrap();
        let (column, far) = nearest(&xs, word.x()).unwrap();
        let text = match (word.x() < from, far < step / 2.0) {
            // The words on how a pupil came or left are smaller than the name over them.
            (true, _) if word.size() < 8.0 => continue,
            (true, _) => &mut read.names[row],
            (false, true) => &mut read.cells[row][column],
            (false, false) => &mut read.results[row],
        };
        let space = if text.is_empty() { "" } else { " " };
        *text = format!("{text}{space}{}", word.text);
    }
    read
}

/// Reads the right page of a spread.
pub fn lessons(page: &[Word]) -> Vec<Lesson> {
    let is_date = |word: &&Word| {
        let date = word.text.split_once('.');
        word.within(F4_DATE) && date.is_some_and(|(day, _)| day.parse::<u32>().is_ok())
    };
    let mut dates: Vec<&Word> = page.iter().filter(is_date).collect();
    dates.sort_by(|one, other| one.y().total_cmp(&other.y()));
    let ys: Vec<f32> = dates.iter().map(|date| date.y()).collect();
    let cell = |row: usize, column: (f32, f32)| {
        let first = ys[0] - (ys[1] - ys[0]) / 2.0;
        let last = ys[ys.len() - 1] + (ys[1] - ys[0]) / 2.0;
        let body = page
            .iter()
            .filter(|word| first < word.y() && word.y() < last && word.within(column));
        let mut words: Vec<&Word> = body
            .filter(|word| nearest(&ys, word.y()).unwrap().0 == row)
            .collect();
        words.sort_by(|one, other| {
            (one.y(), one.left)
                .partial_cmp(&(other.y(), other.left))
                .unwrap()
        });
        joined(words.into_iter())
    };
    let rows = dates.iter().enumerate();
    rows.map(|(row, date)| Lesson {
        date: date.text.clone(),
        number: cell(row, F4_NUMBER),
        topic: cell(row, F4_TOPIC),
        homework: cell(row, F4_HOMEWORK),
    })
    .collect()
}
