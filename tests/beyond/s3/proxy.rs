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
    /// Its listings have keys that no program should make.
    WildKeys,
}

/// What it lists then, in order, below the prefix that is asked for.
const WILD: [&str; 6] = ["-a", "..", "/", "b", "c\u{7}", "d"];

/// The page of a listing that a request asks for, as S3 writes it.
fn wild_page(target: &str) -> String {
    let word = |name: &str| {
        let mut words = target
            .split(['?', '&'])
            .filter_map(|word| word.split_once('='));
        words
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    };
    let prefix = "wild/seg/";
    let most: usize = word("max-keys")
        .and_then(|most| most.parse().ok())
        .unwrap_or(1000);
    let token = word("continuation-token").and_then(|at| at.parse::<usize>().ok());
    let after = word("start-after").map(|after| after.replace("%2f", "/").replace("%07", "\u{7}"));
    let passed = |after: &String| {
        let own = |name: &&str| {
            after
                .trim_end_matches("%f4%8f%bf%bf")
                .ends_with(&format!("/{name}"))
        };
        WILD.iter().position(own).map_or(0, |at| at + 1)
    };
    let from = token.or_else(|| after.as_ref().map(passed)).unwrap_or(0);
    let until = (from + most).min(WILD.len());
    let mut xml = String::from("<ListBucketResult>");
    for name in &WILD[from..until] {
        let name = name.replace('\u{7}', "&#7;");
        xml.push_str(&match name.ends_with('/') {
            true => format!("<CommonPrefixes><Prefix>{prefix}{name}</Prefix></CommonPrefixes>"),
            false => format!(
                "<Contents><Key>{prefix}{name}</Key><Size>1</Size>\
                 <LastModified>2026-10-23T06:50:00.000Z</LastModified></Contents>"
            ),
        });
    }
    if until < WILD.len() {
        xml.push_str(&format!(
            "<NextContinuationToken>{until}</NextContinuationToken>"
        ));
    }
    xml + "</ListBucketResult>"
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
        Trick::WildKeys => words.contains("list-type=2"),
    };
    if does {
        count.fetch_add(1, Ordering::SeqCst);
        let (status, body) = match trick {
            Trick::NoConditions => ("501 Not Implemented", String::new()),
            Trick::LosePuts => ("200 OK\r\netag: \"0\"", String::new()),
            Trick::WildKeys => {
                let target = words.split(' ').nth(1).unwrap_or_default();
                ("200 OK", wild_page(target))
            }
        };
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n");
        client.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes())?;
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
