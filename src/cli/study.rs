//! `jiama sweep`, `sensitivity` and `calibrate`: experiments that are written in a file.

use super::load::{complain_all, vocabulary};
use super::output::complain;
use super::work::{ShareArgs, Work, WorkArgs, carry_out};
use super::{Color, FAULTY};
use crate::experiment::file::{self, Over};
use crate::scenario::Disk;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct StudyArgs {
    /// Experiment file.
    #[arg(value_name = "EXPERIMENT")]
    file: PathBuf,
    /// Value laid over the country in every run, as in run.years=2; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Seed of all luck; replicate r, counted from 0, runs on seed + r.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Replicates of every point.
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=5000))]
    replicates: Option<u32>,
    #[command(flatten)]
    share: ShareArgs,
    #[command(flatten)]
    work: WorkArgs,
}

/// Runs a command for files of a kind.
pub(crate) fn command(args: &StudyArgs, kind: &str, color: Color) -> ExitCode {
    let over = Over { set: args.set.clone(), replicates: args.replicates, seed: args.seed };
    let read = match file::read(&Disk, &args.file, &over, vocabulary()) {
        Ok(read) => read,
        Err(faults) => {
            complain_all(&faults, color);
            return ExitCode::from(FAULTY);
        }
    };
    let experiment = read.experiment;
    if experiment.question.kind() != kind {
        let found = file::kind(&Disk, &args.file).unwrap_or_default();
        complain(&format!("error: {}", file::other_kind(&args.file, &found)));
        return ExitCode::from(FAULTY);
    }
    let inputs = read.inputs;
    let work = Work { experiment: &experiment, inputs, share: args.share.shard, may_run: true, journals: Vec::new() };
    carry_out(&work, &args.work, |_| Ok(()))
}
