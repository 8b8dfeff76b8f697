//! The citizens of a giant office are shared out: every thread writes to neighbours that nobody else writes to. What comes out is
//! what one thread would do, one citizen after the other.

use super::desk::Pile;
use super::hits::Stretch;
use crate::parallel;
use crate::world::citizen::Citizen;

/// Citizens from which on an office is giant.
const GIANT: usize = 1 << 18;
/// Citizens in a share: few enough for the second-level cache.
const SHARE: usize = 1 << 17;
/// Piles that one thread looks through at a time.
const PILES: usize = 64;

/// Whether an office is giant, and there are threads to share it out to.
pub(super) fn is_giant(citizens: usize) -> bool {
    citizens >= GIANT && parallel::threads() > 1
}

/// A stretch of hits and the citizens from the first place that none before has hit to the last that it hits.
#[derive(Debug)]
pub(super) struct Share<'a> {
    pub(super) stretch: &'a mut Stretch,
    /// Place of the first citizen.
    pub(super) first: u32,
    pub(super) citizens: &'a mut [Citizen],
}

/// The stretches, each with the citizens whom it hits.
pub(super) fn shares<'a>(stretches: &'a mut [Stretch], mut citizens: &'a mut [Citizen]) -> Vec<Share<'a>> {
    let mut first = 0;
    let share = |stretch: &'a mut Stretch| {
        let end = stretch.hits::<2>().0.last()? + 1;
        let citizens = citizens.split_off_mut(..(end - first) as usize)?;
        Some(Share { stretch, first: std::mem::replace(&mut first, end), citizens })
    };
    stretches.iter_mut().filter_map(share).collect()
}

/// Puts what has changed of citizens where it belongs: `changed` gives for each pile the places in the office, each at most
/// once in all piles, and what stands there from now on.
pub(super) fn put_back<'a, I>(
    piles: &'a [Pile],
    citizens: &mut [Citizen],
    changed: impl Fn(usize, &'a Pile) -> I + Sync + Send,
) where
    I: Iterator<Item = (u32, Citizen)>,
{
    if !is_giant(citizens.len()) {
        for (i, pile) in piles.iter().enumerate() {
            changed(i, pile).for_each(|(place, new)| citizens[place as usize] = new);
        }
        return;
    }
    // The cases of a pile are mostly of near neighbours, so that most shares have nothing to look for in it.
    let spans = parallel::map(piles.chunks(PILES).enumerate().collect(), |(i, piles)| {
        let span = |(k, pile)| {
            changed(i * PILES + k, pile)
                .fold((u32::MAX, 0), |(least, most), (place, _)| (place.min(least), place.max(most)))
        };
        piles.iter().enumerate().map(span).collect::<Vec<(u32, u32)>>()
    });
    parallel::for_each(citizens.chunks_mut(SHARE).enumerate().collect(), |(i, share)| {
        let first = (i * SHARE) as u32;
        let last = first + (share.len() - 1) as u32;
        for (i, (pile, (least, most))) in piles.iter().zip(spans.iter().flatten()).enumerate() {
            if *least <= last && first <= *most {
                for (place, new) in changed(i, pile) {
                    if let Some(citizen) = share.get_mut(place.wrapping_sub(first) as usize) {
                        *citizen = new;
                    }
                }
            }
        }
    });
}
