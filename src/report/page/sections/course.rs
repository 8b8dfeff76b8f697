//! How main measures go over time.

use crate::report::page::block::Block;
use crate::report::page::changes::Change;
use crate::report::page::context::Page;
use crate::report::page::cube::Stat;
use crate::report::page::curves::{Curve, Curves, Panel, Point};
use crate::report::page::figure::Table;
use crate::report::page::rows::Of;
use crate::report::page::words::Scale;
use crate::world::clock::{YEAR, week_of};

/// What is drawn.
const MEASURES: [&str; 6] = [
    "citizens.resolved_in_time",
    "citizens.excluded",
    "citizens.satisfaction",
    "effort.trace_share",
    "effort.burnout",
    "demands.overload",
];

/// The blocks.
pub(in crate::report::page) fn blocks(page: &Page<'_>) -> Vec<Block> {
    page.course_of("course", "report.course_title", &MEASURES, false).into_iter().collect()
}

impl Page<'_> {
    /// A figure of some measures of the whole country over time, an arm a line.
    pub(in crate::report::page) fn course_of(
        &self,
        id: &str,
        title: &str,
        measures: &[&str],
        zero: bool,
    ) -> Option<Block> {
        let mut table = Table::new(vec![self.text("report.measure"), self.text("report.time")]);
        table.head.extend(self.heads(Of::Means, None));
        let mut panels = Vec::new();
        for measure in measures {
            let scale = self.scale(measure, "all");
            let arms = self.arms();
            let curves: Vec<Curve> = arms
                .iter()
                .enumerate()
                .map(|(series, arm)| self.curve(series, *arm, measure, &scale, arms.len() > 1))
                .filter(|c| !c.points.is_empty())
                .collect();
            if curves.is_empty() {
                continue;
            }
            for year in self.material.cube.years() {
                let Some(key) = self.material.cube.find(measure, "all", year) else { continue };
                let mut row = vec![self.words.head(&self.words.label(measure), &scale), self.window(year)];
                row.extend(self.cells(Of::Means, Some(key), &scale));
                table.rows.push(row);
            }
            let unit = self.axis_unit(Of::Means, &scale);
            panels.push(Panel { title: self.words.label(measure), unit, zero, curves });
        }
        let last = self.material.cube.years().len() as u32;
        let ticks = (1..=last).map(|n| {
            let at = f64::from(n) - 0.5;
            (at, self.year(n).map_or_else(|| n.to_string(), |y| y.to_string()))
        });
        let curves = Curves {
            id: self.id(id),
            title: self.text(title),
            caption: self.over_time() + &self.begin().map_or_else(String::new, |_| self.text("report.caption_begins")),
            legend: self.legend(true),
            panels,
            x: self.text("report.time"),
            ticks: Some(ticks.collect()),
            begins: self.begin(),
            table,
        };
        curves.figure().map(Block::Figure)
    }

    /// When the first policy of an arm begins that the baseline has not, in years.
    fn begin(&self) -> Option<f64> {
        let start = self.material.country.start?;
        let policies = self.material.arms.iter().flat_map(|a| &a.changes).filter_map(|c| match c {
            Change::Policy(policy) => policy.from.as_ref()?.parse().ok(),
            _ => None,
        });
        policies.min().map(|day| f64::from(week_of(start, day)) / f64::from(YEAR))
    }

    /// The curve of an arm: by record where a run has kept them, else by year.
    fn curve(&self, series: usize, arm: usize, measure: &str, scale: &Scale, named: bool) -> Curve {
        let name = if named { self.words.in_legend(self.material, arm) } else { String::new() };
        let point = |x: f64, when: &str, stat: &Stat, marked: bool| Point {
            x,
            y: scale.drawn(stat.mean),
            band: stat.interval.map(|(low, high)| (scale.drawn(low), scale.drawn(high))),
            tip: if marked {
                let told = self.words.stat(scale, stat);
                let parts = [name.as_str(), when, &told].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
                parts.join(&self.text("report.list_comma"))
            } else {
                String::new()
            },
        };
        let course = self.material.courses.iter().find(|c| c.measure == measure && c.group == "all");
        let points = match course.and_then(|c| c.weeks.get(arm)) {
            Some(weeks) => weeks
                .iter()
                .filter_map(|(week, values)| Some(point(week / f64::from(YEAR), "", &Stat::of(values)?, false)))
                .collect(),
            None => {
                let years = self.material.cube.years().into_iter().enumerate();
                let found = years.filter_map(|(i, year)| {
                    let key = self.material.cube.find(measure, "all", year)?;
                    let stat = self.material.cube.stat(arm, key)?;
                    Some(point(i as f64 + 0.5, &self.window(year), &stat, true))
                });
                found.collect()
            }
        };
        Curve { series, points, joined: true, dashed: false }
    }
}
