//! The three stores a school may have, each real: a folder, Samba behind a client of it, S3.

use crate::exchange::Pair;
use anyhow::{Context as _, Result};
use klassny_beyond::s3::{KEY, S3Server};
use klassny_keys::Secret;
use klassny_share::folder::SegmentStore;
use klassny_share::name::Name;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[path = "../../../samba/server.rs"]
#[allow(dead_code, reason = "the bench neither freezes nor kills it")]
mod server;

/// A store, with the server that must outlive it.
pub struct Place {
    pub name: &'static str,
    kind: Kind,
}

enum Kind {
    Folder(PathBuf),
    Samba {
        folder: PathBuf,
        server: server::Server,
        _client: server::Client,
    },
    S3 {
        line: String,
        store: Arc<dyn SegmentStore>,
        _server: S3Server,
    },
}

/// Moves a school to each store in turn.
pub fn all(pair: &Pair) -> Result<Vec<Place>> {
    let bare = |name: &str| {
        let folder = pair.dir().join(name);
        std::fs::create_dir_all(&folder).map(|()| folder)
    };
    let folder = Place {
        name: "a local folder",
        kind: Kind::Folder(bare("bare")?),
    };
    let samba = server::Server::start().context("Samba")?;
    let client = samba.mount(0, &["journal"]).context("its client")?;
    let mounted = client.folders.first().context("a mount")?.clone();
    let samba = Place {
        name: "Samba through GNOME's client",
        kind: Kind::Samba {
            folder: mounted,
            server: samba,
            _client: client,
        },
    };
    let program = std::env::current_exe()?.with_file_name("s3-server");
    let server = S3Server::start(&program).context("build klassny-beyond first")?;
    let line = server.line("school");
    let store = klassny_s3::open_line(&server.line("bare"), Some(KEY.as_bytes()));
    let s3 = Place {
        name: "S3 (s3s-fs)",
        kind: Kind::S3 {
            line,
            store: store.map_err(|why| anyhow::anyhow!(why))?,
            _server: server,
        },
    };
    Ok(vec![folder, samba, s3])
}

impl Place {
    /// Moves the school there with everything it has.
    pub fn take(&self, pair: &Pair) -> Result<()> {
        let place = match &self.kind {
            Kind::Folder(_) => return Ok(()),
            Kind::Samba { folder, server, .. } => {
                copy(&pair.share(), &server.folder("journal"))?;
                folder.to_string_lossy().into_owned()
            }
            Kind::S3 { line, .. } => {
                for machine in [&pair.a, &pair.b] {
                    let app = &machine.app;
                    app.open_places_with(Arc::new(klassny_s3::open_line));
                    app.keep_share_key(&Secret::new(KEY.as_bytes().to_vec()))?;
                }
                pair.a.app.begin_share_at(line)?;
                line.clone()
            }
        };
        for machine in [&pair.a, &pair.b] {
            machine.app.move_share_to(&place)?;
        }
        pair.rest()
    }

    /// What any program must do at least: write a file durably, and read it from there.
    pub fn bare(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let folder = match &self.kind {
            Kind::Folder(folder) => folder,
            Kind::Samba { folder, .. } => folder,
            Kind::S3 { store, .. } => {
                let name = Name::parse(&format!("seg/{name}")).context("a name")?;
                store.put_new(&name, bytes)?;
                store.get(&name, 1 << 20)?;
                return Ok(());
            }
        };
        let mut file = std::fs::File::create(folder.join("bare.tmp"))?;
        file.write_all(bytes)?;
        file.sync_all().ok();
        drop(file);
        std::fs::rename(folder.join("bare.tmp"), folder.join(name))?;
        std::fs::read(folder.join(name))?;
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for path in crate::exchange::paths(from)? {
        let target = to.join(path.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(&path, &target)?;
    }
    for folder in ["beacon", "seg", "pack", "join", "tmp"] {
        std::fs::create_dir_all(to.join(folder))?;
    }
    Ok(())
}
