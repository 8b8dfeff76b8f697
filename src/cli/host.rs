//! The machine: memory, cores, the clock, and being told to stop.

use super::output::complain;
use crate::parallel::Locked;
use crate::report::manifest::Host;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use sysinfo::System;

/// Exit code of a run that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

static STOP: AtomicBool = AtomicBool::new(false);
/// Folders of a run that is not complete: the first with all that is in it, the others where they are empty.
static UNFINISHED: Locked<Vec<PathBuf>> = Locked::new(Vec::new());

/// From now on Ctrl-C asks for a clean stop, and a second one stops at once. Both leave no half-written folder.
pub(crate) fn watch_for_interrupt() {
    // Where no handler can be set, Ctrl-C ends the program as it always does: the temporary folder then stays.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            remove_unfinished();
            std::process::exit(INTERRUPTED.into());
        }
        complain("stopping; once more stops at once");
    });
}

/// Says what to remove if the program has to stop at once; nothing any more once a run is complete.
pub(crate) fn set_unfinished(folders: Vec<PathBuf>) {
    *UNFINISHED.lock() = folders;
}

fn remove_unfinished() {
    let folders = std::mem::take(&mut *UNFINISHED.lock());
    let Some((written, made)) = folders.split_first() else { return };
    // The run still writes: a file that appears while the others go needs another round.
    for _ in 0..100 {
        let gone = std::fs::remove_dir_all(written);
        if gone.is_ok() || !written.exists() {
            break;
        }
    }
    for folder in made {
        let _ = std::fs::remove_dir(folder);
    }
}

/// Whether a stop was asked for.
pub(crate) fn interrupted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Nanoseconds since the first call.
pub(crate) fn clock() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Cores that this program may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Memory of the machine and what of it is free, in bytes, under the limits of a container if there are any.
pub(crate) fn memory() -> Option<(u64, u64)> {
    let mut system = System::new().ok()?;
    system.refresh_memory();
    let (total, free) = (system.total_memory(), system.available_memory());
    let limits = system.cgroup_limits();
    let (total, free) = limits.map_or((total, free), |l| (total.min(l.total_memory), free.min(l.free_memory)));
    (total > 0).then_some((total, free))
}

/// The command as it was typed, for the manifest; the program goes by its name, wherever it lies.
pub(crate) fn command() -> Vec<String> {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once("jiama".to_string()).chain(args).collect()
}

/// The machine, for the manifest.
pub(crate) fn host() -> Host {
    Host {
        os: std::env::consts::OS.into(),
        arch: std::env::consts::ARCH.into(),
        cores: cores(),
        memory_bytes: memory().map(|m| m.0),
    }
}

/// Most memory that this program has held at once; none where the system does not tell.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
