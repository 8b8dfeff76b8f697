//! An office: the jurisdiction of the last tier, where staff and citizens meet.

use super::case::Case;
use super::indicator::MAX_INDICATORS;
use std::ops::Range;

/// One number an indicator, in the scenario's order.
pub type ByIndicator = [f64; MAX_INDICATORS];

/// What hours go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Activity {
    /// Citizens' cases and visits.
    Service,
    /// Records: ledgers, photos, clock-ins.
    Records,
    /// Posts and videos.
    Display,
    /// Replies in work groups.
    Replies,
    /// Records kept for self-protection.
    Insurance,
    /// Faking.
    Faking,
    /// Registering people and persuading them to go online.
    Registering,
    /// Building platforms.
    Building,
    /// Keeping platforms up.
    Upkeep,
    /// Improving platforms.
    Improvement,
    /// Third-party checks.
    Checks,
}

/// Names of the activities, in order.
pub const ACTIVITIES: [&str; 11] = [
    "service",
    "records",
    "display",
    "replies",
    "insurance",
    "faking",
    "registering",
    "building",
    "upkeep",
    "improvement",
    "checks",
];

/// Number of demands on hours: one an indicator, then upkeep, improvement, insurance and service.
pub const DEMANDS: usize = MAX_INDICATORS + 4;
/// Place of the upkeep of platforms among the demands.
pub const UPKEEP: usize = MAX_INDICATORS;
/// Place of the improvement of platforms among the demands.
pub const IMPROVEMENT: usize = MAX_INDICATORS + 1;
/// Place of defensive records among the demands.
pub const INSURANCE: usize = MAX_INDICATORS + 2;
/// Place of service among the demands; the last.
pub const SERVICE: usize = MAX_INDICATORS + 3;

/// An office: facts, state, books, and the quantities of the week.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its unit in the hierarchy.
    pub unit: u32,
    /// Its number among the offices.
    pub number: u32,
    /// Its citizens, as places in the list of all citizens.
    pub citizens: Range<u32>,
    /// End of each age band among its citizens, who are ordered by age.
    pub band_ends: [u32; 6],
    /// Development of the place, 0 to 1.
    pub development: f64,
    /// Real officers.
    pub staff: f64,
    /// Officers for the simulated citizens: `staff` over the sample.
    pub staff_sampled: f64,
    /// Skill of staff; 1 is the mean.
    pub staff_skill: f64,
    /// Share of the scatter of its counts that the real office would feel: 1/√sample.
    pub scatter: f64,

    /// Burnout, 0 to 1.
    pub burnout: f64,
    /// Service motivation left, 0 to 1.
    pub motivation: f64,
    /// Data sharing in effect.
    pub sharing: f64,
    /// Genuine records kept a staff-week, running mean.
    pub kept: f64,
    /// Platforms.
    pub platforms: Stock,
    /// Mandate φ: share of people at the window who are sent online.
    pub mandate: f64,
    /// Share of requests that went through online, 13-week mean.
    pub online_share: f64,
    /// Requests that went through a week, 13-week mean.
    pub inflow: f64,
    /// Seekers who come to the window a week, sent online or not, 13-week mean.
    pub comers: f64,
    /// Visits at the window last week, as felt.
    pub visits: f64,
    /// Backlog as it would be without chance.
    pub expected_backlog: f64,
    /// What the rounding of the number of needs has left over.
    pub needs_left: f64,
    /// Which indicators are faked in this period.
    pub faking: [bool; MAX_INDICATORS],
    /// Perceived risk of an audit.
    pub risk: f64,
    /// Mean stock of platforms of the siblings at the last contest.
    pub siblings_stock: f64,
    /// Coverages that the imitation rule copies.
    pub routine: [f64; DEMANDS],

    /// Citizens with a need not yet submitted.
    pub seeking: Vec<Case>,
    /// Submitted cases, oldest submission first.
    pub backlog: Vec<Case>,
    /// Sum of the satisfaction of its citizens.
    pub satisfaction_sum: i64,
    /// Books since the start.
    pub books: Books,
    /// Sums since the last contest.
    pub period: Period,
    /// This week.
    pub week: Week,
}

/// Platforms of an office.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stock {
    /// Live platforms, apps and accounts.
    pub live: f64,
    /// Dead ones that are still there.
    pub zombies: f64,
    /// Mean quality of the live ones.
    pub quality: f64,
    /// Wariness of citizens after a breach, 0 to 1.
    pub wariness: f64,
}

/// Books of needs, since the start: `needs = resolved + excluded + open`, every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Books {
    /// Needs that arose.
    pub needs: u64,
    /// Needs resolved.
    pub resolved: u64,
    /// Needs given up.
    pub excluded: u64,
}

/// Sums of an office since the last contest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Period {
    /// Weeks.
    pub weeks: u32,
    /// True attainment.
    pub genuine: ByIndicator,
    /// Reported attainment.
    pub reported: ByIndicator,
    /// What of it is faked.
    pub faked: ByIndicator,
    /// Gap to the target before faking.
    pub gap: ByIndicator,
    /// Needs that arose.
    pub needs: u64,
    /// Needs resolved in time.
    pub in_time: u64,
    /// Complaints heard.
    pub complaints: u64,
}

/// Quantities of an office in one week. Hours are per staff-week; counts are of simulated citizens.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Week {
    /// Hours asked for by each demand.
    pub demanded: [f64; DEMANDS],
    /// Incentive a of each demand.
    pub incentives: [f64; DEMANDS],
    /// Coverage f of each demand.
    pub coverage: [f64; DEMANDS],
    /// Hours by [`Activity`].
    pub hours: [f64; 11],
    /// Hours there were, after overtime, slack and burnout.
    pub available: f64,
    /// Hours nobody used.
    pub unused: f64,
    /// Overtime, as a share of H.
    pub overtime: f64,
    /// Stand-by outside office hours, hours.
    pub standby: f64,
    /// Slack, a share.
    pub slack: f64,
    /// Overload L: demands, with the flow of cases, over ordinary hours.
    pub overload: f64,
    /// Copies of a record.
    pub copies: f64,
    /// Hours of a case.
    pub case_hours: f64,
    /// True attainment.
    pub genuine: ByIndicator,
    /// Reported attainment.
    pub reported: ByIndicator,
    /// What of it is faked.
    pub faked: ByIndicator,
    /// Faked part of the attainment, weighted over the indicators.
    pub faked_share: f64,
    /// Reported attainment, weighted over the indicators.
    pub reported_share: f64,
    /// True attainment, weighted over the indicators.
    pub genuine_share: f64,
    /// Platforms wanted beyond the stock.
    pub wanted: f64,
    /// Platforms launched.
    pub launched: f64,
    /// Platforms closed, merged or cleaned up.
    pub closed: f64,
    /// Closures that were only reported.
    pub closed_on_paper: f64,
    /// Fragmentation that citizens see.
    pub fragmentation: f64,
    /// Data breaches.
    pub breaches: u32,
    /// Victims of fraud.
    pub victims: u64,
    /// Needs that arose.
    pub needs: u64,
    /// Visits at the window.
    pub visits: u64,
    /// People at the window sent online.
    pub refused: u64,
    /// Visits the windows could take.
    pub window_capacity: f64,
    /// Submissions online.
    pub submitted_online: u64,
    /// Submissions at the window.
    pub submitted_window: u64,
    /// Cases that could be served.
    pub capacity: u64,
    /// Cases sent back.
    pub bounced: u64,
    /// Needs resolved.
    pub resolved: u64,
    /// Needs resolved in time.
    pub in_time: u64,
    /// Needs given up.
    pub excluded: u64,
    /// Complaints heard.
    pub complaints: u64,
}

impl Office {
    /// Needs neither resolved nor given up.
    pub fn open(&self) -> u64 {
        (self.seeking.len() + self.backlog.len()) as u64
    }

    /// Number of simulated citizens.
    pub fn population(&self) -> usize {
        self.citizens.len()
    }

    /// Mean satisfaction of its citizens, 0 to 1.
    pub fn satisfaction(&self) -> f64 {
        let full = f64::from(super::citizen::SATISFACTION_MAX) * self.population() as f64;
        self.satisfaction_sum as f64 / full
    }
}

impl Stock {
    /// Quality of the live platforms; 0 where there are none.
    pub fn useful_quality(&self) -> f64 {
        if self.live > 0.0 { self.quality } else { 0.0 }
    }

    /// Live and dead platforms.
    pub fn all(&self) -> f64 {
        self.live + self.zombies
    }
}

impl Week {
    /// Hours worked.
    pub fn worked(&self) -> f64 {
        self.hours.iter().sum()
    }

    /// Hours of trace-keeping: records, display, replies, insurance and faking.
    pub fn trace(&self) -> f64 {
        use Activity::{Display, Faking, Insurance, Records, Replies};
        [Records, Display, Replies, Insurance, Faking].iter().map(|&a| self.hours[a as usize]).sum()
    }

    /// Share of the hours worked that goes to traces; 0 where nobody works.
    pub fn trace_share(&self) -> f64 {
        let worked = self.worked();
        if worked > 0.0 { self.trace() / worked } else { 0.0 }
    }
}
