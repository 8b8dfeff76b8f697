//! `jiama workshop`: serves the page, prints where it is, and ends with Ctrl-C.

use super::host;
use super::load::{complain_all, load_plain};
use super::output::{complain, print_text};
use super::{Color, DONE, FAILED, FAULTY};
use crate::scenario::Loaded;
use crate::workshop::{self, Limits, Options, Workshop};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Everything is served from the program itself; no network is needed. On the loopback address only this machine sees the page. For
a class, --host 0.0.0.0 shows it to the networks that this machine is in; visitors then use this machine's address. The class lives
in memory and ends with the program. Ctrl-C stops it.")]
pub(crate) struct WorkshopArgs {
    /// Port; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = workshop::PORT)]
    port: u16,
    /// Address to listen on; 0.0.0.0 for all networks of this machine.
    #[arg(long, value_name = "ADDR", default_value = workshop::HOST)]
    host: String,
    /// Another name under which visitors may ask for it, as in teacher.local; may be given several times.
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Country to turn levers in; the shipped one unless given.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Threads that simulate; all cores unless given.
    #[arg(long, value_name = "T", env = "JIAMA_THREADS", value_parser = super::run::threads, allow_hyphen_values = true)]
    threads: Option<u16>,
    /// Runs that may wait or go on at once.
    #[arg(
        long,
        value_name = "N",
        default_value_t = workshop::QUEUE,
        value_parser = clap::value_parser!(u16).range(1..=10_000)
    )]
    queue: u16,
    /// Seconds that a run may take.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = workshop::RUN_SECONDS,
        value_parser = clap::value_parser!(u16).range(1..=3_600)
    )]
    run_time: u16,
    /// Megabytes of runs that are remembered.
    #[arg(
        long,
        value_name = "MB",
        default_value_t = workshop::MEGABYTES,
        value_parser = clap::value_parser!(u16).range(1..=16_000)
    )]
    memory: u16,
}

/// Runs the command.
pub(crate) fn command(args: &WorkshopArgs, color: Color) -> ExitCode {
    let loaded = match &args.scenario {
        Some(path) => load_plain(path),
        None => workshop::shipped(),
    };
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(faults) => {
            complain_all(&faults, color);
            return ExitCode::from(FAULTY);
        }
    };
    host::watch_for_interrupt();
    match hold(&loaded, args) {
        Ok(()) => ExitCode::from(DONE),
        Err(closed) => {
            complain(&format!("error: {closed}"));
            ExitCode::from(match closed {
                workshop::Closed::Country(_) => FAULTY,
                workshop::Closed::Listen { .. } | workshop::Closed::System(_) => FAILED,
            })
        }
    }
}

fn hold(loaded: &Loaded, args: &WorkshopArgs) -> Result<(), workshop::Closed> {
    let limits = Limits {
        threads: args.threads.map_or_else(host::cores, usize::from),
        queue: args.queue.into(),
        run_time: Duration::from_secs(args.run_time.into()),
        remembered_bytes: usize::from(args.memory) * 1_000_000,
        ..Limits::default()
    };
    let options = Options { host: args.host.clone(), port: args.port, names: args.name.clone(), limits };
    let workshop = Workshop::open(loaded, &options)?;
    let link = link(workshop.address());
    // Whoever started it with a closed output does not want to read where it is.
    let _ = print_text(&format!(
        "Workshop   {link}\nClass code {}\nTeacher    {link}?teacher={}\n{}Ctrl-C stops it.",
        workshop.code(),
        workshop.teacher(),
        match workshop.address().ip() {
            ip if ip.is_unspecified() =>
                "Visitors use the address of this machine in their network in place of localhost.\n",
            ip if ip.is_loopback() => "Only this machine sees it; --host 0.0.0.0 shows it to a class.\n",
            _ => "",
        }
    ));
    workshop.serve(&host::interrupted)
}

/// The address as one writes it into a browser.
fn link(address: SocketAddr) -> String {
    match address.ip().is_unspecified() {
        true => format!("http://localhost:{}/", address.port()),
        false => format!("http://{address}/"),
    }
}
