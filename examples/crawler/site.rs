//! A web server just large enough for the example: GET, one connection after another, each closed after its answer.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// For a client to send its request, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A longer request head is refused.
const MAX_HEAD: usize = 8 << 10;

/// What stands at an address.
#[derive(Debug)]
pub(crate) enum Resource {
    Html(String),
    PlainText(String),
    MovedTo(String),
}

/// A site that runs until the process ends.
#[derive(Debug)]
pub(crate) struct Site {
    address: SocketAddr,
    forbidden_requests: Arc<AtomicUsize>,
}

impl Site {
    /// Serves `resources` by their paths, on a free port of this machine, and counts requests below `forbidden`.
    pub(crate) fn serve(resources: HashMap<String, Resource>, forbidden: &'static str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let forbidden_requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&forbidden_requests);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // A client that breaks off is its own affair.
                let _ = answer(connection, &resources, |path| {
                    if path.starts_with(forbidden) {
                        counter.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        Ok(Self { address, forbidden_requests })
    }

    pub(crate) fn front_page(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Requests so far that a crawler which obeys robots.txt would not have made.
    pub(crate) fn forbidden_requests(&self) -> usize {
        self.forbidden_requests.load(Ordering::Relaxed)
    }
}

fn answer(
    mut connection: TcpStream,
    resources: &HashMap<String, Resource>,
    requested: impl FnOnce(&str),
) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let head = read_head(&mut connection)?;
    let response = match head.split(' ').take(2).collect::<Vec<_>>()[..] {
        ["GET", target] => {
            let path = target.split('?').next().unwrap_or(target);
            requested(path);
            response(resources.get(path))
        }
        _ => with_body("405 Method Not Allowed", "text/plain", "Only GET is served here.\n"),
    };
    connection.write_all(response.as_bytes())
}

/// Everything up to the empty line that ends a request without a body.
fn read_head(connection: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = connection.read(&mut chunk)?;
        if read == 0 || head.len() + read > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.extend_from_slice(&chunk[..read]);
    }
    String::from_utf8(head).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn response(resource: Option<&Resource>) -> String {
    match resource {
        Some(Resource::Html(page)) => with_body("200 OK", "text/html; charset=utf-8", page),
        Some(Resource::PlainText(text)) => with_body("200 OK", "text/plain; charset=utf-8", text),
        Some(Resource::MovedTo(path)) => {
            format!(
                "HTTP/1.1 301 Moved Permanently\r\nLocation: {path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
        None => with_body("404 Not Found", "text/html; charset=utf-8", "<!DOCTYPE html><p>No such page.</p>\n"),
    }
}

fn with_body(status: &str, mime: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}
