//! The workshop: a page, served from the binary, on which one person or a class turns the levers of a small country.
//!
//! One request is one run: the setting becomes a policy over the [`Country`], read by the reader of scenario files; [`runs`]
//! runs it with its replicates, paired by seed with the country as it is, and [`answer`] writes what came out. [`class`] is
//! the board of groups; it is held in memory only. Routes are in `http`, the reading of requests in `asked`, what holds for
//! every request in `guard`, connections in `serve`; `docs/workshop/server.md` says how it is used.
//!
//! # Limits
//!
//! | what | where |
//! |---|---|
//! | size of a run | [`country`] (it is the country's, no visitor changes it) |
//! | runs at once, time of a run, what is remembered | [`Limits`] |
//! | runs of a visitor and of an address, attempts to join | [`visitors`] |
//! | groups, names | [`class`] |
//! | bodies, heads, connections | [`Limits`], `serve` |

pub mod answer;
mod asked;
mod assets;
mod cache;
pub mod class;
pub mod country;
mod describe;
pub mod export;
mod guard;
mod http;
pub mod kept;
pub mod measures;
pub mod picture;
mod refusal;
mod report;
pub mod runs;
mod serve;
pub mod simulate;
#[cfg(test)]
mod tests;
pub mod visitors;

pub use refusal::Refusal;

use crate::scenario::{Diagnostics, Loaded, Memory, Reader};
use class::Class;
use country::Country;
use guard::Hosts;
use http::{App, router};
use runs::{RunLimits, Runs};
use serve::{Connections, serve};
use simulate::{Simulate, Stage, simulate};
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use visitors::Visitors;

/// The country that is shipped.
const SHIPPED: &str = include_str!("../../scenarios/workshop.toml");

/// Port unless another is given.
pub const PORT: u16 = 8765;
/// Address unless another is given: this machine alone.
pub const HOST: &str = "127.0.0.1";
/// Runs that may wait or go on at once, unless said otherwise.
pub const QUEUE: u16 = 192;
/// Seconds of a run, unless said otherwise.
pub const RUN_SECONDS: u16 = 60;
/// Megabytes of runs that are remembered, unless said otherwise.
pub const MEGABYTES: u16 = 128;

/// Where and how a workshop is held.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on.
    pub host: String,
    /// Port; 0 lets the system choose.
    pub port: u16,
    /// Further names under which visitors may ask for it.
    pub names: Vec<String>,
    /// Limits.
    pub limits: Limits,
}

/// What visitors may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Threads that simulate.
    pub threads: usize,
    /// Runs that may wait or go on at once.
    pub queue: usize,
    /// Time of a run.
    pub run_time: Duration,
    /// Runs that are remembered.
    pub remembered: usize,
    /// Bytes of what is remembered.
    pub remembered_bytes: usize,
    /// Bytes of a body.
    pub body: usize,
    /// Time in which a body must have come.
    pub body_time: Duration,
    /// Time in which the head of a request must have come.
    pub head_time: Duration,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            threads: 1,
            queue: QUEUE.into(),
            run_time: Duration::from_secs(RUN_SECONDS.into()),
            remembered: 400,
            remembered_bytes: usize::from(MEGABYTES) * 1_000_000,
            body: 64_000,
            body_time: Duration::from_secs(10),
            head_time: Duration::from_secs(15),
            connections: 512,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { host: HOST.into(), port: PORT, names: Vec::new(), limits: Limits::default() }
    }
}

/// Why a workshop cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    /// The country is not for a workshop.
    #[error("{0}")]
    Country(String),
    /// Nothing can listen there.
    #[error("cannot listen on {address}: {why}\nhelp: {help}")]
    Listen {
        /// Where.
        address: String,
        /// What the system says.
        why: String,
        /// What to do.
        help: String,
    },
    /// The system lacks something.
    #[error("{0}")]
    System(String),
}

/// A workshop that is open.
#[derive(Debug)]
pub struct Workshop {
    app: Arc<App>,
    listener: TcpListener,
    address: SocketAddr,
    hosts: Hosts,
    connections: Connections,
}

/// The country that is shipped with the program.
///
/// # Errors
/// Never, unless the program was built wrongly.
pub fn shipped() -> Result<Loaded, Diagnostics> {
    let files = Memory::default().with("workshop.toml", SHIPPED);
    Reader::new(&files).vocabulary(crate::model::vocabulary()).read("workshop.toml")
}

impl Workshop {
    /// Opens a workshop on a country: it listens, but answers only when it is served.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open(loaded: &Loaded, options: &Options) -> Result<Self, Closed> {
        Self::with(loaded, options, simulate)
    }

    fn with(loaded: &Loaded, options: &Options, simulate: Simulate) -> Result<Self, Closed> {
        let limits = options.limits;
        let country = Country::new(loaded).map_err(Closed::Country)?;
        let listener = listen(&options.host, options.port)?;
        let system = |e: std::io::Error| Closed::System(e.to_string());
        let address = listener.local_addr().map_err(system)?;
        listener.set_nonblocking(true).map_err(system)?;
        let stage = Arc::new(Stage::new(Arc::new(country)));
        let of_runs = RunLimits {
            threads: limits.threads,
            queue: limits.queue,
            time: limits.run_time,
            remembered: limits.remembered,
            bytes: limits.remembered_bytes,
        };
        let runs = Runs::start(stage.clone(), of_runs, simulate).map_err(system)?;
        let class = Class::new().map_err(Closed::System)?;
        let visitors = Visitors::default();
        let app = App { stage, runs, visitors, class, body: limits.body, body_time: limits.body_time };
        let connections = Connections {
            most: limits.connections,
            head_time: limits.head_time,
            life: limits.run_time.max(limits.head_time) * 10,
        };
        let hosts = Hosts::new(options.names.iter().cloned().chain([options.host.clone()]));
        Ok(Self { app: Arc::new(app), listener, address, hosts, connections })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The code with which groups join the class.
    pub fn code(&self) -> &str {
        self.app.class.code()
    }

    /// The key of the teacher.
    pub fn teacher(&self) -> &str {
        self.app.class.teacher()
    }

    /// The country.
    pub fn country(&self) -> &Country {
        &self.app.stage.country
    }

    /// Answers visitors until `stop` says so. Then runs stop, and what was asked is told so.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn serve(self, stop: &(dyn Fn() -> bool + Sync)) -> Result<(), Closed> {
        let system = |e: std::io::Error| Closed::System(e.to_string());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(2)
            .thread_name("workshop")
            .enable_io()
            .enable_time()
            .build()
            .map_err(system)?;
        let app = self.app;
        // The country as it is: what every other run is compared with.
        let first = app.runs.ask(app.stage.country.untouched()).map_err(|e| Closed::System(e.to_string()))?;
        let router = router(app.clone(), self.hosts);
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(system)?;
            let waiting = tokio::spawn(first.wait());
            serve(listener, router, self.connections, stop, || app.runs.close()).await;
            waiting.abort();
            Ok(())
        })?;
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(())
    }
}

fn listen(host: &str, port: u16) -> Result<TcpListener, Closed> {
    TcpListener::bind((host, port)).map_err(|error| {
        let help = match error.kind() {
            ErrorKind::AddrInUse => "another program, perhaps another workshop, listens there; --port N takes another, --port 0 any free one",
            ErrorKind::PermissionDenied => "ports below 1024 are for the system; --port N takes another",
            ErrorKind::AddrNotAvailable => "this machine has no such address; --host 0.0.0.0 listens on all that it has",
            _ => "--host takes an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for all networks",
        };
        Closed::Listen { address: format!("{host}:{port}"), why: error.to_string(), help: help.into() }
    })
}
