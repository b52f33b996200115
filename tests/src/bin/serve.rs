//! The real core over HTTP on a profile of its own, for stories in a browser. Never shipped.
//!
//! `serve PROFILE PORT [PAGE]`: `POST /call/<name>` with JSON arguments answers 200 with the view
//! or 422 with the error; `GET /events?after=<n>` waits up to 25 s and answers what has happened
//! since; anything else is a file of the folder `PAGE`. Port 0 takes a free one; the first line of
//! the output is the address.

use klassny_app::view::event::{AppEvent, EventBatch};
use klassny_app::{App, Env, Program};
use klassny_log::Reader;
use klassny_system::{KdfCost, VaultChoice};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long a question for events is held open.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often the share is passed over: more often than by the window, so that a story is short.
const TICK: Duration = Duration::from_millis(700);

/// The longest arguments, bytes.
const BODY_MAX: usize = 16 * 1024 * 1024;

/// The variable under which the program is that of the next version: it knows new rules.
const NEXT: &str = "KLASSNY_NEXT";

/// What has happened since the start, and who waits for more.
#[derive(Default)]
struct Events {
    happened: Mutex<Vec<AppEvent>>,
    more: Condvar,
}

/// What every request needs.
struct Bridge {
    app: App,
    events: Arc<Events>,
    page: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (profile, port, page) = match words.as_slice() {
        [profile, port] => (profile, port, None),
        [profile, port, page] => (profile, port, Some(PathBuf::from(page))),
        _ => anyhow::bail!("serve PROFILE PORT [PAGE]"),
    };
    let profile = Path::new(profile);
    std::fs::create_dir_all(profile)?;
    klassny_system::log_into(profile)?;
    let env = klassny_system::env(profile, VaultChoice::File, KdfCost::TESTS_ONLY)?;
    let program = match std::env::var_os(NEXT) {
        Some(_) => Program {
            version: "9.0.0",
            reader: Reader {
                ruleset: 2,
                ..Reader::THIS
            },
        },
        None => Program::THIS,
    };
    let env = Env { program, ..env };
    let bridge = Arc::new(Bridge {
        app: App::open(env, profile)?,
        events: Arc::default(),
        page,
    });
    let events = Arc::clone(&bridge.events);
    bridge
        .app
        .subscribe(Box::new(move |event| events.add(event)));
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let ticking = Arc::clone(&bridge);
    std::thread::spawn(move || {
        loop {
            // Nobody signed in yet is an answer too.
            ticking.app.sync_pass().ok();
            std::thread::sleep(TICK);
        }
    });
    for connection in listener.incoming() {
        let bridge = Arc::clone(&bridge);
        // A browser that has gone needs no answer.
        std::thread::spawn(move || bridge.answer(&connection?));
    }
    Ok(())
}

impl Events {
    fn add(&self, event: AppEvent) {
        let mut happened = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        happened.push(event);
        self.more.notify_all();
    }

    /// What has happened after the first `after` events; waits where nothing has.
    fn after(&self, after: usize) -> EventBatch {
        let happened = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        let (happened, _) = self
            .more
            .wait_timeout_while(happened, PATIENCE, |all| all.len() <= after)
            .unwrap_or_else(PoisonError::into_inner);
        EventBatch {
            next: u32::try_from(happened.len()).unwrap_or(u32::MAX),
            events: happened.iter().skip(after).cloned().collect(),
        }
    }
}

impl Bridge {
    /// Answers the one request of a connection.
    fn answer(&self, connection: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(connection);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let mut words = first.split_whitespace();
        let (Some(method), Some(url)) = (words.next(), words.next()) else {
            return Ok(());
        };
        let args = body(&mut reader)?;
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let answer = match (method, path.strip_prefix("/call/")) {
            ("POST", Some(name)) => self.call(name, &args),
            ("GET", None) if path == "/events" => {
                let after = query.strip_prefix("after=").and_then(|n| n.parse().ok());
                let batch = self.events.after(after.unwrap_or(0));
                Answer::json("200 OK", serde_json::to_string(&batch).unwrap_or_default())
            }
            ("GET", None) => self.file(path).unwrap_or(Answer::NOT_FOUND),
            _ => Answer::NOT_FOUND,
        };
        let Answer { status, kind, body } = answer;
        let len = body.len();
        let mut connection = connection;
        write!(
            connection,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len}\r\n\
             Connection: close\r\n\r\n"
        )?;
        connection.write_all(&body)
    }

    fn call(&self, name: &str, args: &[u8]) -> Answer {
        let args = serde_json::from_slice(args).unwrap_or(Value::Null);
        match self.app.call(name, args) {
            Ok(view) => Answer::json("200 OK", view.to_string()),
            Err(error) => {
                let error = serde_json::to_string(&error).unwrap_or_default();
                Answer::json("422 Unprocessable Content", error)
            }
        }
    }

    /// A file of the page; never one outside its folder.
    fn file(&self, path: &str) -> Option<Answer> {
        let path = match path.trim_start_matches('/') {
            "" => Path::new("index.html"),
            path => Path::new(path),
        };
        let inside = |part| matches!(part, Component::Normal(_));
        if !path.components().all(inside) {
            return None;
        }
        let kind = match path.extension()?.to_str()? {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            "woff" => "font/woff",
            _ => return None,
        };
        Some(Answer {
            status: "200 OK",
            kind,
            body: std::fs::read(self.page.as_ref()?.join(path)).ok()?,
        })
    }
}

/// What goes back to the browser.
struct Answer {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

impl Answer {
    const NOT_FOUND: Self = Self {
        status: "404 Not Found",
        kind: "text/plain",
        body: Vec::new(),
    };

    fn json(status: &'static str, body: String) -> Self {
        Self {
            status,
            kind: "application/json; charset=utf-8",
            body: body.into_bytes(),
        }
    }
}

/// Reads the head to its end, and the body that it announces.
fn body(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut len = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            len = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; std::cmp::min(len, BODY_MAX)];
    reader.read_exact(&mut body)?;
    Ok(body)
}
