//! The code at the foot of every page: school, volume, edition, sheet and content hash in twenty
//! letters that people can type and machines can scan.
//!
//! Owns the letters, the check letter and the reading of what people type. It must never need
//! anything but the text itself to say whether the text was typed right.

use std::fmt;

/// Digits and capitals without I, L, O, U, which are taken for others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SCHOOL_BITS: u32 = 10;
const VOLUME_BITS: u32 = 25;
const EDITION_BITS: u32 = 10;
const PLACE_BITS: u32 = 12;
const HASH_BITS: u32 = 38;
/// Letters that carry data; one more checks them.
const DATA_LETTERS: usize = 19;

/// Where a page stands in the volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The cover (F1), not counted.
    Cover,
    /// A sheet of the inner inventory (F15), counted apart from 1.
    Inventory(u16),
    /// The front of a counted sheet, from 1.
    Recto(u16),
    /// The back of a counted sheet.
    Verso(u16),
    /// The sticker (F14), not counted.
    Sticker,
    /// The certifying sheet (F16), not counted.
    Certifying,
}

impl Place {
    const fn bits(self) -> u16 {
        match self {
            Self::Cover => 0,
            Self::Recto(sheet) => sheet * 2,
            Self::Verso(sheet) => sheet * 2 + 1,
            Self::Inventory(sheet) => 4000 + sheet,
            Self::Sticker => 4094,
            Self::Certifying => 4095,
        }
    }

    const fn from_bits(bits: u16) -> Option<Self> {
        match bits {
            0 => Some(Self::Cover),
            2..=3999 if bits.is_multiple_of(2) => Some(Self::Recto(bits / 2)),
            2..=3999 => Some(Self::Verso(bits / 2)),
            4001..=4093 => Some(Self::Inventory(bits - 4000)),
            4094 => Some(Self::Sticker),
            4095 => Some(Self::Certifying),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    /// The place as it is cited: `лист 12`, `лист 12 об.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cover => write!(f, "обложка"),
            Self::Inventory(sheet) => write!(f, "внутренняя опись, лист {sheet}"),
            Self::Recto(sheet) => write!(f, "лист {sheet}"),
            Self::Verso(sheet) => write!(f, "лист {sheet} об."),
            Self::Sticker => write!(f, "наклейка"),
            Self::Certifying => write!(f, "лист-заверитель"),
        }
    }
}

/// What the code of a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCode {
    /// The first 10 bits of the school's id.
    school: u16,
    /// The first 25 bits of the volume's id.
    volume: u32,
    /// The edition, up to 1023.
    pub edition: u16,
    /// The place in the volume.
    pub place: Place,
    /// The first 38 bits of the hash of the sheet's content, or of the whole volume's where the
    /// page shows no sheet of its own.
    hash: u64,
}

/// Why a typed text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The text has too few or too many letters.
    #[error("a code has 20 letters, this text has {0}")]
    Length(usize),
    /// The text has a letter that stands in no code.
    #[error("the letter {0:?} stands in no code")]
    Letter(char),
    /// A letter is wrong or two are exchanged.
    #[error("the check letter does not agree: a letter is wrong")]
    Check,
}

impl PageCode {
    /// Makes the code of a page; nothing where the edition or the sheet has no room in it.
    pub fn new(
        school_id: &[u8; 16],
        volume_id: &[u8; 16],
        edition: u16,
        place: Place,
        hash: &[u8; 32],
    ) -> Option<Self> {
        let fits = edition < 1 << EDITION_BITS && Place::from_bits(place.bits()) == Some(place);
        fits.then(|| Self {
            school: u16::try_from(first_bits(school_id, SCHOOL_BITS)).unwrap_or_default(),
            volume: u32::try_from(first_bits(volume_id, VOLUME_BITS)).unwrap_or_default(),
            edition,
            place,
            hash: first_bits(hash, HASH_BITS),
        })
    }

    /// Whether the page is of the school with this id.
    pub fn is_of_school(&self, school_id: &[u8; 16]) -> bool {
        u64::from(self.school) == first_bits(school_id, SCHOOL_BITS)
    }

    /// Whether the page is of the volume with this id.
    pub fn is_of_volume(&self, volume_id: &[u8; 16]) -> bool {
        u64::from(self.volume) == first_bits(volume_id, VOLUME_BITS)
    }

    /// Whether the page states the content with this hash.
    pub fn is_of_content(&self, hash: &[u8; 32]) -> bool {
        self.hash == first_bits(hash, HASH_BITS)
    }

    /// Reads a code as people type it: any letter case, spaces and dashes anywhere, Cyrillic
    /// letters that look like Latin ones, `O` for zero.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut digits = Vec::with_capacity(DATA_LETTERS + 1);
        for letter in text.chars().flat_map(char::to_uppercase) {
            if letter.is_whitespace() || matches!(letter, '-' | '‐' | '‑' | '–' | '—' | '.' | '_')
            {
                continue;
            }
            digits.push(digit(letter).ok_or(CodeError::Letter(letter))?);
        }
        let (check, data) = digits.split_last().ok_or(CodeError::Length(0))?;
        if data.len() != DATA_LETTERS {
            return Err(CodeError::Length(digits.len()));
        }
        if check_digit(data) != *check {
            return Err(CodeError::Check);
        }
        let mut number = data
            .iter()
            .fold(0u128, |number, digit| number << 5 | u128::from(*digit));
        let mut take = |bits: u32| {
            let part = number & ((1 << bits) - 1);
            number >>= bits;
            u64::try_from(part).unwrap_or_default()
        };
        let hash = take(HASH_BITS);
        let place = u16::try_from(take(PLACE_BITS))
            .ok()
            .and_then(Place::from_bits);
        let edition = u16::try_from(take(EDITION_BITS)).unwrap_or_default();
        let volume = u32::try_from(take(VOLUME_BITS)).unwrap_or_default();
        let school = u16::try_from(take(SCHOOL_BITS)).unwrap_or_default();
        let place = place.ok_or(CodeError::Check)?;
        Ok(Self {
            school,
            volume,
            edition,
            place,
            hash,
        })
    }
}

impl fmt::Display for PageCode {
    /// Five groups of four letters: `4F9A-21C0-B7E3-0K2M-9TQX`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number = u128::from(self.school);
        number = number << VOLUME_BITS | u128::from(self.volume);
        number = number << EDITION_BITS | u128::from(self.edition);
        number = number << PLACE_BITS | u128::from(self.place.bits());
        number = number << HASH_BITS | u128::from(self.hash);
        let mut digits: Vec<u8> = (0..DATA_LETTERS)
            .rev()
            .map(|at| u8::try_from(number >> (at * 5) & 31).unwrap_or_default())
            .collect();
        digits.push(check_digit(&digits));
        for (at, digit) in digits.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            let letter = LETTERS.get(usize::from(*digit)).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

fn first_bits(bytes: &[u8], bits: u32) -> u64 {
    let first = bytes
        .iter()
        .take(8)
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    first >> (64 - bits)
}

/// The digit a typed letter stands for.
fn digit(letter: char) -> Option<u8> {
    let latin = match letter {
        'O' | 'О' => '0',
        'I' | 'L' | 'І' | '|' => '1',
        'З' => '3',
        'Б' => '6',
        'U' => 'V',
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' | 'Ё' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        other => other,
    };
    LETTERS
        .iter()
        .position(|known| char::from(*known) == latin)
        .and_then(|at| u8::try_from(at).ok())
}

/// A weighted sum in the field of 32 elements: it differs after any one wrong letter and after
/// any exchange of two.
fn check_digit(digits: &[u8]) -> u8 {
    digits
        .iter()
        .rev()
        .fold((0, 1), |(sum, weight), digit| {
            let weight = double(weight);
            (sum ^ times(*digit, weight), weight)
        })
        .0
}

/// Twice an element, modulo x⁵ + x² + 1.
const fn double(element: u8) -> u8 {
    let twice = element << 1;
    if twice & 0b10_0000 != 0 {
        twice ^ 0b10_0101
    } else {
        twice
    }
}

fn times(element: u8, by: u8) -> u8 {
    let mut addend = element;
    let mut sum = 0;
    for bit in 0..5 {
        if by >> bit & 1 == 1 {
            sum ^= addend;
        }
        addend = double(addend);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> PageCode {
        let hash = std::array::from_fn(|at| u8::try_from(at * 37 % 251).unwrap());
        PageCode::new(&[0x4f; 16], &[0x9a; 16], 2, Place::Verso(12), &hash).unwrap()
    }

    #[test]
    fn a_code_survives_typing_with_other_letters_and_spaces() {
        let text = code().to_string();
        assert_eq!(text.len(), 24);
        assert_eq!(PageCode::parse(&text), Ok(code()));
        let typed: String = text
            .to_lowercase()
            .replace('-', " ")
            .chars()
            .map(|letter| match letter {
                '0' => 'о',
                '1' => 'l',
                'a' => 'а',
                'e' => 'е',
                'x' => 'х',
                'h' => 'н',
                other => other,
            })
            .collect();
        assert_eq!(PageCode::parse(&typed), Ok(code()), "{typed}");
        assert!(code().is_of_volume(&[0x9a; 16]) && !code().is_of_volume(&[0x9b; 16]));
        assert!(code().is_of_school(&[0x4f; 16]) && !code().is_of_school(&[0; 16]));
    }

    #[test]
    fn every_wrong_letter_and_every_exchange_is_found() {
        let text: Vec<char> = code().to_string().chars().filter(|c| *c != '-').collect();
        for at in 0..text.len() {
            for letter in LETTERS.iter().map(|letter| char::from(*letter)) {
                let mut wrong = text.clone();
                wrong[at] = letter;
                if wrong != text {
                    let wrong: String = wrong.into_iter().collect();
                    assert_eq!(PageCode::parse(&wrong), Err(CodeError::Check));
                }
            }
            for other in 0..at {
                let mut wrong = text.clone();
                wrong.swap(at, other);
                if wrong != text {
                    let wrong: String = wrong.into_iter().collect();
                    assert_eq!(PageCode::parse(&wrong), Err(CodeError::Check));
                }
            }
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        assert_eq!(PageCode::parse("4F9A-21C0"), Err(CodeError::Length(8)));
        assert_eq!(PageCode::parse(""), Err(CodeError::Length(0)));
        assert_eq!(PageCode::parse("4F9A-21C0-ж"), Err(CodeError::Letter('Ж')));
    }

    #[test]
    fn every_place_survives_its_bits() {
        let places = [
            Place::Cover,
            Place::Inventory(1),
            Place::Recto(1),
            Place::Verso(1999),
            Place::Sticker,
            Place::Certifying,
        ];
        for place in places {
            assert_eq!(Place::from_bits(place.bits()), Some(place));
        }
        assert_eq!(
            PageCode::new(&[0; 16], &[0; 16], 1024, Place::Cover, &[0; 32]),
            None
        );
        assert_eq!(
            PageCode::new(&[0; 16], &[0; 16], 1, Place::Recto(2000), &[0; 32]),
            None
        );
        assert_eq!(Place::Verso(12).to_string(), "лист 12 об.");
    }
}
