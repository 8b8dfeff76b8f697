//! How the people of an office are made.

use super::citizen::{Citizen, SATISFACTION_MAX};
use super::places::{Place, education_shares};
use super::population::Population;
use crate::parallel::{self, Locked};
use crate::random::{Blocks, Luck, Stream, logistic, skill_quantiles};
use std::sync::Arc;

const GRID: usize = 64;

/// Tables of the last countries, by the bits of their precision. They follow from that number alone, and to make them takes
/// most of the time in which a small country is built, so the runs of an experiment share them.
static KNOWN: Locked<Vec<(u64, Arc<[SkillTable]>)>> = Locked::new(Vec::new());
/// How many of them are kept.
const KEPT: usize = 8;

/// Citizens that are made at a time; the citizens of an office with more of them are shared out.
const AT_A_TIME: usize = 1 << 14;

/// Tables from which skill is drawn, one for each of 64 means.
#[derive(Debug)]
pub struct People {
    skill: Arc<[SkillTable]>,
}

/// Levels of skill by random word: level `k` has the words up to threshold `k`.
#[derive(Debug)]
struct SkillTable {
    thresholds: Vec<u32>,
    /// The lowest level that a word with this first byte can have.
    lowest: [u8; 256],
}

impl SkillTable {
    fn new(mean: f64, precision: f64) -> Self {
        let thresholds = skill_quantiles(mean, precision);
        let lowest = std::array::from_fn(|byte| {
            thresholds.partition_point(|&threshold| threshold < (byte as u32) << 24).min(255) as u8
        });
        Self { thresholds, lowest }
    }

    #[inline]
    fn draw(&self, word: u32) -> u32 {
        let mut level = usize::from(self.lowest[(word >> 24) as usize]);
        while level < 255 && self.thresholds[level] < word {
            level += 1;
        }
        level as u32
    }
}

impl People {
    /// Computes the tables, or takes those of an earlier country of the same precision.
    pub fn new(p: &Population) -> Self {
        let key = p.skill_precision.to_bits();
        let known = |list: &Vec<(u64, Arc<[SkillTable]>)>| list.iter().find(|(k, _)| *k == key).map(|(_, t)| t.clone());
        if let Some(skill) = known(&KNOWN.lock()) {
            return Self { skill };
        }
        let table = |i: usize| SkillTable::new((i as f64 + 0.5) / GRID as f64, p.skill_precision);
        let skill: Arc<[SkillTable]> = (0..GRID).map(table).collect();
        let mut list = KNOWN.lock();
        if known(&list).is_none() {
            if list.len() >= KEPT {
                list.remove(0);
            }
            list.push((key, skill.clone()));
        }
        Self { skill }
    }

    /// Fills the citizens of an office, ordered by age, and returns where each age band ends.
    pub fn fill(&self, citizens: &mut [Citizen], first: u32, place: &Place, luck: &Luck, facts: Facts<'_>) -> [u32; 6] {
        let mut ends = [0; 6];
        let mut up_to = 0.0;
        for (end, share) in ends.iter_mut().zip(place.ages) {
            up_to += share;
            *end = libm::round(up_to * citizens.len() as f64).min(citizens.len() as f64) as u32;
        }
        ends[5] = citizens.len() as u32;
        let (mut rest, mut at, mut shares) = (citizens, 0, Vec::new());
        for (age, &end) in ends.iter().enumerate() {
            let (band, others) = std::mem::take(&mut rest).split_at_mut(end.saturating_sub(at) as usize);
            rest = others;
            for (i, some) in band.chunks_mut(AT_A_TIME).enumerate() {
                shares.push((age, first + at + (i * AT_A_TIME) as u32, some));
            }
            at = at.max(end);
        }
        let bands: [Band<'_>; 6] = std::array::from_fn(|age| self.band(age, place, facts));
        match shares.len() {
            0..=12 => shares.into_iter().for_each(|(age, first, some)| bands[age].fill(some, first, luck)),
            _ => parallel::for_each(shares, |(age, first, some)| bands[age].fill(some, first, luck)),
        }
        ends
    }

    fn band(&self, age: usize, place: &Place, facts: Facts<'_>) -> Band<'_> {
        let p = facts.population;
        // An adult of the household, usually a parent, acts for a child.
        let adult = if age == 0 { 1 } else { age - 1 };
        let education = education_shares(p, adult, place.schooling);
        let mut up_to = 0.0;
        let levels = [0, 1, 2].map(|level| {
            up_to += education[level];
            words_below(up_to, HALF_WORDS)
        });
        let satisfaction = libm::round(facts.satisfaction * f64::from(SATISFACTION_MAX)) as u32;
        let kinds = std::array::from_fn(|kind| {
            let (level, rural) = (kind / 2, kind % 2 == 1);
            let mut person = Citizen::new(age, level, rural, false, false);
            person.set_satisfaction(satisfaction);
            person.set_expectation(satisfaction);
            let skill = &self.skill[((mean_skill(p, adult, level, rural, place) * GRID as f64) as usize).min(GRID - 1)];
            let device = if p.all_skilled { 1.0 } else { device_share(p, adult, level, rural) };
            Kind { person, device: words_below(device, WORDS), skill }
        });
        Band {
            levels,
            urban: words_below(place.urban, HALF_WORDS),
            helper: words_below(p.helper, HALF_WORDS),
            adopted: words_below(if p.all_skilled { 1.0 } else { facts.adopted }, HALF_WORDS),
            all_skilled: p.all_skilled,
            kinds,
        }
    }
}

/// What the people of one age and office are drawn from; chances as the number of words below them.
struct Band<'a> {
    levels: [u64; 3],
    urban: u64,
    helper: u64,
    adopted: u64,
    all_skilled: bool,
    kinds: [Kind<'a>; 8],
}

/// People of one education and residence.
struct Kind<'a> {
    person: Citizen,
    device: u64,
    skill: &'a SkillTable,
}

impl Band<'_> {
    fn fill(&self, citizens: &mut [Citizen], first: u32, luck: &Luck) {
        /// So many that their luck stays in the innermost cache.
        const TOGETHER: usize = 256;
        let mut blocks = Blocks::<TOGETHER>::default();
        for (citizens, first) in citizens.chunks_mut(TOGETHER).zip((first..).step_by(TOGETHER)) {
            luck.blocks::<4, _>(Stream::People, 0, (0..citizens.len()).map(|i| first + i as u32), &mut blocks);
            let [a, b, c, d] = blocks.first(citizens.len());
            for ((((citizen, a), b), c), d) in citizens.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                let (lower, upper) = (|word: u32| u64::from(word & 0xffff), |word: u32| u64::from(word >> 16));
                let level: usize = self.levels.iter().map(|level| usize::from(lower(*a) >= *level)).sum();
                let kind = &self.kinds[2 * level + usize::from(upper(*a) >= self.urban)];
                let device = u64::from(*c) < kind.device;
                *citizen = kind.person.with(device, lower(*b) < self.helper, device & (upper(*b) < self.adopted));
                citizen.set_skill(if self.all_skilled { 255 } else { kind.skill.draw(*d) });
            }
        }
    }
}

/// The parameters people are made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Population.
    pub population: &'a Population,
    /// Satisfaction and expectation of everybody at the start.
    pub satisfaction: f64,
    /// Share of device owners who have adopted.
    pub adopted: f64,
}

/// Number of words, and of half words.
const WORDS: f64 = 4_294_967_296.0;
const HALF_WORDS: f64 = 65_536.0;

/// How many words w of so many have (w + ½)/all below this chance.
fn words_below(chance: f64, all: f64) -> u64 {
    libm::ceil(chance * all - 0.5).clamp(0.0, all) as u64
}

fn device_share(p: &Population, adult: usize, education: usize, rural: bool) -> f64 {
    let share = p.devices[adult];
    if share <= 0.0 || share >= 1.0 {
        return share;
    }
    let rural = f64::from(u8::from(rural)) - (1.0 - p.urban);
    let schooling = education as f64 - 1.5;
    logistic(libm::log(share / (1.0 - share)) + p.devices_rural * rural + p.devices_education * schooling)
}

fn mean_skill(p: &Population, adult: usize, education: usize, rural: bool, place: &Place) -> f64 {
    let rural = if rural { p.skill_rural } else { 0.0 };
    let mean = p.skill[adult] + p.skill_education[education] + rural + p.skill_development * (place.development - 0.5);
    mean.clamp(0.02, 0.98)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_below_a_chance_are_those_of_the_comparison(chance in 0.0..=1.0, word: u16) {
            let unit = (f64::from(word) + 0.5) / HALF_WORDS;
            prop_assert_eq!(u64::from(word) < words_below(chance, HALF_WORDS), unit < chance);
            let unit = (f64::from(word) + 0.5) / WORDS;
            prop_assert_eq!(u64::from(word) < words_below(chance / 65_536.0, WORDS), unit < chance / 65_536.0);
        }

        #[test]
        fn a_level_is_the_first_whose_threshold_is_not_below_the_word(grid in 0usize..GRID, word: u32) {
            let table = SkillTable::new((grid as f64 + 0.5) / GRID as f64, 8.0);
            let level = table.thresholds.partition_point(|&threshold| threshold < word).min(255) as u32;
            prop_assert_eq!(table.draw(word), level);
        }
    }
}
