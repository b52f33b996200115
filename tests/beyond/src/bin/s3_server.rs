//! An S3 server on loopback for the tests: the experimental `s3s-fs` over a folder.
//!
//! `s3-server FOLDER KEY SECRET [PORT]` prints the address it listens on and serves until it is
//! killed. A process of its own, so that a test can freeze it.

use anyhow::{Context as _, Result, bail};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use std::io::Write as _;
use tokio::net::TcpListener;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, key, secret, port) = match words.as_slice() {
        [folder, key, secret] => (folder, key, secret, 0),
        [folder, key, secret, port] => (folder, key, secret, port.parse()?),
        _ => bail!("s3-server FOLDER KEY SECRET [PORT]"),
    };
    let files = FileSystem::new(folder).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(key.clone(), secret.clone()));
    let service = service.build();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .context("listen")?;
        let mut out = std::io::stdout();
        writeln!(out, "{}", listener.local_addr()?)?;
        out.flush()?;
        loop {
            let (socket, _) = listener.accept().await?;
            // Or a head and its body wait for each other for 40 ms.
            socket.set_nodelay(true)?;
            let service = service.clone();
            tokio::spawn(async move {
                let connection = Builder::new(TokioExecutor::new());
                // A client that goes away is no matter of the server's.
                connection
                    .serve_connection(TokioIo::new(socket), service)
                    .await
                    .ok();
            });
        }
    })
}
