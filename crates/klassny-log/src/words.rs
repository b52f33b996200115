//! Secrets and fingerprints as Russian words that people read aloud, compare and type.
//!
//! Owns the list of 2,048 words, frozen with the format: sorted, of 4–9 letters without `ё`, no two
//! alike in their first four letters, no two one slip of the hand apart. Eleven bits a word.

use std::sync::LazyLock;
use zeroize::Zeroizing;

/// Bits of one word.
const BITS: usize = 11;
/// How many first letters tell a word from every other.
pub const TELLING_LETTERS: usize = 4;

static LIST: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("words.txt").lines().collect());

/// Why words are not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There are too many or too few.
    #[error("{got} words instead of {wanted}")]
    Count {
        /// How many there should be.
        wanted: usize,
        /// How many there are.
        got: usize,
    },
    /// A word is not of the list.
    #[error("word {0} is not of the list")]
    Unknown(
        /// Its number, from 1.
        usize,
    ),
    /// Every word is of the list, but they do not belong together.
    #[error("the words do not belong together")]
    Checksum,
}

/// The words of the list in their order.
pub fn list() -> &'static [&'static str] {
    &LIST
}

/// How many words hold so many bytes and at least eight bits of checksum.
pub const fn count_of(bytes: usize) -> usize {
    (bytes * 8 + 8).div_ceil(BITS)
}

/// Writes bytes as words; the bits that are left over carry BLAKE3 of the bytes as a checksum.
pub fn encode(bytes: &[u8]) -> Vec<&'static str> {
    let padded = Zeroizing::new([bytes, blake3::hash(bytes).as_bytes()].concat());
    numbers(&padded, count_of(bytes.len()))
}

/// The first words of a hash, for comparing by eye: no checksum.
pub fn fingerprint(hash: &[u8; 32], count: usize) -> Vec<&'static str> {
    numbers(hash, count)
}

fn numbers(bytes: &[u8], count: usize) -> Vec<&'static str> {
    let bit = |at: usize| {
        bytes
            .get(at / 8)
            .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
    };
    (0..count)
        .map(|word| {
            (word * BITS..(word + 1) * BITS)
                .fold(0, |number, at| number << 1 | usize::from(bit(at)))
        })
        .filter_map(|number: usize| LIST.get(number).copied())
        .collect()
}

/// Reads bytes from words typed in any letter case, with any signs between them; of each word the
/// first four letters are enough.
pub fn decode<const N: usize>(text: &str) -> Result<Zeroizing<[u8; N]>, WordsError> {
    let words = typed(text);
    let (wanted, got) = (count_of(N), words.len());
    if wanted != got {
        return Err(WordsError::Count { wanted, got });
    }
    let mut bits = Zeroizing::new(vec![0_u8; (wanted * BITS).div_ceil(8)]);
    for (index, word) in words.iter().enumerate() {
        let number = find(word).ok_or(WordsError::Unknown(index + 1))?;
        for offset in 0..BITS {
            let at = index * BITS + offset;
            if number >> (BITS - 1 - offset) & 1 == 1
                && let Some(byte) = bits.get_mut(at / 8)
            {
                *byte |= 0x80 >> (at % 8);
            }
        }
    }
    let bytes = bits
        .first_chunk::<N>()
        .copied()
        .ok_or(WordsError::Checksum)?;
    let bytes = Zeroizing::new(bytes);
    let again = Zeroizing::new(encode(bytes.as_slice()).join(" "));
    let same = typed(&again)
        .iter()
        .map(|word| find(word))
        .eq(words.iter().map(|word| find(word)));
    if same {
        Ok(bytes)
    } else {
        Err(WordsError::Checksum)
    }
}

/// The words of the list that were typed, written out: what a window shows beside the field.
/// A word that is not of the list gives nothing in its place.
pub fn recognise(text: &str) -> Vec<Option<&'static str>> {
    typed(text)
        .iter()
        .map(|word| find(word).and_then(|number| LIST.get(number).copied()))
        .collect()
}

fn typed(text: &str) -> Vec<Zeroizing<String>> {
    text.split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| Zeroizing::new(word.to_lowercase().replace('ё', "е")))
        .collect()
}

/// The number of a word, whole or cut after its telling letters.
fn find(word: &str) -> Option<usize> {
    let at = LIST.partition_point(|listed| *listed < word);
    let listed = LIST.get(at)?;
    let whole = *listed == word;
    let cut = word.chars().count() >= TELLING_LETTERS && listed.starts_with(word);
    (whole || cut).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_list_is_frozen() {
        assert_eq!(list().len(), 1 << BITS);
        let hash = blake3::hash(list().join("\n").as_bytes()).to_hex();
        assert_eq!(&hash.as_str()[..16], "b74fa72d04e8bd72");
    }

    #[test]
    fn words_are_sorted_and_told_apart_by_four_letters() {
        assert!(list().is_sorted_by(|a, b| a < b));
        let letters = |word: &&str| word.chars().take(TELLING_LETTERS).collect::<String>();
        let first: HashSet<_> = list().iter().map(letters).collect();
        assert_eq!(first.len(), list().len());
        for word in list() {
            assert!((4..=9).contains(&word.chars().count()), "{word}");
            assert!(word.chars().all(|c| ('а'..='я').contains(&c)), "{word}");
        }
    }

    #[test]
    fn no_word_is_one_slip_from_another() {
        let words: Vec<Vec<char>> = list().iter().map(|word| word.chars().collect()).collect();
        for (at, a) in words.iter().enumerate() {
            for b in &words[at + 1..] {
                assert!(!one_slip(a, b), "{a:?} {b:?}");
            }
        }
    }

    fn one_slip(a: &[char], b: &[char]) -> bool {
        let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        match b.len() - a.len() {
            0 => {
                let swapped = a.len() > same + 1
                    && (a[same], a[same + 1]) == (b[same + 1], b[same])
                    && a[same + 2..] == b[same + 2..];
                swapped || a[(same + 1).min(a.len())..] == b[(same + 1).min(b.len())..]
            }
            1 => a[same..] == b[same + 1..],
            _ => false,
        }
    }

    #[test]
    fn words_are_read_in_any_case_and_by_four_letters() {
        let bytes = [7_u8; 13];
        let words = encode(&bytes);
        let shouted = words.join(" — ").to_uppercase();
        assert_eq!(*decode::<13>(&shouted).unwrap(), bytes);
        let cut: Vec<String> = words
            .iter()
            .map(|word| word.chars().take(4).collect())
            .collect();
        assert_eq!(*decode::<13>(&cut.join(",")).unwrap(), bytes);
        assert_eq!(recognise("абаж чепуха"), [Some("абажур"), None]);
    }

    #[test]
    fn a_wrong_word_is_named() {
        let mut words = encode(&[1; 13]);
        words[2] = "чепуха";
        assert_eq!(decode::<13>(&words.join(" ")), Err(WordsError::Unknown(3)));
        let count = WordsError::Count {
            wanted: 11,
            got: 10,
        };
        assert_eq!(decode::<13>(&words[1..].join(" ")), Err(count));
        let swapped = [&encode(&[1; 13])[1..], &["якорь"]].concat();
        assert_eq!(decode::<13>(&swapped.join(" ")), Err(WordsError::Checksum));
    }

    proptest! {
        #[test]
        fn bytes_survive_their_words(seed: [u8; 32], invitation: [u8; 13]) {
            prop_assert_eq!(encode(&seed).len(), 24);
            prop_assert_eq!(*decode::<32>(&encode(&seed).join(" ")).unwrap(), seed);
            prop_assert_eq!(*decode::<13>(&encode(&invitation).join("\n")).unwrap(), invitation);
        }
    }
}
