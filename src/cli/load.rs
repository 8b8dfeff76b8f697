//! Scenarios as commands take them: a file, policy files, and values laid over it.

use super::Color;
use super::output::{colored, complain};
use crate::scenario::text::files::read_text;
use crate::scenario::{Diagnostics, Disk, FileFault, Files, Loaded, Reader, Vocabulary};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A scenario on the command line.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ScenarioArgs {
    /// Scenario file; - reads it from standard input.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: PathBuf,
    #[command(flatten)]
    pub(crate) over: OverArgs,
    /// Seed of all luck; replicate r, counted from 0, runs on seed + r.
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_hyphen_values = true)]
    pub(crate) seed: Option<u64>,
    /// Number of replicates, each with its own luck.
    #[arg(long, value_name = "R", value_parser = whole::<u32>, allow_hyphen_values = true)]
    pub(crate) replicates: Option<u32>,
}

/// What is laid over a scenario file.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct OverArgs {
    /// Policy file laid over the scenario; may be given several times.
    #[arg(long, value_name = "POLICY")]
    pub(crate) with: Vec<PathBuf>,
    /// Value laid over the scenario, as in cascade.hedging=0.2; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

/// A whole number; its bounds are checked with those of the scenario.
fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "it must be a whole number, as in 42".into())
}

/// The disk, and standard input under the name `-`.
struct DiskAndInput;

impl Files for DiskAndInput {
    fn read(&self, path: &Path) -> Result<String, FileFault> {
        if path != Path::new("-") {
            return Disk.read(path);
        }
        read_text(std::io::stdin().lock())
    }
}

/// What the model knows beyond its parameters.
pub(crate) fn vocabulary() -> Vocabulary {
    crate::model::vocabulary()
}

/// Reads a scenario file as it is.
pub(crate) fn load_plain(path: &Path) -> Result<Loaded, Diagnostics> {
    Reader::new(&DiskAndInput).vocabulary(vocabulary()).read(path)
}

/// Reads a scenario with all that is laid over it.
pub(crate) fn load(args: &ScenarioArgs) -> Result<Loaded, Diagnostics> {
    let mut reader = Reader::new(&DiskAndInput).vocabulary(vocabulary());
    for path in &args.over.with {
        reader = reader.with(path);
    }
    for text in &args.over.set {
        reader = reader.set(text);
    }
    if let Some(seed) = args.seed {
        reader = reader.seed(seed);
    }
    if let Some(replicates) = args.replicates {
        reader = reader.replicates(replicates);
    }
    reader.read(&args.scenario)
}

/// Writes all faults to standard error, with their number at the end.
pub(crate) fn complain_all(faults: &Diagnostics, color: Color) {
    complain(&faults.render(colored(color)));
    let n = faults.items().len();
    complain(&format!("\n{n} {}", if n == 1 { "fault" } else { "faults" }));
}
