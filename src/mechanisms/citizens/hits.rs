//! Whom an event hits among the citizens of an office: independent chances, at the cost of the hits alone.
//!
//! An exponential number of hazard is used up from place to place, on through neighbouring bands of citizens, so nobody
//! costs a draw but those who are hit. The numbers are drawn many at a time.

use crate::parallel;
use crate::random::{Blocks, Luck, Stream, exponential, exponentials, leaps};
use crate::wide::LANES;
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use std::ops::Range;

/// Draws that one thread makes at a time; an office with more of them shares them out.
const AT_A_TIME: usize = 1 << 12;

/// Draws that are not worth being made together.
const FEW: f64 = 4.0;

/// Draws made ahead, kept from office to office to save allocations.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawn {
    stretches: Vec<Stretch>,
}

/// Draws with neighbouring numbers and the places that they hit.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    /// Word 0 is how much hazard to use up.
    blocks: Blocks<AT_A_TIME>,
    places: Vec<u32>,
    hit: usize,
    /// Where all of it probably falls within one band: the hazard there, and how many places it passes. Places are counted from the
    /// one after the last hit before it then.
    ahead: Option<(f64, u32)>,
    /// That place, once it is known.
    first: u32,
    /// What becomes of the hits, where stretches are shared out; kept to save allocations.
    pub(super) cases: Vec<Case>,
    /// Whom the citizens that are hit meet.
    pub(super) others: Vec<Citizen>,
    /// Hits that must wait for others, as numbers among those of the stretch.
    pub(super) later: Vec<u32>,
}

impl Stretch {
    /// The places that are hit, in order, with the first `W` words of each; the first word is not fresh.
    pub(super) fn hits<const W: usize>(&self) -> (&[u32], [&[u32]; W]) {
        (&self.places[..self.hit], self.blocks.first(self.hit))
    }

    /// Begins anew with so many draws.
    fn begin(&mut self, draws: usize) {
        if self.places.len() < draws {
            self.places.resize(draws, 0);
        }
        (self.hit, self.ahead, self.first) = (draws, None, 0);
    }

    /// Works out the places as if all were within a band of this hazard.
    fn look_ahead(&mut self, hazard: f64) {
        let ([skips, _], places) = (self.blocks.first(self.hit), &mut self.places[..self.hit]);
        let mut passed = 0_u64;
        for (skips, places) in skips.chunks(STEPS).zip(places.chunks_mut(STEPS)) {
            leaps(skips, hazard, places);
            for place in places {
                let found = passed + u64::from(*place);
                (*place, passed) = (found as u32, found + 1);
            }
        }
        self.ahead = u32::try_from(passed).ok().map(|passed| (hazard, passed));
    }

    /// Finds the places, going on with a walk.
    fn place(&mut self, walk: &mut Walk<'_>) {
        match self.ahead.and_then(|(hazard, passed)| walk.pass(hazard, passed)) {
            Some(first) => self.first = first,
            None => {
                let [skips, _] = self.blocks.first(self.hit);
                self.hit = walk.go(skips, &mut self.places[..self.hit]);
            }
        }
    }

    /// Counts places from the first of all.
    fn count_from_first(&mut self) {
        self.places[..self.hit].iter_mut().for_each(|place| *place += self.first);
    }
}

impl Drawn {
    /// Calls `visit(place, words)` for places of `0..end` drawn independently, each with the hazard −ln(1 − probability);
    /// `words` are fresh ones.
    #[inline]
    pub(super) fn hits(
        &mut self,
        luck: &Luck,
        at: (Stream, u32, u32),
        end: u32,
        hazard: f64,
        mut visit: impl FnMut(u32, [u32; 3]),
    ) {
        self.hits_in_bands::<4>(luck, at, &[(end, hazard)], |places, [_, a, b, c]| {
            for (((place, a), b), c) in places.iter().zip(a).zip(b).zip(c) {
                visit(*place, [*a, *b, *c]);
            }
        });
    }

    /// As [`Drawn::hits`], for neighbouring bands, each with its end and its hazard; the first begins at 0. Places are given
    /// some at a time, in order, with the first `W` words of each, two or four, in lists; the first word is not fresh.
    pub(super) fn hits_in_bands<const W: usize>(
        &mut self,
        luck: &Luck,
        at: (Stream, u32, u32),
        bands: &[(u32, f64)],
        mut visit: impl FnMut(&[u32], [&[u32]; W]),
    ) {
        let expected = expected(bands);
        if expected <= 0.0 {
            return;
        }
        if expected + libm::sqrt(expected) < FEW {
            // So few that drawing them one by one is less work.
            let mut walk = Walk::new(bands);
            for number in 0.. {
                let block = luck.block(at.0, at.1, at.2, number);
                let Some(place) = walk.cross(exponential(block[0])) else { return };
                visit(&[place], std::array::from_fn(|k| &block[k..=k]));
            }
        }
        self.hits_in_stretches::<W>(luck, at, bands, |stretches| {
            for stretch in stretches {
                let (places, words) = stretch.hits();
                visit(places, words);
            }
        });
    }

    /// As [`Drawn::hits_in_bands`], with all that is drawn together, stretch by stretch.
    pub(super) fn hits_in_stretches<const W: usize>(
        &mut self,
        luck: &Luck,
        at: (Stream, u32, u32),
        bands: &[(u32, f64)],
        mut visit: impl FnMut(&mut [Stretch]),
    ) {
        let expected = expected(bands);
        let mut walk = Walk::new(bands);
        // A little more than is expected; where that is not enough, more is drawn.
        let spare = libm::sqrt(expected);
        let (mut number, mut wanted) = (0, expected + spare);
        while !walk.done() {
            // What is drawn together costs the same whether it is all used or not.
            let n = (wanted.min(1e9) as u32 + 1).next_multiple_of(LANES as u32);
            let drawn = self.draw::<W>(luck, at, number..number + n, bands);
            drawn.iter_mut().for_each(|stretch| stretch.place(&mut walk));
            if drawn.len() > 1 {
                parallel::for_each_with_index(drawn, |_, stretch| stretch.count_from_first());
            }
            visit(drawn);
            number += n;
            wanted = spare / 2.0;
        }
    }

    /// Draws the blocks with these numbers, in stretches; where there are several, the places of a stretch are worked out
    /// as far as they can be before those of the others are known.
    fn draw<const W: usize>(
        &mut self,
        luck: &Luck,
        at: (Stream, u32, u32),
        numbers: Range<u32>,
        bands: &[(u32, f64)],
    ) -> &mut [Stretch] {
        let n = numbers.len().div_ceil(AT_A_TIME);
        if self.stretches.len() < n {
            self.stretches.resize_with(n, Stretch::default);
        }
        let stretches = &mut self.stretches[..n];
        parallel::for_each_with_index(stretches, |i, stretch| {
            let from = numbers.start + (i * AT_A_TIME) as u32;
            let until = numbers.end.min(from + AT_A_TIME as u32);
            luck.numbered::<W, _>(at, from..until, &mut stretch.blocks);
            stretch.begin((until - from) as usize);
            if n > 1
                && let Some(hazard) = within(bands, from, until)
            {
                stretch.look_ahead(hazard);
            }
        });
        stretches
    }
}

/// Hits that are expected in all bands, where hazards are small.
fn expected(bands: &[(u32, f64)]) -> f64 {
    let starts = std::iter::once(0).chain(bands.iter().map(|(end, _)| *end));
    bands.iter().zip(starts).map(|((end, hazard), start)| f64::from(end - start) * hazard).sum()
}

/// The hazard of the band that these draws fall within, all but surely.
fn within(bands: &[(u32, f64)], from: u32, until: u32) -> Option<f64> {
    // Each draw uses up a hazard of 1 on average.
    let spare = 5.0 * libm::sqrt(f64::from(until));
    let (mut used, mut start) = (0.0, 0);
    for &(end, hazard) in bands {
        let before = used;
        used += f64::from(end - start) * hazard;
        start = end;
        if f64::from(until) + spare <= used {
            return (f64::from(from) - spare >= before || before <= 0.0).then_some(hazard);
        }
    }
    None
}

/// Where a walk through the bands stands.
struct Walk<'a> {
    place: u32,
    end: u32,
    hazard: f64,
    rest: std::slice::Iter<'a, (u32, f64)>,
}

/// The most leaps that are made at once.
const STEPS: usize = 128;
/// So few in all are not worth it, spread over several bands.
const FEW_STEPS: usize = 128;
/// Exponential numbers made at once for those.
const AMOUNTS: usize = 32;

impl<'a> Walk<'a> {
    fn new(bands: &'a [(u32, f64)]) -> Self {
        let mut rest = bands.iter();
        let (end, hazard) = rest.next().copied().unwrap_or_default();
        Self { place: 0, end, hazard, rest }
    }

    /// Whether the last band is behind.
    fn done(&self) -> bool {
        self.place >= self.end && self.rest.as_slice().is_empty()
    }

    /// Passes so many places of a band with this hazard, of which the last is hit, and says which was the
    /// first; but not where they are not all within the band.
    fn pass(&mut self, hazard: f64, places: u32) -> Option<u32> {
        let first = self.place;
        // A step that ends before the last place stays in the band, however it was rounded.
        let inside = self.hazard == hazard && places < self.end - first;
        inside.then(|| {
            self.place += places;
            first
        })
    }

    /// Uses up the exponential numbers of these words as hazard, one after the other; returns how many places are hit, the
    /// first of `places`.
    fn go(&mut self, skips: &[u32], places: &mut [u32]) -> usize {
        let mut hit = 0;
        if skips.len() <= FEW_STEPS {
            let mut amounts = [0.0; AMOUNTS];
            for skips in skips.chunks(AMOUNTS) {
                exponentials(skips, &mut amounts);
                for amount in &amounts[..skips.len()] {
                    let Some(found) = self.cross(*amount) else { return hit };
                    places[hit] = found;
                    hit += 1;
                }
            }
            return hit;
        }
        while hit < skips.len() {
            // A little more than the band will probably take, in whole lanes.
            let wanted = 1.2 * f64::from(self.end - self.place) * self.hazard;
            let n = (wanted as usize + 2).next_multiple_of(LANES).min(STEPS).min(skips.len() - hit);
            hit += self.stride(&skips[hit..hit + n], &mut places[hit..hit + n]);
            if let (Some(skip), Some(place)) = (skips.get(hit), places.get_mut(hit)) {
                // The next one may be in the same band or not.
                let Some(found) = self.cross(exponential(*skip)) else { break };
                *place = found;
                hit += 1;
            }
        }
        hit
    }

    /// As far as the band goes; returns how many places it has hit. Within a band a skip is a number of places, whatever came
    /// before it, so all are made at once.
    fn stride(&mut self, skips: &[u32], places: &mut [u32]) -> usize {
        let (end, hazard) = (self.end, self.hazard);
        leaps(skips, hazard, places);
        let (mut at, last) = (u64::from(self.place), u64::from(end).saturating_sub(1));
        let mut hit = 0;
        for (place, skip) in places.iter_mut().zip(skips) {
            let mut found = at + u64::from(*place);
            // A step that ends before the last place stays in the band, however it was rounded.
            if found >= last {
                if exponential(*skip) >= (f64::from(end) - at as f64) * hazard {
                    break;
                }
                found = last;
            }
            *place = found as u32;
            at = found + 1;
            hit += 1;
        }
        let at = at as u32;
        self.place = at;
        hit
    }

    /// Uses up an amount of hazard that the band does not hold.
    fn cross(&mut self, mut left: f64) -> Option<u32> {
        loop {
            let room = f64::from(self.end - self.place) * self.hazard;
            if left < room {
                let place = (self.place + (left / self.hazard) as u32).min(self.end - 1);
                self.place = place + 1;
                return Some(place);
            }
            left -= room;
            self.place = self.end;
            (self.end, self.hazard) = *self.rest.next()?;
        }
    }
}

/// The hazard of a probability.
pub(super) fn hazard(probability: f64) -> f64 {
    // Many levers are off.
    if probability > 0.0 { -libm::log(1.0 - most(probability)) } else { 0.0 }
}

/// A probability cut so that its hazard is finite.
pub(super) fn most(probability: f64) -> f64 {
    probability.clamp(0.0, 1.0 - 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::open_unit;
    use proptest::prelude::*;

    #[test]
    fn hits_come_as_often_as_their_probability() {
        let luck = Luck::new(11);
        let mut drawn = Drawn::default();
        for p in [0.002, 0.08, 0.5, 0.97] {
            let mut n = 0;
            for week in 0..200 {
                drawn.hits(&luck, (Stream::Needs, week, 4), 1000, hazard(p), |at, _| {
                    assert!(at < 1000);
                    n += 1;
                });
            }
            let (mean, sd) = (200_000.0 * p, (200_000.0 * p * (1.0 - p)).sqrt());
            assert!((f64::from(n) - mean).abs() < 4.0 * sd, "{p}: {n} against {mean}");
        }
    }

    #[test]
    fn hits_in_bands_come_as_often_as_each_bands_probability() {
        let luck = Luck::new(12);
        let mut drawn = Drawn::default();
        let rates = [0.04, 0.0, 0.1, 0.06];
        let bands: Vec<(u32, f64)> =
            rates.iter().enumerate().map(|(i, p)| (250 * (i as u32 + 1), hazard(*p))).collect();
        let mut seen = [0.0; 4];
        for week in 0..400 {
            let mut last = None;
            drawn.hits_in_bands::<2>(&luck, (Stream::Needs, week, 4), &bands, |places, _| {
                for &at in places {
                    assert!(last < Some(at));
                    last = Some(at);
                    seen[at as usize / 250] += 1.0;
                }
            });
        }
        for (n, p) in seen.iter().zip(rates) {
            assert!((n - 100_000.0 * p).abs() <= 4.0 * (100_000.0f64 * p * (1.0 - p)).sqrt(), "{p}: {n}");
        }
    }

    #[test]
    fn a_first_band_without_hazard_is_passed() {
        let bands = [(1_000, 0.0), (9_000, hazard(0.5))];
        let mut n = 0;
        Drawn::default().hits_in_bands::<2>(&Luck::new(14), (Stream::Needs, 1, 1), &bands, |places, _| {
            assert!(places.iter().all(|place| (1_000..9_000).contains(place)));
            n += places.len();
        });
        assert!((3_700..4_300).contains(&n), "{n}");
    }

    /// However many draws are made ahead, and on however many threads: each hit has the number of its place in the row.
    fn hits_are_those_of_one_draw_after_the_other(luck: &Luck, bands: &[(u32, f64)]) -> usize {
        let at = (Stream::Needs, 9, 3);
        let mut hits = Vec::new();
        Drawn::default().hits_in_bands(luck, at, bands, |places, [_, a, b, c]| {
            hits.extend((0..places.len()).map(|i| (places[i], [a[i], b[i], c[i]])));
        });
        let mut walk = Walk::new(bands);
        for (number, hit) in hits.iter().enumerate() {
            let [skip, a, b, c] = luck.block(at.0, at.1, at.2, number as u32);
            assert_eq!(walk.cross(-libm::log(open_unit(skip))), Some(hit.0), "{number}");
            assert_eq!([a, b, c], hit.1);
        }
        let next = luck.block(at.0, at.1, at.2, hits.len() as u32)[0];
        assert_eq!(walk.cross(-libm::log(open_unit(next))), None);
        hits.len()
    }

    #[test]
    fn many_hits_are_those_of_one_draw_after_the_other() {
        let bands = [(60_000, hazard(0.3)), (60_000, hazard(0.5)), (90_000, 0.0), (400_000, hazard(0.07))];
        let n = hits_are_those_of_one_draw_after_the_other(&Luck::new(13), &bands);
        assert!(n > 2 * AT_A_TIME, "some are drawn in several stretches");
    }

    proptest! {
        #[test]
        fn few_hits_are_those_of_one_draw_after_the_other(
            seed: u64, sizes in prop::collection::vec((0u32..400, -9.0..1.5f64, any::<bool>()), 1..7)
        ) {
            let mut end = 0;
            let bands: Vec<(u32, f64)> = sizes
                .into_iter()
                .map(|(size, exponent, off)| {
                    end += size;
                    (end, if off { 0.0 } else { exponent.exp() })
                })
                .collect();
            hits_are_those_of_one_draw_after_the_other(&Luck::new(seed), &bands);
        }
    }
}
