//! Which store, bucket and prefix a share is, as one line, and the key to it.
//!
//! Owns the line `s3://BUCKET/PREFIX?endpoint=URL&region=NAME` that a profile keeps. The key is
//! never part of it.

use std::fmt;
use zeroize::Zeroizing;

/// How the line of such a share begins.
pub const SCHEME: &str = "s3://";

/// Where a share lies in an S3-compatible store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) endpoint: String,
    pub(crate) region: String,
}

/// Why a line names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// It begins otherwise.
    #[error("«{0}» не адрес хранилища: нужно s3://КОРЗИНА/ПАПКА?endpoint=https://СЕРВЕР")]
    Scheme(String),
    /// The bucket's name is none.
    #[error("«{0}» не имя корзины: 3–63 знака, строчные латинские буквы, цифры, точка и дефис")]
    Bucket(String),
    /// The prefix is none.
    #[error("«{0}» не папка в корзине: строчные латинские буквы, цифры, точка, дефис и /")]
    Prefix(String),
    /// No server is named, or not as one.
    #[error("не назван сервер: добавьте ?endpoint=https://СЕРВЕР")]
    Endpoint,
    /// A word after `?` that means nothing here.
    #[error("«{0}» в адресе хранилища не понято: бывают endpoint и region")]
    Word(String),
    /// The key is not two lines.
    #[error("ключ хранилища: две строки, имя ключа и сам секретный ключ")]
    Key,
}

impl Place {
    /// Reads the line.
    ///
    /// # Errors
    /// What in it is not understood.
    pub fn parse(line: &str) -> Result<Self, PlaceError> {
        let rest = line
            .strip_prefix(SCHEME)
            .ok_or_else(|| PlaceError::Scheme(line.to_owned()))?;
        let (path, words) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let prefix = prefix.trim_end_matches('/');
        let fine = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(fine) {
            return Err(PlaceError::Bucket(bucket.to_owned()));
        }
        let is_part =
            |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(fine);
        let is_prefix = prefix.is_empty() || prefix.split('/').all(is_part);
        if !is_prefix || prefix.len() > 200 {
            return Err(PlaceError::Prefix(prefix.to_owned()));
        }
        let mut place = Self {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
        };
        for word in words.split('&').filter(|word| !word.is_empty()) {
            match word.split_once('=') {
                Some(("endpoint", url)) => {
                    url.trim_end_matches('/').clone_into(&mut place.endpoint)
                }
                Some(("region", name)) if !name.is_empty() => name.clone_into(&mut place.region),
                Some(_) | None => return Err(PlaceError::Word(word.to_owned())),
            }
        }
        let host = ["https://", "http://"]
            .iter()
            .find_map(|scheme| place.endpoint.strip_prefix(scheme));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '@']) => Ok(place),
            Some(_) | None => Err(PlaceError::Endpoint),
        }
    }

    /// The key of an object under the prefix.
    pub(crate) fn key(&self, name: &str) -> String {
        match self.prefix.as_str() {
            "" => name.to_owned(),
            prefix => format!("{prefix}/{name}"),
        }
    }

    /// Whether the server is asked without TLS; the bytes are encrypted and signed all the same.
    pub(crate) fn is_plain(&self) -> bool {
        self.endpoint.starts_with("http://")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{SCHEME}{}?endpoint={}&region={}",
            [self.bucket.as_str(), self.prefix.as_str()]
                .join("/")
                .trim_end_matches('/'),
            self.endpoint,
            self.region
        )
    }
}

/// The key to a store; wiped when dropped, shown by nothing.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: Zeroizing<String>,
}

impl Credentials {
    /// Reads the two lines of a key: its name, and the secret part.
    ///
    /// # Errors
    /// [`PlaceError::Key`] where they are not two.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        match (lines.next(), lines.next(), lines.next()) {
            (Some(id), Some(secret), None) => Ok(Self {
                id: id.to_owned(),
                secret: Zeroizing::new(secret.to_owned()),
            }),
            (_, _, _) => Err(PlaceError::Key),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_written_as_one_line() {
        let line = "s3://journal/school-1292/a?endpoint=https://s3.example.org:9000&region=ru-1";
        let place = Place::parse(line).expect("a place");
        assert_eq!(place.to_string(), line);
        assert_eq!(place.key("school.jsg"), "school-1292/a/school.jsg");
        let whole = Place::parse("s3://journal?endpoint=http://127.0.0.1:1/").expect("a bucket");
        assert_eq!(whole.key("school.jsg"), "school.jsg");
        assert!(whole.is_plain());
        assert_eq!(Place::parse(&whole.to_string()), Ok(whole));
    }

    #[test]
    fn what_is_no_place_is_refused_with_the_part_that_is_wrong() {
        let refused = |line: &str| Place::parse(line).expect_err("no place");
        assert!(matches!(refused("/mnt/x"), PlaceError::Scheme(_)));
        for bucket in [
            "s3://j?endpoint=https://a",
            "s3://Журнал/a?endpoint=https://a",
        ] {
            assert!(matches!(refused(bucket), PlaceError::Bucket(_)), "{bucket}");
        }
        for prefix in ["a//b", "../b", "A", "a/.b"] {
            let line = format!("s3://journal/{prefix}?endpoint=https://a");
            assert!(matches!(refused(&line), PlaceError::Prefix(_)), "{line}");
        }
        for line in [
            "s3://journal/a",
            "s3://journal/a?endpoint=a",
            "s3://journal/a?endpoint=https://",
            "s3://journal/a?endpoint=https://id:key@a",
        ] {
            assert_eq!(refused(line), PlaceError::Endpoint, "{line}");
        }
        let unknown = "s3://journal/a?endpoint=https://a&key=x";
        assert_eq!(refused(unknown), PlaceError::Word("key=x".to_owned()));
    }

    #[test]
    fn a_key_is_two_lines_and_is_not_shown() {
        let key = Credentials::parse(" id \r\nsecret\n").expect("a key");
        assert_eq!((key.id.as_str(), key.secret.as_str()), ("id", "secret"));
        assert_eq!(format!("{key:?}"), "Credentials(…)");
        for text in ["", "id", "a\nb\nc"] {
            assert!(Credentials::parse(text).is_err(), "{text:?}");
        }
    }
}
