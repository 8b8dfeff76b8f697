//! What a sweep draws: a figure an outcome, as the design allows.

use super::{Cell, Found};
use crate::experiment::answer::{interval, shown};
use crate::experiment::job::Arm;
use crate::experiment::question::{Factor, Sweep};
use crate::report::figures::dots::{Dot, DotPanel, DotRow, Dots};
use crate::report::figures::picture::Picture;
use crate::report::figures::plot::{Key, Look};
use crate::report::figures::points::{PointPanel, Points, Scale, Series, Spot};
use crate::report::figures::shape::{SHAPES, Shape};
use crate::report::figures::style::{PALETTE, colour};
use crate::report::folder::file_name;
use plotters::style::RGBColor;
use std::collections::{BTreeMap, BTreeSet};

/// The most outcomes that are drawn, and the most factors of a cloud.
const MOST: usize = 12;
/// The most letters of an outcome in the name of its file.
const NAME: usize = 56;
/// The most points that are told one by one.
const TOLD: usize = 60;
/// Colours of lines: those of the palette that are not pale.
const LINES: [usize; SHAPES.len()] = [0, 1, 2, 3, 4, 5, 8, 10];

/// How a design is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Over one factor, with a line for each value of another, if there is one.
    Lines { along: usize, by: Option<usize> },
    /// A row for each choice, with a dot for each of another, if there is one.
    Rows { along: usize, by: Option<usize> },
    /// A dot a point, over each factor.
    Cloud,
}

/// The values that a factor takes, in order.
fn values(asked: &Sweep, factor: usize) -> Vec<f64> {
    let mut values: Vec<f64> = asked.points.iter().map(|p| p[factor]).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// A value as a key; 0 and -0 are the same.
fn bits(value: f64) -> u64 {
    (value + 0.0).to_bits()
}

/// How a design can be drawn so that most can be read from it.
pub(super) fn view(asked: &Sweep) -> View {
    let is_choice = |f: usize| !asked.factors[f].choices.is_empty();
    let spread = matches!(asked.method.as_str(), "latin-hypercube" | "sobol");
    match asked.factors.len() {
        1 if is_choice(0) => View::Rows { along: 0, by: None },
        1 if !spread => View::Lines { along: 0, by: None },
        2 if !spread => {
            let [first, second] = [0, 1].map(|f| values(asked, f).len());
            // Numbers lie along the axis, choices do not: nothing is between two of them.
            let (along, by) = match (is_choice(0), is_choice(1)) {
                (true, false) => (1, 0),
                (false, true) => (0, 1),
                _ if first > second => (0, 1),
                _ => (1, 0),
            };
            let lines = values(asked, by);
            let is_line = |value: &f64| {
                let on = asked.points.iter().filter(|p| p[by] == *value);
                on.map(|p| bits(p[along])).collect::<BTreeSet<_>>().len() > 1
            };
            match is_choice(along) {
                _ if lines.len() > SHAPES.len() => View::Cloud,
                true => View::Rows { along, by: Some(by) },
                // A list may pair values so that hardly two of them are on a line.
                false if lines.iter().all(is_line) => View::Lines { along, by: Some(by) },
                false => View::Cloud,
            }
        }
        _ => View::Cloud,
    }
}

/// A figure for each outcome, by file name.
pub(super) fn figures(asked: &Sweep, arm: &Arm, found: &[Found], footer: &str) -> Vec<(String, Picture)> {
    let view = view(asked);
    let mut taken = BTreeSet::new();
    let mut figures = Vec::new();
    for outcome in found.iter().take(MOST) {
        let drawing = Drawing { asked, arm, outcome, footer };
        let picture = match view {
            View::Lines { along, by } => drawing.lines(along, by).into(),
            View::Rows { along, by } => drawing.rows(along, by).into(),
            View::Cloud => drawing.cloud().into(),
        };
        // Two expressions may differ only in what file names cannot hold, or after where they are cut.
        let short: String = outcome.text.chars().take(NAME).collect();
        let names = (1..).map(|n| if n == 1 { short.clone() } else { format!("{short}-{n}") });
        let name = names.map(|n| file_name(&n)).find(|n| taken.insert(n.to_lowercase()));
        figures.extend(name.map(|name| (name, picture)));
    }
    figures
}

/// One outcome on its way to a figure.
struct Drawing<'a> {
    asked: &'a Sweep,
    arm: &'a Arm,
    outcome: &'a Found,
    footer: &'a str,
}

impl Drawing<'_> {
    /// Points with their cells.
    fn points(&self) -> impl Iterator<Item = (&Vec<f64>, &Cell)> {
        self.asked.points.iter().zip(&self.outcome.cells)
    }

    /// What came out, by the values of one factor or two.
    fn cells(&self, along: usize, by: Option<usize>) -> BTreeMap<(u64, Option<u64>), &Cell> {
        self.points().map(|(point, cell)| ((bits(point[along]), by.map(|by| bits(point[by]))), cell)).collect()
    }

    /// The values of the factor that tells lines or dots apart; one without a value where there is none.
    fn others(&self, by: Option<usize>) -> Vec<Option<f64>> {
        by.map_or_else(|| vec![None], |by| values(self.asked, by).into_iter().map(Some).collect())
    }

    fn factor(&self, f: usize) -> &Factor {
        &self.asked.factors[f]
    }

    /// A value of a factor with its name and unit.
    fn named(&self, f: usize, value: f64) -> String {
        let (factor, unit) = (self.factor(f), self.unit(f));
        let space = if unit.is_empty() { "" } else { " " };
        format!("{} = {}{space}{unit}", factor.name, factor.show(value))
    }

    /// The unit of a factor; none where parameters that are tied together do not agree on it.
    fn unit(&self, f: usize) -> &'static str {
        let registry = &self.arm.scenario.registry;
        let leaves = self.factor(f).parameters.iter().filter_map(|path| registry.find(path));
        let units: BTreeSet<&str> = leaves.map(|leaf| registry.declaration_of(leaf).unit).collect();
        match units.first() {
            Some(unit) if units.len() == 1 && *unit != "1" => unit,
            _ => "",
        }
    }

    /// A panel over a factor.
    fn panel(&self, f: usize, series: Vec<Series>) -> PointPanel {
        let factor = self.factor(f);
        PointPanel {
            name: factor.name.clone(),
            unit: self.unit(f).into(),
            scale: match (factor.choices.is_empty(), factor.log) {
                (false, _) => Scale::Names(factor.choices.clone()),
                (true, true) => Scale::Log,
                (true, false) => Scale::Linear,
            },
            series,
        }
    }

    fn lines(&self, along: usize, by: Option<usize>) -> Points {
        let cells = self.cells(along, by);
        let line = |(i, value): (usize, Option<f64>)| {
            let spot = |at: f64| {
                let cell = cells.get(&(bits(at), value.map(bits)))?;
                Some(Spot { at, mean: cell.mean, interval: cell.interval })
            };
            let spots = values(self.asked, along).into_iter().filter_map(spot).collect();
            Series { colour: PALETTE[LINES[i]], shape: SHAPES[i], joined: true, spots }
        };
        let others = self.others(by);
        let series: Vec<Series> = others.iter().copied().enumerate().map(line).collect();
        let key = |(value, s): (&Option<f64>, &Series)| {
            Some(Key { label: self.named(by?, (*value)?), colour: s.colour, look: Look::Marked(s.shape) })
        };
        let over = format!("{} over {}", self.outcome.text, self.factor(along).name);
        let title = by.map_or_else(|| over.clone(), |by| format!("{over}, by {}", self.factor(by).name));
        let mut caption = self.caption("mark");
        if series.len() > 1 {
            caption.push("Lines stand a little to the side of each other, so that intervals can be told apart.".into());
        }
        Points {
            title,
            legend: others.iter().zip(&series).filter_map(key).collect(),
            value: self.outcome.text.clone(),
            unit: self.outcome.unit.clone(),
            told: self.told(),
            panels: vec![self.panel(along, series)],
            caption,
            footer: self.footer.into(),
        }
    }

    fn rows(&self, along: usize, by: Option<usize>) -> Dots {
        let dot = |cell: &Cell, colour: RGBColor| Dot {
            colour,
            mean: cell.mean,
            interval: cell.interval,
            seeds: if cell.interval.is_some() { cell.values.clone() } else { Vec::new() },
        };
        let cells = self.cells(along, by);
        let others = self.others(by);
        let row = |value: f64| DotRow {
            label: self.factor(along).show(value),
            dots: others
                .iter()
                .enumerate()
                .filter_map(|(i, v)| Some(dot(cells.get(&(bits(value), v.map(bits)))?, PALETTE[LINES[i]])))
                .collect(),
        };
        let key = |(i, value): (usize, &Option<f64>)| {
            Some(Key { label: self.named(by?, (*value)?), colour: PALETTE[LINES[i]], look: Look::Dot })
        };
        let of = format!("{} by {}", self.outcome.text, self.factor(along).name);
        let mut caption = self.caption("dot");
        if self.asked.replicates > 1 {
            caption.push("Faint dots: single runs.".into());
        }
        Dots {
            title: by.map_or_else(|| of.clone(), |by| format!("{of} and {}", self.factor(by).name)),
            legend: others.iter().enumerate().filter_map(key).collect(),
            panels: vec![DotPanel {
                title: self.outcome.text.clone(),
                unit: self.outcome.unit.clone(),
                zero: false,
                rows: values(self.asked, along).into_iter().map(row).collect(),
            }],
            caption,
            told: self.told(),
            footer: self.footer.into(),
        }
    }

    fn cloud(&self) -> Points {
        let panel = |f: usize| {
            let spots = self.points().map(|(point, cell)| Spot { at: point[f], mean: cell.mean, interval: None });
            let series = Series { colour: colour(0), shape: Shape::Disc, joined: false, spots: spots.collect() };
            self.panel(f, vec![series])
        };
        let factors = self.asked.factors.len();
        let mut caption = vec![format!(
            "n = {} points ({}), replicates of each: {}; dot: mean of a point{}.",
            self.asked.points.len(),
            self.asked.method,
            self.asked.replicates,
            if self.asked.replicates > 1 { ", whose interval is in summary.json" } else { "" }
        )];
        caption.extend(self.lost());
        if self.asked.factors.iter().take(MOST).any(|f| !f.choices.is_empty()) {
            caption.push("Dots of a choice are spread sideways, so that they can be told apart.".into());
        }
        if factors > MOST {
            caption.push(format!("The first {MOST} of {factors} factors are drawn."));
        }
        Points {
            title: format!("{} at {} points", self.outcome.text, self.asked.points.len()),
            legend: Vec::new(),
            value: self.outcome.text.clone(),
            unit: self.outcome.unit.clone(),
            panels: (0..factors.min(MOST)).map(panel).collect(),
            caption,
            told: self.told(),
            footer: self.footer.into(),
        }
    }

    /// n, what is drawn and which runs are not in it.
    fn caption(&self, mark: &str) -> Vec<String> {
        let n = self.asked.replicates;
        let what = match n {
            1 => "no interval: one replicate".into(),
            _ => format!("{mark}: mean, bar: 95 % interval of the mean (Student t over replicates)"),
        };
        let counted = if n == 1 { "replicate" } else { "replicates" };
        let first = format!(
            "n = {n} {counted} a point, the same seeds at every point; {what}. The axis of values need not start at 0."
        );
        std::iter::once(first).chain(self.lost()).collect()
    }

    /// A sentence on runs without a value; none where all have one.
    fn lost(&self) -> Option<String> {
        let n = self.asked.replicates as usize;
        let cells = &self.outcome.cells;
        let lost: usize = cells.iter().map(|cell| n.saturating_sub(cell.values.len())).sum();
        let empty = cells.iter().filter(|cell| cell.values.is_empty()).count();
        let all = n * cells.len();
        let points = match empty {
            0 => String::new(),
            1 => "; one point is left with none".into(),
            more => format!("; {more} points are left with none"),
        };
        (lost > 0).then(|| format!("{lost} of {all} runs failed or have no value here and are left out{points}."))
    }

    /// The numbers in words: point by point where these are few, else the lowest and the highest.
    fn told(&self) -> Vec<String> {
        let place = |point: &[f64]| {
            let named: Vec<String> = point.iter().enumerate().map(|(f, v)| self.named(f, *v)).collect();
            named.join(", ")
        };
        let told = |(point, cell): (&Vec<f64>, &Cell)| {
            let ends = cell.interval.map_or_else(String::new, |ends| format!(" ({})", interval(Some(ends))));
            format!("{}: {}{ends}.", place(point), shown(cell.mean))
        };
        if self.asked.points.len() <= TOLD {
            return self.points().map(told).collect();
        }
        let drawn = || self.points().filter(|(_, cell)| cell.mean.is_finite());
        let order = |a: &(&Vec<f64>, &Cell), b: &(&Vec<f64>, &Cell)| a.1.mean.total_cmp(&b.1.mean);
        let ends = [("Lowest", drawn().min_by(order)), ("Highest", drawn().max_by(order))];
        ends.into_iter().filter_map(|(word, end)| Some(format!("{word} at {}", told(end?)))).collect()
    }
}
