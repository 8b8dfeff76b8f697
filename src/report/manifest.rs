//! `manifest.json`: which version, data and settings made the results, on what machine, and what the files should hash to.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Version of the layout of `manifest.json`.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that a result should say about itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of Jiama.
    pub jiama_version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// What the scenario is about.
    pub description: String,
    /// Hash of the resolved scenario.
    pub hash: String,
    /// Seed of the first replicate.
    pub seed: u64,
    /// Replicates.
    pub replicates: u32,
    /// Recorded weeks.
    pub weeks: u32,
    /// Simulated citizens of one replicate.
    pub citizens: u64,
    /// Offices of one replicate.
    pub offices: u64,
    /// Jurisdictions of one replicate, offices included.
    pub jurisdictions: u64,
    /// The command and its arguments.
    pub command: Vec<String>,
    /// Files the scenario was read from.
    pub inputs: Vec<InputFile>,
    /// Where each value came from, by path; values that are not listed are defaults.
    pub origins: BTreeMap<String, String>,
    /// The machine.
    pub host: Host,
    /// What it cost.
    pub cost: Cost,
    /// Figures that were not drawn, and why.
    pub skipped_figures: Vec<SkippedFigure>,
    /// The result files, by name.
    pub files: Vec<ResultFile>,
    /// The resolved scenario in full; running it again gives the same tables.
    pub resolved_scenario: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// Path as it was given.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The machine a run was made on. Not its name: results are for sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Host {
    /// Operating system.
    pub os: String,
    /// Processor family.
    pub arch: String,
    /// Processor cores that this program may use.
    pub cores: usize,
    /// Memory in bytes; none where it is not known.
    pub memory_bytes: Option<u64>,
}

/// Time and memory of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Threads.
    pub threads: usize,
    /// Seconds of the simulation and its tables, figures not included.
    pub seconds: f64,
    /// Nanoseconds for each citizen and week, burn-in included.
    pub nanoseconds_per_citizen_week: Option<f64>,
    /// Most memory held at once; none where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// Seconds by step of the week; empty where they were not taken.
    pub steps: Vec<StepTime>,
}

/// Time of one step of the week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepTime {
    /// Name of the step.
    pub step: String,
    /// Seconds over the whole run.
    pub seconds: f64,
}

/// A figure that was not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedFigure {
    /// Its name.
    pub figure: String,
    /// Why.
    pub reason: String,
}

/// A file of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultFile {
    /// Path inside the folder, with `/`.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Everything that the results of an experiment should say about themselves, beside `plan.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExperimentManifest {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of Jiama.
    pub jiama_version: String,
    /// What kind of experiment.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Hash of `plan.json`.
    pub hash: String,
    /// Runs.
    pub runs: u64,
    /// Of these, failed.
    pub failed: u64,
    /// The command and its arguments.
    pub command: Vec<String>,
    /// Files it was read from.
    pub inputs: Vec<InputFile>,
    /// The machine.
    pub host: Host,
    /// Threads.
    pub threads: usize,
    /// Seconds of the runs that were not known before, and of their analysis.
    pub seconds: f64,
    /// Most memory held at once; none where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// The result files, by name.
    pub files: Vec<ResultFile>,
}

impl Manifest {
    /// Writes `manifest.json` into a folder.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        write_json(&folder.join("manifest.json"), self)
    }
}

/// Writes a value as indented JSON with a line break at the end.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_json(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    fs::write(path, text)
}

/// Lists all files below a folder with size and hash, sorted by path.
///
/// # Errors
/// Where one cannot be read.
pub fn list_files(folder: &Path) -> io::Result<Vec<ResultFile>> {
    let mut files = Vec::new();
    list_into(folder, "", &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn list_into(folder: &Path, prefix: &str, files: &mut Vec<ResultFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list_into(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let (sha256, bytes) = hash_file(&entry.path())?;
            files.push(ResultFile { path, bytes, sha256 });
        }
    }
    Ok(())
}

/// SHA-256 of a file in hexadecimal, and its size.
///
/// # Errors
/// Where it cannot be read.
pub fn hash_file(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        bytes += n as u64;
    }
    Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_with_their_hashes() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("figures")).unwrap();
        fs::write(root.path().join("figures/a.svg"), "abc").unwrap();
        fs::write(root.path().join("z"), "").unwrap();
        let files = list_files(root.path()).unwrap();
        let paths: Vec<_> = files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["figures/a.svg", "z"]);
        assert_eq!(files[0].bytes, 3);
        // Known answer of FIPS 180-2.
        assert_eq!(files[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
