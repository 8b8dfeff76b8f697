//! How all experiment commands are carried out: the folder of results with its journal, progress, and the end.

use super::arguments::WorkArgs;
use super::host::{self, INTERRUPTED};
use super::output::{complain, print, print_text};
use super::progress::Runs;
use super::quantities::counted;
use super::summary::{align_right, empty};
use super::{DONE, FAILED, FAULTY, INCOMPLETE, SOME_FAILED, report};
use crate::experiment::answer::{Answer, Block, Unanswered};
use crate::experiment::journal::{JOURNAL, Journal, JournalError};
use crate::experiment::question::{Experiment, PLAN, Question};
use crate::experiment::runner::{Count, Limits, Runner, Share, Stopped};
use crate::report::Format;
use crate::report::folder::file_name;
use crate::report::manifest::{self, ExperimentManifest, InputFile, write_json};
use crate::report::page::REPORT;
use crate::scenario;
use crate::scenario::text::write::REGIONS_FILE;
use crate::terms::Lang;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Why an experiment did not end.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{} exists already\nhelp: --resume goes on with it, --force starts again, --out DIR writes elsewhere", .0.display())]
    Exists(PathBuf),
    #[error("{} holds another experiment\nhelp: --force starts again, --out DIR writes elsewhere", .0.display())]
    Other(PathBuf),
    #[error("cannot {action} {}: {why}\nhelp: check that the folder may be written and the disk has room, or write elsewhere with --out DIR", .path.display())]
    Disk { action: &'static str, path: PathBuf, why: String },
    #[error("{0}\nhelp: {help}", help = .0.help())]
    Journal(#[from] JournalError),
    #[error("{0}")]
    Unanswered(#[from] Unanswered),
    #[error("{0}")]
    Plan(String),
    #[error("an experiment that adds runs as it goes cannot be shared out\nhelp: leave --shard out")]
    Unshared,
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Exists(_) | Self::Other(_) | Self::Unshared => FAULTY,
            Self::Journal(JournalError::Other { .. } | JournalError::Busy(_)) => FAULTY,
            _ => FAILED,
        }
    }
}

fn disk<E: std::fmt::Display>(action: &'static str, path: &Path) -> impl FnOnce(E) -> Failure {
    move |why| Failure::Disk { action, path: path.into(), why: why.to_string() }
}

/// How an experiment ended.
enum End {
    /// With an answer.
    Answered { answer: Box<Answer>, folder: PathBuf, count: Count, seconds: f64 },
    /// With its share of the runs.
    Shared { folder: PathBuf, count: Count },
    /// Before its end.
    Interrupted { folder: PathBuf, count: Count },
    /// With runs missing that may not be run.
    Missing(usize),
}

/// An experiment and what it was read from.
pub(crate) struct Work<'a> {
    pub(crate) experiment: &'a Experiment,
    pub(crate) inputs: Vec<(PathBuf, String)>,
    pub(crate) share: Option<Share>,
    /// Whether runs that are not in the journal may be run.
    pub(crate) may_run: bool,
    /// Journals whose records are taken over first.
    pub(crate) journals: Vec<PathBuf>,
    /// Language of the report, if there is to be one.
    pub(crate) report: Option<Lang>,
}

impl<'a> Work<'a> {
    /// All runs of an experiment, without a report.
    pub(crate) fn of(experiment: &'a Experiment, inputs: Vec<(PathBuf, String)>) -> Self {
        Self { experiment, inputs, share: None, may_run: true, journals: Vec::new(), report: None }
    }
}

/// Carries an experiment out and shows its answer; `after` may do more with it before it is shown.
pub(crate) fn carry_out(
    work: &Work<'_>,
    args: &WorkArgs,
    after: impl FnOnce(&Answer) -> Result<(), String>,
) -> ExitCode {
    host::watch_for_interrupt();
    match execute(work, args) {
        Ok(End::Answered { answer, folder, count, seconds }) => {
            if let Err(why) = after(&answer) {
                complain(&format!("error: {why}"));
                return ExitCode::from(FAILED);
            }
            if let Some(lang) = work.report
                && let Err(why) = report::write_into(&folder, lang)
            {
                complain(&format!("error: {why}"));
                return ExitCode::from(FAILED);
            }
            show(work, &answer, &folder, count, seconds, args)
        }
        Ok(End::Shared { folder, count }) => {
            if !args.quiet {
                let runs = counted(count.done as u64, "run", "runs");
                complain(&format!(
                    "{runs} of this share are in {}\nhelp: `jiama merge` joins all shares",
                    folder.display()
                ));
            }
            ExitCode::from(DONE)
        }
        Ok(End::Interrupted { folder, count }) => {
            complain(&format!(
                "interrupted; {} of {} are kept in {}\nhelp: the same command with --resume goes on",
                count.done,
                counted(count.asked as u64, "run", "runs"),
                folder.display()
            ));
            ExitCode::from(INTERRUPTED)
        }
        Ok(End::Missing(n)) => {
            complain(&format!(
                "error: {} missing\nhelp: name the folders of all shares, or finish a share with --resume",
                if n == 1 { "one run is".into() } else { format!("{n} runs are") }
            ));
            ExitCode::from(INCOMPLETE)
        }
        Err(failure) => {
            complain(&format!("error: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}

fn execute(work: &Work<'_>, args: &WorkArgs) -> Result<End, Failure> {
    let experiment = work.experiment;
    if work.share.is_some() && !experiment.question.is_fixed() {
        return Err(Failure::Unshared);
    }
    let plan = experiment.plan().map_err(|e| Failure::Plan(e.to_string()))?;
    let hash = experiment.hash().map_err(|e| Failure::Plan(e.to_string()))?;
    let short: String = hash.chars().take(8).collect();
    let part = work.share.map_or(String::new(), |s| format!("-share-{}-of-{}", s.part, s.parts));
    let folder = args.out.join(file_name(&format!("{}-{short}{part}", experiment.name)));
    let mut known = BTreeMap::new();
    for other in &work.journals {
        known.extend(Journal::peek(other, &hash)?);
    }
    if !work.may_run {
        // Before anything is touched: is all there?
        let mut shown = |_| {};
        let limits =
            Limits { threads: 1, share: None, may_run: false, cancelled: &host::interrupted, shown: &mut shown };
        let mut runner = Runner::with_known(&experiment.arms, known.clone(), limits);
        if let Err(Unanswered::Stopped(Stopped::Missing(n))) = crate::experiment::answer(experiment, &mut runner) {
            return Ok(End::Missing(n));
        }
    }
    let aside = prepare(&folder, &plan, args)?;
    let earlier = Earlier(aside.clone());
    let mut journal = Journal::open(&folder, &hash)?;
    for (id, record) in known {
        if journal.find(&id).is_none() {
            journal.add(id, record)?;
        }
    }

    let threads = args.threads.map_or_else(host::cores, usize::from);
    let started = host::clock();
    let mut display = Runs::new(args.quiet);
    let mut shown = |count: Count| display.show(count);
    let limits =
        Limits { threads, share: work.share, may_run: work.may_run, cancelled: &host::interrupted, shown: &mut shown };
    let mut runner = Runner::new(&experiment.arms, Some(journal), limits);
    let answer = crate::experiment::answer(experiment, &mut runner);
    let count = runner.count();
    let answer = match answer {
        Ok(answer) => answer,
        Err(Unanswered::Stopped(stopped)) => {
            drop(runner);
            display.end();
            return match stopped {
                Stopped::Cancelled => Ok(End::Interrupted { folder, count }),
                Stopped::Share => Ok(End::Shared { folder, count }),
                Stopped::Missing(n) => Ok(End::Missing(n)),
                Stopped::Journal(error) => Err(error.into()),
                other @ Stopped::Threads(_) => Err(Unanswered::Stopped(other).into()),
            };
        }
        Err(other) => {
            drop(runner);
            display.end();
            if let Unanswered::Cannot { tables, .. } = &other {
                for table in tables {
                    table.write(&folder, args.format.format()).map_err(disk("write in", &folder))?;
                }
            }
            return Err(other.into());
        }
    };
    runner.settle()?;
    display.end();
    let seconds = (host::clock() - started) as f64 / 1e9;
    let format = args.format.format();
    write(work, &answer, &folder, format, Cost { hash, count, seconds, threads })?;
    earlier.forget();
    if let Some(old) = aside {
        fs::remove_dir_all(&old).map_err(disk("remove the earlier results in", &old))?;
    }
    Ok(End::Answered { answer: Box::new(answer), folder, count, seconds })
}

/// Makes the folder, or takes the one that is there; gives what was moved aside.
fn prepare(folder: &Path, plan: &str, args: &WorkArgs) -> Result<Option<PathBuf>, Failure> {
    let mut aside = None;
    if folder.symlink_metadata().is_ok() {
        if args.force {
            // A run that is still going must not lose its folder under it.
            if Journal::is_busy(folder) {
                return Err(JournalError::Busy(folder.join(JOURNAL)).into());
            }
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let free = (1..).map(|n| folder.with_file_name(format!("{name}-earlier-{n}")));
            let old = free.into_iter().find(|path| path.symlink_metadata().is_err());
            let old = old.unwrap_or_else(|| folder.with_file_name(format!("{name}-earlier")));
            fs::rename(folder, &old).map_err(disk("move aside", folder))?;
            aside = Some(old);
        } else if !args.resume {
            return Err(Failure::Exists(folder.into()));
        } else {
            let path = folder.join(PLAN);
            let there = fs::read_to_string(&path).map_err(disk("read", &path))?;
            if there != plan {
                return Err(Failure::Other(folder.into()));
            }
            // What is in the folder is not whole again until the end.
            let manifest = folder.join("manifest.json");
            if manifest.exists() {
                fs::remove_file(&manifest).map_err(disk("remove", &manifest))?;
            }
            return Ok(None);
        }
    }
    fs::create_dir_all(folder).map_err(disk("make the folder", folder))?;
    let path = folder.join(PLAN);
    fs::write(&path, plan).map_err(disk("write", &path))?;
    Ok(aside)
}

/// Earlier results that were moved aside: said where they are, unless new ones took their place.
struct Earlier(Option<PathBuf>);

impl Earlier {
    fn forget(mut self) {
        self.0 = None;
    }
}

impl Drop for Earlier {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            complain(&format!("the earlier results are in {}", path.display()));
        }
    }
}

struct Cost {
    hash: String,
    count: Count,
    seconds: f64,
    threads: usize,
}

/// Writes everything but the journal; the manifest last.
fn write(work: &Work<'_>, answer: &Answer, folder: &Path, format: Format, cost: Cost) -> Result<(), Failure> {
    let experiment = work.experiment;
    for table in &answer.tables {
        let path = folder.join(&table.name);
        table.write(folder, format).map_err(disk("write", &path))?;
    }
    let path = folder.join("summary.json");
    write_json(&path, &document(experiment, answer, &cost.hash)).map_err(disk("write", &path))?;
    if !answer.figures.is_empty() {
        let figures = folder.join("figures");
        fs::create_dir_all(&figures).map_err(disk("make the folder", &figures))?;
        write_figures(&figures, answer).map_err(|why| Failure::Disk { action: "draw in", path: figures, why })?;
    }
    for (name, text) in &answer.pages {
        let path = folder.join(name);
        fs::write(&path, text).map_err(disk("write", &path))?;
    }
    if matches!(experiment.question, Question::Comparison(_)) {
        let mut taken = BTreeSet::new();
        for arm in &experiment.arms {
            let mut name = file_name(&arm.name);
            while !taken.insert(name.clone()) {
                name.push('-');
            }
            let own = folder.join("arms").join(name);
            fs::create_dir_all(&own).map_err(disk("make the folder", &own))?;
            let path = own.join("scenario.toml");
            fs::write(&path, scenario::write(&arm.scenario)).map_err(disk("write", &path))?;
            if let Some(regions) = scenario::write_regions(&arm.scenario) {
                let path = own.join(REGIONS_FILE);
                fs::write(&path, regions).map_err(disk("write", &path))?;
            }
        }
    }
    let input =
        |(path, sha256): &(PathBuf, String)| InputFile { path: path.display().to_string(), sha256: sha256.clone() };
    let mut files = manifest::list_files(folder).map_err(disk("read", folder))?;
    // It is drawn from the others, and can be drawn again at any time.
    files.retain(|file| file.path != REPORT);
    let manifest = ExperimentManifest {
        schema_version: manifest::SCHEMA_VERSION,
        jiama_version: env!("CARGO_PKG_VERSION").into(),
        kind: experiment.question.kind().into(),
        name: experiment.name.clone(),
        description: experiment.description.clone(),
        hash: cost.hash,
        runs: cost.count.asked as u64,
        failed: cost.count.failed as u64,
        command: host::command(),
        inputs: work.inputs.iter().map(input).collect(),
        host: host::host(),
        threads: cost.threads,
        seconds: cost.seconds,
        peak_memory_bytes: host::peak_memory(),
        files,
    };
    let path = folder.join("manifest.json");
    write_json(&path, &manifest).map_err(disk("write", &path))
}

/// Draws all figures of an answer as SVG and PNG.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn write_figures(folder: &Path, answer: &Answer) -> Result<(), String> {
    for (name, figure) in &answer.figures {
        let name = file_name(name);
        figure.svg(&folder.join(format!("{name}.svg")))?;
        figure.png(&folder.join(format!("{name}.png")))?;
    }
    Ok(())
}

/// The answer as a document: no times and no machine in it.
fn document(experiment: &Experiment, answer: &Answer, hash: &str) -> Value {
    let mut document = json!({
        "schema_version": 1,
        "jiama_version": env!("CARGO_PKG_VERSION"),
        "kind": experiment.question.kind(),
        "name": experiment.name,
        "hash": hash,
    });
    if let (Value::Object(all), Value::Object(own)) = (&mut document, &answer.document) {
        all.extend(own.clone());
    }
    document
}

fn show(work: &Work<'_>, answer: &Answer, folder: &Path, count: Count, seconds: f64, args: &WorkArgs) -> ExitCode {
    let experiment = work.experiment;
    let written = if args.json {
        let mut document = document(experiment, answer, &experiment.hash().unwrap_or_default());
        document["folder"] = folder.display().to_string().into();
        print(&format!("{document:#}"))
    } else {
        let mut text = String::new();
        for block in &answer.blocks {
            match block {
                Block::Line(line) => text.push_str(&format!("{line}\n")),
                Block::Table { head, rows, right } => {
                    let head: Vec<&str> = head.iter().map(String::as_str).collect();
                    let mut table = empty(&head);
                    rows.iter().for_each(|row| {
                        table.add_row(row);
                    });
                    align_right(&mut table, right);
                    text.push_str(&format!("\n{}\n", table.trim_fmt()));
                }
            }
        }
        let known = if count.known > 0 { format!(" ({} of them before)", count.known) } else { String::new() };
        let runs = counted(count.asked as u64, "run", "runs");
        text.push_str(&format!("\nResults in {} after {seconds:.1} s: {runs}{known}.\n", folder.display()));
        print_text(&text)
    };
    let code = match () {
        () if answer.unmet => FAILED,
        () if count.failed > 0 => SOME_FAILED,
        () => return written,
    };
    ExitCode::from(code)
}

/// Where the folders of shares are, for `jiama merge`.
pub(crate) fn has_journal(folder: &Path) -> bool {
    folder.join(JOURNAL).is_file() && folder.join(PLAN).is_file()
}
