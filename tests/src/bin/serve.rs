//! The real core over HTTP on a folder of its own, for stories in a browser. Never shipped.
//!
//! `serve FOLDER PORT`: `POST /call/<name>` with JSON arguments answers 200 with the view or 422
//! with the error; `GET /events?after=<n>` answers what has happened since.

use klassny_app::App;
use klassny_app::view::event::{AppEvent, EventBatch};
use klassny_system::{KdfCost, VaultChoice};
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tiny_http::{Header, Method, Request, Response, Server};

type Events = Arc<Mutex<Vec<AppEvent>>>;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let [_, folder, port] = words.as_slice() else {
        anyhow::bail!("serve FOLDER PORT")
    };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let env = klassny_system::env(folder, VaultChoice::File, KdfCost::TESTS_ONLY)?;
    let app = Arc::new(App::open(env, folder)?);
    let events = Events::default();
    let kept = Arc::clone(&events);
    app.subscribe(Box::new(move |event| {
        kept.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(event);
    }));
    let server = Server::http(format!("127.0.0.1:{port}"))
        .map_err(|error| anyhow::anyhow!("port {port}: {error}"))?;
    for request in server.incoming_requests() {
        let (app, events) = (Arc::clone(&app), Arc::clone(&events));
        std::thread::spawn(move || answer(&app, &events, request));
    }
    Ok(())
}

fn answer(app: &App, events: &Events, mut request: Request) {
    let url = request.url().to_owned();
    let (status, body) = match (request.method(), url.strip_prefix("/call/")) {
        (Method::Post, Some(name)) => {
            let name = name.to_owned();
            let args: Value = serde_json::from_reader(request.as_reader()).unwrap_or(Value::Null);
            match app.call(&name, args) {
                Ok(view) => (200, view.to_string()),
                Err(error) => (422, serde_json::to_string(&error).unwrap_or_default()),
            }
        }
        (Method::Get, None) if url.starts_with("/events") => (200, batch(events, &url)),
        _ => (404, "{}".to_owned()),
    };
    let mut response = Response::from_string(body).with_status_code(status);
    for (name, value) in [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Headers", "content-type"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    let _ = request.respond(response);
}

fn batch(events: &Events, url: &str) -> String {
    let after: usize = url
        .rsplit_once("after=")
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(0);
    let events = events.lock().unwrap_or_else(PoisonError::into_inner);
    let batch = EventBatch {
        next: u32::try_from(events.len()).unwrap_or(u32::MAX),
        events: events.iter().skip(after).cloned().collect(),
    };
    serde_json::to_string(&batch).unwrap_or_default()
}
