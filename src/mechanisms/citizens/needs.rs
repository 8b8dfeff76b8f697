//! Needs that arise in one office in one week (equation 1).

use super::chances::Chances;
use super::desk::make_room;
use super::giant::{is_giant, shares};
use super::hits::Drawn;
use crate::mechanisms::context::OfficeWeek;
use crate::mechanisms::felt::felt;
use crate::parallel;
use crate::random::{Luck, Stream, open_unit, place_among};
use crate::world::case::Case;
use crate::world::citizen::{CELLS, Citizen};
use crate::world::office::Office;
use crate::world::tally::{Count, Tally};

/// First number of the draws that even out a count; those of the hits are far below.
const EVENING: u32 = 1 << 31;

/// Draws the needs of the week and opens a case for each, but for those who have one open.
pub(super) fn arise(x: &mut OfficeWeek<'_>) {
    let (office, citizens, tally) = (&mut *x.office, &mut *x.citizens, &mut *x.tally);
    office.week.needs = 0;
    if x.off.citizens {
        return;
    }
    let needs = Needs { chances: x.chances, luck: x.luck, week: x.week };
    let before = office.seeking.len();
    // Needs of a sample are evened out first, one after the other.
    if is_giant(citizens.len()) && office.scatter >= 1.0 {
        needs.open_shared(office, citizens, &mut x.desk.drawn, tally);
    } else {
        let new = &mut x.desk.arising;
        needs.draw(office, &mut x.desk.drawn, new);
        make_room(&mut office.seeking, new.len());
        office.seeking.resize(before + new.len(), Case::default());
        let mut end = before;
        for some in new.chunks(Tally::AT_A_TIME) {
            let counts = tally.late(some.len());
            let seeking = &mut office.seeking[end..];
            end += open(some.iter().copied(), citizens, 0, seeking, |cell, free| {
                counts.add(Count::Needs, cell, free.into())
            });
        }
        office.seeking.truncate(end);
    }
    let needs = (office.seeking.len() - before) as u64;
    office.week.needs = needs;
    office.books.needs += needs;
    office.period.needs += needs;
}

/// Opens these cases for citizens of whom the first has the place `first`, and counts them; but not for those who have one
/// open. Returns how many `seeking` begins with then.
#[inline(always)]
fn open(
    new: impl Iterator<Item = Case>,
    citizens: &mut [Citizen],
    first: u32,
    seeking: &mut [Case],
    mut count: impl FnMut(usize, bool),
) -> usize {
    let mut opened = 0;
    for case in new {
        let citizen = &mut citizens[(case.citizen - first) as usize];
        let free = !citizen.open();
        citizen.set_open(true);
        count(citizen.cell(), free);
        // Those who have one open already are written over by the next.
        seeking[opened] = case;
        opened += usize::from(free);
    }
    opened
}

/// What the needs of a week depend on.
struct Needs<'a> {
    chances: &'a Chances,
    luck: &'a Luck,
    week: u32,
}

impl Needs<'_> {
    /// Where the needs of an office are drawn from, and the chances by age.
    fn bands(&self, office: &Office) -> ((Stream, u32, u32), [(u32, f64); 6]) {
        let bands = std::array::from_fn(|age| (office.band_ends[age], self.chances.need[age]));
        ((Stream::Needs, self.week, office.unit), bands)
    }

    /// A need of this week.
    #[inline(always)]
    fn case(&self, place: u32, word: u32) -> Case {
        Case::new(place, self.week, self.chances.complex.happens(word))
    }

    /// Draws the needs of a giant office and opens cases for them, on all threads.
    fn open_shared(&self, office: &mut Office, citizens: &mut [Citizen], drawn: &mut Drawn, tally: &mut Tally) {
        let (at, bands) = self.bands(office);
        drawn.hits_in_stretches::<2>(self.luck, at, &bands, |stretches| {
            let by_cells = parallel::map(shares(stretches, citizens), |share| {
                let (mut cases, mut by_cell) = (std::mem::take(&mut share.stretch.cases), [0_u32; CELLS]);
                let (places, [_, words]) = share.stretch.hits();
                let new = places.iter().zip(words).map(|(place, word)| self.case(*place, *word));
                cases.resize(places.len(), Case::default());
                let count = |cell: usize, free| by_cell[cell % CELLS] += u32::from(free);
                let opened = open(new, share.citizens, share.first, &mut cases, count);
                cases.truncate(opened);
                share.stretch.cases = cases;
                by_cell
            });
            for (cell, n) in by_cells.iter().flat_map(|by_cell| by_cell.iter().enumerate()) {
                tally.add(Count::Needs, cell, i64::from(*n));
            }
            let cases = || stretches.iter().filter(|s| !s.hits::<2>().0.is_empty()).map(|s| &s.cases);
            make_room(&mut office.seeking, cases().map(Vec::len).sum());
            cases().for_each(|cases| office.seeking.extend_from_slice(cases));
        });
    }

    /// Draws the needs of the week. Nothing here depends on what an office does.
    fn draw(&self, office: &mut Office, drawn: &mut Drawn, arising: &mut Vec<Case>) {
        let unit = office.unit;
        arising.clear();
        let (at, bands) = self.bands(office);
        drawn.hits_in_bands(self.luck, at, &bands, |places, [_, words]| {
            arising.extend(places.iter().zip(words).map(|(place, word)| self.case(*place, *word)));
        });
        if office.scatter >= 1.0 {
            return;
        }
        // One need stands for many, so their number scatters as little as that of the real office; what is left of rounding it
        // is kept for the next week. Too many: some are dropped. Too few: some are added, with the chances of their ages.
        let mut expected = 0.0;
        let up_to: [f64; 6] = std::array::from_fn(|age| {
            let start = if age > 0 { office.band_ends[age - 1] } else { 0 };
            expected += f64::from(office.band_ends[age] - start) * self.chances.need_in_week[age];
            expected
        });
        let wanted = office.needs_left + felt(arising.len() as f64, expected, office.scatter);
        let count = (libm::floor(wanted) as usize).min(office.citizens.len());
        let mut draws = (EVENING..).map(|n| self.luck.block(Stream::Needs, self.week, unit, n));
        while arising.len() > count {
            let Some(words) = draws.next() else { break };
            arising.remove(place_among(arising.len(), words[0]));
        }
        // Everybody may have a need already where needs are nearly certain: then the rest waits.
        for words in draws.take(64 * office.citizens.len()) {
            if arising.len() >= count {
                break;
            }
            let at = open_unit(words[0]) * expected;
            let Some(age) = up_to.iter().position(|end| at < *end) else { break };
            let start = if age > 0 { office.band_ends[age - 1] } else { 0 };
            let place = start + place_among((office.band_ends[age] - start) as usize, words[1]) as u32;
            if arising.iter().all(|case| case.citizen != place) {
                arising.push(self.case(place, words[2]));
            }
        }
        office.needs_left = wanted - arising.len() as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::citizens::Citizens;
    use crate::model::Simulation;
    use crate::scenario::Scenario;

    /// Needs of 400 weeks of one office: their number by week, and by age.
    fn drawn(sample: f64) -> (Vec<f64>, [f64; 6], [f64; 6]) {
        let mut scenario = Scenario::default();
        scenario.set("population.citizens_per_office", 60.0 * sample);
        scenario.set("population.sample", sample);
        let simulation = Simulation::new(&scenario, 0).unwrap();
        let chances = Chances::new(&scenario.parameters().citizens, false);
        let mut office = simulation.offices()[0].clone();
        let (mut weeks, mut by_age, mut expected) = (Vec::new(), [0.0; 6], [0.0; 6]);
        let mut arising = Vec::new();
        let start = |age: usize, office: &Office| if age > 0 { office.band_ends[age - 1] } else { 0 };
        for week in 0..400 {
            let luck = Luck::new(3);
            let needs = Needs { chances: &chances, luck: &luck, week };
            needs.draw(&mut office, &mut Drawn::default(), &mut arising);
            weeks.push(arising.len() as f64);
            let mut places: Vec<u32> = arising.iter().map(|case| case.citizen).collect();
            for place in &places {
                by_age[office.band_ends.iter().position(|end| place < end).unwrap()] += 1.0;
            }
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), arising.len(), "nobody has two needs in a week");
        }
        for (age, expected) in expected.iter_mut().enumerate() {
            *expected = 400.0 * f64::from(office.band_ends[age] - start(age, &office)) * chances.need_in_week[age];
        }
        (weeks, by_age, expected)
    }

    #[test]
    fn a_small_sample_has_as_many_needs_at_every_age_and_steadier_weeks() {
        for (sample, most) in [(1.0, 2.0), (100.0, 0.1), (1000.0, 0.07)] {
            let (weeks, by_age, expected) = drawn(sample);
            for (n, mean) in by_age.iter().zip(expected) {
                assert!((n - mean).abs() <= 4.0 * mean.sqrt(), "{sample}: {n} needs, not {mean}");
            }
            let (sum, mean) = (weeks.iter().sum::<f64>(), expected.iter().sum::<f64>());
            assert!((sum - mean).abs() <= 4.0 * mean.sqrt() / sample.sqrt() + 1.0, "{sample}: {sum}, not {mean}");
            let mean = mean / 400.0;
            let variance = weeks.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / 400.0;
            // Rounding to whole needs adds up to a quarter.
            assert!(variance < mean * most + 0.3, "{sample}: {variance} around {mean}");
        }
    }

    #[test]
    fn needs_that_are_certain_come_to_all() {
        let mut scenario = Scenario::default();
        scenario.set("population.citizens_per_office", 60_000.0);
        scenario.set("population.sample", 1000.0);
        let always = Citizens { needs: [52.0; 6], ..Citizens::default() };
        let chances = Chances::new(&always, false);
        let mut office = Simulation::new(&scenario, 0).unwrap().offices()[0].clone();
        let mut arising = Vec::new();
        for week in 0..50 {
            let luck = Luck::new(3);
            let needs = Needs { chances: &chances, luck: &luck, week };
            needs.draw(&mut office, &mut Drawn::default(), &mut arising);
            assert_eq!(arising.len(), office.citizens.len());
        }
    }
}
