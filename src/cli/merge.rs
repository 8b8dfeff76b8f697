//! `jiama merge`: joins the shares of an experiment; the results are those of one process, to the byte.

use super::arguments::WorkArgs;
use super::load::vocabulary;
use super::output::complain;
use super::report::WithReport;
use super::work::{Work, carry_out, has_journal};
use super::{Color, FAULTY};
use crate::experiment::question::{Experiment, PLAN};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// Folders of the shares.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    report: WithReport,
}

/// Runs the command.
pub(crate) fn command(args: &MergeArgs, _color: Color) -> ExitCode {
    let refused = |why: String| {
        complain(&format!("error: {why}"));
        ExitCode::from(FAULTY)
    };
    let mut plan: Option<String> = None;
    for folder in &args.folders {
        if !has_journal(folder) {
            let help = "name folders that `--shard` has made";
            return refused(format!("{} is not a folder of an experiment\nhelp: {help}", folder.display()));
        }
        let path = folder.join(PLAN);
        match std::fs::read_to_string(&path) {
            Err(error) => return refused(format!("cannot read {}: {error}", path.display())),
            Ok(text) if plan.as_ref().is_some_and(|plan| *plan != text) => {
                let (one, other) = (args.folders[0].display(), folder.display());
                let help = "shares belong together if everything but --shard was the same";
                return refused(format!("{one} and {other} are of different experiments\nhelp: {help}"));
            }
            Ok(text) => plan = Some(text),
        }
    }
    let experiment = match Experiment::from_plan(&plan.unwrap_or_default(), vocabulary()) {
        Ok(experiment) => experiment,
        Err(why) => return refused(format!("{}: {why}", args.folders[0].join(PLAN).display())),
    };
    let work = Work {
        may_run: false,
        journals: args.folders.clone(),
        report: args.report.lang(),
        ..Work::of(&experiment, Vec::new())
    };
    carry_out(&work, &args.work, |_| Ok(()))
}
