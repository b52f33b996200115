//! The six calls on a bucket.
//!
//! Owns every request, its time limit, and the order of a put: under a condition, read back,
//! taken away and put again where other bytes come back. It must never panic, wait without end, or
//! take a bucket that is not there for an empty one.

use crate::class::{knows_no_condition, refused, too_late};
use crate::pages::Pages;
use crate::place::{Credentials, Place};
use crate::sign::Hashes;
use klassny_share::error::{Class, Error, Operation};
use klassny_share::folder::{Entry, LISTING_MAX, Listed, Listing, Put, SegmentStore, Stat};
use klassny_share::name::{BeaconName, Folder, Name};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// How long one call may take, with every try of it.
pub const CALL_MAX: Duration = Duration::from_secs(15);
/// How long a connection may take to stand.
const CONNECT_MAX: Duration = Duration::from_secs(4);
/// How long one request may take.
const REQUEST_MAX: Duration = Duration::from_secs(10);
/// How many times a request that got no answer is made again.
const RETRIES: usize = 2;
/// How many times a file is put anew when reading back shows other bytes.
const WRITES_MAX: u32 = 3;
/// Beyond this length an object is asked for before it is put, bytes.
const ASKED_FIRST: usize = 256 * 1024;

/// Why a store cannot be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The library refuses the place or the key.
    #[error("хранилище не открыть: {0}")]
    Client(#[source] object_store::Error),
    /// The system gives no threads or sockets.
    #[error("система не даёт работать с сетью: {0}")]
    Runtime(#[source] std::io::Error),
}

/// Opens the place of a line with the bytes of its key, or says in a sentence why not.
///
/// # Errors
/// What in the line or the key is not understood, or what the system refuses.
pub fn open_line(line: &str, key: Option<&[u8]>) -> Result<Arc<dyn SegmentStore>, String> {
    let place = Place::parse(line).map_err(|error| error.to_string())?;
    let key = key.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let key = Credentials::parse(key.unwrap_or_default()).map_err(|error| error.to_string())?;
    let store = S3Store::open(place, &key).map_err(|error| error.to_string())?;
    Ok(Arc::new(store))
}

/// A share in an S3-compatible store.
pub struct S3Store {
    client: AmazonS3,
    runtime: Runtime,
    place: Place,
    shown: PathBuf,
    /// The server knows no put under a condition.
    unconditional: AtomicBool,
}

impl S3Store {
    /// Names a store; asks nothing of it yet.
    ///
    /// # Errors
    /// Where the place or the key cannot be used, or the system has no sockets.
    pub fn open(place: Place, credentials: &Credentials) -> Result<Self, OpenError> {
        let options = ClientOptions::new()
            .with_allow_http(place.is_plain())
            .with_connect_timeout(CONNECT_MAX)
            .with_timeout(REQUEST_MAX);
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(50),
                max_backoff: Duration::from_secs(1),
                base: 2.0,
            },
            max_retries: RETRIES,
            retry_timeout: CALL_MAX,
        };
        let client = AmazonS3Builder::new()
            .with_endpoint(&place.endpoint)
            .with_region(&place.region)
            .with_bucket_name(&place.bucket)
            .with_access_key_id(&credentials.id)
            .with_secret_access_key(credentials.secret.as_str())
            .with_crypto_provider(Arc::new(Hashes))
            .with_allow_http(place.is_plain())
            .with_client_options(options)
            .with_retry(retry)
            .build()
            .map_err(OpenError::Client)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(OpenError::Runtime)?;
        Ok(Self {
            client,
            runtime,
            shown: PathBuf::from(format!(
                "{}/{}",
                place.endpoint,
                [place.bucket.as_str(), place.prefix.as_str()].join("/")
            )),
            place,
            unconditional: AtomicBool::new(false),
        })
    }

    fn key(&self, name: &Name) -> Key {
        Key::from(self.place.key(name.as_str()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.shown.join(name)
    }

    /// Waits for a request, and for no longer than a call may take.
    fn wait<T>(
        &self,
        (operation, name): (Operation, &str),
        request: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, Error> {
        let limited = async { tokio::time::timeout(CALL_MAX, request).await };
        match self.runtime.block_on(limited) {
            Ok(answer) => answer.map_err(|error| refused(operation, &self.path(name), &error)),
            Err(_) => Err(too_late(operation, &self.path(name))),
        }
    }

    /// Puts a file where none stands.
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), Error> {
        let what = (Operation::Create, name.as_str());
        let key = self.key(name);
        let bytes = bytes.to_vec();
        if !self.unconditional.load(Ordering::Relaxed) {
            let put = async {
                // A server may refuse before it has read a large body, and hang up; so it is asked
                // first whether anything stands there.
                if bytes.len() > ASKED_FIRST {
                    nothing_at(&self.client, &key).await?;
                }
                let mode = PutOptions::from(PutMode::Create);
                match self.client.put_opts(&key, bytes.clone().into(), mode).await {
                    Err(error) if knows_no_condition(&error) => Ok(false),
                    done => done.map(|_| true),
                }
            };
            if self.wait(what, put)? {
                return Ok(());
            }
            self.unconditional.store(true, Ordering::Relaxed);
        }
        // Whoever wins a race wrote the same bytes, since the name holds their hash.
        self.wait(what, async {
            nothing_at(&self.client, &key).await?;
            self.client.put(&key, bytes.into()).await.map(|_| ())
        })
    }

    /// Tells whether a file holds these bytes.
    fn holds(&self, name: &Name, bytes: &[u8]) -> Result<bool, Error> {
        match self.get(name, bytes.len() as u64) {
            Ok(there) => Ok(there == bytes),
            Err(Error::TooLarge { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// One whole try of publishing.
    fn publish(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        let put = self.put(name, bytes);
        if let Err(error) = &put
            && error.ends_the_pass()
        {
            return put.map(|()| Put::New);
        }
        let unlike = || Error::ReadBack {
            operation: Operation::Compare,
            path: self.path(name.as_str()),
        };
        match (put, self.holds(name, bytes)) {
            (Ok(()), Ok(true)) => Ok(Put::New),
            // An answer may be lost on the way: what counts is what stands under the name.
            (Err(_), Ok(true)) => Ok(Put::Same),
            (Ok(()), Ok(false)) => {
                self.remove_own(name)?;
                Err(unlike())
            }
            (Ok(()), Err(error)) if error.class() == Class::Missing => Err(unlike()),
            (Ok(()), Err(error)) => Err(error),
            (Err(error), Ok(false)) if error.class() == Class::Exists => Err(Error::Occupied {
                operation: Operation::Create,
                path: self.path(name.as_str()),
            }),
            (Err(error), Ok(false) | Err(_)) => Err(error),
        }
    }

    fn note(&self, below: &str, (key, entry): (&str, Entry), listing: &mut Listing) {
        // An object that stands for the folder itself, which some programs make, is nothing.
        let Some(_) = key.strip_prefix(below).filter(|rest| !rest.is_empty()) else {
            return;
        };
        let root = self.place.key("");
        match key.strip_prefix(&root).and_then(Name::parse) {
            _ if listing.entries.len() == LISTING_MAX => listing.cut = true,
            Some(name) => listing.entries.push(Listed { name, entry }),
            None => listing.foreign += 1,
        }
    }
}

/// Refuses where an object stands.
async fn nothing_at(client: &AmazonS3, key: &Key) -> object_store::Result<()> {
    match client.head(key).await {
        Ok(_) => Err(object_store::Error::AlreadyExists {
            path: key.to_string(),
            source: "stands there".into(),
        }),
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

impl SegmentStore for S3Store {
    fn put_new(&self, name: &Name, bytes: &[u8]) -> Result<Put, Error> {
        for _ in 1..WRITES_MAX {
            match self.publish(name, bytes) {
                Err(Error::ReadBack { .. }) => {}
                done => return done,
            }
        }
        self.publish(name, bytes)
    }

    fn get(&self, name: &Name, limit: u64) -> Result<Vec<u8>, Error> {
        let key = self.key(name);
        let what = (Operation::Read, name.as_str());
        let read = self.wait(what, async {
            let found = self.client.get(&key).await?;
            // The length is in the head of the answer: what is too large is not read.
            if found.meta.size > limit {
                return Ok(None);
            }
            found.bytes().await.map(Some)
        })?;
        read.map(|bytes| bytes.to_vec())
            .filter(|bytes| bytes.len() as u64 <= limit)
            .ok_or_else(|| Error::TooLarge {
                operation: Operation::Read,
                path: self.path(name.as_str()),
                limit,
            })
    }

    fn list(&self, folder: &Name) -> Result<Listing, Error> {
        let below = format!("{}/", self.place.key(folder.as_str()));
        let mut listing = Listing::default();
        let mut pages = Pages::default();
        while pages.are_left() && !listing.cut {
            let page = self.wait(
                (Operation::List, folder.as_str()),
                pages.next(&self.client, &below),
            )?;
            for (key, entry) in page {
                self.note(&below, (&key, entry), &mut listing);
            }
        }
        listing.foreign += pages.unreadable();
        listing.entries.sort();
        Ok(listing)
    }

    fn stat(&self, name: &Name) -> Result<Stat, Error> {
        let key = self.key(name);
        let meta = self.wait((Operation::Stat, name.as_str()), self.client.head(&key))?;
        Ok(Stat {
            len: meta.size,
            modified_ms: Some(meta.last_modified.timestamp_millis()),
        })
    }

    fn remove_own(&self, name: &Name) -> Result<(), Error> {
        let key = self.key(name);
        let removed = self.wait((Operation::Remove, name.as_str()), self.client.delete(&key));
        match removed {
            Err(error) if error.class() == Class::Missing => Ok(()),
            done => done,
        }
    }

    /// There is no rename: the new beacon is put, then the old one goes. Between the two a reader
    /// sees both and follows both.
    fn set_beacon(&self, head: &BeaconName) -> Result<(), Error> {
        let own = self.list(&Name::top(Folder::Beacon))?;
        let own = own
            .entries
            .iter()
            .filter_map(|listed| BeaconName::parse(listed.name.as_str()));
        let own: Vec<_> = own.filter(|name| name.seat == head.seat).collect();
        if own.contains(head) {
            return Ok(());
        }
        match self.put(&Name::from(*head), &[]) {
            Err(error) if error.class() == Class::Exists => {}
            done => done?,
        }
        let old = own
            .into_iter()
            .filter(|name| name.seq <= head.seq)
            .min_by_key(|name| name.seq);
        old.map_or(Ok(()), |old| self.remove_own(&Name::from(old)))
    }

    fn place(&self) -> PathBuf {
        self.shown.clone()
    }
}
