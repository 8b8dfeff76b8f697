//! The standard model: which steps, in which order, on which state. The only wiring.
//!
//! Offices do not touch each other between contests, so each is taken through all weeks up to the next contest, or those of
//! one record, while its citizens are in the cache; stepping one week at a time gives the same bits.

mod build;
pub mod schedule;
mod vocabulary;

pub use crate::engine::Nobody;
use crate::engine::{Clock, Observe, Stopwatch};
use crate::mechanisms::Parameters;
use crate::mechanisms::citizens::{Chances, Desk};
use crate::mechanisms::context::{ContestWeek, Off, OfficeWeek};
use crate::parallel::{self, Locked};
use crate::policy::{MAX_POLICIES, Policy, Timeline};
use crate::random::Luck;
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::citizen::Citizen;
use crate::world::office::Office;
use schedule::{CONTEST, WEEK};
pub use vocabulary::vocabulary;

/// A piece of parallel work ends when it has so many offices or so many citizens. Results depend on neither.
const OFFICES_AT_A_TIME: usize = 16;
const CITIZENS_AT_A_TIME: usize = 1 << 15;
/// So many pieces a thread has at least, where there are offices enough: with few, some threads would wait for the last.
const PIECES_OF_A_THREAD: usize = 8;
/// One office in this many is timed; the rest is taken to be like it.
const TIMED: u32 = 32;

/// Why a scenario cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Faulty(pub String);

/// A country on its way through the weeks.
#[derive(Debug)]
pub struct Simulation {
    world: World,
    /// Parameters where no policy is in force.
    values: Vec<f64>,
    timeline: Timeline<Parameters>,
    chances: Chances,
    luck: Luck,
    off: Off,
    weeks: u32,
    period: u32,
    stopwatch: Stopwatch,
    desks: Desks,
}

/// Working space that threads hand on to each other, so that none is made anew for every piece of work.
#[derive(Debug, Default)]
struct Desks(Locked<Vec<Desk>>);

impl Desks {
    fn take(&self) -> Desk {
        self.0.lock().pop().unwrap_or_default()
    }

    fn put(&self, desk: Desk) {
        self.0.lock().push(desk);
    }
}

impl Simulation {
    /// Builds the country of a scenario. Replicate `r` has the luck of seed + r.
    ///
    /// # Errors
    /// Where the scenario has no offices, too many indicators or too many citizens.
    pub fn new(scenario: &Scenario, replicate: u32) -> Result<Self, Faulty> {
        Self::with_clock(scenario, replicate, None)
    }

    /// As [`Simulation::new`], with a clock to time the steps by.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn with_clock(scenario: &Scenario, replicate: u32, clock: Option<Clock>) -> Result<Self, Faulty> {
        build::build(scenario, replicate, clock)
    }

    /// The same country in the same week under these policies instead of its own, as if they had been there from the start.
    /// None where it would have come to another state: where they change something before this week.
    pub fn under(&self, policies: &[Policy]) -> Option<Self> {
        if policies.len() > MAX_POLICIES {
            return None;
        }
        let hierarchy = &self.world.hierarchy;
        let timeline = Timeline::new(hierarchy, &self.values, policies, self.weeks, Parameters::from_values);
        // The world of week 0 is made of the parameters of week 0.
        timeline.same_before(&self.timeline, self.world.week.max(1)).then(|| Self {
            world: self.world.clone(),
            values: self.values.clone(),
            timeline,
            chances: self.chances.clone(),
            stopwatch: self.stopwatch.anew(),
            desks: Desks::default(),
            ..*self
        })
    }

    /// The country.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Offices, in order.
    pub fn offices(&self) -> &[Office] {
        &self.world.offices
    }

    /// Citizens of an office.
    pub fn citizens(&self, office: &Office) -> &[Citizen] {
        &self.world.citizens[office.citizens.start as usize..office.citizens.end as usize]
    }

    /// Week about to be simulated, from the start of the burn-in.
    pub fn week(&self) -> u32 {
        self.world.week
    }

    /// Whether all weeks are done.
    pub fn done(&self) -> bool {
        self.world.week >= self.weeks
    }

    /// Parameters in force for a unit in a week.
    pub fn parameters(&self, week: u32, unit: u32) -> &Parameters {
        self.timeline.at(week, unit)
    }

    /// Whether a contest has closed at the end of the last simulated week.
    pub fn contest_closed(&self) -> bool {
        self.world.week > 0 && self.world.week.is_multiple_of(self.period)
    }

    /// Simulates one week.
    pub fn step(&mut self) {
        self.advance(1, &Nobody);
    }

    /// Simulates up to `most` weeks, but not past a contest or the end; returns how many.
    pub fn advance<O: Observe>(&mut self, most: u32, observer: &O) -> u32 {
        let to_contest = self.period - self.world.week % self.period;
        let n = most.min(to_contest).min(self.weeks - self.world.week.min(self.weeks));
        let from = self.world.week;
        self.weeks_of_offices(from..from + n, observer);
        self.world.week += n;
        if n > 0 && self.world.week.is_multiple_of(self.period) {
            self.contest(from + n - 1);
        }
        n
    }

    fn weeks_of_offices<O: Observe>(&mut self, weeks: std::ops::Range<u32>, observer: &O) {
        let (timeline, chances, luck, off, stopwatch) =
            (&self.timeline, &self.chances, &self.luck, self.off, &self.stopwatch);
        let jurisdictions = std::mem::take(&mut self.world.jurisdictions);
        let mut stretches = Vec::new();
        let mut start = weeks.start;
        while start < weeks.end {
            let end = weeks.end.min(start.saturating_add(observer.together(start).max(1)));
            stretches.push(start..end);
            start = end;
        }
        let share = self.world.citizens.len() / (PIECES_OF_A_THREAD * parallel::threads());
        let at_a_time = share.min(CITIZENS_AT_A_TIME);
        let mut pieces: Vec<Vec<_>> = Vec::new();
        let mut citizens = 0;
        for pair in self.world.offices_with_citizens() {
            let full = |piece: &Vec<_>| piece.len() >= OFFICES_AT_A_TIME || citizens >= at_a_time;
            if pieces.last().is_none_or(full) {
                pieces.push(Vec::new());
                citizens = 0;
            }
            citizens += pair.1.len();
            if let Some(piece) = pieces.last_mut() {
                piece.push(pair);
            }
        }
        parallel::for_each(pieces, |mut piece| {
            let mut seen = observer.open();
            let mut desk = self.desks.take();
            let offices = piece.len();
            let both = stretches.iter().flat_map(|weeks| (0..offices).map(move |i| (weeks, i)));
            for (weeks, i) in both {
                let (office, citizens) = &mut piece[i];
                let seat = &jurisdictions[office.unit as usize];
                for week in weeks.clone() {
                    let p = timeline.at(week, office.unit);
                    let before = (week > 0).then(|| timeline.at(week - 1, office.unit));
                    let tally = observer.tally(&mut seen, office.number, week);
                    let mut x = OfficeWeek {
                        office,
                        citizens,
                        seat,
                        p,
                        before,
                        chances,
                        week,
                        luck,
                        off,
                        tally,
                        desk: &mut desk,
                    };
                    run_week(&mut x, stopwatch);
                    observer.see(&mut seen, office, seat, week);
                }
            }
            observer.close(seen);
            self.desks.put(desk);
        });
        self.world.jurisdictions = jurisdictions;
    }

    fn contest(&mut self, week: u32) {
        let from = self.stopwatch.now();
        let mut x =
            ContestWeek { world: &mut self.world, timeline: &self.timeline, week, luck: &self.luck, off: self.off };
        let mut at = from;
        for (i, step) in CONTEST.iter().enumerate() {
            (step.run)(&mut x);
            let now = self.stopwatch.now();
            self.stopwatch.add(WEEK.len() + i, now - at);
            at = now;
        }
    }

    /// Seconds spent in each step so far, over all threads, as (name, seconds); zeros without a clock. Office steps are
    /// timed on one office in 32.
    pub fn time_by_step(&self) -> Vec<(&'static str, f64)> {
        let names = WEEK.iter().map(|s| s.name).chain(CONTEST.iter().map(|s| s.name));
        let spent = self.stopwatch.spent();
        names
            .zip(spent)
            .enumerate()
            .map(|(i, (name, ns))| (name, ns as f64 * 1e-9 * if i < WEEK.len() { f64::from(TIMED) } else { 1.0 }))
            .collect()
    }

    /// Checks what must always hold: books balance, hours fit, shares are shares, ranks are permutations.
    ///
    /// # Errors
    /// Names the first thing that does not hold: a fault of the program, not of the scenario.
    pub fn audit_books(&self) -> Result<(), Faulty> {
        build::audit_books(self)
    }
}

/// One office through the steps of one week.
fn run_week(x: &mut OfficeWeek<'_>, stopwatch: &Stopwatch) {
    if stopwatch.runs() && x.office.number.is_multiple_of(TIMED) {
        for (i, step) in WEEK.iter().enumerate() {
            let from = stopwatch.now();
            (step.run)(x);
            stopwatch.add(i, stopwatch.now() - from);
        }
    } else {
        for step in &WEEK {
            (step.run)(x);
        }
    }
}
