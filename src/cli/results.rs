//! Completes a folder of results: scenario, summary, figures, and last the manifest that names them all.

use super::host;
use crate::experiment::Outcome;
use crate::report::figures::{self, About};
use crate::report::manifest::{self, Cost, InputFile, Manifest, StepTime, write_json};
use crate::report::{Summary, Tables};
use crate::scenario::text::read::From as Source;
use crate::scenario::text::write::REGIONS_FILE;
use crate::scenario::{self, Loaded};
use crate::world::clock::YEAR;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the results that could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unwritten {
    /// A file.
    #[error("cannot write {}: {why}\nhelp: check that the disk has room, or write elsewhere with --out DIR", .path.display())]
    File { path: PathBuf, why: std::io::Error },
    /// A figure; the text says which.
    #[error("{0}\nhelp: check that the disk has room, or write elsewhere with --out DIR")]
    Figure(String),
}

fn unwritten(path: &Path) -> impl Fn(std::io::Error) -> Unwritten {
    move |why| Unwritten::File { path: path.into(), why }
}

/// What the results are made from.
pub(crate) struct Parts<'a> {
    /// The scenario and how it was read.
    pub(crate) loaded: &'a Loaded,
    /// Its hash.
    pub(crate) hash: &'a str,
    /// What the run said at its end.
    pub(crate) outcome: &'a Outcome,
    /// What the sink kept.
    pub(crate) tables: Tables,
    /// What the run cost.
    pub(crate) cost: Cost,
}

/// Time of a run; its memory is known when the last file is there.
pub(crate) fn cost(outcome: &Outcome, threads: usize, seconds: f64, replicates: u32) -> Cost {
    let work = outcome.citizens as f64 * outcome.weeks as f64 * f64::from(replicates);
    let step = |(step, seconds): &(String, f64)| StepTime { step: step.clone(), seconds: *seconds };
    Cost {
        threads,
        seconds,
        nanoseconds_per_citizen_week: (work > 0.0).then(|| seconds * 1e9 / work),
        peak_memory_bytes: None,
        steps: outcome.steps.iter().map(step).collect(),
    }
}

/// Writes everything but the tables, which are there already.
pub(crate) fn write(folder: &Path, parts: Parts<'_>) -> Result<(Summary, Manifest), Unwritten> {
    let Parts { loaded, hash, outcome, tables, cost } = parts;
    let scenario = &loaded.scenario;
    let run = scenario.parameters().run;
    let weeks = run.years * YEAR;
    let (seed, replicates) = (run.seed, run.replicates);

    let resolved = scenario::write(scenario);
    let path = folder.join("scenario.toml");
    fs::write(&path, &resolved).map_err(unwritten(&path))?;
    if let Some(regions) = scenario::write_regions(scenario) {
        let path = folder.join(REGIONS_FILE);
        fs::write(&path, regions).map_err(unwritten(&path))?;
    }

    let (name, hash) = (scenario.name.clone(), hash.to_string());
    let summary =
        Summary { scenario: name.clone(), hash: hash.clone(), seed, replicates, weeks, measures: tables.measures };
    let path = folder.join("summary.json");
    write_json(&path, &summary.to_json()).map_err(unwritten(&path))?;

    let about = About {
        scenario: name.clone(),
        hash: hash.clone(),
        start: scenario.start,
        offices: outcome.offices,
        citizens: outcome.citizens,
        replicates,
    };
    let path = folder.join("figures");
    fs::create_dir(&path).map_err(unwritten(&path))?;
    let skipped_figures = figures::write_all(&path, &tables.curves, &about).map_err(Unwritten::Figure)?;

    let origin = |source: &Source| match source {
        Source::Default => None,
        Source::File { path, line } => Some(format!("{path}:{line}")),
        Source::Set(text) => Some(text.clone()),
    };
    let input =
        |(path, sha256): &(PathBuf, String)| InputFile { path: path.display().to_string(), sha256: sha256.clone() };
    let manifest = Manifest {
        schema_version: manifest::SCHEMA_VERSION,
        jiama_version: env!("CARGO_PKG_VERSION").into(),
        scenario: name,
        description: scenario.description.clone(),
        hash,
        seed,
        replicates,
        weeks,
        citizens: outcome.citizens,
        offices: outcome.offices,
        jurisdictions: outcome.jurisdictions,
        command: host::command(),
        inputs: loaded.inputs.iter().map(input).collect(),
        origins: loaded.origins.iter().filter_map(|o| Some((o.path.clone(), origin(&o.from)?))).collect(),
        host: host::host(),
        // The figures count too.
        cost: Cost { peak_memory_bytes: host::peak_memory(), ..cost },
        skipped_figures,
        files: manifest::list_files(folder).map_err(unwritten(folder))?,
        resolved_scenario: resolved,
    };
    manifest.write(folder).map_err(unwritten(&folder.join("manifest.json")))?;
    Ok((summary, manifest))
}
