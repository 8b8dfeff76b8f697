//! Measures: each declared once, with name, unit, definition and the function that computes it.

use super::interval::{Interval, Sum};
use crate::world::World;
use crate::world::citizen::{cell_age, cell_device};
use crate::world::clock::YEAR;
use crate::world::jurisdiction::Jurisdiction;
use crate::world::office::{ACTIVITIES, Activity, Office};
use crate::world::tally::{Count, Counted, Tally, WAITS};
use std::ops::Range;

/// What a measure is broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Nothing.
    Nothing,
    /// Groups of citizens.
    Citizens,
    /// Indicators.
    Indicators,
    /// Activities of staff.
    Activities,
}

impl By {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "—",
            Self::Citizens => "citizens' groups",
            Self::Indicators => "indicator",
            Self::Activities => "activity",
        }
    }
}

/// How a measure is computed, and from what.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// From the sums of the weeks of a record.
    Weeks(fn(&Weeks<'_>) -> f64),
    /// From the standing of units at a contest: of a recorded unit, or the mean of a tier.
    Contest(fn(&AtContest<'_>) -> f64),
    /// From the standing of the offices below a recorded unit at a contest.
    Offices(fn(&AtContest<'_>) -> f64),
}

/// One measure.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Name: the mechanism, then what is measured.
    pub name: &'static str,
    /// Unit; `1` for a share or a number without dimension.
    pub unit: &'static str,
    /// Definition.
    pub sentence: &'static str,
    /// What it is broken down by.
    pub by: By,
    /// How it is computed; NaN where it has no base, and then there is no row.
    pub value: Value,
}

/// What was counted of the citizens of one group.
#[derive(Debug, Clone, Copy)]
pub struct OfGroup {
    /// Over the weeks.
    pub weeks: Counted,
    /// As they stand at the end.
    pub stands: Counted,
    /// Those who have a device, at the end.
    pub owners: i64,
}

impl OfGroup {
    /// Counts of some cells of one unit.
    pub fn new(interval: &Interval, stands: &Tally, cells: &[usize]) -> Self {
        let owners = cells.iter().filter(|&&c| cell_device(c)).map(|&c| stands.of(Count::Citizens, c)).sum();
        Self { weeks: interval.tally.sums(cells), stands: stands.sums(cells), owners }
    }
}

/// The weeks of a record, for one unit and one group.
#[derive(Debug)]
pub struct Weeks<'a> {
    /// Sums over the weeks.
    pub interval: &'a Interval,
    /// Counts of the group.
    pub group: &'a OfGroup,
    /// Indicator or activity.
    pub item: usize,
    /// Number of weeks.
    pub weeks: f64,
    /// Real people for one simulated citizen.
    pub sample: f64,
    /// Loss of one victim, yuan.
    pub loss: f64,
}

impl Weeks<'_> {
    pub(super) fn count(&self, count: Count) -> f64 {
        self.group.weeks.of(count) as f64
    }

    pub(super) fn stand(&self, count: Count) -> f64 {
        self.group.stands.of(count) as f64
    }

    /// Attempts, at the window or online.
    pub(super) fn attempts(&self) -> f64 {
        self.group.weeks.attempts() as f64
    }

    /// Citizens with an open need.
    pub(super) fn open(&self) -> f64 {
        self.group.stands.open() as f64
    }

    pub(super) fn of_staff(&self, sum: Sum) -> f64 {
        self.interval.sum(sum) / self.interval.sum(Sum::Staff)
    }

    pub(super) fn an_office(&self, sum: Sum) -> f64 {
        self.interval.sum(sum) / self.interval.sum(Sum::Offices)
    }

    pub(super) fn hours(&self, of: &[Activity]) -> f64 {
        of.iter().map(|&a| self.interval.hours(a as usize)).sum()
    }

    pub(super) fn worked(&self) -> f64 {
        (0..ACTIVITIES.len()).map(|a| self.interval.hours(a)).sum()
    }

    pub(super) fn a_year(&self, events: f64) -> f64 {
        events / self.weeks * f64::from(YEAR)
    }

    /// Citizens with a device, among the group.
    pub(super) fn device_owners(&self) -> f64 {
        self.group.owners as f64
    }

    /// Share of submissions made online by citizens with a device.
    pub(super) fn online_share_able(&self) -> f64 {
        let tally = &self.interval.tally;
        let online = tally.sum(Count::SubmittedOnline, cell_device) as f64;
        online / (online + tally.sum(Count::SubmittedWindow, cell_device) as f64)
    }

    pub(super) fn submitted(&self) -> f64 {
        self.count(Count::SubmittedOnline) + self.count(Count::SubmittedWindow)
    }

    /// Least number of weeks within which this share of the resolved were resolved.
    pub(super) fn waiting_quantile(&self, share: f64) -> f64 {
        let waits = self.interval.tally.waits();
        let all: i64 = waits.iter().sum();
        let mut so_far = 0;
        for (weeks, n) in waits.iter().enumerate() {
            so_far += n;
            if all > 0 && so_far as f64 >= share * all as f64 {
                return weeks as f64;
            }
        }
        if all > 0 { WAITS as f64 } else { f64::NAN }
    }

    /// Share of needs given up in some age bands, over all the unit's citizens.
    pub(super) fn excluded_at(&self, ages: Range<usize>) -> f64 {
        let keep = |cell: usize| ages.contains(&cell_age(cell));
        let tally = &self.interval.tally;
        tally.sum(Count::Excluded, keep) as f64 / tally.sum(Count::Needs, keep) as f64
    }
}

/// A unit, or all units of a tier, at a contest.
#[derive(Debug)]
pub struct AtContest<'a> {
    /// The country.
    pub world: &'a World,
    /// The units looked at.
    pub units: Range<u32>,
    /// The offices below them.
    pub offices: Range<u32>,
    /// Indicator.
    pub item: usize,
}

impl AtContest<'_> {
    pub(super) fn seats(&self) -> &[Jurisdiction] {
        &self.world.jurisdictions[self.units.start as usize..self.units.end as usize]
    }

    pub(super) fn mean(&self, of: impl Fn(&Jurisdiction) -> f64) -> f64 {
        self.seats().iter().map(of).sum::<f64>() / self.seats().len() as f64
    }

    pub(super) fn offices(&self) -> impl Iterator<Item = (&Office, &Jurisdiction)> {
        let offices = &self.world.offices[self.offices.start as usize..self.offices.end as usize];
        offices.iter().map(|o| (o, &self.world.jurisdictions[o.unit as usize]))
    }

    pub(super) fn office_mean(&self, of: impl Fn(&Office, &Jurisdiction) -> f64) -> f64 {
        self.offices().map(|(o, j)| of(o, j)).sum::<f64>() / self.offices.len() as f64
    }

    pub(super) fn office_share(&self, of: impl Fn(&Office, &Jurisdiction) -> bool) -> f64 {
        self.office_mean(|o, j| f64::from(u8::from(of(o, j))))
    }

    pub(super) fn score_sd(&self) -> f64 {
        let mean = self.office_mean(|_, j| j.standing.score);
        libm::sqrt(self.office_mean(|_, j| (j.standing.score - mean) * (j.standing.score - mean)))
    }

    /// Pearson correlation over offices; NaN where one of the two does not vary.
    pub(super) fn correlation(&self, a: impl Fn(&Jurisdiction) -> f64, b: impl Fn(&Jurisdiction) -> f64) -> f64 {
        let (ma, mb) = (self.office_mean(|_, j| a(j)), self.office_mean(|_, j| b(j)));
        let cov = self.office_mean(|_, j| (a(j) - ma) * (b(j) - mb));
        let va = self.office_mean(|_, j| (a(j) - ma) * (a(j) - ma));
        let vb = self.office_mean(|_, j| (b(j) - mb) * (b(j) - mb));
        if va > 1e-18 && vb > 1e-18 { cov / libm::sqrt(va * vb) } else { f64::NAN }
    }

    /// Mean move of offices in rank since the contest before, as a share of the siblings.
    pub(super) fn rank_mobility(&self) -> f64 {
        let (mut moved, mut n) = (0.0, 0.0);
        for (o, j) in self.offices() {
            let siblings = self.world.hierarchy.siblings(o.unit).len() as f64 - 1.0;
            if let (Some(now), Some(before)) = (j.standing.rank, j.standing.rank_before)
                && siblings > 0.0
            {
                moved += (f64::from(now) - f64::from(before)).abs() / siblings;
                n += 1.0;
            }
        }
        moved / n
    }

    /// Gini coefficient and Theil index of the share resolved in time between offices, weighted by needs.
    pub(super) fn inequality(&self) -> (f64, f64) {
        let mut rows: Vec<(f64, f64)> =
            self.offices().map(|(_, j)| (j.standing.results, j.standing.needs as f64)).filter(|r| r.1 > 0.0).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let weight: f64 = rows.iter().map(|r| r.1).sum();
        let total: f64 = rows.iter().map(|r| r.0 * r.1).sum();
        let mean = total / weight;
        let (mut below, mut area, mut theil) = (0.0, 0.0, 0.0);
        for (value, w) in rows {
            area += w * (below + 0.5 * value * w);
            below += value * w;
            if value > 0.0 {
                theil += w * value / mean * libm::log(value / mean);
            }
        }
        (1.0 - 2.0 * area / (weight * total), theil / weight)
    }

    pub(super) fn promotions(&self) -> (f64, f64) {
        let several = |j: &&Jurisdiction| j.standing.promotions > 0;
        let of = |unit: &Jurisdiction| (f64::from(unit.standing.promotions), unit.standing.selection);
        self.seats().iter().filter(several).map(of).fold((0.0, 0.0), |s, n| (s.0 + n.0, s.1 + n.1))
    }
}
