//! How the people of an office are made.

use super::citizen::{Citizen, SATISFACTION_MAX};
use super::places::{Place, education_shares};
use super::population::Population;
use crate::random::{Luck, Stream, logistic, open_unit, skill_quantiles};

const GRID: usize = 64;

/// Tables from which skill is drawn, one for each of 64 means.
#[derive(Debug)]
pub struct People {
    skill: Vec<Vec<u32>>,
}

impl People {
    /// Computes the tables.
    pub fn new(p: &Population) -> Self {
        let skill = (0..GRID).map(|i| skill_quantiles((i as f64 + 0.5) / GRID as f64, p.skill_precision)).collect();
        Self { skill }
    }

    /// Fills the citizens of an office, ordered by age, and returns where each age band ends.
    pub fn fill(&self, citizens: &mut [Citizen], first: u32, place: &Place, luck: &Luck, facts: Facts<'_>) -> [u32; 6] {
        let p = facts.population;
        let mut ends = [0; 6];
        let mut up_to = 0.0;
        for (end, share) in ends.iter_mut().zip(place.ages) {
            up_to += share;
            *end = libm::round(up_to * citizens.len() as f64).min(citizens.len() as f64) as u32;
        }
        ends[5] = citizens.len() as u32;
        let satisfaction = libm::round(facts.satisfaction * f64::from(SATISFACTION_MAX)) as u32;
        let mut start = 0;
        for (age, &end) in ends.iter().enumerate() {
            // An adult of the household, usually a parent, acts for a child.
            let adult = if age == 0 { 1 } else { age - 1 };
            let education = education_shares(p, adult, place.schooling);
            for i in start..end {
                let words = luck.block(Stream::People, 0, first + i, 0);
                let level = pick(&education, half(words[0], 0));
                let rural = half(words[0], 1) >= place.urban;
                let helper = half(words[1], 0) < p.helper;
                let device = p.all_skilled || open_unit(words[2]) < device_share(p, adult, level, rural);
                let mut c = Citizen::new(age, level, rural, device, helper);
                c.set_skill(if p.all_skilled {
                    255
                } else {
                    self.draw_skill(mean_skill(p, adult, level, rural, place), words[3])
                });
                if device && (p.all_skilled || half(words[1], 1) < facts.adopted) {
                    c.adopt();
                }
                c.set_satisfaction(satisfaction);
                c.set_expectation(satisfaction);
                citizens[i as usize] = c;
            }
            start = end.max(start);
        }
        ends
    }

    fn draw_skill(&self, mean: f64, word: u32) -> u32 {
        let table = &self.skill[((mean * GRID as f64) as usize).min(GRID - 1)];
        table.partition_point(|&threshold| threshold < word).min(255) as u32
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

fn half(word: u32, which: u32) -> f64 {
    (f64::from(word >> (16 * which) & 0xffff) + 0.5) / 65_536.0
}

fn pick(shares: &[f64; 4], u: f64) -> usize {
    let mut up_to = 0.0;
    shares
        .iter()
        .position(|s| {
            up_to += s;
            u < up_to
        })
        .unwrap_or(3)
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
