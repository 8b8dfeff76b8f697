//! One office in one recorded year.

use crate::world::jurisdiction::Jurisdiction;
use crate::world::office::{Activity, Office};

/// Columns of the yearly table of offices: name, unit, definition.
pub const OFFICE_COLUMNS: [(&str, &str, &str); 24] = [
    ("citizens", "people", "Citizens, real people."),
    ("staff", "people", "Officers."),
    ("development", "1", "Development of the place, 0 to 1."),
    ("needs", "people", "Needs that arose, real people."),
    ("resolved", "1", "Needs resolved, as a share of those that arose."),
    ("resolved_in_time", "1", "Needs resolved within the promised time, as a share of those that arose."),
    ("excluded", "1", "Needs given up, as a share of those that arose."),
    ("waiting", "1", "Citizens with an open need at the end of the year."),
    ("satisfaction", "1", "Mean satisfaction at the end of the year."),
    ("online_share", "1", "Share of submissions made online."),
    ("mandate", "1", "Mandate at the end of the year."),
    ("hours_worked", "h/staff-week", "Hours worked."),
    ("hours_service", "h/staff-week", "Hours of service."),
    ("trace_share", "1", "Share of the hours worked that goes to traces."),
    ("overload", "1", "Load, mean of the year."),
    ("burnout", "1", "Burnout at the end of the year."),
    ("platforms_live", "1", "Live platforms at the end of the year."),
    ("platforms_zombies", "1", "Dead platforms at the end of the year."),
    ("attainment_reported", "1", "Reported attainment, weighted over the indicators."),
    ("attainment_true", "1", "True attainment, weighted over the indicators."),
    ("faked_share", "1", "Part of the target that is faked, weighted over the indicators."),
    ("stake", "1", "Stake at the end of the year."),
    ("score", "1", "Score at the last contest."),
    ("rank", "1", "Rank among the siblings at the last contest, 1 the best; 0 before the first."),
];

/// Sums of an office over a recorded year. An office is always done by one thread, in order of time, so plain sums do.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Year {
    weeks: f64,
    worked: f64,
    service: f64,
    trace: f64,
    overload: f64,
    reported: f64,
    genuine: f64,
    faked: f64,
    needs: u64,
    resolved: u64,
    in_time: u64,
    excluded: u64,
    online: u64,
    window: u64,
}

impl Year {
    /// Adds a week.
    pub(super) fn see(&mut self, office: &Office) {
        let week = &office.week;
        self.weeks += 1.0;
        self.worked += week.worked();
        self.service += week.hours[Activity::Service as usize];
        self.trace += week.trace();
        self.overload += week.overload;
        self.reported += week.reported_share;
        self.genuine += week.genuine_share;
        self.faked += week.faked_share;
        self.needs += week.needs;
        self.resolved += week.resolved;
        self.in_time += week.in_time;
        self.excluded += week.excluded;
        self.online += week.submitted_online;
        self.window += week.submitted_window;
    }

    /// The columns of [`OFFICE_COLUMNS`]; shares without a base are 0.
    pub(super) fn values(&self, office: &Office, seat: &Jurisdiction, sample: f64) -> Vec<f64> {
        let share = |a: u64, b: u64| if b > 0 { a as f64 / b as f64 } else { 0.0 };
        let mean = |sum: f64| if self.weeks > 0.0 { sum / self.weeks } else { 0.0 };
        vec![
            office.population() as f64 * sample,
            office.staff,
            office.development,
            self.needs as f64 * sample,
            share(self.resolved, self.needs),
            share(self.in_time, self.needs),
            share(self.excluded, self.needs),
            office.open() as f64 / office.population() as f64,
            office.satisfaction(),
            share(self.online, self.online + self.window),
            office.mandate,
            mean(self.worked),
            mean(self.service),
            if self.worked > 0.0 { self.trace / self.worked } else { 0.0 },
            mean(self.overload),
            office.burnout,
            office.platforms.live,
            office.platforms.zombies,
            mean(self.reported),
            mean(self.genuine),
            mean(self.faked),
            seat.stake,
            seat.standing.score,
            seat.standing.rank.map_or(0.0, |r| f64::from(r) + 1.0),
        ]
    }
}
