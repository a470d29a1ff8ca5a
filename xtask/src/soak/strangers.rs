//! Clients that do what clients should not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;

use super::story::story;
use crate::random::Random;

type Stranger = fn(SocketAddr, &AtomicBool) -> Result<usize>;

/// What they do, and how; each tells how often it connected.
pub(crate) const ALL: [(&str, Stranger); 5] = [
    ("send garbage", garbage),
    ("say nothing", silent),
    ("take no answers", deaf),
    ("dribble", dribbling),
    ("hang up in the middle of a line", hanging_up),
];

fn visits(
    address: SocketAddr,
    is_over: &AtomicBool,
    pause: Duration,
    mut visit: impl FnMut(TcpStream) -> Result<()>,
) -> Result<usize> {
    let mut visits = 0;
    while !is_over.load(Ordering::SeqCst) {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_write_timeout(Some(Duration::from_secs(60)))?;
        visit(stream)?;
        visits += 1;
        thread::sleep(pause);
    }
    Ok(visits)
}

/// What is sent until the server hangs up, which it must.
fn until_hung_up(mut stream: TcpStream) -> String {
    let mut told = Vec::new();
    // A connection that is reset has ended, too.
    let _ = stream.read_to_end(&mut told);
    String::from_utf8_lossy(&told).into_owned()
}

fn garbage(address: SocketAddr, is_over: &AtomicBool) -> Result<usize> {
    let mut random = Random(7);
    visits(address, is_over, Duration::from_millis(50), |mut stream| {
        let mut bytes: Vec<u8> = (0..random.below(100_000)).map(|_| random.next() as u8).collect();
        match random.below(3) {
            0 => bytes.splice(0..0, *b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n").for_each(drop),
            1 => bytes.splice(0..0, *b"{\"id\": 1, \"text\": \"").for_each(drop),
            _ => bytes.push(b'\n'),
        }
        // The server may hang up before all is sent.
        let _ = stream.write_all(&bytes).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
        for line in until_hung_up(stream).lines() {
            ensure!(line.contains("\"error\""), "garbage was answered by {line}");
        }
        Ok(())
    })
}

fn silent(address: SocketAddr, is_over: &AtomicBool) -> Result<usize> {
    visits(address, is_over, Duration::ZERO, |stream| {
        let start = Instant::now();
        let told = until_hung_up(stream);
        ensure!(told.contains("nothing came") && start.elapsed().as_secs() >= 4, "silence was answered by {told}");
        Ok(())
    })
}

fn deaf(address: SocketAddr, is_over: &AtomicBool) -> Result<usize> {
    let mut random = Random(9);
    visits(address, is_over, Duration::ZERO, |mut stream| {
        // The server must stop reading long before that, and hang up.
        for number in 0..100_000 {
            let mut lines = String::new();
            for part in 0..20 {
                let id = format!("deaf-{number}-{part}-{}", "x".repeat(1000));
                lines += &json!({ "id": id, "text": story(&mut random) }).to_string();
                lines.push('\n');
            }
            if stream.write_all(lines.as_bytes()).is_err() || is_over.load(Ordering::SeqCst) {
                return Ok(());
            }
        }
        anyhow::bail!("two million documents were taken of a client that took no answers")
    })
}

fn dribbling(address: SocketAddr, is_over: &AtomicBool) -> Result<usize> {
    let mut random = Random(11);
    visits(address, is_over, Duration::ZERO, |mut stream| {
        let line = json!({ "id": format!("dribble-{}", random.next()), "text": story(&mut random) }).to_string();
        for byte in line.bytes().chain([b'\n']) {
            stream.write_all(&[byte])?;
            thread::sleep(Duration::from_millis(5));
        }
        let mut reply = String::new();
        BufReader::new(stream).read_line(&mut reply)?;
        ensure!(reply.starts_with("{\"id\":\"dribble-"), "a dribbling client was answered by {reply}");
        Ok(())
    })
}

fn hanging_up(address: SocketAddr, is_over: &AtomicBool) -> Result<usize> {
    let mut random = Random(13);
    visits(address, is_over, Duration::from_millis(20), |mut stream| {
        let line = json!({ "id": "gone", "text": story(&mut random) }).to_string();
        let cut = 1 + random.below(line.len());
        let _ = stream.write_all(line.as_bytes().get(..cut).unwrap_or_default());
        Ok(())
    })
}
