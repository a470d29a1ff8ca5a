//! `serve`: the same lines for many clients, whoever they are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

use crate::common::{AGENCY, Folder, OTHER, OUTLET, json_lines, line};

struct Server {
    child: Child,
    errors: BufReader<ChildStderr>,
    place: String,
}

impl Server {
    fn start(folder: &Folder, options: &[&str]) -> Self {
        let serve = ["serve", "--index", "seen", "--memory", "2M", "--lineage", "7"];
        let mut command = folder.command(&[&serve[..], options].concat());
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut told = String::new();
        errors.read_line(&mut told).expect("a line");
        let place = told.trim_end().strip_prefix("wireprint: listening on ");
        let place = place.unwrap_or_else(|| panic!("not listening: {told}")).to_owned();
        Self { child, errors, place }
    }

    fn tcp(folder: &Folder, options: &[&str]) -> Self {
        Self::start(folder, &[&["--listen", "127.0.0.1:0"], options].concat())
    }

    fn connect(&self) -> Client {
        let stream = TcpStream::connect(&self.place).expect("it listens");
        // A reply that does not come fails the test instead of holding it up.
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        Client(BufReader::new(stream))
    }

    #[cfg(unix)]
    fn stop(mut self) -> String {
        crate::common::send_signal(&self.child, "-TERM");
        let mut said = String::new();
        self.errors.read_to_string(&mut said).expect("UTF-8");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(143), "{said}");
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn send(&mut self, lines: &str) {
        self.0.get_mut().write_all(lines.as_bytes()).expect("the server reads");
    }

    fn replies(&mut self, number: usize) -> String {
        let mut replies = String::new();
        for _ in 0..number {
            self.0.read_line(&mut replies).expect("a reply");
        }
        replies
    }

    fn say(&mut self, lines: &str) -> String {
        self.send(lines);
        self.replies(lines.lines().count())
    }

    /// What comes until the server hangs up.
    fn rest(mut self) -> String {
        let mut rest = Vec::new();
        let _ = self.0.read_to_end(&mut rest);
        String::from_utf8(rest).expect("UTF-8")
    }
}

#[test]
fn clients_get_their_own_replies_in_order() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &[]);
    let mut clients: Vec<Client> = (0..8).map(|_| server.connect()).collect();
    for round in 0..5 {
        // All send before any of them reads.
        for (number, client) in clients.iter_mut().enumerate() {
            for part in 0..=number {
                client.send(&line(&format!("{number}-{round}-{part}"), &format!("{OTHER} {number} {round} {part}")));
            }
        }
        for (number, client) in clients.iter_mut().enumerate() {
            let replies = json_lines(&client.replies(number + 1));
            let ids: Vec<&str> = replies.iter().filter_map(|reply| reply["id"].as_str()).collect();
            let wanted: Vec<String> = (0..=number).map(|part| format!("{number}-{round}-{part}")).collect();
            assert_eq!(ids, wanted);
        }
    }
    let mut client = server.connect();
    client.say(&line("agency", AGENCY));
    let seen_by_another = clients[0].say(&line("outlet", OUTLET));
    assert!(seen_by_another.contains("\"a\":\"agency\""), "{seen_by_another}");
}

#[test]
fn questions_are_answered_after_what_came_before_them() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &[]);
    let mut client = server.connect();
    let query = format!("{{\"query\": {}}}\n", serde_json::json!({ "text": OUTLET }));
    let lines = [&query, &*line("agency", AGENCY), &query, "{\"stats\": true}\n"].concat();
    let replies = json_lines(&client.say(&lines));
    let verdicts: Vec<_> = replies.iter().map(|reply| reply["verdict"].as_str()).collect();
    assert_eq!(verdicts, [Some("none"), Some("none"), Some("rewrite"), None]);
    assert_eq!(replies[3]["counts"]["documents"], 1, "asking adds nothing");
    let refused = json_lines(&client.say("{\"query\": {\"id\": \"a\"}}\n{\"stats\": 1}\n"));
    assert_eq!((&refused[0]["line"], &refused[1]["line"]), (&5.into(), &6.into()));
}

#[test]
fn strangers_are_told_and_harm_nobody() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &["--max-document", "2000"]);
    let mut silent = server.connect();
    let mut halfway = server.connect();
    halfway.send("{\"id\": \"half");
    let mut browser = server.connect();
    browser.send(&("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned() + &line("posted", AGENCY)));
    let told = browser.rest();
    assert!(told.starts_with("{\"error\":\"not a JSON object") && told.lines().count() == 1, "{told}");
    let mut garbage = server.connect();
    garbage.send("{\n\u{0}\u{1}\n[]\n");
    let told = json_lines(&garbage.replies(3));
    assert!(told.iter().zip(1..).all(|(told, number)| told["line"] == number && told["error"].is_string()), "{told:?}");
    let mut long = server.connect();
    let told = long.say(&(line("long", &"word ".repeat(1000)) + &line("short", OTHER)));
    assert!(told.contains("--max-document") && told.contains("\"id\":\"short\""), "{told}");
    drop(halfway);
    let mut client = server.connect();
    let replies = json_lines(&client.say(&(line("agency", AGENCY) + "{\"stats\": true}\n")));
    assert_eq!(replies[1]["counts"]["documents"], 2, "nothing of the browser's came in: {replies:?}");
    assert!(silent.say(&line("late", OUTLET)).contains("\"id\":\"late\""));
}

#[test]
fn a_client_that_reads_nothing_holds_up_nobody() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &[]);
    let mut deaf = server.connect();
    deaf.0.get_mut().set_write_timeout(Some(Duration::from_millis(500))).expect("a timeout");
    let id = "x".repeat(4000);
    // Until the server takes no more of it, which is long before this ends.
    let taken = (0..20_000).take_while(|number| {
        let line = line(&format!("{number}{id}"), OTHER);
        deaf.0.get_mut().write_all(line.as_bytes()).is_ok()
    });
    assert!(taken.count() < 20_000);
    let replies = server.connect().say(&line("agency", AGENCY));
    assert!(replies.contains("\"id\":\"agency\""), "{replies}");
}

#[test]
fn one_client_too_many_is_told_so() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &["--max-connections", "2"]);
    let mut clients = [server.connect(), server.connect()];
    // They are connected once they are answered.
    clients.iter_mut().for_each(|client| assert!(client.say("{\"stats\": true}\n").contains("\"counts\"")));
    let told = server.connect().rest();
    assert!(told.starts_with("{\"error\":\"2 clients are connected already"), "{told}");
    let [first, mut second] = clients;
    let stream = first.0.into_inner();
    stream.shutdown(std::net::Shutdown::Write).expect("it is connected");
    assert_eq!(Client(BufReader::new(stream)).rest(), "", "the server hangs up");
    // Its place is free as soon as its thread has ended.
    let served = (0..1000).any(|_| {
        let mut client = server.connect();
        let sent = client.0.get_mut().write_all(b"{\"stats\": true}\n");
        let mut reply = String::new();
        sent.is_ok() && client.0.read_line(&mut reply).is_ok() && reply.contains("\"counts\"")
    });
    assert!(served && second.say("{\"stats\": true}\n").contains("\"counts\""));
}

#[test]
fn a_client_that_says_nothing_is_sent_away() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &["--idle-timeout", "1s"]);
    let told = server.connect().rest();
    assert!(told.starts_with("{\"error\":\"nothing came for 1 second"), "{told}");
}

#[test]
fn other_machines_are_kept_out_unless_that_is_meant() {
    let folder = Folder::new();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let run = folder.run(&["serve", "--index", "seen", "--listen", address]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("--allow-remote") && run.stderr.contains("127.0.0.1"), "{run:?}");
    }
    assert!(!folder.path("seen").exists());
    let server = Server::start(&folder, &["--listen", "0.0.0.0:0", "--allow-remote"]);
    assert!(server.place.starts_with("0.0.0.0:"));
}

#[cfg(unix)]
#[test]
fn a_signal_answers_what_is_in_work_and_closes_the_index() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &[]);
    let mut client = server.connect();
    client.say(&(line("agency", AGENCY) + &line("outlet", OUTLET)));
    assert_eq!(server.stop(), "wireprint: interrupted\n");
    assert_eq!(client.rest(), "");
    let stats = folder.run(&["index", "stats", "seen", "--json"]);
    assert_eq!((stats.code, &stats.json_lines()[0]["behind"]), (Some(0), &0.into()), "{stats:?}");
}

#[cfg(unix)]
#[test]
fn one_process_writes_an_index() {
    let folder = Folder::new();
    let server = Server::tcp(&folder, &[]);
    for command in [&["stream", "--index", "seen"][..], &["index", "stats", "seen"]] {
        let run = folder.run(command);
        assert!(run.code == Some(1) && run.stderr.contains("`wireprint serve`"), "{run:?}");
    }
    server.stop();
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    #[test]
    fn a_socket_is_its_owners_and_goes_with_the_server() {
        let folder = Folder::new();
        // What a server that was killed leaves behind.
        drop(UnixListener::bind(folder.path("socket")).expect("a socket"));
        let server = Server::start(&folder, &["--unix", "socket"]);
        let metadata = std::fs::metadata(folder.path("socket")).expect("a socket");
        assert!(metadata.file_type().is_socket());
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        let mut client = UnixStream::connect(folder.path("socket")).expect("it listens");
        client.write_all(line("agency", AGENCY).as_bytes()).expect("the server reads");
        let mut reply = String::new();
        BufReader::new(client).read_line(&mut reply).expect("a reply");
        assert!(reply.starts_with("{\"id\":\"agency\""), "{reply}");
        let names = std::fs::read_dir(folder.path(""))
            .expect("a folder")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, ["seen", "socket"]);
        server.stop();
        assert!(!folder.path("socket").exists());
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let folder = Folder::new().with("file", "precious");
        let listener = UnixListener::bind(folder.path("socket")).expect("a socket");
        for (name, told) in [("socket", "another process answers there"), ("file", "not a socket")] {
            let run = folder.run(&["serve", "--index", "seen", "--unix", name]);
            assert_eq!(run.code, Some(1), "{run:?}");
            assert!(run.message(name).contains(told), "{run:?}");
        }
        drop(listener);
        assert_eq!(std::fs::read_to_string(folder.path("file")).expect("the file"), "precious");
    }
}
