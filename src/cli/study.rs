//! `jiama sweep`, `sensitivity` and `calibrate`: experiments that are written in a file.

use super::arguments::{OverArgs, ShareArgs, WorkArgs};
use super::load::{complain_all, vocabulary};
use super::output::complain;
use super::report::WithReport;
use super::work::{Work, carry_out};
use super::{Color, FAULTY};
use crate::experiment::file;
use crate::scenario::Disk;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct StudyArgs {
    /// Experiment file.
    #[arg(value_name = "EXPERIMENT")]
    file: PathBuf,
    #[command(flatten)]
    over: OverArgs,
    #[command(flatten)]
    share: ShareArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    report: WithReport,
}

/// Runs a command for files of a kind.
pub(crate) fn command(args: &StudyArgs, kind: &str, color: Color) -> ExitCode {
    let read = match file::read(&Disk, &args.file, &args.over.over(), vocabulary()) {
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
    let work = Work { share: args.share.shard, report: args.report.lang(), ..Work::of(&experiment, inputs) };
    carry_out(&work, &args.work, |_| Ok(()))
}
