//! A listing page by page.
//!
//! Owns the way around keys that the library refuses to read (`a//b`, `..`): one such key, made by
//! any tool with the school's key, would else take the whole page with it. The page is asked for
//! again in smaller parts until the key stands alone; then it is counted and passed over.

use klassny_share::folder::Entry;
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::{Error, Result, path};

/// How many keys a page has, as S3 gives them.
const PAGE: usize = 1_000;

/// Where a listing stands.
#[derive(Debug)]
pub(crate) struct Pages {
    from: From,
    size: usize,
    unreadable: u64,
}

#[derive(Clone, Debug)]
enum From {
    Begin,
    Token(String),
    After(String),
    End,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            from: From::Begin,
            size: PAGE,
            unreadable: 0,
        }
    }
}

impl Pages {
    /// Whether something is left to ask for.
    pub(crate) const fn are_left(&self) -> bool {
        !matches!(self.from, From::End)
    }

    /// How many keys were passed over.
    pub(crate) const fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// What stands directly below a key on the next page; nothing where the page has to be asked
    /// for again.
    pub(crate) async fn next(
        &mut self,
        client: &AmazonS3,
        below: &str,
    ) -> Result<Vec<(String, Entry)>> {
        let (page_token, offset) = match &self.from {
            From::Begin | From::End => (None, None),
            From::Token(token) => (Some(token.clone()), None),
            From::After(key) => (None, Some(key.clone())),
        };
        let options = PaginatedListOptions {
            delimiter: Some("/".into()),
            max_keys: Some(self.size),
            page_token,
            offset,
            ..PaginatedListOptions::default()
        };
        let page = match client.list_paginated(Some(below), options).await {
            Err(Error::InvalidPath { source }) => {
                self.around(source)?;
                return Ok(Vec::new());
            }
            page => page?,
        };
        self.from = page.page_token.map_or(From::End, From::Token);
        self.size = (self.size * 2).min(PAGE);
        let folders = page.result.common_prefixes.iter();
        let folders = folders.map(|key| (key.to_string(), Entry::Folder));
        let files = page.result.objects.iter().map(|meta| {
            let entry = Entry::File { len: meta.size };
            (meta.location.to_string(), entry)
        });
        Ok(folders.chain(files).collect())
    }

    /// Makes the page smaller, or passes over the key that stands alone on it.
    fn around(&mut self, source: path::Error) -> Result<()> {
        if self.size > 1 {
            self.size /= 2;
            return Ok(());
        }
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "another library's open list"
        )]
        let key = match &source {
            path::Error::EmptySegment { path } | path::Error::BadSegment { path, .. } => path,
            _ => return Err(Error::InvalidPath { source }),
        };
        // Of a folder everything in it is passed over.
        let last = if key.ends_with('/') { "\u{10FFFF}" } else { "" };
        self.from = From::After(format!("{key}{last}"));
        self.unreadable += 1;
        Ok(())
    }
}
