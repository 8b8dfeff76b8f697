//! Reads folders of results. Nothing in them is changed.

use super::changes::{self, changes};
use super::cube::{Cube, Lacking, numbers, texts};
use super::material::{About, Arm, Country, Course, Kind, Material, Study};
use super::tables;
use crate::report::manifest::SCHEMA_VERSION;
use crate::report::tidy::Tidy;
use crate::world::clock::YEAR;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the report in a folder of results.
pub const REPORT: &str = "report.html";

/// Why there is no report of a folder.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not there.
    #[error("there is no folder {}", .0.display())]
    Missing(PathBuf),
    /// It is something else.
    #[error("{} is not a folder of results: it has no {what}", .path.display())]
    NoResults {
        /// The folder.
        path: PathBuf,
        /// What a folder of results has.
        what: &'static str,
    },
    /// The experiment has not ended.
    #[error("{} is not complete: manifest.json, which is written last, is not there", .0.display())]
    Incomplete(PathBuf),
    /// A file of the results is gone.
    #[error("{} is missing, although manifest.json names the results as whole", .0.display())]
    Gone(PathBuf),
    /// Another version made it.
    #[error("{} has layout {found}; this version of Jiama reads layout {SCHEMA_VERSION}", .path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: String,
    },
    /// There are no reports of such results.
    #[error("{} holds a {kind}, of which there are no reports", .path.display())]
    Kind {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        kind: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There are no numbers in it.
    #[error("{} has no numbers: {why}", .path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
}

impl ReadError {
    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::NoResults { .. } => {
                "name a folder that `jiama run`, `compare`, `sweep`, `sensitivity` or `calibrate` has made"
            }
            Self::Incomplete(_) => "the command that made it finishes it with --resume; `jiama merge` joins shares",
            Self::Gone(_) => "make the results again, with --force",
            Self::Version { .. } => {
                "make the results again with this version, or the report with the version that made them"
            }
            Self::Kind { .. } => "`jiama validate --page FILE.md` writes a page of patterns",
            Self::Unreadable { .. } => "the file is damaged or may not be read; make the results again, with --force",
            Self::Empty { .. } => {
                "see journal.ndjson for what became of the runs, and record.measures for what is recorded"
            }
        }
    }

    /// Whether runs may be missing that can still be made.
    pub fn incomplete(&self) -> bool {
        matches!(self, Self::Incomplete(_))
    }

    /// Whether the command was asked for wrongly, and nothing is damaged.
    pub fn misuse(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::NoResults { .. } | Self::Version { .. } | Self::Kind { .. })
    }
}

/// Reads a folder of results.
///
/// # Errors
/// [`ReadError`].
pub fn read(folder: &Path) -> Result<Material, ReadError> {
    if !folder.is_dir() {
        return Err(ReadError::Missing(folder.into()));
    }
    if !folder.join("manifest.json").is_file() {
        return Err(match folder.join("journal.ndjson").is_file() || folder.join("plan.json").is_file() {
            true => ReadError::Incomplete(folder.into()),
            false => ReadError::NoResults { path: folder.into(), what: "manifest.json" },
        });
    }
    let manifest = document(folder, "manifest.json")?;
    let summary = document(folder, "summary.json")?;
    let word = manifest["kind"].as_str().unwrap_or("run");
    match Kind::of(word) {
        Some(Kind::Run) => run(folder, &manifest, &summary),
        Some(Kind::Comparison) => comparison(folder, &manifest, &summary),
        Some(kind) => study(folder, kind, &manifest, summary),
        None => Err(ReadError::Kind { path: folder.into(), kind: word.into() }),
    }
}

/// A JSON document of this layout.
fn document(folder: &Path, name: &str) -> Result<Value, ReadError> {
    let path = folder.join(name);
    let text = text(&path)?;
    let value: Value =
        serde_json::from_str(&text).map_err(|e| ReadError::Unreadable { path: path.clone(), why: e.to_string() })?;
    match value["schema_version"].as_u64() {
        Some(version) if version == u64::from(SCHEMA_VERSION) => Ok(value),
        Some(version) => Err(ReadError::Version { path, found: version.to_string() }),
        None => Err(ReadError::Unreadable { path, why: "it has no schema_version".into() }),
    }
}

fn text(path: &Path) -> Result<String, ReadError> {
    if !path.is_file() {
        return Err(ReadError::Gone(path.into()));
    }
    fs::read_to_string(path).map_err(|e| ReadError::Unreadable { path: path.into(), why: e.to_string() })
}

/// A table in either format.
fn table(folder: &Path, name: &str) -> Result<Tidy, ReadError> {
    let path = [format!("{name}.parquet"), format!("{name}.csv")].map(|file| folder.join(file));
    let Some(path) = path.iter().find(|p| p.is_file()) else {
        return Err(ReadError::Gone(folder.join(format!("{name}.parquet"))));
    };
    tables::read(path, name).map_err(|why| ReadError::Unreadable { path: path.clone(), why })
}

fn lacking(folder: &Path, error: &Lacking) -> ReadError {
    ReadError::Unreadable { path: folder.join(&error.table), why: error.to_string() }
}

fn about(manifest: &Value, summary: &Value) -> About {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let pairs = |key: &str| -> Vec<(String, String)> {
        let all = manifest[key].as_array().into_iter().flatten();
        all.map(|file| (text(&file["path"]), text(&file["sha256"]))).collect()
    };
    let replicates = summary["replicates"].as_u64().unwrap_or(1);
    // Figures and the report itself are drawn from the tables.
    let kept = |(path, _): &(String, String)| !path.starts_with("figures/") && path != REPORT;
    About {
        name: text(manifest.get("name").or_else(|| manifest.get("scenario")).unwrap_or(&Value::Null)),
        description: text(&manifest["description"]),
        version: text(&manifest["jiama_version"]),
        hash: text(&manifest["hash"]),
        seed: summary["seed"].as_u64().unwrap_or(0),
        replicates: u32::try_from(replicates).unwrap_or(u32::MAX),
        runs: manifest["runs"].as_u64().unwrap_or(replicates),
        failed: manifest["failed"].as_u64().unwrap_or(0),
        command: manifest["command"].as_array().into_iter().flatten().map(text).collect(),
        inputs: pairs("inputs"),
        files: pairs("files").into_iter().filter(kept).collect(),
    }
}

/// The arms of a plan, and the text of the country that they begin with.
fn arms(folder: &Path, plan: &Value, baseline: usize) -> Result<(Vec<Arm>, String), ReadError> {
    let path = folder.join("plan.json");
    let unreadable = |why: String| ReadError::Unreadable { path: path.clone(), why };
    let all = plan["arms"].as_array().filter(|a| !a.is_empty()).ok_or_else(|| unreadable("it has no arms".into()))?;
    let scenario = |arm: &Value| arm["scenario"].as_str().unwrap_or_default().to_string();
    let base = all.get(baseline).map(scenario).ok_or_else(|| unreadable("it has no baseline".into()))?;
    let arm = |(i, arm): (usize, &Value)| {
        let against = (i != baseline).then_some(base.as_str());
        Ok(Arm {
            name: arm["name"].as_str().unwrap_or_default().into(),
            about: arm["about"].as_str().unwrap_or_default().into(),
            changes: changes(&scenario(arm), against).map_err(&unreadable)?,
        })
    };
    let arms: Result<Vec<Arm>, ReadError> = all.iter().enumerate().map(arm).collect();
    Ok((arms?, base))
}

fn comparison(folder: &Path, manifest: &Value, summary: &Value) -> Result<Material, ReadError> {
    let plan = document(folder, "plan.json")?;
    let baseline = plan["question"]["baseline"].as_u64().unwrap_or(0) as usize;
    let (arms, base) = arms(folder, &plan, baseline)?;
    let (values, differences) = (table(folder, "values")?, table(folder, "differences")?);
    if values.rows() == 0 {
        return Err(ReadError::Empty { path: folder.into(), why: "no run has given any" });
    }
    let about = about(manifest, summary);
    Material::comparison(about, Country::of(&base), arms, baseline, &values, &differences)
        .map_err(|e| lacking(folder, &e))
}

fn study(folder: &Path, kind: Kind, manifest: &Value, summary: Value) -> Result<Material, ReadError> {
    let plan = document(folder, "plan.json")?;
    let (arms, base) = arms(folder, &plan, 0)?;
    let mut about = about(manifest, &summary);
    if summary["seed"].is_null() {
        // Every proposal has luck of its own; they all follow from the seed of the design.
        about.seed = plan["question"]["seed"].as_u64().unwrap_or(0);
    }
    let study = Study { question: plan["question"].clone(), answer: summary };
    Ok(Material {
        kind,
        about,
        country: Country::of(&base),
        arms,
        baseline: 0,
        cube: Cube::new(1),
        courses: Vec::new(),
        study: Some(study),
    })
}

fn run(folder: &Path, manifest: &Value, summary: &Value) -> Result<Material, ReadError> {
    let about = about(manifest, summary);
    let path = folder.join("scenario.toml");
    let scenario = text(&path)?;
    let own = changes(&scenario, None).map_err(|why| ReadError::Unreadable { path, why })?;
    let mut country = Country::of(&scenario);
    country.citizens = manifest["citizens"].as_u64().or(country.citizens);
    let arm = Arm { name: about.name.clone(), about: String::new(), changes: own };
    let mut cube = Cube::new(1);
    let mut courses = Vec::new();
    let series = table(folder, "series")?;
    if series.rows() == 0 {
        return Err(ReadError::Empty { path: folder.into(), why: "no measure was recorded" });
    }
    let units = summary_units(summary);
    add_series(&mut cube, &mut courses, 0, &series, &units).map_err(|e| lacking(folder, &e))?;
    if ["offices.parquet", "offices.csv"].iter().any(|name| folder.join(name).is_file()) {
        let offices = table(folder, "offices")?;
        super::spread::add(&mut cube, 0, &offices).map_err(|e| lacking(folder, &e))?;
    }
    Ok(Material { kind: Kind::Run, about, country, arms: vec![arm], baseline: 0, cube, courses, study: None })
}

/// Units by measure and group, as the summary of a run has them.
fn summary_units(summary: &Value) -> BTreeMap<(String, String), String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let all = summary["measures"].as_array().into_iter().flatten();
    all.map(|m| ((text(&m["measure"]), text(&m["group"])), text(&m["unit"]))).collect()
}

/// Adds the series of a run: means over its recorded years, and the national ones by record.
fn add_series(
    cube: &mut Cube,
    courses: &mut Vec<Course>,
    arm: usize,
    table: &Tidy,
    units: &BTreeMap<(String, String), String>,
) -> Result<(), Lacking> {
    let [tiers, regions, groups, measures] = ["tier", "region", "group", "measure"].map(|c| texts(table, c));
    let (tiers, regions, groups, measures) = (tiers?, regions?, groups?, measures?);
    let (replicates, weeks, values) = (numbers(table, "replicate")?, numbers(table, "week")?, numbers(table, "value")?);
    /// Sum and number of values.
    type Sum = (f64, u32);
    let mut sums: BTreeMap<([i32; 4], u32, u32), Sum> = BTreeMap::new();
    let mut national: BTreeMap<[i32; 2], BTreeMap<u32, Vec<f64>>> = BTreeMap::new();
    let country = (tiers.1.first().copied(), regions.1.first().copied());
    for row in 0..values.len() {
        let place = [tiers.1[row], regions.1[row], groups.1[row], measures.1[row]];
        let (week, replicate) = (weeks[row] as u32, replicates[row] as u32);
        let sum = sums.entry((place, week / YEAR, replicate)).or_default();
        sum.0 += values[row];
        sum.1 += 1;
        if (Some(place[0]), Some(place[1])) == country {
            let by_replicate = national.entry([place[3], place[2]]).or_default().entry(week).or_default();
            let at = replicate as usize;
            if by_replicate.len() <= at {
                by_replicate.resize(at + 1, f64::NAN);
            }
            by_replicate[at] = values[row];
        }
    }
    let name = |of: &(&[String], &[i32]), at: i32| of.0.get(at as usize).cloned().unwrap_or_default();
    // The country comes first.
    let mut order: Vec<&([i32; 4], u32, u32)> = sums.keys().collect();
    order.sort_by_key(|(place, ..)| (Some(place[0]), Some(place[1])) != country);
    for key @ (place, year, replicate) in order {
        let Some((sum, n)) = sums.get(key) else { continue };
        let (group, measure) = (name(&groups, place[2]), name(&measures, place[3]));
        let (tier, region) = (name(&tiers, place[0]), name(&regions, place[1]));
        let at = cube.key(&measure, (&tier, &region), &group, &format!("year{}", year + 1));
        let unit = units.get(&(measure, group)).map_or("1", String::as_str);
        cube.set_unit(at.measure, at.group, unit);
        cube.put(arm, *replicate as usize, at, sum / f64::from(*n));
    }
    for (place, weeks) in national {
        let (measure, group) = (name(&measures, place[0]), name(&groups, place[1]));
        let found = courses.iter().position(|c| c.measure == measure && c.group == group);
        let at = found.unwrap_or_else(|| {
            courses.push(Course { measure, group, weeks: vec![Vec::new(); cube.arms()] });
            courses.len() - 1
        });
        if let Some(mine) = courses[at].weeks.get_mut(arm) {
            // A record ends with its last week.
            *mine = weeks.into_iter().map(|(week, values)| (f64::from(week) + 1.0, values)).collect();
        }
    }
    Ok(())
}

/// What has to be alike for runs to be laid side by side: first day, years, tiers, seed and replicates.
fn alike(material: &Material) -> (Option<jiff::civil::Date>, u64, &[String], u64, u32) {
    let country = &material.country;
    (country.start, country.years, &country.tiers, material.about.seed, material.about.replicates)
}

/// Reads several folders. Runs of the same weeks on the same seeds are one comparison, the first being the baseline;
/// anything else is a part for each folder.
///
/// # Errors
/// [`ReadError`].
pub fn read_all(folders: &[PathBuf]) -> Result<Vec<Material>, ReadError> {
    let all: Vec<Material> = folders.iter().map(|folder| read(folder)).collect::<Result<_, _>>()?;
    let runs = all.len() > 1 && all.iter().all(|m| m.kind == Kind::Run && alike(m) == alike(&all[0]));
    match runs {
        true => Ok(vec![side_by_side(folders, all)?]),
        false => Ok(all),
    }
}

/// Runs as the arms of a comparison, paired by seed.
fn side_by_side(folders: &[PathBuf], all: Vec<Material>) -> Result<Material, ReadError> {
    let scenarios: Vec<String> = folders.iter().map(|f| text(&f.join("scenario.toml"))).collect::<Result<_, _>>()?;
    let mut cube = Cube::new(all.len());
    let mut courses: Vec<Course> = Vec::new();
    let mut arms: Vec<Arm> = Vec::new();
    let mut about = all.first().map(|m| m.about.clone()).unwrap_or_default();
    about.command = Vec::new();
    about.files = Vec::new();
    about.runs = 0;
    about.inputs = Vec::new();
    let country = all.first().map(|m| m.country.clone()).unwrap_or_default();
    for (i, material) in all.into_iter().enumerate() {
        cube.take_over(i, &material.cube);
        for course in material.courses {
            let found = courses.iter_mut().find(|c| c.measure == course.measure && c.group == course.group);
            match found {
                Some(known) => known.weeks[i] = course.weeks.into_iter().next().unwrap_or_default(),
                None => {
                    let mut weeks = vec![Vec::new(); folders.len()];
                    weeks[i] = course.weeks.into_iter().next().unwrap_or_default();
                    courses.push(Course { weeks, ..course });
                }
            }
        }
        let base = (i > 0).then(|| scenarios[0].as_str());
        let path = || folders[i].join("scenario.toml");
        let changes = changes(&scenarios[i], base).map_err(|why| ReadError::Unreadable { path: path(), why })?;
        let taken = |name: &str| arms.iter().any(|a: &Arm| a.name == name);
        let mut name = material.about.name.clone();
        // Two runs of one scenario under different policies have the same name: call them by what they add.
        if taken(&name) {
            name = added(&changes).filter(|n| !taken(n)).unwrap_or_else(|| format!("{name}-{}", i + 1));
        }
        let about_arm = if i > 0 { material.about.description.clone() } else { String::new() };
        let about_arm = if about_arm == about.description { String::new() } else { about_arm };
        arms.push(Arm { name, about: about_arm, changes });
        about.runs += material.about.runs;
        about.files.push((format!("{} ({})", material.about.name, folders[i].display()), material.about.hash));
    }
    cube.pair(0);
    Ok(Material { kind: Kind::Comparison, about, country, arms, baseline: 0, cube, courses, study: None })
}

/// The names of the policies that a run adds.
fn added(changes: &[changes::Change]) -> Option<String> {
    let names: Vec<&str> = changes
        .iter()
        .filter_map(|c| match c {
            changes::Change::Policy(policy) => Some(policy.name.as_str()),
            _ => None,
        })
        .collect();
    (!names.is_empty()).then(|| names.join("+"))
}
