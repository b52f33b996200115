//! A server between a client and the real one that does what poorer servers do.

use anyhow::Result;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// It answers 501 to a request under a condition.
    NoConditions,
    /// It says of a put that it is done, and throws it away.
    LosePuts,
}

/// A server in between; it ends with the test's process.
pub struct Proxy {
    address: String,
    tricked: Arc<AtomicUsize>,
}

impl Proxy {
    /// Listens before a server.
    pub fn before(server: &str, trick: Trick) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let tricked = Arc::new(AtomicUsize::new(0));
        let (server, count) = (server.to_owned(), Arc::clone(&tricked));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, count) = (server.clone(), Arc::clone(&count));
                thread::spawn(move || serve(client, &server, (trick, &count)).ok());
            }
        });
        Ok(Self { address, tricked })
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many requests it answered by itself.
    pub fn tricked(&self) -> usize {
        self.tricked.load(Ordering::SeqCst)
    }
}

/// One request a connection: the answer says that it is closed after it.
fn serve(mut client: TcpStream, server: &str, (trick, count): (Trick, &AtomicUsize)) -> Result<()> {
    let mut request = Vec::new();
    let head = loop {
        let mut part = [0; 8192];
        let read = client.read(&mut part)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&part[..read]);
        if let Some(at) = request.windows(4).position(|end| end == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let words = String::from_utf8_lossy(&request[..head]).to_lowercase();
    let length = words
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|length| length.trim().parse::<usize>().ok())
        .unwrap_or(0);
    while request.len() < head + length {
        let mut part = [0; 8192];
        let read = client.read(&mut part)?;
        request.extend_from_slice(&part[..read]);
    }
    let does = match trick {
        Trick::NoConditions => words.contains("if-none-match:"),
        Trick::LosePuts => words.starts_with("put "),
    };
    if does {
        count.fetch_add(1, Ordering::SeqCst);
        let answer: &[u8] = match trick {
            Trick::NoConditions => {
                b"HTTP/1.1 501 Not Implemented\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            }
            Trick::LosePuts => {
                b"HTTP/1.1 200 OK\r\netag: \"0\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            }
        };
        client.write_all(answer)?;
        return Ok(());
    }
    let mut upstream = TcpStream::connect(server)?;
    let (first, rest) = request.split_at(head - 2);
    upstream.write_all(first)?;
    // Not signed, so it may be added: the server closes after the answer.
    upstream.write_all(b"connection: close\r\n")?;
    upstream.write_all(rest)?;
    std::io::copy(&mut upstream, &mut client)?;
    client.shutdown(Shutdown::Both)?;
    Ok(())
}
