//! Turns a run into rows: sums of weeks, standings at contests, and a yearly table of offices.

use super::interval::Interval;
use super::layout::{Group, Layout, Spot};
use super::measure::{AtContest, By, OfGroup, Value, Weeks};
use super::row::{Names, OfficeRow, Row, Sink, SinkError};
use super::year::Year;
use crate::engine::Observe;
use crate::parallel::{self, Locked};
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::citizen::CELLS;
use crate::world::clock::YEAR;
use crate::world::jurisdiction::Jurisdiction;
use crate::world::office::Office;
use crate::world::tally::Tally;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// Record number of the burn-in: nothing is written of it, but citizens' standings move.
const BURN_IN: u32 = u32::MAX;

/// Citizens whose standing is counted at a time.
const COUNTED: usize = 1 << 22;

/// Intervals that are pending at most, where there are fewer leaves than that; each takes some 20 kB.
const PENDING: usize = 1 << 11;

/// What was counted of records that are not complete, by record and leaf.
type Pending = BTreeMap<(u32, u32), Box<Interval>>;

/// What was counted of one record, by leaf.
type Leaves = BTreeMap<u32, Box<Interval>>;

/// What is complete and not yet written.
#[derive(Debug, Default)]
pub struct Complete {
    /// Records in order, by leaf.
    weeks: Vec<(u32, Leaves)>,
    contest: Vec<Row>,
    offices: Vec<OfficeRow>,
}

/// Watches a run and gives out its rows.
#[derive(Debug, Clone)]
pub struct Recorder {
    layout: Layout,
    replicate: u32,
    burn_in: u32,
    weeks: u32,
    every: u32,
    sample: f64,
    loss: f64,
    /// The finest recorded unit each office belongs to, as a place among the leaves.
    leaf_of_office: Vec<u32>,
    leaves: Vec<Range<u32>>,
    /// How citizens stood at the end of the last record that was written, by leaf.
    stands: Locked<Vec<Tally>>,
    /// As many as there were pieces of work at a time, each of which goes on with one: what threads count together would wander
    /// from cache to cache.
    pending: Locked<Vec<Pending>>,
    years: Option<Locked<Vec<Year>>>,
    office_names: Vec<(Arc<str>, Arc<str>)>,
}

impl Recorder {
    /// A recorder for a country that is about to start.
    pub fn new(scenario: &Scenario, world: &World, replicate: u32) -> Self {
        let p = scenario.parameters();
        let (h, record) = (&world.hierarchy, &scenario.record);
        let layout = Layout::new(scenario, h);
        let mut leaf_of_office = vec![0; h.offices()];
        let mut leaves = Vec::new();
        // Leaves are the largest stretches of offices that lie in the same recorded units.
        let mut cuts: Vec<u32> = layout.spots.iter().flat_map(|s| [s.offices.start, s.offices.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        for pair in cuts.windows(2) {
            leaf_of_office[pair[0] as usize..pair[1] as usize].fill(leaves.len() as u32);
            leaves.push(pair[0]..pair[1]);
        }

        let mut stands = vec![Tally::default(); leaves.len()];
        let mut pieces = Vec::new();
        for (leaf, offices) in leaves.iter().enumerate() {
            let from = world.offices[offices.start as usize].citizens.start as usize;
            let until = world.offices[offices.end as usize - 1].citizens.end as usize;
            pieces.extend(world.citizens[from..until].chunks(COUNTED).map(|citizens| (leaf, citizens)));
        }
        for (leaf, tally) in parallel::map(pieces, |(leaf, citizens)| (leaf, Tally::of_standing(citizens))) {
            stands[leaf].merge(&tally);
        }
        let office_names = if record.offices {
            let name = |unit: u32| Arc::<str>::from(h.name(unit));
            let regions: Vec<Arc<str>> = h.of_tier[1].clone().map(name).collect();
            let of = |o: &Office| (name(o.unit), regions[h.units[o.unit as usize].region as usize].clone());
            world.offices.iter().map(of).collect()
        } else {
            Vec::new()
        };
        Self {
            layout,
            replicate,
            burn_in: p.run.burn_in,
            weeks: p.run.weeks(),
            every: record.every.max(1),
            sample: f64::from(world.sample),
            loss: p.platforms.loss,
            leaf_of_office,
            leaves,
            stands: Locked::new(stands),
            pending: Locked::default(),
            years: record.offices.then(|| Locked::new(vec![Year::default(); world.offices.len()])),
            office_names,
        }
    }

    /// The names behind the rows.
    pub fn names(&self) -> &Names {
        &self.layout.names
    }

    /// The most weeks to simulate between two calls of [`Recorder::flush`] from `week` on: never past the end of a
    /// recorded year, and few where many units are recorded, so that memory stays small.
    pub fn most_weeks(&self, week: u32) -> u32 {
        let to_year_end = if week < self.burn_in { self.burn_in - week } else { YEAR - (week - self.burn_in) % YEAR };
        let records = (PENDING / (self.leaves.len() * parallel::threads()).max(1)).max(1);
        to_year_end.min(self.every.saturating_mul(records as u32))
    }

    fn record_of(&self, week: u32) -> u32 {
        if week < self.burn_in { BURN_IN } else { (week - self.burn_in) / self.every }
    }

    /// Gives out what is complete. Call it after every stretch of weeks; `contest` says whether it ended with a contest.
    ///
    /// # Errors
    /// Where the sink cannot take rows.
    pub fn flush(&self, world: &World, contest: bool, sink: &mut dyn Sink) -> Result<(), SinkError> {
        self.write(self.take(world, contest), sink)
    }

    /// Takes out what is complete after a stretch of weeks, to be written at once or while the next weeks are simulated.
    pub fn take(&self, world: &World, contest: bool) -> Complete {
        let recorded = world.week > self.burn_in;
        let year_ends = recorded && (world.week - self.burn_in).is_multiple_of(YEAR);
        Complete {
            weeks: self.take_weeks(world.week),
            contest: if contest && recorded { self.contest_rows(world) } else { Vec::new() },
            offices: if year_ends { self.office_rows(world) } else { Vec::new() },
        }
    }

    /// Makes rows of what was taken, and gives them out. What was taken first is written first.
    ///
    /// # Errors
    /// Where the sink cannot take rows.
    pub fn write(&self, complete: Complete, sink: &mut dyn Sink) -> Result<(), SinkError> {
        let mut rows = Vec::new();
        for (record, leaves) in complete.weeks {
            self.add_weeks(record, leaves, &mut rows);
            sink.rows(&self.layout.names, &rows)?;
            rows.clear();
        }
        sink.rows(&self.layout.names, &complete.contest)?;
        if complete.offices.is_empty() { Ok(()) } else { sink.offices(&self.layout.names, &complete.offices) }
    }

    /// Records whose last week is over, in order.
    fn take_weeks(&self, week: u32) -> Vec<(u32, Leaves)> {
        let done = |record: u32| match record {
            BURN_IN => true,
            r => (self.burn_in + (r + 1) * self.every).min(self.weeks) <= week,
        };
        let mut complete: BTreeMap<(bool, u32), Leaves> = BTreeMap::new();
        for pending in self.pending.lock().iter_mut() {
            let (over, rest) = std::mem::take(pending).into_iter().partition(|((record, _), _)| done(*record));
            *pending = rest;
            for ((record, leaf), interval) in Pending::into_iter(over) {
                match complete.entry((record != BURN_IN, record)).or_default().entry(leaf) {
                    Entry::Vacant(none) => _ = none.insert(interval),
                    Entry::Occupied(mut some) => some.get_mut().merge(&interval),
                }
            }
        }
        complete.into_iter().map(|((_, record), leaves)| (record, leaves)).collect()
    }

    fn add_weeks(&self, record: u32, mut leaves: Leaves, rows: &mut Vec<Row>) {
        let mut stands = self.stands.lock();
        for (leaf, interval) in &mut leaves {
            interval.tally.settle();
            stands[*leaf as usize].merge(&interval.tally);
        }
        if record == BURN_IN {
            return;
        }
        let end = ((record + 1) * self.every).min(self.weeks - self.burn_in);
        let weeks = f64::from(end - record * self.every);
        let all: Vec<usize> = (0..CELLS).collect();
        for (place, spot) in self.layout.spots.iter().enumerate().filter(|(_, s)| s.weekly) {
            let (interval, stands) = self.gathered(spot, &leaves, &stands);
            let everybody = OfGroup::new(&interval, &stands, &all);
            let of_group = |group: &Group| (group.name, OfGroup::new(&interval, &stands, &group.cells));
            let groups: Vec<(u16, OfGroup)> = self.layout.groups.iter().map(of_group).collect();
            let (interval, group, sample, loss) = (&interval, &everybody, self.sample, self.loss);
            let mut view = Weeks { interval, group, item: 0, weeks, sample, loss };
            for &(number, measure) in &self.layout.wanted {
                let Value::Weeks(value) = measure.value else { continue };
                let mut give = |group: u16, value: f64| {
                    if value.is_finite() {
                        let place = place as u32;
                        rows.push(Row {
                            replicate: self.replicate,
                            week: end - 1,
                            place,
                            group,
                            measure: number,
                            value,
                        });
                    }
                };
                match measure.by {
                    By::Nothing => give(0, value(&view)),
                    By::Citizens => {
                        give(0, value(&view));
                        for (name, group) in &groups {
                            give(*name, value(&Weeks { group, ..view }));
                        }
                    }
                    By::Indicators | By::Activities => {
                        let (first, n) = self.layout.items(measure.by);
                        for item in 0..n {
                            view.item = item;
                            give(first + item as u16, value(&view));
                        }
                    }
                }
            }
        }
    }

    /// What was counted below a recorded unit, and how its citizens stand.
    fn gathered<'a>(
        &self,
        spot: &Spot,
        leaves: &'a Leaves,
        stands: &'a [Tally],
    ) -> (Cow<'a, Interval>, Cow<'a, Tally>) {
        let within = |leaf: &Range<u32>| leaf.start >= spot.offices.start && leaf.end <= spot.offices.end;
        let mut of_spot = (0..).zip(&self.leaves).filter(|(_, offices)| within(offices)).map(|(leaf, _)| leaf);
        let stands = |leaf: u32| &stands[leaf as usize];
        let Some(first) = of_spot.next() else { return Default::default() };
        let mut all =
            (leaves.get(&first).map(|part| Cow::Borrowed(&**part)).unwrap_or_default(), Cow::Borrowed(stands(first)));
        for leaf in of_spot {
            all.1.to_mut().merge(stands(leaf));
            if let Some(part) = leaves.get(&leaf) {
                all.0.to_mut().merge(part);
            }
        }
        all
    }

    fn contest_rows(&self, world: &World) -> Vec<Row> {
        let mut rows = Vec::new();
        let week = world.week - self.burn_in - 1;
        for (place, spot) in self.layout.spots.iter().enumerate() {
            let view = |item| AtContest { world, units: spot.units.clone(), offices: spot.offices.clone(), item };
            for &(number, measure) in &self.layout.wanted {
                let value = match measure.value {
                    Value::Contest(value) => value,
                    // Offices are the same whatever tier one looks at.
                    Value::Offices(value) if spot.weekly => value,
                    Value::Offices(_) | Value::Weeks(_) => continue,
                };
                let (first, n) = if measure.by == By::Nothing { (0, 1) } else { self.layout.items(measure.by) };
                for item in 0..n {
                    let value = value(&view(item));
                    if value.is_finite() {
                        let (place, group) = (place as u32, first + item as u16);
                        rows.push(Row { replicate: self.replicate, week, place, group, measure: number, value });
                    }
                }
            }
        }
        rows
    }

    /// The year that has ended, of every office; the next begins.
    fn office_rows(&self, world: &World) -> Vec<OfficeRow> {
        let Some(years) = &self.years else { return Vec::new() };
        let mut years = years.lock();
        let year = (world.week - self.burn_in) / YEAR - 1;
        let mut rows = Vec::with_capacity(world.offices.len());
        for ((office, sums), (name, region)) in world.offices.iter().zip(years.iter_mut()).zip(&self.office_names) {
            let values = sums.values(office, &world.jurisdictions[office.unit as usize], self.sample);
            *sums = Year::default();
            let (name, region) = (name.clone(), region.clone());
            rows.push(OfficeRow { replicate: self.replicate, year, office: office.number, name, region, values });
        }
        rows
    }
}

/// What is kept for a chunk of offices while it runs.
#[derive(Debug, Default)]
pub struct Chunk {
    pending: Pending,
    /// What is counted now, and its key among what is pending.
    now: Option<((u32, u32), Box<Interval>)>,
    /// Its offices, which are neighbours, so far as they have been seen.
    years: Vec<(u32, Year)>,
}

impl Chunk {
    /// Where a leaf is counted in a record.
    fn at(&mut self, key: (u32, u32)) -> &mut Interval {
        if self.now.as_ref().is_none_or(|(now, _)| *now != key) {
            self.lay_aside();
        }
        let (_, interval) = self.now.get_or_insert_with(|| (key, self.pending.remove(&key).unwrap_or_default()));
        interval
    }

    fn lay_aside(&mut self) {
        if let Some((key, interval)) = self.now.take() {
            self.pending.insert(key, interval);
        }
    }
}

impl Observe for Recorder {
    type Chunk = Chunk;

    fn open(&self) -> Chunk {
        Chunk { pending: self.pending.lock().pop().unwrap_or_default(), ..Chunk::default() }
    }

    fn together(&self, week: u32) -> u32 {
        if week < self.burn_in { self.burn_in - week } else { self.every - (week - self.burn_in) % self.every }
    }

    fn tally<'a>(&self, chunk: &'a mut Chunk, office: u32, week: u32) -> &'a mut Tally {
        &mut chunk.at((self.record_of(week), self.leaf_of_office[office as usize])).tally
    }

    fn see(&self, chunk: &mut Chunk, office: &Office, _seat: &Jurisdiction, week: u32) {
        if week < self.burn_in {
            return;
        }
        if let Some((_, interval)) = &mut chunk.now {
            interval.see(office);
        }
        if let Some(years) = &self.years {
            let first = chunk.years.first().map_or(office.number, |(first, _)| *first);
            let place = (office.number - first) as usize;
            if place == chunk.years.len() {
                // Goes on from the sums so far, so that they do not depend on how many weeks are done at a time.
                let all = years.lock();
                chunk.years.push((office.number, all[office.number as usize].clone()));
            }
            chunk.years[place].1.see(office);
        }
    }

    fn close(&self, mut chunk: Chunk) {
        chunk.lay_aside();
        self.pending.lock().push(chunk.pending);
        if let Some(years) = &self.years {
            let mut all = years.lock();
            for (number, year) in chunk.years {
                all[number as usize] = year;
            }
        }
    }
}
