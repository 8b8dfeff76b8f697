//! Runs as files: the scenario, tables, figures. Names of files come from a fixed list, never from a visitor.

use super::answer::unit;
use super::country::{Country, Setting};
use super::kept::Drawn;
use super::measures::is_seen_from_above;
use super::refusal::Refusal;
use super::report;
use super::runs::Done;
use crate::experiment;
use crate::experiment::answer::Answer;
use crate::experiment::job::{Arm, Job, Record, identity};
use crate::experiment::question::{Comparison, Experiment, Question};
use crate::experiment::runner::{Limits, Runner};
use crate::observe::{Names, Row};
use crate::report::figures::{About, FIGURES as OF_RUNS, draw, measures};
use crate::report::tidy::Cells;
use crate::report::{Curves, Tidy};
use crate::scenario::{write, write_regions};
use crate::terms::Lang;
use crate::world::clock::date_of;
use std::collections::BTreeMap;
use std::path::Path;

/// Figures that can be had: those of a run, then those of a comparison.
pub const FIGURES: [&str; 7] = ["targets", "hours", "reported", "citizens", "platforms", "differences", "groups"];
/// Figures of a comparison.
const COMPARED: [&str; 2] = ["differences", "groups"];

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The scenario, which `jiama run` runs to the same bits.
    Scenario,
    /// The region table that the scenario names.
    Regions,
    /// Rows of the course over time.
    Series,
    /// Paired differences.
    Differences,
    /// The page for people.
    Report,
    /// A figure, and whether it is a PNG.
    Figure(&'static str, bool),
}

impl Kind {
    /// What a file name stands for; none where there is no such file.
    pub fn named(file: &str) -> Option<Self> {
        Some(match file {
            "scenario.toml" => Self::Scenario,
            "regions.csv" => Self::Regions,
            "series.csv" => Self::Series,
            "differences.csv" => Self::Differences,
            "report.html" => Self::Report,
            _ => {
                let (name, ending) = file.split_once('.')?;
                let name = FIGURES.iter().find(|f| **f == name)?;
                Self::Figure(
                    name,
                    match ending {
                        "png" => true,
                        "svg" => false,
                        _ => return None,
                    },
                )
            }
        })
    }

    /// Type of the content.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Scenario => "application/toml; charset=utf-8",
            Self::Regions | Self::Series | Self::Differences => "text/csv; charset=utf-8",
            Self::Report => "text/html; charset=utf-8",
            Self::Figure(_, true) => "image/png",
            Self::Figure(_, false) => "image/svg+xml",
        }
    }

    /// Whether it needs no run.
    pub fn is_text_of_setting(self) -> bool {
        matches!(self, Self::Scenario | Self::Regions)
    }

    /// Whether it can be had while true values are hidden.
    pub fn is_told_while_hidden(self) -> bool {
        match self {
            Self::Scenario | Self::Regions | Self::Series | Self::Differences => true,
            Self::Report => false,
            Self::Figure(name, _) => {
                OF_RUNS.iter().any(|f| f.name == name && f.measures.iter().all(|m| is_seen_from_above(m)))
            }
        }
    }
}

/// What a file is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The country.
    pub country: &'a Country,
    /// What is drawn of it.
    pub drawn: &'a Drawn,
    /// The run.
    pub done: &'a Done,
    /// What it is compared with.
    pub base: &'a Done,
    /// How the run is called.
    pub name: &'a str,
    /// Whether only what is seen from above may be told.
    pub hidden: bool,
    /// The language of the report.
    pub lang: Lang,
}

/// The scenario of a setting as the text of a file.
pub fn scenario(setting: &Setting) -> String {
    format!("# A run of the Jiama workshop: `jiama run FILE` gives it again, to the bit.\n{}", write(&setting.scenario))
}

/// The region table of a setting.
///
/// # Errors
/// Where the country has none.
pub fn regions(setting: &Setting) -> Result<String, Refusal> {
    write_regions(&setting.scenario).ok_or_else(|| Refusal::missing("this country has no region table"))
}

impl Material<'_> {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where it cannot be drawn.
    pub fn bytes(&self, kind: Kind) -> Result<Vec<u8>, Refusal> {
        match kind {
            Kind::Scenario => Ok(scenario(&self.done.setting).into_bytes()),
            Kind::Regions => regions(&self.done.setting).map(String::into_bytes),
            Kind::Series => self.series().csv_text().map(String::into_bytes).map_err(|e| Refusal::crash(e.to_string())),
            Kind::Differences => {
                let answer = self.comparison([self.base_name(), &self.latin()])?;
                let table = answer.tables.iter().find(|t| t.name == "differences");
                let table = table.ok_or_else(|| Refusal::crash("the comparison has no table of differences"))?;
                let text = self.told(table).csv_text();
                text.map(String::into_bytes).map_err(|e| Refusal::crash(e.to_string()))
            }
            Kind::Report => {
                let names = [self.base_name(), self.name];
                report::page(self, &self.comparison(names)?, names, self.lang).map(String::into_bytes)
            }
            Kind::Figure(name, png) => self.figure(name, png),
        }
    }

    fn names(&self) -> &Names {
        &self.country.grid.names
    }

    /// All that is drawn, as rows.
    fn rows(&self) -> Vec<Row> {
        let (weeks, records) = (self.drawn.weeks(), self.drawn.records());
        let mut rows = Vec::new();
        for (replicate, kept) in (0..).zip(&self.done.replicates) {
            for (record, &week) in weeks.iter().enumerate() {
                for (at, column) in self.drawn.columns.iter().enumerate() {
                    let value = kept.course[at * records + record];
                    if value.is_finite() {
                        let (place, group, measure) = (column.place, column.group, column.measure);
                        rows.push(Row { replicate, week, place, group, measure, value });
                    }
                }
            }
        }
        rows
    }

    fn series(&self) -> Tidy {
        let names = self.names();
        let mut rows = self.rows();
        if self.hidden {
            rows.retain(|r| is_seen_from_above(names.measures[usize::from(r.measure)].name));
        }
        let start = self.country.scenario.start;
        let column = |r: &Row| crate::observe::Column { place: r.place, group: r.group, measure: r.measure };
        Tidy::new("series")
            .whole("replicate", rows.iter().map(|r| r.replicate.into()))
            .whole("week", rows.iter().map(|r| r.week.into()))
            .text("date", rows.iter().map(|r| date_of(start, r.week as i32).to_string()))
            .text("tier", rows.iter().map(|r| &names.places[r.place as usize].tier))
            .text("region", rows.iter().map(|r| &names.places[r.place as usize].region))
            .text("group", rows.iter().map(|r| &names.groups[usize::from(r.group)]))
            .text("measure", rows.iter().map(|r| names.measures[usize::from(r.measure)].name))
            .text("unit", rows.iter().map(|r| unit(names, &column(r))))
            .number("value", rows.iter().map(|r| r.value))
    }

    fn base_name(&self) -> &str {
        if self.base.setting.set.is_empty() { &self.country.scenario.name } else { "before" }
    }

    /// The name in the letters that figures have.
    fn latin(&self) -> String {
        let name: String = self.name.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        if name.trim().is_empty() { "policy".into() } else { name }
    }

    /// The comparison as the command makes it, from the runs that are there.
    fn comparison(&self, [base_name, name]: [&str; 2]) -> Result<Answer, Refusal> {
        let failed = |why: String| Refusal::crash(why);
        let windows = &self.country.windows;
        let arm = |name: &str, done: &Done| Arm::new(name, "", done.setting.scenario.clone(), windows);
        let arms = vec![arm(base_name, self.base), arm(name, self.done)];
        let mut known = BTreeMap::new();
        for (at, done) in [self.base, self.done].into_iter().enumerate() {
            for (replicate, kept) in (0..).zip(&done.replicates) {
                let job = Job { arm: at, set: Vec::new(), replicate };
                known.insert(identity(&arms[at], &job), Record::Done(kept.values.clone()));
            }
        }
        let replicates = self.done.replicates.len() as u32;
        let asked = Comparison { baseline: 0, replicates, until: None, look_at: Vec::new(), outcomes: Vec::new() };
        let name = self.country.scenario.name.clone();
        let experiment = Experiment { name, description: String::new(), arms, question: Question::Comparison(asked) };
        let mut shown = |_| {};
        let limits = Limits { threads: 1, share: None, may_run: false, cancelled: &|| false, shown: &mut shown };
        let mut runner = Runner::with_known(&experiment.arms, known, limits);
        experiment::answer(&experiment, &mut runner).map_err(|e| failed(e.to_string()))
    }

    /// The rows of a table that may be told.
    fn told(&self, table: &Tidy) -> Tidy {
        let measures = table.columns.iter().find_map(|(name, cells)| match cells {
            Cells::Text(names, keys) if name == "measure" => Some((names, keys)),
            _ => None,
        });
        match measures {
            Some((names, keys)) if self.hidden => table.only(|row| is_seen_from_above(&names[keys[row] as usize])),
            _ => table.clone(),
        }
    }

    fn figure(&self, name: &'static str, png: bool) -> Result<Vec<u8>, Refusal> {
        let failed = |why: String| Refusal::crash(format!("the figure {name} cannot be drawn: {why}"));
        // Drawn in a folder of its own, which goes when it is read.
        let folder = tempfile::tempdir().map_err(|e| failed(e.to_string()))?;
        let path = folder.path().join(if png { "figure.png" } else { "figure.svg" });
        if COMPARED.contains(&name) {
            let answer = self.comparison([self.base_name(), &self.latin()])?;
            let found = answer.figures.iter().find(|(n, _)| n == name);
            let (_, picture) =
                found.ok_or_else(|| Refusal::missing(format!("this country gives no figure `{name}`")))?;
            if png { picture.png(&path) } else { picture.svg(&path) }.map_err(failed)?;
        } else {
            self.figure_of_run(name, png, &path)?;
        }
        std::fs::read(&path).map_err(|e| failed(e.to_string()))
    }

    fn figure_of_run(&self, name: &'static str, png: bool, path: &Path) -> Result<(), Refusal> {
        let mut curves = Curves::new(self.names(), &measures());
        self.rows().iter().for_each(|row| curves.take(row));
        let scenario = &self.done.setting.scenario;
        let size = crate::scenario::forecast::forecast(scenario, 1);
        let about = About {
            scenario: self.latin(),
            hash: self.done.setting.hash.clone(),
            start: scenario.start,
            offices: size.offices,
            citizens: size.citizens,
            replicates: self.done.replicates.len() as u32,
        };
        let figure = OF_RUNS.iter().find(|f| f.name == name);
        let figure = figure.ok_or_else(|| Refusal::missing(format!("there is no figure `{name}`")))?;
        let drawing = (figure.draw)(&curves, &about).map_err(Refusal::missing)?;
        let drawn = if png { draw::png(&drawing, path) } else { draw::svg(&drawing, path) };
        drawn.map_err(Refusal::crash)
    }
}
