//! The real core over HTTP on a profile of its own, for stories in a browser. Never shipped.
//!
//! `serve PROFILE PORT [PAGE]`: `POST /call/<name>` with JSON arguments answers 200 with the view
//! or 422 with the error; `GET /events?after=<n>` waits up to 25 s and answers what has happened
//! since; anything else is a file of the folder `PAGE`. Port 0 takes a free one; the first line of
//! the output is the address.

use klassny_app::view::event::{AppEvent, EventBatch};
use klassny_app::{App, Attention};
use klassny_system::{KdfCost, VaultChoice};
use serde_json::Value;
use std::fs::File;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

/// How long a question for events is held open.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often the core is asked whether a pass over the share is due.
const TICK: Duration = Duration::from_millis(250);

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
    let bridge = Arc::new(Bridge {
        app: App::open(env, profile)?,
        events: Arc::default(),
        page,
    });
    let events = Arc::clone(&bridge.events);
    bridge
        .app
        .subscribe(Box::new(move |event| events.add(event)));
    let server = Server::http(format!("127.0.0.1:{port}"))
        .map_err(|error| anyhow::anyhow!("port {port}: {error}"))?;
    writeln!(std::io::stdout(), "http://{}", server.server_addr())?;
    let ticking = Arc::clone(&bridge);
    std::thread::spawn(move || {
        loop {
            ticking.app.tick(Attention::Active);
            std::thread::sleep(TICK);
        }
    });
    for request in server.incoming_requests() {
        let bridge = Arc::clone(&bridge);
        std::thread::spawn(move || bridge.answer(request));
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
    fn answer(&self, mut request: Request) {
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        // A browser that has gone needs no answer.
        let _ = match (request.method(), path.strip_prefix("/call/")) {
            (Method::Post, Some(name)) => {
                let args = serde_json::from_reader(request.as_reader()).unwrap_or(Value::Null);
                let (status, body) = match self.app.call(name, args) {
                    Ok(view) => (200, view.to_string()),
                    Err(error) => (422, serde_json::to_string(&error).unwrap_or_default()),
                };
                request.respond(json(status, body))
            }
            (Method::Get, None) if path == "/events" => {
                let after = query.strip_prefix("after=").and_then(|n| n.parse().ok());
                let batch = self.events.after(after.unwrap_or(0));
                request.respond(json(200, serde_json::to_string(&batch).unwrap_or_default()))
            }
            (Method::Get, None) => match self.file(path) {
                Some((file, kind)) => request.respond(with_kind(Response::from_file(file), kind)),
                None => request.respond(Response::empty(StatusCode(404))),
            },
            _ => request.respond(Response::empty(StatusCode(405))),
        };
    }

    /// A file of the page, and what it is; never one outside its folder.
    fn file(&self, path: &str) -> Option<(File, &'static str)> {
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
        let file = File::open(self.page.as_ref()?.join(path)).ok()?;
        Some((file, kind))
    }
}

fn json(status: u16, body: String) -> Response<std::io::Cursor<Vec<u8>>> {
    let response = Response::from_string(body).with_status_code(status);
    with_kind(response, "application/json; charset=utf-8")
}

fn with_kind<R: std::io::Read>(response: Response<R>, kind: &str) -> Response<R> {
    match Header::from_bytes("Content-Type", kind) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}
