//! Needs that arise in one office in one week (equation 1).

use super::chances::Chances;
use super::desk::make_room;
use super::hits::Drawn;
use crate::mechanisms::context::OfficeWeek;
use crate::mechanisms::felt::felt;
use crate::random::{Luck, Stream, open_unit, place_among};
use crate::world::case::Case;
use crate::world::office::Office;
use crate::world::tally::Tally;

/// First number of the draws that even out a count; those of the hits are far below.
const EVENING: u32 = 1 << 31;

/// Draws the needs of the week and opens a case for each, but for those who have one open.
pub(super) fn arise(x: &mut OfficeWeek<'_>) {
    let (office, citizens, tally) = (&mut *x.office, &mut *x.citizens, &mut *x.tally);
    office.week.needs = 0;
    if x.off.citizens {
        return;
    }
    let new = &mut x.desk.arising;
    draw(office, x.chances, x.luck, x.week, &mut x.desk.drawn, new);
    let before = office.seeking.len();
    make_room(&mut office.seeking, new.len());
    office.seeking.resize(before + new.len(), Case::default());
    let (seeking, mut end) = (&mut office.seeking[before..], 0);
    for some in new.chunks(Tally::AT_A_TIME) {
        let counts = tally.late(some.len());
        for case in some {
            let citizen = &mut citizens[case.citizen as usize];
            let free = !citizen.open();
            citizen.set_open(true);
            counts.need(citizen.cell(), free);
            // Those who have one open already are written over by the next.
            seeking[end] = *case;
            end += usize::from(free);
        }
    }
    office.seeking.truncate(before + end);
    let needs = end as u64;
    office.week.needs = needs;
    office.books.needs += needs;
    office.period.needs += needs;
}

/// Draws the needs of the week. Nothing here depends on what an office does.
fn draw(office: &mut Office, chances: &Chances, luck: &Luck, week: u32, drawn: &mut Drawn, arising: &mut Vec<Case>) {
    let unit = office.unit;
    arising.clear();
    let bands: [(u32, f64); 6] = std::array::from_fn(|age| (office.band_ends[age], chances.need[age]));
    let new = |place: u32, word: u32| Case::new(place, week, chances.complex.happens(word));
    let at = (Stream::Needs, week, unit);
    drawn.hits_in_bands(luck, at, &bands, |places, [_, words]| {
        arising.extend(places.iter().zip(words).map(|(place, word)| new(*place, *word)));
    });
    if office.scatter >= 1.0 {
        return;
    }
    // One need stands for many, so their number scatters as little as that of the real office; what is left of rounding it
    // is kept for the next week. Too many: some are dropped. Too few: some are added, with the chances of their ages.
    let mut expected = 0.0;
    let up_to: [f64; 6] = std::array::from_fn(|age| {
        let start = if age > 0 { office.band_ends[age - 1] } else { 0 };
        expected += f64::from(office.band_ends[age] - start) * chances.need_in_week[age];
        expected
    });
    let wanted = office.needs_left + felt(arising.len() as f64, expected, office.scatter);
    let count = (libm::floor(wanted) as usize).min(office.citizens.len());
    let mut draws = (EVENING..).map(|n| luck.block(Stream::Needs, week, unit, n));
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
            arising.push(new(place, words[2]));
        }
    }
    office.needs_left = wanted - arising.len() as f64;
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
            draw(&mut office, &chances, &Luck::new(3), week, &mut Drawn::default(), &mut arising);
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
            draw(&mut office, &chances, &Luck::new(3), week, &mut Drawn::default(), &mut arising);
            assert_eq!(arising.len(), office.citizens.len());
        }
    }
}
