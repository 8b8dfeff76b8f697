//! `jiama validate`: the patterns that the model must show, with their null arms.

use super::arguments::{OverArgs, ShareArgs, WorkArgs};
use super::load::{complain_all, vocabulary};
use super::output::complain;
use super::patterns::{PATTERNS, Shipped};
use super::work::{Work, carry_out, write_figures};
use super::{Color, FAULTY};
use crate::experiment::answer::Answer;
use crate::experiment::file::{self, Over, Read};
use crate::experiment::question::{Experiment, Question, Validation};
use crate::scenario::text::suggest;
use crate::scenario::{Diagnostics, Disk};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct ValidateArgs {
    /// Patterns by number or name, or files of patterns; all shipped ones unless given.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    over: OverArgs,
    /// Also write the page here, and its figures beside it in images/.
    #[arg(long, value_name = "FILE.md")]
    page: Option<PathBuf>,
    #[command(flatten)]
    share: ShareArgs,
    #[command(flatten)]
    work: WorkArgs,
}

/// Runs the command.
pub(crate) fn command(args: &ValidateArgs, color: Color) -> ExitCode {
    let read = match read(&args.names, &args.over.over()) {
        Ok(read) => read,
        Err(Refused::Faults(faults)) => {
            complain_all(&faults, color);
            return ExitCode::from(FAULTY);
        }
        Err(Refused::Other(why)) => {
            complain(&format!("error: {why}"));
            return ExitCode::from(FAULTY);
        }
        Err(Refused::Unknown(name)) => {
            let names: Vec<&str> = PATTERNS.iter().map(|(file, _)| short(file)).collect();
            let help = suggest::help(&name, names);
            complain(&format!("error: there is no pattern `{name}`\nhelp: {help}; or give a number or a file"));
            return ExitCode::from(FAULTY);
        }
    };
    let names: Vec<&str> = read.iter().map(|r| r.experiment.name.as_str()).collect();
    if let Some(twice) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
        complain(&format!("error: the pattern `{}` is asked for twice", twice.1));
        return ExitCode::from(FAULTY);
    }
    if let Some(page) = args.page.as_deref().filter(|page| page.is_dir()) {
        complain(&format!("error: {} is a folder\nhelp: --page wants the name of a file", page.display()));
        return ExitCode::from(FAULTY);
    }
    let inputs = read.iter().flat_map(|r| r.inputs.clone()).collect();
    let experiment = joined(read.into_iter().map(|r| r.experiment).collect());
    let work = Work { share: args.share.shard, ..Work::of(&experiment, inputs) };
    carry_out(&work, &args.work, |answer| args.page.as_deref().map_or(Ok(()), |page| write_page(page, answer)))
}

enum Refused {
    Faults(Diagnostics),
    Other(String),
    Unknown(String),
}

/// The name of a shipped pattern without its number.
fn short(file: &str) -> &str {
    let name = file.trim_end_matches(".toml");
    name.split_once('-').map_or(name, |(_, name)| name)
}

fn read(names: &[String], over: &Over) -> Result<Vec<Read>, Refused> {
    let shipped = |file: &str| {
        file::read(&Shipped, &Path::new("scenarios/validation").join(file), over, vocabulary()).map_err(Refused::Faults)
    };
    if names.is_empty() {
        return PATTERNS.iter().map(|(file, _)| shipped(file)).collect();
    }
    let one = |name: &String| {
        let number = name.parse::<u32>().ok().map(|n| format!("{n:02}-"));
        let known = PATTERNS.iter().find(|(file, _)| {
            file.trim_end_matches(".toml") == name
                || short(file) == name
                || number.as_ref().is_some_and(|n| file.starts_with(n))
        });
        match known {
            Some((file, _)) => shipped(file),
            None if Path::new(name).exists() => {
                let read = file::read(&Disk, Path::new(name), over, vocabulary()).map_err(Refused::Faults)?;
                match read.experiment.question {
                    Question::Validation(_) => Ok(read),
                    _ => {
                        let kind = file::kind(&Disk, Path::new(name)).unwrap_or_default();
                        Err(Refused::Other(file::other_kind(Path::new(name), &kind)))
                    }
                }
            }
            None => Err(Refused::Unknown(name.clone())),
        }
    };
    names.iter().map(one).collect()
}

/// Several patterns as one experiment.
fn joined(experiments: Vec<Experiment>) -> Experiment {
    let (mut arms, mut patterns) = (Vec::new(), Vec::new());
    for experiment in experiments {
        if let Question::Validation(asked) = experiment.question {
            let first = arms.len();
            patterns.extend(asked.patterns.into_iter().map(|mut pattern| {
                pattern.arms.iter_mut().for_each(|(_, arm)| *arm += first);
                pattern
            }));
            arms.extend(experiment.arms);
        }
    }
    let question = Question::Validation(Validation { patterns });
    let description = "Patterns that the model must show, and null arms in which they must be absent.".into();
    Experiment { name: "validation".into(), description, arms, question }
}

/// Writes the page and its figures where documents are kept.
fn write_page(page: &Path, answer: &Answer) -> Result<(), String> {
    let Some((_, text)) = answer.pages.first() else { return Ok(()) };
    let failed = |path: &Path, why: std::io::Error| format!("cannot write {}: {why}", path.display());
    let stem = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = format!("images/{stem}");
    let images = page.parent().unwrap_or(Path::new("")).join(&folder);
    fs::create_dir_all(&images).map_err(|why| failed(&images, why))?;
    write_figures(&images, answer)?;
    for (name, _) in &answer.figures {
        // On a page one of the two is enough.
        let png = images.join(format!("{name}.png"));
        fs::remove_file(&png).map_err(|why| failed(&png, why))?;
    }
    fs::write(page, text.replace("(figures/", &format!("({folder}/"))).map_err(|why| failed(page, why))
}
