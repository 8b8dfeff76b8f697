//! What is added up over the weeks of one record, for one recorded unit. Whole numbers throughout, so that no sum depends
//! on the order in which offices are done.

use crate::world::indicator::MAX_INDICATORS;
use crate::world::office::{ACTIVITIES, Office};
use crate::world::tally::Tally;

/// Steps of a fixed-point number to the unit.
const ONE: f64 = 1_048_576.0;
/// 2⁶².
const MOST_OF_64: f64 = 4_611_686_018_427_387_904.0;

/// What is added up over offices and weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Sum {
    /// Office-weeks.
    Offices,
    /// Staff-weeks, real officers.
    Staff,
    /// Hours nobody used × staff.
    Unused,
    /// Overtime × staff.
    Overtime,
    /// Hours of stand-by × staff.
    Standby,
    /// Slack × staff.
    Slack,
    /// Burnout × staff.
    Burnout,
    /// Motivation × staff.
    Motivation,
    /// Overload × staff.
    Overload,
    /// Copies × staff.
    Copies,
    /// Sharing × staff.
    Sharing,
    /// Weighted faked part × staff.
    Faked,
    /// Weighted reported attainment × staff.
    Reported,
    /// Weighted true attainment × staff.
    Genuine,
    /// Live platforms.
    Live,
    /// Zombies.
    Zombies,
    /// Quality × live platforms.
    Quality,
    /// Fragmentation.
    Fragmentation,
    /// Platforms launched.
    Launched,
    /// Platforms closed.
    Closed,
    /// Closures on paper.
    ClosedOnPaper,
    /// Breaches.
    Breaches,
    /// Victims, simulated citizens.
    Victims,
    /// Mandate × staff.
    Mandate,
    /// Visits the windows could take.
    WindowCapacity,
    /// Visits that did not come although the windows could take them.
    WindowIdle,
    /// People at the window.
    AtWindow,
}

const SUMS: usize = Sum::AtWindow as usize + 1;

/// Sums over the weeks of one record.
#[derive(Debug, Clone, Default)]
pub struct Interval {
    /// Counts of citizens.
    pub tally: Tally,
    sums: [i128; SUMS],
    hours: [i128; ACTIVITIES.len()],
    genuine: [i128; MAX_INDICATORS],
    reported: [i128; MAX_INDICATORS],
}

fn fixed(value: f64) -> i128 {
    // Every quantity is at least 0, so cutting off after adding a half rounds to the nearest.
    let steps = value * ONE + 0.5;
    // Few processors have an instruction for more than 64 bits.
    if steps < MOST_OF_64 { i128::from(steps as i64) } else { steps as i128 }
}

/// Adds without ever passing the end: extreme targets can ask for more hours than a number of 64 bits holds. Of quantities
/// of at least 0 such a sum still does not depend on the order.
fn add(to: &mut i128, value: i128) {
    *to = to.saturating_add(value);
}

impl Interval {
    /// Adds an office at the end of a week.
    pub fn see(&mut self, office: &Office) {
        let (week, staff, stock) = (&office.week, office.staff, &office.platforms);
        let of_staff = [
            (Sum::Staff, 1.0),
            (Sum::Unused, week.unused),
            (Sum::Overtime, week.overtime),
            (Sum::Standby, week.standby),
            (Sum::Slack, week.slack),
            (Sum::Burnout, office.burnout),
            (Sum::Motivation, office.motivation),
            (Sum::Overload, week.overload),
            (Sum::Copies, week.copies),
            (Sum::Sharing, office.sharing),
            (Sum::Faked, week.faked_share),
            (Sum::Reported, week.reported_share),
            (Sum::Genuine, week.genuine_share),
            (Sum::Mandate, office.mandate),
        ];
        for (sum, value) in of_staff {
            add(&mut self.sums[sum as usize], fixed(value * staff));
        }
        let plain = [
            (Sum::Offices, 1.0),
            (Sum::Live, stock.live),
            (Sum::Zombies, stock.zombies),
            (Sum::Quality, stock.quality * stock.live),
            (Sum::Fragmentation, week.fragmentation),
            (Sum::Launched, week.launched),
            (Sum::Closed, week.closed),
            (Sum::ClosedOnPaper, week.closed_on_paper),
            (Sum::Breaches, f64::from(week.breaches)),
            (Sum::Victims, week.victims as f64),
            (Sum::WindowCapacity, week.window_capacity),
            (Sum::WindowIdle, (week.window_capacity - office.visits).max(0.0)),
            (Sum::AtWindow, (week.visits + week.refused) as f64),
        ];
        for (sum, value) in plain {
            add(&mut self.sums[sum as usize], fixed(value));
        }
        for (to, hours) in self.hours.iter_mut().zip(week.hours) {
            add(to, fixed(hours * staff));
        }
        for m in 0..MAX_INDICATORS {
            add(&mut self.genuine[m], fixed(week.genuine[m] * staff));
            add(&mut self.reported[m], fixed(week.reported[m] * staff));
        }
    }

    /// Adds another interval.
    pub fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        let pairs = [
            (&mut self.sums[..], &other.sums[..]),
            (&mut self.hours[..], &other.hours[..]),
            (&mut self.genuine[..], &other.genuine[..]),
            (&mut self.reported[..], &other.reported[..]),
        ];
        for (mine, theirs) in pairs {
            for (a, b) in mine.iter_mut().zip(theirs) {
                add(a, *b);
            }
        }
    }

    /// A sum over offices and weeks.
    pub fn sum(&self, sum: Sum) -> f64 {
        self.sums[sum as usize] as f64 / ONE
    }

    /// Staff-hours of an activity.
    pub fn hours(&self, activity: usize) -> f64 {
        self.hours[activity] as f64 / ONE
    }

    /// True attainment of an indicator × staff.
    pub fn genuine(&self, indicator: usize) -> f64 {
        self.genuine[indicator] as f64 / ONE
    }

    /// Reported attainment of an indicator × staff.
    pub fn reported(&self, indicator: usize) -> f64 {
        self.reported[indicator] as f64 / ONE
    }
}
