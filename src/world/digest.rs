//! One number for the whole state: two countries with the same digest are, but for an accident of one in 2⁶⁴, the same to
//! the bit. It is made in the order of offices, so it does not depend on threads.

use super::World;
use super::office::Office;
use crate::parallel;

/// Offices that are read at a time.
const AT_A_TIME: usize = 64;

/// Mixes numbers into one: multiply and shift, after the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
#[derive(Debug, Clone, Copy)]
struct Mixer(u64);

impl Mixer {
    fn add(&mut self, number: u64) {
        let z = (self.0 ^ number).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        self.0 = z ^ (z >> 27);
    }
}

impl World {
    /// The digest of citizens, cases, offices, units and leaders.
    pub fn digest(&self) -> u64 {
        let pieces = self.offices.chunks(AT_A_TIME).collect();
        let parts = parallel::map(pieces, |offices: &[Office]| {
            let mut mixer = Mixer(0);
            offices.iter().for_each(|office| self.mix_office(office, &mut mixer));
            mixer.0
        });
        let mut mixer = Mixer(u64::from(self.week));
        parts.into_iter().for_each(|part| mixer.add(part));
        for seat in &self.jurisdictions {
            let leader = &seat.leader;
            let numbers =
                [seat.stake, seat.shortfall, leader.motivation, leader.zeal, leader.integrity, leader.ambition];
            numbers.iter().chain(&seat.targets).for_each(|x| mixer.add(x.to_bits()));
        }
        mixer.0
    }

    fn mix_office(&self, office: &Office, mixer: &mut Mixer) {
        for citizen in &self.citizens[office.citizens.start as usize..office.citizens.end as usize] {
            mixer.add(citizen.bits().into());
        }
        for case in office.seeking.iter().chain(&office.backlog) {
            mixer.add(case.bits());
        }
        let books = [office.books.needs, office.books.resolved, office.books.excluded];
        books.iter().for_each(|n| mixer.add(*n));
        let stock = &office.platforms;
        let state = [
            office.burnout,
            office.motivation,
            office.sharing,
            office.kept,
            office.mandate,
            office.online_share,
            office.inflow,
            office.visits,
            office.expected_backlog,
            office.risk,
            stock.live,
            stock.zombies,
            stock.quality,
            stock.wariness,
        ];
        state.iter().chain(&office.week.coverage).for_each(|x| mixer.add(x.to_bits()));
    }
}
