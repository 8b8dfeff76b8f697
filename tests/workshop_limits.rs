//! What bad input gets, and what visitors cannot take from others: each has its status, and the server goes on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod workshop_server;

use jiama::workshop::Limits;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use workshop_server::{Answer, SLOW, SMALL, Server};

/// What is left to read of a connection.
fn rest(stream: &mut TcpStream) -> Answer {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut bytes = Vec::new();
    // A server that closes while one still writes may reset the connection; what came before counts.
    let _ = stream.read_to_end(&mut bytes);
    Answer::read(&bytes)
}

#[test]
fn a_setting_that_is_none_is_refused_with_a_place_and_help() {
    let server = Server::small();
    for (body, code) in [
        ("", "json"),
        ("{", "json"),
        ("[]", "json"),
        ("\u{0}\u{1}", "json"),
        ("{\"set\": []}", "json"),
        ("{\"set\": {\"evaluation.third_party\": NaN}}", "json"),
        ("{\"set\": {\"evaluation.third_party\": 1e999}}", "json"),
        ("{\"set\": {\"evaluation.third_party\": \"NaN\"}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": \"inf\"}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": true}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": -0.1}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": 1e300}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": 123456789012345678901234567890}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": {}}}", "value"),
        ("{\"set\": {\"evaluation.third_partty\": 0.5}}", "unknown_lever"),
        ("{\"set\": {\"run.years\": 50}}", "unknown_lever"),
        ("{\"set\": {\"run.replicates\": 1000}}", "unknown_lever"),
        ("{\"set\": {\"population.citizens_per_office\": 1000000}}", "unknown_lever"),
        ("{\"set\": {\"extends\": \"/etc/passwd\"}}", "unknown_lever"),
        ("{\"set\": {\"../x\": 1}}", "unknown_lever"),
        ("{\"set\": {\"cascade.cap\": 5, \"evaluation.third_party\": 0.5}}", "value"),
        ("{\"set\": {\"evaluation.third_party\": 0.5}, \"from\": -1}", "value"),
        ("{\"set\": {\"evaluation.third_party\": 0.5}, \"from\": 1000000}", "value"),
        ("{\"set\": {\"evaluation.third_party\": 0.5}, \"from\": 104}", "rule"),
        ("{\"set\": {\"evaluation.third_party\": 0.5}, \"ramp\": \"x\"}", "value"),
        (
            "{\"set\": {\"evaluation.weights.digital\": 0, \"evaluation.weights.results\": 0, \"evaluation.weights.satisfaction\": 0}}",
            "rule",
        ),
    ] {
        let answer = server.post("/api/run", body);
        assert_eq!(answer.refusal(), (400, code.into()), "{body} {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(
            server.post("/api/compare", &format!("{{\"a\": {{\"set\": {{}}}}, \"b\": {body}}}")).status,
            400,
            "{body}"
        );
    }
    let misspelt = server.run(&json!({ "evaluation.third_partty": 0.5 })).json();
    assert_eq!(misspelt["where"], "evaluation.third_partty");
    assert!(misspelt["help"].as_str().unwrap().contains("did you mean `third_party`?"), "{misspelt}");
    let beyond = server.run(&json!({ "evaluation.third_party": 1.5 })).json();
    assert_eq!(beyond["where"], "evaluation.third_party");
    assert!(beyond["error"].as_str().unwrap().contains("a number in 0..=1"), "{beyond}");
    assert!(server.is_alive());
}

#[test]
fn a_body_of_a_hundred_megabytes_is_refused_before_it_has_come() {
    let server = Server::small();
    let length = ("content-length", "100000000");
    let mut stream = server.send("POST", "/api/run", &[length], "{");
    let answer = rest(&mut stream);
    assert_eq!(answer.refusal(), (413, "body_too_large".into()));
    // Without a length that is told: it is read to the limit only.
    let mut stream = server.send("POST", "/api/run", &[("transfer-encoding", "chunked")], "");
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut sent = 0_u64;
    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    while sent < 100_000_000 && stream.write_all(chunk.as_bytes()).is_ok() {
        sent += chunk.len() as u64;
    }
    assert!(sent < 20_000_000, "{sent} bytes were taken");
    // 64,001 bytes are too many, 64,000 are not.
    let fitting = |n: usize| format!("{{\"set\": {{}}{}}}", " ".repeat(n - 11));
    assert_eq!(fitting(64_000).len(), 64_000);
    assert_eq!(server.post("/api/run", &fitting(64_000)).status, 200);
    assert_eq!(server.post("/api/run", &fitting(64_001)).status, 413);
    assert!(server.is_alive());
}

#[test]
fn half_a_request_holds_nothing_for_long() {
    let limits = Limits {
        threads: 2,
        head_time: Duration::from_millis(400),
        body_time: Duration::from_millis(400),
        connections: 8,
        ..Limits::default()
    };
    let server = Server::new(SMALL, limits);
    let start = Instant::now();
    let mut halves: Vec<TcpStream> = (0..6)
        .map(|i| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            let text = if i % 2 == 0 { "" } else { "POST /api/run HTTP/1.1\r\nhost: loc" };
            stream.write_all(text.as_bytes()).unwrap();
            stream
        })
        .collect();
    let mut body = server.send("POST", "/api/run", &[("content-length", "500")], "{\"set\":");
    assert_eq!(rest(&mut body).refusal(), (408, "timeout".into()));
    for half in &mut halves {
        // Closed, with or without a word.
        let answer = rest(half);
        assert!(matches!(answer.status, 0 | 408), "{}", answer.head);
    }
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(server.is_alive());
}

#[test]
fn connections_are_counted() {
    let limits = Limits { threads: 1, connections: 4, head_time: Duration::from_secs(5), ..Limits::default() };
    let server = Server::new(SMALL, limits);
    let held: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/").status, 503);
    drop(held);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_head_without_end_and_nonsense_are_refused() {
    let server = Server::small();
    let start = Instant::now();
    let mut long = server.send("GET", "/", &[("x", &"y".repeat(100_000))], "");
    assert!(matches!(rest(&mut long).status, 0 | 400 | 431));
    let many: Vec<(String, String)> = (0..200).map(|i| (format!("x{i}"), "y".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert!(matches!(rest(&mut server.send("GET", "/", &many, "")).status, 0 | 400 | 431));
    let mut nonsense = TcpStream::connect(server.address).unwrap();
    nonsense.write_all(b"\x16\x03\x01 this is not http\r\n\r\n").unwrap();
    assert!(matches!(rest(&mut nonsense).status, 0 | 400));
    // Told or closed at once, not when the time for a head is over.
    assert!(start.elapsed() < Limits::default().head_time, "{:?}", start.elapsed());
    assert!(server.is_alive());
}

#[test]
fn other_names_and_other_pages_are_refused() {
    let server = Server::small();
    let port = server.address.port();
    let ask = |method: &str, headers: &[(&str, &str)]| server.ask(method, "/api/run", headers, "{\"set\": {}}");
    assert_eq!(server.ask("GET", "/", &[("host", "evil.example")], "").refusal(), (403, "host".into()));
    assert_eq!(ask("POST", &[("host", &format!("evil.example:{port}"))]).refusal(), (403, "host".into()));
    assert_eq!(server.ask("GET", "/", &[("host", &format!("localhost:{port}"))], "").status, 200);
    assert_eq!(server.ask("GET", "/", &[("host", "Teacher.local")], "").status, 200);
    for origin in ["http://evil.example", "null", "https://127.0.0.1", "http://localhost:1"] {
        assert_eq!(ask("POST", &[("origin", origin)]).refusal(), (403, "origin".into()), "{origin}");
    }
    assert_eq!(ask("POST", &[("origin", &format!("http://127.0.0.1:{port}"))]).status, 200);
    let mut old = TcpStream::connect(server.address).unwrap();
    old.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    assert_eq!(rest(&mut old).refusal(), (400, "host".into()));
}

/// The status of a request, or none where it is still waited for after a moment.
fn soon(mut stream: TcpStream) -> Result<u16, TcpStream> {
    stream.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let mut bytes = [0; 4096];
    match stream.read(&mut bytes) {
        Ok(n) => Ok(Answer::read(&bytes[..n]).status),
        Err(_) => Err(stream),
    }
}

fn slow_run(server: &Server, visitor: &str, value: f64) -> TcpStream {
    let body = json!({ "set": { "evaluation.third_party": value } }).to_string();
    server.send("POST", "/api/run", &[("x-jiama-visitor", visitor)], &body)
}

#[test]
fn a_visitor_waits_for_few_runs_and_who_leaves_makes_room() {
    let server = Server::new(SLOW, Limits { threads: 1, ..Limits::default() });
    let waiting: Vec<TcpStream> =
        (1..=3).map(|i| soon(slow_run(&server, "a", f64::from(i) / 10.0)).unwrap_err()).collect();
    assert_eq!(soon(slow_run(&server, "a", 0.9)).unwrap(), 429);
    let other = soon(slow_run(&server, "b", 0.9)).unwrap_err();
    drop(waiting);
    std::thread::sleep(Duration::from_millis(300));
    let again = soon(slow_run(&server, "a", 0.8));
    assert!(again.is_err(), "{again:?}");
    drop((other, again));
}

#[test]
fn a_full_queue_says_so_and_a_run_that_nobody_waits_for_stops() {
    // The country as it is takes one place until it is there.
    let server = Server::new(SLOW, Limits { threads: 1, queue: 2, ..Limits::default() });
    let first = soon(slow_run(&server, "a", 0.1)).unwrap_err();
    // The same setting takes no further place.
    let same = soon(slow_run(&server, "b", 0.1)).unwrap_err();
    assert_eq!(soon(slow_run(&server, "c", 0.2)).unwrap(), 503);
    drop(first);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(soon(slow_run(&server, "c", 0.2)).unwrap(), 503, "someone still waits for the first");
    drop(same);
    std::thread::sleep(Duration::from_millis(300));
    assert!(soon(slow_run(&server, "c", 0.2)).is_err(), "there is room again");
}

#[test]
fn a_run_that_takes_too_long_ends() {
    let limits = Limits { threads: 1, run_time: Duration::from_millis(300), ..Limits::default() };
    let server = Server::new(SLOW, limits);
    let answer = server.run(&json!({ "evaluation.third_party": 0.1 }));
    assert_eq!(answer.refusal(), (503, "too_long".into()), "{}", answer.text());
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_server_that_stops_tells_those_who_wait() {
    let server = Server::new(SLOW, Limits { threads: 1, ..Limits::default() });
    let mut waiting = soon(slow_run(&server, "a", 0.1)).unwrap_err();
    let start = Instant::now();
    drop(server);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert_eq!(rest(&mut waiting).refusal(), (503, "closing".into()));
}

/// The command, from its first line to Ctrl-C.
#[cfg(unix)]
#[test]
fn the_command_says_where_it_is_and_ends_with_ctrl_c() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, SMALL).unwrap();
    let jiama = env!("CARGO_BIN_EXE_jiama");
    let mut child = Command::new(jiama)
        .args(["workshop", "--port", "0", "--threads", "1", "--scenario"])
        .arg(&file)
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told: Vec<String> = lines.by_ref().take_while(|line| !line.contains("Ctrl-C")).collect();
    let said = |word: &str| {
        told.iter()
            .find_map(|l| l.strip_prefix(word))
            .map(|l| l.trim().to_string())
            .unwrap_or_else(|| panic!("{told:?}"))
    };
    let link = said("Workshop");
    assert!(said("Class code").len() == 5 && said("Teacher").starts_with(&format!("{link}?teacher=")));
    let address = link.trim_start_matches("http://").trim_end_matches('/').to_string();
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(rest(&mut stream).status, 200);

    // A second one on the same port says what to do.
    let port = address.rsplit_once(':').unwrap().1;
    let second = Command::new(jiama).args(["workshop", "--port", port]).output().unwrap();
    let complaint = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains(port) && complaint.contains("--port N"), "{complaint}");

    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let start = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed() > Duration::from_secs(15) => {
                child.kill().unwrap();
                panic!("it did not stop");
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    assert_eq!(status.code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["small.toml"], "nothing is written");
}

#[test]
fn a_country_that_is_none_is_refused_by_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let run = |text: &str| {
        std::fs::write(folder.path().join("a.toml"), text).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_jiama"))
            .args(["workshop", "--port", "0", "--scenario", "a.toml"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = run("[cascade]\ncapp = 0.2\n");
    assert!(code == Some(2) && text.contains("did you mean `cap`?"), "{text}");
    let (code, text) = run("[run]\nreplicates = 10000\n");
    assert!(code == Some(2) && text.contains("too long for a workshop"), "{text}");
}
