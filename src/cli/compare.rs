//! `jiama compare`: arms on the same luck, and what differs between them.

use super::arguments::{self, ShareArgs, WorkArgs};
use super::load::{OverArgs, ScenarioArgs, complain_all, load, vocabulary};
use super::output::complain;
use super::report::WithReport;
use super::work::{Work, carry_out};
use super::{Color, FAULTY};
use crate::experiment::averages::years;
use crate::experiment::expression;
use crate::experiment::file;
use crate::experiment::job::Arm;
use crate::experiment::question::{Comparison, Experiment, Question, Until};
use crate::scenario::{Diagnostics, Disk, Loaded};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Replicates where neither the command nor the file says how many.
const REPLICATES: u32 = 10;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The arms are the first scenario, the first scenario with each POLICY (A.toml+B.toml lays both over it), and every other
scenario. An experiment file with `kind = \"comparison\"` names its arms itself.")]
pub(crate) struct CompareArgs {
    /// Scenario files, or one experiment file; the first is the baseline unless --baseline says otherwise.
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Policy file laid over the first scenario: one more arm; may be given several times.
    #[arg(long, value_name = "POLICY")]
    with: Vec<String>,
    #[command(flatten)]
    over: arguments::OverArgs,
    /// Name of the arm with which the others are compared.
    #[arg(long, value_name = "ARM")]
    baseline: Option<String>,
    /// Add replicates until half the 95 % interval of a difference is as narrow as this, as in half-width=0.002.
    #[arg(long, value_name = "half-width=X", value_parser = half_width)]
    until: Option<f64>,
    /// Measure that --until looks at.
    #[arg(long, value_name = "MEASURE", default_value = "citizens.resolved_in_time", requires = "until")]
    measure: String,
    /// Most replicates that --until adds up to.
    #[arg(long, value_name = "R", default_value_t = 200, requires = "until", value_parser = clap::value_parser!(u32).range(5..=5000))]
    at_most: u32,
    #[command(flatten)]
    share: ShareArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    report: WithReport,
}

fn half_width(text: &str) -> Result<f64, String> {
    let number = text.strip_prefix("half-width=").unwrap_or(text).parse::<f64>().ok();
    number.filter(|w| *w > 0.0 && w.is_finite()).ok_or_else(|| "it must be half-width=X with X above 0".into())
}

/// Runs the command.
pub(crate) fn command(args: &CompareArgs, color: Color) -> ExitCode {
    let read = match file::kind(&Disk, &args.scenarios[0]) {
        Some(kind) => of_file(args, &kind),
        None => of_scenarios(args),
    };
    let (mut experiment, inputs) = match read {
        Ok(read) => read,
        Err(Refused::Faults(faults)) => {
            complain_all(&faults, color);
            return ExitCode::from(FAULTY);
        }
        Err(Refused::Why(why)) => {
            complain(&format!("error: {why}"));
            return ExitCode::from(FAULTY);
        }
    };
    if let Err(why) = settle(args, &mut experiment) {
        complain(&format!("error: {why}"));
        return ExitCode::from(FAULTY);
    }
    let work = Work { share: args.share.shard, report: args.report.lang(), ..Work::of(&experiment, inputs) };
    carry_out(&work, &args.work, |_| Ok(()))
}

/// Why there is nothing to compare.
enum Refused {
    Faults(Diagnostics),
    Why(String),
}

type Inputs = Vec<(PathBuf, String)>;

fn of_file(args: &CompareArgs, kind: &str) -> Result<(Experiment, Inputs), Refused> {
    if kind != "comparison" {
        return Err(Refused::Why(file::other_kind(&args.scenarios[0], kind)));
    }
    if args.scenarios.len() > 1 || !args.with.is_empty() {
        let why =
            "an experiment file names its arms itself\nhelp: leave the other files out, or write them in as [[arm]]";
        return Err(Refused::Why(why.into()));
    }
    let read = file::read(&Disk, &args.scenarios[0], &args.over.over(), vocabulary()).map_err(Refused::Faults)?;
    Ok((read.experiment, read.inputs))
}

fn of_scenarios(args: &CompareArgs) -> Result<(Experiment, Inputs), Refused> {
    let read = |path: &Path, with: &[PathBuf]| -> Result<Loaded, Refused> {
        let over = OverArgs { with: with.to_vec(), set: args.over.set.clone() };
        load(&ScenarioArgs { scenario: path.into(), over, seed: args.over.seed, replicates: None })
            .map_err(Refused::Faults)
    };
    let mut found: Vec<(String, String, Loaded)> = Vec::new();
    let base = read(&args.scenarios[0], &[])?;
    let (start, seed) = (base.scenario.parameters().run, base.scenario.parameters().run.seed);
    found.push((base.scenario.name.clone(), String::new(), base));
    for written in &args.with {
        let paths: Vec<PathBuf> = match Path::new(written).exists() {
            true => vec![written.into()],
            false => written.split('+').map(PathBuf::from).collect(),
        };
        let stem = |p: &PathBuf| p.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let name = paths.iter().map(stem).collect::<Vec<_>>().join("+");
        let loaded = read(&args.scenarios[0], &paths)?;
        let own = loaded.scenario.policies.iter().skip(found[0].2.scenario.policies.len());
        let about = own.map(|p| if p.about.is_empty() { p.name.clone() } else { p.about.clone() });
        let about = about.collect::<Vec<_>>().join(" ");
        found.push((name, about, loaded));
    }
    for path in &args.scenarios[1..] {
        let mut other = read(path, &[])?;
        let run = other.scenario.parameters().run;
        if (run.years, run.burn_in) != (start.years, start.burn_in) {
            return Err(Refused::Why(format!(
                "{} has {} years after {} weeks of burn-in, the first scenario {} after {}\nhelp: --set run.years=… and --set run.burn_in=… make them alike",
                path.display(),
                run.years,
                run.burn_in,
                start.years,
                start.burn_in
            )));
        }
        // The same luck in all arms.
        other.scenario.set("run.seed", seed as f64);
        found.push((other.scenario.name.clone(), other.scenario.description.clone(), other));
    }
    if found.len() < 2 {
        let why = "there is only one arm\nhelp: add --with POLICY, another scenario, or run it alone with `jiama run`";
        return Err(Refused::Why(why.into()));
    }
    let mut inputs: Inputs = found.iter().flat_map(|(_, _, l)| l.inputs.clone()).collect();
    inputs.sort();
    inputs.dedup();
    let mut look_at: Vec<String> = found.iter().flat_map(|(_, _, l)| l.look_at.clone()).collect();
    look_at.sort();
    look_at.dedup();
    let (name, description) = (found[0].0.clone(), found[0].2.scenario.description.clone());
    let mut arms: Vec<Arm> = Vec::new();
    for (name, about, mut loaded) in found {
        let mut own = name.clone();
        for n in 2.. {
            if !arms.iter().any(|a| a.name == own) {
                break;
            }
            own = format!("{name}-{n}");
        }
        file::for_means(&mut loaded.scenario);
        let windows = years(&loaded.scenario);
        arms.push(Arm::new(own, about.trim(), loaded.scenario, &windows));
    }
    let replicates = args.over.replicates.unwrap_or(REPLICATES);
    let asked = Comparison { baseline: 0, replicates, until: None, look_at, outcomes: Vec::new() };
    let question = Question::Comparison(asked);
    Ok((Experiment { name: format!("{name}-compared"), description, arms, question }, inputs))
}

/// Baseline and stopping rule of the command line.
fn settle(args: &CompareArgs, experiment: &mut Experiment) -> Result<(), String> {
    let Question::Comparison(asked) = &mut experiment.question else { return Ok(()) };
    if let Some(name) = &args.baseline {
        let names: Vec<&str> = experiment.arms.iter().map(|a| a.name.as_str()).collect();
        let found = names.iter().position(|n| n == name);
        asked.baseline =
            found.ok_or_else(|| format!("there is no arm `{name}`\nhelp: the arms are {}", names.join(", ")))?;
    }
    if let Some(half_width) = args.until {
        let fault = |why: String| format!("--measure {}: {why}", args.measure);
        let parsed = expression::parse(&args.measure).map_err(|e| fault(e.message))?;
        for arm in &experiment.arms {
            for reference in parsed.references() {
                file::locate(arm, reference).map_err(|(message, help)| fault(format!("{message}\nhelp: {help}")))?;
            }
        }
        asked.until = Some(Until { outcome: args.measure.clone(), half_width, at_most: args.at_most });
    }
    Ok(())
}
