//! `jiama report`: one page of results that people read; and `--report` of the commands that make results.

use super::output::{complain, print};
use super::quantities::size;
use super::{DONE, FAILED, FAULTY, INCOMPLETE};
use crate::report::folder::TEMPORARY;
use crate::report::page::{self, REPORT, ReadError};
use crate::terms::Lang;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Runs of the same weeks on the same seeds become one comparison, paired by seed, the first being the baseline. Of anything
else, the page has a part for each folder. The page refers to nothing outside; it can be sent, opened from disk and printed.")]
pub(crate) struct ReportArgs {
    /// Folders of results, as `jiama run`, `compare`, `sweep`, `sensitivity` or `calibrate` make them.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Language of the page: en or zh.
    #[arg(long, value_name = "LANG", default_value_t = Lang::En)]
    lang: Lang,
    /// Where to write; `-` is standard output. Of one folder, report.html in it; of several, report.html here.
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// Whether a report is made with the results.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct WithReport {
    /// Also write report.html into the folder of results: one page for people.
    #[arg(long)]
    report: bool,
    /// Language of the report: en or zh.
    #[arg(long, value_name = "LANG", default_value_t = Lang::En, requires = "report")]
    lang: Lang,
}

impl WithReport {
    /// The language, if there is to be a report.
    pub(crate) fn lang(&self) -> Option<Lang> {
        self.report.then_some(self.lang)
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoReport {
    /// The results cannot be read.
    #[error("{0}\nhelp: {help}", help = .0.help())]
    Read(#[from] ReadError),
    /// There is a file of that name.
    #[error("{} exists already\nhelp: --force replaces it, --out FILE.html writes elsewhere", .0.display())]
    Exists(PathBuf),
    /// There is a folder of that name.
    #[error("{} is a folder\nhelp: --out wants the name of a file", .0.display())]
    Folder(PathBuf),
    /// The disk or the rights.
    #[error("cannot write {}: {why}\nhelp: check that the folder may be written and the disk has room, or write elsewhere with --out FILE.html", .path.display())]
    Disk { path: PathBuf, why: std::io::Error },
    /// A fault of the program.
    #[error("{0}")]
    Page(#[from] page::Unwritten),
}

impl NoReport {
    fn code(&self) -> u8 {
        match self {
            Self::Read(error) if error.incomplete() => INCOMPLETE,
            Self::Read(error) if error.misuse() => FAULTY,
            Self::Exists(_) | Self::Folder(_) => FAULTY,
            _ => FAILED,
        }
    }
}

/// Runs the command.
pub(crate) fn command(args: &ReportArgs) -> ExitCode {
    match execute(args) {
        Ok(Some(text)) => print(&text),
        Ok(None) => ExitCode::from(DONE),
        Err(why) => {
            complain(&format!("error: {why}"));
            ExitCode::from(why.code())
        }
    }
}

/// What is to be printed, if anything is.
fn execute(args: &ReportArgs) -> Result<Option<String>, NoReport> {
    let to_screen = args.out.as_deref() == Some(Path::new("-"));
    let target = match (&args.out, args.folders.as_slice()) {
        (Some(out), _) => out.clone(),
        (None, [one]) => one.join(REPORT),
        (None, _) => PathBuf::from(REPORT),
    };
    if !to_screen {
        // Said before anything long is done.
        free(&target, args.force)?;
    }
    let materials = page::read_all(&args.folders)?;
    let html = page::render_all(&materials, args.lang)?;
    if to_screen {
        return Ok(Some(html));
    }
    put(&target, &html, args.force)?;
    Ok(Some(format!("Report in {}, {}", target.display(), size(html.len() as u64))))
}

/// Writes the report of a folder that has just been made into it.
pub(crate) fn write_into(folder: &Path, lang: Lang) -> Result<PathBuf, NoReport> {
    let material = page::read(folder)?;
    let path = folder.join(REPORT);
    // An earlier one is of the same results.
    put(&path, &page::render(&material, lang)?, true)?;
    Ok(path)
}

fn free(path: &Path, force: bool) -> Result<(), NoReport> {
    if path.is_dir() {
        return Err(NoReport::Folder(path.into()));
    }
    match path.symlink_metadata().is_ok() && !force {
        true => Err(NoReport::Exists(path.into())),
        false => Ok(()),
    }
}

/// Writes beside the target and moves into its place.
fn put(path: &Path, text: &str, force: bool) -> Result<(), NoReport> {
    free(path, force)?;
    let disk = |why: std::io::Error| NoReport::Disk { path: path.into(), why };
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        // For colleagues too: the usual rights, less the umask.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent).map_err(disk)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(disk)?;
    let moved = if force { file.persist(path) } else { file.persist_noclobber(path) };
    moved.map(drop).map_err(|e| disk(e.error))
}
