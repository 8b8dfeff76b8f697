//! What all sections need: the material, the words, and how captions are put.

use super::cube::Key;
use super::figure::Entry;
use super::material::{Kind, Material};
use super::words::{Scale, Words};
use crate::world::clock::{YEAR, date_of};

/// The page that is being written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) material: &'a Material,
    pub(super) words: Words,
    /// Beginning of all names in the page, so that a page may hold several reports.
    pub(super) prefix: &'a str,
}

/// The most series that have a colour and shape of their own.
pub(super) const SERIES: usize = 8;

impl Page<'_> {
    /// A name in the page.
    pub(super) fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A text of the catalogue.
    pub(super) fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// The label of an arm.
    pub(super) fn name(&self, arm: usize) -> String {
        self.material.arms.get(arm).map(|a| self.words.arm(a)).unwrap_or_default()
    }

    /// Whether there is something to compare with.
    pub(super) fn compares(&self) -> bool {
        self.material.kind == Kind::Comparison && self.material.arms.len() > 1
    }

    /// The arms that figures show, the baseline first; the series of an arm is its place here.
    pub(super) fn arms(&self) -> Vec<usize> {
        self.material.shown().into_iter().take(SERIES).collect()
    }

    /// Arms that have no place in the figures.
    pub(super) fn left_out(&self) -> usize {
        self.material.arms.len().saturating_sub(SERIES)
    }

    /// Legend of the arms; of the baseline too if it is drawn.
    pub(super) fn legend(&self, with_baseline: bool) -> Vec<Entry> {
        let arms = self.arms();
        if arms.len() < 2 {
            return Vec::new();
        }
        let shown = arms.iter().enumerate().filter(|(_, a)| with_baseline || **a != self.material.baseline);
        shown.map(|(i, a)| Entry::series(i, self.words.in_legend(self.material, *a))).collect()
    }

    /// Where the number of the whole country in the last recorded year stands.
    pub(super) fn national(&self, measure: &str, group: &str) -> Option<Key> {
        self.material.cube.find(measure, group, self.material.last())
    }

    /// How numbers of a measure are written.
    pub(super) fn scale(&self, measure: &str, group: &str) -> Scale {
        self.words.scale(self.material, measure, group)
    }

    /// A recorded year in words.
    pub(super) fn window(&self, name: &str) -> String {
        let Some(number) = name.strip_prefix("year").and_then(|n| n.parse::<u32>().ok()) else { return name.into() };
        match self.year(number) {
            Some(year) => {
                self.words.fill("report.year_dated", &[("number", &number.to_string()), ("year", &year.to_string())])
            }
            None => self.words.fill("report.year", &[("number", &number.to_string())]),
        }
    }

    /// The year of the calendar in which the middle of a recorded year lies.
    pub(super) fn year(&self, number: u32) -> Option<i16> {
        let start = self.material.country.start?;
        let week = number.saturating_sub(1).saturating_mul(YEAR) + YEAR / 2;
        Some(date_of(start, i32::try_from(week).ok()?).year())
    }

    /// The last recorded year in words.
    pub(super) fn last(&self) -> String {
        self.window(self.material.last())
    }

    /// Replicates that figures rest on.
    pub(super) fn replicates(&self) -> u32 {
        self.material.about.replicates
    }

    /// Caption of figures of means.
    pub(super) fn of_means(&self) -> String {
        let (n, window) = (self.replicates().to_string(), self.last());
        let key = if self.replicates() > 1 { "report.caption_means" } else { "report.caption_mean_of_one" };
        self.words.fill(key, &[("n", &n), ("window", &window)]) + &self.not_shown()
    }

    /// Caption of figures that have means on the left and differences on the right.
    pub(super) fn of_means_and_differences(&self) -> String {
        let baseline = self.name(self.material.baseline);
        let key = if self.replicates() > 1 { "report.caption_beside" } else { "report.caption_beside_of_one" };
        self.of_means() + &self.words.fill(key, &[("baseline", &baseline)])
    }

    /// Caption of figures of differences.
    pub(super) fn of_differences(&self) -> String {
        let baseline = self.name(self.material.baseline);
        let (n, window) = (self.replicates().to_string(), self.last());
        let key = if self.replicates() > 1 { "report.caption_differences" } else { "report.caption_difference_of_one" };
        self.words.fill(key, &[("n", &n), ("window", &window), ("baseline", &baseline)]) + &self.not_shown()
    }

    /// Caption of curves over time.
    pub(super) fn over_time(&self) -> String {
        let n = self.replicates().to_string();
        let weeks = self.material.courses.is_empty();
        let key = match (self.replicates() > 1, weeks) {
            (true, true) => "report.caption_years",
            (true, false) => "report.caption_weeks",
            (false, true) => "report.caption_years_of_one",
            (false, false) => "report.caption_weeks_of_one",
        };
        self.words.fill(key, &[("n", &n)]) + &self.not_shown()
    }

    /// A sentence on arms that have no place in the figures.
    fn not_shown(&self) -> String {
        match self.left_out() {
            0 => String::new(),
            n => self.words.fill("report.caption_left_out", &[("n", &n.to_string())]),
        }
    }
}
