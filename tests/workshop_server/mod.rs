//! A workshop in this process on a port of its own, and the plainest client there is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "in a test, to give up is to fail; not every file uses all"
)]

use jiama::scenario::{Loaded, Memory, Reader};
use jiama::workshop::{Limits, Options, Workshop};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A country whose runs are there at once.
pub(crate) const SMALL: &str = "name = \"small\"\n[run]\nyears = 2\nburn_in = 8\nreplicates = 3\n[hierarchy]\ntiers = [\"province\", \"county\", \"township\"]\n\
     fan_out = [2, 2]\n[population]\ncitizens_per_office = 80\n[record]\nevery = 4\ntier = \"province\"\ngroups = [\"age\", \"residence\"]\n";

/// A country whose runs take seconds.
pub(crate) const SLOW: &str = "[run]\nyears = 5\nburn_in = 52\nreplicates = 150\n[hierarchy]\ntiers = [\"county\", \"township\"]\nfan_out = [20]\n\
     [population]\ncitizens_per_office = 2000\n[record]\ntier = \"county\"\n";

pub(crate) fn country(text: &str) -> Loaded {
    let files = Memory::default().with("country.toml", text);
    Reader::new(&files).vocabulary(jiama::model::vocabulary()).read("country.toml").unwrap()
}

/// A server that stops when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) code: String,
    pub(crate) teacher: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn small() -> Self {
        Self::new(SMALL, Limits { threads: 2, ..Limits::default() })
    }

    pub(crate) fn new(text: &str, limits: Limits) -> Self {
        let options = Options { port: 0, names: vec!["teacher.local".into()], limits, ..Options::default() };
        let workshop = Workshop::open(&country(text), &options).unwrap();
        let (address, code, teacher) = (workshop.address(), workshop.code().into(), workshop.teacher().into());
        let stop = Arc::new(AtomicBool::new(false));
        let asked = stop.clone();
        let thread = std::thread::spawn(move || workshop.serve(&move || asked.load(Ordering::Relaxed)).unwrap());
        Self { address, code, teacher, stop, thread: Some(thread) }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[], body)
    }

    /// A policy as a visitor sets it.
    pub(crate) fn run(&self, set: &Value) -> Answer {
        self.post("/api/run", &serde_json::json!({ "set": set }).to_string())
    }

    pub(crate) fn control(&self, action: &str, group: Option<u64>) -> Answer {
        let body = serde_json::json!({ "teacher": self.teacher, "action": action, "group": group });
        self.post("/api/class/control", &body.to_string())
    }

    pub(crate) fn join(&self, name: &str) -> Answer {
        self.post("/api/class/join", &serde_json::json!({ "code": self.code, "name": name }).to_string())
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = self.send(method, path, headers, body);
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::read(&bytes)
    }

    /// Sends a request and does not wait.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
        let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            text += &format!("host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if method != "GET" && !headers.iter().any(|(name, _)| matches!(*name, "content-length" | "transfer-encoding")) {
            text += &format!("content-length: {}\r\n", body.len());
        }
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap();
        stream
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.get("/").status == 200 && self.run(&serde_json::json!({})).status == 200
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the server did not end well");
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.head, self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Status and stable word of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_string())
    }
}
