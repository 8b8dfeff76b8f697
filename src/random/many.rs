//! Many draws at once. The same words as [`Luck::block`] one by one, in plain loops that compilers turn into vector
//! instructions: a lane is 64 bits wide and holds a word in its lower half, as a multiplication of vectors wants it.

use super::philox::{MULTIPLIERS, WEYL};
use super::{Luck, Stream};
use crate::wide::{LANES, wide};
use std::ops::Range;

/// At most `N` blocks side by side, in whole lanes: list `k` holds word `k` of each.
#[derive(Debug, Clone)]
pub struct Blocks<const N: usize> {
    words: [[u32; N]; 4],
    agents: [u32; N],
    /// How many words of each block were made last.
    made: usize,
}

impl<const N: usize> Default for Blocks<N> {
    fn default() -> Self {
        Self { words: [[0; N]; 4], agents: [0; N], made: 0 }
    }
}

impl<const N: usize> Blocks<N> {
    /// The first `W` words, for `n` blocks from the first on. No more than were made.
    #[inline]
    pub fn first<const W: usize>(&self, n: usize) -> [&[u32]; W] {
        debug_assert!(W <= self.made, "{W} words are asked for, {} were made", self.made);
        let mut first = [&[][..]; W];
        for (to, words) in first.iter_mut().zip(&self.words) {
            *to = &words[..n];
        }
        first
    }

    /// The agents, or else numbers, of the first `n` blocks.
    #[inline]
    pub fn agents(&self, n: usize) -> &[u32] {
        &self.agents[..n]
    }

    /// Makes the first `W` words, two or four, of `n` blocks, of which `counter` makes a whole one from a number each.
    #[inline(always)]
    fn fill<const W: usize>(&mut self, n: usize, counter: impl Fn(u64) -> [u64; 4], key: [u32; 2]) {
        const { assert!((W == 2 || W == 4) && N.is_multiple_of(LANES)) };
        self.made = W;
        // The compiler leaves out what only the other two words need.
        wide(
            n,
            #[inline(always)]
            move || {
                let n = n.next_multiple_of(LANES);
                let numbers = &self.agents[..n];
                let [a, b, c, d] = &mut self.words;
                let (a, b, c, d) = (&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]);
                if W == 2 {
                    for ((a, b), number) in a.iter_mut().zip(b).zip(numbers) {
                        [*a, *b, ..] = lanes(counter(u64::from(*number)), key).map(|word| word as u32);
                    }
                } else {
                    for ((((a, b), c), d), number) in a.iter_mut().zip(b).zip(c).zip(d).zip(numbers) {
                        [*a, *b, *c, *d] = lanes(counter(u64::from(*number)), key).map(|word| word as u32);
                    }
                }
            },
        );
    }
}

impl Luck {
    /// The first `W` words, two or four, of the blocks 0 of these agents, in their order.
    #[inline]
    pub fn blocks<const W: usize, const N: usize>(
        &self,
        stream: Stream,
        week: u32,
        agents: impl ExactSizeIterator<Item = u32>,
        out: &mut Blocks<N>,
    ) {
        let n = agents.len();
        out.agents[..n].iter_mut().zip(agents).for_each(|(to, agent)| *to = agent);
        out.fill::<W>(n, move |agent| [0, agent, week.into(), stream as u64], self.key);
    }

    /// The first `W` words, two or four, of the blocks of one agent with these numbers, in their order.
    pub fn numbered<const W: usize, const N: usize>(
        &self,
        (stream, week, agent): (Stream, u32, u32),
        numbers: Range<u32>,
        out: &mut Blocks<N>,
    ) {
        let n = numbers.len();
        out.agents[..n].iter_mut().zip(numbers).for_each(|(to, number)| *to = number);
        out.fill::<W>(n, move |number| [number, agent.into(), week.into(), stream as u64], self.key);
    }
}

/// Philox4x32-10 on the lower halves of 64-bit lanes; the upper halves hold what is left over and are cut off at the end.
#[inline(always)]
fn lanes(counter: [u64; 4], key: [u32; 2]) -> [u64; 4] {
    const LOW: u64 = 0xffff_ffff;
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        let p0 = (c0 & LOW) * u64::from(MULTIPLIERS[0]);
        let p1 = (c2 & LOW) * u64::from(MULTIPLIERS[1]);
        (c0, c1, c2, c3) = ((p1 >> 32) ^ c1 ^ u64::from(k0), p1, (p0 >> 32) ^ c3 ^ u64::from(k1), p0);
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    [c0, c1, c2, c3]
}

/// −ln((word + ½)/2³²), an exponential number of mean 1: `libm::log` to the bit, without its cases for numbers that no word gives, so that a loop over
/// words can be done in vectors. Method and coefficients are those of fdlibm (`e_log.c`, Sun Microsystems 1993).
#[inline(always)]
pub fn exponential(word: u32) -> f64 {
    const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
    const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
    const LG: [f64; 7] = [
        f64::from_bits(0x3fe5_5555_5555_5593),
        f64::from_bits(0x3fd9_9999_9997_fa04),
        f64::from_bits(0x3fd2_4924_9422_9359),
        f64::from_bits(0x3fcc_71c5_1d8e_78af),
        f64::from_bits(0x3fc7_4664_96cb_03de),
        f64::from_bits(0x3fc3_9a09_d078_c69f),
        f64::from_bits(0x3fc2_f112_df3e_5244),
    ];
    /// Bits of √½, upper half, and of 1.
    const ROOT_HALF: u64 = 0x3fe6_a09e;
    const UNIT: u64 = 0x3ff0_0000;
    /// 2⁵², as bits and as a number: a small whole number in its lower bits becomes a float by taking it away again.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    const SHIFT: f64 = 4_503_599_627_370_496.0 + 1023.0;

    let bits = super::open_unit(word).to_bits();
    // x = 2^k·(1 + f) with 1 + f between √½ and √2.
    let upper = (bits >> 32) + (UNIT - ROOT_HALF);
    let k = f64::from_bits(WHOLE | (upper >> 20)) - SHIFT;
    let upper = (upper & 0x000f_ffff) + ROOT_HALF;
    let f = f64::from_bits((upper << 32) | (bits & 0xffff_ffff)) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LG[1] + w * (LG[3] + w * LG[5]));
    let odd = z * (LG[0] + w * (LG[2] + w * (LG[4] + w * LG[6])));
    -(s * (half_square + (odd + even)) + k * LN2_LO - half_square + f + k * LN2_HI)
}

/// For each word its [`exponential`] number.
pub fn exponentials(words: &[u32], out: &mut [f64]) {
    wide(
        words.len(),
        #[inline(always)]
        || {
            for (number, word) in out.iter_mut().zip(words) {
                *number = exponential(*word);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::open_unit;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_blocks_are_the_blocks_one_by_one(seed: u64, week: u32, first: u32, n in 0usize..40) {
            let luck = Luck::new(seed);
            let mut blocks = Blocks::<40>::default();
            let agent = |i: usize| first.wrapping_add(i as u32 * 7);
            luck.blocks::<4, _>(Stream::Attempts, week, (0..n).map(agent), &mut blocks);
            let mut two = Blocks::<40>::default();
            luck.blocks::<2, _>(Stream::Attempts, week, (0..n).map(agent), &mut two);
            prop_assert_eq!(two.first::<2>(n), blocks.first::<2>(n));
            for i in 0..n {
                prop_assert_eq!(luck.block(Stream::Attempts, week, agent(i), 0), blocks.first::<4>(n).map(|words| words[i]));
            }
            let numbers = first..first.saturating_add(n as u32);
            luck.numbered::<4, _>((Stream::Needs, week, 5), numbers.clone(), &mut blocks);
            for (i, number) in numbers.enumerate() {
                prop_assert_eq!(luck.block(Stream::Needs, week, 5, number), blocks.first::<4>(n).map(|words| words[i]));
            }
        }

        #[test]
        fn an_exponential_number_is_the_logarithm_to_the_bit(words: [u32; 11]) {
            let mut many = [0.0; 11];
            exponentials(&words, &mut many);
            for (word, number) in words.into_iter().zip(many) {
                prop_assert_eq!(exponential(word).to_bits(), (-libm::log(open_unit(word))).to_bits());
                prop_assert_eq!(number.to_bits(), exponential(word).to_bits());
            }
        }
    }

    #[test]
    fn an_exponential_number_is_the_logarithm_at_the_ends() {
        for word in [0, 1, u32::MAX, u32::MAX - 1, 1 << 31, (1 << 31) - 1, 0xb504_f333, 0xb504_f334] {
            assert_eq!(exponential(word).to_bits(), (-libm::log(open_unit(word))).to_bits(), "{word}");
        }
    }
}
