//! Arguments that all experiment commands share.

use crate::experiment::file::Over;
use crate::experiment::runner::Share;
use std::path::PathBuf;

/// Arguments of all experiment commands.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct WorkArgs {
    /// Threads; all cores unless given. The results do not depend on it.
    #[arg(long, value_name = "T", env = "JIAMA_THREADS", value_parser = super::run::threads, allow_hyphen_values = true)]
    pub(crate) threads: Option<u16>,
    /// Folder in which the folder of results is made.
    #[arg(long, value_name = "DIR", env = "JIAMA_OUT", default_value = "output")]
    pub(crate) out: PathBuf,
    /// Format of the tables.
    #[arg(long, value_enum, default_value_t = super::run::FormatArg::Parquet)]
    pub(super) format: super::run::FormatArg,
    /// Print the answer as one JSON document.
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but the answer.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Go on with what an earlier start of the same experiment has finished.
    #[arg(long)]
    pub(super) resume: bool,
    /// Start again, in place of an earlier folder of the same experiment.
    #[arg(long, conflicts_with = "resume")]
    pub(super) force: bool,
}

/// What is laid over an experiment.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct OverArgs {
    /// Value laid over every run, as in run.years=2; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Seed of all luck; replicate r, counted from 0, runs on seed + r.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Replicates of every arm or point; as the file says unless given, and 10 in a comparison where nothing says it.
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=5000))]
    pub(crate) replicates: Option<u32>,
}

impl OverArgs {
    /// The same for the reader of files.
    pub(crate) fn over(&self) -> Over {
        Over { set: self.set.clone(), replicates: self.replicates, seed: self.seed }
    }
}

/// The share of the jobs that one of several processes does.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ShareArgs {
    /// Do the k-th of n shares of the runs, as in 2/4; `jiama merge` joins them.
    #[arg(long, value_name = "K/N", value_parser = share)]
    pub(crate) shard: Option<Share>,
}

fn share(text: &str) -> Result<Share, String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    let found = parts.map(|(part, parts)| Share { part, parts });
    let possible = found.filter(|s| (1..=s.parts).contains(&s.part) && s.parts <= 100_000);
    possible.ok_or_else(|| "it must be k/n with 1 <= k <= n, as in 2/4".into())
}
